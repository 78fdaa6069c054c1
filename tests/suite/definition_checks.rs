//! What is wrong with a single definition of a JSON IR document: lists that its kind does not have, names that are none,
//! values of the wrong type, and more of something than the limits allow.

use schema_registry::{Limits, LoadOptions, Severity, Strictness};

use crate::marks::Marked;

/// Checks that the marked definition `A`, in a document of IR 1.1, has one finding, at the mark.
#[track_caller]
fn assert_finding(severity: Severity, path: &str, definition: &str) {
    let document = Marked::new(&format!(
        "{{\"version\": \"1.1\", \"features\": [],\n\"types\": {{\"E\": {{\"kind\": \"ENUM\", \"values\": {{}}}},\n{definition}}}}}"
    ));
    let found = match LoadOptions::new().json(&document.text) {
        Ok(loaded) => loaded.warnings,
        Err(error) => error.diagnostics().to_vec(),
    };
    let [found] = &found[..] else { panic!("{found:#?}\nin\n{}", document.text) };
    let (line, column) = document.place("here");
    assert_eq!((found.line(), found.column()), (Some(line), Some(column)), "{found}");
    assert_eq!((found.severity(), found.path().unwrap().to_string().as_str()), (severity, path), "{found}");
}

/// [`assert_finding`] for the type `A` with one field `a`, of these keys besides the required ones.
#[track_caller]
fn assert_finding_in_field(severity: Severity, path: &str, kind: &str, keys: &str) {
    let required = r#""type_name": "Int", "is_nested_object": false, "is_list": false"#;
    assert_finding(
        severity,
        &format!("types.A.fields.a.{path}"),
        &format!(r#""A": {{"kind": "{kind}", "fields": {{"a": {{{required}, {keys}}}}}}}"#),
    );
}

#[test]
fn a_list_that_a_kind_does_not_have_is_an_error_at_its_key() {
    let field = r#"{"a": {"type_name": "Int", "is_nested_object": false, "is_list": false}}"#;
    let lists = [("fields", field), ("implements", "[]"), ("members", "[]"), ("values", "{}")];
    for (kind, own) in [
        ("OBJECT", &["fields", "implements"][..]),
        ("INTERFACE", &["fields", "implements"]),
        ("INPUT_OBJECT", &["fields"]),
        ("UNION", &["members"]),
        ("ENUM", &["values"]),
        ("SCALAR", &[]),
    ] {
        let required = if own.contains(&"fields") { r#", "fields": {}"# } else { "" };
        for (list, empty) in lists.into_iter().filter(|(list, _)| !own.contains(list)) {
            let definition = format!(r#""A": {{"kind": "{kind}"{required}, ⟦here⟧"{list}": {empty}}}"#);
            assert_finding(Severity::Error, &format!("types.A.{list}"), &definition);
        }
    }
}

#[test]
fn arguments_of_an_input_field_and_a_default_of_another_are_errors_at_their_keys() {
    assert_finding_in_field(
        Severity::Error,
        "args",
        "INPUT_OBJECT",
        r#"⟦here⟧"args": {"b": {"type": "Int"}}"#,
    );
    assert_finding_in_field(Severity::Error, "default", "OBJECT", r#"⟦here⟧"default": "1""#);
    assert_finding_in_field(Severity::Error, "default", "INTERFACE", r#"⟦here⟧"default": "1""#);
}

#[test]
fn a_name_of_an_argument_or_a_value_that_is_empty_is_an_error_and_one_that_is_odd_a_warning() {
    for (name, severity) in [("", Severity::Error), ("x y", Severity::Warning), ("1st", Severity::Warning)] {
        let key = if name == "1st" { ".1st".to_owned() } else { format!(r#"["{name}"]"#) };
        let args = format!(r#""args": {{⟦here⟧"{name}": {{"type": "Int"}}}}"#);
        assert_finding_in_field(severity, &format!("args{key}"), "OBJECT", &args);
        let values = format!(r#""A": {{"kind": "ENUM", "values": {{⟦here⟧"{name}": {{}}}}}}"#);
        assert_finding(severity, &format!("types.A.values{key}"), &values);
    }
}

#[test]
fn a_field_said_to_be_nested_whose_type_is_not_is_a_warning_at_the_saying() {
    let definition = |nested, kind| {
        format!(
            r#""A": {{"fields": {{"a": {{"type_name": "{kind}", "is_nested_object": ⟦here⟧{nested},
                "is_list": false, "type": "{kind}"}}}}}}"#
        )
    };
    let path = "types.A.fields.a.is_nested_object";
    assert_finding(Severity::Warning, path, &definition(true, "E"));
    assert_finding(Severity::Warning, path, &definition(false, "A"));
}

#[test]
fn a_value_of_the_wrong_type_is_an_error_wherever_it_stands() {
    let error = Severity::Error;
    assert_finding_in_field(error, "deprecated", "OBJECT", r#""deprecated": ⟦here⟧true"#);
    assert_finding_in_field(error, "type", "OBJECT", r#""type": ⟦here⟧5"#);
    assert_finding_in_field(error, "args", "OBJECT", r#""args": ⟦here⟧[]"#);
    assert_finding_in_field(error, "args.b", "OBJECT", r#""args": {"b": ⟦here⟧"Int"}"#);
    assert_finding_in_field(error, "args.b.type", "OBJECT", r#""args": {"b": {"type": ⟦here⟧1}}"#);
    assert_finding_in_field(
        error,
        "args.b.default",
        "OBJECT",
        r#""args": {"b": {"type": "Int", "default": ⟦here⟧1}}"#,
    );
    assert_finding_in_field(error, "default", "INPUT_OBJECT", r#""default": ⟦here⟧{}"#);
    assert_finding(error, "types.A.values.B", r#""A": {"kind": "ENUM", "values": {"B": ⟦here⟧null}}"#);
    assert_finding(error, "types.A.members[1]", r#""A": {"kind": "UNION", "members": ["A", ⟦here⟧{}]}"#);
    assert_finding(error, "types.A.implements", r#""A": {"fields": {}, "implements": ⟦here⟧"E"}"#);
    let beside_types = |keys: &str| format!(r#""A": {{"fields": {{}}}}}}, {keys}, "x": {{"#);
    assert_finding(error, "roots", &beside_types(r#""roots": ⟦here⟧[]"#));
    assert_finding(error, "roots.query", &beside_types(r#""roots": {"query": ⟦here⟧5}"#));
}

#[test]
fn a_type_reference_of_an_argument_that_is_none_is_an_error() {
    for broken in ["[Int", "Int!!", "", "[]"] {
        let args = format!(r#""args": {{"b": {{"type": ⟦here⟧"{broken}"}}}}"#);
        assert_finding_in_field(Severity::Error, "args.b.type", "OBJECT", &args);
    }
}

/// Loads a document within these limits; returns the message of the limit that was exceeded.
fn load_within(document: &str, types: u32, fields: u32) -> Option<String> {
    let mut limits = Limits::default();
    (limits.types, limits.fields) = (types, fields);
    let error = LoadOptions::new().strictness(Strictness::Lenient).limits(limits).detect(document).err()?;
    let [found] = error.diagnostics() else { panic!("{error:?}") };
    assert_eq!(found.code(), "too_many");
    Some(found.message())
}

/// Checks that a document of so many types and fields loads within these numbers, and within none that is smaller.
fn check_limits(document: &str, types: u32, fields: u32) {
    assert_eq!(load_within(document, types, fields), None, "{document}");
    for fewer in 0..types {
        assert_eq!(
            load_within(document, fewer, fields),
            Some(format!("more than {fewer} types")),
            "{document}"
        );
    }
    for fewer in 0..fields {
        assert_eq!(
            load_within(document, types, fewer),
            Some(format!("more than {fewer} fields")),
            "{document}"
        );
    }
}

#[test]
fn a_document_loads_within_its_own_numbers_and_within_no_smaller_ones() {
    let field = r#"{"type_name": "Int", "is_nested_object": false, "is_list": false}"#;
    let types = format!(
        r#"{{"A": {{"fields": {{"a": {field}, "b": {field}}}}}, "B": {{"fields": {{"a": {field}}}}}}}"#
    );
    check_limits(&format!(r#"{{"version": "1.0", "features": [], "types": {types}}}"#), 2, 3);
    // What has a key that the registry does not know is read in another way.
    check_limits(&format!(r#"{{"version": "1.0", "x": 1, "features": [], "types": {types}}}"#), 2, 3);
}

/// The five built-in scalars do not count.
#[cfg(feature = "graphql")]
#[test]
fn a_graphql_schema_loads_within_its_own_numbers_and_within_no_smaller_ones() {
    check_limits("type Query { a: Int b: Int } input B { a: Int }", 2, 3);
    let field = r#"{"name": "a", "args": [], "type": {"kind": "SCALAR", "name": "Int"}}"#;
    let other = field.replace(r#""a""#, r#""b""#);
    check_limits(
        &format!(
            r#"{{"data": {{"__schema": {{"queryType": {{"name": "Query"}}, "types": [
                {{"kind": "OBJECT", "name": "Query", "interfaces": [], "fields": [{field}, {other}]}},
                {{"kind": "OBJECT", "name": "B", "interfaces": [], "fields": [{field}]}}]}}}}}}"#
        ),
        2,
        3,
    );
}

#[test]
fn a_type_reference_has_512_lists_at_most() {
    let load = |depth: usize| {
        let expr = format!("{}Int{}", "[".repeat(depth), "]".repeat(depth));
        let field = format!(
            r#"{{"type_name": "Int", "is_nested_object": false, "is_list": true, "type": "{expr}"}}"#
        );
        let json = format!(
            r#"{{"version": "1.1", "features": [], "types": {{"Int": {{"kind": "SCALAR", "fields": {{}}}}, "A": {{"fields": {{"a": {field}}}}}}}}}"#
        );
        LoadOptions::new().json(&json).map_err(|error| error.diagnostics()[0].code().to_owned())
    };
    assert_eq!(
        load(512).expect("it loads").registry.get_field_type("A", "a").unwrap().type_ref().as_str().len(),
        1027
    );
    assert_eq!(load(513).map(drop), Err("invalid_type_reference".to_owned()));
}
