//! Instructions, not time: what a busy machine cannot disturb. A thousand look-ups, old design beside ours; a thousand reads
//! of a handle's reader; loading GitHub's schema.
//!
//! `cargo bench --bench instructions` counts under valgrind, by gungraun, and compares with the run before. It needs valgrind
//! and the runner (`cargo install gungraun-runner --version 0.20.0 --locked`, some minutes); where one is missing it says
//! so, and that is all. `cargo test --bench instructions` runs what would be counted.
//!
//! This does not represent time: an instruction that waits for memory counts as any other, and the caches are those that
//! valgrind simulates. The same number of look-ups in 1,000 types and in 20,000 shows what of the growth is work, and what
//! is waiting.

#![allow(missing_docs, reason = "of what the macros make")]

mod support;

use std::hint::black_box;
use std::process::{Command, Stdio};

use gungraun::{library_benchmark, library_benchmark_group};
use schema_registry::{RegistryHandle, RegistryReader, SchemaRegistry};
use support::fixtures;
use support::old_design::OldRegistry;
use support::queries::Queries;
use support::schema::{Names, synthetic};
use support::workloads::{ask_old, ask_ours};

/// Look-ups, or reads.
const COUNT: usize = 1_000;

/// A registry in one of both designs, and what it is asked.
struct Asked<R> {
    registry: R,
    queries: Queries,
}

fn asked<R>(types: usize, load: fn(&str) -> R, queries: fn(&Names) -> Queries) -> Asked<R> {
    let json = synthetic(types, 15);
    Asked { registry: load(&json), queries: queries(&Names::of(&json)).first(COUNT) }
}

fn ours(types: usize, queries: fn(&Names) -> Queries) -> Asked<SchemaRegistry> {
    asked(types, load_ours, queries)
}

fn old(types: usize, queries: fn(&Names) -> Queries) -> Asked<OldRegistry> {
    asked(types, load_old, queries)
}

fn missed(names: &Names) -> Queries {
    Queries::missed_field(names, false)
}

fn load_ours(json: &str) -> SchemaRegistry {
    SchemaRegistry::from_json(json).expect("the document loads")
}

fn load_old(json: &str) -> OldRegistry {
    OldRegistry::from_json(json).expect("the old design reads it")
}

// What is asked is given back, so that freeing it is not counted.
#[library_benchmark]
#[bench::exact(ours(1_000, Queries::exact))]
#[bench::exact_of_20_000_types(ours(20_000, Queries::exact))]
#[bench::alias(ours(1_000, Queries::alias))]
#[bench::missed_field(ours(1_000, missed))]
fn look_up(asked: Asked<SchemaRegistry>) -> (usize, Asked<SchemaRegistry>) {
    (black_box(ask_ours(&asked.registry, &asked.queries)), asked)
}

#[library_benchmark]
#[bench::exact(old(1_000, Queries::exact))]
#[bench::exact_of_20_000_types(old(20_000, Queries::exact))]
#[bench::alias(old(1_000, Queries::alias))]
#[bench::missed_field(old(1_000, missed))]
fn look_up_in_old_design(asked: Asked<OldRegistry>) -> (usize, Asked<OldRegistry>) {
    (black_box(ask_old(&asked.registry, &asked.queries)), asked)
}

fn reader() -> RegistryReader {
    let mut reader = RegistryHandle::new().reader();
    reader.get();
    reader
}

#[library_benchmark]
#[bench::nothing_new(reader())]
fn read(mut reader: RegistryReader) -> RegistryReader {
    for _ in 0..COUNT {
        black_box(black_box(&mut reader).get());
    }
    reader
}

#[library_benchmark]
#[bench::nothing_new(RegistryHandle::new())]
fn load_guard(handle: RegistryHandle) -> RegistryHandle {
    for _ in 0..COUNT {
        drop(black_box(black_box(&handle).load()));
    }
    handle
}

fn served() -> Asked<RegistryReader> {
    let Asked { registry, queries } = ours(1_000, Queries::exact);
    let handle = RegistryHandle::new();
    handle.set(registry);
    Asked { registry: handle.reader(), queries }
}

#[library_benchmark]
#[bench::exact(served())]
fn look_up_through_reader(mut asked: Asked<RegistryReader>) -> (usize, Asked<RegistryReader>) {
    let Asked { registry: reader, queries } = &mut asked;
    let found = |&(of, field): &(&str, &str)| black_box(reader.get().get_field_type(of, field)).is_some();
    (queries.pairs().filter(found).count(), asked)
}

#[library_benchmark]
#[bench::github(fixtures::github())]
fn load(json: String) -> (SchemaRegistry, String) {
    (black_box(load_ours(&json)), json)
}

#[library_benchmark]
#[bench::github(fixtures::github())]
fn load_in_old_design(json: String) -> (OldRegistry, String) {
    (black_box(load_old(&json)), json)
}

library_benchmark_group!(
    name = counted,
    benchmarks =
        [look_up, look_up_in_old_design, look_up_through_reader, read, load_guard, load, load_in_old_design]
);

/// The macro's `main`, which our own calls where it can do its work.
mod by_valgrind {
    use super::counted;

    gungraun::main!(library_benchmark_groups = counted);

    pub(crate) fn run() {
        main();
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|argument| argument == "--gungraun-run") {
        return by_valgrind::run(); // under valgrind already
    }
    if !arguments.iter().any(|argument| argument == "--bench") {
        return rehearse();
    }
    let runner = option_env!("GUNGRAUN_RUNNER").unwrap_or("gungraun-runner");
    for needed in ["valgrind", runner] {
        let started =
            Command::new(needed).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if started.is_err() {
            println!("left out: there is no {needed}; CONTRIBUTING.md says how to install it");
            return;
        }
    }
    by_valgrind::run();
}

/// Once, without counting, to see that it still runs.
fn rehearse() {
    for queries in [Queries::exact, Queries::alias] {
        let (ours, old) = (ours(100, queries), old(100, queries));
        let count = ours.queries.len();
        assert_eq!(
            (ask_ours(&ours.registry, &ours.queries), ask_old(&old.registry, &old.queries)),
            (count, count)
        );
    }
    let missed = ours(100, missed);
    assert_eq!(ask_ours(&missed.registry, &missed.queries), 0);
    assert_eq!(reader().get().generation(), 0);
    println!("ran, and counted nothing: `cargo bench --bench instructions` does");
}
