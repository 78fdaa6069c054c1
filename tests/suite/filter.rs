//! A part of a registry, and that nothing in it refers to what is gone.

use schema_registry::{Element, KeepDirectives, LoadOptions, SchemaRegistry};

fn kept(sdl: &str) -> SchemaRegistry {
    LoadOptions::new().directives(KeepDirectives::All).descriptions(true).sdl(sdl).unwrap().registry
}

/// Without the elements that are written so.
fn without(registry: &SchemaRegistry, gone: &[&str]) -> Result<SchemaRegistry, String> {
    let filtered = registry.filter(|element| !gone.contains(&element.coordinate().to_string().as_str()));
    filtered.map_err(|error| {
        let messages: Vec<String> = error.diagnostics().iter().map(ToString::to_string).collect();
        messages.join("; ")
    })
}

#[track_caller]
fn assert_left(sdl: &str, gone: &[&str], expected: &str) {
    let registry = kept(sdl);
    let left = without(&registry, gone).unwrap();
    assert_eq!(left, kept(expected), "{}", left.to_sdl());
    assert_eq!(without(&left, gone).unwrap(), left, "filtering twice is filtering once");
    let again = LoadOptions::new().directives(KeepDirectives::All).descriptions(true);
    assert_eq!(again.sdl(&left.to_sdl()).unwrap().registry, left);
}

#[test]
fn what_refers_to_what_is_gone_goes_too() {
    let sdl = "type Query implements I & J { a: A b(x: In, y: Int): Int c: U }
        interface I { a: A } interface J { c: U } type A { id: ID } union U = A | B type B { id: ID } input In { x: Int }";
    assert_left(
        sdl,
        &["A", "I", "In"],
        "type Query implements J { b(y: Int): Int c: U } interface J { c: U } union U = B type B { id: ID }",
    );
}

#[test]
fn types_that_are_left_empty_go_and_so_on() {
    let sdl = "type Query { a: A x: Int e: E } type A { b: B } type B { u: U } union U = C type C { id: ID }
        enum E { V } type Mutation { go(e: E): Int }";
    assert_left(sdl, &["C.id", "E.V"], "type Query { x: Int } type Mutation { go: Int }");
}

#[test]
fn a_field_goes_with_an_argument_that_it_requires_and_not_with_one_that_it_does_not() {
    let sdl = "type Query { a(x: E!): Int b(x: E): Int c(x: E! = V): Int d: Int } enum E { V }";
    assert_left(sdl, &["E"], "type Query { b: Int c: Int d: Int }");
    assert_left(sdl, &["Query.a(x:)"], "type Query { b(x: E): Int c(x: E! = V): Int d: Int } enum E { V }");
}

#[test]
fn a_default_value_refers_to_the_values_and_fields_that_are_in_it() {
    let sdl = r#"type Query { a(x: E = B, y: [E] = [A, B], z: E = A, i: I = {s: "B", n: [{e: B}]}): Int }
        enum E { A B } input I { s: String n: [N!] e: E = B } input N { e: E f: Int }
        directive @d(x: E = B) on OBJECT directive @e(x: E = A) on OBJECT type T @d @e { id: ID }"#;
    assert_left(
        sdl,
        &["E.B"],
        "type Query { a(z: E = A): Int } enum E { A } input I { s: String n: [N!] } input N { e: E f: Int }
            directive @e(x: E = A) on OBJECT type T @e { id: ID }",
    );
    let left = without(&kept(sdl), &["I.n"]).unwrap();
    assert!(left.get_field("Query", "a").unwrap().arg("i").is_none());
    assert!(left.get_type("N").is_some());
}

#[test]
fn uses_of_a_directive_go_with_its_definition() {
    let sdl = "directive @tag(n: Int) on OBJECT directive @of(e: E) on OBJECT
        schema @tag { query: Query } type Query @tag(n: 1) @other @of { a: Int @tag } enum E { A @tag }";
    assert_left(sdl, &["@tag", "E"], "schema { query: Query } type Query @other { a: Int }");
}

