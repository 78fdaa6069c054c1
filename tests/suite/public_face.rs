//! What every view, change and finding offers besides its content: identity, coordinates, serde, owned definitions.

use std::collections::HashSet;

use schema_registry::{
    ArgDef, Coordinate, Element, FieldDef, KeepDirectives, LoadOptions, Operation, SchemaRegistry, TypeDef,
    TypeKind, ValueDef,
};
use serde_json::json;

use crate::support::fixtures;

const SDL: &str = r#"
interface Node { id: ID! }
type Query { users(first: Int = 10, role: Role! = ADMIN): [User!]! me: User @deprecated(reason: "ask \"users\"") }
type User implements Node { id: ID! name: String @deprecated }
union Found = User | Query
enum Role { ADMIN GUEST @deprecated }
input Filter @oneOf { name: String ids: [ID!] = ["a", "b"] }
scalar Date @specifiedBy(url: "https://example.org/date")
"#;

fn registry() -> SchemaRegistry {
    SchemaRegistry::from_sdl(SDL).expect("the SDL loads")
}

#[test]
fn every_element_is_found_at_its_coordinate() {
    for registry in [registry(), SchemaRegistry::from_json(&fixtures::github()).unwrap()] {
        let mut elements: Vec<Element<'_>> = Vec::new();
        for info in &registry {
            elements.push(Element::Type(info));
            for field in info.fields() {
                elements.push(Element::Field(field));
                elements.extend(field.args().map(Element::Argument));
                assert!(field.args().all(|arg| arg.field() == field && field.parent() == info));
            }
            elements.extend(info.values().map(Element::Value));
            assert!(
                info.values().all(|value| value.parent() == info && info.value(value.name()) == Some(value))
            );
        }
        for element in &elements {
            let coordinate = element.coordinate();
            assert_eq!(registry.at(&coordinate), Some(*element), "{coordinate}");
            let read: Coordinate = coordinate.to_string().parse().unwrap();
            assert_eq!(read, coordinate);
        }
        assert_eq!(elements.iter().collect::<HashSet<_>>().len(), elements.len(), "each is another one");
    }
    for missing in
        ["Nobody", "User.nobody", "Query.users(nobody:)", "Role.NOBODY", "@auth", "@deprecated(reason:)"]
    {
        assert_eq!(registry().at(&missing.parse().unwrap()), None, "{missing}");
    }
}

#[test]
fn views_are_equal_if_they_are_of_the_same_element_of_the_same_registry() {
    let (one, clone, other) = (registry(), registry(), registry());
    let shared = one.clone();
    assert_eq!(one.get_type("User"), shared.get_type("User"));
    assert_eq!(one.get_field("User", "id"), one.get_type("User").unwrap().field("id"));
    assert_ne!(one.get_field("User", "id"), one.get_field("Node", "id"));
    assert_eq!(clone, other);
    assert_ne!(clone.get_type("User"), other.get_type("User"));
}

#[test]
fn iterators_go_from_both_ends_and_know_their_length() {
    let registry = registry();
    let mut types = registry.types();
    assert_eq!((types.len(), types.size_hint()), (12, (12, Some(12))));
    assert_eq!(types.clone().map(|it| it.name()).collect::<Vec<_>>().len(), 12);
    let last = types.next_back().unwrap();
    assert_eq!(types.len(), 11);
    assert_eq!(registry.types().nth(11), Some(last));
    assert_eq!(types.nth(11), None);
    let user = registry.get_type("User").unwrap();
    assert_eq!(user.interfaces().collect::<Vec<_>>(), ["Node"]);
    let members = registry.get_type("Found").unwrap().members();
    assert_eq!(members.rev().collect::<Vec<_>>(), ["Query", "User"]);
    assert_eq!(SchemaRegistry::empty().types().count() + SchemaRegistry::empty().features().len(), 0);
}

#[test]
fn views_serialize_as_the_ir_writes_them_with_their_names() {
    let registry = registry();
    assert_eq!(
        serde_json::to_value(registry.get_field("Query", "users").unwrap()).unwrap(),
        json!({
            "name": "users", "type_name": "User", "is_nested_object": true, "is_list": true, "type": "[User!]!",
            "args": { "first": { "type": "Int", "default": "10" }, "role": { "type": "Role!", "default": "ADMIN" } },
        })
    );
    assert_eq!(
        serde_json::to_value(registry.get_type("Role").unwrap()).unwrap(),
        json!({
            "name": "Role", "kind": "ENUM", "fields": {},
            "values": { "ADMIN": {}, "GUEST": { "deprecated": "No longer supported" } },
        })
    );
    let role = registry.get_field("Query", "users").unwrap().arg("role").unwrap();
    assert_eq!(
        serde_json::to_value(role).unwrap(),
        json!({ "name": "role", "type": "Role!", "default": "ADMIN" })
    );
    assert_eq!(
        serde_json::to_value(registry.get_type("Role").unwrap().value("ADMIN").unwrap()).unwrap(),
        json!({ "name": "ADMIN" })
    );
}

