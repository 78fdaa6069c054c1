//! `Proposal`: a change that can be inspected before it is made.

use std::fmt;

use pyo3::prelude::*;
use schema_registry::Proposal;

use crate::slot::SnapshotSlot;
use crate::{Installed, PyChange, PySchemaRegistry, PySnapshot, errors};

/// A candidate to replace the current registry, and what would change. Nothing is installed until `commit`.
#[pyclass(frozen, name = "Proposal", module = "schema_registry")]
pub struct PyProposal {
    proposal: Proposal<Installed>,
    slot: SnapshotSlot,
}

impl PyProposal {
    pub(crate) fn new(proposal: Proposal<Installed>, slot: SnapshotSlot) -> Self {
        Self { proposal, slot }
    }

    pub(crate) fn proposal(&self) -> &Proposal<Installed> {
        &self.proposal
    }
}

#[pymethods]
impl PyProposal {
    /// What would change. For a handle that is not initialized, everything in the candidate is new.
    #[getter]
    fn changes(&self) -> Vec<PyChange> {
        PyChange::all(self.proposal.changes().iter().cloned())
    }

    /// Whether the handle is initialized and the candidate has the same content as the current registry.
    #[getter]
    fn is_unchanged(&self) -> bool {
        self.proposal.is_unchanged()
    }

    /// Whether any change is breaking.
    #[getter]
    fn is_breaking(&self) -> bool {
        self.proposal.is_breaking()
    }

    /// The snapshot that the candidate was compared with.
    #[getter]
    fn base<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PySnapshot>> {
        self.slot.object(py, self.proposal.base())
    }

    /// The proposed registry.
    #[getter]
    fn candidate(&self, py: Python<'_>) -> PySchemaRegistry {
        PySchemaRegistry::new(py, self.proposal.candidate().as_ref().clone())
    }

    /// Installs the candidate if the handle still has the generation it was compared with, and returns the snapshot
    /// installed. An unchanged proposal installs nothing and returns the current snapshot.
    ///
    /// Raises `Superseded` if and only if the handle has moved on.
    fn commit<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PySnapshot>> {
        match self.proposal.clone().commit() {
            Ok(installed) => self.slot.keep(py, installed),
            Err(error) => Err(errors::superseded(py, &self.slot, &error)),
        }
    }

    fn __repr__(&self) -> String {
        let changes = self.proposal.changes().len();
        let breaking = if self.proposal.is_breaking() { "True" } else { "False" };
        format!("<Proposal changes={changes} is_breaking={breaking}>")
    }
}

impl fmt::Debug for PyProposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PyProposal").field(&self.proposal).finish()
    }
}
