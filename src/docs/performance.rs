//! What each operation costs, and why.
//!
//! These commands measure; each states what it does not represent:
//!
//! ```text
//! cargo bench --bench ratios                       one table of all there is below
//! cargo run --release --example hot_reload         the whole, while it is replaced every millisecond
//! cargo run --release --example shape_rows         what it is for: rows of a database become response objects
//! cargo bench --bench instructions                 instead of time, by valgrind
//! ```
//!
//! and in more detail, by workload, the benches `lookup`, `load`, `import`, `swap`, `contention`, `memory` and
//! `shape`.
//!
//! # Reading the handle
//!
//! | | does | writes to shared memory |
//! |---|---|---|
//! | [`reader.get()`](crate::RegistryReader::get) | one load, one comparison | no |
//! | [`load()`](crate::RegistryHandle::load), [`with_registry`](crate::RegistryHandle::with_registry) | borrows through a slot of the calling thread | only to its own thread's slot |
//! | [`snapshot()`](crate::RegistryHandle::snapshot) | the same, and increments a reference count | yes: all readers count in one place |
//!
//! All are wait-free. They differ in how cores affect each other. A `reader` that finds nothing new writes nothing,
//! so reads on any number of cores do not slow each other down. `snapshot` passes the cache line of the reference
//! count from core to core, which costs about as much as the lock of an `RwLock`: fine once a request, too much once
//! a field.
//!
//! A thread has a few slots for guards (eight, in `arc_swap`). If it holds more guards at once, the others cost as
//! much as a `snapshot`: correct, only slower.
//!
//! # Looking up
//!
//! | | does |
//! |---|---|
//! | [`get_field_type`](crate::SchemaRegistry::get_field_type), exact name | one probe of a perfect hash table by both names |
//! | by the name of a database column | two more probes: of the `snake_case` names, and by the name found there |
//! | by another name with underscores | the camelCase form is computed, without allocating, and probed for |
//! | a miss | one probe; up to three for a name with underscores |
//! | [`get_type`](crate::SchemaRegistry::get_type) | one probe |
//! | [`TypeInfo::field`](crate::TypeInfo::field) | one probe, without hashing the type's name |
//! | [`FieldInfo::named_type`](crate::FieldInfo::named_type) | an index: no hash, no search |
//! | [`lookup`](crate::SchemaRegistry::lookup) that finds nothing | compares the name with all others, for the most similar: microseconds to milliseconds |
//!
//! The table is built when all names are known, so that each name has exactly one possible place, and a probe reads
//! one record there. A byte rejects nearly all misses. The rest of the cost of a probe is memory: the record, and the
//! names to compare, which lie in one arena. If these are in a cache of the core, a look-up takes about as long as a
//! hash table takes to find a key that is already one string. If they are not, it waits for them, as every other
//! design does, and more often the more blocks it goes through. The number of instructions hardly depends on the size
//! of a registry.
//!
//! A service asks for a few types most of the time, and finds those in the nearest cache; the figures for *requests*
//! show this. The other look-ups below ask for every field once, in an order that no cache and no branch predictor
//! can predict.
//!
//! None of these allocates. `lookup` is for people; if misses are ordinary, call `get_field_type`.
//!
//! To walk a tree of nested objects, follow `named_type()` from field to field instead of looking types up by name:
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
//! let user = query.field("me").and_then(|field| field.named_type()).unwrap();
//! assert_eq!(user.field("name").unwrap().type_name(), "String");
//! # Ok::<(), schema_registry::LoadError>(())
//! ```
//!
//! # Changing
//!
//! A change allocates one snapshot, compares and swaps, and takes one lock to wake waiters; it never waits for a
//! reader. `update` calls its closure again for each change that came in between.
//!
//! # Loading and freeing
//!
//! A valid document is read in one pass. If something is found, the document is read once more to locate it; lines
//! and columns are computed only for what is reported. Loading an invalid document therefore takes a few times as
//! long as loading a valid one. The definition of a field, an argument or a value whose text equals an earlier one is
//! skipped rather than parsed; in SDL this is done for lines that contain a field. The
//! [`fingerprint`](crate::SchemaRegistry::fingerprint) is computed when it is first needed, which `==` does: it costs
//! about as much as loading.
//!
//! A registry is a fixed number of heap blocks, however many types it has. The last holder of a replaced snapshot
//! frees it, and that may be a request: nested maps then free every string one by one, a registry just frees those
//! blocks.
//!
//! To change one type out of many, `registry.to_builder()` … `build()` builds all tables anew: it costs about as much
//! as loading.
//!
//! # Where the time goes
//!
//! Instructions are counted by callgrind; `cargo bench --bench instructions` counts look-ups and loading, and leaves
//! the profiles in `target/gungraun`.
//!
//! - *A look-up* in GitHub's schema takes 185 instructions, in the old design 560. Most of them read, hash and
//!   compare the two names, which every look-up by two texts must do.
//! - *A walk* takes 145 a level and waits for memory, one read after the other: the pilot leads to the field, the
//!   field to its signature, the signature to the type, and only the type's hash leads to the next pilot.
//! - *Loading* GitHub's schema takes 18 million, in the old design 50, and 13 for `serde_json` to skip the document.
//!   Two fifths parse the text, a fifth interns names that are already known, a sixth builds the indexes; the rest is
//!   aliases, type references and checks. For 1,000 x 15 the figures are 19, 44 and 15 million.
//! - *Loading SDL* of GitHub's schema takes 16 million, and 19 with a description of two sentences on every
//!   definition and member. Two fifths parse the text. The rest is the same work as for the IR, which the parsers in
//!   the table below do not do.
//! - *Loading a million fields* takes a tenth more instructions a field than loading 15,000. The rest of the
//!   difference is waiting for memory: the table of names and the slots of the index are accessed at random and no
//!   longer fit in any cache. More than half of the time is spent there, whereas `IgnoredAny` reads from beginning to
//!   end.
//! - *Heap*: a field of 1,000 x 15 takes 41 bytes: 15 for its record, including free slots, 9 for the text of names,
//!   4 for the document order, 3 for aliases; types, signatures, tags and pilots are the rest. The old design takes
//!   262 bytes for such a field, and 842 for one of GitHub's, which has more keys.
//! - *Reads against a writer*: three threads on two cores also wait for the scheduler; see `benches/README.md`.
//!
//! # Figures
//!
//! The figures come from one run of `cargo bench --bench ratios`. Both sides of a ratio take turns, so that other
//! load on the machine affects both; the first quarter of a turn is not counted, since caches and branch predictors
//! are still warm from the other side. Times are medians; a ratio is the median of the ratios of single turns, so it
//! differs slightly from that of the times beside it.
//!
//! - *old design*: nested `std` maps with a `camelCase` fallback, loaded by `serde` derive
//! - *one hashbrown probe*: in a map whose key is already one string, `Type.field`: the lower bound for a look-up by
//!   two names
//! - *`IgnoredAny`*: `serde_json` reads the document and keeps nothing
//! - *missed type*, *missed field*: names that do not exist; a field name with an underscore is also tried in its
//!   other form
//! - *1,000 x 15* and so on: a generated schema with that many types of that many fields each. GitHub's schema has
//!   1,598 types and 7,506 fields, Shopify's 2,975 and 10,349
//! - *reads against a writer*: by two threads, while a third replaces the registry without pause
//!
#![doc = include_str!("figures.md")]
