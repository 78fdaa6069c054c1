//! Waiting for a change: in a thread, or in a task of an asyncio event loop.

use std::mem;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, OnceLock, Weak};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use futures_core::Stream;
use parking_lot::Mutex;
use pyo3::PyVisit;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::gc::PyTraverseError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use schema_registry::source::{Status, StatusWatcher};
use schema_registry::{RegistryHandle, RegistryWatcher, Snapshot, WaitError};

use crate::slot::SnapshotSlot;
use crate::{Installed, PySourceStatus};

/// How long a wait delays the handler of a signal.
const SIGNALS_EVERY: Duration = Duration::from_millis(100);

/// A watcher of the changes after `after`, or from now on.
fn watch(handle: &RegistryHandle<Installed>, after: Option<u64>) -> RegistryWatcher<Installed> {
    handle.watch_after(after.unwrap_or_else(|| handle.generation()))
}

/// Blocks until a change; `None` if the time was up first.
pub(crate) fn block(
    py: Python<'_>,
    handle: &RegistryHandle<Installed>,
    timeout: Option<f64>,
    after: Option<u64>,
) -> PyResult<Option<Arc<Snapshot<Installed>>>> {
    let mut watcher = watch(handle, after);
    in_slices(py, timeout, |slice| match watcher.wait_timeout(slice) {
        Err(WaitError::TimedOut) => ControlFlow::Continue(()),
        ended => ControlFlow::Break(ended.ok()),
    })
}

/// Waits with other threads running, and returns now and then to run the handlers of signals.
///
/// `wait` waits for at most the time it is given, and returns whether to go on; `None` if the time was up first.
pub(crate) fn in_slices<T: Send>(
    py: Python<'_>,
    timeout: Option<f64>,
    mut wait: impl FnMut(Duration) -> ControlFlow<Option<T>> + Send,
) -> PyResult<Option<T>> {
    let deadline = deadline(timeout)?;
    loop {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let slice = left.map_or(SIGNALS_EVERY, |left| left.min(SIGNALS_EVERY));
        if let ControlFlow::Break(ended) = py.detach(|| wait(slice)) {
            return Ok(ended);
        }
        if left.is_some_and(|left| left <= slice) {
            return Ok(None);
        }
        py.check_signals()?;
    }
}

/// `None` for never, or a time beyond the clock's range.
fn deadline(timeout: Option<f64>) -> PyResult<Option<Instant>> {
    let Some(seconds) = timeout else { return Ok(None) };
    if seconds.is_nan() {
        return Err(PyValueError::new_err("a timeout is a number of seconds, not NaN"));
    }
    let timeout = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX);
    Ok(Instant::now().checked_add(timeout))
}

/// What tasks wait for.
pub(crate) enum Subject {
    /// A change of a handle: the next snapshot.
    Handle(RegistryHandle<Installed>, SnapshotSlot),
    /// An attempt of a source: its next status.
    Source(StatusWatcher),
}

/// The event: a number that grows, and the object for it.
type News<'py> = (u64, Bound<'py, PyAny>);

impl Subject {
    fn current<'py>(&self, py: Python<'py>) -> PyResult<News<'py>> {
        match self {
            Self::Handle(handle, slot) => change(py, slot, handle.snapshot()),
            Self::Source(watcher) => status(py, &watcher.status()),
        }
    }

    fn watch(&self, py: Python<'_>, seen: u64) -> Watcher {
        match self {
            Self::Handle(handle, slot) => Watcher::Handle(handle.watch_after(seen), slot.clone_ref(py)),
            Self::Source(watcher) => Watcher::Source(watcher.clone()),
        }
    }
}

fn change<'py>(
    py: Python<'py>,
    slot: &SnapshotSlot,
    snapshot: Arc<Snapshot<Installed>>,
) -> PyResult<News<'py>> {
    Ok((snapshot.generation(), slot.keep(py, snapshot)?.into_any()))
}

