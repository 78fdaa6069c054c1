//! Data derived from a registry, swapped together with it.
//!
//! Few services need only a schema. They derive a permission table, prepared statements or a query planner from it,
//! and a request that checks one schema against another schema's permissions is worse than one that fails. So put the
//! derived data **into** the value that the handle holds:
//!
//! ```
//! use std::collections::HashMap;
//! use schema_registry::{FieldDef, RegistryHandle, SchemaRegistry, TypeDef};
//!
//! #[derive(Default)]
//! struct Api {
//!     registry: SchemaRegistry,
//!     select: HashMap<String, String>, // type name: SQL
//! }
//!
//! impl Api {
//!     fn prepare(registry: SchemaRegistry) -> Self {
//!         let select = registry.types().filter(|found| found.fields().len() > 0).map(|found| {
//!             let columns: Vec<_> = found.fields().map(|field| field.name()).collect();
//!             (found.name().to_owned(), format!("SELECT {} FROM {}", columns.join(", "), found.name()))
//!         });
//!         Self { select: select.collect(), registry }
//!     }
//! }
//!
//! // What `propose` compares.
//! impl AsRef<SchemaRegistry> for Api {
//!     fn as_ref(&self) -> &SchemaRegistry {
//!         &self.registry
//!     }
//! }
//!
//! let user = |field| TypeDef::object("User").field(FieldDef::new(field, "String"));
//! let handle = RegistryHandle::<Api>::default();
//! handle.set(Api::prepare(SchemaRegistry::builder("1.1").add_type(user("name")).build()?));
//!
//! let snapshot = handle.snapshot(); // a request's
//! let renamed = Api::prepare(SchemaRegistry::builder("1.1").add_type(user("fullName")).build()?);
//! assert!(handle.propose(renamed).is_breaking());
//! handle.set(Api::prepare(SchemaRegistry::builder("1.1").add_type(user("fullName")).build()?));
//!
//! assert_eq!(snapshot.select["User"], "SELECT name FROM User"); // fits what the request sees
//! assert!(snapshot.registry.get_field("User", "name").is_some());
//! assert_eq!(handle.load().select["User"], "SELECT fullName FROM User");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The writer builds the value before it is installed: no request waits for it or finds it half built. It is freed
//! with its snapshot, when the last request that uses it ends; [`retained`](crate::RegistryHandle::retained) lists
//! the replaced snapshots that are still held. If building fails or panics, nothing is installed, and requests
//! continue with the current value:
//!
//! ```
//! # use schema_registry::{RegistryHandle, SchemaRegistry};
//! # let handle = RegistryHandle::<SchemaRegistry>::default();
//! let failed = handle.update(|_current| Err("the database does not know the column"));
//! assert_eq!(failed.unwrap_err(), "the database does not know the column");
//! assert_eq!(handle.generation(), 0);
//! ```
//!
//! # Wrong: a cache beside the handle
//!
//! It is tempting to keep derived data in a separate cache, with the generation that it was derived from:
//!
//! ```
//! use schema_registry::{RegistryHandle, SchemaRegistry, Snapshot};
//!
//! #[derive(Default)]
//! struct Cache {
//!     generation: u64,
//!     types: usize,
//! }
//!
//! impl Cache {
//!     fn types(&mut self, snapshot: &Snapshot) -> usize {
//!         if self.generation != snapshot.generation() {
//!             *self = Self { generation: snapshot.generation(), types: snapshot.type_count() };
//!         }
//!         self.types
//!     }
//! }
//!
//! let one_type = SchemaRegistry::builder("1.1").add_type(schema_registry::TypeDef::scalar("Date")).build()?;
//! let (tenant, other, mut cache) = (RegistryHandle::new(), RegistryHandle::new(), Cache::default());
//! tenant.set(one_type);
//! other.set(SchemaRegistry::empty());
//!
//! assert_eq!(cache.types(&tenant.load()), 1);
//! assert_eq!(cache.types(&other.load()), 1); // wrong: it has none, but its generation is 1 too
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Generations count the changes of one handle, and every new handle starts at generation 0, the default. Moreover,
//! two requests with different snapshots discard each other's work, the first request after a reload pays for the
//! derivation, and the cache needs the very lock that the handle spares its readers. If storing the data in the
//! handle is really not possible, use the identity of the snapshot as the key: keep its `Arc` with the derived data,
//! and compare with [`Arc::ptr_eq`](std::sync::Arc::ptr_eq).
