//! Loading a JSON IR document from memory: the old design, ours, and `serde_json` reading over the document without
//! keeping anything.
//!
//! Throughput is in bytes of the document. Freeing what was loaded is left out for all.
//!
//! This does not represent reading from a disk or a network, nor a document with mistakes, whose places are found in a
//! second pass. The real schemas are IR 1.1, of which the old design keeps the new keys as unparsed extensions: it does
//! less with them than we do, and allocates more.

mod support;

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use schema_registry::SchemaRegistry;
use serde::de::IgnoredAny;
use support::old_design::OldRegistry;
use support::{fixtures, schema};

fn loading(criterion: &mut Criterion) {
    let documents = [
        ("1,000 x 15", schema::synthetic(1_000, 15)),
        ("GitHub", fixtures::github()),
        ("Shopify", fixtures::shopify()),
    ];
    let mut group = criterion.benchmark_group("load");
    group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    for (name, json) in &documents {
        group.throughput(Throughput::Bytes(json.len() as u64));
        group.bench_function(BenchmarkId::new("old", name), |bencher| {
            bencher.iter_with_large_drop(|| OldRegistry::from_json(json).expect("the old design reads it"));
        });
        group.bench_function(BenchmarkId::new("ours", name), |bencher| {
            bencher.iter_with_large_drop(|| SchemaRegistry::from_json(json).expect("the document loads"));
        });
        group.bench_function(BenchmarkId::new("IgnoredAny", name), |bencher| {
            bencher.iter(|| serde_json::from_str::<IgnoredAny>(json).expect("the document is JSON"));
        });
    }
    group.finish();
}

criterion_group!(benches, loading);
criterion_main!(benches);
