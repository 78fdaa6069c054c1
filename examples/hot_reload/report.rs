//! The table at the end.

use std::time::Duration;

use hdrhistogram::Histogram;

use crate::Outcome;
use crate::common::{Align, Table, thousands};
use crate::questions::Questions;
use crate::reader::Reader;

/// Prints the result. Returns whether everything was as it should be.
pub(crate) fn print(outcome: &Outcome) -> bool {
    let mut table = Table::new([
        ("reader", Align::Left),
        ("look-ups/s", Align::Right),
        ("p50", Align::Right),
        ("p99", Align::Right),
        ("p99.9", Align::Right),
        ("max", Align::Right),
        ("generations seen", Align::Right),
        ("torn", Align::Right),
        ("backward", Align::Right),
    ]);
    for (number, reader) in outcome.readers.iter().enumerate() {
        table.row(row((number + 1).to_string(), reader, outcome.elapsed));
    }
    let together = together(&outcome.readers);
    table.row(row("all".to_owned(), &together, outcome.elapsed));
    println!("{table}");
    println!(
        "  latencies are of whole requests: one read of the handle, {} look-ups",
        Questions::PER_REQUEST
    );
    println!("  swaps                        {}", thousands(outcome.swaps));
    println!("  torn or backward reads       {}", thousands(together.torn + together.backward));
    println!("  snapshots alive at the end   {}", thousands(outcome.alive));

    let sound = together.torn == 0 && together.backward == 0 && outcome.alive == 1;
    if !sound {
        println!("\nThis is a bug: there may be no torn or backward read, and one snapshot alive.");
    }
    sound
}

fn row(name: String, reader: &Reader, elapsed: Duration) -> [String; 9] {
    let quantile = |quantile| time(reader.latency.value_at_quantile(quantile));
    [
        name,
        thousands(per_second(&reader.latency, elapsed)),
        quantile(0.5),
        quantile(0.99),
        quantile(0.999),
        time(reader.latency.max()),
        thousands(reader.generations),
        thousands(reader.torn),
        thousands(reader.backward),
    ]
}

fn per_second(latency: &Histogram<u64>, elapsed: Duration) -> u128 {
    let lookups = u128::from(latency.len()) * Questions::PER_REQUEST as u128;
    lookups * 1_000_000_000 / elapsed.as_nanos().max(1)
}

fn time(nanoseconds: u64) -> String {
    format!("{:.1?}", Duration::from_nanos(nanoseconds))
}

/// The sum over all readers; for generations, those of the reader that saw the most.
fn together(readers: &[Reader]) -> Reader {
    let mut latency = Histogram::new(3).expect("three digits are allowed");
    for reader in readers {
        latency.add(&reader.latency).expect("the histogram grows");
    }
    Reader {
        latency,
        generations: readers.iter().map(|reader| reader.generations).max().unwrap_or(0),
        torn: readers.iter().map(|reader| reader.torn).sum(),
        backward: readers.iter().map(|reader| reader.backward).sum(),
    }
}
