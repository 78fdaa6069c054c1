//! The status of a source: to read, and to wait for.

use std::fmt;
use std::sync::Arc;
use std::thread::{self, ThreadId};
use std::time::{Duration, SystemTime};

use parking_lot::Mutex;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Outcome, Revision};
use crate::sync::Deadline;
use crate::watch::{Versioned, WaitError, Watched, Watcher};
use crate::{Diagnostic, Fingerprint};

/// The status of a source at one moment. It never changes; the source moves on to another.
///
/// It serializes for health reports, with times in seconds since 1970 and outcomes as their words.
#[derive(Debug, Clone, Default)]
pub struct Status {
    pub(super) counts: [u64; 4],
    pub(super) last: Option<(Outcome, SystemTime)>,
    pub(super) good: Option<Good>,
    pub(super) offered: Option<Revision>,
    pub(super) settled: Option<Revision>,
    pub(super) failures_in_a_row: u64,
    pub(super) looked: Option<SystemTime>,
    pub(super) by_events: bool,
    pub(super) copied: Option<SystemTime>,
    pub(super) warnings: Arc<[Diagnostic]>,
    pub(super) ended: Option<Ended>,
}

/// The last document whose content the handle had.
#[derive(Debug, Clone)]
pub(super) struct Good {
    pub(super) generation: u64,
    pub(super) fingerprint: Fingerprint,
    pub(super) revision: Option<Revision>,
    pub(super) when: SystemTime,
}

/// Why no further status will come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ended {
    /// The source was dropped.
    Dropped,
    /// This process is a fork of the one that the source runs in, and has none of its threads.
    Forked,
}

impl Status {
    /// Returns how many attempts there were to install something new, whatever the outcome. Seeing the same document
    /// again is no attempt.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Returns how many attempts installed a document.
    #[must_use]
    pub fn applied(&self) -> u64 {
        self.counts[0]
    }

    /// Returns how many attempts found their content already in the handle.
    #[must_use]
    pub fn unchanged(&self) -> u64 {
        self.counts[1]
    }

    /// Returns how many attempts the policy refused.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.counts[2]
    }

    /// Returns how many attempts failed.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.counts[3]
    }

    /// Returns the outcome of the last attempt, or `None` if there was none yet.
    #[must_use]
    pub fn last_outcome(&self) -> Option<&Outcome> {
        self.last.as_ref().map(|(outcome, _)| outcome)
    }

    /// Returns when the last attempt ended, by the system clock.
    #[must_use]
    pub fn last_attempt(&self) -> Option<SystemTime> {
        self.last.as_ref().map(|(_, when)| *when)
    }

    /// Returns whether the source is running and its last attempt ended well: the handle had the content of the
    /// document then.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.ended.is_none() && self.last_outcome().is_some_and(Outcome::is_good)
    }

    /// Returns the generation at which the handle had the content of the last good document.
    #[must_use]
    pub fn good_generation(&self) -> Option<u64> {
        self.good.as_ref().map(|good| good.generation)
    }

    /// Returns the fingerprint of the last good document's registry.
    #[must_use]
    pub fn good_fingerprint(&self) -> Option<Fingerprint> {
        self.good.as_ref().map(|good| good.fingerprint)
    }

    /// Returns the revision of the last good document.
    #[must_use]
    pub fn good_revision(&self) -> Option<&Revision> {
        self.good.as_ref().and_then(|good| good.revision.as_ref())
    }

    /// Returns when the last attempt that ended well did so.
    #[must_use]
    pub fn last_good(&self) -> Option<SystemTime> {
        self.good.as_ref().map(|good| good.when)
    }

    /// Returns the revision of the last document offered, whatever the outcome.
    #[must_use]
    pub fn offered_revision(&self) -> Option<&Revision> {
        self.offered.as_ref()
    }

    /// Returns the revision for a conditional request, like [`Feed::settled`](super::Feed::settled).
    #[must_use]
    pub fn settled_revision(&self) -> Option<&Revision> {
        self.settled.as_ref()
    }

    /// Returns how many attempts in a row have failed.
    #[must_use]
    pub fn failures_in_a_row(&self) -> u64 {
        self.failures_in_a_row
    }

    /// Returns when the source last finished checking its store, whether or not there was something new.
    #[must_use]
    pub fn last_look(&self) -> Option<SystemTime> {
        self.looked
    }

    /// Returns whether changes are seen by events, as opposed to polling.
    #[must_use]
    pub fn is_by_events(&self) -> bool {
        self.by_events
    }

    /// Returns when the copy that is served was last known to be good, if a copy is served because the store was
    /// unreachable at the start. `None` if the served document came from the store.
    #[must_use]
    pub fn served_copy(&self) -> Option<SystemTime> {
        self.copied
    }

    /// Returns the warnings of the last document that loaded, whether or not it was refused.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Returns whether no further status will come.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Returns why no further status will come.
    #[must_use]
    pub fn ended(&self) -> Option<Ended> {
        self.ended
    }

    /// The status after one more attempt.
    pub(super) fn followed_by(
        &self,
        outcome: &Outcome,
        good: Option<(Fingerprint, u64, Option<Revision>)>,
    ) -> Self {
        let now = SystemTime::now();
        let mut next = self.clone();
        let count = match outcome {
            Outcome::Applied { .. } => 0,
            Outcome::Unchanged => 1,
            Outcome::Refused(_) => 2,
            Outcome::Failed(_) => 3,
        };
        next.counts[count] += 1;
        next.failures_in_a_row = if count == 3 { self.failures_in_a_row + 1 } else { 0 };
        if let Some((fingerprint, generation, revision)) = good {
            next.good = Some(Good { generation, fingerprint, revision, when: now });
        }
        next.last = Some((outcome.clone(), now));
        next
    }
}

