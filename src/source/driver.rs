//! The thread of a source, and how it starts and ends.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::mem;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use parking_lot::Mutex;

use super::Outcome;
use super::status::Board;

/// How long a drop waits for the thread, which may hang in a read of its store.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whoever has it owns the source: its thread ends when this is dropped.
pub(super) struct Driver {
    board: Arc<Board>,
    owner: Option<Arc<()>>,
    thread: Option<JoinHandle<()>>,
    ended: Mutex<Receiver<Infallible>>,
}

impl Driver {
    pub(super) fn start(
        board: Arc<Board>,
        owner: Arc<()>,
        run: impl FnOnce() + Send + 'static,
    ) -> io::Result<Self> {
        let (ending, ended) = mpsc::channel::<Infallible>();
        let thread = thread::Builder::new().name("schema-source".to_owned());
        let thread = thread.spawn(move || {
            run();
            drop(ending);
        })?;
        Ok(Self { board, owner: Some(owner), thread: Some(thread), ended: Mutex::new(ended) })
    }

    pub(super) fn board(&self) -> &Arc<Board> {
        &self.board
    }

    /// Ends the thread: `tell` wakes it. Waits until it is over, unless it hangs, is this very one, or is in another
    /// process.
    pub(super) fn end(&mut self, tell: impl FnOnce()) {
        self.owner = None;
        let Some(thread) = self.thread.take() else { return };
        if self.board.is_forked() {
            return mem::forget(thread);
        }
        tell();
        // The policy of the application runs on the thread too, and may be what drops the source.
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
        f.debug_struct("Driver").field("status", &self.board.status()).finish_non_exhaustive()
    }
}

/// Whether the owner of a source is gone.
pub(super) fn is_dropped(owner: Option<&Weak<()>>) -> bool {
    owner.is_some_and(|owner| owner.strong_count() == 0)
}

/// Why a source did not start.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The first document was not taken: the outcome is [`Refused`](Outcome::Refused) or [`Failed`](Outcome::Failed).
    #[error("{document}: no good document to start with: {outcome}")]
    #[non_exhaustive]
    Document {
        /// The document, as the status names it: the path of a file, say.
        document: String,
        /// What came of it.
        outcome: Outcome,
    },
    /// The system gave no thread.
    #[error("{document}: no thread could be started: {error}")]
    #[non_exhaustive]
    Thread {
        /// The document that was to be followed.
        document: String,
        /// What the system says.
        #[source]
        error: Arc<io::Error>,
    },
}

impl StartError {
    /// The document that was to be followed, as the status names it.
    #[must_use]
    pub fn document(&self) -> &str {
        match self {
            Self::Document { document, .. } | Self::Thread { document, .. } => document,
        }
    }
}
