//! The way of a document from its bytes into a handle. Everything that keeps a handle current uses it.

mod builder;
mod copy;
mod revision;

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};
use std::time::{Instant, SystemTime};

pub use builder::FeedBuilder;
pub use revision::Revision;

use super::driver::is_dropped;
use super::outcome::{AnyError, Timing};
use super::policy::{Policy, Verdict};
use super::status::{Board, Status, StatusWatcher};
use super::{Outcome, SourceError};
use crate::sync::Mutex;
use crate::trace::{self, Origin};
use crate::{Fingerprint, RegistryHandle, SchemaRegistry};

/// How often a document is judged again after the handle was changed meanwhile, before the attempt fails.
const MAX_JUDGEMENTS: u32 = 32;

/// Takes a document from its bytes into a handle: loads, builds, proposes, asks the policy and commits, and compares
/// again if the handle changed meanwhile. It keeps the status, and opens a `tracing` span for each attempt.
///
/// A feed is synchronous, never waits, and may be called from a thread, a task or a callback. For a store of your
/// own, write a source around it:
///
/// ```
/// use schema_registry::RegistryHandle;
/// use schema_registry::source::{Feed, Outcome, Policy};
///
/// let document = |field: &str| format!(r#"{{ "version": "1.1", "features": [], "types": {{ "User": {{ "fields": {{
///     "{field}": {{ "type_name": "String", "is_nested_object": false, "is_list": false }} }} }} }} }}"#);
///
/// let handle = RegistryHandle::new();
/// let feed = Feed::builder("etcd", "/schemas/app").policy(Policy::non_breaking()).open(&handle);
///
/// assert!(feed.offer(document("name").as_bytes(), "17").is_good());
/// assert!(matches!(feed.offer(document("fullName").as_bytes(), "18"), Outcome::Refused(_)));
/// assert_eq!(feed.settled().unwrap().as_str(), "18"); // ask the store for what came after that
/// feed.unavailable(std::io::Error::other("no leader"));
///
/// assert_eq!(handle.generation(), 1); // the last good snapshot stays
/// assert_eq!(feed.status().failures_in_a_row(), 1);
/// ```
///
/// # Settled revisions
///
/// A revision is settled when its document need not be read again: after it was applied, unchanged, refused, or
/// failed to load or build, all of which depend only on its bytes and on what is installed. A failed read or a panic
/// does **not** settle it. A store that answers "unchanged since then" can therefore never leave a process on an old
/// schema.
///
/// A document that was refused or failed to build is judged again when the handle has moved on, without another read:
/// [`reconsider`](Self::reconsider).
///
/// # Panics of others
///
/// A panic in the policy, in `build_with`, in a `tracing` subscriber or in a waker stops nothing: in the first two
/// the attempt has failed, in the others nothing changes.
pub struct Feed<T = SchemaRegistry> {
    handle: RegistryHandle<T>,
    how: FeedBuilder<T>,
    board: Arc<Board>,
    state: Mutex<State>,
    /// Held by the owner of the source. If it is dropped, an attempt in progress stops.
    pub(super) owner: Option<Weak<()>>,
}

struct State {
    settled: Option<Revision>,
    /// The last document of that revision, as it stands now.
    stands: Option<Outcome>,
    /// The document that was refused or did not build, and the generation at that time.
    pending: Option<Pending>,
}

struct Pending {
    bytes: Arc<[u8]>,
    revision: Option<Revision>,
    generation: u64,
}

/// Whether a document comes from its store, or is the copy.
#[derive(Clone, Copy)]
enum Copying {
    Kept,
    Taken,
}

/// The result of an attempt.
struct Attempt {
    outcome: Outcome,
    generation: u64,
    /// Describes the content that the handle now has.
    good: Option<Fingerprint>,
    warnings: Option<Arc<[crate::Diagnostic]>>,
}

impl Feed {
    /// Returns the options of a feed. `kind` names the kind of source and `document` the document, for the status and
    /// for spans.
    pub fn builder(kind: impl Into<String>, document: impl Into<String>) -> FeedBuilder {
        FeedBuilder::new(kind, document)
    }
}

impl<T: AsRef<SchemaRegistry>> Feed<T> {
    /// Installs a document if it loads and the policy accepts it, and records the outcome.
    pub fn offer(&self, bytes: &[u8], revision: impl Into<Revision>) -> Outcome {
        self.take(bytes, Some(&revision.into())).unwrap_or_else(|| self.dropped())
    }

