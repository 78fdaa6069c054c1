//! One snapshot for each unit of work.
//!
//! A registry never changes; the handle moves on to another. So everything that is looked up in *one* snapshot fits
//! together, and things looked up in two need not. The rule that follows from it:
//!
//! > **Read the handle once for each unit of work** (a request, a message, a batch), and pass `&SchemaRegistry` down.
//!
//! # Wrong, and right
//!
//! Here a field is looked up, and then the type that it leads to. In between somebody replaces the schema with one in
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
//! The same goes for [`is_initialized`](crate::RegistryHandle::is_initialized) and
//! [`generation`](crate::RegistryHandle::generation) of a handle: each is a read of its own. A [`Snapshot`](crate::Snapshot)
//! has them too, of the very registry that it holds:
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
//! A guard of [`load`](crate::RegistryHandle::load) stays on its thread, and the compiler refuses to hold it across an
//! await point of a task that is spawned. Take an owned [`snapshot`](crate::RegistryHandle::snapshot):
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
//! What is made *from* the current registry goes through [`update`](crate::RegistryHandle::update), which starts anew
//! where somebody else was faster, or through [`set_if`](crate::RegistryHandle::set_if), which then refuses. Reading,
//! changing and calling [`set`](crate::RegistryHandle::set) loses whatever came in between:
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
//! To reload, use `set`, never [`reset`](crate::RegistryHandle::reset) and then
//! [`initialize`](crate::RegistryHandle::initialize): between the two, requests find no schema at all.
//!
//! # Reloads
//!
//! A reload that must not break anybody compares first: [`propose`](crate::RegistryHandle::propose) says what would change,
//! and its commit succeeds only over the very snapshot that it was compared with. A [`FileSource`] does that for each
//! document that it finds. A document comes into the handle whole or not at all, and a request that has begun goes on with
//! the snapshot that it took: there is nothing to hold up, before a reload or after it.
//!
//! What is *derived* from a registry (a permission table, a prepared query) belongs into the snapshot: see
//! [`derived`](super::derived).
//!
#![cfg_attr(feature = "file", doc = "[`FileSource`]: crate::source::FileSource")]
#![cfg_attr(
    not(feature = "file"),
    doc = "[`FileSource`]: https://docs.rs/schema-registry/latest/schema_registry/source/struct.FileSource.html"
)]
