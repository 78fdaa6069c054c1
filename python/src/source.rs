//! `FileSource`: keeps a handle current from a file.

use std::fmt;
use std::ops::ControlFlow;
use std::panic;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use pyo3::PyVisit;
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::gc::PyTraverseError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use schema_registry::source::{Ended, FileSource, Policy, StatusWatcher};
use schema_registry::{Proposal, WaitError};

use crate::registry::options;
use crate::slot::SnapshotSlot;
use crate::{Installed, PyProposal, PyRegistryHandle, PySourceStatus, errors, waiting};

/// Keeps a handle current from a file: JSON IR, SDL or an introspection result, which its content tells.
///
/// It reads the file at once, and raises what is wrong with it: `OSError`, `LoadError`, or `Refused`; with
/// ``wait_for_document`` it waits for a good one instead. After that, what cannot be read, does not load or is refused
/// changes nothing: the last good snapshot stays, and ``status`` says why.
///
/// ``policy`` is ``"any"``, ``"non-breaking"``, or a function of the `Proposal`, called on the source's thread. An exception
/// of that function is a failed attempt, with the exception as its reason.
///
/// ``debounce`` is for how many seconds a file has to rest before it is read. ``poll_every`` is after how many seconds it is
/// looked at even if nothing has told of a change; with ``events=False`` that is the only way.
///
/// It ends with `close`, at the end of a ``with`` block, or when nobody holds it any more. In a fork of the process that
/// started it, it follows nothing, and its status says so: start another one there, after the fork.
#[pyclass(frozen, weakref, name = "FileSource", module = "schema_registry")]
pub struct PyFileSource {
    running: Py<Running>,
    watcher: StatusWatcher,
    path: PathBuf,
    judge: Option<Arc<Judge>>,
}

/// What runs: ended by its source, or, being called, before the interpreter is finalized.
#[pyclass(frozen, module = "schema_registry")]
struct Running {
    /// `None` when it is closed.
    source: Mutex<Option<FileSource>>,
}

#[pymethods]
impl Running {
    fn __call__(&self, py: Python<'_>) {
        py.detach(|| self.end());
    }
}

impl Running {
    /// Not to be called while holding the interpreter's lock: the source's thread may be waiting for it.
    fn end(&self) {
        let source = self.source.lock().take();
        drop(source);
    }
}

