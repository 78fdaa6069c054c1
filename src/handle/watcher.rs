//! Waiting for changes, in a thread or a task.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Snapshot;
use crate::SchemaRegistry;
use crate::sync::Deadline;
use crate::watch::{WaitError, Watched, Watcher};

/// Waits for the changes of a handle from the moment the watcher was made.
///
/// A thread calls [`wait`](Self::wait) or [`wait_timeout`](Self::wait_timeout); a task awaits
/// [`changed`](Self::changed), or uses the watcher as a `Stream` (feature `stream`), on any runtime. Each returns the
/// *latest* snapshot: changes that arrive faster than they are waited for are coalesced, but the last one is never
/// missed. A reset is a change too.
///
/// A watcher does not count as a handle. Once the last handle is dropped no change can come, and a wait returns an
/// error instead of lasting forever; a change made before that is still seen. A watcher keeps the latest snapshot
/// alive until it is dropped.
///
/// ```
/// use schema_registry::{RegistryHandle, SchemaRegistry};
///
/// let handle = RegistryHandle::new();
/// let mut watcher = handle.watch();
/// let reporter = std::thread::spawn(move || {
///     let mut generations = Vec::new();
///     while let Ok(snapshot) = watcher.wait() {
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
pub struct RegistryWatcher<T = SchemaRegistry> {
    watcher: Watcher<Snapshot<T>>,
}

impl<T> RegistryWatcher<T> {
    pub(super) fn new(watched: Arc<Watched<Snapshot<T>>>, seen: u64) -> Self {
        Self { watcher: Watcher::new(watched, seen) }
    }

    /// Blocks until there is a change that this watcher has not returned yet, and returns the latest snapshot. Costs
    /// two short locks besides the sleep.
    ///
    /// # Errors
    ///
    /// [`WaitError::Closed`] if the last handle is dropped.
    pub fn wait(&mut self) -> Result<Arc<Snapshot<T>>, WaitError> {
        self.watcher.wait(Deadline::NEVER)
    }

    /// Like [`wait`](Self::wait), for at most `timeout`. A change that has already happened is returned even if
    /// `timeout` is zero.
    ///
    /// # Errors
    ///
    /// [`WaitError::TimedOut`] if no change came in time, [`WaitError::Closed`] if none can come any more.
    pub fn wait_timeout(&mut self, timeout: Duration) -> Result<Arc<Snapshot<T>>, WaitError> {
        self.watcher.wait(Deadline::after(timeout))
    }

    /// Returns a future of the next change, with the result of [`wait`](Self::wait). It needs no particular runtime
    /// and is cancel-safe: a change that a dropped future did not return is returned by the next one.
    ///
    /// ```
    /// # use schema_registry::{RegistryHandle, SchemaRegistry};
    /// # futures_executor::block_on(async {
    /// let handle = RegistryHandle::new();
    /// let mut watcher = handle.watch();
    /// handle.set(SchemaRegistry::empty());
    /// assert_eq!(watcher.changed().await.map(|snapshot| snapshot.generation()), Ok(1));
    /// # });
    /// ```
    pub fn changed(&mut self) -> impl Future<Output = Result<Arc<Snapshot<T>>, WaitError>> + use<'_, T> {
        self.watcher.next(|_| true)
    }

    pub(super) async fn initialized(mut self) -> Result<Arc<Snapshot<T>>, WaitError> {
        self.watcher.next(Snapshot::is_initialized).await
    }
}

impl<T> Clone for RegistryWatcher<T> {
    /// Returns a watcher that has seen the same changes as this one.
    fn clone(&self) -> Self {
        Self { watcher: self.watcher.clone() }
    }
}

impl<T> fmt::Debug for RegistryWatcher<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (of, seen) = (&*self.watcher.watched().load(), self.watcher.seen());
        f.debug_struct("RegistryWatcher").field("of", of).field("seen", &seen).finish()
    }
}

/// The stream of changes; it ends when the last handle is dropped.
#[cfg(feature = "stream")]
#[cfg_attr(docsrs, doc(cfg(feature = "stream")))]
impl<T> futures_core::Stream for RegistryWatcher<T> {
    type Item = Arc<Snapshot<T>>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Arc<Snapshot<T>>>> {
        self.get_mut().watcher.poll_next(context, |_| true).map(Result::ok)
    }
}
