//! `RegistryHandle`: the one thing that changes.

use std::fmt;
use std::sync::Arc;

use pyo3::PyVisit;
use pyo3::gc::PyTraverseError;
use pyo3::prelude::*;
use schema_registry::RegistryHandle;

use crate::installed::{Functions, Installed};
use crate::slot::SnapshotSlot;
use crate::waiting::{Subject, Waits};
use crate::{PyProposal, PySchemaRegistry, PySnapshot, errors, waiting};

/// Owns a registry that can be replaced while others read it.
///
/// There is no global handle: make one where the program starts and pass it on. Each test makes its own, so there is
/// nothing to reset, and tests run in parallel. Take a `snapshot` once for each unit of work, and look up as much as
/// you like in it.
#[pyclass(frozen, weakref, name = "RegistryHandle", module = "schema_registry")]
pub struct PyRegistryHandle {
    handle: RegistryHandle<Installed>,
    slot: SnapshotSlot,
    /// Snapshots and sources refer to it too, weakly: it is freed with this object.
    functions: Arc<Functions>,
    waits: Arc<Waits>,
}

impl PyRegistryHandle {
    /// Returns a Python object for a handle that Rust holds too: both see each other's changes.
    ///
    /// # Errors
    ///
    /// If and only if Python is out of memory.
    pub fn new(py: Python<'_>, handle: RegistryHandle<Installed>) -> PyResult<Self> {
        let functions = Arc::default();
        let slot = SnapshotSlot::new(py, &handle, Arc::downgrade(&functions))?;
        let waits = Waits::new(Subject::Handle(handle.clone(), slot.clone_ref(py)));
        Ok(Self { handle, slot, functions, waits })
    }

    /// Returns the handle, to clone and keep.
    #[must_use]
    pub fn handle(&self) -> &RegistryHandle<Installed> {
        &self.handle
    }

    pub(crate) fn slot(&self) -> &SnapshotSlot {
        &self.slot
    }

    pub(crate) fn functions(&self) -> &Arc<Functions> {
        &self.functions
    }

    /// The registry with everything derived from it, ready to be installed.
    fn install(&self, registry: &Bound<'_, PySchemaRegistry>) -> PyResult<Installed> {
        self.functions.install(registry.py(), registry.get().registry().clone())
    }
}

#[pymethods]
impl PyRegistryHandle {
    /// Returns a handle that is not initialized, at generation 0.
    #[new]
    fn python_new(py: Python<'_>) -> PyResult<Self> {
        Self::new(py, RegistryHandle::default())
    }

    /// Returns the current snapshot: the same object until something changes.
    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PySnapshot>> {
        self.slot.current(py, &self.handle)
    }

    /// Whether the current snapshot is initialized. If you go on to read a snapshot, ask that one instead.
    #[getter]
    fn is_initialized(&self) -> bool {
        self.handle.is_initialized()
    }

    /// The generation of the current snapshot, which is the number of changes so far.
    #[getter]
    fn generation(&self) -> u64 {
        self.handle.generation()
    }

