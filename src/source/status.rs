//! How a source fares: to be read, and to be waited for.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use super::Outcome;
use super::board::Board;
use crate::Diagnostic;
use crate::handle::waiters::Registration;
use crate::sync::Deadline;

/// How a source fared up to one moment. It never changes; the source moves on to another.
#[derive(Debug, Clone, Default)]
pub struct Status {
    pub(super) counts: [u64; 4],
    pub(super) last: Option<(Outcome, SystemTime)>,
    pub(super) good: Option<(u64, SystemTime)>,
    pub(super) warnings: Arc<[Diagnostic]>,
    pub(super) ended: bool,
}

impl Status {
    /// How often the source had something new to take, whatever came of it. A look at a document that is the same as
    /// before is no attempt.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many attempts installed a registry.
    #[must_use]
    pub fn applied(&self) -> u64 {
        self.counts[0]
    }

    /// How many attempts found their content in the handle already.
    #[must_use]
    pub fn unchanged(&self) -> u64 {
        self.counts[1]
    }

    /// How many attempts the policy refused.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.counts[2]
    }

    /// How many attempts had no registry to propose.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.counts[3]
    }

    /// What came of the last attempt; `None` if there was none yet.
    #[must_use]
    pub fn last_outcome(&self) -> Option<&Outcome> {
        self.last.as_ref().map(|(outcome, _)| outcome)
    }

    /// When the last attempt ended, by the system's clock.
    #[must_use]
    pub fn last_attempt(&self) -> Option<SystemTime> {
        self.last.as_ref().map(|(_, when)| *when)
    }

    /// Whether the last attempt ended well: the handle had the content of the document then.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.last_outcome().is_some_and(Outcome::is_good)
    }

    /// The generation at which the handle had the content of the last good document.
    #[must_use]
    pub fn good_generation(&self) -> Option<u64> {
        self.good.map(|(generation, _)| generation)
    }

    /// When the last attempt that ended well did so.
    #[must_use]
    pub fn last_good(&self) -> Option<SystemTime> {
        self.good.map(|(_, when)| when)
    }

    /// The warnings of the document that loaded last, refused or not.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Whether the source is gone, so that nothing will come any more.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// The status after one more attempt.
    pub(super) fn followed_by(&self, outcome: Outcome, generation: u64) -> Self {
        let now = SystemTime::now();
        let mut next = self.clone();
        let count = match outcome {
            Outcome::Applied => 0,
            Outcome::Unchanged => 1,
            Outcome::Refused(_) => 2,
            Outcome::Failed(_) => 3,
        };
        next.counts[count] += 1;
        if outcome.is_good() {
            next.good = Some((generation, now));
        }
        next.last = Some((outcome, now));
        next
    }
}

/// Reads the status of a source, and waits for it: as a thread ([`wait_for`](Self::wait_for)) or as a task
/// ([`changed`](Self::changed)). It does not keep the source going, and outlives it.
///
/// It is small and cheap to clone: give one to whatever reports the health of the service.
#[must_use = "a watcher does nothing unless it is asked"]
pub struct StatusWatcher {
    board: Arc<Board>,
    seen: u64,
    registration: Registration,
}

impl StatusWatcher {
    pub(super) fn new(board: Arc<Board>) -> Self {
        let seen = board.status().attempts();
        Self { board, seen, registration: Registration::default() }
    }

    /// The status of now. Never waits.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        self.board.status()
    }

    /// Blocks until the status is `wanted`, and gives it. `None` if it did not come to that within `timeout`, or cannot,
    /// since the source is gone.
    ///
    /// A status that is there already is given even if the timeout is zero. Statuses that come faster than they are
    /// looked at are passed over, so ask for what stays true: `status.applied() > seen`, rather than `== seen + 1`.
    pub fn wait_for(&self, timeout: Duration, wanted: impl Fn(&Status) -> bool) -> Option<Arc<Status>> {
        self.board.wait_for(Deadline::after(timeout), wanted)
    }

    /// A future of the next status: of the attempts that this watcher has not seen yet, the last one's. `None` if the
    /// source is gone. It needs no runtime, and is cancel-safe.
    pub fn changed(&mut self) -> StatusChanged<'_> {
        StatusChanged { watcher: self }
    }

    fn unseen(&self) -> Option<Arc<Status>> {
        let status = self.board.status();
        (status.attempts() > self.seen).then_some(status)
    }

    fn poll_changed(&mut self, context: &mut Context<'_>) -> Poll<Option<Arc<Status>>> {
        let mut change = self.unseen();
        if change.is_none() {
            // The waker first, and then another look: a change between the first look and the waker would wake nobody.
            let closed = self.board.waiters().register(&mut self.registration, context.waker().clone());
            change = self.unseen();
            if change.is_none() && !closed {
                return Poll::Pending;
            }
        }
        self.board.waiters().deregister(&mut self.registration);
        if let Some(status) = &change {
            self.seen = status.attempts();
        }
        Poll::Ready(change)
    }
}

impl Clone for StatusWatcher {
    /// A watcher that has seen what this one has seen.
    fn clone(&self) -> Self {
        Self { board: Arc::clone(&self.board), seen: self.seen, registration: Registration::default() }
    }
}

impl Drop for StatusWatcher {
    fn drop(&mut self) {
        self.board.waiters().deregister(&mut self.registration);
    }
}

impl fmt::Debug for StatusWatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, seen) = (self.status(), self.seen);
        f.debug_struct("StatusWatcher").field("status", &status).field("seen", &seen).finish_non_exhaustive()
    }
}

/// A future of the next status, given by [`StatusWatcher::changed`].
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct StatusChanged<'a> {
    watcher: &'a mut StatusWatcher,
}

impl Future for StatusChanged<'_> {
    type Output = Option<Arc<Status>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.get_mut().watcher.poll_changed(context)
    }
}

impl Drop for StatusChanged<'_> {
    fn drop(&mut self) {
        // Whoever gave up waiting is not to be woken, and its task not to be kept alive.
        self.watcher.board.waiters().deregister(&mut self.watcher.registration);
    }
}