/// Seconds since 1970.
fn seconds(when: Option<SystemTime>) -> Option<f64> {
    when.and_then(|when| when.duration_since(SystemTime::UNIX_EPOCH).ok()).map(|since| since.as_secs_f64())
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Status", 20)?;
        out.serialize_field("is_good", &self.is_good())?;
        out.serialize_field("attempts", &self.attempts())?;
        out.serialize_field("applied", &self.applied())?;
        out.serialize_field("unchanged", &self.unchanged())?;
        out.serialize_field("refused", &self.refused())?;
        out.serialize_field("failed", &self.failed())?;
        out.serialize_field("failures_in_a_row", &self.failures_in_a_row)?;
        out.serialize_field("last_outcome", &self.last_outcome().map(Outcome::as_str))?;
        out.serialize_field(
            "last_reason",
            &self.last_outcome().filter(|it| !it.is_good()).map(ToString::to_string),
        )?;
        out.serialize_field("last_attempt", &seconds(self.last_attempt()))?;
        out.serialize_field("last_good", &seconds(self.last_good()))?;
        out.serialize_field("last_look", &seconds(self.looked))?;
        out.serialize_field("good_generation", &self.good_generation())?;
        out.serialize_field("good_fingerprint", &self.good_fingerprint().map(|it| it.to_string()))?;
        out.serialize_field("good_revision", &self.good_revision())?;
        out.serialize_field("offered_revision", &self.offered)?;
        out.serialize_field("settled_revision", &self.settled)?;
        out.serialize_field("by_events", &self.by_events)?;
        out.serialize_field("served_copy", &seconds(self.copied))?;
        out.serialize_field("warnings", &*self.warnings)?;
        let ended = self.ended.map(|ended| match ended {
            Ended::Dropped => "dropped",
            Ended::Forked => "forked",
        });
        out.serialize_field("ended", &ended)?;
        out.end()
    }
}

impl Versioned for Status {
    fn version(&self) -> u64 {
        self.attempts()
    }
}

/// The status of one source, and the process that it belongs to.
#[derive(Debug)]
pub(super) struct Board {
    watched: Watched<Status>,
    process: u32,
    /// The threads that are inside an attempt.
    at_work: Mutex<Vec<ThreadId>>,
}

/// While it exists, its thread is inside an attempt.
pub(super) struct AtWork<'a>(&'a Board);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        let mut at_work = self.0.at_work.lock();
        let own = at_work.iter().position(|&thread| thread == thread::current().id());
        own.map(|own| at_work.swap_remove(own));
    }
}

