//! Look-ups by two names: the old design, ours, and one probe of a hash table with an already joined key.
//!
//! Each iteration asks for every name of a schema once, in a shuffled order, and reads one property of what it finds;
//! the figure per element is one look-up. On the small schemas everything stays in the second-level cache, on 20,000
//! types little does. No type is more popular than another, and nothing can be predicted: the worst case.
//!
//! `requests` is what a service asks instead: several fields of a few connected types at once, and few types most of the
//! time. `walk` goes down five levels, from field to type.
//!
//! This does not represent what reading the registry's handle costs, nor several threads at once, nor a service that does
//! other work between two look-ups, which then finds less of the tables in its caches.

mod support;

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use support::walks::{LEVELS, Walks, walk_old, walk_ours};
use support::workloads::{Workload, ask_floor, ask_old, ask_ours};

fn lookups(criterion: &mut Criterion) {
    for workload in [Workload::thousand(), Workload::github(), Workload::twenty_thousand()] {
        for (sequence, queries, hits) in workload.sequences() {
            let expected = if hits { queries.len() } else { 0 };
            assert_eq!(ask_old(&workload.old, queries), expected, "old, {sequence}");
            assert_eq!(ask_ours(&workload.ours, queries), expected, "ours, {sequence}");

            let mut group = criterion.benchmark_group(format!("lookup/{sequence}"));
            group
                .sample_size(20)
                .warm_up_time(Duration::from_millis(500))
                .measurement_time(Duration::from_secs(2));
            group.throughput(Throughput::Elements(queries.len() as u64));
            group.bench_function(BenchmarkId::new("old", workload.name), |bencher| {
                bencher.iter(|| ask_old(&workload.old, queries));
            });
            group.bench_function(BenchmarkId::new("ours", workload.name), |bencher| {
                bencher.iter(|| ask_ours(&workload.ours, queries));
            });
            if hits && sequence != "alias" {
                group.bench_function(BenchmarkId::new("one probe", workload.name), |bencher| {
                    bencher.iter(|| ask_floor(&workload.floor, queries));
                });
            }
            group.finish();
        }
    }
}

fn walks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lookup/walk of five levels");
    group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    for workload in [Workload::thousand(), Workload::github()] {
        let walks = Walks::new(&workload.ours, 3_000);
        assert_eq!(walk_old(&workload.old, &walks), walks.len() * LEVELS);
        assert_eq!(walk_ours(&workload.ours, &walks), walks.len() * LEVELS);
        group.throughput(Throughput::Elements(walks.len() as u64));
        group.bench_function(BenchmarkId::new("old", workload.name), |bencher| {
            bencher.iter(|| walk_old(&workload.old, &walks));
        });
        group.bench_function(BenchmarkId::new("ours", workload.name), |bencher| {
            bencher.iter(|| walk_ours(&workload.ours, &walks));
        });
    }
    group.finish();
}

criterion_group!(benches, lookups, walks);
criterion_main!(benches);
