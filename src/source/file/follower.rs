//! The thread of a source: waits, looks, and offers what it finds.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::document::{self, Document, Seen};
use super::events::{Events, Wake};
use super::places::Places;
use crate::source::Outcome;
use crate::source::intake::Intake;
use crate::trace;

/// A document that changes at each look is taken after this many, whether it rests or not.
const MAX_LOOKS: usize = 4;

/// The times of a source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rhythm {
    pub(super) pause: Duration,
    pub(super) poll: Duration,
}

/// What a source does all day.
#[derive(Debug)]
pub(super) struct Follower {
    path: PathBuf,
    rhythm: Rhythm,
    intake: Intake,
    events: Option<Events>,
    wakes: Receiver<Wake>,
    places: Option<Places>,
    seen: Seen,
    /// The document is to be taken even if it is the same.
    refresh: bool,
    /// Some folder could not be watched.
    unwatched: bool,
}

/// Why a wait is over.
enum Woken {
    Called,
    TimeIsUp,
    Stopped,
}

/// The source is being dropped.
struct Stopped;

impl Follower {
    pub(super) fn new(
        path: PathBuf,
        rhythm: Rhythm,
        intake: Intake,
        events: Option<Events>,
        wakes: Receiver<Wake>,
    ) -> Self {
        let (places, seen) = (None, Seen::Nothing);
        Self { path, rhythm, intake, events, wakes, places, seen, refresh: false, unwatched: false }
    }

    /// Takes the document as it is now. `None` if the source is being dropped.
    pub(super) fn begin(&mut self) -> Option<Outcome> {
        let look = self.look();
        self.seen = Seen::of(&look);
        self.offer(look)
    }

    /// Until the source is dropped.
    pub(super) fn run(mut self) {
        while self.step().is_ok() {}
    }

    fn step(&mut self) -> Result<(), Stopped> {
        let poll = Instant::now().checked_add(self.rhythm.poll);
        match self.wait(poll) {
            Woken::Stopped => return Err(Stopped),
            Woken::TimeIsUp if self.unwatched => self.places = None, // it may be possible by now
            Woken::TimeIsUp | Woken::Called => {}
        }
        let look = self.look_until_it_rests()?;
        let seen = Seen::of(&look);
        if seen != self.seen || self.refresh {
            (self.seen, self.refresh) = (seen, false);
            self.offer(look).ok_or(Stopped)?;
        }
        Ok(())
    }

    fn offer(&self, look: io::Result<Document>) -> Option<Outcome> {
        match look {
            Ok(document) => self.intake.offer(&document.bytes),
            Err(error) => Some(self.intake.unreadable(error)),
        }
    }

    /// Looks until two looks, one pause apart, show the same; at once if there is nothing new.
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

    /// First watches, and then reads: what happens after the reading is an event.
    fn look(&mut self) -> io::Result<Document> {
        // Once more, since a folder may have come after the walk and before the watch.
        while self.places.as_ref() != Some(&Places::along(&self.path)) {
            let places = Places::along(&self.path);
            self.watch(&places);
            self.places = Some(places);
        }
        document::read(&self.path, self.intake.options.document_bytes())
    }

    fn watch(&mut self, places: &Places) {
        let Some(events) = &mut self.events else { return };
        let watched = events.watch(&places.folders);
        if let (Err((folder, error)), false) = (&watched, self.unwatched) {
            let reason = format!("{}: {error}", folder.display());
            trace::no_events(&self.intake.origin, &reason);
        }
        self.unwatched = watched.is_err();
    }

    /// Waits for one pause, whatever happens meanwhile: it is looked at afterwards.
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

    /// Waits until something happens that may concern the document; for ever if the time is beyond the clock's.
    fn wait(&mut self, until: Option<Instant>) -> Woken {
        loop {
            let wake = match until {
                None => self.wakes.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(until) => self.wakes.recv_timeout(until.saturating_duration_since(Instant::now())),
            };
            match wake {
                Ok(Wake::Paths(paths)) if !self.concerned_by(&paths) => {}
                Ok(Wake::Paths(_)) => return Woken::Called,
                Ok(Wake::Anything) => {
                    self.places = None;
                    return Woken::Called;
                }
                Ok(Wake::Refresh) => {
                    self.refresh = true;
                    return Woken::Called;
                }
                Err(RecvTimeoutError::Timeout) => return Woken::TimeIsUp,
                Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return Woken::Stopped,
            }
        }
    }

    /// Whether any of the paths matters. Where one of them is a folder or a link, the folders are to be watched anew: what
    /// has the same name may be another one.
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
