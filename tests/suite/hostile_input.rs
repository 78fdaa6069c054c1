//! Input that is broken or built to break a reader leads to a result or an error: never a panic, never an abort.

use std::collections::HashSet;

use schema_registry::{LoadOptions, SchemaRegistry, Severity};

use crate::support::fixtures;

#[track_caller]
fn assert_error(json: &[u8]) {
    let shown = String::from_utf8_lossy(&json[..json.len().min(200)]).into_owned();
    let Err(error) = SchemaRegistry::from_slice(json) else { panic!("{shown} loads") };
    let serious = |found: &&_| schema_registry::Diagnostic::severity(found) == Severity::Error;
    assert!(error.diagnostics().iter().filter(serious).count() > 0, "{shown}: {error:?}");
    assert!(SchemaRegistry::from_reader(json).is_err(), "{shown} loads from a reader");
    if let Ok(text) = std::str::from_utf8(json) {
        assert!(SchemaRegistry::from_json(text).is_err(), "{shown} loads as text");
        assert!(LoadOptions::new().json(text).is_err(), "{shown} loads with options");
    }
}

/// A sound document with `extension` as the value of an unknown key at each level in turn.
fn with_extension(extension: &str) -> [String; 4] {
    let field = r#""type_name": "Int", "is_nested_object": false, "is_list": false"#;
    [
        format!(r#"{{"version": "1.1", "features": [], "types": {{}}, "x": {extension}}}"#),
        format!(
            r#"{{"version": "1.1", "features": [], "types": {{"A": {{"fields": {{}}, "x": {extension}}}}}}}"#
        ),
        format!(
            r#"{{"version": "1.1", "features": [], "types": {{"A": {{"fields":
                {{"a": {{{field}, "x": {extension}}}}}}}}}}}"#
        ),
        format!(
            r#"{{"version": "1.1", "features": [], "types": {{"A": {{"fields":
                {{"a": {{{field}, "args": {{"b": {{"type": "Int", "x": {extension}}}}}}}}}}}}}}}"#
        ),
    ]
}

#[test]
fn the_documents_here_load_with_a_sound_extension() {
    for json in with_extension(r#"{"a": [1, "\ud83c\udf89"]}"#) {
        assert!(SchemaRegistry::from_json(&json).is_ok(), "{json}");
    }
}

#[test]
fn none_of_the_invalid_json_documents_loads() {
    let documents = fixtures::invalid_json();
    assert_eq!(documents.len(), 188);
    for (name, document) in documents {
        println!("{name}");
        assert_error(&document);
    }
}

#[test]
fn none_of_the_invalid_json_documents_loads_as_an_unknown_key() {
    for (name, document) in fixtures::invalid_json() {
        println!("{name}");
        // Some are invalid only for what follows or is missing at their end; those cannot be embedded.
        let embedded = |open: &[u8], close: &[u8]| [open, &document, close].concat();
        let json = embedded(br#"{"version": "1.1", "features": [], "types": {}, "x": "#, b"}");
        let valid = serde_json::from_slice::<serde_json::Value>(&json).is_ok();
        assert_eq!(SchemaRegistry::from_slice(&json).is_ok(), valid, "{name}");
        let json = embedded(br#"{"version": "1.1", "features": [], "types": {"A": {"fields": "#, b"}}}");
        assert!(SchemaRegistry::from_slice(&json).is_err(), "{name}");
    }
}

#[test]
fn an_empty_input_is_an_error() {
    for json in ["", " ", "\n", "\t\r\n"] {
        assert_error(json.as_bytes());
    }
    assert_error("\u{feff}{}".as_bytes());
}

#[test]
fn invalid_utf_8_is_an_error_wherever_it_stands() {
    let sound =
        br#"{"version": "1.1", "features": ["f"], "types": {"A": {"fields": {"b": {"type_name": "Int",
        "is_nested_object": false, "is_list": false, "x": "y"}}}}}"#;
    assert!(SchemaRegistry::from_slice(sound).is_ok());
    for broken in [&b"\xff"[..], b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"] {
        for at in 0..=sound.len() {
            assert_error(&[&sound[..at], broken, &sound[at..]].concat());
        }
    }
}

