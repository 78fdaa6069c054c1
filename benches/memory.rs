//! Live heap of a loaded registry, old design beside ours: blocks, and the bytes that were asked for in them.
//!
//! Prints a table; run it with `cargo bench --bench memory`, or with `-- --json` for programs. It counts what is alive after
//! loading, and what one of 100,000 new handles takes.
//!
//! This does not represent the peak while loading, nor resident memory: an allocator's headers and rounding come on top,
//! by block, so that the old design costs more in truth than it does here.

mod support;
#[path = "../tests/support/memory.rs"]
mod support_memory;

use schema_registry::{RegistryHandle, SchemaRegistry};
use support::heap::{Heap, SchemaHeap};
use support::old_design::OldRegistry;
use support::{fixtures, schema};
use support_memory::live;

const HANDLES: u32 = 100_000;

fn main() {
    let heap = count();
    if std::env::args().any(|argument| argument == "--json") {
        println!("{}", serde_json::to_string(&heap).expect("counts are JSON"));
        return;
    }
    println!(
        "{:<12} {:>11} | {:>10} {:>12} | {:>10} {:>12} | {:>6}",
        "schema", "JSON bytes", "old blocks", "old bytes", "our blocks", "our bytes", "ratio"
    );
    for SchemaHeap { schema, json_bytes, old_blocks, old_bytes, our_blocks, our_bytes } in heap.schemas {
        let ratio = old_bytes / our_bytes;
        println!(
            "{schema:<12} {json_bytes:>11} | {old_blocks:>10} {old_bytes:>12} | {our_blocks:>10} {our_bytes:>12} | {ratio:>5.1}x"
        );
    }
    println!("one of {HANDLES} new handles: {} bytes", heap.handle_bytes);
}

fn count() -> Heap {
    let documents = [
        ("100 x 15", schema::synthetic(100, 15)),
        ("1,000 x 15", schema::synthetic(1_000, 15)),
        ("10,000 x 15", schema::synthetic(10_000, 15)),
        ("GitHub", fixtures::github()),
        ("Shopify", fixtures::shopify()),
    ];
    drop(RegistryHandle::new()); // arc-swap makes a small record for each thread that ever uses it
    let handles = live(|| (0..HANDLES).map(|_| RegistryHandle::new()).collect::<Box<[_]>>());
    Heap {
        schemas: documents.iter().map(|(name, json)| schema_heap(name, json)).collect(),
        handle_bytes: exact(handles.bytes) / f64::from(HANDLES),
    }
}

fn schema_heap(name: &str, json: &str) -> SchemaHeap {
    let old = live(|| OldRegistry::from_json(json).expect("the old design reads it"));
    let ours = live(|| SchemaRegistry::from_json(json).expect("the document loads"));
    SchemaHeap {
        schema: name.to_owned(),
        json_bytes: json.len(),
        old_blocks: exact(old.blocks),
        old_bytes: exact(old.bytes),
        our_blocks: exact(ours.blocks),
        our_bytes: exact(ours.bytes),
    }
}

fn exact(count: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let count = count as f64;
    count
}
