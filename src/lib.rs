//! Type metadata of GraphQL-like schemas, held as an immutable snapshot that is replaced while requests read it.

mod format;
pub mod handle;
pub mod registry;

// Open under loom only, for the planted faults in `loom-tests/`, which are written against the same seam.
#[cfg(not(all(loom, feature = "loom")))]
mod sync;
#[cfg(all(loom, feature = "loom"))]
#[doc(hidden)]
pub mod sync;

pub use format::{Limits, LoadOptions, Loaded};
pub use handle::{
    AlreadyInitialized, Proposal, RegistryHandle, RegistryReader, RegistryWatcher, Snapshot, SnapshotGuard,
    Superseded, WaitTimeoutError,
};
pub use registry::{
    ArgDef, ArgInfo, Change, ChangeKind, Criticality, Diagnostic, Extension, FieldDef, FieldInfo, Finding,
    Fingerprint, LoadError, LookupError, Operation, RegistryBuilder, SchemaRegistry, Severity, TypeDef,
    TypeExpr, TypeInfo, TypeKind, ValueDef, ValueInfo,
};
