//! What the IR says a document means, case by case.

use schema_registry::{LoadOptions, Operation, SchemaRegistry, Severity, Strictness, TypeKind};
use serde_json::{Value, json};

/// The sample of IR 1.0, as existing producers write it.
const SAMPLE: &str = r#"{ "version": "1.0", "features": ["type_resolution"],
  "types": { "User": { "fields": {
      "name":  { "type_name": "String", "is_nested_object": false, "is_list": false },
      "posts": { "type_name": "Post",   "is_nested_object": true,  "is_list": true } } } } }"#;

fn value(json: &str) -> Value {
    serde_json::from_str(json).expect("it is JSON")
}

#[track_caller]
fn load(document: &Value) -> SchemaRegistry {
    SchemaRegistry::from_json(&document.to_string()).expect("the document loads")
}

/// A document of IR 1.1 with these types.
fn of_types(types: &Value) -> Value {
    json!({"version": "1.1", "features": [], "types": types})
}

#[test]
fn the_sample_of_ir_1_0_loads_unchanged() {
    let loaded = LoadOptions::new().json(SAMPLE).expect("the sample loads");
    let registry = loaded.registry;
    assert_eq!(registry.version(), "1.0");
    assert_eq!(registry.features().collect::<Vec<_>>(), ["type_resolution"]);
    assert_eq!((registry.type_count(), registry.field_count()), (1, 2));
    let user = registry.get_type("User").expect("User is there");
    assert_eq!(user.kind(), TypeKind::Object);

    let name = registry.get_field_type("User", "name").expect("User.name is there");
    assert_eq!((name.type_name(), name.is_nested_object(), name.is_list()), ("String", false, false));
    assert_eq!(name.type_ref().to_string(), "String");
    let posts = registry.get_field_type("User", "posts").expect("User.posts is there");
    assert_eq!((posts.type_name(), posts.is_nested_object(), posts.is_list()), ("Post", true, true));
    assert_eq!(posts.type_ref().to_string(), "[Post]");
    assert!(posts.named_type().is_none());

    assert_eq!(value(&registry.to_json()), value(SAMPLE));
}

#[test]
fn a_nested_field_of_ir_1_0_that_names_an_absent_type_is_a_warning_each() {
    let field =
        |name: &str, nested: bool| json!({"type_name": name, "is_nested_object": nested, "is_list": false});
    let document = json!({"version": "1.0", "features": [], "types": {"User": {"fields": {
        "a": field("Post", true), "b": field("Page", true), "c": field("Decimal", false), "d": field("User", true),
    }}}});
    let loaded = LoadOptions::new().json(&document.to_string()).expect("warnings refuse nothing");
    let mut warnings: Vec<_> = loaded
        .warnings
        .iter()
        .map(|warning| (warning.severity(), warning.path().unwrap().to_string()))
        .collect();
    warnings.sort_unstable();
    assert_eq!(
        warnings,
        ["types.User.fields.a.type_name", "types.User.fields.b.type_name"]
            .map(|path| (Severity::Warning, path.to_owned()))
    );
    assert_eq!(value(&loaded.registry.to_json()), document);
}

