//! How a source fares: to be read, and to be waited for.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::Outcome;
use crate::Diagnostic;
use crate::sync::Deadline;
use crate::watch::{Versioned, WaitError, Watched, Watcher};

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

impl Versioned for Status {
    fn version(&self) -> u64 {
        self.attempts()
    }
}

/// Reads the status of a source, and waits for it: as a thread ([`wait_for`](Self::wait_for)) or as a task
/// ([`changed`](Self::changed)). It does not keep the source going, and outlives it.
///
/// It is small and cheap to clone: give one to whatever reports the health of the service.
#[derive(Clone)]
#[must_use = "a watcher does nothing unless it is asked"]
pub struct StatusWatcher {
    watcher: Watcher<Status>,
}

impl StatusWatcher {
    pub(super) fn new(status: Arc<Watched<Status>>) -> Self {
        let seen = status.load().attempts();
        Self { watcher: Watcher::new(status, seen) }
    }

    /// The status of now. Never waits.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        self.watcher.watched().load_full()
    }

    /// Blocks until the status is `wanted`, and returns it.
    ///
    /// A status that is there already is returned even if the timeout is zero. Statuses that come faster than they are
    /// looked at are passed over, so ask for what stays true: `status.applied() > seen`, rather than `== seen + 1`.
    ///
    /// # Errors
    ///
    /// [`WaitError::TimedOut`] if it did not come to that in time, [`WaitError::Closed`] if it cannot, since the source is
    /// gone.
    pub fn wait_for(
        &self,
        timeout: Duration,
        wanted: impl Fn(&Status) -> bool,
    ) -> Result<Arc<Status>, WaitError> {
        self.watcher.watched().wait_for(Deadline::after(timeout), wanted)
    }

    /// A future of the next status: of the attempts that this watcher has not seen yet, the last one's. It needs no
    /// runtime, and is cancel-safe.
    ///
    /// # Errors
    ///
    /// [`WaitError::Closed`] if the source is gone.
    pub fn changed(&mut self) -> impl Future<Output = Result<Arc<Status>, WaitError>> + use<'_> {
        self.watcher.next(|_| true)
    }
}

impl fmt::Debug for StatusWatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, seen) = (self.status(), self.watcher.seen());
        f.debug_struct("StatusWatcher").field("status", &status).field("seen", &seen).finish()
    }
}
