//! The system's events, gathered by notify's debouncer. Nothing else knows about notify.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use notify_debouncer_full::file_id::FileId;
use notify_debouncer_full::notify::event::{AccessKind, AccessMode};
use notify_debouncer_full::notify::{Config, Error, EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, FileIdCache, new_debouncer_opt};

/// What wakes the thread of a source.
#[derive(Debug)]
pub(super) enum Wake {
    /// Something happened to these.
    Paths(Vec<PathBuf>),
    /// Events were lost, so anything may have happened.
    Anything,
    /// Somebody asked for a look.
    Refresh,
    /// The source is being dropped.
    Stop,
}

/// Two threads of notify's, which end with this.
pub(super) struct Events {
    debouncer: Option<Debouncer<RecommendedWatcher, Ending>>,
    watched: Vec<PathBuf>,
    ended: Receiver<Infallible>,
}

impl Events {
    /// Events from now on, each within about `pause`.
    pub(super) fn new(pause: Duration, wakes: Sender<Wake>) -> Result<Self, Error> {
        // The debouncer looks for events all the time, every `tick`, and ends as late as that: neither too often nor too
        // seldom. That a document is at rest is for the follower to say, so half of the pause is enough here.
        let timeout = (pause / 2).max(Duration::from_millis(10));
        let tick = (timeout / 2).min(Duration::from_millis(25));
        let (ending, ended) = mpsc::channel();
        let handler = move |result| {
            if let Some(wake) = wake(result) {
                let _ = wakes.send(wake); // nobody listens while the source is being dropped
            }
        };
        let (cache, config) = (Ending { _sender: ending }, Config::default());
        let debouncer = new_debouncer_opt(timeout, Some(tick), handler, cache, config)?;
        Ok(Self { debouncer: Some(debouncer), watched: Vec::new(), ended })
    }

    /// Watches these folders anew, and no others. A folder of the same name may be another one, so those that were watched
    /// are let go first; what happens in between is for the caller to look at afterwards.
    ///
    /// Gives the folder that cannot be watched, if there is one, and why.
    pub(super) fn watch(&mut self, folders: &[PathBuf]) -> Result<(), (PathBuf, Error)> {
        let Some(debouncer) = &mut self.debouncer else { return Ok(()) };
        for folder in self.watched.drain(..) {
            let _ = debouncer.unwatch(&folder); // it may be gone, and its watch with it
        }
        let mut failure = Ok(());
        for folder in folders {
            match debouncer.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => self.watched.push(folder.clone()),
                Err(error) => failure = Err((folder.clone(), error)),
            }
        }
        failure
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        let Some(debouncer) = self.debouncer.take() else { return };
        debouncer.stop();
        // The thread that reads the events is told to end, and nobody joins it. It owns the last part of the debouncer.
        let _ = self.ended.recv_timeout(Duration::from_secs(1));
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").field("watched", &self.watched).finish_non_exhaustive()
    }
}

fn wake(result: DebounceEventResult) -> Option<Wake> {
    let Ok(events) = result else { return Some(Wake::Anything) };
    if events.iter().any(|event| event.need_rescan()) {
        return Some(Wake::Anything);
    }
    let changes = events.into_iter().filter(|event| is_change(event.kind));
    let paths: Vec<_> = changes.flat_map(|event| event.event.paths).collect();
    (!paths.is_empty()).then_some(Wake::Paths(paths))
}

/// Reading is an event too, and the source itself reads.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}

/// In the place of the debouncer's memory of files, which contents make needless: tells, by being dropped, that the last
/// thread has let go of the debouncer.
struct Ending {
    _sender: Sender<Infallible>,
}

impl FileIdCache for Ending {
    fn cached_file_id(&self, _: &Path) -> Option<impl AsRef<FileId>> {
        None::<&FileId>
    }

    fn add_path(&mut self, _: &Path, _: RecursiveMode) {}

    fn remove_path(&mut self, _: &Path) {}
}