#[test]
fn version_2_0_loads_with_a_warning_and_stays_2_0() {
    let json = SAMPLE.replace("1.0", "2.0").replace(r#""Post""#, r#""User""#);
    let loaded = LoadOptions::new().json(&json).expect("a warning refuses nothing");
    let [warning] = &loaded.warnings[..] else { panic!("{:?}", loaded.warnings) };
    assert!(warning.code() == "other_version" && warning.message().contains("2.0"), "{warning}");
    assert_eq!(loaded.registry.version(), "2.0");
    assert_eq!(value(&loaded.registry.to_json())["version"], "2.0");
}

#[test]
fn the_short_form_loads_what_has_only_warnings() {
    assert!(SchemaRegistry::from_json(SAMPLE).is_ok());
    assert!(SchemaRegistry::from_slice(SAMPLE.as_bytes()).is_ok());
    assert!(SchemaRegistry::from_reader(SAMPLE.as_bytes()).is_ok());
    assert!(LoadOptions::new().strictness(Strictness::Strict).json(SAMPLE).is_err());
}

#[test]
fn built_in_scalars_need_no_entry_and_lead_nowhere() {
    for scalar in ["Int", "Float", "String", "Boolean", "ID"] {
        let field = json!({"type_name": scalar, "is_nested_object": false, "is_list": false});
        let json = of_types(&json!({"A": {"fields": {"a": field}}})).to_string();
        let loaded = LoadOptions::new().strictness(Strictness::Strict).json(&json).expect("nothing is wrong");
        assert!(loaded.registry.get_field_type("A", "a").expect("it is there").named_type().is_none());
    }
}

#[test]
fn types_fields_and_arguments_are_listed_in_document_order() {
    let field = r#"{"type_name": "Int", "is_nested_object": false, "is_list": false,
        "args": {"z": {"type": "Int"}, "y": {"type": "Int"}, "x": {"type": "Int"}}}"#;
    let json = format!(
        r#"{{"version": "1.1", "features": ["z", "a", "m"], "types": {{
            "Z": {{"kind": "SCALAR"}}, "B": {{"fields": {{"z": {field}, "y": {field}, "a": {field}}}}},
            "C": {{"kind": "ENUM", "values": {{"Z": {{}}, "A": {{}}, "M": {{}}}}}}, "A": {{"kind": "SCALAR"}}}}}}"#
    );
    let registry = SchemaRegistry::from_json(&json).expect("the document loads");
    assert_eq!(registry.types().map(|found| found.name()).collect::<Vec<_>>(), ["Z", "B", "C", "A"]);
    let object = registry.get_type("B").expect("it is there");
    assert_eq!(object.fields().map(|field| field.name()).collect::<Vec<_>>(), ["z", "y", "a"]);
    let field = object.field("y").expect("it is there");
    assert_eq!(field.args().map(|arg| arg.name()).collect::<Vec<_>>(), ["z", "y", "x"]);
    let values = registry.get_type("C").expect("it is there").values();
    assert_eq!(values.map(|value| value.name()).collect::<Vec<_>>(), ["Z", "A", "M"]);
}

#[test]
fn unknown_keys_are_kept_at_every_level_as_they_were_written() {
    let json = r#"{"version":"1.1","features":[],"x-doc":1.50,"types":{
        "A":{"x-type":{"b":[1000,"\u00e9"]},"fields":{"a":{"type_name":"Int","is_nested_object":false,"is_list":false,
            "args":{"b":{"type":"Int","x-arg":null}},"x-field":"y"}}},
        "E":{"kind":"ENUM","values":{"V":{"x-value":[]}},"fields":{}}}}"#;
    let registry = SchemaRegistry::from_json(json).expect("unknown keys are fine");
    let own =
        |extension: schema_registry::Extension<'_>| (extension.key().to_owned(), value(extension.json()));
    let of_type = registry.get_type("A").expect("it is there");
    assert_eq!(
        of_type.extensions().map(own).collect::<Vec<_>>(),
        [("x-type".into(), json!({"b": [1000, "é"]}))]
    );
    let field = of_type.field("a").expect("it is there");
    assert_eq!(field.extensions().map(own).collect::<Vec<_>>(), [("x-field".into(), json!("y"))]);
    let arg = field.args().next().expect("it is there");
    assert_eq!(arg.extensions().map(own).collect::<Vec<_>>(), [("x-arg".into(), Value::Null)]);
    let of_value = registry.get_type("E").and_then(|of| of.values().next()).expect("it is there");
    assert_eq!(of_value.extensions().map(own).collect::<Vec<_>>(), [("x-value".into(), json!([]))]);
    assert_eq!(value(&registry.to_json()), value(json));
    assert!(
        registry.to_json().contains("\"x-doc\":1.5,") || registry.to_json().contains("\"x-doc\":1.5}"),
        "a number has its one form"
    );
}

