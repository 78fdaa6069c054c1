//! A running source: closed before the interpreter is finalized, and restarted in a fork.

use std::sync::Arc;

use parking_lot::Mutex;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyWeakrefReference};
use schema_registry::RegistryHandle;
use schema_registry::source::{
    FileSource, FileSourceBuilder, HttpSource, HttpSourceBuilder, Outcome, StartError, StatusWatcher,
};

use crate::embed::Detached;
use crate::{Installed, errors};

/// A source that runs.
pub(super) enum Live {
    File(FileSource),
    Http(HttpSource),
}

impl Live {
    pub(super) fn refresh(&self) {
        match self {
            Self::File(source) => source.refresh(),
            Self::Http(source) => source.refresh(),
        }
    }

    pub(super) fn accept_refused(&self) -> Option<Outcome> {
        match self {
            Self::File(source) => source.accept_refused(),
            Self::Http(source) => source.accept_refused(),
        }
    }

    fn watch_status(&self) -> StatusWatcher {
        match self {
            Self::File(source) => source.watch_status(),
            Self::Http(source) => source.watch_status(),
        }
    }
}

/// How a source starts.
#[derive(Clone)]
pub(super) enum Start {
    File(FileSourceBuilder<Installed>),
    Http(HttpSourceBuilder<Installed>),
}

impl Start {
    fn start(self, handle: &RegistryHandle<Installed>) -> Result<Live, StartError> {
        match self {
            Self::File(builder) => builder.start(handle).map(Live::File),
            Self::Http(builder) => builder.start(handle).map(Live::Http),
        }
    }

    /// In a fork there already is a schema.
    fn without_a_document(self) -> Self {
        match self {
            Self::File(builder) => Self::File(builder.wait_for_document()),
            Self::Http(builder) => Self::Http(builder.wait_for_document()),
        }
    }
}

/// Called at the end of the program. Only this holds the source.
#[pyclass(frozen, weakref, module = "schema_registry")]
pub(super) struct Running {
    start: Start,
    handle: RegistryHandle<Installed>,
    state: Mutex<State>,
}

struct State {
    /// `None` when it is closed.
    live: Option<Arc<Detached<Live>>>,
    watcher: StatusWatcher,
}

impl Running {
    pub(super) fn new(
        py: Python<'_>,
        start: Start,
        handle: RegistryHandle<Installed>,
        restart_after_fork: bool,
    ) -> PyResult<Py<Self>> {
        let first = start.clone();
        let live = py.detach(|| first.start(&handle)).map_err(|error| errors::start_error(py, &error))?;
        let watcher = live.watch_status();
        let state = Mutex::new(State { live: Some(Arc::new(Detached::new(live))), watcher });
        let running = Bound::new(py, Self { start, handle, state })?;
        py.import("atexit")?.call_method1("register", (&running,))?;
        let os = py.import("os")?;
        if restart_after_fork && os.hasattr("register_at_fork")? {
            let running = PyWeakrefReference::new(&running)?.unbind();
            let hooks = PyDict::new(py);
            hooks.set_item("after_in_child", Py::new(py, AfterFork { running })?)?;
            os.call_method("register_at_fork", (), Some(&hooks))?;
        }
        Ok(running.unbind())
    }

    pub(super) fn watcher(&self) -> StatusWatcher {
        self.state.lock().watcher.clone()
    }

    /// Calls the source with `f`; `None` if it is closed.
    pub(super) fn with<R>(&self, f: impl FnOnce(&Live) -> R) -> Option<R> {
        let live = self.state.lock().live.clone();
        live.map(|live| f(&live)) // outside of the lock: it may call functions in Python
    }

    pub(super) fn close(slf: &Bound<'_, Self>) {
        slf.get().end();
        let _ = slf.py().import("atexit").and_then(|atexit| atexit.call_method1("unregister", (slf,)));
    }

    fn end(&self) {
        let live = self.state.lock().live.take();
        drop(live); // outside of the lock
    }
}

#[pymethods]
impl Running {
    fn __call__(&self) {
        self.end();
    }
}

/// Called in a fork of the process, which has no thread of the source.
#[pyclass(frozen, module = "schema_registry")]
struct AfterFork {
    running: Py<PyWeakrefReference>,
}

#[pymethods]
impl AfterFork {
    #[pyo3(signature = (*_arguments))]
    fn __call__(&self, py: Python<'_>, _arguments: &Bound<'_, PyTuple>) -> PyResult<()> {
        let Some(running) = self.running.bind(py).upgrade_as::<Running>()? else { return Ok(()) };
        let running = running.get();
        if running.state.lock().live.is_none() {
            return Ok(());
        }
        // If the system cannot start a thread, the status keeps saying that the source does not run here.
        if let Ok(live) = running.start.clone().without_a_document().start(&running.handle) {
            let mut state = running.state.lock();
            state.watcher = live.watch_status();
            let elsewhere = state.live.replace(Arc::new(Detached::new(live)));
            drop(state);
            drop(elsewhere);
        }
        Ok(())
    }
}
