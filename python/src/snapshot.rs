//! `Snapshot`: a registry as a handle held it.

use std::fmt;
use std::sync::{Arc, Weak};

use pyo3::prelude::*;
use schema_registry::Snapshot;

use crate::PySchemaRegistry;
use crate::installed::{self, Functions, Installed};

/// What a handle held at one moment: a registry, its generation, and whether it is initialized.
///
/// It is a `SchemaRegistry`, stays valid and unchanged for as long as it is held, and is equal to any registry with
/// the same content, whatever its generation.
#[pyclass(frozen, extends = PySchemaRegistry, name = "Snapshot", module = "schema_registry")]
pub struct PySnapshot {
    snapshot: Arc<Snapshot<Installed>>,
    functions: Weak<Functions>,
}

impl PySnapshot {
    /// Returns a Python object for `snapshot`.
    ///
    /// # Errors
    ///
    /// If and only if Python is out of memory.
    pub fn new(py: Python<'_>, snapshot: Arc<Snapshot<Installed>>) -> PyResult<Bound<'_, Self>> {
        Self::of(py, snapshot, Weak::new())
    }

    pub(crate) fn of(
        py: Python<'_>,
        snapshot: Arc<Snapshot<Installed>>,
        functions: Weak<Functions>,
    ) -> PyResult<Bound<'_, Self>> {
        let registry = PySchemaRegistry::new(py, snapshot.value().as_ref().clone());
        Bound::new(py, PyClassInitializer::from(registry).add_subclass(Self { snapshot, functions }))
    }

    /// Returns the snapshot.
    #[must_use]
    pub fn snapshot(&self) -> &Arc<Snapshot<Installed>> {
        &self.snapshot
    }
}

#[pymethods]
impl PySnapshot {
    /// How many changes the handle had seen when it held this snapshot.
    #[getter]
    fn generation(&self) -> u64 {
        self.snapshot.generation()
    }

    /// Whether this registry was installed, rather than being the initial empty one.
    #[getter]
    fn is_initialized(&self) -> bool {
        self.snapshot.is_initialized()
    }

    /// Returns what `function` makes of this registry, like `RegistryHandle.derived`: computed once, and kept with
    /// this snapshot for as long as the handle's object exists.
    fn derived<'py>(&self, function: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        installed::derive(&self.functions, &self.snapshot, function)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> String {
        let snapshot = &slf.get().snapshot;
        let initialized = if snapshot.is_initialized() { "True" } else { "False" };
        let words = slf.as_super().get().words();
        format!("Snapshot(generation={}, is_initialized={initialized}, {words})", snapshot.generation())
    }
}

impl fmt::Debug for PySnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PySnapshot").field(&self.snapshot).finish()
    }
}