#[test]
fn a_lone_surrogate_is_an_error_wherever_it_stands() {
    for lone in [r"\ud800", r"\udc00", r"\ud800\ud800", r"\ud800x", r"\udfff\ud800", r"\uD800\u0041"] {
        let string = format!("\"{lone}\"");
        for json in with_extension(&string).into_iter().chain(with_extension(&format!("[{{{string}: 1}}]"))) {
            assert_error(json.as_bytes());
        }
        let sound = r#"{"version": "1.1", "features": ["f"], "types": {"A": {"fields": {"b": {"type_name": "Int",
            "is_nested_object": false, "is_list": false}}}, "E": {"kind": "ENUM", "values": {"V": {}}}}}"#;
        for name in
            [r#""version""#, r#""1.1""#, r#""f""#, r#""A""#, r#""b""#, r#""Int""#, r#""ENUM""#, r#""V""#]
        {
            assert!(sound.contains(name));
            assert_error(sound.replacen(name, &string, 1).as_bytes());
        }
    }
}

#[test]
fn nesting_200_deep_is_an_error() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let nested = format!("{}1{}", open.repeat(200), close.repeat(200));
        assert_error(nested.as_bytes());
        for json in with_extension(&nested) {
            assert_error(json.as_bytes());
        }
    }
}

#[test]
fn nesting_a_hundred_thousand_deep_is_an_error() {
    for open in ["[", r#"{"a":"#] {
        assert_error(open.repeat(100_000).as_bytes());
        for json in with_extension(&open.repeat(100_000)) {
            assert_error(json.as_bytes());
        }
    }
}

#[test]
fn a_type_reference_of_a_million_lists_gives_a_result_or_an_error() {
    let reference = format!("{}Int{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let json = format!(
        r#"{{"version": "1.1", "features": [], "types": {{"A": {{"fields": {{"a": {{"type_name": "Int",
            "is_nested_object": false, "is_list": true, "type": "{reference}"}}}}}}}}}}"#
    );
    if let Ok(registry) = SchemaRegistry::from_json(&json) {
        let field = registry.get_field_type("A", "a").expect("the field is there");
        assert_eq!(field.type_ref().to_string(), reference);
    }
}

#[test]
fn a_name_of_100_megabytes_gives_a_result_or_an_error() {
    let name = "a".repeat(100_000_000);
    let json = format!(r#"{{"version": "1.0", "features": [], "types": {{"{name}": {{"fields": {{}}}}}}}}"#);
    if let Ok(registry) = SchemaRegistry::from_json(&json) {
        assert!(registry.get_type(&name).is_some());
        assert!(registry.get_type(&name[1..]).is_none());
    }
}

#[test]
fn a_field_name_of_10_megabytes_gives_a_result_or_an_error() {
    let name = "a_".repeat(5_000_000);
    let json = format!(
        r#"{{"version": "1.0", "features": [], "types": {{"A": {{"fields": {{"{name}":
            {{"type_name": "Int", "is_nested_object": false, "is_list": false}}}}}}}}}}"#
    );
    if let Ok(registry) = SchemaRegistry::from_json(&json) {
        assert!(registry.get_field_type("A", &name).is_some());
        assert!(registry.get_field_type("A", &name[2..]).is_none());
    }
}

/// So many of what is wrong that finding their places would not end today if each took a pass over the others.
const MANY: usize = 100_000;

/// How many findings are kept.
const KEPT: usize = 1_000;

/// Checks that a document is read to its end, that all of its faults are counted, and that each of those that are kept has a
/// place of its own.
#[track_caller]
fn assert_all_are_found(json: &str, expected: usize) {
    let (diagnostics, count) = match LoadOptions::new().json(json) {
        Ok(loaded) => (loaded.warnings, loaded.warning_count),
        Err(error) => (error.diagnostics().to_vec(), error.count()),
    };
    assert_eq!((diagnostics.len(), count), (KEPT, expected));
    let places: HashSet<_> = diagnostics.iter().map(|found| (found.line(), found.column())).collect();
    assert_eq!(places.len(), KEPT);
}

