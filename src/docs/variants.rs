//! One document, several audiences: a public schema, a partner's, the complete one.
//!
//! Keep the directives that state who may see what, derive a registry for each audience with
//! [`SchemaRegistry::filter`](crate::SchemaRegistry::filter), and hold all of them in **one** handle, so that no
//! request combines the public schema of one document with the complete schema of another:
//!
//! ```
//! # #[cfg(feature = "graphql")] {
//! use std::collections::HashMap;
//! use schema_registry::{Element, KeepDirectives, LoadError, LoadOptions, RegistryHandle, SchemaRegistry};
//!
//! #[derive(Default)]
//! struct Variants {
//!     whole: SchemaRegistry,
//!     of_audience: HashMap<&'static str, SchemaRegistry>,
//! }
//!
//! impl Variants {
//!     fn prepare(whole: SchemaRegistry) -> Result<Self, LoadError> {
//!         let mut of_audience = HashMap::new();
//!         for audience in ["public", "partner"] {
//!             // What nobody tagged is for all. A type goes with the last of its fields.
//!             let is_for = |element: Element<'_>| {
//!                 let mut tags = element.directives().filter(|it| it.name() == "tag").peekable();
//!                 tags.peek().is_none() || tags.any(|tag| tag.arg("name") == Some(&*format!("{audience:?}")))
//!             };
//!             of_audience.insert(audience, whole.filter(is_for)?.reachable());
//!         }
//!         Ok(Self { whole, of_audience })
//!     }
//! }
//!
//! // What `propose` and policies compare.
//! impl AsRef<SchemaRegistry> for Variants {
//!     fn as_ref(&self) -> &SchemaRegistry {
//!         &self.whole
//!     }
//! }
//!
//! let sdl = r#"
//!     directive @tag(name: String!) repeatable on OBJECT | FIELD_DEFINITION
//!     type Query { me: User  audit: [Entry!]! @tag(name: "internal") }
//!     type User { name: String  credit: Int @tag(name: "partner") }
//!     type Entry { at: String }
//! "#;
//! let options = LoadOptions::new().directives(KeepDirectives::All);
//! let handle = RegistryHandle::<Variants>::default();
//! handle.set(Variants::prepare(options.sdl(sdl)?.registry)?);
//!
//! let variants = handle.load();
//! assert!(variants.whole.get_field("Query", "audit").is_some());
//! assert!(variants.of_audience["public"].get_field("User", "credit").is_none());
//! assert!(variants.of_audience["partner"].get_field("User", "credit").is_some());
//! assert!(variants.of_audience["partner"].get_type("Entry").is_none());
//! # }
//! # Ok::<(), schema_registry::LoadError>(())
//! ```
//!
//! A [`Feed`](crate::source::Feed) or a source takes `Variants::prepare` as its `build_with`. If the schema of some
//! audience would be invalid (an object without a field of its interface), the document fails to build, with both
//! names, and the last good variants stay.
//!
//! The predicate of `filter` sees elements, not directives: it can also decide by name, by a list of coordinates, or
//! by an extension of the JSON IR. If it rejects a directive definition, the applications of the directive go too, so
//! a public schema need not reveal how it was made.
