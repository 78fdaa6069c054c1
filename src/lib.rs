//! Type metadata of GraphQL-like schemas, held as an immutable snapshot that is replaced while requests read it.

pub mod registry;

pub use registry::SchemaRegistry;