fn status<'py>(py: Python<'py>, status: &Arc<Status>) -> PyResult<News<'py>> {
    let object = PySourceStatus::from(Arc::clone(status));
    Ok((status.attempts(), Bound::new(py, object)?.into_any()))
}

/// Not a handle: a waiter must not keep the writer alive.
enum Watcher {
    Handle(RegistryWatcher<Installed>, SnapshotSlot),
    Source(StatusWatcher),
}

/// What a watcher has returned.
enum Came {
    Snapshot(Arc<Snapshot<Installed>>, SnapshotSlot),
    Status(Arc<Status>),
}

/// The tasks that wait for one subject.
pub(crate) struct Waits {
    subject: Subject,
    loops: Mutex<Vec<Py<LoopWaits>>>,
    at_exit: OnceLock<Py<AtExit>>,
}

impl Waits {
    pub(crate) fn new(subject: Subject) -> Arc<Self> {
        Arc::new(Self { subject, loops: Mutex::default(), at_exit: OnceLock::new() })
    }

    /// A future of the running event loop that completes when the subject's number is above `after`, or above the
    /// current one.
    pub(crate) fn future<'py>(
        self: &Arc<Self>,
        py: Python<'py>,
        after: Option<u64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let event_loop = py.import("asyncio")?.call_method0("get_running_loop")?;
        let future = event_loop.call_method0("create_future")?;
        let (seen, current) = self.subject.current(py)?;
        let after = after.unwrap_or(seen);
        if seen > after {
            future.call_method1("set_result", (current,))?;
            return Ok(future);
        }
        let waits = self.of_loop(event_loop)?;
        waits.get().futures.bind(py).set_item(&future, after)?;
        future.call_method1("add_done_callback", (&waits,))?;
        let is_new = {
            let mut watcher = waits.get().watcher.lock();
            let is_new = watcher.is_none();
            watcher.get_or_insert_with(|| self.subject.watch(py, seen));
            is_new
        };
        if is_new {
            LoopWaits::look(&waits)?;
        }
        Ok(future)
    }

    fn of_loop<'py>(self: &Arc<Self>, event_loop: Bound<'py, PyAny>) -> PyResult<Bound<'py, LoopWaits>> {
        let py = event_loop.py();
        if self.at_exit.get().is_none() {
            let at_exit = Py::new(py, AtExit(Arc::downgrade(self)))?;
            py.import("atexit")?.call_method1("register", (&at_exit,))?;
            let _ = self.at_exit.set(at_exit);
        }
        let mut open = Vec::new();
        for waits in self.all(py) {
            if waits.get().event_loop.is(&event_loop) {
                return Ok(waits.into_bound(py));
            }
            if !waits.get().event_loop.call_method0(py, "is_closed")?.is_truthy(py)? {
                open.push(waits);
            }
        }
        let waits = LoopWaits {
            watcher: Mutex::new(None),
            futures: PyDict::new(py).unbind(),
            event_loop: event_loop.unbind(),
        };
        let waits = Bound::new(py, waits)?;
        open.push(waits.clone().unbind());
        let closed = mem::replace(&mut *self.loops.lock(), open);
        drop(closed); // outside of the lock
        Ok(waits)
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.loops.lock().iter().try_for_each(|waits| visit.call(waits))
    }

    fn all(&self, py: Python<'_>) -> Vec<Py<LoopWaits>> {
        self.loops.lock().iter().map(|waits| waits.clone_ref(py)).collect()
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        let Some(at_exit) = self.at_exit.take() else { return };
        Python::try_attach(|py| {
            let _ = py.import("atexit").and_then(|atexit| atexit.call_method1("unregister", (at_exit,)));
        });
    }
}

/// Called at the end of the program: from then on no change calls into the interpreter.
#[pyclass(frozen, module = "schema_registry")]
pub(crate) struct AtExit(Weak<Waits>);

#[pymethods]
impl AtExit {
    fn __call__(&self, py: Python<'_>) {
        let waits = self.0.upgrade();
        for waits in waits.iter().flat_map(|waits| waits.all(py)) {
            waits.get().rest();
        }
    }
}

