//! The tests that need no process of their own, in one binary: each binary more is linked, and compiles `support`, once more.

#[path = "../support/documents.rs"]
mod documents;
#[path = "../support/marks.rs"]
mod marks;
#[path = "../support/mod.rs"]
mod support;
#[cfg(feature = "graphql")]
#[path = "../support/written.rs"]
mod written;

mod builder;
mod camel_case;
mod change_properties;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "graphql")]
mod debug;
mod definition_checks;
mod diagnostics;
#[cfg(feature = "graphql")]
mod exchanged_values;
mod feed;
#[cfg(feature = "graphql")]
mod filter;
#[cfg(feature = "graphql")]
mod graphql_faults;
#[cfg(feature = "graphql")]
mod graphql_hostile_input;
#[cfg(feature = "graphql")]
mod graphql_schemas;
mod hostile_input;
#[cfg(feature = "http")]
mod http_source;
mod ir_documents;
#[cfg(feature = "graphql")]
mod kept;
mod load_options;
mod lookup_errors;
mod no_globals;
#[cfg(feature = "graphql")]
mod positions;
#[cfg(feature = "graphql")]
mod public_face;
mod real_schemas;
#[cfg(feature = "graphql")]
mod reported_documents;
mod round_trip;
mod schema_changes;
#[cfg(feature = "graphql")]
mod sdl_recovery;
mod shape_rows;
mod views;