#[test]
fn a_registry_built_of_its_own_definitions_is_equal() {
    for registry in [registry(), SchemaRegistry::from_json(&fixtures::github()).unwrap()] {
        let mut builder = SchemaRegistry::builder(registry.version());
        builder = registry.features().fold(builder, schema_registry::RegistryBuilder::feature);
        for operation in Operation::ALL {
            if let Some(name) = registry.root_name(operation) {
                builder = builder.root(operation, name);
            }
        }
        builder =
            registry.types().map(TypeDef::from).fold(builder, schema_registry::RegistryBuilder::add_type);
        assert_eq!(builder.build().unwrap(), registry);
    }
    let registry = registry();
    let users = registry.get_field("Query", "users").unwrap();
    assert_eq!(FieldDef::from(users).args[0], ArgDef::new("first", "Int").default_value("10"));
    let guest = registry.get_type("Role").unwrap().value("GUEST").unwrap();
    assert_eq!(ValueDef::from(guest).deprecation_reason.as_deref(), Some("No longer supported"));
}

#[test]
fn sdl_reads_back_as_an_equal_registry_and_is_printed_as_graphql_js_prints_it() {
    let printed = "\
interface Node {
  id: ID!
}

type Query {
  users(first: Int = 10, role: Role! = ADMIN): [User!]!
  me: User @deprecated(reason: \"ask \\\"users\\\"\")
}

type User implements Node {
  id: ID!
  name: String @deprecated
}

union Found = User | Query

enum Role {
  ADMIN
  GUEST @deprecated
}

input Filter @oneOf {
  name: String
  ids: [ID!] = [\"a\", \"b\"]
}

scalar Date @specifiedBy(url: \"https://example.org/date\")
";
    assert_eq!(registry().to_sdl(), printed);
    for name in fixtures::ir_names() {
        let registry = SchemaRegistry::from_json(&fixtures::schema(&format!("{name}.ir.json"))).unwrap();
        let sdl = registry.to_sdl();
        assert_eq!(SchemaRegistry::from_sdl(&sdl).unwrap(), registry, "{name}");
    }
    let named = "schema {\n  query: Root\n}\n\ntype Root {\n  a: Int\n}\n";
    assert_eq!(SchemaRegistry::from_sdl(named).unwrap().to_sdl(), named);
    // A type of a usual name that is no root.
    let unusual =
        "schema {\n  query: Query\n}\n\ntype Query {\n  a: Mutation\n}\n\ntype Mutation {\n  a: Int\n}\n";
    assert_eq!(SchemaRegistry::from_sdl(unusual).unwrap().to_sdl(), unusual);
    // Types with the names of built-in scalars that are not just those.
    let built_in =
        "type Query {\n  a: Int\n}\n\nenum Float {\n  A\n}\n\nscalar ID @specifiedBy(url: \"a\")\n";
    let registry = SchemaRegistry::from_sdl(&format!("{built_in}scalar Int")).unwrap();
    assert_eq!(registry.to_sdl(), built_in);
    assert_eq!(SchemaRegistry::from_sdl(built_in).unwrap(), registry);
    assert_eq!(SchemaRegistry::empty().to_sdl(), "");
}

#[test]
fn kinds_and_operations_read_back_as_they_are_written() {
    assert!(TypeKind::ALL.iter().all(|kind| kind.to_string().parse() == Ok(*kind)));
    assert!(Operation::ALL.iter().all(|operation| operation.to_string().parse() == Ok(*operation)));
    assert_eq!(
        "object".parse::<TypeKind>().unwrap_err().to_string(),
        "`object` is not a kind of type (OBJECT, INTERFACE, UNION, ENUM, INPUT_OBJECT, SCALAR)"
    );
    assert!("Query".parse::<Operation>().is_err());
}

#[test]
fn a_change_has_the_coordinate_of_what_changed_and_serializes() {
    let older = registry();
    let newer = SDL
        .replace("name: String @deprecated", "")
        .replace("first: Int = 10", "first: Int = 20")
        .replace("union Found = User | Query", "union Found = User")
        .replace("ADMIN GUEST", "ADMIN OWNER GUEST");
    let newer = SchemaRegistry::from_sdl(&newer).unwrap();
    let changes = newer.changes_since(&older);
    let coordinates: Vec<String> = changes.iter().map(|it| it.coordinate().unwrap().to_string()).collect();
    assert_eq!(coordinates, ["Query.users(first:)", "User.name", "Found", "Role.OWNER"]);
    assert_eq!(
        serde_json::to_value(&changes[0]).unwrap(),
        json!({
            "kind": "ArgumentDefaultChanged", "criticality": "dangerous", "coordinate": "Query.users(first:)",
            "before": "10", "after": "20", "line": null, "column": null, "message": changes[0].to_string(),
        })
    );
    let other_version = newer.to_builder().version("1.2").build().unwrap();
    assert_eq!(other_version.changes_since(&newer)[0].coordinate(), None);
}

#[test]
fn a_finding_has_a_code_and_is_shown_against_the_text() {
    let sdl = "type Query {\n  a: Missing\n  b: Int, a: Other\n}\n";
    let error = LoadOptions::new().sdl(sdl).unwrap_err();
    let codes: Vec<&str> = error.diagnostics().iter().map(schema_registry::Diagnostic::code).collect();
    assert_eq!(codes, ["unresolved_reference", "duplicate", "unresolved_reference"]);
    let report = error.report(sdl).to_string();
    assert!(report.contains("2 |   a: Missing\n  |      ^^^^^^^\n"), "{report}");
    let long = format!("type Query {{ {} a: Missing }}", "# \u{e4}\n".repeat(3) + &"b: Int ".repeat(1_000));
    let error = LoadOptions::new().sdl(&long).unwrap_err();
    let report = error.report(&long).to_string();
    assert!(report.lines().all(|line| line.chars().count() < 160), "{report}");
    // Against another text, or none, it shows what it knows.
    assert!(error.report("").to_string().starts_with("error: "));
    let value = serde_json::to_value(&error.diagnostics()[0]).unwrap();
    assert_eq!(value["severity"], "error");
    assert!(value["span"][0].is_u64() && value["line"].is_u64(), "{value}");
}

#[test]
fn what_changed_of_a_document_is_said_in_a_sentence_with_its_path() {
    let load = |json: &str| {
        let options = LoadOptions::new().descriptions(true).directives(KeepDirectives::All);
        options.json(json).expect("it loads").registry
    };
    let older = load(
        r#"{"version": "1.1", "features": ["a"], "x": 1, "gone": true, "directive_definitions": {"d": "directive @d on OBJECT"},
            "types": {"A": {"fields": {}, "x": 1, "description": "old", "directives": [{"name": "d"}, {"name": "e"}]},
            "B": {"fields": {}, "directives": [{"name": "d"}, {"name": "e", "args": {"a": "1"}}]}}}"#,
    );
    let newer = load(
        r#"{"version": "1.2", "features": ["b"], "x": 2, "new": null, "directive_definitions": {"e": "directive @e on OBJECT"},
            "types": {"A": {"fields": {}, "directives": [{"name": "e"}, {"name": "d"}]},
            "B": {"fields": {}, "description": "new", "directives": [{"name": "e", "args": {"a": "2"}}]}}}"#,
    );
    let said: Vec<String> =
        newer.changes_since(&older).iter().map(|it| format!("{}: {it}", it.path())).collect();
    assert_eq!(
        said,
        [
            "types.A.x: extension `x` of `A` removed (was `1`)",
            "types.A.description: description of `A` removed",
            "types.A.directives: directives of `A` reordered from `@d @e` to `@e @d`",
            "types.B.description: description of `B` added",
            "types.B.directives.d: directive `@d` removed from `B`",
            "types.B.directives.e: directive of `B` changed from `@e(a: 1)` to `@e(a: 2)`",
            "version: version changed from `1.1` to `1.2`",
            "features: list of features changed from `a` to `b`",
            "gone: extension `gone` removed (was `true`)",
            "new: extension `new` set to `null`",
            "x: extension `x` changed from `1` to `2`",
            "directive_definitions.d: definition of directive `@d` removed (was `directive @d on OBJECT`)",
            "directive_definitions.e: definition of directive `@e` set to `directive @e on OBJECT`",
        ]
    );
}
