//! Keeping a handle current.

mod feed;
mod file;
mod http;
mod options;
mod running;

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use parking_lot::Mutex;
use pyo3::PyVisit;
use pyo3::exceptions::PyRuntimeError;
use pyo3::gc::PyTraverseError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use schema_registry::WaitError;
use schema_registry::source::Ended;

pub use feed::PyFeed;
pub use file::PyFileSource;
pub use http::PyHttpSource;

use crate::waiting::{Subject, Waits};
use crate::{PyRegistryHandle, PySourceStatus, waiting};
use options::Judge;
use running::{Running, Start};

/// Keeps a handle current on a thread of its own: a `FileSource` or an `HttpSource`.
///
/// A document that cannot be read, does not load or is refused changes nothing: the last good snapshot stays, and
/// ``status`` says why.
///
/// A source ends with `close`, at the end of a ``with`` block, at the end of the program, or when the object is
/// freed. In a fork of the process that started it, it is started again, unless it was made with
/// ``restart_after_fork=False``: then it follows nothing there, and its status says so.
#[pyclass(frozen, subclass, weakref, name = "Source", module = "schema_registry")]
pub struct PySource {
    running: Py<Running>,
    judge: Option<Arc<Judge>>,
    waits: Mutex<Option<Arc<Waits>>>,
}

impl PySource {
    fn start(
        handle: &Bound<'_, PyRegistryHandle>,
        start: Start,
        judge: Option<Arc<Judge>>,
        restart_after_fork: bool,
    ) -> PyResult<Self> {
        let py = handle.py();
        let running = Running::new(py, start, handle.get().handle().clone(), restart_after_fork)?;
        Ok(Self { running, judge, waits: Mutex::default() })
    }
}

#[pymethods]
impl PySource {
    /// The current status. Never waits.
    #[getter]
    fn status(&self) -> PySourceStatus {
        self.running.get().watcher().status().into()
    }

    /// Requests a read now, and another attempt even if the content is unchanged. Does not wait for it.
    ///
    /// Raises `RuntimeError` if the source is closed, or belongs to the process that this one was forked from.
    fn refresh(&self) -> PyResult<()> {
        let running = self.running.get();
        if running.watcher().status().ended() == Some(Ended::Forked) {
            return Err(PyRuntimeError::new_err("the source runs in the process that this one is a fork of"));
        }
        let closed = || PyRuntimeError::new_err("the source is closed");
        running.with(running::Live::refresh).ok_or_else(closed)
    }

    /// Installs the document that was refused, whatever the policy says, provided that it is still the latest one and
    /// the handle has not moved on since, and returns the status after that. `None` if there is no such document.
    fn accept_refused(&self, py: Python<'_>) -> Option<PySourceStatus> {
        let running = self.running.get();
        py.detach(|| running.with(running::Live::accept_refused))??;
        Some(self.status())
    }

    /// Blocks until an attempt, and returns the status after it. Returns `None` if there was none within `timeout`
    /// seconds, or can be none, since the source is closed.
    ///
    /// It waits for attempts from now on, or after the first `after` ones. Raises `RuntimeError` in a policy of this
    /// very source, which the source waits for.
    #[pyo3(signature = (timeout = None, *, after = None))]
    fn wait_for_attempt(
        &self,
        py: Python<'_>,
        timeout: Option<f64>,
        after: Option<u64>,
    ) -> PyResult<Option<PySourceStatus>> {
        let watcher = self.running.get().watcher();
        let after = after.unwrap_or_else(|| watcher.status().attempts());
        let status = waiting::in_slices(py, timeout, |slice| {
            match watcher.wait_for(slice, |status| status.attempts() > after || status.is_ended()) {
                Ok(status) => ControlFlow::Break((status.attempts() > after).then_some(Ok(status))),
                Err(WaitError::TimedOut) => ControlFlow::Continue(()),
                Err(WaitError::Closed) => ControlFlow::Break(None),
                Err(error) => ControlFlow::Break(Some(Err(error))),
            }
        })?;
        let status = status.transpose().map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        Ok(status.map(Into::into))
    }

    /// Returns the next attempt as a future of the running event loop: ``status = await source.attempted()``.
    ///
    /// It waits for the same attempts as `wait_for_attempt`, without occupying a thread, and fails with
    /// `RuntimeError` when the source is closed. A cancelled future leaves nothing behind. Raises `RuntimeError` if
    /// no event loop is running.
    #[pyo3(signature = (*, after = None))]
    fn attempted<'py>(&self, py: Python<'py>, after: Option<u64>) -> PyResult<Bound<'py, PyAny>> {
        // A source that was restarted in a fork has another status.
        let watcher = self.running.get().watcher();
        let waits = Arc::clone(self.waits.lock().get_or_insert_with(|| Waits::new(Subject::Source(watcher))));
        waits.future(py, after)
    }

    /// Ends the source, and waits for its thread to end. The handle is unchanged. Closing again does nothing.
    fn close(&self, py: Python<'_>) {
        Running::close(self.running.bind(py));
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.judge.as_ref().map_or(Ok(()), |judge| judge.traverse(&visit))?;
        self.waits.lock().as_ref().map_or(Ok(()), |waits| waits.traverse(&visit))
    }

    /// Nothing refers to it any more, nor to its policy.
    fn __clear__(&self, py: Python<'_>) {
        self.close(py);
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) {
        self.close(py);
    }
}

impl Drop for PySource {
    fn drop(&mut self) {
        let _ = Python::try_attach(|py| self.close(py)); // or else it goes with what runs
    }
}

impl fmt::Debug for PySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PySource").finish_non_exhaustive()
    }
}
