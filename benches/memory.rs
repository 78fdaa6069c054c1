//! Live heap of a loaded registry, old design beside ours: blocks, and the bytes that were asked for in them.
//!
//! Prints a table; run it with `cargo bench --bench memory`. It counts what is alive after loading.
//!
//! This does not represent the peak while loading, nor resident memory: an allocator's headers and rounding come on top,
//! by block, so that the old design costs more in truth than it does here.

mod support;
#[path = "support/memory.rs"]
mod support_memory;

use schema_registry::SchemaRegistry;
use support::old_design::OldRegistry;
use support::{fixtures, schema};
use support_memory::live;

fn main() {
    let documents = [
        ("100 x 15", schema::synthetic(100, 15)),
        ("1,000 x 15", schema::synthetic(1_000, 15)),
        ("10,000 x 15", schema::synthetic(10_000, 15)),
        ("GitHub", fixtures::github()),
        ("Shopify", fixtures::shopify()),
    ];
    println!(
        "{:<12} {:>11} | {:>10} {:>12} | {:>10} {:>12} | {:>6}",
        "schema", "JSON bytes", "old blocks", "old bytes", "our blocks", "our bytes", "ratio"
    );
    for (name, json) in &documents {
        let old = live(|| OldRegistry::from_json(json).expect("the old design reads it"));
        let ours = live(|| SchemaRegistry::from_json(json).expect("the document loads"));
        #[expect(clippy::cast_precision_loss, reason = "a ratio for a person to read")]
        let ratio = old.bytes as f64 / ours.bytes as f64;
        println!(
            "{name:<12} {:>11} | {:>10} {:>12} | {:>10} {:>12} | {ratio:>5.1}x",
            json.len(),
            old.blocks,
            old.bytes,
            ours.blocks,
            ours.bytes
        );
    }
}
