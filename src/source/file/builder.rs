//! The options of a file source, and its start.

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

/// The options of a [`FileSource`]. Made by [`FileSource::builder`].
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

    /// Installs what `build` makes of each registry, like [`FeedBuilder::build_with`]. Must be called before
    /// [`policy`](Self::policy).
    pub fn build_with<T, E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        build: impl Fn(SchemaRegistry) -> Result<T, E> + Send + Sync + 'static,
    ) -> FileSourceBuilder<T> {
        let Self { path, feed, rhythm, events, wait } = self;
        FileSourceBuilder { path, feed: feed.build_with(build), rhythm, events, wait }
    }
}

impl<T: AsRef<SchemaRegistry> + Send + Sync + 'static> FileSourceBuilder<T> {
    /// Sets which documents are installed. The default is [`Policy::any`].
    pub fn policy(mut self, policy: Policy<T>) -> Self {
        self.feed = self.feed.policy(policy);
        self
    }

    /// Sets how documents are loaded. Their format is detected from the content ([`LoadOptions::detect`]).
    ///
    /// The default limits the text to 16 MiB, in case something that is no schema is written by mistake. No more of
    /// the file is read than the [limit](LoadOptions::limits).
    pub fn load_options(mut self, options: LoadOptions) -> Self {
        self.feed = self.feed.load_options(options);
        self
    }

    /// Keeps the last good document in another file, for a start while this one is unreadable: see
    /// [`FeedBuilder::copy`].
    pub fn copy(mut self, path: impl Into<PathBuf>) -> Self {
        self.feed = self.feed.copy(path);
        self
    }

    /// Sets the document that others are judged against while the handle is not initialized: see
    /// [`FeedBuilder::baseline`].
    pub fn baseline(mut self, path: impl Into<PathBuf>) -> Self {
        self.feed = self.feed.baseline(path);
        self
    }

    /// Sets how long a document must stay the same before it is loaded. The default is 100 ms. With events from the
    /// system, a change is seen at most about twice that long after the last write.
    pub fn debounce(mut self, pause: Duration) -> Self {
        self.rhythm.pause = pause;
        self
    }

    /// Sets how often the file is read even without an event. The default is every 2 s. Each time costs one read of
    /// the file; it is loaded only if it differs.
    pub fn poll_every(mut self, interval: Duration) -> Self {
        self.rhythm.poll = interval;
        self
    }

    /// Sets whether the system is asked for events, which is the default. Without, the file is only
    /// [polled](Self::poll_every), and the source uses a single thread.
    pub fn events(mut self, events: bool) -> Self {
        self.events = events;
        self
    }

    /// Lets the source start without a good document, and wait for one. Until then the handle is unchanged;
    /// [`RegistryHandle::wait_initialized`] and [`FileSource::wait_for`] wait for the first document.
    pub fn wait_for_document(mut self) -> Self {
        self.wait = true;
        self
    }

    /// Reads the file once, on this thread, and follows it on another.
    ///
    /// # Errors
    ///
    /// If and only if the first document is not installed and the source may not [wait for
    /// one](Self::wait_for_document), the path is empty, or no thread can be started. Missing events are no error:
    /// the file is then polled, and events are tried again.
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
