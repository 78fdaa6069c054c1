//! A store that is asked every so often.

use std::error::Error;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::driver::{Driver, StartError};
use super::feed::{Feed, guarded};
use super::{Outcome, Revision, SourceError, Status, StatusWatcher};
use crate::{SchemaRegistry, WaitError};

/// What a store answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// Nothing is new since the revision that was asked against.
    Unchanged,
    /// A document.
    Document {
        /// Its bytes.
        bytes: Vec<u8>,
        /// What the store calls this version of it.
        revision: Revision,
    },
}

/// Asks a store every so often, on a thread of its own, and offers what it finds to a [`Feed`].
///
/// ```
/// use std::time::Duration;
/// use schema_registry::RegistryHandle;
/// use schema_registry::source::{Feed, Fetched, Poll};
///
/// /// A store of one's own: what is new since a revision.
/// fn fetch(since: Option<&str>) -> std::io::Result<Fetched> {
///     if since == Some("1") {
///         return Ok(Fetched::Unchanged);
///     }
///     let bytes = br#"{ "version": "1.1", "features": [], "types": {} }"#.to_vec();
///     Ok(Fetched::Document { bytes, revision: "1".into() })
/// }
///
/// let handle = RegistryHandle::new();
/// let feed = Feed::builder("store", "schemas/app").open(&handle);
/// let source = Poll::every(Duration::from_secs(10))
///     .jitter(0.2)
///     .backoff(Duration::from_secs(1)..=Duration::from_secs(60))
///     .start(feed, |since| fetch(since.map(|revision| revision.as_str())))?;
/// assert!(handle.is_initialized() && source.status().is_good());
/// # Ok::<(), schema_registry::source::StartError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is asked until `start`"]
pub struct Poll {
    pub(super) interval: Duration,
    jitter: f64,
    backoff: RangeInclusive<Duration>,
    wait: bool,
}

/// Why a store gave no answer, and when it wants to be asked again.
pub(super) struct Unavailable {
    pub(super) error: Box<dyn Error + Send + Sync>,
    pub(super) retry_after: Option<Duration>,
}

impl Poll {
    /// Asks with this time between an answer and the next question; after failures from one second on, doubled up to the
    /// interval, or to a minute where that is longer.
    pub fn every(interval: Duration) -> Self {
        let backoff = Duration::from_secs(1)..=interval.max(Duration::from_secs(60));
        Self { interval, jitter: 0.1, backoff, wait: false }
    }

    /// Which share of each time is drawn at random, so that a fleet's questions are spread: 0.1 if nothing else is said, up
    /// to 1.
    pub fn jitter(mut self, share: f64) -> Self {
        self.jitter = share.clamp(0.0, 1.0);
        self
    }

    /// How long to wait after a failure: the start of the range after the first, twice as long after each more, and never
    /// longer than its end.
    pub fn backoff(mut self, range: RangeInclusive<Duration>) -> Self {
        self.backoff = range;
        self
    }

    /// Lets the source start without a good document, and wait for one.
    pub fn wait_for_document(mut self) -> Self {
        self.wait = true;
        self
    }

    /// Asks once, on this thread, and goes on asking on another until the source is dropped. `fetch` gets the
    /// [settled](Feed::settled) revision to ask against; `None` asks for the document whatever it is.
    ///
    /// Where the store cannot be reached and the feed keeps a [copy](super::FeedBuilder::copy), that is offered instead.
    ///
    /// # Errors
    ///
    /// If and only if the first document is not taken, unless the source may [wait for one](Self::wait_for_document), or if
    /// the system gives no thread.
    pub fn start<T, E>(
        self,
        feed: Feed<T>,
        mut fetch: impl FnMut(Option<&Revision>) -> Result<Fetched, E> + Send + 'static,
    ) -> Result<PollSource, StartError>
    where
        T: AsRef<SchemaRegistry> + Send + Sync + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        self.drive(feed, move |since| {
            fetch(since).map_err(|error| Unavailable { error: error.into(), retry_after: None })
        })
    }

    pub(super) fn drive<T: AsRef<SchemaRegistry> + Send + Sync + 'static>(
        self,
        mut feed: Feed<T>,
        fetch: impl FnMut(Option<&Revision>) -> Result<Fetched, Unavailable> + Send + 'static,
    ) -> Result<PollSource, StartError> {
        let owner = Arc::new(());
        feed.owner = Some(Arc::downgrade(&owner));
        let (wakes, woken) = mpsc::channel();
        let (board, document) = (Arc::clone(feed.board()), feed.origin().document.clone());
        let refresh = Arc::new(AtomicBool::new(false));
        let wait = self.wait;
        let refreshed = Arc::clone(&refresh);
        let mut poller =
            Poller { poll: self, feed, fetch, woken, refresh: refreshed, failures: 0, retry_after: None };
        let mut first = poller.ask();
        if matches!(first, Some(Outcome::Failed(SourceError::Read(_)))) {
            first = poller.feed.offer_copy().or(first);
        }
        if let Some(outcome) = first.filter(|outcome| !wait && !outcome.is_good()) {
            return Err(StartError::Document { document, outcome });
        }
        let driver = Driver::start(board, owner, move || poller.run())
            .map_err(|error| StartError::Thread { document, error: Arc::new(error) })?;
        Ok(PollSource { driver, wakes, refresh })
    }
}

