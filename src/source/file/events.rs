//! The system's events, as notify reports them. No other module knows about notify.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::source::driver::Call;

/// What wakes the thread of a source.
#[derive(Debug)]
pub(super) enum Wake {
    /// Something happened to these paths.
    Paths(Vec<PathBuf>),
    /// Events were lost, so anything may have happened.
    Anything,
    /// The source calls.
    Called(Call),
}

impl From<Call> for Wake {
    fn from(call: Call) -> Self {
        Self::Called(call)
    }
}

/// A thread of notify's, which ends with this.
pub(super) struct Events {
    watcher: Option<RecommendedWatcher>,
    watched: Vec<PathBuf>,
    ended: Receiver<Infallible>,
}

impl Events {
    /// Starts to receive events.
    pub(super) fn new(wakes: Sender<Wake>) -> notify::Result<Self> {
        let (ending, ended) = mpsc::channel();
        let handler = move |event| {
            let _lives_as_long_as_the_thread: &Sender<Infallible> = &ending;
            if let Some(wake) = wake(event) {
                let _ = wakes.send(wake); // nobody listens while the source is being dropped
            }
        };
        let watcher = notify::recommended_watcher(handler)?;
        Ok(Self { watcher: Some(watcher), watched: Vec::new(), ended })
    }

    /// Watches exactly these folders. A folder with the same name may be a new one, so the old watches are released
    /// first; the caller must then look for changes that happened in between.
    ///
    /// Fails with a folder that cannot be watched, and the reason.
    pub(super) fn watch(&mut self, folders: &[PathBuf]) -> Result<(), (PathBuf, notify::Error)> {
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        for folder in self.watched.drain(..) {
            let _ = watcher.unwatch(&folder); // it may be gone, and its watch with it
        }
        let mut failure = Ok(());
        for folder in folders {
            match watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => self.watched.push(folder.clone()),
                Err(error) => failure = Err((folder.clone(), error)),
            }
        }
        failure
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.watcher = None;
        // The thread that reads the events is asked to end, and is not joined.
        let _ = self.ended.recv_timeout(Duration::from_secs(1));
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").field("watched", &self.watched).finish_non_exhaustive()
    }
}

fn wake(event: notify::Result<Event>) -> Option<Wake> {
    match event {
        Ok(event) if event.need_rescan() => Some(Wake::Anything),
        Ok(event) => (is_change(event.kind) && !event.paths.is_empty()).then_some(Wake::Paths(event.paths)),
        Err(_) => Some(Wake::Anything),
    }
}

/// Reads cause events too, and the source itself reads.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_have_written_is_a_change_and_to_have_read_is_none() {
        assert!(is_change(EventKind::Access(AccessKind::Close(AccessMode::Write))));
        assert!(is_change(EventKind::Any));
        for access in
            [AccessKind::Open(AccessMode::Read), AccessKind::Close(AccessMode::Read), AccessKind::Read]
        {
            assert!(!is_change(EventKind::Access(access)), "{access:?}");
        }
    }
}
