//! Documents that people reported, or that generated ones were reduced to, each with what must come out of it.

use schema_registry::{ChangeKind, Diagnostic, LoadOptions, Loaded, SchemaRegistry, Severity, Strictness};

fn text(name: &str) -> String {
    let path = format!("{}/tests/fixtures/reported/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[track_caller]
fn load(name: &str) -> Loaded {
    LoadOptions::new().detect(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[track_caller]
fn refused(name: &str) -> Vec<Diagnostic> {
    match LoadOptions::new().detect(&text(name)) {
        Ok(_) => panic!("{name} loads"),
        Err(error) => error.diagnostics().to_vec(),
    }
}

#[test]
fn a_mistake_in_sdl_is_one_finding_on_its_line() {
    for (name, line) in [
        ("01-recovery-link-import-list.graphql", 11),
        ("02-recovery-described-directive-arg.graphql", 7),
        ("03-recovery-cascade-missing-type.graphql", 2),
        ("05-recovery-only-root.graphql", 2),
        ("07-recovery-false-unknown-type.graphql", 2),
        ("21-string-starts-with-line-break.graphql", 1),
        ("f-4-deprecated-reason-null.graphql", 1),
        ("f-8-error-in-schema-block.graphql", 2),
    ] {
        let found = refused(name);
        let [found] = &found[..] else { panic!("{name}: {found:#?}") };
        assert_eq!(found.line(), Some(line), "{name}: {found}");
    }
    let unterminated = refused("21-string-starts-with-line-break.graphql");
    assert_eq!(unterminated[0].message(), "unterminated string");
}

#[test]
fn what_graphql_js_takes_loads_without_a_warning() {
    for name in [
        "12-field-of-introspection-type.graphql",
        "14-location-directive-definition.graphql",
        "15-directive-on-directive.graphql",
        "f-1-comma-after-extend.graphql",
    ] {
        let loaded = load(name);
        assert!(loaded.warnings.is_empty(), "{name}: {:?}", loaded.warnings);
    }
    assert!(load("f-1-comma-after-extend.graphql").registry.get_field_type("Query", "b").is_some());
}

#[test]
fn an_introspection_result_without_kinds_or_types_is_refused_at_its_place() {
    for (name, paths) in [
        (
            "08-introspection-names-only.json",
            &["data.__schema.types[0]", "data.__schema.types[1]", "data.__schema.types[2]"][..],
        ),
        ("09-introspection-kind-null.json", &["data.__schema.types[1]"]),
        ("10-introspection-no-types.json", &["data.__schema"]),
    ] {
        let found: Vec<String> = refused(name).iter().map(|it| it.path().unwrap().to_string()).collect();
        assert_eq!(found, paths, "{name}");
    }
}

#[test]
fn the_kind_of_a_type_reference_decides_what_counts_of_it() {
    for (name, expected) in [
        ("17-ref-without-kind.json", "Int"),
        ("18-wrapper-name-after-ofType.json", "Int!"),
        ("20-named-with-ofType.json", "Int"),
    ] {
        let registry = load(name).registry;
        let found = registry.get_field_type("Query", "a").unwrap();
        assert_eq!(found.type_ref().as_str(), expected, "{name}");
    }
}

#[test]
fn what_is_no_part_of_a_schema_or_no_root_is_a_warning() {
    for (name, message) in [
        ("22-root-not-object-silent.graphql", "`Query` is not the query root, since it is of kind INTERFACE"),
        ("f-7-described-operation.graphql", "operations and fragments are ignored"),
    ] {
        let loaded = load(name);
        let [warning] = &loaded.warnings[..] else { panic!("{name}: {:#?}", loaded.warnings) };
        assert_eq!((warning.severity(), warning.message().as_str()), (Severity::Warning, message));
        assert!(LoadOptions::new().strictness(Strictness::Strict).sdl(&text(name)).is_err(), "{name}");
    }
    let found = refused("24-operations-only.graphql");
    assert!(found.iter().any(|it| it.code() == "no_types"), "{found:?}");
}

#[test]
fn an_extension_of_the_schema_replaces_no_usual_root() {
    let name = "f-5-extend-schema-over-usual-roots.graphql";
    let loaded = LoadOptions::new().strictness(Strictness::Lenient).sdl(&text(name)).unwrap();
    assert_eq!(loaded.registry.root_name(schema_registry::Operation::Mutation), Some("Mutation"));
    assert_eq!(loaded.warnings.len(), 1, "{:?}", loaded.warnings);
    assert_eq!(refused(name).len(), 1);
}

#[test]
fn a_type_that_is_defined_twice_alike_is_said_to_be_so() {
    let found = refused("35-duplicate-enum.json");
    let [found] = &found[..] else { panic!("{found:#?}") };
    assert_eq!(found.message(), "`E` is defined twice; both definitions are equal");
    let lenient = LoadOptions::new().strictness(Strictness::Lenient);
    assert_eq!(lenient.detect(&text("35-duplicate-enum.json")).unwrap().warnings.len(), 1);
    let other = LoadOptions::new().sdl("enum E { A }  enum E { A B }  type Query { e: E }").unwrap_err();
    assert_eq!(other.diagnostics()[0].message(), "`E` is defined twice");
}

#[test]
fn a_default_that_is_spelled_otherwise_is_another_one() {
    for number in ["30", "32"] {
        let [older, newer] = ["a", "b"].map(|side| load(&format!("{number}{side}.graphql")).registry);
        let changes = newer.changes_since(&older);
        let [change] = &changes[..] else { panic!("{number}: {changes:?}") };
        assert_eq!(change.kind(), ChangeKind::ArgumentDefaultChanged, "{number}");
    }
    let [older, newer] = ["a", "b"].map(|side| load(&format!("33{side}.graphql")).registry);
    assert!(newer.changes_since(&older).iter().any(|change| change.kind() == ChangeKind::OneOfAdded));
    assert!(older.changes_since(&newer).iter().any(|change| change.kind() == ChangeKind::OneOfRemoved));
}

#[test]
fn only_line_feeds_and_carriage_returns_end_the_lines_of_a_block_string() {
    for (name, arg) in [("34-block-u2028.graphql", "s"), ("f-3-block-string-default-u2028.graphql", "x")] {
        let registry = load(name).registry;
        let field = registry.get_field_type("Query", "a").unwrap();
        let default = field.arg(arg).unwrap().default_value().unwrap();
        let source = text(name);
        let literal = &source[source.find("\"\"\"").unwrap()..=source.rfind('"').unwrap()];
        assert_eq!(default, literal, "{name}");
        let again =
            SchemaRegistry::from_sdl(&format!("type Query {{ a({arg}: String = {default}): Int }}")).unwrap();
        assert_eq!(
            again.get_field_type("Query", "a").unwrap().arg(arg).unwrap().default_value(),
            Some(default)
        );
    }
}
