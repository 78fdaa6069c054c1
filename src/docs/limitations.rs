//! What is proven, what is not, and the limits.
//!
//! # What the models prove
//!
//! The models in `loom-tests/` run the handle's own code in every interleaving of two or three threads, including
//! weak memory. They show that the *protocol* is correct **over a correct cell**: one winner of `initialize`, no lost
//! update, whole snapshots, generations that never go back, no lost wake-up.
//!
//! They do not show:
//!
//! - that `arc_swap` is correct. loom does not see its atomics; the modelled cell stands in for it.
//! - that `parking_lot` is correct; loom's own mutex and condition variable stand in for it.
//! - *when* a snapshot is freed, since the modelled cell keeps replaced snapshots until it is dropped itself.
//! - anything about time. In a model, a timeout happens at any moment, or never.
//! - more than a few threads. Models of three threads are limited to four preemptions, and say so.
//!
//! The real cell is tested with real threads: recorded histories that are checked for linearizability, stress with
//! counted snapshots, the address and thread sanitizers. These tests can find a bug, but cannot exclude one.
//!
//! # Memory that readers hold
//!
//! A replaced snapshot lives as long as its last holder. That is intended, and has a price: a task that keeps a
//! snapshot for an hour keeps that schema for an hour. The following types hold one implicitly:
//!
//! - a [`RegistryReader`](crate::RegistryReader) holds the snapshot that it read last, until `get`, `release` or
//!   drop;
//! - a [`RegistryWatcher`](crate::RegistryWatcher) holds the current one, even after the last handle is dropped;
//! - a [`LookupError`](crate::LookupError) holds the registry whose names it suggests (its tables, not the snapshot).
//!
//! ```
//! use schema_registry::{RegistryHandle, SchemaRegistry};
//! use std::sync::Arc;
//!
//! let handle = RegistryHandle::new();
//! let mut reader = handle.reader();
//! let first = Arc::downgrade(reader.get());
//!
//! drop(handle.set(SchemaRegistry::empty()));
//! assert!(first.upgrade().is_some()); // an idle reader still holds it
//! reader.release();
//! assert!(first.upgrade().is_none());
//! ```
//!
//! The last holder frees the snapshot on its own thread, which may be that of a request. That is a fixed number of
//! blocks; nothing is handed to a background thread.
//!
//! # Progress
//!
//! Reads are wait-free, with the exceptions that `arc_swap` documents: the first read of a thread allocates, and once
//! in `usize::MAX / 4` reads one may have to wait. Changes are lock-free, but
//! [`update`](crate::RegistryHandle::update) may call its closure any number of times while other changes succeed: a
//! slow closure can starve against fast ones. After a change, one short lock is taken to wake waiters.
//!
//! Changes that arrive faster than a watcher looks are coalesced: it sees the last of them, not each. A
//! [`Proposal`](crate::Proposal) counts as a handle and holds the snapshot that it was compared with: as long as one
//! exists, watchers keep waiting.
//!
//! # Following a file
//!
//! - A [`FileSource`] owns a handle, so watchers keep waiting as long as it exists. Dropping it waits for an attempt
//!   in progress: loading cannot be interrupted.
//! - A partially written SDL document is a valid document if it happens to end between two definitions. The pause
//!   before a document is loaded makes that unlikely; only a writer that renames a complete file over the old one
//!   excludes it.
//! - If events fail or are lost, a change is seen at the next poll. On a file system without events (NFS), asking for
//!   them does not fail: they just never arrive.
//! - Kubernetes does not update a `ConfigMap` that is mounted with `subPath`, so there is nothing to follow.
//!
//! # Sizes
//!
//! - At most 2³² − 1 of any part, and three quarters of that for fields. A larger document is refused, not truncated.
//! - Generations count to 2⁶⁴ and do not wrap: at one change a nanosecond that takes 584 years.
//! - The value of an extension may be nested 64 levels deep, so that reading cannot exhaust the stack and a registry
//!   can be embedded in another document.
//! - By default, sources accept no document over 16 MiB: by the table below, loading one takes at most 200 MB, so
//!   most services can leave the limit as it is. A text that the program already holds has no limit unless
//!   [`Limits`](crate::Limits) sets one: its cost in time and memory is proportional to its size.
//!
//! The maximum cost of 10 MB of text, as a whole process that loads it, including the text itself (2 cores, EPYC; the
//! names are as short as possible, so that there are as many as possible):
//!
//! | 10 MB of SDL, unless stated otherwise | peak, MB | time, s |
//! |---|---|---|
//! | 719,000 scalars | 72 | 0.4 |
//! | 559,000 types of one field | 82 | 0.4 |
//! | 1,007,000 fields of one type | 83 | 0.5 |
//! | 839,000 fields that also have a `snake_case` name | 111 | 0.5 |
//! | 1,007,000 arguments of one field | 64 | 0.3 |
//! | 1,390,000 values of one enum | 63 | 0.4 |
//! | 1,390,000 union members that are not types: refused | 103 | 1.3 |
//! | 1,000,000 broken definitions: refused, with the first thousand findings | 117 | 0.4 |
//! | JSON: 438,000 types without a field | 48 | 0.1 |
//!
//! So `document_bytes` is the limit that matters: loading takes at most 12 bytes of memory for each byte of text. A
//! `document_bytes` of 32 MB costs at most 400 MB; `types` and `fields` bound what remains afterwards.
//!
//! ```
//! use schema_registry::{Limits, LoadOptions};
//!
//! let mut limits = Limits::default();
//! limits.document_bytes = 1_000;
//! let large = " ".repeat(1_001);
//! let refused = LoadOptions::new().limits(limits).json(&large).unwrap_err();
//! assert_eq!(refused.to_string(), "more than 1000 bytes of text");
//! ```
//!
//! # The hash
//!
//! Look-ups hash names with a fast function whose seed is drawn for each registry when its tables are built. Nobody
//! can therefore choose names for a schema that collide, and requests add nothing to a table.
//!
//! # Partial schemas
//!
//! A GraphQL document is read as a complete schema. A document that extends a type of another document, as the schema
//! of a federated subgraph does, is refused, since it does not contain everything that the type has.
//! [`Strictness::Lenient`](crate::Strictness::Lenient) treats the extension as the definition, with a warning:
//!
//! ```
//! # #[cfg(feature = "graphql")] {
//! use schema_registry::{LoadOptions, Strictness};
//!
//! let subgraph = r#"extend type Query @shareable { product(id: ID!): Product }
//!                   type Product @key(fields: "id") { id: ID! }"#;
//! assert!(LoadOptions::new().sdl(subgraph).is_err());
//! let loaded = LoadOptions::new().strictness(Strictness::Lenient).sdl(subgraph)?;
//! assert_eq!(loaded.warnings.len(), 1);
//! assert!(loaded.registry.get_field_type("Query", "product").is_some());
//! # }
//! # Ok::<(), schema_registry::LoadError>(())
//! ```
//!
//! # Kept on request
//!
//! Descriptions, directive definitions, and applied directives other than `@deprecated`, `@specifiedBy` and `@oneOf`
//! are kept only on request: [`LoadOptions::descriptions`](crate::LoadOptions::descriptions) and
//! [`LoadOptions::directives`](crate::LoadOptions::directives). [`Loaded::dropped`](crate::Loaded::dropped) counts
//! what was left out. Directives applied to a directive definition by `extend directive` are never kept.
//! Introspection results contain no applied directives. Any other key of a JSON IR document is kept as an extension
//! and written back.
//!
#![cfg_attr(feature = "file", doc = "[`FileSource`]: crate::source::FileSource")]
#![cfg_attr(
    not(feature = "file"),
    doc = "[`FileSource`]: https://docs.rs/schema-registry/latest/schema_registry/source/struct.FileSource.html"
)]