impl Board {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            watched: Watched::new(Status::default()),
            process: std::process::id(),
            at_work: Mutex::default(),
        })
    }

    /// Marks this thread as inside an attempt.
    pub(super) fn begin(&self) -> AtWork<'_> {
        self.at_work.lock().push(thread::current().id());
        AtWork(self)
    }

    /// Whether this process is a fork of the one that the source runs in.
    pub(super) fn is_forked(&self) -> bool {
        std::process::id() != self.process
    }

    pub(super) fn status(&self) -> Arc<Status> {
        let status = self.watched.load_full();
        if status.ended.is_none() && self.is_forked() {
            return Arc::new(Status { ended: Some(Ended::Forked), ..Status::clone(&status) });
        }
        status
    }

    pub(super) fn change(&self, next: impl Fn(&Status) -> Status) {
        let Ok(_) = self.watched.update(|status| Ok::<_, std::convert::Infallible>(next(status)));
    }

    pub(super) fn end(&self) {
        if !self.is_forked() {
            self.change(|status| Status { ended: Some(Ended::Dropped), ..status.clone() });
            self.watched.close();
        }
    }
}

impl AsRef<Watched<Status>> for Board {
    fn as_ref(&self) -> &Watched<Status> {
        &self.watched
    }
}

/// Reads the status of a source and waits for changes of it: as a thread ([`wait_for`](Self::wait_for)) or as a task
/// ([`changed`](Self::changed)). It does not keep the source running, and may outlive it.
///
/// It is small and cheap to clone: give one to whatever reports the health of the service.
#[derive(Clone)]
#[must_use = "a watcher does nothing unless it is asked"]
pub struct StatusWatcher {
    board: Arc<Board>,
    watcher: Watcher<Status, Board>,
}

impl StatusWatcher {
    pub(super) fn new(board: Arc<Board>) -> Self {
        let seen = board.watched.load().attempts();
        Self { watcher: Watcher::new(Arc::clone(&board), seen), board }
    }

    /// Returns the current status. Never waits.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        self.board.status()
    }

    /// Blocks until a status is `wanted`, and returns it.
    ///
    /// If the current status already is, it is returned even if the timeout is zero. Statuses that follow each other
    /// quickly may be skipped, so wait for something that stays true: `status.applied() > seen` rather than
    /// `== seen + 1`.
    ///
    /// # Errors
    ///
    /// [`WaitError::TimedOut`] if that did not happen in time; [`WaitError::Closed`] if it cannot, since the source
    /// has ended or runs in another process; [`WaitError::Deadlock`] if its own policy or `build_with` calls this,
    /// which the source waits for.
    pub fn wait_for(
        &self,
        timeout: Duration,
        wanted: impl Fn(&Status) -> bool,
    ) -> Result<Arc<Status>, WaitError> {
        if self.board.is_forked() {
            let status = self.status();
            return if wanted(&status) { Ok(status) } else { Err(WaitError::Closed) };
        }
        if self.board.at_work.lock().contains(&thread::current().id()) {
            let status = self.status();
            return if wanted(&status) { Ok(status) } else { Err(WaitError::Deadlock) };
        }
        self.board.watched.wait_for(Deadline::after(timeout), wanted)
    }

    /// Returns a future of the next status; of several attempts since the last call, that after the last one. It
    /// needs no particular runtime and is cancel-safe.
    ///
    /// # Errors
    ///
    /// [`WaitError::Closed`] if the source has ended.
    pub fn changed(&mut self) -> impl Future<Output = Result<Arc<Status>, WaitError>> + use<'_> {
        self.watcher.next(|_| true)
    }
}

/// The stream of statuses, one for each attempt, unless they follow each other quickly; it ends with the source.
#[cfg(feature = "stream")]
#[cfg_attr(docsrs, doc(cfg(feature = "stream")))]
impl futures_core::Stream for StatusWatcher {
    type Item = Arc<Status>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Arc<Status>>> {
        self.get_mut().watcher.poll_next(context, |_| true).map(Result::ok)
    }
}

impl fmt::Debug for StatusWatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusWatcher").field("status", &self.status()).finish_non_exhaustive()
    }
}
