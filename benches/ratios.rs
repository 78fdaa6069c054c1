//! One table of how much better we are than the old design, with the targets, and a mark where one is missed.
//!
//! `cargo bench --bench ratios` runs all of it in about a minute; `cargo bench --bench ratios -- alias GitHub` runs the
//! rows that contain every one of these words. What is compared takes turns, A B A B, so that a busy machine disturbs
//! all alike; a ratio is the median over the turns of the ratio within one turn, and the times are medians.
//!
//! A row `IgnoredAny` or `one probe` is against a physical limit instead: there the ratio says how many times the limit
//! we cost, and less is better.
//!
//! This does not represent what `lookup`, `load` and `memory` leave out either, and has no error bars: for those run the
//! benches of these names.

mod support;

use std::hint::black_box;
use std::time::Instant;

use schema_registry::{RegistryHandle, SchemaRegistry};
use serde::de::IgnoredAny;
use support::old_design::{OldGlobal, OldRegistry};
use support::workloads::{Workload, ask_floor, ask_old, ask_old_global, ask_ours, ask_reader};
use support::{fixtures, schema};

/// A turn of both together takes about this long at least.
const TURN_NANOSECONDS: f64 = 30e6;

enum Target {
    /// The other takes at least so many times as long as we do.
    TimesFaster(f64),
    /// We take at most so many times as long as the other.
    AtMostTimes(f64),
}

/// One figure in the table: the work of the other and ours, both for `units` units.
struct Row<'a> {
    what: String,
    units: usize,
    unit: &'static str,
    other: Box<dyn Fn() -> f64 + 'a>,
    ours: Box<dyn Fn() -> f64 + 'a>,
    target: Target,
}

struct Options {
    words: Vec<String>,
    turns: usize,
}

impl Options {
    fn from_arguments() -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        // `cargo test --benches` passes `--test`, or nothing: then one turn shows that all of it still runs.
        let turns = if arguments.iter().any(|argument| argument == "--bench") { 21 } else { 1 };
        Self { words: arguments.into_iter().filter(|argument| !argument.starts_with("--")).collect(), turns }
    }
}

fn main() {
    let options = Options::from_arguments();
    println!("{:<46} {:>12} {:>12} {:>8}  target", "what", "other", "ours", "ratio");
    for workload in [Workload::thousand, Workload::github, Workload::twenty_thousand] {
        let workload = workload();
        for row in lookup_rows(&workload) {
            print_row(&row, &options);
        }
    }
    let workload = Workload::thousand();
    print_row(&reader_row(&workload), &options);
    let documents = [
        ("1,000 x 15", schema::synthetic(1_000, 15)),
        ("GitHub", fixtures::github()),
        ("Shopify", fixtures::shopify()),
    ];
    for (name, json) in &documents {
        for row in load_rows(name, json) {
            print_row(&row, &options);
        }
    }
}

fn lookup_rows(workload: &Workload) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for (sequence, queries, _) in workload.sequences() {
        let target = match sequence {
            "exact" if workload.name == "20,000 x 15" => 4.0,
            "exact" | "missed field with underscore" => 5.0,
            "alias" => 6.0,
            "missed field" => 8.0,
            _ => 1.0,
        };
        rows.push(Row {
            what: format!("{sequence}, {}", workload.name),
            units: queries.len(),
            unit: "ns",
            other: Box::new(move || timed(|| ask_old(&workload.old, queries))),
            ours: Box::new(move || timed(|| ask_ours(&workload.ours, queries))),
            target: Target::TimesFaster(target),
        });
    }
    let queries = &workload.exact;
    rows.push(Row {
        what: format!("exact, {}, one probe", workload.name),
        units: queries.len(),
        unit: "ns",
        other: Box::new(move || timed(|| ask_floor(&workload.floor, queries))),
        ours: Box::new(move || timed(|| ask_ours(&workload.ours, queries))),
        target: Target::AtMostTimes(1.3),
    });
    rows
}