/// The tasks of one event loop, which a change wakes together. The loop calls this after a wake-up, to look for a
/// change; and with a future that is done or cancelled, to remove it.
#[pyclass(frozen, module = "schema_registry")]
pub(crate) struct LoopWaits {
    /// `None` while nobody waits.
    watcher: Mutex<Option<Watcher>>,
    /// `{future: the number after which it waits}`
    futures: Py<PyDict>,
    event_loop: Py<PyAny>,
}

#[pymethods]
impl LoopWaits {
    #[pyo3(signature = (done = None))]
    fn __call__(slf: &Bound<'_, Self>, done: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let Some(done) = done else { return Self::look(slf) };
        let this = slf.get();
        let futures = this.futures.bind(slf.py());
        if futures.contains(done)? {
            futures.del_item(done)?;
        }
        if futures.is_empty() {
            this.rest();
        }
        Ok(())
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.futures)?;
        visit.call(&self.event_loop)
    }
}

impl LoopWaits {
    /// Completes the futures for which there is a change, and arranges for the next change to wake the event loop.
    fn look(slf: &Bound<'_, Self>) -> PyResult<()> {
        let (this, py) = (slf.get(), slf.py());
        let waker = Waker::from(Arc::new(WakeLoop(slf.clone().unbind())));
        loop {
            let mut context = Context::from_waker(&waker);
            // As streams, since their wakers stay after the call, whereas the waker of a future goes with it.
            let polled = match this.watcher.lock().as_mut() {
                Some(Watcher::Handle(watcher, slot)) => {
                    let polled = Pin::new(watcher).poll_next(&mut context);
                    polled.map(|it| it.map(|it| (it.generation(), Came::Snapshot(it, slot.clone_ref(py)))))
                }
                Some(Watcher::Source(watcher)) => Pin::new(watcher)
                    .poll_next(&mut context)
                    .map(|it| it.map(|it| (it.attempts(), Came::Status(it)))),
                None => Poll::Pending,
            };
            match polled {
                Poll::Pending => return Ok(()),
                Poll::Ready(Some((number, came))) => {
                    // Outside of the lock: it may call functions in Python.
                    let (_, object) = match came {
                        Came::Snapshot(snapshot, slot) => change(py, &slot, snapshot)?,
                        Came::Status(it) => status(py, &it)?,
                    };
                    this.complete(py, |after| after < number, "set_result", &object)?;
                }
                Poll::Ready(None) => {
                    this.rest();
                    let closed = PyRuntimeError::new_err(WaitError::Closed.to_string());
                    return this.complete(py, |_| true, "set_exception", closed.value(py).as_any());
                }
            }
        }
    }

    /// Completes the futures whose number is one of `those`.
    fn complete(
        &self,
        py: Python<'_>,
        those: impl Fn(u64) -> bool,
        method: &str,
        value: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let futures = self.futures.bind(py);
        for (future, after) in futures.items().extract::<Vec<(Bound<'_, PyAny>, u64)>>()? {
            if those(after) {
                futures.del_item(&future)?;
                if !future.call_method0("done")?.is_truthy()? {
                    future.call_method1(method, (value,))?;
                }
            }
        }
        if futures.is_empty() {
            self.rest();
        }
        Ok(())
    }

    /// Stops waiting until a task waits again.
    fn rest(&self) {
        let watcher = self.watcher.lock().take();
        drop(watcher); // outside of the lock: it drops its waker, and so perhaps this very object
    }
}

/// Makes the event loop look for the change. Called by the thread that makes it.
struct WakeLoop(Py<LoopWaits>);

impl Wake for WakeLoop {
    fn wake(self: Arc<Self>) {
        // There is no loop to tell if the interpreter is being finalized, or the loop is closed.
        Python::try_attach(|py| {
            let event_loop = self.0.get().event_loop.bind(py);
            let _closed = event_loop.call_method1("call_soon_threadsafe", (&self.0,));
        });
    }
}
