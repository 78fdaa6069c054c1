//! One thread: what a read, a change and a handle cost, beside the bare cell that they are made of.
//!
//! `cargo bench --bench swap`.
//!
//! This does not represent reads while others read or replace: nobody contends here, and everything is in the cache. See
//! `contention` for the rest.

use std::hint::black_box;
use std::sync::Arc;

use arc_swap::{ArcSwap, Cache};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use schema_registry::{RegistryHandle, SchemaRegistry};

fn read(c: &mut Criterion) {
    let mut group = c.benchmark_group("read");
    let (raw, handle) = (Arc::new(ArcSwap::from_pointee(SchemaRegistry::empty())), RegistryHandle::new());

    group.bench_function("raw ArcSwap::load", |b| b.iter(|| drop(black_box(raw.load()))));
    group.bench_function("handle.load", |b| b.iter(|| drop(black_box(handle.load()))));
    group.bench_function("raw ArcSwap::load_full", |b| b.iter(|| drop(black_box(raw.load_full()))));
    group.bench_function("handle.snapshot", |b| b.iter(|| drop(black_box(handle.snapshot()))));

    let mut cache = Cache::new(Arc::clone(&raw));
    group.bench_function("raw Cache::load", |b| {
        b.iter(|| {
            black_box(black_box(&mut cache).load());
        });
    });
    let mut reader = handle.reader();
    group.bench_function("reader.get", |b| {
        b.iter(|| {
            black_box(black_box(&mut reader).get());
        });
    });
    group.finish();
}

fn change(c: &mut Criterion) {
    let mut group = c.benchmark_group("change");
    let registry = SchemaRegistry::empty();

    let raw = ArcSwap::from_pointee(registry.clone());
    group.bench_function("raw ArcSwap::swap", |b| {
        b.iter(|| drop(raw.swap(Arc::new(registry.clone()))));
    });
    let handle = RegistryHandle::new();
    group.bench_function("handle.set, nobody waits", |b| {
        b.iter(|| drop(handle.set(registry.clone())));
    });
    group.bench_function("handle.update", |b| {
        b.iter(|| handle.update(|_| Ok::<_, ()>(registry.clone())));
    });
    group.finish();
}

fn handle(c: &mut Criterion) {
    let mut group = c.benchmark_group("handle");
    group.bench_function("new", |b| {
        b.iter_batched(|| (), |()| RegistryHandle::new(), BatchSize::SmallInput);
    });
    group.bench_function("new and drop", |b| b.iter(|| drop(black_box(RegistryHandle::new()))));
    let handle = RegistryHandle::new();
    group.bench_function("clone and drop", |b| b.iter(|| drop(black_box(handle.clone()))));
    group.bench_function("reader and drop", |b| b.iter(|| drop(black_box(handle.reader()))));
    group.finish();
}

criterion_group!(benches, read, change, handle);
criterion_main!(benches);
