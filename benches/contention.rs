//! Readers against a writer that never stops, and against nobody: what a read costs, and how bad it gets.
//!
//! `cargo bench --bench contention`. The work on the registry itself is left out.
//!
//! This does not represent a service, whose schema is replaced once a minute and not a million times a second, nor more
//! cores than readers: what cores do to each other's caches grows with their number.

mod support;

use std::time::Duration;

use support::contention::{BATCH, Load, Outcome, ParkingLot, READERS, Reader, Snapshot, Std, run};

fn main() {
    // `cargo test --benches` passes nothing, and only wants to see that it runs.
    let measures = std::env::args().any(|argument| argument == "--bench");
    let time = Duration::from_millis(if measures { 2_000 } else { 20 });
    let outcomes: [Outcome; 5] = [
        run(&Reader::default(), time),
        run(&Load::default(), time),
        run(&Snapshot::default(), time),
        run(&ParkingLot::default(), time),
        run(&Std::default(), time),
    ];
    println!(
        "{READERS} readers, 1 writer replacing without pause, {time:?} each; ns per read, of {BATCH} timed as one"
    );
    println!("{:<30} {:>14} {:>8} {:>8} {:>10} {:>14}", "", "reads/s", "p50", "p99.9", "max", "swaps/s");
    for outcome in outcomes {
        println!(
            "{:<30} {:>14.0} {:>8.1} {:>8.1} {:>10.0} {:>14.0}",
            outcome.name,
            outcome.reads_per_second(),
            outcome.at_quantile(0.5),
            outcome.at_quantile(0.999),
            outcome.at_quantile(1.0),
            outcome.swaps_per_second()
        );
    }
}