    /// Records that the store could not be reached, or the document not be read. The handle is unchanged.
    pub fn unavailable(&self, error: impl Into<Box<dyn Error + Send + Sync>>) -> Outcome {
        let error = SourceError::Read(Arc::from(error.into()));
        let span = self.span();
        let outcome = self.record(self.failed(error), None);
        end(span);
        outcome
    }

    /// Opening the span calls the subscriber, which may panic; the attempt is made nevertheless.
    fn span(&self) -> Option<trace::Span> {
        let number = self.board.status().attempts() + 1;
        guarded(|| trace::attempt(&self.how.origin, number)).ok()
    }

    /// Returns the handle that the feed keeps current.
    #[must_use]
    pub fn handle(&self) -> &RegistryHandle<T> {
        &self.handle
    }

    /// Returns the revision to send to the store with a conditional request: that of the last settled document.
    #[must_use]
    pub fn settled(&self) -> Option<Revision> {
        self.state.lock().settled.clone()
    }

    /// Judges a document again that was refused or failed to build, if the handle has moved on since. `None` if there
    /// is no such document.
    pub fn reconsider(&self) -> Option<Outcome> {
        let generation = self.handle.generation();
        let (bytes, revision) = {
            let state = self.state.lock();
            let pending = state.pending.as_ref().filter(|pending| pending.generation != generation)?;
            (Arc::clone(&pending.bytes), pending.revision.clone())
        };
        self.take(&bytes, revision.as_ref())
    }

    /// Installs the document that was refused, whatever the policy says, provided that it is still the latest one and
    /// the handle has not moved on since. `None` if there is no such document.
    pub fn accept_refused(&self) -> Option<Outcome> {
        let (bytes, revision) = {
            let state = self.state.lock();
            let pending = state.pending.as_ref().filter(|it| it.generation == self.handle.generation())?;
            (Arc::clone(&pending.bytes), pending.revision.clone())
        };
        self.take_by(&Policy::any(), &bytes, revision.as_ref(), Copying::Kept)
    }

    /// Offers the copy kept by [`FeedBuilder::copy`], for a start while the store is unreachable. The status then
    /// tells that a copy is served, and its age. `None` if there is no copy; a copy that is truncated or of another
    /// document is a failed attempt.
    pub fn offer_copy(&self) -> Option<Outcome> {
        match self.kept()? {
            Ok(kept) => self.take_kept(&kept),
            Err(error) => Some(self.unavailable(error)),
        }
    }

    /// The outcome of the first attempt, or, if that leaves nothing to serve, of the copy.
    pub(super) fn or_copy(&self, first: Option<Outcome>) -> Option<Outcome> {
        let error = match &first {
            Some(Outcome::Failed(SourceError::Read(error))) => error.to_string(),
            Some(refused @ Outcome::Refused(_)) if !self.handle.is_initialized() => refused.to_string(),
            _ => return first,
        };
        match self.kept() {
            Some(Ok(kept)) => self.take_kept(&kept),
            Some(Err(bad)) => Some(self.unavailable(format!("{error}; and {bad}"))),
            None => first,
        }
    }

    fn kept(&self) -> Option<io::Result<copy::Kept>> {
        let path = self.how.copy.as_ref()?;
        match copy::read(path, &self.how.origin, self.how.options.document_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => Some(Err(io::Error::other(format!("the copy {}: {error}", path.display())))),
            kept => Some(kept),
        }
    }

    fn take_kept(&self, kept: &copy::Kept) -> Option<Outcome> {
        // It was judged when it was kept.
        let outcome = self.take_by(&Policy::any(), &kept.bytes, kept.revision.as_ref(), Copying::Taken)?;
        if outcome.is_good() {
            self.board.change(|status| Status { copied: Some(kept.when), ..status.clone() });
        }
        Some(outcome)
    }

