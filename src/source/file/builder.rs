//! How a file is followed, and the start.

use std::error::Error;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use super::FileSource;
use super::events::Events;
use super::follower::{Follower, Rhythm};
use crate::source::driver::Driver;
use crate::source::feed::{FeedBuilder, guarded};
use crate::source::{Outcome, Policy, SourceError, StartError};
use crate::{Limits, LoadOptions, RegistryHandle, SchemaRegistry, trace};

/// The limit on the text of a document, if the application sets none.
const MAX_BYTES: usize = 16 << 20;

/// How a [`FileSource`] follows its file. Made by [`FileSource::builder`].
#[derive(Debug, Clone)]
#[must_use = "nothing is followed until `start`"]
pub struct FileSourceBuilder<T = SchemaRegistry> {
    path: PathBuf,
    feed: FeedBuilder<T>,
    rhythm: Rhythm,
    events: bool,
    wait: bool,
}

impl FileSourceBuilder {
    pub(super) fn new(path: PathBuf) -> Self {
        let rhythm = Rhythm { pause: Duration::from_millis(100), poll: Duration::from_secs(2) };
        let limits = Limits { document_bytes: MAX_BYTES, ..Limits::default() };
        let feed = FeedBuilder::new("file", "").load_options(LoadOptions::new().limits(limits));
        Self { path, feed, rhythm, events: true, wait: false }
    }

    /// Installs what `build` makes of each registry, as [`FeedBuilder::build_with`]. To be said before the policy.
    pub fn build_with<T, E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        build: impl Fn(SchemaRegistry) -> Result<T, E> + Send + Sync + 'static,
    ) -> FileSourceBuilder<T> {
        let Self { path, feed, rhythm, events, wait } = self;
        FileSourceBuilder { path, feed: feed.build_with(build), rhythm, events, wait }
    }
}

impl<T: AsRef<SchemaRegistry> + Send + Sync + 'static> FileSourceBuilder<T> {
    /// Which documents are taken. [`Policy::any`] if nothing else is said.
    pub fn policy(mut self, policy: Policy<T>) -> Self {
        self.feed = self.feed.policy(policy);
        self
    }

    /// How documents are loaded. The format is told by the content ([`LoadOptions::detect`]).
    ///
    /// If nothing else is said, by the default options with a limit of 16 MiB on the text, since somebody may write by
    /// mistake what is no schema at all. No more of a file is read than the [limit](LoadOptions::limits).
    pub fn load_options(mut self, options: LoadOptions) -> Self {
        self.feed = self.feed.load_options(options);
        self
    }

    /// Keeps the last good document in another file, for a start while this one cannot be read: see
    /// [`FeedBuilder::copy`].
    pub fn copy(mut self, path: impl Into<PathBuf>) -> Self {
        self.feed = self.feed.copy(path);
        self
    }

    /// What a document is judged against while the handle is not initialized: see [`FeedBuilder::baseline`].
    pub fn baseline(mut self, path: impl Into<PathBuf>) -> Self {
        self.feed = self.feed.baseline(path);
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
    /// If and only if the first document is not taken, unless the source may [wait for
    /// one](Self::wait_for_document); if the path is empty; or if no thread can be started. Without events it is no
    /// error: then the file is read every so often, and events are tried again.
    pub fn start(self, handle: &RegistryHandle<T>) -> Result<FileSource, StartError> {
        let path = std::path::absolute(&self.path).map_err(|error| {
            let outcome = Outcome::Failed(SourceError::Read(Arc::new(error)));
            StartError::Document { document: self.path.display().to_string(), outcome }
        })?;
        let feed = self.feed.document(path.display().to_string()).open(handle);
        let (wakes, woken) = mpsc::channel();
        let events = self.events.then(|| Events::new(wakes.clone()));
        let events = events.and_then(|events| {
            events.inspect_err(|error| _ = guarded(|| trace::no_events(feed.origin(), error))).ok()
        });
        let wants_events = self.events.then(|| wakes.clone());
        let driver = Driver::start(feed, self.wait, wakes, |feed, refresh| {
            Follower::new(path.clone(), self.rhythm, feed, events, wants_events, woken, refresh)
        })?;
        Ok(FileSource { path, driver })
    }
}
