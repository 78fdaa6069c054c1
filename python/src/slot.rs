//! The `Snapshot` object that a handle gave last.

use std::sync::{Arc, Weak};

use pyo3::prelude::*;
use schema_registry::{RegistryHandle, RegistryReader, Snapshot};

use crate::PySnapshot;
use crate::installed::{Functions, Installed};

/// Keeps the object for the snapshot that was read last, so that reading again neither makes one nor forgets what it has
/// looked up.
///
/// Like a `RegistryReader`, it holds that snapshot until the next read, or a change through the same object.
pub(crate) struct SnapshotSlot {
    last: Py<Last>,
    /// For each object to derive from its snapshot.
    functions: Weak<Functions>,
}

/// What is kept. A class of its own, since the interpreter's lock is what makes a short exclusive borrow of it cheap.
/// Nothing is made, dropped or called during one.
#[pyclass(module = "schema_registry")]
struct Last {
    reader: RegistryReader<Installed>,
    object: Option<Py<PySnapshot>>,
}

impl SnapshotSlot {
    pub(crate) fn new(
        py: Python<'_>,
        handle: &RegistryHandle<Installed>,
        functions: Weak<Functions>,
    ) -> PyResult<Self> {
        Ok(Self { last: Py::new(py, Last { reader: handle.reader(), object: None })?, functions })
    }

    pub(crate) fn clone_ref(&self, py: Python<'_>) -> Self {
        Self { last: self.last.clone_ref(py), functions: self.functions.clone() }
    }

    /// The object for the current snapshot.
    #[inline]
    pub(crate) fn current<'py>(
        &self,
        py: Python<'py>,
        handle: &RegistryHandle<Installed>,
    ) -> PyResult<Bound<'py, PySnapshot>> {
        match self.kept(py, None) {
            Some(kept) => Ok(kept),
            None => self.keep(py, handle.snapshot()),
        }
    }

    /// The object for this snapshot, without keeping it.
    pub(crate) fn object<'py>(
        &self,
        py: Python<'py>,
        snapshot: &Arc<Snapshot<Installed>>,
    ) -> PyResult<Bound<'py, PySnapshot>> {
        match self.kept(py, Some(snapshot)) {
            Some(kept) => Ok(kept),
            None => PySnapshot::of(py, Arc::clone(snapshot), self.functions.clone()),
        }
    }

    /// The object for this snapshot, which is kept from now on unless a later one is.
    #[cold]
    pub(crate) fn keep<'py>(
        &self,
        py: Python<'py>,
        snapshot: Arc<Snapshot<Installed>>,
    ) -> PyResult<Bound<'py, PySnapshot>> {
        let object = self.object(py, &snapshot)?;
        self.replace(py, snapshot.generation(), object.clone().unbind());
        Ok(object)
    }

    /// The object that is kept, if it is of that snapshot, or else of the current one.
    #[inline]
    fn kept<'py>(
        &self,
        py: Python<'py>,
        snapshot: Option<&Arc<Snapshot<Installed>>>,
    ) -> Option<Bound<'py, PySnapshot>> {
        let mut last = self.last.bind(py).try_borrow_mut().ok()?;
        let Last { reader, object } = &mut *last;
        let object = object.as_ref()?.bind(py);
        // The object holds its snapshot, so no other can have come to stand at that address.
        let snapshot = snapshot.unwrap_or_else(|| reader.get());
        Arc::ptr_eq(object.get().snapshot(), snapshot).then(|| object.clone())
    }

    /// Puts `object` in the place of what is of that generation or an earlier one.
    fn replace(&self, py: Python<'_>, generation: u64, object: Py<PySnapshot>) {
        let replaced = self.last.bind(py).try_borrow_mut().map(|mut last| {
            let Last { reader, object: kept } = &mut *last;
            if kept.as_ref().is_some_and(|kept| kept.get().snapshot().generation() > generation) {
                return Some(object);
            }
            reader.release();
            kept.replace(object)
        });
        drop(replaced); // after the borrow
    }
}
