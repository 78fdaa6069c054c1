//! How an extension in Rust shares a handle with Python.
//!
//! Two extension modules that are built separately have two copies of this library, with classes of their own, and
//! cannot exchange handles. An extension that holds a [`RegistryHandle`](schema_registry::RegistryHandle) therefore
//! depends on this crate, and calls [`install`] when it is imported. From then on `import schema_registry` provides the
//! classes that are built into the extension:
//!
//! ```ignore
//! use pyo3::prelude::*;
//! use schema_registry_python::{Installed, PyRegistryHandle, schema_registry::RegistryHandle};
//!
//! #[pymodule]
//! mod my_service {
//!     #[pymodule_init]
//!     fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
//!         schema_registry_python::embed::install(module.py())
//!     }
//!
//!     /// From Rust to Python: wrap a clone.
//!     #[pyfunction]
//!     fn start(py: Python<'_>) -> PyResult<PyRegistryHandle> {
//!         let handle = RegistryHandle::<Installed>::default();
//!         // … keep a clone where the service's threads find it …
//!         PyRegistryHandle::new(py, handle)
//!     }
//!
//!     /// And back: take the handle out, and clone it to keep it.
//!     #[pyfunction]
//!     fn serve(handle: &Bound<'_, PyRegistryHandle>) {
//!         let handle: RegistryHandle<Installed> = handle.get().handle().clone();
//!         // … read it on any thread, with or without the interpreter …
//!     }
//! }
//! ```
//!
//! Such a handle holds an [`Installed`](crate::Installed), which dereferences to its registry, and is made from one
//! by `registry.into()`.
//!
//! A class that owns a source holds it in a [`Detached`]: dropping a source waits for its thread, which may be
//! waiting for the interpreter, for example in a policy written in Python. Python drops its objects while it holds
//! the interpreter, so both would wait forever.
//!
//! The Python half of the package (exceptions, the functions for existing callers) is the one that `pip` installed.
//! If a second extension in the same process that was built separately calls [`install`] too, it is refused.

use std::fmt;
use std::ops::Deref;

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The name under which the package looks for its native half.
const NATIVE: &str = "schema_registry._native";

/// Makes `import schema_registry` give the classes of this very binary.
///
/// Does nothing if it already does.
///
/// # Errors
///
/// If and only if the package was imported with the classes of another binary, whose handles this one could not read:
/// an `ImportError`, which says to import the extension first.
pub fn install(py: Python<'_>) -> PyResult<()> {
    let modules = py.import("sys")?.getattr("modules")?.cast_into::<PyDict>()?;
    let Some(found) = modules.get_item(NATIVE)? else {
        let native = pyo3::wrap_pymodule!(crate::_native)(py);
        native.bind(py).setattr("__name__", NATIVE)?;
        return modules.set_item(NATIVE, native);
    };
    let ours = py.get_type::<crate::PyRegistryHandle>();
    if found.getattr("RegistryHandle")?.is(&ours) {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "schema_registry was imported before the extension that brings its classes: import the extension first",
    ))
}

/// Releases the interpreter while its content is dropped, for content that then waits for other threads, such as a
/// [`FileSource`](schema_registry::source::FileSource).
///
/// ```ignore
/// #[pyclass(frozen)]
/// struct Service {
///     source: Detached<FileSource>,
/// }
/// ```
pub struct Detached<T: Send>(Option<T>);

impl<T: Send> Detached<T> {
    /// Wraps `content`.
    pub fn new(content: T) -> Self {
        Self(Some(content))
    }
}

impl<T: Send> Deref for Detached<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().expect("it is there until it is dropped")
    }
}

impl<T: Send> Drop for Detached<T> {
    fn drop(&mut self) {
        // Without an interpreter, or with one that is being finalized, nothing is held.
        let content = &mut self.0;
        let _ = Python::try_attach(|py| py.detach(|| *content = None));
    }
}

impl<T: Send + fmt::Debug> fmt::Debug for Detached<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Detached").field(&**self).finish()
    }
}
