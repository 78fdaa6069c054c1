//! Keeping a handle current: a source reads a document, proposes it, and commits it if the policy accepts it.
//!
//! - [`Feed`] takes a document from its bytes into a handle, for a store of your own; [`Poll`] drives a function that
//!   asks such a store.
#![cfg_attr(feature = "file", doc = "- [`FileSource`] follows a file.")]
#![cfg_attr(feature = "http", doc = "- [`HttpSource`] follows a document at a URL.")]
//! - [`Policy`] decides which documents are installed, [`Outcome`] is the result of one attempt.
//! - [`Status`] tells how a source is doing; a [`StatusWatcher`] reads it and waits for it.
//!
//! A document that cannot be read, does not load or is refused changes nothing: **the last good snapshot stays**, and
//! the status says why. A document is committed over exactly the snapshot that it was compared with; if the handle
//! changed meanwhile (by another source, or a call of `set`), it is compared again. A source ends when it is dropped,
//! and its threads with it.
//!
//! A source follows its document and not the handle: if someone else replaces the registry, that stays until the
//! document is written again. A running source counts as an owner of the handle, so watchers keep waiting.
//!
//! # Spans and events
//!
//! With the feature `tracing`, each attempt is a span `attempt` with the fields `source` (such as `file`), `document`
//! (the path) and `attempt` (its number, from 1), and contains one event. Their target is `schema_registry::source`.
//!
//! | event | level | fields |
//! |---|---|---|
//! | the schema was replaced | info | `outcome` = `applied`, `generation` |
//! | the schema is the same | debug | `outcome` = `unchanged`, `generation` |
//! | the schema stays as it is | warn | `outcome` = `refused` or `failed`, `generation` (the one that stays), `reason` |
//! | no events: changes are seen by polling | warn | `source`, `document`, `reason` |
//!
//! A warning about a document that loads is an event of level `WARN` and target `schema_registry::format`, with the
//! fields `coordinate`, `path`, `line`, `column` and `finding`: inside the span of the attempt, or, for
//! [`SchemaRegistry::from_json`](crate::SchemaRegistry::from_json) and the like, inside that of the caller.

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
