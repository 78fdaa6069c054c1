//! Waiting for changes, as a thread or as a task.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;

use super::waiters::Registration;
use super::{Shared, Snapshot, WaitTimeoutError};
use crate::sync::Deadline;

/// Waits for the changes of a handle that come after the watcher was made.
///
/// A thread calls [`wait`](Self::wait) or [`wait_timeout`](Self::wait_timeout); a task awaits
/// [`changed`](Self::changed), or uses the watcher as a [`Stream`], on any runtime. Each gives the snapshot that is
/// current *now*: changes that come faster than they are waited for are coalesced into the last of them, but no change
/// is missed altogether. A reset is a change too.
///
/// A watcher is no handle. When the last handle is gone no change can come, and a wait ends with nothing instead of
/// lasting for ever; a change made before that is still seen. Until it is dropped, a watcher keeps the last snapshot
/// alive.
///
/// ```
/// use schema_registry::{RegistryHandle, SchemaRegistry};
///
/// let handle = RegistryHandle::new();
/// let mut watcher = handle.watch();
/// let reporter = std::thread::spawn(move || {
///     let mut generations = Vec::new();
///     while let Some(snapshot) = watcher.wait() {
///         generations.push(snapshot.generation());
///     }
///     generations
/// });
///
/// handle.set(SchemaRegistry::empty());
/// handle.set(SchemaRegistry::empty());
/// drop(handle); // ends the reporter's loop
///
/// let generations = reporter.join().unwrap();
/// assert!(matches!(generations[..], [1, 2] | [2])); // coalesced or not, the last one is seen
/// ```
#[must_use = "a watcher does nothing unless it is waited on"]
pub struct RegistryWatcher {
    shared: Arc<Shared>,
    seen: u64,
    registration: Registration,
}

impl RegistryWatcher {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let seen = shared.cell.load().generation();
        Self { shared, seen, registration: Registration::default() }
    }

    /// Blocks until there is a change that this watcher has not given yet, and gives the snapshot of now.
    ///
    /// `None` if the last handle is gone. Costs two short locks besides the sleep.
    pub fn wait(&mut self) -> Option<Arc<Snapshot>> {
        self.wait_until(Deadline::NEVER).ok()
    }

    /// As [`wait`](Self::wait), but for no longer than `timeout`; a change that is there already is given even if that
    /// is zero.
    ///
    /// # Errors
    ///
    /// If and only if no change came in time, or none can come because the last handle is gone.
    pub fn wait_timeout(&mut self, timeout: Duration) -> Result<Arc<Snapshot>, WaitTimeoutError> {
        self.wait_until(Deadline::after(timeout))
    }

    fn wait_until(&mut self, deadline: Deadline) -> Result<Arc<Snapshot>, WaitTimeoutError> {
        let seen = self.seen;
        let snapshot = self.shared.wait_for(deadline, |snapshot| snapshot.generation() > seen)?;
        self.seen = snapshot.generation();
        Ok(snapshot)
    }

    /// A future of the next change: what [`wait`](Self::wait) would give. It needs no runtime and is cancel-safe: a
    /// change that a dropped future did not give, the next one gives.
    ///
    /// ```
    /// # use schema_registry::{RegistryHandle, SchemaRegistry};
    /// # futures_executor::block_on(async {
    /// let handle = RegistryHandle::new();
    /// let mut watcher = handle.watch();
    /// handle.set(SchemaRegistry::empty());
    /// assert_eq!(watcher.changed().await.map(|snapshot| snapshot.generation()), Some(1));
    /// # });
    /// ```
    pub fn changed(&mut self) -> Changed<'_> {
        Changed { watcher: self }
    }

    fn poll_changed(&mut self, context: &mut Context<'_>) -> Poll<Option<Arc<Snapshot>>> {
        let mut change = self.unseen();
        if change.is_none() {
            // Leave the waker first and look once more after: a change between the first look and the waker would
            // wake nobody.
            let closed = self.shared.waiters.register(&mut self.registration, context.waker().clone());
            change = self.unseen();
            if change.is_none() && !closed {
                return Poll::Pending;
            }
        }
        self.shared.waiters.deregister(&mut self.registration);
        if let Some(snapshot) = &change {
            self.seen = snapshot.generation();
        }
        Poll::Ready(change)
    }

    fn unseen(&self) -> Option<Arc<Snapshot>> {
        self.shared.current_if(|snapshot| snapshot.generation() > self.seen)
    }
}

impl Clone for RegistryWatcher {
    /// A watcher that has seen what this one has seen.
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), seen: self.seen, registration: Registration::default() }
    }
}

impl Drop for RegistryWatcher {
    fn drop(&mut self) {
        self.shared.waiters.deregister(&mut self.registration);
    }
}

impl fmt::Debug for RegistryWatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { shared, seen, .. } = self;
        f.debug_struct("RegistryWatcher").field("of", shared).field("seen", seen).finish_non_exhaustive()
    }
}

/// The stream of changes; it ends when the last handle is gone.
impl Stream for RegistryWatcher {
    type Item = Arc<Snapshot>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Arc<Snapshot>>> {
        self.get_mut().poll_changed(context)
    }
}

/// A future of the next change, given by [`RegistryWatcher::changed`].
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Changed<'a> {
    watcher: &'a mut RegistryWatcher,
}

impl Future for Changed<'_> {
    type Output = Option<Arc<Snapshot>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.get_mut().watcher.poll_changed(context)
    }
}

impl Drop for Changed<'_> {
    fn drop(&mut self) {
        // Whoever gave up waiting is not to be woken, and its task not to be kept alive.
        self.watcher.shared.waiters.deregister(&mut self.watcher.registration);
    }
}
