//! The way from a document's bytes into a handle. Every source goes this way, whatever drives it.

use std::any::Any;
use std::convert::Infallible;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};

use super::{Accept, Outcome, SourceError, Status};
use crate::trace::{self, Origin};
use crate::watch::Watched;
use crate::{Diagnostic, LoadOptions, RegistryHandle, SchemaRegistry};

/// Held by whoever owns the source. Where it is gone, an attempt that is under way gives up.
#[derive(Debug)]
pub(super) struct Owner;

/// Takes documents. It waits for nobody and reads nothing itself, so a thread and a task can drive it alike.
#[derive(Debug)]
pub(super) struct Intake {
    pub(super) handle: RegistryHandle,
    pub(super) accept: Accept,
    pub(super) options: LoadOptions,
    pub(super) status: Arc<Watched<Status>>,
    pub(super) owner: Weak<Owner>,
    pub(super) origin: Origin,
}

/// What came of loading and proposing, and where the handle stood.
struct Attempt {
    outcome: Outcome,
    generation: u64,
    warnings: Option<Arc<[Diagnostic]>>,
}

impl Intake {
    /// Takes a document if it can, and records what came of it. `None`, and nothing recorded, if the owner has gone
    /// meanwhile.
    pub(super) fn offer(&self, document: &[u8]) -> Option<Outcome> {
        let _span = self.span();
        // A panic in the caller's policy must not end the source in silence, and leaves nothing half done here.
        let attempt = catch_unwind(AssertUnwindSafe(|| self.attempt(document)));
        let attempt =
            attempt.unwrap_or_else(|panic| Some(self.failed(SourceError::Panicked(message(&*panic)))));
        attempt.map(|attempt| self.record(attempt))
    }

    /// Records that there was no document to offer.
    pub(super) fn unreadable(&self, error: io::Error) -> Outcome {
        let _span = self.span();
        self.record(self.failed(SourceError::Read(Arc::new(error))))
    }

    fn span(&self) -> trace::Span {
        trace::attempt(&self.origin, self.status.load().attempts() + 1)
    }

    fn attempt(&self, document: &[u8]) -> Option<Attempt> {
        let loaded = match self.options.detect_slice(document) {
            Ok(loaded) => loaded,
            Err(error) => return Some(self.failed(SourceError::Load(Arc::new(error)))),
        };
        trace::warnings(&loaded.warnings);
        let (outcome, generation) = self.propose(loaded.registry)?;
        Some(Attempt { outcome, generation, warnings: Some(loaded.warnings.into()) })
    }

    /// Compares and commits; and again, with what is there then, as long as somebody else is faster.
    fn propose(&self, mut candidate: SchemaRegistry) -> Option<(Outcome, u64)> {
        while self.owner.strong_count() > 0 {
            let proposal = self.handle.propose(candidate);
            let outcome = if proposal.is_unchanged() { Outcome::Unchanged } else { Outcome::Applied };
            if matches!(outcome, Outcome::Applied) && !self.accept.accepts(&proposal) {
                let generation = proposal.base().generation();
                return Some((Outcome::Refused(proposal.changes().into()), generation));
            }
            match proposal.commit() {
                Ok(installed) => return Some((outcome, installed.generation())),
                Err(superseded) => candidate = superseded.into_value(),
            }
        }
        None
    }

    fn failed(&self, error: SourceError) -> Attempt {
        Attempt { outcome: Outcome::Failed(error), generation: self.handle.generation(), warnings: None }
    }

    fn record(&self, attempt: Attempt) -> Outcome {
        let Attempt { outcome, generation, warnings } = attempt;
        trace::outcome(&outcome, generation);
        self.change_status(|status| {
            let mut next = status.followed_by(outcome.clone(), generation);
            if let Some(warnings) = &warnings {
                next.warnings = Arc::clone(warnings);
            }
            next
        });
        outcome
    }

    fn change_status(&self, next: impl Fn(&Status) -> Status) {
        let Ok(_) = self.status.update(|status| Ok::<_, Infallible>(next(status)));
    }
}

impl Drop for Intake {
    fn drop(&mut self) {
        self.change_status(|status| Status { ended: true, ..status.clone() });
        self.status.close();
    }
}

/// What a panic said.
fn message(panic: &(dyn Any + Send)) -> Arc<str> {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message").into()
}