    /// Installs `registry` if the handle is not initialized, and returns the snapshot installed.
    ///
    /// Of any number of concurrent calls on a new handle, or after a `reset`, exactly one wins. Raises
    /// `AlreadyInitialized` if and only if the handle was already initialized.
    fn initialize<'py>(&self, registry: &Bound<'py, PySchemaRegistry>) -> PyResult<Bound<'py, PySnapshot>> {
        let py = registry.py();
        match self.handle.initialize(self.install(registry)?) {
            Ok(installed) => self.slot.keep(py, installed),
            Err(error) => Err(errors::already_initialized(py, &self.slot, &error)),
        }
    }

    /// Installs `registry` unconditionally, and returns the snapshot installed. This is how to reload.
    fn set<'py>(&self, registry: &Bound<'py, PySchemaRegistry>) -> PyResult<Bound<'py, PySnapshot>> {
        self.slot.keep(registry.py(), self.handle.set(self.install(registry)?))
    }

    /// Installs `registry` if the handle still has the given generation, and returns the snapshot installed.
    ///
    /// Raises `Superseded` if and only if the handle has another generation.
    fn set_if<'py>(
        &self,
        generation: u64,
        registry: &Bound<'py, PySchemaRegistry>,
    ) -> PyResult<Bound<'py, PySnapshot>> {
        let py = registry.py();
        match self.handle.set_if(generation, self.install(registry)?) {
            Ok(installed) => self.slot.keep(py, installed),
            Err(error) => Err(errors::superseded(py, &self.slot, &error)),
        }
    }

    /// Makes the handle *not initialized* again, and returns the new snapshot.
    ///
    /// To reload, use `set`: between a reset and the next change, readers see an empty registry.
    fn reset<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PySnapshot>> {
        self.slot.keep(py, self.handle.reset())
    }

    /// Compares `candidate` with the current registry. Nothing changes until the proposal is committed.
    fn propose(&self, py: Python<'_>, candidate: &Bound<'_, PySchemaRegistry>) -> PyResult<PyProposal> {
        let candidate = self.install(candidate)?;
        let proposal = py.detach(|| self.handle.propose(candidate));
        Ok(PyProposal::new(proposal, self.slot.clone_ref(py)))
    }

    /// Returns what `function` makes of the current registry: the same object until something changes.
    ///
    /// For what a program derives from its schema, such as a permission table. From the first call on, each change of
    /// this handle, also by a source, calls the function with the new `SchemaRegistry` **before** readers see it, and
    /// keeps the result with the snapshot, whose `derived` returns it: the two always match, and are freed together.
    /// An exception of the function is raised by the change, and the last good snapshot stays; for a source the
    /// attempt has failed.
    ///
    /// Pass the same function each time, not a new lambda: functions are compared by equality, and kept as long as
    /// the handle. A result that holds the handle is never freed.
    fn derived<'py>(&self, function: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.functions.derive(&self.handle.load(), function)
    }

    /// Blocks until a change, and returns the latest snapshot, or `None` if no change came within `timeout` seconds.
    ///
    /// It waits for changes from now on, or after the generation `after`. To miss none between two waits, pass the
    /// generation of the snapshot returned last.
    ///
    /// Other threads run meanwhile, and signal handlers run within a tenth of a second, so Ctrl-C ends the wait.
    /// Changes that follow each other quickly are coalesced into the last one. A reset is a change too.
    #[pyo3(signature = (timeout = None, *, after = None))]
    fn wait_for_change<'py>(
        &self,
        py: Python<'py>,
        timeout: Option<f64>,
        after: Option<u64>,
    ) -> PyResult<Option<Bound<'py, PySnapshot>>> {
        let change = waiting::block(py, &self.handle, timeout, after)?;
        change.map(|snapshot| self.slot.keep(py, snapshot)).transpose()
    }

    /// Returns the next change as a future of the running event loop: ``snapshot = await handle.changed()``.
    ///
    /// It waits for the same changes as `wait_for_change`, without occupying a thread, and a cancelled future leaves
    /// nothing behind. Raises `RuntimeError` if no event loop is running.
    #[pyo3(signature = (*, after = None))]
    fn changed<'py>(&self, py: Python<'py>, after: Option<u64>) -> PyResult<Bound<'py, PyAny>> {
        self.waits.future(py, after)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.functions.traverse(&visit)?;
        self.waits.traverse(&visit)
    }

    fn __clear__(&self) {
        self.functions.clear();
    }

    fn __repr__(&self) -> String {
        let current = self.handle.load();
        let initialized = if current.is_initialized() { "True" } else { "False" };
        format!("<RegistryHandle generation={} is_initialized={initialized}>", current.generation())
    }
}

impl fmt::Debug for PyRegistryHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PyRegistryHandle").field(&self.handle).finish()
    }
}
