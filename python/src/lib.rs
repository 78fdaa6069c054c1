//! The Python package `schema_registry`: the classes of its native module, and what your own extension needs to share
//! a handle with Python.
//!
//! Each Python class is a thin, frozen wrapper around the Rust type of the same name, which documents its meaning.
//! The documentation here covers what Python adds: exceptions; the interpreter's lock, which is released while a
//! document is loaded or compared and during waits; and objects that are made once for each snapshot.
//!
//! [`embed`] is for extensions in Rust that hold a [`RegistryHandle`](schema_registry::RegistryHandle) themselves.

mod changes;
mod diagnostics;
mod document;
pub mod embed;
mod errors;
mod extensions;
mod handle;
mod installed;
mod loading;
mod memo;
mod policy;
mod proposal;
mod registry;
mod slot;
mod snapshot;
mod sources;
mod status;
mod views;
mod waiting;

pub use schema_registry;

pub use changes::PyChange;
pub use diagnostics::PyDiagnostic;
pub use handle::PyRegistryHandle;
pub use installed::Installed;
pub use loading::PyLoaded;
pub use policy::PyPolicy;
pub use proposal::PyProposal;
pub use registry::PySchemaRegistry;
pub use snapshot::PySnapshot;
pub use sources::{PyFeed, PyFileSource, PyHttpSource, PySource};
pub use status::PySourceStatus;
pub use views::{PyArgInfo, PyDirectiveDefinition, PyDirectiveInfo, PyFieldInfo, PyTypeInfo, PyValueInfo};

use pyo3::prelude::*;

/// The native half of the package `schema_registry`, with the names to import.
// It declares that it needs the GIL until the tests can run on a build without one: such builds do not load the
// stable ABI that the wheel is built for.
#[pymodule(gil_used = true)]
pub mod _native {
    #[pymodule_export]
    use super::{
        PyArgInfo, PyChange, PyDiagnostic, PyDirectiveDefinition, PyDirectiveInfo, PyFeed, PyFieldInfo,
        PyFileSource, PyHttpSource, PyLoaded, PyPolicy, PyProposal, PyRegistryHandle, PySchemaRegistry,
        PySnapshot, PySource, PySourceStatus, PyTypeInfo, PyValueInfo,
    };
}
