//! Polling a store.

use std::error::Error;
use std::hash::{BuildHasher, RandomState};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use super::driver::{Call, Driver, StartError, Work};
use super::feed::{Feed, guarded};
use super::{Outcome, Revision, Status, StatusWatcher};
use crate::{SchemaRegistry, WaitError};

/// A store's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// Nothing is newer than the revision in the request.
    Unchanged,
    /// A document.
    Document {
        /// Its bytes.
        bytes: Vec<u8>,
        /// The store's name for this version of it.
        revision: Revision,
    },
}

/// Polls a store on a thread of its own, and offers what it finds to a [`Feed`].
///
/// ```
/// use std::time::Duration;
/// use schema_registry::RegistryHandle;
/// use schema_registry::source::{Feed, Fetched, Poll};
///
/// /// Your own store: what is new since a revision.
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
    /// Polls with this time between an answer and the next request, the first time after a random part of it. After
    /// failures the wait starts at one second and doubles up to the interval, or to a minute if that is longer.
    pub fn every(interval: Duration) -> Self {
        let backoff = Duration::from_secs(1)..=interval.max(Duration::from_secs(60));
        Self { interval, jitter: 0.1, backoff, wait: false }
    }

    /// Sets which share of each interval is random, from 0 to 1, so that the requests of a fleet are spread. The
    /// default is 0.1.
    pub fn jitter(mut self, share: f64) -> Self {
        self.jitter = share.clamp(0.0, 1.0);
        self
    }

    /// Sets how long to wait after failures: up to the start of the range after the first one, twice as long after
    /// each further one, and never longer than its end. The second half of each wait is random, so that a fleet does
    /// not come back all at once.
    pub fn backoff(mut self, range: RangeInclusive<Duration>) -> Self {
        self.backoff = range;
        self
    }

    /// Lets the source start without a good document, and wait for one.
    pub fn wait_for_document(mut self) -> Self {
        self.wait = true;
        self
    }

    /// Requests the document once, on this thread, and polls on another until the source is dropped. `fetch` receives
    /// the [settled](Feed::settled) revision for a conditional request, or `None` if the document is wanted
    /// unconditionally.
    ///
    /// If the store is unreachable and the feed keeps a [copy](super::FeedBuilder::copy), the copy is offered
    /// instead.
    ///
    /// # Errors
    ///
    /// If and only if the first document is not installed and the source may not [wait for
    /// one](Self::wait_for_document), or no thread can be started.
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
        feed: Feed<T>,
        fetch: impl FnMut(Option<&Revision>) -> Result<Fetched, Unavailable> + Send + 'static,
    ) -> Result<PollSource, StartError> {
        let (calls, called) = mpsc::channel();
        let wait = self.wait;
        let driver = Driver::start(feed, wait, calls, |feed, refresh| Poller {
            poll: self,
            feed,
            fetch,
            called,
            refresh,
            failures: 0,
            retry_after: Duration::ZERO,
        })?;
        Ok(PollSource { driver })
    }
}

struct Poller<T, F> {
    poll: Poll,
    feed: Arc<Feed<T>>,
    fetch: F,
    called: Receiver<Call>,
    refresh: Arc<AtomicBool>,
    failures: u32,
    retry_after: Duration,
}

impl<T, F> Work for Poller<T, F>
where
    T: AsRef<SchemaRegistry> + Send + Sync + 'static,
    F: FnMut(Option<&Revision>) -> Result<Fetched, Unavailable> + Send + 'static,
{
    fn begin(&mut self) -> Option<Outcome> {
        let first = self.ask();
        self.feed.or_copy(first)
    }

    fn run(mut self) {
        let mut delay = self.first_delay();
        while let Ok(Call::Refresh) | Err(RecvTimeoutError::Timeout) = self.called.recv_timeout(delay) {
            self.ask();
            delay = self.delay();
        }
    }
}

impl<T: AsRef<SchemaRegistry>, F: FnMut(Option<&Revision>) -> Result<Fetched, Unavailable>> Poller<T, F> {
    /// Asks the store once. `None` if there was nothing new.
    fn ask(&mut self) -> Option<Outcome> {
        let since = if self.refresh.swap(false, Ordering::AcqRel) { None } else { self.feed.settled() };
        let fetched = guarded(|| (self.fetch)(since.as_ref())).unwrap_or_else(|message| {
            Err(Unavailable {
                error: format!("asking the store panicked: {message}").into(),
                retry_after: None,
            })
        });
        self.retry_after = Duration::ZERO;
        let outcome = match fetched {
            Ok(Fetched::Unchanged) => {
                self.failures = 0;
                self.feed.looked();
                return self.feed.reconsider();
            }
            Ok(Fetched::Document { bytes, revision }) => self.feed.take(&bytes, Some(&revision)),
            Err(Unavailable { error, retry_after }) => {
                self.retry_after = retry_after.unwrap_or_default();
                Some(self.feed.unavailable(error))
            }
        };
        let is_unsettled = outcome.as_ref().is_some_and(|outcome| !outcome.is_settled());
        self.failures = if is_unsettled { self.failures.saturating_add(1) } else { 0 };
        outcome
    }

    /// A random part of the interval, so that the requests of processes that start together are spread over it.
    fn first_delay(&self) -> Duration {
        if self.failures == 0 { self.poll.interval.mul_f64(random()) } else { self.delay() }
    }

    /// How long to sleep until the next request.
    fn delay(&self) -> Duration {
        let Poll { interval, jitter, backoff, .. } = &self.poll;
        let Some(doublings) = self.failures.checked_sub(1) else {
            // The interval, less or plus up to this share.
            return interval.mul_f64(1.0 + jitter * (2.0 * random() - 1.0));
        };
        let doubled = backoff.start().saturating_mul(1_u32.checked_shl(doublings).unwrap_or(u32::MAX));
        // Not sooner than the server wants, and not everyone at the same moment.
        let least = self.retry_after.max(doubled.min(*backoff.end()).mul_f64(0.5));
        least + doubled.min(*backoff.end()).mul_f64(0.5 * random())
    }
}

/// A new random number from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "32 bits are exact")]
fn random() -> f64 {
    (RandomState::new().hash_one(0) >> 32) as f64 / f64::from(u32::MAX)
}

/// A source that polls a store. Made by [`Poll::start`]; ends when it is dropped.
#[derive(Debug)]
#[must_use = "a source ends when it is dropped"]
pub struct PollSource {
    driver: Driver,
}

impl PollSource {
    /// Returns the current status. Never waits.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        self.driver.status()
    }

    /// Returns a watcher of the status, which may outlive the source and does not keep it running.
    pub fn watch_status(&self) -> StatusWatcher {
        self.driver.watch_status()
    }

    /// Blocks until a status is `wanted`, like [`StatusWatcher::wait_for`].
    ///
    /// # Errors
    ///
    /// As [`StatusWatcher::wait_for`].
    pub fn wait_for(
        &self,
        timeout: Duration,
        wanted: impl Fn(&Status) -> bool,
    ) -> Result<Arc<Status>, WaitError> {
        self.watch_status().wait_for(timeout, wanted)
    }

    /// Requests the document now, unconditionally. Returns at once; several calls before the next request count as
    /// one.
    pub fn refresh(&self) {
        self.driver.refresh();
    }

    /// Installs the document that was refused, like [`Feed::accept_refused`].
    pub fn accept_refused(&self) -> Option<Outcome> {
        self.driver.accept_refused()
    }
}
