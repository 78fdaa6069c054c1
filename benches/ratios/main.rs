//! One table of how much better we are than the old design and others, with the targets, and a mark where one is missed.
//!
//! `cargo bench --bench ratios` runs all of it in about two minutes, and writes the figures to
//! `benches/figures.json`, from which `cargo run` makes the chart and the tables of the documentation. Words after
//! `--` choose rows: `-- alias GitHub` runs those that contain both, and writes nothing.
//!
//! What is compared takes turns, A B A B, so that a busy machine disturbs all alike; a ratio is the median over the turns of
//! the ratio within one turn, and the figures are medians. Targets read in two ways: `>= 5x` is how many times better we are
//! than the other, `<= 1.3x` how many times the other's figure ours is.
//!
//! This does not represent what the benches by workload leave out either, and has no error bars: for those run the benches
//! of these names.

mod graphql;
mod growth;
mod handles;
mod heap;
mod loading;
mod lookups;
mod shaping;
#[path = "../support/mod.rs"]
mod support;
mod table;

use support::workloads::Workload;
use table::Table;

fn main() -> std::io::Result<()> {
    let mut table = Table::from_arguments();
    {
        let workloads = lookups::workloads(&table);
        lookups::rows(&mut table, &workloads);
        handles::rows(&mut table, &Workload::thousand());
    }
    loading::rows(&mut table);
    growth::rows(&mut table);
    heap::rows(&mut table)?;
    graphql::rows(&mut table);
    shaping::rows(&mut table);

    let is_for_keeps = table.is_whole() && !table.is_rehearsal();
    let figures = table.finish();
    if is_for_keeps {
        figures.write()?;
        println!("written to figures.json; `cargo run` draws them");
    }
    Ok(())
}
