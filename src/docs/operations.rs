//! Running a service that follows a schema: what to monitor, and what to alert on.
//!
//! A source never takes the last good schema away. A service whose source fails therefore keeps answering, from an
//! ever older schema, and somebody must be told. The [`Status`](crate::source::Status) contains everything there is
//! to know, and serializes.
//!
//! | alert when | it means |
//! |---|---|
//! | `is_good` is false for longer than a deployment takes | the newest document is not served: `last_reason` says why |
//! | `last_look` is older than a few intervals | the store is unreachable, or a read hangs |
//! | `served_copy` is not null | the process started while its store was unreachable, and serves its copy from that time |
//! | `ended` is not null | nothing is followed any more: the source was dropped, or this process is a fork of the one that runs it |
//! | `by_events` is false where it was true | events are unavailable: changes are seen by polling, and later |
//! | [`retained`](crate::RegistryHandle::retained) grows | old snapshots are still held: by a reader that is not released, or a request that never ends |
//!
//! `failures_in_a_row`, `good_revision` and `good_fingerprint` show differences between the processes of a fleet.
//!
//! # For Prometheus
//!
//! The text format needs no library:
//!
//! ```
//! use std::fmt::Write;
//! use std::time::SystemTime;
//!
//! use schema_registry::RegistryHandle;
//! use schema_registry::source::{Feed, Status};
//!
//! fn metrics(handle: &RegistryHandle, status: &Status) -> String {
//!     let mut out = String::new();
//!     let seconds = |when: Option<SystemTime>| {
//!         when.and_then(|when| when.duration_since(SystemTime::UNIX_EPOCH).ok()).map_or(0.0, |since| since.as_secs_f64())
//!     };
//!     let _ = writeln!(out, "schema_registry_generation {}", handle.generation());
//!     let _ = writeln!(out, "schema_registry_last_success_timestamp_seconds {}", seconds(status.last_good()));
//!     let _ = writeln!(out, "schema_registry_retained {}", handle.retained().len());
//!     for (outcome, count) in [
//!         ("applied", status.applied()),
//!         ("unchanged", status.unchanged()),
//!         ("refused", status.refused()),
//!         ("failed", status.failed()),
//!     ] {
//!         let _ = writeln!(out, "schema_registry_attempts_total{{outcome=\"{outcome}\"}} {count}");
//!     }
//!     out
//! }
//!
//! let handle = RegistryHandle::new();
//! let feed = Feed::builder("store", "schema").open(&handle);
//! feed.unavailable("no route");
//! assert!(metrics(&handle, &feed.status()).contains("schema_registry_attempts_total{outcome=\"failed\"} 1"));
//! ```