    /// Records that the store has nothing newer than the [settled](Self::settled) revision. If the store could not be
    /// reached before, the outcome for that revision's document is the outcome of this attempt too.
    pub fn looked(&self) {
        let before = self.board.status();
        if let Some(Outcome::Failed(SourceError::Read(_))) = before.last_outcome() {
            let (revision, stands) = {
                let state = self.state.lock();
                (state.settled.clone(), state.stands.clone())
            };
            if let Some(outcome) = stands {
                let generation = before.good_generation().unwrap_or_default();
                let good = before.good_fingerprint().filter(|_| outcome.is_good());
                self.record(Attempt { outcome, generation, good, warnings: None }, revision.as_ref());
            }
        }
        self.board.change(|status| Status {
            looked: Some(SystemTime::now()),
            // This confirms a copy that was installed.
            copied: status.copied.filter(|_| !status.is_good()),
            ..status.clone()
        });
    }

    /// Returns the current status. Never waits.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        self.board.status()
    }

    /// Returns a watcher of the status, which may outlive the feed.
    pub fn watch_status(&self) -> StatusWatcher {
        StatusWatcher::new(Arc::clone(&self.board))
    }

    pub(super) fn board(&self) -> &Arc<Board> {
        &self.board
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.how.origin
    }

    #[cfg(feature = "file")]
    pub(super) fn document_bytes(&self) -> usize {
        self.how.options.document_bytes()
    }

    /// [`Feed::offer`]; `None`, with nothing recorded, if the owner was dropped meanwhile.
    pub(super) fn take(&self, bytes: &[u8], revision: Option<&Revision>) -> Option<Outcome> {
        self.take_by(&self.how.policy, bytes, revision, Copying::Kept)
    }

    fn take_by(
        &self,
        policy: &Policy<T>,
        bytes: &[u8],
        revision: Option<&Revision>,
        copying: Copying,
    ) -> Option<Outcome> {
        let span = self.span();
        let at_work = self.board.begin();
        let attempt = guarded(|| self.attempt(policy, bytes));
        let attempt = match attempt {
            Ok(attempt) => attempt?,
            Err(message) => self.failed(SourceError::Panicked(message)),
        };
        self.settle(&attempt, bytes, revision);
        if let (Some(path), Copying::Kept, true) = (&self.how.copy, copying, attempt.outcome.is_good()) {
            // A failure to write the copy is no reason not to serve the document.
            let _ = copy::write(path, &self.how.origin, revision, bytes);
        }
        drop(at_work);
        let outcome = self.record(attempt, revision);
        end(span);
        Some(outcome)
    }

    /// The revision is settled only now: after the commit, or after an outcome that another look would not change.
    fn settle(&self, attempt: &Attempt, bytes: &[u8], revision: Option<&Revision>) {
        let mut state = self.state.lock();
        if !attempt.outcome.is_settled() {
            return;
        }
        let is_pending =
            matches!(attempt.outcome, Outcome::Refused(_) | Outcome::Failed(SourceError::Build(_)));
        state.settled = revision.cloned();
        state.stands =
            Some(if attempt.outcome.is_good() { Outcome::Unchanged } else { attempt.outcome.clone() });
        state.pending = is_pending.then(|| Pending {
            bytes: bytes.into(),
            revision: revision.cloned(),
            generation: attempt.generation,
        });
    }

    fn attempt(&self, policy: &Policy<T>, bytes: &[u8]) -> Option<Attempt> {
        let began = Instant::now();
        let loaded = match self.how.options.detect_slice(bytes) {
            Ok(loaded) => loaded,
            Err(error) => return Some(self.failed(SourceError::Load(Arc::new(error)))),
        };
        let _ = guarded(|| trace::warnings(&loaded.warnings));
        let warnings = Some(loaded.warnings.into());
        let mut timing = Timing { loading: began.elapsed(), ..Timing::default() };
        let began = Instant::now();
        let candidate = match (self.how.build)(loaded.registry) {
            Ok(candidate) => candidate,
            Err(error) => return Some(Attempt { warnings, ..self.failed(SourceError::Build(error)) }),
        };
        timing.building = began.elapsed();
        let mut attempt = self.propose(policy, candidate, timing)?;
        if let (Outcome::Refused(changes), Ok(text)) = (&mut attempt.outcome, std::str::from_utf8(bytes)) {
            let mut located = changes.to_vec();
            self.how.options.locate(&mut located, text);
            *changes = located.into();
        }
        Some(Attempt { warnings, ..attempt })
    }

    /// Compares and commits, and again after a concurrent change.
    fn propose(&self, policy: &Policy<T>, mut candidate: T, mut timing: Timing) -> Option<Attempt> {
        let began = Instant::now();
        for _ in 0..MAX_JUDGEMENTS {
            if is_dropped(self.owner.as_ref()) {
                return None;
            }
            let fingerprint = candidate.as_ref().fingerprint();
            let mut proposal = self.handle.propose(candidate);
            if !proposal.base().is_initialized() && !policy.is_any() {
                match self.baseline() {
                    Ok(baseline) => proposal = proposal.against(baseline),
                    Err(error) => return Some(self.failed(SourceError::Baseline(error))),
                }
            }
            let is_unchanged = proposal.is_unchanged();
            let verdict = if is_unchanged { Verdict::Taken } else { policy.judge(&proposal) };
            if let Verdict::Refused(changes) = verdict {
                let (generation, outcome) = (proposal.base().generation(), Outcome::Refused(changes.into()));
                return Some(Attempt { outcome, generation, good: None, warnings: None });
            }
            let changes: Arc<[_]> = proposal.changes().into();
            if is_dropped(self.owner.as_ref()) {
                return None; // the policy itself has dropped the source
            }
            match proposal.commit() {
                Ok(installed) => {
                    timing.comparing = began.elapsed();
                    let outcome =
                        if is_unchanged { Outcome::Unchanged } else { Outcome::Applied { changes, timing } };
                    let generation = installed.generation();
                    return Some(Attempt { outcome, generation, good: Some(fingerprint), warnings: None });
                }
                Err(superseded) => candidate = superseded.into_value(),
            }
        }
        Some(self.failed(SourceError::Overtaken(MAX_JUDGEMENTS)))
    }

    fn baseline(&self) -> Result<Option<SchemaRegistry>, AnyError> {
        let Some(path) = &self.how.baseline else { return Ok(None) };
        let because =
            |error: &dyn fmt::Display| AnyError::from(Box::from(format!("{}: {error}", path.display())));
        match copy::read_document(path, self.how.options.document_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(because(&error)),
            Ok(bytes) => match self.how.options.detect_slice(&bytes) {
                Ok(loaded) => Ok(Some(loaded.registry)),
                Err(error) => Err(because(&error)),
            },
        }
    }

    fn failed(&self, error: SourceError) -> Attempt {
        let generation = self.handle.generation();
        Attempt { outcome: Outcome::Failed(error), generation, good: None, warnings: None }
    }

    fn dropped(&self) -> Outcome {
        self.failed(SourceError::Read(Arc::from(Box::from("the source was dropped")))).outcome
    }

    fn record(&self, attempt: Attempt, revision: Option<&Revision>) -> Outcome {
        let Attempt { outcome, generation, good, warnings } = attempt;
        let settled = self.settled();
        // Before the status, so that a waiter for the status finds the event.
        let _ = guarded(|| trace::outcome(&outcome, generation));
        self.board.change(|status| {
            let good = good.map(|fingerprint| (fingerprint, generation, revision.cloned()));
            let mut next = status.followed_by(&outcome, good);
            if let Some(warnings) = &warnings {
                next.warnings = Arc::clone(warnings);
            }
            if !matches!(outcome, Outcome::Failed(SourceError::Read(_))) {
                next.looked = Some(SystemTime::now());
                next.offered = revision.cloned();
            }
            if outcome.is_good() {
                next.copied = None;
            }
            next.settled.clone_from(&settled);
            next
        });
        outcome
    }
}

impl<T> Drop for Feed<T> {
    fn drop(&mut self) {
        self.board.end();
    }
}

impl<T> fmt::Debug for Feed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { handle, how, board, .. } = self;
        let mut out = f.debug_struct("Feed");
        out.field("handle", handle).field("how", how);
        out.field("status", &board.status()).finish_non_exhaustive()
    }
}

/// Ends a span, which also calls the subscriber.
#[cfg_attr(not(feature = "tracing"), expect(clippy::drop_non_drop, reason = "there is no span then"))]
fn end(span: Option<trace::Span>) {
    let _ = guarded(|| drop(span));
}

/// Runs a caller's code. Returns the message of a panic.
pub(super) fn guarded<R>(f: impl FnOnce() -> R) -> Result<R, Arc<str>> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|panic| message(&*panic))
}

/// The message of a panic.
fn message(panic: &(dyn Any + Send)) -> Arc<str> {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message").into()
}