#[pymethods]
impl PyFileSource {
    #[new]
    #[pyo3(signature = (handle, path, *, policy = None, strict = false, lenient = false, debounce = 0.1,
        poll_every = 2.0, events = true, wait_for_document = false))]
    #[pyo3(text_signature = "(handle, path, *, policy='any', strict=False, lenient=False, debounce=0.1, \
        poll_every=2.0, events=True, wait_for_document=False)")]
    #[expect(
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "they are keywords in Python"
    )]
    fn new(
        handle: &Bound<'_, PyRegistryHandle>,
        path: PathBuf,
        policy: Option<&Bound<'_, PyAny>>,
        strict: bool,
        lenient: bool,
        debounce: f64,
        poll_every: f64,
        events: bool,
        wait_for_document: bool,
    ) -> PyResult<Self> {
        let py = handle.py();
        let functions = Arc::downgrade(handle.get().functions());
        let mut builder = FileSource::builder(path)
            .build_with(move |registry| match functions.upgrade() {
                Some(functions) => Python::attach(|py| functions.install(py, registry)),
                None => Ok(registry.into()),
            })
            .load_options(options(strict, lenient))
            .debounce(seconds("debounce", debounce)?)
            .poll_every(seconds("poll_every", poll_every)?)
            .events(events);
        let mut judge = None;
        if let Some(policy) = policy {
            judge = Judge::of(policy, handle.get().slot());
            builder = builder.policy(match &judge {
                Some(judge) => {
                    let judge = Arc::clone(judge);
                    Policy::when_value(move |proposal| judge.accepts(proposal))
                }
                None => named_policy(policy)?,
            });
        }
        if wait_for_document {
            builder = builder.wait_for_document();
        }
        let handle = handle.get().handle();
        let source = py.detach(|| builder.start(handle)).map_err(|error| errors::start_error(py, &error))?;
        let (watcher, path) = (source.watch_status(), source.path().to_owned());
        let running = Py::new(py, Running { source: Mutex::new(Some(source)) })?;
        py.import("atexit")?.call_method1("register", (&running,))?;
        Ok(Self { running, watcher, path, judge })
    }

    /// The file, as an absolute path.
    #[getter]
    fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// How the source fares now. Never waits.
    #[getter]
    fn status(&self) -> PySourceStatus {
        self.watcher.status().into()
    }

    /// Has the source look now, and try again even if the content is the same. Does not wait for it.
    ///
    /// Raises `RuntimeError` if the source is closed, or runs in the process that this one is a fork of.
    fn refresh(&self) -> PyResult<()> {
        match &*self.running.get().source.lock() {
            Some(_) if self.watcher.status().ended() == Some(Ended::Forked) => {
                Err(PyRuntimeError::new_err("the source runs in the process that this one is a fork of"))
            }
            Some(source) => {
                source.refresh();
                Ok(())
            }
            None => Err(PyRuntimeError::new_err("the source is closed")),
        }
    }

    /// Blocks until an attempt to take a document, and gives the status of then; `None` if there was none within `timeout`
    /// seconds, or if there can be none, since the source is closed.
    ///
    /// It waits for the attempts from now on, or for those after the first `after`.
    #[pyo3(signature = (timeout = None, *, after = None))]
    fn wait_for_attempt(
        &self,
        py: Python<'_>,
        timeout: Option<f64>,
        after: Option<u64>,
    ) -> PyResult<Option<PySourceStatus>> {
        let after = after.unwrap_or_else(|| self.watcher.status().attempts());
        let status = waiting::in_slices(py, timeout, |slice| {
            match self.watcher.wait_for(slice, |status| status.attempts() > after || status.is_ended()) {
                Ok(status) => ControlFlow::Break((status.attempts() > after).then_some(status)),
                Err(WaitError::TimedOut) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(None),
            }
        })?;
        Ok(status.map(Into::into))
    }

    /// Ends the source, and waits for its thread to end. The handle keeps what it has. Closing again does nothing.
    fn close(&self, py: Python<'_>) {
        py.detach(|| self.running.get().end());
        let _ = py.import("atexit").and_then(|atexit| atexit.call_method1("unregister", (&self.running,)));
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.judge.as_ref().map_or(Ok(()), |judge| visit.call(&judge.function))
    }

    /// Nobody can reach it any more, nor its policy: it ends, on a thread of its own, since this one has the interpreter.
    fn __clear__(&self) {
        if let Some(source) = self.running.get().source.lock().take() {
            std::thread::spawn(move || drop(source));
        }
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) {
        self.close(py);
    }

    fn __repr__(&self) -> String {
        format!("<FileSource {}>", self.path.display())
    }
}

impl Drop for PyFileSource {
    fn drop(&mut self) {
        if Python::try_attach(|py| self.close(py)).is_none() {
            self.running.get().end();
        }
    }
}

fn seconds(name: &str, seconds: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|error| PyValueError::new_err(format!("{name} is a number of seconds: {error}")))
}

fn named_policy(policy: &Bound<'_, PyAny>) -> PyResult<Policy<Installed>> {
    let word = policy.cast::<PyString>().map_err(|_| {
        PyTypeError::new_err("policy is \"any\", \"non-breaking\", or a function of the proposal")
    })?;
    match word.to_cow()?.as_ref() {
        "any" => Ok(Policy::any()),
        "non-breaking" => Ok(Policy::non_breaking()),
        other => Err(PyValueError::new_err(format!("policy is \"any\" or \"non-breaking\", not {other:?}"))),
    }
}

/// A Python function that decides.
struct Judge {
    function: Py<PyAny>,
    slot: SnapshotSlot,
}

impl Judge {
    fn of(policy: &Bound<'_, PyAny>, slot: &SnapshotSlot) -> Option<Arc<Self>> {
        let judge = || Self { function: policy.clone().unbind(), slot: slot.clone_ref(policy.py()) };
        policy.is_callable().then(|| Arc::new(judge()))
    }

    fn accepts(&self, proposal: &Proposal<Installed>) -> bool {
        let decided = Python::try_attach(|py| {
            let proposal = PyProposal::new(proposal.clone(), self.slot.clone_ref(py));
            self.function.call1(py, (proposal,))?.is_truthy(py)
        });
        match decided {
            Some(Ok(accepts)) => accepts,
            // The source catches it: the attempt has failed, for this reason.
            Some(Err(error)) => panic::resume_unwind(Box::new(error.to_string())),
            // The interpreter is going down.
            None => false,
        }
    }
}

impl fmt::Debug for PyFileSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PyFileSource").field("path", &self.path).finish_non_exhaustive()
    }
}
