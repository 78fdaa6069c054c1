//! Type metadata of GraphQL-like schemas, held as an immutable snapshot that can be replaced while requests read it.
//!
//! On every request a service needs to know which type has which field, of what type, and whether it is a list. A
//! [`SchemaRegistry`] answers from flat tables that never change; a [`RegistryHandle`] holds the current registry,
//! which can be replaced at any time. Reads never wait, neither for each other nor for a change.
//!
//! ```text
//! JSON IR ─┐
//! SDL ─────┼─▶ format ─▶ RegistryBuilder ─▶ SchemaRegistry
//! introsp. ┘   + diagnostics                immutable, flat
//!                                               │ initialize / set / propose
//!                                               ▼
//! source (a file) ──────────────────────▶ RegistryHandle ─▶ Snapshot
//!                                         one cell            │ load / reader / watch
//!                                                             ▼
//!                                             request code sees &SchemaRegistry
//! ```
//!
//! The crate has no global registry, no static and no thread-local. A program makes a handle where it starts and
//! passes it to the code that needs it; each test makes its own.
//!
//! # Three ways to use it
//!
//! **A registry alone**, if nothing is ever replaced: load a document and look fields up. A field can also be found
//! by the name of a database column, and a failed look-up suggests similar names.
//!
//! ```
//! use schema_registry::SchemaRegistry;
//!
//! let registry = SchemaRegistry::from_json(r#"{
//!     "version": "1.0", "features": ["type_resolution"],
//!     "types": { "User": { "fields": {
//!         "createdAt": { "type_name": "String", "is_nested_object": false, "is_list": false }
//!     } } }
//! }"#)?;
//!
//! let field = registry.get_field_type("User", "created_at").expect("createdAt, by its other name");
//! assert_eq!((field.name(), field.type_name()), ("createdAt", "String"));
//!
//! let missed = registry.lookup("User", "creatdAt").unwrap_err();
//! assert_eq!(missed.to_string(), "`User` has no field `creatdAt`; did you mean `createdAt`?");
//! # Ok::<(), schema_registry::LoadError>(())
//! ```
//!
//! **A handle**, if the registry is replaced while requests read it. Only the edges of a program hold the handle;
//! request code takes `&SchemaRegistry`.
//!
//! ```
//! use schema_registry::{FieldDef, RegistryHandle, SchemaRegistry, TypeDef};
//!
//! fn is_list(registry: &SchemaRegistry, field: &str) -> bool {
//!     registry.get_field_type("User", field).is_some_and(|found| found.is_list())
//! }
//!
//! let version = |posts: &str| {
//!     let user = TypeDef::object("User").field(FieldDef::new("posts", posts));
//!     SchemaRegistry::builder("1.1").add_type(user).build()
//! };
//!
//! let handle = RegistryHandle::new();
//! handle.initialize(version("String")?)?;
//!
//! let before = handle.snapshot(); // a slow request
//! handle.set(version("[String!]!")?); // a reload meanwhile
//! assert!(!is_list(&before, "posts")); // it continues with its snapshot
//! assert!(is_list(&handle.load(), "posts"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **A watcher**, if something must follow the registry, such as a cache derived from it or a log of reloads.
//!
//! ```
//! use schema_registry::{RegistryHandle, SchemaRegistry};
//!
//! let handle = RegistryHandle::new();
//! let mut watcher = handle.watch();
//! let follower = std::thread::spawn(move || {
//!     let snapshot = watcher.wait().expect("the handle is still there");
//!     format!("generation {}, version {}", snapshot.generation(), snapshot.version())
//! });
//!
//! handle.set(SchemaRegistry::builder("1.1").build()?);
//! assert_eq!(follower.join().unwrap(), "generation 1, version 1.1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `graphql` | SDL and introspection results: `SchemaRegistry::from_sdl`, `to_sdl`, `from_introspection`, and `detect` by content |
//! | `file` | `source::FileSource`, which keeps a handle current from a file |
//! | `http` | `source::HttpSource`, which keeps a handle current from a URL or a GraphQL endpoint |
//! | `stream` | `futures_core::Stream` for watchers |
//! | `cli` | the binary `schema-registry` |
//! | `tracing` | spans and events of sources, and the warnings of `from_json` and the like |
//! | `loom` | the modelled cell, for model-checking application code around a handle. Has no effect without `--cfg loom` |
//!
//! None is on by default.
//!
//! # Out of scope
//!
//! The crate neither parses, validates nor executes queries: it is what an executor looks things up in. Descriptions
//! and applied directives are kept only on request. See [`docs::limitations`] for further limits.
//!
//! # Further reading
//!
//! - [`docs::consistency`]: one snapshot for each unit of work, wrong and right
//! - [`docs::derived`]: data derived from a schema, swapped together with it
//! - [`docs::variants`]: one document, several audiences
//! - [`docs::service`]: a web service, from its state to its health check
//! - [`docs::operations`]: what to monitor, and what to alert on
//! - [`docs::model_checking`]: your own code around a handle, with loom
//! - [`docs::format`]: the JSON document, key by key
//! - [`docs::comparison`]: other ways to hold a table that is replaced
//! - [`docs::performance`]: what each operation costs, and why
//! - [`docs::promises`]: what is promised, and how each promise is checked
//! - [`docs::limitations`]: what is proven, what is not, and the limits
//! - [`docs::migration`]: from a global registry to a handle
//! - [`docs::internals`]: how a registry is stored, for maintainers

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(all(loom, not(feature = "loom"), not(schema_registry_without_loom)))]
compile_error!(
    "`--cfg loom` needs the feature `loom` of schema-registry, or models see nothing of the handle. A build that sets the flag \
     for something else must also set `--cfg schema_registry_without_loom`."
);

mod build;
mod changes;
mod coordinate;
mod diagnostics;
pub mod docs;
mod filter;
mod format;
mod handle;
mod json;
mod literal;
mod model;
mod nearest;
mod reference;
pub mod registry;
pub mod source;
mod store;
mod trace;
mod watch;

// So that its examples run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

// Open under loom only, for the planted faults in `loom-tests/`, which are written against the same seam.
#[cfg(not(all(loom, feature = "loom")))]
mod sync;
#[cfg(all(loom, feature = "loom"))]
#[doc(hidden)]
pub mod sync;

pub use build::{Dropped, KeepDirectives};
pub use coordinate::{Coordinate, InvalidCoordinate};
pub use diagnostics::{Report, Segment, Strictness};
pub use format::{Limits, LoadOptions, Loaded};
pub use handle::{
    AlreadyInitialized, Proposal, RegistryHandle, RegistryReader, RegistryWatcher, Snapshot, SnapshotGuard,
    Superseded,
};
pub use registry::{
    ArgDef, ArgInfo, Change, ChangeKind, Criticality, Diagnostic, DirectiveDef, DirectiveDefinition,
    DirectiveInfo, Element, Extension, Extensions, FieldDef, FieldInfo, Fingerprint, InvalidChangeKind,
    InvalidFingerprint, InvalidOperation, InvalidTypeKind, Iter, JsonPath, LoadError, LookupError, Operation,
    Position, RegistryBuilder, SchemaRegistry, Severity, TypeDef, TypeInfo, TypeKind, TypeRef, ValueDef,
    ValueInfo,
};
pub use watch::{Retained, WaitError};
