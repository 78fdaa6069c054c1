//! What a Python handle holds.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use pyo3::PyVisit;
use pyo3::gc::PyTraverseError;
use pyo3::prelude::*;
use schema_registry::SchemaRegistry;

use crate::PySchemaRegistry;

/// A registry with the results of Python functions on it: the value in the snapshots of a Python handle.
///
/// In Rust it dereferences to its registry, and is made from one: `handle.set(registry.into())`. The results of
/// functions are computed when they are first asked for.
#[derive(Clone, Default)]
pub struct Installed {
    registry: SchemaRegistry,
    /// By the names of the functions, which are not held: a method would hold its object, which may hold the handle.
    derived: Arc<Mutex<Named>>,
}

/// Identifies a function, by the same `Arc`.
type Name = Arc<()>;

/// Functions, or values, with the names of the functions.
type Named = Vec<(Name, Py<PyAny>)>;

impl Installed {
    /// What `function` makes of the registry: a kept result, or a new one, which is then kept.
    fn derived<'py>(&self, name: &Name, function: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = function.py();
        if let Some(kept) = kept(&self.derived.lock(), py, name) {
            return Ok(kept);
        }
        let value = self.make(function)?;
        let mut derived = self.derived.lock();
        // If several threads compute it, all use the first result.
        let first = kept(&derived, py, name);
        if first.is_none() {
            derived.push((Arc::clone(name), value.clone().unbind()));
        }
        drop(derived); // before what is superfluous
        Ok(first.unwrap_or(value))
    }

    fn make<'py>(&self, function: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        function.call1((PySchemaRegistry::new(function.py(), self.registry.clone()),))
    }
}

fn kept<'py>(derived: &[(Name, Py<PyAny>)], py: Python<'py>, name: &Name) -> Option<Bound<'py, PyAny>> {
    let (_, value) = derived.iter().find(|(known, _)| Arc::ptr_eq(known, name))?;
    Some(value.bind(py).clone())
}

impl From<SchemaRegistry> for Installed {
    fn from(registry: SchemaRegistry) -> Self {
        Self { registry, derived: Arc::default() }
    }
}

impl AsRef<SchemaRegistry> for Installed {
    fn as_ref(&self) -> &SchemaRegistry {
        &self.registry
    }
}

impl Deref for Installed {
    type Target = SchemaRegistry;

    fn deref(&self) -> &SchemaRegistry {
        &self.registry
    }
}

impl fmt::Debug for Installed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Installed").field(&self.registry).finish()
    }
}

/// The functions whose results are computed before a registry is installed, in the order in which they were first
/// asked for.
#[derive(Default)]
pub(crate) struct Functions(Mutex<Named>);

impl Functions {
    /// What `function` makes of a registry; if that succeeds, also of each registry installed from now on.
    pub(crate) fn derive<'py>(
        &self,
        installed: &Installed,
        function: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let Some(name) = self.name(function)? {
            return installed.derived(&name, function);
        }
        let name = Name::default();
        let value = installed.derived(&name, function)?;
        if let Some(faster) = self.name(function)? {
            return installed.derived(&faster, function); // of another thread
        }
        self.0.lock().push((name, function.clone().unbind()));
        Ok(value)
    }

    /// The registry with their results, or the first exception.
    pub(crate) fn install(&self, py: Python<'_>, registry: SchemaRegistry) -> PyResult<Installed> {
        let installed = Installed::from(registry);
        for (name, function) in self.all(py) {
            installed.derived(&name, function.bind(py))?;
        }
        Ok(installed)
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.0.lock().iter().try_for_each(|(_, function)| visit.call(function))
    }

    pub(crate) fn clear(&self) {
        let functions = std::mem::take(&mut *self.0.lock());
        drop(functions); // outside of the lock
    }

    /// The result of an equal function.
    fn name(&self, function: &Bound<'_, PyAny>) -> PyResult<Option<Name>> {
        for (name, known) in self.all(function.py()) {
            if known.bind(function.py()).eq(function)? {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    /// A copy of the current ones: the functions called or compared are not ours, and may ask for others.
    fn all(&self, py: Python<'_>) -> Named {
        let functions = self.0.lock();
        functions.iter().map(|(name, function)| (Arc::clone(name), function.clone_ref(py))).collect()
    }
}

/// What `function` makes of a registry, whether or not its handle still exists to keep it.
pub(crate) fn derive<'py>(
    functions: &Weak<Functions>,
    installed: &Installed,
    function: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    match functions.upgrade() {
        Some(functions) => functions.derive(installed, function),
        None => installed.make(function),
    }
}
