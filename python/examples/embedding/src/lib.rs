//! A service in Rust, and Python, that hold one registry handle together: each sees what the other changes.
//!
//! The service has threads of its own, which never ask for the interpreter. Python gets a wrapper of a clone of the
//! handle, and may hand in a handle of its own; both are the classes that `import schema_registry` provides, since
//! [`embed::install`](schema_registry_python::embed::install) has put those of this very binary in their place.

use pyo3::prelude::*;

/// A service that answers for the columns of tables.
#[pymodule]
mod schema_registry_embedding {
    use std::thread;

    use pyo3::exceptions::{PyRuntimeError, PyValueError};
    use pyo3::prelude::*;
    use schema_registry_python::embed::{self, Detached};
    use schema_registry_python::schema_registry::source::{FileSource, Policy};
    use schema_registry_python::schema_registry::{RegistryHandle, SchemaRegistry};
    use schema_registry_python::{Installed, PyRegistryHandle};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        embed::install(module.py())
    }

    /// Owns a registry handle, and reads and changes it on threads of its own.
    #[pyclass(frozen)]
    #[derive(Debug)]
    struct Service {
        handle: RegistryHandle<Installed>,
    }

    /// Keeps a handle current from a file, as a function in Python says. The source waits for its thread as it is dropped,
    /// which may be in that function: `Detached` lets go of the interpreter meanwhile.
    #[pyclass(frozen)]
    #[derive(Debug)]
    struct Follower {
        source: Detached<FileSource>,
    }

    #[pymethods]
    impl Follower {
        /// `accepts` gets the number of changes of each document.
        #[new]
        fn new(handle: &Bound<'_, PyRegistryHandle>, path: String, accepts: Py<PyAny>) -> PyResult<Self> {
            let accepts = move |changes: usize| {
                Python::attach(|py| accepts.call1(py, (changes,))?.is_truthy(py)).unwrap_or_default()
            };
            let policy = Policy::when_value(move |proposal| accepts(proposal.changes().len()));
            let builder = FileSource::builder(path).build_with(|registry| Ok::<_, PyErr>(registry.into()));
            let (py, handle) = (handle.py(), handle.get().handle());
            let source = py.detach(|| builder.policy(policy).start(handle));
            let source = source.map_err(|error| PyValueError::new_err(error.to_string()))?;
            Ok(Self { source: Detached::new(source) })
        }

        /// Has it look now.
        fn refresh(&self) {
            self.source.refresh();
        }
    }

    #[pymethods]
    impl Service {
        /// A service with a handle of its own, or with one that Python has made.
        #[new]
        #[pyo3(signature = (handle = None))]
        fn new(handle: Option<&Bound<'_, PyRegistryHandle>>) -> Self {
            // From Python to Rust: take the handle out, and keep a clone.
            Self {
                handle: handle.map_or_else(RegistryHandle::default, |handle| handle.get().handle().clone()),
            }
        }

        /// The service's handle, for Python to read and to change.
        #[getter]
        fn handle(&self, py: Python<'_>) -> PyResult<PyRegistryHandle> {
            // From Rust to Python: wrap a clone.
            PyRegistryHandle::new(py, self.handle.clone())
        }

        /// Replaces the registry, on a thread that knows nothing of Python.
        fn reload(&self, py: Python<'_>, sdl: String) -> PyResult<u64> {
            let handle = self.handle.clone();
            let reload = move || {
                SchemaRegistry::from_sdl(&sdl).map(|registry| {
                    handle.set(registry.into());
                    handle.generation()
                })
            };
            // A Python task that the change wakes needs the interpreter, so this thread must release it.
            py.detach(|| thread::spawn(reload).join())
                .map_err(|_| PyRuntimeError::new_err("the reload panicked"))?
                .map_err(|error| PyValueError::new_err(error.to_string()))
        }

        /// The type of a column, which a thread without the interpreter looks up.
        fn column_type(&self, py: Python<'_>, table: String, column: String) -> PyResult<Option<String>> {
            let handle = self.handle.clone();
            let look_up = move || {
                let registry = handle.load();
                registry.get_field_type(&table, &column).map(|field| field.type_ref().to_string())
            };
            py.detach(|| thread::spawn(look_up).join())
                .map_err(|_| PyRuntimeError::new_err("the look-up panicked"))
        }
    }
}