#[test]
fn the_order_of_keys_does_not_change_the_fingerprint() {
    let one = r#"{"version": "1.1", "features": [], "types": {
        "A": {"fields": {"a": {"type_name": "Int", "is_nested_object": false, "is_list": false},
                         "b": {"type_name": "Int", "is_nested_object": false, "is_list": false}},
              "implements": ["I", "J"]},
        "I": {"kind": "INTERFACE", "fields": {}}, "J": {"kind": "INTERFACE", "fields": {}},
        "U": {"kind": "UNION", "members": ["A", "B"]}, "B": {"fields": {}}}}"#;
    let other = r#"{"types": {
        "B": {"fields": {}}, "J": {"fields": {}, "kind": "INTERFACE"}, "U": {"members": ["B", "A"], "kind": "UNION"},
        "I": {"kind": "INTERFACE", "fields": {}},
        "A": {"implements": ["J", "I"],
              "fields": {"b": {"is_list": false, "type_name": "Int", "is_nested_object": false},
                         "a": {"is_nested_object": false, "is_list": false, "type_name": "Int"}}}},
        "features": [], "version": "1.1"}"#;
    assert_eq!(
        load(&value(one)).fingerprint(),
        SchemaRegistry::from_json(other).expect("it loads").fingerprint()
    );
    assert_eq!(
        SchemaRegistry::from_json(one).expect("it loads").fingerprint(),
        load(&value(other)).fingerprint()
    );
}

#[test]
fn every_fact_changes_the_fingerprint() {
    let types = json!({
        "A": {"kind": "INTERFACE", "x": 1, "fields": {"a": {"type_name": "E", "is_nested_object": false, "is_list": true,
            "type": "[E!]", "deprecated": "old", "x": 1,
            "args": {"b": {"type": "Int", "default": "1", "deprecated": "old", "x": 1}}}}},
        "E": {"kind": "ENUM", "values": {"V": {"deprecated": "old", "x": 1}}},
        "N": {"kind": "INPUT_OBJECT", "fields": {"a": {"type_name": "Int", "is_nested_object": false, "is_list": false,
            "default": "1"}}},
        "O": {"fields": {}, "implements": ["A"]},
        "U": {"kind": "UNION", "members": ["O"]},
    });
    let mut document = of_types(&types);
    document["roots"] = json!({"query": "O"});
    document["features"] = json!(["f"]);
    document["x"] = json!(1);
    let original = load(&document).fingerprint();
    for (pointer, changed) in [
        ("/version", json!("1.2")),
        ("/features", json!(["g"])),
        ("/features", json!([])),
        ("/features", json!(["f", "g"])),
        ("/x", json!(2)),
        ("/roots/query", json!("U")),
        ("/roots", json!({"mutation": "O"})),
        ("/types/A/x", json!("1")),
        ("/types/A/kind", json!("OBJECT")),
        ("/types/A/fields/a/deprecated", json!("older")),
        ("/types/A/fields/a/type", json!("[E]")),
        ("/types/A/fields/a/x", json!(null)),
        ("/types/A/fields/a/args/b/type", json!("Int!")),
        ("/types/A/fields/a/args/b/default", json!("2")),
        ("/types/A/fields/a/args/b/deprecated", json!("")),
        ("/types/A/fields/a/args/b/x", json!(2)),
        (
            "/types/A/fields/a/args",
            json!({"c": {"type": "Int", "default": "1", "deprecated": "old", "x": 1}}),
        ),
        ("/types/E/values/V/deprecated", json!("older")),
        ("/types/E/values/V/x", json!(2)),
        ("/types/E/values", json!({"W": {"deprecated": "old", "x": 1}})),
        ("/types/N/fields/a/default", json!("2")),
        ("/types/N/fields", json!({})),
        ("/types/O/implements", json!([])),
        ("/types/U/members", json!([])),
        ("/types/U/members", json!(["O", "A"])),
    ] {
        let mut other = document.clone();
        *other.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is there")) = changed.clone();
        assert_ne!(load(&other).fingerprint(), original, "{pointer} = {changed}");
    }
}

