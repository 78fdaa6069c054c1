//! What keeps a handle current: a source reads a document, proposes it, and commits it if the policy says so.
//!
//! - [`Feed`] is the way from a document's bytes into a handle, for a store of one's own; [`Poll`] drives a function that
//!   asks such a store.
#![cfg_attr(feature = "file", doc = "- [`FileSource`] follows a file.")]
#![cfg_attr(feature = "http", doc = "- [`HttpSource`] follows a document at a URL.")]
//! - [`Policy`] says which documents are taken, [`Outcome`] what came of one attempt.
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
//! With the feature `tracing`, each attempt is a span `attempt` with the fields `source` (`file`, say), `document` (the path)
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
//! fields `coordinate`, `path`, `line`, `column` and `finding`: in the span, or, of
//! [`SchemaRegistry::from_json`](crate::SchemaRegistry::from_json) and its like, in that of the caller.

mod driver;
mod feed;
#[cfg(feature = "file")]
mod file;
#[cfg(feature = "http")]
mod http;
mod outcome;
mod policy;
mod poll;
mod status;

pub use driver::StartError;
pub use feed::{Feed, FeedBuilder, Revision};
#[cfg(feature = "file")]
#[cfg_attr(docsrs, doc(cfg(feature = "file")))]
pub use file::{FileSource, FileSourceBuilder};
#[cfg(feature = "http")]
#[cfg_attr(docsrs, doc(cfg(feature = "http")))]
pub use http::{HttpSource, HttpSourceBuilder};
pub use outcome::{Outcome, SourceError, Timing};
pub use policy::{Accepted, Day, InvalidDay, Policy, Verdict};
pub use poll::{Fetched, Poll, PollSource};
pub use status::{Ended, Status, StatusWatcher};
