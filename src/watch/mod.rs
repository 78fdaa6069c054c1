//! A watched cell: one value, replaced by compare-and-set, and its waiters.
//!
//! Both the snapshots of a handle and the status of a source are kept in one. [`Watched`] is the cell with its
//! waiters, [`Watcher`] waits in a thread or in a task.

mod waiters;
mod watcher;

use std::fmt;
use std::panic::RefUnwindSafe;
use std::sync::Arc;

use crate::sync::{ArcCell, ArcGuard, Deadline};
pub use waiters::Retained;
use waiters::Waiters;
pub(crate) use watcher::Watcher;

/// Why a wait returned no value.
///
/// The variants let a loop around a wait distinguish "not yet" from "never".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum WaitError {
    /// The time was up.
    #[error("timed out")]
    TimedOut,
    /// No change can come any more: the last handle, or the source, is gone.
    #[error("closed: nobody is left who could make a change")]
    Closed,
    /// The calling thread is inside an attempt of the very source that it waits for: a policy that waits for its own
    /// source.
    #[error("the wait is for what this very thread is doing")]
    Deadlock,
}

/// A value that knows its place in the order of changes.
pub(crate) trait Versioned {
    /// Greater in each value than in the one it replaced.
    fn version(&self) -> u64;
}

/// One value and its waiters.
pub(crate) struct Watched<T> {
    cell: ArcCell<T>,
    waiters: Waiters<T>,
}

impl<T: Versioned> Watched<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { cell: ArcCell::new(Arc::new(value)), waiters: Waiters::new() }
    }

    #[inline]
    pub(crate) fn load(&self) -> ArcGuard<T> {
        self.cell.load()
    }

    #[inline]
    pub(crate) fn load_full(&self) -> Arc<T> {
        self.cell.load_full()
    }

    /// The only way to change the cell: replaces `current` by `new` and returns it, or returns `new` with the value
    /// found instead.
    ///
    /// Every value is made from the one it replaces, so no version occurs twice. The writer holds the old value
    /// meanwhile, which keeps its address from being reused: the comparison cannot be fooled (ABA).
    pub(crate) fn compare_exchange(&self, current: &Arc<T>, new: T) -> Result<Arc<T>, (T, Arc<T>)> {
        let new = Arc::new(new);
        if let Err(found) = self.cell.compare_exchange(current, Arc::clone(&new)) {
            return Err((Arc::into_inner(new).expect("a value that was not installed has one owner"), found));
        }
        // Only now: a waiter woken before the change would look, see nothing new, and sleep through it.
        self.waiters.replaced(current);
        Ok(new)
    }

    /// Installs what `next` makes of the current value, and retries until its result replaces exactly the value it
    /// was made from.
    pub(crate) fn update<E>(&self, mut next: impl FnMut(&T) -> Result<T, E>) -> Result<Arc<T>, E> {
        let mut current = self.load_full();
        loop {
            match self.compare_exchange(&current, next(&current)?) {
                Ok(installed) => return Ok(installed),
                Err((_, found)) => current = found,
            }
        }
    }

    /// The replaced values that are still held, oldest first.
    pub(crate) fn retained(&self) -> Vec<Retained> {
        self.waiters.retained()
    }

    /// Tells all waiters that no change will come any more.
    pub(crate) fn close(&self) {
        self.waiters.close();
    }

    /// The current value, if it is `wanted`.
    fn current_if(&self, wanted: impl Fn(&T) -> bool) -> Option<Arc<T>> {
        let current = self.load();
        wanted(&current).then(|| current.into_arc())
    }

    /// Blocks until the current value is `wanted`.
    pub(crate) fn wait_for(
        &self,
        deadline: Deadline,
        wanted: impl Fn(&T) -> bool,
    ) -> Result<Arc<T>, WaitError> {
        loop {
            // Drawn before the look: if the look misses a change, the ticket is outdated, and the sleep short.
            let ticket = self.waiters.ticket();
            if let Some(value) = self.current_if(&wanted) {
                return Ok(value);
            }
            if ticket.is_closed() {
                return Err(WaitError::Closed);
            }
            if !self.waiters.sleep(ticket, deadline) {
                return Err(WaitError::TimedOut);
            }
        }
    }
}

impl<T> AsRef<Self> for Watched<T> {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl<T> AsRef<ArcCell<T>> for Watched<T> {
    #[inline]
    fn as_ref(&self) -> &ArcCell<T> {
        &self.cell
    }
}

impl<T: fmt::Debug + Versioned> fmt::Debug for Watched<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.load().fmt(f)
    }
}

// No caller's closure runs while the state is inconsistent, so a panic does no harm.
impl<T: RefUnwindSafe> RefUnwindSafe for Watched<T> {}