/// What a request pays: the current registry, and a look-up in it.
fn reader_row(workload: &Workload) -> Row<'_> {
    let queries = &workload.exact;
    let global = OldGlobal::default();
    let json = schema::synthetic(1_000, 15);
    global.set_registry(OldRegistry::from_json(&json).expect("the old design reads it"));
    let handle = RegistryHandle::new();
    handle.set(workload.ours.clone());
    Row {
        what: format!("current registry and exact, {}", workload.name),
        units: queries.len(),
        unit: "ns",
        other: Box::new(move || timed(|| ask_old_global(&global, queries))),
        ours: Box::new(move || timed(|| ask_reader(&handle, queries))),
        target: Target::TimesFaster(6.5),
    }
}

fn load_rows<'a>(name: &str, json: &'a str) -> [Row<'a>; 3] {
    let ours = move || timed(|| SchemaRegistry::from_json(json).expect("the document loads"));
    let old = move || timed(|| OldRegistry::from_json(json).expect("the old design reads it"));
    let row = |what, other, ours, target| Row { what, units: 1, unit: "us", other, ours, target };
    [
        row(format!("load, {name}"), Box::new(old), Box::new(ours), Target::TimesFaster(3.0)),
        row(
            format!("load, {name}, IgnoredAny"),
            Box::new(move || timed(|| serde_json::from_str::<IgnoredAny>(json).expect("it is JSON"))),
            Box::new(ours),
            Target::AtMostTimes(2.5),
        ),
        row(
            format!("drop, {name}"),
            Box::new(move || timed_drop(OldRegistry::from_json(json).expect("the old design reads it"))),
            Box::new(move || timed_drop(SchemaRegistry::from_json(json).expect("the document loads"))),
            Target::TimesFaster(100.0),
        ),
    ]
}

/// Nanoseconds that `work` takes, without dropping what it made.
fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    let made = black_box(work());
    let elapsed = start.elapsed();
    drop(made);
    elapsed.as_secs_f64() * 1e9
}

/// Nanoseconds that dropping `value` takes.
fn timed_drop<T>(value: T) -> f64 {
    let start = Instant::now();
    drop(black_box(value));
    start.elapsed().as_secs_f64() * 1e9
}

fn print_row(row: &Row<'_>, options: &Options) {
    if !options.words.iter().all(|word| row.what.contains(word.as_str())) {
        return;
    }
    let (other, ours, times_faster) = measure(row, options.turns);
    let scale = if row.unit == "us" { 1e3 } else { 1.0 };
    let (ratio, target, met) = match row.target {
        Target::TimesFaster(at_least) => (times_faster, format!(">= {at_least}"), times_faster >= at_least),
        Target::AtMostTimes(at_most) => {
            (1.0 / times_faster, format!("<= {at_most}"), 1.0 / times_faster <= at_most)
        }
    };
    let mark = if met { "" } else { "   MISSED" };
    let (other, ours, unit) = (other / scale, ours / scale, row.unit);
    println!("{:<46} {other:>9.1} {unit} {ours:>9.1} {unit} {ratio:>7.2}x  {target}{mark}", row.what);
}

/// Medians for one unit of the other's time, of ours, and of how many times as long the other takes.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn measure(row: &Row<'_>, turns: usize) -> (f64, f64, f64) {
    let repeats = if turns == 1 { 1 } else { repeats(timed(|| ((row.other)(), (row.ours)()))) };
    let one = |work: &dyn Fn() -> f64| {
        let nanoseconds: f64 = (0..repeats).map(|_| work()).sum();
        nanoseconds / repeats as f64 / row.units as f64
    };
    let (mut other, mut ours, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..turns {
        let (a, b) = (one(&row.other), one(&row.ours));
        other.push(a);
        ours.push(b);
        ratios.push(a / b);
    }
    (median(other), median(ours), median(ratios))
}

/// How often to repeat what takes both together `nanoseconds`, preparation included, to fill a turn of both.
fn repeats(nanoseconds: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a small positive number"
    )]
    let repeats = (TURN_NANOSECONDS / nanoseconds).clamp(1.0, 50.0) as usize;
    repeats
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_unstable_by(f64::total_cmp);
    samples[samples.len() / 2]
}
