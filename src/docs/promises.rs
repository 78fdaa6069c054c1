//! What the crate promises, how each promise is checked, and what is not checked.
//!
//! | promise | checked by | not checked |
//! |---|---|---|
//! | A read sees one whole snapshot, and never an older one than the same thread has seen before. | Models of every interleaving; recorded histories of real threads, checked for linearizability; an hour under faults, with 700 million look-ups. | The inside of `arc_swap`, which a modelled cell replaces. |
//! | The generation of a handle rises by one with each change. Exactly one `initialize` wins; no `update` is lost; `set_if` never overwrites a concurrent change. | The same. | |
//! | A waiter is woken by every change that it has not seen, or sees the last of several. | Models; planted faults (notifying too early, or not at all) that the models find. | How soon. |
//! | A replaced snapshot is freed by its last holder, and not before. | `AddressSanitizer` and `LeakSanitizer` over the handle, sources and readers; counted snapshots in a million changes. | Models: their cell keeps replaced snapshots. |
//! | No global, static or thread-local state. | A test that looks at every token of the source. | Dependencies: `arc_swap` keeps thread-local debts. |
//! | A document that does not load, or is refused, changes nothing. | Sources against real servers, files and stores with faults; fuzzing. | |
//! | A settled revision of a store is never requested again without reason. | A thousand polls of one server; tests of each outcome. | |
//! | Reading never panics, and takes time and memory proportional to the text. | Fuzzing of each format; reported and constructed hostile documents; [`docs::limitations`](crate::docs::limitations). | Time itself: no test asserts it. |
//! | Findings are located at the mistakes: line, column, bytes, coordinate. | Marked documents; one planted mistake in each of many generated documents, judged by graphql-core 3.3 and graphql-js 17. | |
//! | A document that loads means what the reference implementation says it means. | Every type and field of real schemas; graphql-core on generated ones. | Descriptions and directives that were not requested. |
//! | Every change that graphql-js 17 reports is reported, with its criticality. | Generated and real pairs, judged by graphql-js; sets of coordinates in fuzzing. | |
//! | A fingerprint is the same in every release, on every machine. | A file of known values. | |
//! | `from_json(to_json())` and `from_sdl(to_sdl())` give an equal registry. | Property tests and fuzzing. | |
//! | The crate builds with the `rust-version` and the minimum dependency versions in `Cargo.toml`. | A real Rust 1.85; a build with the minimum versions, and all tests on it. | |
//!
//! `TESTING.md` says where each check is, `CONTRIBUTING.md` how to run it, and
//! [`docs::limitations`](crate::docs::limitations) what the limits are. On Linux the tests run; for macOS and Windows
//! the library is only compiled.