#[test]
fn where_two_things_of_the_same_words_are_divided_counts_for_the_fingerprint() {
    let field = json!({"type_name": "Int", "is_nested_object": false, "is_list": false});
    let documents = [
        json!({"AB": {"fields": {"c": field}}}),
        json!({"A": {"fields": {"Bc": field}}}),
        json!({"A": {"fields": {"B": field}}, "c": {"fields": {}}}),
        json!({"A": {"fields": {}}, "B": {"fields": {"c": field}}}),
        json!({"A": {"fields": {"B": field, "c": field}}}),
    ];
    for (index, one) in documents.iter().enumerate() {
        for other in &documents[..index] {
            assert_ne!(
                load(&of_types(one)).fingerprint(),
                load(&of_types(other)).fingerprint(),
                "{one} {other}"
            );
        }
    }
}

#[test]
fn an_empty_registry_has_nothing_and_is_written_and_read() {
    let empty = SchemaRegistry::empty();
    assert_eq!((empty.type_count(), empty.field_count()), (0, 0));
    assert!(empty.types().next().is_none());
    assert!(empty.get_type("User").is_none());
    assert!(empty.get_field_type("User", "name").is_none());
    assert!(empty.lookup("User", "name").is_err());
    assert!(Operation::ALL.into_iter().all(|operation| empty.root(operation).is_none()));
    let again = SchemaRegistry::from_json(&empty.to_json()).expect("it loads");
    assert_eq!(again.fingerprint(), empty.fingerprint());
}

#[test]
fn a_type_leads_to_its_fields_types_without_another_look_up() {
    let document = of_types(&json!({
        "A": {"fields": {"b": {"type_name": "B", "is_nested_object": true, "is_list": true, "type": "[B!]!"}}},
        "B": {"fields": {"a": {"type_name": "A", "is_nested_object": true, "is_list": false}}},
    }));
    let registry = load(&document);
    let there =
        registry.get_field_type("A", "b").and_then(|field| field.named_type()).expect("it leads to B");
    assert_eq!(there.name(), "B");
    let back = there.field("a").and_then(|field| field.named_type()).expect("it leads to A");
    assert_eq!(back.name(), "A");
}

#[test]
fn a_registry_is_shared_between_threads() {
    let registry = SchemaRegistry::from_json(SAMPLE).expect("the sample loads");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let registry = registry.clone();
            scope.spawn(move || assert!(registry.get_field_type("User", "posts").is_some()));
        }
    });
}

/// All sorts of strings that a document has.
const STRINGS: &str = r#"{"version":"1.1","features":["f"],"roots":{"query":"Q"},"types":{
    "Q":{"fields":{"q":{"type_name":"Q","is_nested_object":true,"is_list":true,"type":"[Q!]",
        "args":{"a":{"type":"Int","default":"1","deprecated":"no"}}},
        "s":{"type_name":"Some.Name","is_nested_object":false,"is_list":false,"deprecated":"no"}}},
    "Int":{"kind":"SCALAR"},"Some.Name":{"kind":"SCALAR"},"I":{"kind":"INTERFACE","fields":{}},
    "O":{"fields":{},"implements":["I"]},"U":{"kind":"UNION","members":["O"]},
    "E":{"kind":"ENUM","values":{"A":{"deprecated":"no"}}}}}"#;

/// The places in [`STRINGS`] at which a string has a character.
fn places_in_strings() -> impl Iterator<Item = usize> {
    let mut is_inside = false;
    STRINGS.bytes().enumerate().filter_map(move |(place, byte)| {
        is_inside ^= byte == b'"';
        (is_inside && byte != b'"').then_some(place)
    })
}

#[test]
fn a_character_written_as_an_escape_is_the_same_wherever_it_stands() {
    let plain = SchemaRegistry::from_json(STRINGS).unwrap();
    for place in places_in_strings() {
        let escape = format!("\\u{:04x}", STRINGS.as_bytes()[place]);
        let json = format!("{}{escape}{}", &STRINGS[..place], &STRINGS[place + 1..]);
        let escaped = SchemaRegistry::from_json(&json).unwrap();
        assert_eq!(escaped.to_json(), plain.to_json(), "{json}");
    }
}