#[test]
fn built_in_scalars_are_not_asked_for_and_what_is_missing_is_no_reason_to_go() {
    let registry = kept("type Query { a: Int }");
    let left = registry.filter(|element| element.coordinate().to_string().starts_with("Query")).unwrap();
    assert_eq!(left, registry);
    let json = r#"{"version":"1.0","features":[],"types":{"A":{"fields":{
        "x":{"type_name":"Nowhere","is_nested_object":true,"is_list":false},
        "b":{"type_name":"B","is_nested_object":true,"is_list":true}}},"B":{"fields":{}}}}"#;
    let registry = SchemaRegistry::from_json(json).unwrap();
    let left = without(&registry, &["B"]).unwrap();
    assert_eq!(
        left.to_json(),
        r#"{"version":"1.0","features":[],"types":{"A":{"fields":{"x":{"type_name":"Nowhere","is_nested_object":true,"is_list":false}}}}}"#
    );
    assert_eq!(without(&registry, &[]).unwrap().to_json(), registry.to_json());
}

#[test]
fn roots_go_with_their_types_and_extensions_stay() {
    let registry = kept("type Query { a: Int } type Mutation { a: Int }");
    let registry = registry.to_builder().extension("owner", "team").build().unwrap();
    let left = without(&registry, &["Mutation.a"]).unwrap();
    assert_eq!(left.root(schema_registry::Operation::Mutation), None);
    assert_eq!(left.root_name(schema_registry::Operation::Mutation), None);
    assert!(left.root(schema_registry::Operation::Query).is_some());
    assert_eq!(left.extensions().next().unwrap().json(), "\"team\"");
}

#[test]
fn a_type_that_would_lack_what_its_interface_asks_for_is_an_error_that_names_both() {
    let registry = kept(
        "interface Node { id(x: Int): ID n: Int } type User implements Node { id(x: Int y: Int): ID n: Int m: Int }",
    );
    let messages = |gone: &[&str]| without(&registry, gone).unwrap_err();
    assert_eq!(messages(&["User.n"]), "User: missing field `n`, required by interface `Node`");
    assert!(messages(&["User.id(x:)"]).starts_with("User.id: "), "{}", messages(&["User.id(x:)"]));
    assert!(messages(&["User.id(x:)"]).contains("`Node`"));
    assert!(without(&registry, &["User.n", "Node.n"]).is_ok());
    let required = kept(
        "interface Node { id(x: Int!): ID n: Int } type User implements Node { id(x: Int!): ID n: Int }",
    );
    let left = without(&required, &["Node.id(x:)", "User.id"]).unwrap();
    assert_eq!(left, kept("interface Node { n: Int } type User implements Node { n: Int }"));
}

#[test]
fn what_the_whole_registry_lacks_already_its_parts_may_lack() {
    let json = r#"{"version":"1.1","features":[],"types":{
        "I":{"kind":"INTERFACE","fields":{"a":{"type_name":"Int","is_nested_object":false,"is_list":false}}},
        "T":{"implements":["I"],"fields":{"b":{"type_name":"Int","is_nested_object":false,"is_list":false},
            "c":{"type_name":"Int","is_nested_object":false,"is_list":false}}}}}"#;
    let registry = SchemaRegistry::from_json(json).unwrap();
    let left = without(&registry, &["T.c"]).unwrap();
    assert_eq!(left.field_count(), 2);
}

#[test]
fn what_no_root_reaches_is_not_reachable() {
    let sdl = "directive @d(x: OfDirective) on OBJECT input OfDirective { x: Int }
        type Query { a(i: In): I u: U } interface I { x: E } type Impl implements I & Other { x: E y: Deep }
        interface Other { x: E } enum E { A } type Deep { z: Int } union U = M type M { a: Int } input In { s: S }
        scalar S type Unused { a: Lonely } scalar Lonely";
    let left = kept(sdl).reachable();
    let gone: Vec<&str> =
        ["Unused", "Lonely"].into_iter().filter(|name| left.get_type(name).is_some()).collect();
    assert!(gone.is_empty(), "{gone:?}");
    assert_eq!(left.type_count(), kept(sdl).type_count() - 2);
    assert_eq!(left.reachable(), left);
}

#[test]
fn a_predicate_is_asked_of_each_element_once_and_of_no_element_of_a_type_that_it_refused() {
    let registry = kept("type Query { a(x: Int): Int b: B } type B { c: Int } enum E { V W }");
    let mut asked = Vec::new();
    registry
        .filter(|element| {
            asked.push(element.coordinate().to_string());
            !matches!(element, Element::Type(info) if info.name() == "B")
        })
        .unwrap();
    assert_eq!(asked, ["Query", "Query.a", "Query.a(x:)", "Query.b", "B", "E", "E.V", "E.W"]);
}
