//! What the crate promises, how each promise is checked, and what is not checked.
//!
//! | promise | checked by | not checked |
//! |---|---|---|
//! | A read sees one whole snapshot, and none older than one that the same thread has seen. | Models of every interleaving; recorded histories of real threads that are judged for linearizability; an hour under faults, with 700 million look-ups. | The inside of `arc_swap`, which a modelled cell stands in for. |
//! | Generations of a handle rise by one with each change. Exactly one `initialize` wins; no `update` is lost; `set_if` changes nothing that was changed meanwhile. | The same. | |
//! | A waiter is woken by every change that it has not seen, or sees the last of several. | Models; planted faults (a notify too early, or none) that they find. | How soon. |
//! | A replaced snapshot is freed by its last holder, and by nobody before. | `AddressSanitizer` and `LeakSanitizer` over the handle, sources and readers; counted snapshots in a million changes. | Models: their cell keeps what it replaced. |
//! | No global, static or thread-local state. | A test that looks at each word of the source. | Dependencies: `arc_swap` has its own debts for each thread. |
//! | A document that does not load, or is refused, changes nothing. | Sources against real servers, files and stores with faults; fuzzing. | |
//! | A revision of a store is settled once, and never asked for again without reason. | A thousand polls of one server; tests of each outcome. | |
//! | Reading never panics, and takes time and memory in proportion to the text. | Fuzzing of each format; reported and made-up hostile documents; [`docs::limitations`](crate::docs::limitations). | Time itself: no test asserts it. |
//! | Findings are where the mistakes are: line, column, bytes, coordinate. | Marked documents; one planted mistake in each of generated documents, with graphql-core 3.3 and graphql-js 17 as the judges. | |
//! | What loads means what the reference implementation says it means. | Every type and field of real schemas; graphql-core on generated ones. | Descriptions and directives that were not asked for. |
//! | Every change that graphql-js 17 reports is reported, with its criticality. | Generated pairs and real ones, with it as the judge; sets of coordinates in fuzzing. | |
//! | A fingerprint is the same in every release, on every machine. | A file of known values. | |
//! | `from_json(to_json())` and `from_sdl(to_sdl())` give an equal registry. | Property tests and fuzzing. | |
//! | The oldest Rust is the one that `Cargo.toml` names, and the oldest dependencies that it names are enough. | A real Rust 1.85; a build with the minimal versions, and all tests on it. | |
//!
//! `TESTING.md` says where each check is, `CONTRIBUTING.md` how to run it, and [`docs::limitations`](crate::docs::limitations) where
//! the limits are. What runs on Linux is seen to run; on macOS and Windows the library is only seen to compile.
