//! Type metadata of GraphQL-like schemas, held as an immutable snapshot that is replaced while requests read it.
//!
//! A service asks on every request which type has which field, of what type, a list or not. A [`SchemaRegistry`]
//! answers that from flat tables that never change; a [`RegistryHandle`] holds the current one and lets it be replaced
//! at any time. Reads never wait: not for each other, not for a change.
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
//! There is no global registry in here, no static and no thread-local. A handle is made where a program starts and is
//! passed to what needs it; each test makes its own.
//!
//! # Three ways to use it
//!
//! **A registry alone**, where nothing is ever replaced: load a document and look fields up. A name may be as a database
//! writes it, and a miss may say what was probably meant.
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
//! **A handle**, where the registry is replaced while requests read it. Only the edges of a program hold the handle;
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
//! let before = handle.snapshot(); // a request that takes its time
//! handle.set(version("[String!]!")?); // a reload meanwhile
//! assert!(!is_list(&before, "posts")); // it goes on with what it began with
//! assert!(is_list(&handle.load(), "posts"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **A watcher**, where something has to follow the registry: a cache that is made from it, a log of reloads.
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
//! | `graphql` | SDL and introspection results: `SchemaRegistry::from_sdl`, `from_introspection`, and `detect` by content |
//! | `file` | `source::FileSource`, which keeps a handle current from a file |
//! | `tracing` | spans and events of sources, and the warnings of `from_json` and its like |
//! | `loom` | the modelled cell, so that an application can model-check its own code around a handle. Does nothing without `--cfg loom` |
//!
//! None is on by default.
//!
//! # What is not here
//!
//! Queries are neither parsed nor validated, and nothing is executed: this is what an executor looks things up in.
//! Descriptions and applied directives are kept on request only. See [`docs::limitations`] for the rest.
//!
//! # Further reading
//!
//! - [`docs::consistency`]: one snapshot for each unit of work, right and wrong
//! - [`docs::derived`]: what is made from a schema, swapped together with it
//! - [`docs::variants`]: one document, several audiences
//! - [`docs::service`]: a web service, from the state to its health
//! - [`docs::operations`]: what to look at, and what to alert on
//! - [`docs::model_checking`]: your own code around a handle, with loom
//! - [`docs::format`]: the JSON document, key by key
//! - [`docs::comparison`]: beside others that hold a table which is replaced
//! - [`docs::performance`]: what each operation costs, and why
//! - [`docs::limitations`]: what is proven and what is not, and where the limits are
//! - [`docs::migration`]: from a global registry to a handle
//! - [`docs::internals`]: the engine room, for maintainers

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(all(loom, not(feature = "loom"), not(schema_registry_without_loom)))]
compile_error!(
    "`--cfg loom` needs the feature `loom` of schema-registry, or models see nothing of the handle. A build that sets the flag \
     for something else says `--cfg schema_registry_without_loom` too."
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

// Its examples are to run too.
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
