//! What each operation costs, and why.
//!
//! The commands that measure, each of which says what it does not represent:
//!
//! ```text
//! cargo bench --bench ratios                       one table of all there is below
//! cargo run --release --example hot_reload         the whole, while it is replaced every millisecond
//! cargo run --release --example shape_rows         what it is for: rows of a database become response objects
//! cargo bench --bench instructions                 instead of time, by valgrind
//! ```
//!
//! and, by workload and with more care, the benches `lookup`, `load`, `import`, `swap`, `contention`, `memory` and `shape`.
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
//! | [`get_field_type`](crate::SchemaRegistry::get_field_type), exact name | one probe of a perfect hash table by both names |
//! | by the name that a database has | two probes more: of the `snake_case` names, and by the name found there |
//! | by another name with underscores | the camelCase form is worked out, without allocating, and probed for |
//! | a miss | one probe; up to three for a name with underscores |
//! | [`get_type`](crate::SchemaRegistry::get_type) | one probe |
//! | [`TypeInfo::field`](crate::TypeInfo::field) | one probe, and the type's name is not hashed |
//! | [`FieldInfo::named_type`](crate::FieldInfo::named_type) | an index: no hash, no search |
//! | [`lookup`](crate::SchemaRegistry::lookup) that finds nothing | compares with every name there is, for the nearest: microseconds to milliseconds |
//!
//! The table is made when all names are known, so that a name has one place where it can be, and a probe reads one record
//! there. What is not there is nearly always told by a byte. What a probe costs beside that is memory: the record, and the
//! names to be compared, which lie in one text. While these are in a cache of the core, a look-up takes about what a hash
//! table takes to find a key that is one string already; where they are not, it waits for them, and so does every other
//! design, the more often the more blocks it goes through. The number of instructions hardly depends on the size of a
//! registry.
//!
//! A service asks for a few types most of the time, and finds those in the nearest cache; the figures for *requests* show
//! it. The other look-ups below ask for every field once, in an order that no cache and no branch predictor can foresee.
//!
//! None of these allocates. `lookup` is for people; where misses are ordinary, `get_field_type` is the one to call.
//!
//! To walk a tree of nested objects, follow `named_type()` from field to field instead of naming types:
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
//! A change allocates one snapshot, compares and sets, and takes one lock to wake those who wait; it never waits for a
//! reader. `update` calls its closure again for each change that came in between.
//!
//! # Loading and freeing
//!
//! A plain document is read in one pass over the text. What is out of the ordinary, any mistake included, has it read
//! again from the start with more patience, and lines and columns are looked for only where there is something to report.
//! So a document with mistakes takes some times as long as a sound one. A definition of a field, an argument or a value
//! that is written to the letter as an earlier one is passed over instead of read; in SDL, a line with a field. The
//! [`fingerprint`](crate::SchemaRegistry::fingerprint) is computed when it is first asked for, and `==` asks for it: about
//! as much as loading costs.
//!
//! A registry is a fixed number of heap blocks, however many types it has. The last holder of a replaced snapshot
//! frees it, and that may be a request; with nested maps it frees every string one by one, here it frees those blocks.
//!
//! To change one type of many, `registry.to_builder()` … `build()` makes all tables anew: it costs about what loading costs.
//!
//! # Where the time goes
//!
//! Where the time goes. Instructions are those of callgrind;
//! `cargo bench --bench instructions` counts look-ups and loading, and leaves the profiles in `target/gungraun`.
//!
//! - *A look-up* in GitHub's schema takes 185 instructions, in the old design 560. Most of them read, hash and compare the
//!   two names, which no look-up by two texts is spared.
//! - *A walk* takes 145 a level and waits for reads, one after the other: the pilot leads to the field, the field to its
//!   signature, that to the type, and only the type's hash leads to the next pilot. None of them can begin before the one
//!   before it has come.
//! - *Loading* GitHub's schema takes 19 million, in the old design 50, and 13 where `serde_json` only skips the document.
//!   Two fifths read the text, a fifth looks for names that are there already, a sixth builds the indexes; aliases, type
//!   references and checks are the rest. Of 1,000 x 15 it is 19, 44 and 15 million.
//! - *Loading SDL* of GitHub's schema takes 18 million, and 21 with a description of two sentences on all that has a line.
//!   Two fifths read the text. The rest is what loading the IR does as well, and what the parsers beside it leave undone.
//! - *Loading a million fields* takes a tenth more instructions for each than loading 15,000. The rest is waiting: the
//!   table of names and the slots of the index are written here and there, and fit no cache any more. More than half of
//!   the time goes there; `IgnoredAny` reads from beginning to end.
//! - *Heap*: a field of 1,000 x 15 takes 41 bytes. 15 are its record, with the slots that stay free; 9 the text of
//!   names, 4 the order of the document, 3 the aliases; types, signatures, tags and pilots are the rest. The old design
//!   takes 262 for such a field, and 842 for one of GitHub's, which has more keys.
//! - *Reads against a writer*: three threads on two cores wait for the scheduler too, as `benches/README.md` says.
//!
//! # Figures
//!
//! Where they come from: `cargo bench --bench ratios`, in one run. The other and ours take turns, so that
//! whatever else the machine does disturbs both; the first quarter of a turn does not count, since it finds caches and branch
//! predictors as the other left them. Times are medians; a ratio is the median of the ratios of single turns, so
//! it is not quite that of the times beside it.
//! The bench itself prints beside each what it is held to.
//!
//! - *old design*: nested `std` maps with a `camelCase` fallback, loaded by `serde` derive
//! - *one hashbrown probe*: of a map whose key is already one string, `Type.field`: no look-up by two names can do less
//! - *`IgnoredAny`*: `serde_json` reads the document and keeps nothing
//! - *missed type*, *missed field*: names that do not exist, the latter with an underscore also by its other form
//! - *1,000 x 15* and the like: a made-up schema of so many types with so many fields. GitHub's schema has 1,598 types and
//!   7,506 fields, Shopify's 2,975 and 10,349
//! - *reads against a writer*: by two threads, while a third replaces the registry without pause
//!
#![doc = include_str!("figures.md")]
