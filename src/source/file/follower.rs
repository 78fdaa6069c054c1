//! The thread of a source: waits, reads, and offers what it finds.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::document::{self, Document, Seen};
use super::events::{Events, Wake};
use super::places::Places;
use crate::source::driver::{Call, Work};
use crate::source::feed::{Feed, guarded};
use crate::source::status::Status;
use crate::source::{Outcome, SourceError};
use crate::{SchemaRegistry, trace};

/// A document that changes at each read is offered after this many, even if it never rests.
const MAX_LOOKS: usize = 4;

/// The intervals of a source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rhythm {
    pub(super) pause: Duration,
    pub(super) poll: Duration,
}

/// The work of a file source.
pub(super) struct Follower<T> {
    path: PathBuf,
    rhythm: Rhythm,
    feed: Arc<Feed<T>>,
    events: Option<Events>,
    /// Where events are sent, if any are wanted.
    wants_events: Option<Sender<Wake>>,
    wakes: Receiver<Wake>,
    places: Option<Places>,
    seen: Seen,
    /// Whether to offer the document even if it is unchanged. Several requests before the next read count as one.
    refresh: Arc<AtomicBool>,
    /// A folder could not be watched.
    unwatched: bool,
}

/// Why a wait ended.
enum Woken {
    Called,
    TimeIsUp,
    Stopped,
}

/// The source is being dropped.
struct Stopped;

impl<T: AsRef<SchemaRegistry> + Send + Sync + 'static> Work for Follower<T> {
    fn begin(&mut self) -> Option<Outcome> {
        let look = self.look();
        let seen = Seen::of(&look);
        let first = self.offer(look, seen);
        let outcome = self.feed.or_copy(first.clone());
        if let (Some(Outcome::Refused(_)), Some(Outcome::Applied { .. })) = (first, &outcome) {
            self.seen = Seen::Nothing; // what was refused is judged again, against the copy
        }
        outcome
    }

    fn run(mut self) {
        while self.step().is_ok() {}
    }
}

impl<T: AsRef<SchemaRegistry>> Follower<T> {
    pub(super) fn new(
        path: PathBuf,
        rhythm: Rhythm,
        feed: Arc<Feed<T>>,
        events: Option<Events>,
        wants_events: Option<Sender<Wake>>,
        wakes: Receiver<Wake>,
        refresh: Arc<AtomicBool>,
    ) -> Self {
        let (places, seen, unwatched) = (None, Seen::Nothing, events.is_none() && wants_events.is_some());
        Self { path, rhythm, feed, events, wants_events, wakes, places, seen, refresh, unwatched }
    }

    fn step(&mut self) -> Result<(), Stopped> {
        let poll = Instant::now().checked_add(self.rhythm.poll);
        match self.wait(poll) {
            Woken::Stopped => return Err(Stopped),
            Woken::TimeIsUp if self.unwatched => self.watch_again(), // it may be possible by now
            Woken::TimeIsUp | Woken::Called => {}
        }
        let refresh = self.refresh.swap(false, Ordering::AcqRel);
        let look = self.look_until_it_rests()?;
        let seen = Seen::of(&look);
        if seen != self.seen || refresh {
            self.offer(look, seen).ok_or(Stopped)?;
        } else {
            if look.is_ok() {
                self.feed.looked();
            }
            self.feed.reconsider();
        }
        Ok(())
    }

    fn offer(&mut self, look: io::Result<Document>, seen: Seen) -> Option<Outcome> {
        self.seen = seen;
        let outcome = match look {
            Ok(document) => self.feed.take(&document.bytes, seen.revision().as_ref())?,
            Err(error) => self.feed.unavailable(error),
        };
        // A document that is not settled is read again.
        if !outcome.is_settled() && !matches!(outcome, Outcome::Failed(SourceError::Read(_))) {
            self.seen = Seen::Nothing;
        }
        Some(outcome)
    }

    /// Reads until two reads, one pause apart, give the same; only once if there is nothing new.
    fn look_until_it_rests(&mut self) -> Result<io::Result<Document>, Stopped> {
        let mut look = self.look();
        let mut seen = Seen::of(&look);
        for _ in 1..MAX_LOOKS {
            if seen == self.seen {
                break;
            }
            self.pause()?;
            look = self.look();
            let before = std::mem::replace(&mut seen, Seen::of(&look));
            if seen == before {
                break;
            }
        }
        Ok(look)
    }

    /// First watches, and then reads: anything that happens after the read is an event.
    fn look(&mut self) -> io::Result<Document> {
        // Once more, since a folder may have appeared after the walk and before the watch.
        while self.places.as_ref() != Some(&Places::along(&self.path)) {
            let places = Places::along(&self.path);
            self.watch(&places);
            self.places = Some(places);
        }
        document::read(&self.path, self.feed.document_bytes())
    }

    fn watch_again(&mut self) {
        self.places = None;
        let wakes = self.wants_events.as_ref().filter(|_| self.events.is_none());
        if let Some(wakes) = wakes {
            self.events = Events::new(wakes.clone()).ok();
        }
    }

    fn watch(&mut self, places: &Places) {
        let Some(events) = &mut self.events else { return };
        let watched = events.watch(&places.folders);
        if let (Err((folder, error)), false) = (&watched, self.unwatched) {
            let reason = format!("{}: {error}", folder.display());
            let _ = guarded(|| trace::no_events(self.feed.origin(), &reason));
        }
        self.unwatched = watched.is_err();
        let by_events = watched.is_ok();
        if self.feed.status().is_by_events() != by_events {
            self.feed.board().change(|status| Status { by_events, ..status.clone() });
        }
    }

    /// Waits for one pause, whatever happens meanwhile: a read follows.
    fn pause(&mut self) -> Result<(), Stopped> {
        let until = Instant::now().checked_add(self.rhythm.pause);
        loop {
            match self.wait(until) {
                Woken::Called => {}
                Woken::TimeIsUp => return Ok(()),
                Woken::Stopped => return Err(Stopped),
            }
        }
    }

    /// Waits until something happens that may concern the document; forever if the deadline is beyond the clock's
    /// range.
    fn wait(&mut self, until: Option<Instant>) -> Woken {
        loop {
            let wake = match until {
                None => self.wakes.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(until) => self.wakes.recv_timeout(until.saturating_duration_since(Instant::now())),
            };
            match wake {
                Ok(Wake::Paths(paths)) if !self.concerned_by(&paths) => {}
                Ok(Wake::Paths(_) | Wake::Called(Call::Refresh)) => return Woken::Called,
                Ok(Wake::Anything) => {
                    self.places = None;
                    return Woken::Called;
                }
                Err(RecvTimeoutError::Timeout) => return Woken::TimeIsUp,
                Ok(Wake::Called(Call::Stop)) | Err(RecvTimeoutError::Disconnected) => return Woken::Stopped,
            }
        }
    }

    /// Whether any of the paths matters. If one of them is a folder or a link, the watches must be renewed: the same
    /// name may be a new folder.
    fn concerned_by(&mut self, paths: &[PathBuf]) -> bool {
        let Some(places) = &self.places else { return true };
        let mut concerned = paths.iter().filter(|path| places.concerns(path)).peekable();
        let any = concerned.peek().is_some();
        if concerned.any(|path| places.is_on_the_way(path)) {
            self.places = None;
        }
        any
    }
}
