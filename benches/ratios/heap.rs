//! Heap bytes and blocks, as the bench `memory` counts them.
//!
//! That one runs as a process of its own, since an allocator that counts would slow down whatever else is measured here,
//! and the old design the most.

use std::io::{Error, Result};
use std::process::{Command, Stdio};

use crate::support::figures::{Target, Unit};
use crate::support::heap::{Heap, SchemaHeap};
use crate::table::{Counted, Table};

pub(crate) fn rows(table: &mut Table) -> Result<()> {
    table.section("heap");
    if !["bytes", "blocks", "a handle"].iter().any(|what| {
        table
            .wants(&format!("{what}, 1,000 x 15 10,000 x 15 GitHub Shopify"), "old design the same, 100 x 15")
    }) {
        return Ok(());
    }
    let heap = count(table.is_rehearsal())?;
    for schema in &heap.schemas {
        if schema.schema == "100 x 15" {
            continue;
        }
        bytes_row(table, schema);
        blocks_row(table, schema);
    }
    let [small, large] = ["100 x 15", "10,000 x 15"].map(|name| {
        heap.schemas.iter().find(|schema| schema.schema == name).expect("memory counts it").our_blocks
    });
    table.count(Counted {
        what: "blocks, 10,000 x 15".to_owned(),
        against: "the same, 100 x 15",
        unit: Unit::Blocks,
        other: Some(small),
        ours: large,
        target: Target::AtMostTimes(1.0),
    });
    table.count(Counted {
        what: "a handle".to_owned(),
        against: "",
        unit: Unit::Bytes,
        other: None,
        ours: heap.handle_bytes,
        target: Target::AtMost(256.0),
    });
    Ok(())
}

fn bytes_row(table: &mut Table, schema: &SchemaHeap) {
    table.count(Counted {
        what: format!("bytes, {}", schema.schema),
        against: "old design",
        unit: Unit::Bytes,
        other: Some(schema.old_bytes),
        ours: schema.our_bytes,
        target: Target::TimesBetter(8.0),
    });
}

fn blocks_row(table: &mut Table, schema: &SchemaHeap) {
    table.count(Counted {
        what: format!("blocks, {}", schema.schema),
        against: "old design",
        unit: Unit::Blocks,
        other: Some(schema.old_blocks),
        ours: schema.our_blocks,
        target: Target::AtMost(32.0),
    });
}

/// Has cargo run the bench, built as this one was and in the same folder, so that nothing is built twice.
fn count(is_rehearsal: bool) -> Result<Heap> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args([if is_rehearsal { "test" } else { "bench" }, "--quiet", "--bench", "memory"]);
    let this = std::env::current_exe()?;
    if let Some(target) = this.ancestors().nth(3) {
        command.arg("--target-dir").arg(target);
    }
    let output = command.args(["--", "--json"]).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(Error::other(format!("the bench `memory` failed: {}", output.status)));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
