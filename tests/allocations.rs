//! Look-ups allocate nothing, and what a registry keeps on the heap does not grow in blocks.
//!
//! A binary of its own: it counts with an allocator that takes the place of the system's, by thread.

#[path = "../benches/support/memory.rs"]
mod memory;
#[path = "../benches/support/mod.rs"]
mod support;

use std::hint::black_box;

use memory::{Live, allocations, live};
use schema_registry::SchemaRegistry;
use support::queries::Queries;
use support::schema::{self, Names};
use support::{fixtures, old_design::OldRegistry};

/// Asks all three look-ups everything; gives how many hit.
fn ask(registry: &SchemaRegistry, queries: &Queries) -> usize {
    let mut hits = 0;
    for (of, field) in queries.pairs() {
        hits += usize::from(black_box(registry.get_field_type(of, field)).is_some());
        hits += usize::from(black_box(registry.lookup(of, field)).is_ok());
        hits += usize::from(black_box(registry.get_type(of)).and_then(|found| found.field(field)).is_some());
    }
    hits
}

#[track_caller]
fn assert_silent(what: &str, registry: &SchemaRegistry, queries: &Queries, expected_hits: usize) {
    assert!(queries.len() > 100, "{what}: {} look-ups are too few", queries.len());
    let mut hits = 0;
    let count = allocations(|| hits = ask(registry, queries));
    assert_eq!(hits, expected_hits, "{what}");
    assert_eq!(count, 0, "{what} allocates");
}

#[test]
fn no_lookup_allocates() {
    for json in [schema::synthetic(100, 15), fixtures::github()] {
        let names = Names::of(&json);
        let registry = SchemaRegistry::from_json(&json).expect("the document loads");
        let (exact, alias) = (Queries::exact(&names), Queries::alias(&names));
        assert_silent("a hit", &registry, &exact, exact.len() * 3);
        assert_silent("an alias hit", &registry, &alias, alias.len() * 3);
        assert_silent("a missed field", &registry, &Queries::missed_field(&names, false), 0);
        assert_silent("a missed field with underscore", &registry, &Queries::missed_field(&names, true), 0);
        assert_silent("a missed type", &registry, &Queries::missed_type(&names), 0);
    }
}

#[test]
fn no_lookup_of_a_very_long_name_allocates() {
    let registry = SchemaRegistry::from_json(&schema::synthetic(10, 15)).expect("the document loads");
    let of = registry.types().next().expect("there is a type").name();
    for asked in ["a_b".repeat(10_000), "_".repeat(10_000), "é_ß".repeat(10_000)] {
        let mut found = true;
        assert_eq!(allocations(|| found = black_box(registry.get_field_type(of, &asked)).is_some()), 0);
        assert!(!found);
        assert_eq!(allocations(|| found = black_box(registry.get_field_type(&asked, of)).is_some()), 0);
        assert!(!found);
    }
}

#[test]
fn the_counting_sees_the_old_design_allocate() {
    let json = schema::synthetic(10, 15);
    let old = OldRegistry::from_json(&json).expect("the old design reads it");
    let queries = Queries::alias(&Names::of(&json));
    let asked = || queries.pairs().for_each(|(of, field)| assert!(old.get_field_type(of, field).is_some()));
    assert!(allocations(asked) >= queries.len() as u64);
}

#[test]
fn a_large_registry_has_as_few_heap_blocks_as_a_small_one() {
    let loaded = |types| {
        let json = schema::synthetic(types, 15);
        live(|| SchemaRegistry::from_json(&json).expect("the document loads"))
    };
    let (small, large) = (loaded(100), loaded(10_000));
    assert_eq!(small.blocks, large.blocks);
    assert!(large.blocks <= 40, "{large:?}");
}

#[test]
fn a_registry_takes_at_most_a_sixth_of_the_old_design() {
    for json in [schema::synthetic(1_000, 15), schema::synthetic(10_000, 15), fixtures::github()] {
        let ours = live(|| SchemaRegistry::from_json(&json).expect("the document loads"));
        let old = live(|| OldRegistry::from_json(&json).expect("the old design reads it"));
        assert!(ours.bytes * 6 <= old.bytes, "{ours:?} beside {old:?}");
        assert!(ours.blocks <= 40, "{ours:?}");
    }
}

#[test]
fn dropping_a_registry_frees_all_that_it_took() {
    let json = fixtures::github();
    let left = live(|| SchemaRegistry::from_json(&json).expect("the document loads").type_count());
    assert_eq!(left, Live { blocks: 0, bytes: 0 });
}

#[test]
fn cloning_a_registry_allocates_nothing() {
    let registry = SchemaRegistry::from_json(&schema::synthetic(100, 15)).expect("the document loads");
    let mut clone = None;
    assert_eq!(allocations(|| clone = Some(registry.clone())), 0);
    assert_eq!(clone.map(|clone| clone.type_count()), Some(100));
}
