//! What is proven and what is not, and where the limits are.
//!
//! # What the models prove
//!
//! The models in `loom-tests/` run the handle's own code in every interleaving of two or three threads, weak memory
//! included. They show that the *protocol* is right **over a correct cell**: one winner of `initialize`, no lost update,
//! whole snapshots, generations that never go back, no lost wake-up.
//!
//! They do not show:
//!
//! - that `arc_swap` is right. loom does not see its atomics; the modelled cell stands in for it.
//! - that `parking_lot` is right; loom's own mutex and condition variable stand in for it.
//! - *when* a snapshot is freed, since the modelled cell keeps what it replaced until it goes itself.
//! - anything about time. A timeout in a model comes at any moment, or never.
//! - more than a few threads. Models of three threads stop at four preemptions, and say so.
//!
//! The real cell is tested with real threads: recorded histories that are checked to be linearizable, stress with
//! counted snapshots, the address and thread sanitizers. Those can find a bug, and cannot exclude one.
//!
//! # Memory that readers hold
//!
//! A replaced snapshot lives as long as its last holder. That is the point of it, and has a price: a task that keeps a
//! snapshot for an hour keeps that schema for an hour. These hold one without saying so:
//!
//! - a [`RegistryReader`](crate::RegistryReader), the one that it read last, until `get`, `release` or drop;
//! - a [`RegistryWatcher`](crate::RegistryWatcher), the current one, also after the last handle is gone;
//! - a [`LookupError`](crate::LookupError), the registry whose names it suggests (its tables, not the snapshot).
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
//! The last holder frees, on its own thread, which may be a request's. It is a fixed number of blocks, but nothing is
//! handed to a background thread.
//!
//! # Progress
//!
//! Reads are wait-free, with the exceptions that `arc_swap` names: the first read of a thread allocates, and once in
//! `usize::MAX / 4` reads one may have to wait. Changes are lock-free among themselves, but
//! [`update`](crate::RegistryHandle::update) may call its closure any number of times where others keep changing the
//! handle: a slow closure may starve against fast ones.
//! After a change comes one short lock, to wake those who wait.
//!
//! Changes that come faster than a watcher looks are coalesced: it sees the last of them, not each. A
//! [`Proposal`](crate::Proposal) counts as a handle and holds the snapshot that it was compared with: while one lives,
//! watchers wait on.
//!
//! # Following a file
//!
//! - A [`FileSource`] owns a handle, so watchers wait on while it lives. When it is dropped it waits for an attempt under
//!   way: loading cannot be interrupted.
//! - An SDL document of which a part was written is a document too, if it happens to end between two definitions. The pause
//!   before a document is taken makes that unlikely; only a writer that renames a whole file over the old one excludes it.
//! - Where events fail or are lost, a change is seen at the next poll. Events of a file system that tells nothing (NFS) do
//!   not fail: they do not come.
//! - Kubernetes does not update a `ConfigMap` that is mounted with `subPath`; there is nothing to follow then.
//!
//! # Sizes
//!
//! - At most 2³² − 1 of anything, of fields three quarters of that. A document with more is refused, not truncated.
//! - Generations count to 2⁶⁴ and do not come round: at one change a nanosecond that takes 584 years.
//! - The value of a key that the registry does not know may be nested 64 levels deep, so that reading cannot exhaust the
//!   stack and a registry can stand inside another document.
//! - Sources take no document over 16 MiB, if nothing else is said: by the table below, 200 MB at the very most while one is
//!   loaded, which a service can leave as it is. A text that the program holds already has no limit unless
//!   [`Limits`](crate::Limits) sets one: what it may cost, in time and in memory, is in proportion to its size.
//!
//! What 10 MB of text cost at most, as a whole process that loads it, with the text itself (2 cores, EPYC; names as short as they
//! can be, so that there are as many as there can be):
//!
//! | 10 MB of SDL, if not said otherwise | peak, MB | time, s |
//! |---|---|---|
//! | 719,000 scalars | 72 | 0.4 |
//! | 559,000 types of one field | 82 | 0.4 |
//! | 1,007,000 fields of one type | 83 | 0.5 |
//! | 839,000 fields that have a `snake_case` name besides | 111 | 0.5 |
//! | 1,007,000 arguments of one field | 64 | 0.3 |
//! | 1,390,000 values of one enum | 63 | 0.4 |
//! | 1,390,000 members that are no types: refused | 103 | 1.3 |
//! | 1,000,000 broken definitions: refused, with the first thousand findings | 117 | 0.4 |
//! | JSON: 438,000 types without a field | 48 | 0.1 |
//!
//! So `document_bytes` is the limit that counts: at most 12 bytes of memory for each, while loading. A `document_bytes` of 32 MB
//! costs 400 MB at the very most; `types` and `fields` bound what stays afterwards.
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
//! Look-ups hash names with a fast function, whose seed is drawn for each registry when its tables are made. So nobody can
//! choose names for a schema that collide, and requests add nothing to a table.
//!
//! # Parts of a schema
//!
//! A GraphQL document is read as a whole schema. One that extends a type of another document, as the schema of a federated
//! subgraph does, is refused: it does not say all that the type has. [`Strictness::Lenient`](crate::Strictness::Lenient)
//! takes the extension for the definition, and warns:
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
//! Descriptions, definitions of directives, and applied directives other than `@deprecated`, `@specifiedBy` and `@oneOf`:
//! [`LoadOptions::descriptions`](crate::LoadOptions::descriptions) and
//! [`LoadOptions::directives`](crate::LoadOptions::directives). [`Loaded::dropped`](crate::Loaded::dropped) counts what was
//! left out. Directives that `extend directive` applies to a definition are never kept. In an introspection result there are
//! no applied directives. Any other key of a JSON IR document is kept as an extension and written back.
//!
#![cfg_attr(feature = "file", doc = "[`FileSource`]: crate::source::FileSource")]
#![cfg_attr(
    not(feature = "file"),
    doc = "[`FileSource`]: https://docs.rs/schema-registry/latest/schema_registry/source/struct.FileSource.html"
)]
