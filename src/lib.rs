//! Type metadata of GraphQL-like schemas, held as an immutable snapshot that is replaced while requests read it.

mod format;
pub mod registry;

pub use format::{Limits, LoadOptions, Loaded};
pub use registry::{
    ArgDef, ArgInfo, Change, ChangeKind, Criticality, Diagnostic, Extension, FieldDef, FieldInfo, Finding,
    Fingerprint, LoadError, LookupError, Operation, RegistryBuilder, SchemaRegistry, Severity, TypeDef,
    TypeExpr, TypeInfo, TypeKind, ValueDef, ValueInfo,
};