/// Why a poller wakes before its time.
enum Wake {
    Refresh,
    Stop,
}

struct Poller<T, F> {
    poll: Poll,
    feed: Feed<T>,
    fetch: F,
    woken: Receiver<Wake>,
    refresh: Arc<AtomicBool>,
    failures: u32,
    retry_after: Option<Duration>,
}

impl<T: AsRef<SchemaRegistry>, F: FnMut(Option<&Revision>) -> Result<Fetched, Unavailable>> Poller<T, F> {
    fn run(mut self) {
        loop {
            match self.woken.recv_timeout(self.delay()) {
                Ok(Wake::Refresh) | Err(RecvTimeoutError::Timeout) => _ = self.ask(),
                Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Asks the store once. `None` where there was nothing new.
    fn ask(&mut self) -> Option<Outcome> {
        let since = if self.refresh.swap(false, Ordering::AcqRel) { None } else { self.feed.settled() };
        let fetched = guarded(|| (self.fetch)(since.as_ref())).unwrap_or_else(|message| {
            Err(Unavailable {
                error: format!("asking the store panicked: {message}").into(),
                retry_after: None,
            })
        });
        self.retry_after = None;
        let outcome = match fetched {
            Ok(Fetched::Unchanged) => {
                self.failures = 0;
                self.feed.looked();
                return self.feed.reconsider();
            }
            Ok(Fetched::Document { bytes, revision }) => self.feed.take(&bytes, Some(&revision)),
            Err(Unavailable { error, retry_after }) => {
                self.retry_after = retry_after;
                Some(self.feed.unavailable(error))
            }
        };
        let is_unsettled = matches!(
            outcome,
            Some(Outcome::Failed(
                SourceError::Read(_) | SourceError::Panicked(_) | SourceError::Overtaken(_)
            ))
        );
        self.failures = if is_unsettled { self.failures.saturating_add(1) } else { 0 };
        outcome
    }

    /// How long to sleep until the next question.
    fn delay(&self) -> Duration {
        let Poll { interval, jitter, backoff, .. } = &self.poll;
        let time = match self.failures {
            0 => *interval,
            failures => {
                let doubled =
                    backoff.start().saturating_mul(1_u32.checked_shl(failures - 1).unwrap_or(u32::MAX));
                doubled.min(*backoff.end()).max(self.retry_after.unwrap_or_default())
            }
        };
        // From this share less to this share more.
        time.mul_f64(1.0 + jitter * (2.0 * random() - 1.0))
    }
}

/// A number from 0 to 1, another one each time.
#[expect(clippy::cast_precision_loss, reason = "32 bits are exact")]
fn random() -> f64 {
    (RandomState::new().hash_one(0) >> 32) as f64 / f64::from(u32::MAX)
}

/// A store that is asked every so often. Made by [`Poll::start`]; ends when it is dropped.
#[must_use = "a source ends when it is dropped"]
pub struct PollSource {
    driver: Driver,
    wakes: Sender<Wake>,
    refresh: Arc<AtomicBool>,
}

impl PollSource {
    /// How the source fares now. Never waits.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        self.driver.board().status()
    }

    /// A watcher of the status, which outlives the source and does not keep it going.
    pub fn watch_status(&self) -> StatusWatcher {
        StatusWatcher::new(Arc::clone(self.driver.board()))
    }

    /// Blocks until the status is `wanted`, as [`StatusWatcher::wait_for`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn wait_for(
        &self,
        timeout: Duration,
        wanted: impl Fn(&Status) -> bool,
    ) -> Result<Arc<Status>, WaitError> {
        self.watch_status().wait_for(timeout, wanted)
    }

    /// Has the store asked now, for the document whatever its revision. Returns at once; any number of calls before the
    /// next question are one.
    pub fn refresh(&self) {
        if !self.driver.board().is_forked() && !self.refresh.swap(true, Ordering::AcqRel) {
            let _ = self.wakes.send(Wake::Refresh);
        }
    }
}

impl Drop for PollSource {
    fn drop(&mut self) {
        self.driver.end(|| _ = self.wakes.send(Wake::Stop));
    }
}

impl fmt::Debug for PollSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PollSource").field("driver", &self.driver).finish_non_exhaustive()
    }
}