fn document_of_types(types: impl Iterator<Item = String>) -> String {
    let types: Vec<String> = types.collect();
    format!(r#"{{"version": "1.0", "features": [], "types": {{{}}}}}"#, types.join(",\n"))
}

#[test]
fn many_references_that_lead_nowhere_are_all_reported() {
    let field =
        |name| format!(r#""{name}": {{"type_name": "Absent", "is_nested_object": true, "is_list": false}}"#);
    let fields = ["a", "b", "c", "d"].map(field).join(", ");
    let types = (0..MANY / 4).map(|of| format!(r#""Type{of}": {{"fields": {{{fields}}}}}"#));
    assert_all_are_found(&document_of_types(types), MANY);
}

#[test]
fn many_odd_fields_of_one_type_are_all_reported() {
    let field =
        |of| format!(r#""a.{of}": {{"type_name": "Int", "is_nested_object": false, "is_list": false}}"#);
    let fields: Vec<_> = (0..MANY).map(field).collect();
    let of = format!(r#""Type": {{"fields": {{{}}}}}"#, fields.join(","));
    assert_all_are_found(&document_of_types(std::iter::once(of)), MANY);
}

#[test]
fn many_wrong_values_in_one_list_are_all_reported() {
    let json = format!(r#"{{"version": "1.0", "features": [0{}], "types": {{}}}}"#, ", 0".repeat(MANY - 1));
    assert_all_are_found(&json, MANY);
}

#[test]
fn many_duplicates_are_all_reported() {
    let types = (0..=MANY).map(|_| r#""A": {"fields": {}}"#.to_owned());
    assert_all_are_found(&document_of_types(types), MANY);
}

#[test]
fn many_unknown_keys_are_all_kept() {
    let keys: Vec<_> = (0..MANY).map(|key| format!(r#""x{key}": 1, "#)).collect();
    let json = format!(r#"{{{}"version": "1.0", "features": [], "types": {{}}}}"#, keys.concat());
    let registry = SchemaRegistry::from_json(&json).expect("unknown keys are extensions");
    assert_eq!(registry.extensions().count(), MANY);
}

#[test]
fn a_document_cut_short_anywhere_is_an_error() {
    let whole = fixtures::schema("countries.ir.json");
    let end = whole.trim_end().len();
    for cut in 0..end {
        assert!(SchemaRegistry::from_slice(&whole.as_bytes()[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn a_byte_changed_anywhere_gives_a_result_or_an_error() {
    let whole = fixtures::schema("countries.ir.json").into_bytes();
    for at in 0..whole.len() {
        for byte in [0, b'"', b'\\', b'}', b','] {
            let mut changed = whole.clone();
            changed[at] = byte;
            let ours = SchemaRegistry::from_slice(&changed).is_ok();
            assert!(!ours || serde_json::from_slice::<serde_json::Value>(&changed).is_ok(), "{byte} at {at}");
        }
    }
}

#[test]
fn the_key_by_which_serde_json_hands_over_raw_values_is_refused() {
    let cut = r#"{"version":"1.0","features":[],"types":{},"x":{"$serde_json::private::RawValue":"garbage"}"#;
    assert!(SchemaRegistry::from_json(cut).is_err());
    let error = SchemaRegistry::from_json(&format!("{cut}}}")).expect_err("the key is reserved");
    assert!(error.to_string().ends_with("is reserved"), "{error}");
}

#[test]
fn an_extension_is_nested_as_deeply_as_allowed_and_still_sits_in_another_document() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let document = |depth| format!(r#"{{"version":"1.0","features":[],"types":{{}},"x":{}}}"#, nested(depth));
    let registry = SchemaRegistry::from_json(&document(64)).expect("64 levels are allowed");
    let outer = serde_json::to_string(&vec![vec![registry.clone()]]).expect("it is written");
    let read: Vec<Vec<SchemaRegistry>> = serde_json::from_str(&outer).expect("and read");
    assert_eq!(read[0][0], registry);
    assert!(SchemaRegistry::from_json(&document(65)).is_err());
}
