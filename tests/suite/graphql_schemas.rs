//! Real schemas in SDL and as introspection results give the registries that graphql-core says they should.

use schema_registry::{LoadOptions, SchemaRegistry};
use serde_json::json;

use crate::support::fixtures;
use crate::written;

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

fn small(name: &str) -> String {
    let path = format!("{}/tests/fixtures/sdl/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_schema_that_is_hard_to_read_is_read_as_graphql_core_reads_it() {
    for name in ["literals", "extensions", "unusual", "subgraph"] {
        let expected = SchemaRegistry::from_json(&small(&format!("{name}.ir.json"))).expect("the IR loads");
        let found = SchemaRegistry::from_sdl(&small(&format!("{name}.graphql"))).expect("the SDL loads");
        assert_same(&found, &expected, name);
    }
}

#[test]
fn an_introspection_result_of_graphql_core_gives_the_registry_of_its_sdl() {
    for name in ["extensions", "unusual"] {
        let expected = SchemaRegistry::from_sdl(&small(&format!("{name}.graphql"))).expect("the SDL loads");
        let result = small(&format!("{name}.introspection.json"));
        let found = SchemaRegistry::from_introspection(&result).expect("the introspection result loads");
        assert_same(&found, &expected, name);
    }
}

#[test]
fn sdl_and_introspection_of_one_schema_give_equal_registries() {
    for name in fixtures::ir_names() {
        let json = fixtures::schema(&format!("{name}.ir.json"));
        let registry = SchemaRegistry::from_json(&json).expect("the IR loads");
        let from_sdl = SchemaRegistry::from_sdl(&written::sdl(&registry)).expect("the SDL loads");
        assert_same(&from_sdl, &registry, &name);
        let result = json!({ "data": { "__schema": written::introspection(&registry) } }).to_string();
        let found = LoadOptions::new().detect(&result).expect("the result loads");
        assert_same(&found.registry, &registry, &name);
    }
}

#[test]
fn an_introspection_result_may_come_without_its_envelope() {
    let registry = SchemaRegistry::from_json(&fixtures::schema("countries.ir.json")).expect("the IR loads");
    let result = written::introspection(&registry);
    for result in
        [json!({ "__schema": result }), json!({"extensions": {}, "data": { "__schema": result } }), result]
    {
        let found = LoadOptions::new().detect(&result.to_string()).expect("the result loads");
        assert_same(&found.registry, &registry, "countries");
    }
}
