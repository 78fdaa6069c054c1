//! One snapshot for each unit of work.
//!
//! A registry never changes; the handle moves on to another one. Everything that is looked up in *one* snapshot is
//! therefore consistent, and things looked up in two snapshots may not be. The rule that follows:
//!
//! > **Read the handle once for each unit of work** (a request, a message, a batch), and pass `&SchemaRegistry` down.
//!
//! # Wrong and right
//!
//! Here the code looks up a field, and then the type that it leads to. In between, the schema is replaced by one in
//! which `User` is called `Account`:
//!
//! ```
//! use schema_registry::{FieldDef, RegistryHandle, SchemaRegistry, TypeDef};
//!
//! fn schema(person: &str) -> SchemaRegistry {
//!     SchemaRegistry::builder("1.1")
//!         .add_type(TypeDef::object("Post").field(FieldDef::new("author", person)))
//!         .add_type(TypeDef::object(person).field(FieldDef::new("name", "String")))
//!         .build()
//!         .expect("a sound registry")
//! }
//!
//! let handle = RegistryHandle::new();
//! handle.set(schema("User"));
//!
//! // Wrong: two reads, two registries.
//! let author = handle.with_registry(|registry| {
//!     registry.get_field_type("Post", "author").map(|field| field.type_name().to_owned())
//! });
//! handle.set(schema("Account")); // a reload, at the worst of times
//! let target = handle.with_registry(|registry| registry.get_type(&author.unwrap()).is_some());
//! assert!(!target, "a field of the old schema, looked for in the new one");
//!
//! // Right: one read. What happens to the handle meanwhile does not matter.
//! let registry = handle.load();
//! let author = registry.get_field_type("Post", "author").unwrap();
//! handle.set(schema("User"));
//! assert!(registry.get_type(author.type_name()).is_some());
//! assert_eq!(author.named_type().unwrap().name(), "Account"); // the same, without a search
//! ```
//!
//! The same applies to [`is_initialized`](crate::RegistryHandle::is_initialized) and
//! [`generation`](crate::RegistryHandle::generation) of a handle: each is a read of its own. A
//! [`Snapshot`](crate::Snapshot) has both methods too, for the registry that it holds:
//!
//! ```
//! # use schema_registry::RegistryHandle;
//! # let handle = RegistryHandle::new();
//! let snapshot = handle.load();
//! let answer = if snapshot.is_initialized() { snapshot.type_count().to_string() } else { "not ready".to_owned() };
//! # assert_eq!(answer, "not ready");
//! ```
//!
//! # Across an await point
//!
//! The guard of [`load`](crate::RegistryHandle::load) stays on its thread, and the compiler rejects holding it across
//! an await point of a spawned task. Use an owned [`snapshot`](crate::RegistryHandle::snapshot) instead:
//!
//! ```
//! use schema_registry::RegistryHandle;
//!
//! async fn request(handle: &RegistryHandle) -> (u64, u64) {
//!     let snapshot = handle.snapshot();
//!     let before = snapshot.generation();
//!     std::future::ready(()).await; // the database, say; the schema may be replaced meanwhile
//!     (before, snapshot.generation())
//! }
//!
//! let (before, after) = futures_executor::block_on(request(&RegistryHandle::new()));
//! assert_eq!(before, after);
//! ```
//!
//! # Writing
//!
//! To derive a new registry *from* the current one, use [`update`](crate::RegistryHandle::update), which retries
//! after a concurrent change, or [`set_if`](crate::RegistryHandle::set_if), which then refuses. Reading, changing and
//! calling [`set`](crate::RegistryHandle::set) loses concurrent changes:
//!
//! ```
//! use schema_registry::{RegistryHandle, SchemaRegistry, TypeDef};
//!
//! let handle = RegistryHandle::new();
//! std::thread::scope(|scope| {
//!     for name in ["User", "Post"] {
//!         let handle = &handle;
//!         scope.spawn(move || {
//!             handle.update(|current| current.to_builder().add_type(TypeDef::scalar(name)).build())
//!         });
//!     }
//! });
//! assert_eq!(handle.load().type_count(), 2); // the first one wins
//! ```
//!
//! To reload, use `set`, never [`reset`](crate::RegistryHandle::reset) followed by
//! [`initialize`](crate::RegistryHandle::initialize): between the two, requests find no schema at all.
//!
//! # Reloads
//!
//! A reload that must not break clients compares first: [`propose`](crate::RegistryHandle::propose) shows what would
//! change, and its commit succeeds only over the snapshot that it was compared with. A [`FileSource`] does this for
//! each document that it finds. A document is installed as a whole or not at all, and a running request continues
//! with its own snapshot, so nothing needs to be paused for a reload.
//!
//! Data *derived* from a registry (a permission table, a prepared query) belongs in the snapshot: see
//! [`derived`](super::derived).
//!
#![cfg_attr(feature = "file", doc = "[`FileSource`]: crate::source::FileSource")]
#![cfg_attr(
    not(feature = "file"),
    doc = "[`FileSource`]: https://docs.rs/schema-registry/latest/schema_registry/source/struct.FileSource.html"
)]
