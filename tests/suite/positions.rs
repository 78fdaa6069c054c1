//! Where a change is in the text of the newer document.

use schema_registry::source::{Feed, Outcome, Policy};
use schema_registry::{Change, LoadOptions, RegistryHandle, SchemaRegistry};

const OLD: &str = "type Query { a(x: Int y: Int): Int b: Int } enum E { A B } type Gone { a: Int } type Other { z: Int } \
    directive @d(x: Int) on OBJECT";

/// The messages, and what the text has at each position up to the end of the word.
fn located(text: &str) -> Vec<(String, String)> {
    let old = SchemaRegistry::from_sdl(OLD).unwrap();
    let mut changes = LoadOptions::new().detect(text).unwrap().registry.changes_since(&old);
    LoadOptions::new().locate(&mut changes, text);
    let at = |change: &Change| {
        let Some(position) = change.position() else { return "nowhere".to_owned() };
        let line = text.lines().nth(position.line - 1).unwrap();
        let rest: String = line.chars().skip(position.column - 1).collect();
        rest.trim_start_matches('"').chars().take_while(|c| c.is_alphanumeric()).collect()
    };
    changes.iter().map(|change| (change.to_string(), at(change))).collect()
}

#[track_caller]
fn assert_located(text: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|&(message, at)| (message.to_owned(), at.to_owned())).collect();
    assert_eq!(located(text), expected);
}

const EXPECTED: [(&str, &str); 6] = [
    ("field `Query.b` removed", "Query"),
    ("argument `Query.a(y:)` removed", "a"),
    ("required argument `Query.a(z:)` added", "z"),
    ("value `E.B` removed", "E"),
    ("value `E.C` added", "C"),
    ("type `Gone` removed", "nowhere"),
];

#[test]
fn a_change_of_sdl_is_at_what_changed_or_at_what_had_it() {
    let sdl = "directive @d(z: Int) on OBJECT\n\"é\" type Other { z: Int }\nextend enum E { C }\n\
        type Query {\n  \"äöü\" a(x: Int z: Int!): Int }\nenum E { A }";
    assert_located(sdl, &EXPECTED);
}

#[test]
fn so_it_is_in_documents_of_the_other_formats() {
    let sdl = "type Query { a(x: Int z: Int!): Int } enum E { A C } type Other { z: Int }";
    let registry = SchemaRegistry::from_sdl(sdl).unwrap();
    let json = serde_json::to_string_pretty(&registry).unwrap();
    assert_located(&json, &EXPECTED);
    let introspection = r#"{ "data": { "__schema": { "queryType": { "name": "Query" }, "types": [
        { "kind": "OBJECT", "name": "Other", "interfaces": [], "fields": [
            { "name": "z", "args": [], "type": { "kind": "SCALAR", "name": "Int" } } ] },
        { "kind": "OBJECT", "name": "Query", "interfaces": [], "fields": [
            { "name": "a", "type": { "kind": "SCALAR", "name": "Int" }, "args": [
                { "name": "x", "type": { "kind": "SCALAR", "name": "Int" } },
                { "name": "z", "type": { "kind": "NON_NULL", "ofType": { "kind": "SCALAR", "name": "Int" } } } ] } ] },
        { "kind": "ENUM", "name": "E", "enumValues": [ { "name": "A" }, { "name": "C" } ] } ],
        "directives": [ { "name": "d", "locations": ["OBJECT"], "args": [
            { "name": "z", "type": { "kind": "SCALAR", "name": "Int" } } ] } ] } } }"#;
    assert_located(introspection, &EXPECTED);
}

#[test]
fn a_document_that_does_not_load_has_no_positions_and_a_position_makes_no_other_change() {
    let older = SchemaRegistry::from_sdl(OLD).unwrap();
    let newer = SchemaRegistry::from_sdl("type Query { a: Int }").unwrap();
    let plain = newer.changes_since(&older);
    let mut changes = plain.clone();
    LoadOptions::new().locate(&mut changes, "<html>");
    assert!(changes.iter().all(|change| change.position().is_none()));
    LoadOptions::new().locate(&mut changes, "type Query { a: Int }");
    assert!(changes.iter().any(|change| change.position().is_some()));
    assert_eq!(changes, plain);
    let json = serde_json::to_value(&changes[0]).unwrap();
    assert_eq!((&json["line"], &json["column"]), (&1.into(), &6.into()));
}

#[test]
fn what_a_feed_refused_is_named_with_line_and_column() {
    let handle = RegistryHandle::new();
    let feed = Feed::builder("test", "app").policy(Policy::non_breaking()).open(&handle);
    feed.offer(b"type Query {\n  me: String\n  id: ID\n}", "1");
    let Outcome::Refused(changes) = feed.offer(b"type Query {\n  me: Int\n  id: ID\n}", "2") else {
        panic!()
    };
    assert_eq!(changes[0].position().map(|at| (at.line, at.column)), Some((2, 3)));
    let told = feed.status().last_outcome().unwrap().to_string();
    assert_eq!(
        told,
        "refused: line 2, column 3: type of field `Query.me` changed from `String` to `Int` (breaking)"
    );
}
