//! What keeps a handle current: a source reads a document, proposes it, and commits it if the policy says so.
//!
//! - [`FileSource`] (feature `file`) follows a file.
//! - [`Accept`] is the policy, [`Outcome`] what came of one attempt.
//! - [`Status`] says how a source fares; a [`StatusWatcher`] reads it and waits for it.
//!
//! What cannot be read, does not load or is refused changes nothing: **the last good snapshot stays**, and the status
//! says why. A document is committed over exactly the snapshot that it was compared with; where somebody else was
//! faster (another source on the same handle, a call of `set`), it is compared again with what is there now. A source
//! ends when it is dropped, its threads with it.
//!
//! A source follows its document and not the handle: where somebody else replaces the registry, that stays until the
//! document is written again. While it runs, a source is an owner of the handle, so watchers wait on.
//!
//! # Spans and events
//!
//! With the feature `tracing`, each attempt is a span `attempt` with the fields `source` (`file`), `document` (the path)
//! and `attempt` (its number, from 1), and has one event in it. Their target is `schema_registry::source`.
//!
//! | event | level | fields |
//! |---|---|---|
//! | the schema was replaced | info | `outcome` = `applied`, `generation` |
//! | the schema is the same | debug | `outcome` = `unchanged`, `generation` |
//! | the schema stays as it is | warn | `outcome` = `refused` or `failed`, `generation` (the one that stays), `reason` |
//! | no events: changes are seen by polling | warn | `source`, `document`, `reason` |
//!
//! A warning of a document that loads is an event of the level warn and the target `schema_registry::format`, with the
//! fields `path`, `line`, `column` and `finding`: in the span, or, of
//! [`SchemaRegistry::from_json`](crate::SchemaRegistry::from_json) and its like, in that of the caller.

mod accept;
#[cfg(feature = "file")]
mod file;
mod intake;
mod outcome;
mod status;

pub use accept::Accept;
#[cfg(feature = "file")]
pub use file::{FileSource, FileSourceBuilder, StartError};
pub use outcome::{Outcome, SourceError};
pub use status::{Status, StatusWatcher};
