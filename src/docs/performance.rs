//! What each operation costs, and why.
//!
//! The commands that measure, each printing what it compares with and what it does not represent:
//!
//! ```text
//! cargo run --release --example hot_reload    the whole, while it is replaced every millisecond
//! cargo bench --bench ratios                  look-ups, loading and dropping, beside the design of nested hash maps
//! cargo bench --bench swap                    reads and changes of a handle, beside a bare arc-swap
//! cargo bench --bench contention              readers against a writer that never stops, beside two kinds of lock
//! cargo bench --bench memory                  heap blocks and bytes
//! ```
//!
//! # Reading the handle
//!
//! | | does | writes to shared memory |
//! |---|---|---|
//! | [`reader.get()`](crate::RegistryReader::get) | one load, one comparison | no |
//! | [`load()`](crate::RegistryHandle::load), [`with_registry`](crate::RegistryHandle::with_registry) | borrows by way of a slot of this thread | only its own thread's slot |
//! | [`snapshot()`](crate::RegistryHandle::snapshot) | the same, and a reference count | yes: all readers count in one place |
//!
//! All are wait-free. What differs is what several cores do to each other. A `reader` that finds nothing new writes
//! nothing, so any number of cores read alike. `snapshot` makes cores pass the cache line of the reference count around,
//! which costs about as much as the lock of an `RwLock` does: right for once a request, wrong for once a field.
//!
//! A thread has a few slots for guards (eight, in `arc_swap`). A thread that holds more guards at once pays for the
//! others as for a `snapshot`: correct, only slower.
//!
//! # Looking up
//!
//! | | does |
//! |---|---|
//! | [`get_field_type`](crate::SchemaRegistry::get_field_type), exact name | one probe of a hash table by both names |
//! | by the name that a database has | two probes more: of the `snake_case` names, and by the name found there |
//! | by another name with underscores | the camelCase form is worked out, without allocating, and probed for |
//! | a miss | one probe; up to three for a name with underscores |
//! | [`get_type`](crate::SchemaRegistry::get_type) | one probe |
//! | [`TypeInfo::field`](crate::TypeInfo::field) | one probe, and the type's name is not hashed |
//! | [`FieldInfo::target`](crate::FieldInfo::target) | an index: no hash, no search |
//! | [`lookup`](crate::SchemaRegistry::lookup) that finds nothing | compares with every name there is, for the nearest: microseconds to milliseconds |
//!
//! None of these allocates. `lookup` is for people; where misses are ordinary, `get_field_type` is the one to call.
//!
//! To walk a tree of nested objects, follow `target()` from field to field instead of naming types:
//!
//! ```
//! use schema_registry::{FieldDef, SchemaRegistry, TypeDef};
//!
//! let registry = SchemaRegistry::builder("1.1")
//!     .add_type(TypeDef::object("Query").field(FieldDef::new("me", "User")))
//!     .add_type(TypeDef::object("User").field(FieldDef::new("name", "String")))
//!     .build()?;
//!
//! let query = registry.get_type("Query").unwrap(); // the one name that is looked up
//! let user = query.field("me").and_then(|field| field.target()).unwrap();
//! assert_eq!(user.field("name").unwrap().type_name(), "String");
//! # Ok::<(), schema_registry::LoadError>(())
//! ```
//!
//! # Changing
//!
//! A change allocates one snapshot, compares and sets, and takes one lock to wake those who wait; it never waits for a
//! reader. `update` calls its closure again for each change that came in between.
//!
//! # Loading and freeing
//!
//! A plain document is read in one pass over the text. What is out of the ordinary, any mistake included, has it read
//! again from the start with more patience, and lines and columns are looked for only where there is something to report.
//! So a document with mistakes takes some times as long as a sound one. A definition of a field, an argument or a value
//! that is written to the letter as an earlier one is passed over instead of read. The
//! [`fingerprint`](crate::SchemaRegistry::fingerprint) is computed when it is first asked for, and `==` asks for it: about
//! half of what loading costs.
//!
//! A registry is a fixed number of heap blocks, however many types it has. Whoever lets go of a replaced snapshot last
//! frees it, and that may be a request; with nested maps it frees every string one by one, here it frees those blocks.
//!
//! # Figures
//!
//! Medians of `cargo bench --bench ratios`, `memory` and `swap` on two cores of a virtual AMD EPYC (Zen 3) at 2.4 GHz that
//! were shared with other work, in November 2026. A ratio is taken within one run, turn by turn; single times are worth
//! less.
//!
//! | | 1,000 × 15 | GitHub | 20,000 × 15 |
//! |---|---|---|---|
//! | exact name | 26 ns, the old design 3.8 times as long | 28 ns, 3.7 times | 72 ns, 5.9 times |
//! | beside one `hashbrown` probe with one string | 1.16 times as long | 1.26 times | 0.58 times |
//! | `snake_case` name | 51 ns, the old design 3.8 times as long | 47 ns, 4.4 times | 153 ns, 3.6 times |
//! | a missed field | 17 ns, the old design 8.7 times as long | 22 ns, 6.8 times | 36 ns, 8.3 times |
//! | loading | 2.7 ms, the old design 1.7 times as long | 2.6 ms, 2.0 times | |
//! | loading, beside `serde_json` that skips all | 2.3 times as long | 2.5 times | |
//! | heap bytes | 614 kB, 6.4 times fewer | 522 kB, 12.1 times fewer | |
//!
//! A request that asks the handle's reader and looks a field up takes 27 ns, where the old `get_registry()` and the same
//! look-up took 113 ns (1,000 × 15). `load()` costs what `ArcSwap::load` costs (5.2 ns), `reader.get()` what `arc_swap::Cache::load`
//! costs (0.76 ns), and a new handle 168 bytes in three blocks.
