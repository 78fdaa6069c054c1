//! `SourceStatus`: the status of a source at one moment.

use std::sync::Arc;
use std::time::SystemTime;

use pyo3::prelude::*;
use schema_registry::source::{Ended, Outcome, SourceError, Status};

use crate::{PyChange, PyDiagnostic};

/// The status of a source at one moment.
#[pyclass(frozen, name = "SourceStatus", module = "schema_registry")]
#[derive(Debug)]
pub struct PySourceStatus {
    status: Arc<Status>,
}

impl From<Arc<Status>> for PySourceStatus {
    fn from(status: Arc<Status>) -> Self {
        Self { status }
    }
}

#[pymethods]
impl PySourceStatus {
    /// How many attempts there were to install a document.
    #[getter]
    fn attempts(&self) -> u64 {
        self.status.attempts()
    }

    /// How many attempts installed the document.
    #[getter]
    fn applied(&self) -> u64 {
        self.status.applied()
    }

    /// How many attempts found their content already in the handle.
    #[getter]
    fn unchanged(&self) -> u64 {
        self.status.unchanged()
    }

    /// How many attempts the policy refused.
    #[getter]
    fn refused(&self) -> u64 {
        self.status.refused()
    }

    /// How many attempts failed.
    #[getter]
    fn failed(&self) -> u64 {
        self.status.failed()
    }

    /// `"applied"`, `"unchanged"`, `"refused"` or `"failed"`; `None` before the first attempt.
    #[getter]
    fn last_outcome(&self) -> Option<&'static str> {
        self.status.last_outcome().map(Outcome::as_str)
    }

    /// Why the last attempt was refused or failed, in one line; `None` if it ended well.
    #[getter]
    fn reason(&self) -> Option<String> {
        self.status.last_outcome().filter(|outcome| !outcome.is_good()).map(ToString::to_string)
    }

    /// The changes for which the last attempt was refused.
    #[getter]
    fn changes(&self) -> Vec<PyChange> {
        match self.status.last_outcome() {
            Some(Outcome::Refused(changes)) => PyChange::all(changes.iter().cloned()),
            _ => Vec::new(),
        }
    }

    /// All findings about the document, if the last attempt failed because it does not load.
    #[getter]
    fn diagnostics(&self) -> Vec<PyDiagnostic> {
        match self.status.last_outcome() {
            Some(Outcome::Failed(SourceError::Load(error))) => {
                error.diagnostics().iter().map(Into::into).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The warnings of the last document that loaded, whether or not it was refused.
    #[getter]
    fn warnings(&self) -> Vec<PyDiagnostic> {
        self.status.warnings().iter().map(Into::into).collect()
    }

    /// When the last attempt ended, by the system clock.
    #[getter]
    fn last_attempt(&self) -> Option<SystemTime> {
        self.status.last_attempt()
    }

    /// When the last attempt that ended well did so.
    #[getter]
    fn last_good(&self) -> Option<SystemTime> {
        self.status.last_good()
    }

    /// The generation at which the handle had the content of the last good document.
    #[getter]
    fn good_generation(&self) -> Option<u64> {
        self.status.good_generation()
    }

    /// Whether the last attempt ended well: applied or unchanged.
    #[getter]
    fn is_good(&self) -> bool {
        self.status.is_good()
    }

    /// Whether the source is closed, so that no further status will come.
    #[getter]
    fn is_ended(&self) -> bool {
        self.status.is_ended()
    }

    /// Why no further status will come: ``"closed"``, or ``"forked"`` if this process is a fork of the one that the
    /// source runs in. `None` while it runs.
    #[getter]
    fn ended(&self) -> Option<&'static str> {
        self.status.ended().map(|ended| if ended == Ended::Forked { "forked" } else { "closed" })
    }

    /// The revision for a conditional request, like `Feed.settled`.
    #[getter]
    fn settled_revision(&self) -> Option<String> {
        self.status.settled_revision().map(ToString::to_string)
    }

    /// The revision of the last good document.
    #[getter]
    fn good_revision(&self) -> Option<String> {
        self.status.good_revision().map(ToString::to_string)
    }

    /// When the copy that is served was last known to be good, if a copy is served because the store was unreachable
    /// at the start. `None` if the served document came from the store.
    #[getter]
    fn served_copy(&self) -> Option<SystemTime> {
        self.status.served_copy()
    }

    /// How many attempts in a row have failed.
    #[getter]
    fn failures_in_a_row(&self) -> u64 {
        self.status.failures_in_a_row()
    }

    /// When the source last finished checking its document.
    #[getter]
    fn last_look(&self) -> Option<SystemTime> {
        self.status.last_look()
    }

    /// Whether changes are seen by events, as opposed to polling.
    #[getter]
    fn by_events(&self) -> bool {
        self.status.is_by_events()
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __repr__(&self) -> String {
        let attempts = self.status.attempts();
        match self.status.last_outcome() {
            Some(outcome) => format!("<SourceStatus attempts={attempts}, {outcome}>"),
            None => format!("<SourceStatus attempts={attempts}>"),
        }
    }
}
