//! Reads of a handle: alone, with a look-up, and against a writer that never stops; and what a handle costs.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::{ArcSwap, Cache};
use schema_registry::{RegistryHandle, SchemaRegistry};

use crate::support::contention::{Load, Outcome, ParkingLot, Reader, Std, run};
use crate::support::figures::{Target, Unit};
use crate::support::old_design::{OldGlobal, OldRegistry};
use crate::support::schema;
use crate::support::workloads::{Workload, ask_old_global, ask_ours, ask_reader};
use crate::table::{Counted, Table, Timed, median, timed};

const READS: usize = 10_000;
/// One for each tenant, or each test.
const HANDLES: usize = 100_000;

pub(crate) fn rows(table: &mut Table, workload: &Workload) {
    table.section("handle");
    lookup_rows(table, workload);
    read_rows(table);
    new_row(table);
    contention_rows(table);
}

/// What a request pays: the current registry, and a look-up in it.
fn lookup_rows(table: &mut Table, workload: &Workload) {
    let queries = &workload.exact;
    let global = OldGlobal::default();
    let json = schema::synthetic(1_000, 15);
    global.set_registry(OldRegistry::from_json(&json).expect("the old design reads it"));
    let handle = RegistryHandle::new();
    handle.set(workload.ours.clone());
    table.time(&Timed {
        what: format!("reader() and exact, {}", workload.name),
        against: "old get_registry() and exact",
        units: queries.len(),
        other: Box::new(|| timed(|| ask_old_global(&global, queries))),
        ours: Box::new(|| timed(|| ask_reader(&handle, queries))),
        target: Target::TimesBetter(6.5),
    });
    table.time(&Timed {
        what: format!("reader() and exact, {}", workload.name),
        against: "exact on &SchemaRegistry",
        units: queries.len(),
        other: Box::new(|| timed(|| ask_ours(&workload.ours, queries))),
        ours: Box::new(|| timed(|| ask_reader(&handle, queries))),
        target: Target::AtMostTimes(1.1),
    });
}

fn read_rows(table: &mut Table) {
    let (raw, handle) = (Arc::new(ArcSwap::from_pointee(SchemaRegistry::empty())), RegistryHandle::new());
    table.time(&Timed {
        what: "load()".to_owned(),
        against: "ArcSwap::load",
        units: READS,
        other: Box::new(|| timed(|| (0..READS).for_each(|_| drop(black_box(raw.load()))))),
        ours: Box::new(|| timed(|| (0..READS).for_each(|_| drop(black_box(handle.load()))))),
        target: Target::AtMostTimes(1.15),
    });
    table.time(&Timed {
        what: "reader.get()".to_owned(),
        against: "arc_swap::Cache::load",
        units: READS,
        other: Box::new(|| {
            let mut cache = Cache::new(Arc::clone(&raw));
            timed(|| {
                for _ in 0..READS {
                    black_box(black_box(&mut cache).load());
                }
            })
        }),
        ours: Box::new(|| {
            let mut reader = handle.reader();
            timed(|| {
                for _ in 0..READS {
                    black_box(black_box(&mut reader).get());
                }
            })
        }),
        target: Target::AtMostTimes(2.0),
    });
}

fn new_row(table: &mut Table) {
    let what = "a new handle, of 100,000".to_owned();
    if !table.wants(&what, "") {
        return;
    }
    let make = |_| {
        let mut handles = Vec::with_capacity(HANDLES);
        let nanoseconds = timed(|| handles.extend((0..HANDLES).map(|_| RegistryHandle::new())));
        #[expect(clippy::cast_precision_loss, reason = "it is far below 2^52")]
        let each = nanoseconds / HANDLES as f64;
        each
    };
    let ours = median((0..table.turns().min(7)).map(make).collect());
    let target = Target::AtMost(300.0);
    table.count(Counted { what, against: "", unit: Unit::Nanoseconds, other: None, ours, target });
}

fn contention_rows(table: &mut Table) {
    if !["reads", "p99.9"]
        .iter()
        .any(|figure| table.wants(&format!("{figure}, load() reader.get()"), "RwLock"))
    {
        return;
    }
    let time = Duration::from_millis(if table.is_rehearsal() { 20 } else { 200 });
    let turns: Vec<[Outcome; 4]> = (0..table.turns().min(7))
        .map(|_| {
            [
                run(&Load::default(), time),
                run(&Reader::default(), time),
                run(&ParkingLot::default(), time),
                run(&Std::default(), time),
            ]
        })
        .collect();
    for (ours, name) in [(0, "load()"), (1, "reader.get()")] {
        for (other, against) in [(2, "parking_lot::RwLock"), (3, "std::sync::RwLock")] {
            let reads =
                |subject: usize| median(turns.iter().map(|turn| turn[subject].reads_per_second()).collect());
            table.count(Counted {
                what: format!("reads against a writer, {name}"),
                against,
                unit: Unit::PerSecond,
                other: Some(reads(other)),
                ours: reads(ours),
                target: Target::TimesBetter(3.0),
            });
            let tail =
                |subject: usize| median(turns.iter().map(|turn| turn[subject].at_quantile(0.999)).collect());
            table.count(Counted {
                what: format!("p99.9 of these, {name}"),
                against,
                unit: Unit::Nanoseconds,
                other: Some(tail(other)),
                ours: tail(ours),
                target: Target::AtMostTimes(1.0),
            });
        }
    }
}
