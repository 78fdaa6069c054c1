//! Real schemas in SDL and as introspection results give the registries that graphql-core says they should.
#![cfg(feature = "graphql")]

#[path = "../benches/support/mod.rs"]
mod support;

use schema_registry::{LoadOptions, SchemaRegistry};
use support::fixtures;

/// Asserts that a registry is the expected one; says what is different.
#[track_caller]
fn assert_same(found: &SchemaRegistry, expected: &SchemaRegistry, name: &str) {
    let changes: Vec<String> =
        found.changes_since(expected).iter().map(|change| format!("{}: {change}", change.path())).collect();
    assert!(changes.is_empty(), "{name}: {} differences\n{}", changes.len(), changes.join("\n"));
    assert_eq!(found.fingerprint(), expected.fingerprint(), "{name}");
}

#[test]
fn an_imported_schema_equals_its_ir() {
    for (name, format) in [
        ("cardano", "graphql"),
        ("github-14", "graphql"),
        ("github-15", "graphql"),
        ("countries", "introspection.json"),
        ("shopify-admin-2025-10", "introspection.json"),
        ("shopify-admin-2026-01", "introspection.json"),
    ] {
        let expected = SchemaRegistry::from_json(&fixtures::schema(&format!("{name}.ir.json")));
        let text = fixtures::schema(&format!("{name}.{format}"));
        let loaded = LoadOptions::new().detect(&text).expect("a real schema loads");
        assert_same(&loaded.registry, &expected.expect("the IR loads"), name);
        assert!(loaded.warnings.is_empty(), "{name}: {:?}", loaded.warnings);
    }
}
