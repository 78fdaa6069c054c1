//! Look-ups allocate nothing, and what a registry keeps on the heap does not grow in blocks.
//!
//! A binary of its own: it counts with an allocator that takes the place of the system's, by thread.

#[path = "support/memory.rs"]
mod memory;
#[path = "support/mod.rs"]
mod support;

use std::hint::black_box;

use memory::{Live, allocations, live};
use schema_registry::SchemaRegistry;
use support::queries::Queries;
use support::schema::{self, Names};
use support::{fixtures, old_design::OldRegistry};

/// Asks everything; returns the number of hits.
fn ask(registry: &SchemaRegistry, queries: &Queries) -> usize {
    let found = |(of, field)| {
        let found = black_box(registry.get_field_type(of, field)).is_some();
        let of_type = black_box(registry.get_type(of)).and_then(|found| found.field_by_alias(field));
        assert_eq!(black_box(of_type).is_some(), found);
        found
    };
    queries.pairs().filter(|&pair| found(pair)).count()
}

/// Asks one in a hundred with a reason; returns how many hit. A miss may allocate, for its suggestions.
fn ask_why(registry: &SchemaRegistry, queries: &Queries) -> usize {
    queries.pairs().step_by(100).filter(|(of, field)| black_box(registry.lookup(of, field)).is_ok()).count()
}

#[track_caller]
fn assert_silent(what: &str, registry: &SchemaRegistry, queries: &Queries, hits: bool) {
    assert!(queries.len() > 100, "{what}: {} look-ups are too few", queries.len());
    let mut found = (0, 0);
    let asked_why = |hits| if hits { ask_why(registry, queries) } else { 0 };
    let count = allocations(|| found = (ask(registry, queries), asked_why(hits)));
    let expected = if hits { (queries.len(), queries.len().div_ceil(100)) } else { (0, 0) };
    assert_eq!(found, expected, "{what}");
    assert_eq!(count, 0, "{what} allocates");
}

#[test]
fn no_lookup_allocates() {
    for json in [schema::synthetic(100, 15), fixtures::github()] {
        let names = Names::of(&json);
        let registry = SchemaRegistry::from_json(&json).expect("the document loads");
        assert_silent("a hit", &registry, &Queries::exact(&names), true);
        assert_silent("an alias hit", &registry, &Queries::alias(&names), true);
        assert_silent("a missed field", &registry, &Queries::missed_field(&names, false), false);
        assert_silent(
            "a missed field with underscore",
            &registry,
            &Queries::missed_field(&names, true),
            false,
        );
        assert_silent("a missed type", &registry, &Queries::missed_type(&names), false);
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

/// What a field says besides its name is held once for all that say the same.
#[cfg(feature = "graphql")]
#[test]
fn fields_that_are_nothing_but_a_type_share_what_says_it() {
    let taken = |said: &str| {
        let fields: String =
            (0..1_000).map(|n| ["f", &n.to_string(), ": Int", said, "\n"].concat()).collect();
        let sdl = format!("type Row {{ {fields} }}");
        live(|| SchemaRegistry::from_sdl(&sdl).expect("the schema loads")).bytes
    };
    let (plain, others) = (taken(""), taken(" @deprecated"));
    assert!(plain + 16 * 1_000 < others, "{plain} bytes beside {others}");
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
