//! Waiting for a change: as a thread, and as a task of an asyncio event loop.

use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use futures_core::Stream;
use parking_lot::Mutex;
use pyo3::PyVisit;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::gc::PyTraverseError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use schema_registry::{RegistryHandle, RegistryWatcher, Snapshot, WaitError};

use crate::Installed;
use crate::slot::SnapshotSlot;

/// How long a wait leaves a signal's handler waiting.
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

/// Waits with other threads running, and comes back now and then for the handlers of signals.
///
/// `wait` waits for no longer than it is told, and says whether to go on; `None` if the time was up first.
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

/// `None` where it is never, or later than the clock can say.
fn deadline(timeout: Option<f64>) -> PyResult<Option<Instant>> {
    let Some(seconds) = timeout else { return Ok(None) };
    if seconds.is_nan() {
        return Err(PyValueError::new_err("a timeout is a number of seconds, not NaN"));
    }
    let timeout = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX);
    Ok(Instant::now().checked_add(timeout))
}

/// A future of the running event loop that a change completes.
pub(crate) fn future<'py>(
    py: Python<'py>,
    handle: &RegistryHandle<Installed>,
    slot: &SnapshotSlot,
    after: Option<u64>,
) -> PyResult<Bound<'py, PyAny>> {
    let event_loop = py.import("asyncio")?.call_method0("get_running_loop")?;
    let future = event_loop.call_method0("create_future")?;
    let pending = PendingChange {
        watcher: Mutex::new(Some(watch(handle, after))),
        slot: slot.clone_ref(py),
        future: future.clone().unbind(),
        event_loop: event_loop.unbind(),
    };
    let pending = Bound::new(py, pending)?;
    future.call_method1("add_done_callback", (&pending,))?;
    poll(&pending)?;
    Ok(future)
}

/// What the event loop calls: after a wake-up, to look whether there is a change; and when the future is done or
/// cancelled, to let go of everything.
#[pyclass(frozen, module = "schema_registry")]
struct PendingChange {
    /// `None` when the future is done.
    watcher: Mutex<Option<RegistryWatcher<Installed>>>,
    slot: SnapshotSlot,
    future: Py<PyAny>,
    event_loop: Py<PyAny>,
}

#[pymethods]
impl PendingChange {
    #[pyo3(signature = (*_arguments))]
    fn __call__(slf: &Bound<'_, Self>, _arguments: &Bound<'_, PyTuple>) -> PyResult<()> {
        let this = slf.get();
        if this.future.bind(slf.py()).call_method0("done")?.is_truthy()? {
            let watcher = this.watcher.lock().take();
            drop(watcher); // outside of the lock: it drops its waker, and so perhaps this very object
            return Ok(());
        }
        poll(slf)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.future)?;
        visit.call(&self.event_loop)
    }
}

/// Completes the future if there is a change, or else sees to it that the next one wakes the event loop.
fn poll(pending: &Bound<'_, PendingChange>) -> PyResult<()> {
    let this = pending.get();
    let py = pending.py();
    let waker = Waker::from(Arc::new(WakeLoop(pending.clone().unbind())));
    let polled = match this.watcher.lock().as_mut() {
        // As a stream, since its waker stays when the call is over; that of a future goes with the future.
        Some(watcher) => Pin::new(watcher).poll_next(&mut Context::from_waker(&waker)),
        None => Poll::Pending,
    };
    let future = this.future.bind(py);
    match polled {
        Poll::Pending => Ok(()),
        Poll::Ready(Some(snapshot)) => {
            future.call_method1("set_result", (this.slot.keep(py, snapshot)?,)).map(|_| ())
        }
        Poll::Ready(None) => {
            let closed = PyRuntimeError::new_err(WaitError::Closed.to_string());
            future.call_method1("set_exception", (closed,)).map(|_| ())
        }
    }
}

/// Has the event loop look for the change. Called by whoever makes it, on any thread.
struct WakeLoop(Py<PendingChange>);

impl Wake for WakeLoop {
    fn wake(self: Arc<Self>) {
        // Nobody is left to be told if the interpreter is going down, or if the loop is closed.
        Python::try_attach(|py| {
            let event_loop = self.0.get().event_loop.bind(py);
            let _closed = event_loop.call_method1("call_soon_threadsafe", (&self.0,));
        });
    }
}
