//! Each value of a document in the place of which stands one of another type: it is found there, or nobody minds.

use schema_registry::{Diagnostic, KeepDirectives, LoadError, LoadOptions, Segment};
use serde_json::{Value, json};

const SDL: &str = r#"
"the whole" schema @tag { query: Query mutation: Change }
directive @tag(name: String = "x" @deprecated) repeatable on SCHEMA | OBJECT | FIELD_DEFINITION
"things" interface Node { id: ID! }
type Query implements Node @tag(name: "y") { id: ID! "found" find(by: By = {id: "1"} @deprecated(reason: "old")): [Any!]! @tag }
type Change { id: ID @deprecated }
union Any = Query | Change
enum Color { "warm" RED BLUE @deprecated(reason: "") }
input By @oneOf { id: ID color: Color }
scalar Url @specifiedBy(url: "https://example.org")
"#;

fn options() -> LoadOptions {
    LoadOptions::new().descriptions(true).directives(KeepDirectives::All)
}

/// How many elements of an array have their values exchanged.
const ELEMENTS: usize = 6;

/// The places of all values. Of elements that are alike, those of the first ones.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| places(value, &format!("{at}/{key}"), found));
        }
        Value::Array(elements) => {
            let first = elements.iter().enumerate().take(ELEMENTS);
            first.for_each(|(index, value)| places(value, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

/// A value of each type.
fn others() -> [Value; 6] {
    [json!(null), json!(true), json!(7), json!("other"), json!(["other"]), json!({"other": 1})]
}

/// A finding's place, written as those above.
fn pointer(found: &Diagnostic) -> String {
    let segments = found.path().map(|path| path.segments().to_vec()).unwrap_or_default();
    segments
        .iter()
        .map(|segment| match segment {
            Segment::Key(key) => format!("/{key}"),
            Segment::Index(index) => format!("/{index}"),
        })
        .collect()
}

/// Exchanges every value for one of each other type. Where `null` says the same as nothing, what it leaves behind may be found
/// elsewhere.
fn exchange(document: &Value, null_is_found: bool, load: impl Fn(&str) -> Result<(), LoadError>) {
    load(&document.to_string()).expect("it is sound");
    let mut all = Vec::new();
    places(document, "", &mut all);
    let mut refused = 0;
    for place in all {
        for other in others() {
            let mut changed = document.clone();
            let value = changed.pointer_mut(&place).expect("it is there");
            if std::mem::discriminant(value) == std::mem::discriminant(&other) {
                continue;
            }
            *value = other.clone();
            let text = changed.to_string();
            let Err(error) = load(&text) else { continue };
            refused += 1;
            for diagnostic in error.diagnostics() {
                let span = diagnostic.span().expect("it has a place");
                assert!(text.get(span).is_some(), "{diagnostic} of {text}");
            }
            if other.is_null() && !null_is_found {
                continue;
            }
            // At the place, or in what lacks it now.
            let parent = place.rsplit_once('/').map_or("", |(parent, _)| parent);
            let found: Vec<String> = error.diagnostics().iter().map(pointer).collect();
            assert!(
                found.iter().any(|found| found.starts_with(&place) || found == parent),
                "{other} at {place}: {error}, at {found:?}"
            );
        }
    }
    assert!(refused > 300, "{refused}");
}

#[test]
fn of_an_ir_document() {
    let registry = options().sdl(SDL).expect("it loads").registry;
    let document = serde_json::from_str(&registry.to_json()).expect("it is JSON");
    exchange(&document, false, |text| options().json(text).map(drop));
}

#[test]
fn of_an_introspection_result() {
    let text = include_str!("../fixtures/sdl/unusual.introspection.json");
    let document = serde_json::from_str(text).expect("it is JSON");
    exchange(&document, true, |text| options().introspection(text).map(drop));
}
