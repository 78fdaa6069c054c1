//! How a file is followed, and the start.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::FileSource;
use super::events::Events;
use super::follower::{Follower, Rhythm};
use crate::source::intake::{Intake, Owner};
use crate::source::{Accept, Outcome, SourceError, Status};
use crate::trace::{self, Origin};
use crate::watch::Watched;
use crate::{Limits, LoadOptions, RegistryHandle};

/// The limit on the text of a document, if the application sets none.
const MAX_BYTES: usize = 16 << 20;

/// How a [`FileSource`] follows its file. Made by [`FileSource::builder`].
#[derive(Debug, Clone)]
#[must_use = "nothing is followed until `start`"]
pub struct FileSourceBuilder {
    path: PathBuf,
    accept: Accept,
    options: LoadOptions,
    rhythm: Rhythm,
    events: bool,
    wait: bool,
}

impl FileSourceBuilder {
    pub(super) fn new(path: PathBuf) -> Self {
        let rhythm = Rhythm { pause: Duration::from_millis(100), poll: Duration::from_secs(2) };
        let limits = Limits { document_bytes: MAX_BYTES, ..Limits::default() };
        let (accept, options) = (Accept::default(), LoadOptions::new().limits(limits));
        Self { path, accept, options, rhythm, events: true, wait: false }
    }

    /// Which documents are taken. [`Accept::Any`] if nothing else is said.
    pub fn accept(mut self, accept: Accept) -> Self {
        self.accept = accept;
        self
    }

    /// How documents are loaded. The format is told by the content ([`LoadOptions::detect`]).
    ///
    /// If nothing else is said, by the default options with a limit of 16 MiB on the text, since somebody may write by
    /// mistake what is no schema at all: to find out what is wrong with that takes, in SDL, ninety times its size in memory.
    /// No more of a file is read than the [limit](LoadOptions::limits).
    pub fn load_options(mut self, options: LoadOptions) -> Self {
        self.options = options;
        self
    }

    /// For how long a document must have been the same to be taken: 100 ms if nothing else is said. It is seen no later
    /// than about twice that after the last write, as long as the system reports events.
    pub fn debounce(mut self, pause: Duration) -> Self {
        self.rhythm.pause = pause;
        self
    }

    /// How often the file is read even if no event comes: every 2 s if nothing else is said. It costs one reading of the
    /// file; only what differs is loaded.
    pub fn poll_every(mut self, interval: Duration) -> Self {
        self.rhythm.poll = interval;
        self
    }

    /// Whether the system is asked for events, as is the rule. Without, the file is read [every so
    /// often](Self::poll_every) only, and one thread does it all.
    pub fn events(mut self, events: bool) -> Self {
        self.events = events;
        self
    }

    /// Lets the source start without a good document, and wait for one. The handle stays as it is until one comes, which
    /// [`RegistryHandle::wait_initialized`] and [`FileSource::wait_for`] wait for.
    pub fn wait_for_document(mut self) -> Self {
        self.wait = true;
        self
    }

    /// Reads the file once, on this thread, and starts to follow it on another.
    ///
    /// # Errors
    ///
    /// If and only if the first document is not taken, unless the source is to [wait for
    /// one](Self::wait_for_document); if the path is empty; or if the system gives no thread. That it gives no events is no
    /// error: then the file is read every so often.
    pub fn start(self, handle: &RegistryHandle) -> Result<FileSource, StartError> {
        let path = std::path::absolute(&self.path)
            .map_err(|error| StartError::Document(Outcome::Failed(SourceError::Read(Arc::new(error)))))?;
        let origin = Origin { kind: "file", document: path.display().to_string() };
        let (status, owner) = (Arc::new(Watched::new(Status::default())), Arc::new(Owner));
        let (wakes, wake) = mpsc::channel();
        let events = self.events.then(|| Events::new(self.rhythm.pause, wakes.clone()));
        let events =
            events.and_then(|events| events.inspect_err(|error| trace::no_events(&origin, error)).ok());
        let intake = Intake {
            handle: handle.clone(),
            accept: self.accept,
            options: self.options,
            status: Arc::clone(&status),
            owner: Arc::downgrade(&owner),
            origin,
        };
        let mut follower = Follower::new(path.clone(), self.rhythm, intake, events, wake);
        match follower.begin() {
            Some(outcome) if !self.wait && !outcome.is_good() => return Err(StartError::Document(outcome)),
            _ => {}
        }
        let thread = thread::Builder::new().name("schema-source".to_owned());
        let thread =
            thread.spawn(move || follower.run()).map_err(|error| StartError::Thread(Arc::new(error)))?;
        Ok(FileSource { path, status, wakes, owner: Some(owner), thread: Some(thread) })
    }
}

/// Why a source did not start.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The first document was not taken: the outcome is [`Refused`](Outcome::Refused) or [`Failed`](Outcome::Failed).
    #[error("there is no good document to start with: {0}")]
    Document(Outcome),
    /// The system gave no thread.
    #[error("no thread could be started: {0}")]
    Thread(#[source] Arc<io::Error>),
}
