//! The thread of a source, and how it starts and ends.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use parking_lot::Mutex;

use super::Outcome;
use super::feed::Feed;
use super::status::{Board, Status, StatusWatcher};
use crate::SchemaRegistry;

/// How long a drop waits for the thread, which may hang in a read of its store.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a source wakes its thread for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Call {
    /// A read was requested.
    Refresh,
    /// The source is being dropped.
    Stop,
}

/// The work of a source on its thread.
pub(super) trait Work: Send + 'static {
    /// Offers the current document, or its copy. `None` if there is none to offer, or the source is being dropped.
    fn begin(&mut self) -> Option<Outcome>;

    /// Runs until the source is dropped.
    fn run(self);
}

/// Owns a source: the thread ends when this is dropped.
pub(super) struct Driver {
    board: Arc<Board>,
    owner: Option<Arc<()>>,
    refresh: Arc<AtomicBool>,
    call: Box<dyn Fn(Call) + Send + Sync>,
    accept_refused: Box<dyn Fn() -> Option<Outcome> + Send + Sync>,
    thread: Option<JoinHandle<()>>,
    ended: Mutex<Receiver<Infallible>>,
}

impl Driver {
    /// Offers the first document on this thread, and the others on a new one. `work` gets the feed, and a flag that
    /// requests the document unconditionally. With `wait`, the first attempt may fail.
    pub(super) fn start<T: AsRef<SchemaRegistry> + Send + Sync + 'static, K: Work>(
        mut feed: Feed<T>,
        wait: bool,
        calls: Sender<impl From<Call> + Send + 'static>,
        work: impl FnOnce(Arc<Feed<T>>, Arc<AtomicBool>) -> K,
    ) -> Result<Self, StartError> {
        let owner = Arc::new(());
        feed.owner = Some(Arc::downgrade(&owner));
        let (feed, refresh) = (Arc::new(feed), Arc::new(AtomicBool::new(false)));
        let (board, document) = (Arc::clone(feed.board()), feed.origin().document.clone());
        let refused = Arc::downgrade(&feed);
        // The thread is started first, so that a start that fails for lack of one has installed nothing.
        let (handing, handed) = mpsc::channel::<K>();
        let (ending, ended) = mpsc::channel::<Infallible>();
        let run = move || {
            if let Ok(work) = handed.recv() {
                work.run();
            }
            drop(ending);
        };
        let thread = match thread::Builder::new().name("schema-source".to_owned()).spawn(run) {
            Ok(thread) => thread,
            Err(error) => return Err(StartError::Thread { document, error: Arc::new(error) }),
        };
        let mut work = work(feed, Arc::clone(&refresh));
        if let Some(outcome) = work.begin().filter(|outcome| !wait && !outcome.is_good()) {
            drop(handing);
            let _ = thread.join(); // it has nothing to do
            return Err(StartError::Document { document, outcome });
        }
        let _ = handing.send(work);
        Ok(Self {
            board,
            owner: Some(owner),
            refresh,
            // It fails if the thread has ended, which the status says.
            call: Box::new(move |call| _ = calls.send(call.into())),
            accept_refused: Box::new(move || refused.upgrade()?.accept_refused()),
            thread: Some(thread),
            ended: Mutex::new(ended),
        })
    }

    pub(super) fn status(&self) -> Arc<Status> {
        self.board.status()
    }

    pub(super) fn watch_status(&self) -> StatusWatcher {
        StatusWatcher::new(Arc::clone(&self.board))
    }

    pub(super) fn refresh(&self) {
        if !self.board.is_forked() && !self.refresh.swap(true, Ordering::AcqRel) {
            (self.call)(Call::Refresh);
        }
    }

    pub(super) fn accept_refused(&self) -> Option<Outcome> {
        if self.board.is_forked() { None } else { (self.accept_refused)() }
    }
}

impl Drop for Driver {
    /// Waits until the thread has ended, unless it hangs, is the current one, or is in another process.
    fn drop(&mut self) {
        self.owner = None;
        let Some(thread) = self.thread.take() else { return };
        if self.board.is_forked() {
            return mem::forget(thread);
        }
        (self.call)(Call::Stop);
        // The policy of the application also runs on the thread, and may drop the source.
        if thread.thread().id() == thread::current().id() {
            return;
        }
        if let Err(mpsc::RecvTimeoutError::Disconnected) = self.ended.get_mut().recv_timeout(PATIENCE) {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("status", &self.status()).finish_non_exhaustive()
    }
}

/// Whether the owner of a source was dropped.
pub(super) fn is_dropped(owner: Option<&Weak<()>>) -> bool {
    owner.is_some_and(|owner| owner.strong_count() == 0)
}

/// Why a source did not start.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The first document was not installed: the outcome is [`Refused`](Outcome::Refused) or
    /// [`Failed`](Outcome::Failed).
    #[error("{document}: no good document to start with: {outcome}")]
    #[non_exhaustive]
    Document {
        /// The document, named as in the status, such as the path of a file.
        document: String,
        /// The outcome.
        outcome: Outcome,
    },
    /// The system could not start a thread.
    #[error("{document}: no thread could be started: {error}")]
    #[non_exhaustive]
    Thread {
        /// The document that was to be followed.
        document: String,
        /// The error of the system.
        #[source]
        error: Arc<io::Error>,
    },
}

impl StartError {
    /// Returns the document that was to be followed, named as in the status.
    #[must_use]
    pub fn document(&self) -> &str {
        match self {
            Self::Document { document, .. } | Self::Thread { document, .. } => document,
        }
    }
}