#[test]
fn what_must_be_escaped_is_an_error_wherever_it_stands_as_it_is() {
    for place in places_in_strings() {
        for special in ["\u{1}", "\n", "\"", "\\ "] {
            let json = format!("{}{special}{}", &STRINGS[..place], &STRINGS[place..]);
            let error = SchemaRegistry::from_json(&json).unwrap_err();
            assert!(serde_json::from_str::<serde_json::Value>(&json).is_err(), "{json}");
            assert_eq!(error.diagnostics()[0].code(), "syntax", "{json}: {error}");
        }
    }
}

#[test]
fn a_key_that_came_with_1_1_is_an_extension_of_a_1_0_document_where_its_value_is_of_another_type() {
    let field = r#""type_name": "Int", "is_nested_object": false, "is_list": false"#;
    for (of_document, of_type, of_field) in [
        ("", "", r#", "deprecated": false"#),
        ("", "", r#", "default": 0"#),
        ("", "", r#", "args": []"#),
        ("", r#", "kind": "TABLE""#, ""),
        (r#", "roots": []"#, "", ""),
    ] {
        let document = |version: &str| {
            format!(
                r#"{{"features": [], "types": {{"A": {{"fields": {{"a": {{{field}{of_field}}}}}{of_type}}}}}{of_document},
                "version": "{version}"}}"#
            )
        };
        let loaded = LoadOptions::new().json(&document("1.0")).expect("it was sound");
        let [warning] = &loaded.warnings[..] else { panic!("{:#?}", loaded.warnings) };
        assert_eq!(warning.code(), "key_of_later_version", "{warning}");
        assert_eq!(value(&loaded.registry.to_json()), value(&document("1.0")));
        assert!(LoadOptions::new().json(&document("1.1")).is_err(), "{}", document("1.1"));
    }
    let nulls = format!(
        r#"{{"version": "1.1", "features": [], "roots": null, "types": {{"A": {{"kind": null, "implements": null, "one_of": null,
        "fields": {{"a": {{{field}, "type": null, "args": null, "deprecated": null}}}}}}}}}}"#
    );
    let loaded = LoadOptions::new().json(&nulls).expect("null is as if it were absent");
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
}

#[test]
fn a_key_that_was_most_likely_meant_to_be_another_is_a_finding_if_the_document_is_judged_strictly() {
    let field = json!({"type": "ID!", "type_name": "ID", "is_nested_object": false, "is_list": false, "deprecate": "x"});
    let types = json!({
        "ID": {"kind": "SCALAR", "fields": {}},
        "Node": {"kind": "INTERFACE", "fields": {"id": field}},
        "User": {"fields": {"id": field}, "implments": ["Node"], "owner": "team"},
    });
    let mut document = of_types(&types);
    document["feature"] = json!([]);
    let json = document.to_string();
    let refused = LoadOptions::new().strictness(Strictness::Strict).json(&json).unwrap_err();
    let mut found: Vec<String> = refused
        .diagnostics()
        .iter()
        .map(|found| {
            format!("{} {}", found.code(), found.message().split('`').collect::<Vec<_>>()[1..4].join(" "))
        })
        .collect();
    found.sort_unstable();
    let expected = [
        "deprecate -> deprecated",
        "deprecate -> deprecated",
        "feature -> features",
        "implments -> implements",
    ];
    let shown = |pair: &str| {
        let (key, meant) = pair.split_once(" -> ").expect("a pair");
        format!("misspelled_key {key}  is kept as an unknown key; did you mean  {meant}")
    };
    assert_eq!(found, expected.map(shown));
    let place = refused
        .diagnostics()
        .iter()
        .find(|found| found.message().contains("implments"))
        .expect("it is there");
    assert!(json[place.span().expect("it has a place")].starts_with("\"implments\""));

    let loaded = LoadOptions::new().json(&json).expect("an unknown key is an extension");
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
}
