//! The work that type metadata exists for: rows of JSON with `snake_case` keys become GraphQL response objects, with
//! camelCase keys, `__typename` on every object, and nested objects and lists by the schema.
//!
//! The straightforward way reads the rows as a `serde_json::Value`, makes another of it with look-ups by two names in the
//! old design, and prints that. Ours is that of the example `shape_rows`: it writes while it reads, and walks from field to
//! type. A test shows that both give the same. Throughput is in bytes of the rows.
//!
//! This does not represent a service as a whole: neither the database, nor a query that selects some of the columns, nor
//! resolvers.

mod support;

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use schema_registry::SchemaRegistry;
use support::fixtures;
use support::old_design::OldRegistry;
use support::shape::{response, rows, straightforward};

const ROWS: usize = 500;

fn shaping(criterion: &mut Criterion) {
    let json = fixtures::github();
    let old = OldRegistry::from_json(&json).expect("the old design reads it");
    let ours = SchemaRegistry::from_json(&json).expect("the document loads");
    let mut group = criterion.benchmark_group("shape");
    group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    for name in ["Issue", "Repository"] {
        let of = ours.get_type(name).expect("GitHub has it");
        let rows = rows::rows(&ours, of, ROWS, 1);
        group.throughput(Throughput::Bytes(rows.len() as u64));
        group.bench_function(BenchmarkId::new("straightforward", name), |bencher| {
            bencher.iter_with_large_drop(|| {
                straightforward::shape(&old, name, &rows).expect("the rows are sound")
            });
        });
        group.bench_function(BenchmarkId::new("ours", name), |bencher| {
            bencher.iter_with_large_drop(|| {
                let mut out = Vec::new();
                response::shape(&ours, of, &rows, &mut out).expect("the rows are sound");
                out
            });
        });
    }
    group.finish();
}

criterion_group!(benches, shaping);
criterion_main!(benches);
