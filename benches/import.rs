//! Importing a GraphQL schema from memory, and telling what changed between two of them.
//!
//! SDL stands beside what it is read with, apollo-parser: its parse to a syntax tree without anything else. It also stands
//! beside apollo-compiler: its parse to `ast`, and its whole `Schema::parse`. An introspection
//! result stands beside `serde_json` reading the same text as a `Value`. `changes_since` stands beside loading one of the
//! registries that it compares.
//!
//! Throughput is in bytes of the document. Freeing what was loaded is left out for all, but not freeing the syntax tree,
//! which is part of our import.
//!
//! This does not represent documents with descriptions, which are three times as long, nor such as have mistakes.

mod support;

use std::time::Duration;

use apollo_compiler::{Schema, ast};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use schema_registry::SchemaRegistry;
use support::fixtures;

fn importing(criterion: &mut Criterion) {
    let sdl = fixtures::schema("github-15.graphql");
    let mut group = criterion.benchmark_group("import/SDL, GitHub");
    group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    group.throughput(Throughput::Bytes(sdl.len() as u64));
    group.bench_function("ours", |bencher| {
        bencher.iter_with_large_drop(|| SchemaRegistry::from_sdl(&sdl).expect("the SDL loads"));
    });
    group.bench_function("apollo-parser, syntax tree", |bencher| {
        bencher.iter(|| drop(apollo_parser::Parser::new(&sdl).parse()));
    });
    group.bench_function("apollo-parser, syntax tree, not freed", |bencher| {
        bencher.iter_with_large_drop(|| apollo_parser::Parser::new(&sdl).parse());
    });
    group.bench_function("apollo-compiler, ast", |bencher| {
        bencher.iter_with_large_drop(|| {
            ast::Document::parse(sdl.as_str(), "github.graphql").expect("it parses")
        });
    });
    group.bench_function("apollo-compiler, Schema::parse", |bencher| {
        bencher.iter_with_large_drop(|| Schema::parse(sdl.as_str(), "github.graphql").expect("it parses"));
    });
    group.finish();

    let json = fixtures::schema("shopify-admin-2026-01.introspection.json");
    let mut group = criterion.benchmark_group("import/introspection, Shopify");
    group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    group.throughput(Throughput::Bytes(json.len() as u64));
    group.bench_function("ours", |bencher| {
        bencher.iter_with_large_drop(|| SchemaRegistry::from_introspection(&json).expect("the result loads"));
    });
    group.bench_function("serde_json::Value", |bencher| {
        bencher.iter_with_large_drop(|| {
            serde_json::from_str::<serde_json::Value>(&json).expect("the result is JSON")
        });
    });
    group.finish();
}

fn comparing(criterion: &mut Criterion) {
    let older_json = fixtures::schema("shopify-admin-2025-10.ir.json");
    let newer_json = fixtures::shopify();
    let older = SchemaRegistry::from_json(&older_json).expect("the IR loads");
    let newer = SchemaRegistry::from_json(&newer_json).expect("the IR loads");
    let again = SchemaRegistry::from_json(&newer_json).expect("the IR loads");
    let mut group = criterion.benchmark_group("changes, Shopify");
    group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    group.bench_function("load one", |bencher| {
        bencher.iter_with_large_drop(|| SchemaRegistry::from_json(&newer_json).expect("the IR loads"));
    });
    group.bench_function("2025-10 to 2026-01", |bencher| bencher.iter(|| newer.changes_since(&older)));
    group.bench_function("no change", |bencher| bencher.iter(|| newer.changes_since(&again)));
    group.finish();
}

criterion_group!(benches, importing, comparing);
criterion_main!(benches);
