//! What is wrong with a document is reported, all of it, each finding at its path, line and column.
//!
//! Lines and columns count from 1, columns in characters. A finding about a value points at the value's first character,
//! one about a key (a duplicate, an empty or an invalid name) at the key's opening quote, and one about a missing key at
//! the `{` of the object that lacks it. The documents here carry marks, `⟦name⟧`, at the places where a finding is due.

use schema_registry::{Diagnostic, LoadOptions, SchemaRegistry, Severity, Strictness};

use crate::marks::Marked;

/// A finding as it is expected: severity, path and the mark at its place.
type Expected<'a> = (Severity, &'a str, &'a str);

const ERROR: Severity = Severity::Error;
const WARNING: Severity = Severity::Warning;

/// All findings of a document, whether it loads or not.
fn findings(json: &str) -> Vec<Diagnostic> {
    match LoadOptions::new().json(json) {
        Ok(loaded) => loaded.warnings,
        Err(error) => error.diagnostics().to_vec(),
    }
}

/// Checks that the marked document has exactly the findings expected, in any order.
#[track_caller]
fn assert_findings(marked: &str, expected: &[Expected<'_>]) {
    let marked = Marked::new(marked);
    let mut found: Vec<_> = findings(&marked.text)
        .iter()
        .map(|finding| {
            (
                finding.line(),
                finding.column(),
                finding.severity(),
                finding.path().map(ToString::to_string).unwrap_or_default(),
            )
        })
        .collect();
    let mut due: Vec<_> = expected
        .iter()
        .map(|&(severity, path, mark)| {
            let (line, column) = marked.place(mark);
            (Some(line), Some(column), severity, path.to_owned())
        })
        .collect();
    let key = |finding: &(Option<usize>, Option<usize>, Severity, String)| {
        (finding.0, finding.1, finding.3.clone(), finding.2 == ERROR)
    };
    found.sort_by_key(key);
    due.sort_by_key(key);
    assert_eq!(found, due, "{:#?}\nin\n{}", findings(&marked.text), marked.text);
}

/// Checks the one finding of a document whose `types` are those given, in IR 1.1.
#[track_caller]
fn assert_finding_in_types(severity: Severity, path: &str, types: &str) {
    let document = format!(
        "{{\"version\": \"1.1\", \"features\": [],\n \"types\": {{ \"Other\": {{\"kind\": \"SCALAR\"}},\n   {types} }} }}"
    );
    assert_findings(&document, &[(severity, path, "here")]);
}

/// Checks the one finding of a document whose type `User` has the fields given.
#[track_caller]
fn assert_finding_in_fields(severity: Severity, path: &str, fields: &str) {
    assert_finding_in_types(severity, path, &format!(r#""User": {{ "fields": {{ {fields} }} }}"#));
}

#[test]
fn ten_mistakes_of_different_kinds_are_all_reported_at_their_places() {
    assert_findings(
        r#"{
  "version": ⟦version⟧"2.0",
  "features": [],
  "roots": { "query": ⟦root⟧"Nowhere" },
  "types": {
    ⟦non-ascii⟧"Usér": { "fields": {}, "état": "é", ⟦duplicate⟧"fields": {} },
    "User": {
      "fields": {
        "name":   { "type_name": "String", "is_nested_object": false, "is_list": ⟦wrong⟧"no" },
        "posts":  ⟦missing⟧{ "is_nested_object": true, "is_list": true },
        ⟦empty⟧"":       { "type_name": "String", "is_nested_object": false, "is_list": false },
        "tags":   { "type_name": "String", "is_nested_object": false, "is_list": true, "type": ⟦contradiction⟧"String!" },
        "friend": { "type_name": ⟦reference⟧"Frend", "is_nested_object": true, "is_list": false },
        ⟦name⟧"a-b":    { "type_name": "String", "is_nested_object": false, "is_list": false },
        "first_name": { "type_name": "String", "is_nested_object": false, "is_list": false },
        ⟦collision⟧"firstName": { "type_name": "String", "is_nested_object": false, "is_list": false }
      }
    },
    "Kind": { "kind": ⟦kind⟧"ENUMERATION" }
  }
}"#,
        &[
            (WARNING, "version", "version"),
            (WARNING, "roots.query", "root"),
            (WARNING, "types.Usér", "non-ascii"),
            (ERROR, "types.Usér.fields", "duplicate"),
            (ERROR, "types.User.fields.name.is_list", "wrong"),
            (ERROR, "types.User.fields.posts", "missing"),
            (ERROR, r#"types.User.fields[""]"#, "empty"),
            (ERROR, "types.User.fields.tags.type", "contradiction"),
            (WARNING, "types.User.fields.friend.type_name", "reference"),
            (WARNING, "types.User.fields.a-b", "name"),
            (WARNING, "types.User.fields.firstName", "collision"),
            (ERROR, "types.Kind.kind", "kind"),
        ],
    );
}

#[test]
fn a_missing_document_key_is_an_error_at_the_document() {
    for key in ["version", "features", "types"] {
        let keys = [r#""version": "1.0""#, r#""features": []"#, r#""types": {}"#];
        let kept: Vec<_> = keys.into_iter().filter(|text| !text.contains(key)).collect();
        assert_findings(&format!("\n ⟦here⟧{{ {} }}", kept.join(", ")), &[(ERROR, "", "here")]);
    }
    assert_findings("⟦here⟧{}", &[(ERROR, "", "here"); 3]);
}

#[test]
fn a_duplicate_key_is_an_error_at_every_level() {
    assert_findings(
        r#"{"version": "1.0", "features": [], "types": {}, ⟦here⟧"features": []}"#,
        &[(ERROR, "features", "here")],
    );
    assert_findings(
        r#"{"x": 1, "version": "1.0", "features": [], "types": {}, ⟦here⟧"x": 1}"#,
        &[(ERROR, "x", "here")],
    );
    assert_findings(
        r#"{"version": "1.1", "features": [], "types": {"A": {"kind": "SCALAR"}},
            "roots": {"query": "A", ⟦here⟧"query": "A"}}"#,
        &[(ERROR, "roots.query", "here")],
    );
    let field = r#"{"type_name": "Int", "is_nested_object": false, "is_list": false}"#;
    assert_finding_in_types(ERROR, "types.A", r#""A": {"fields": {}}, ⟦here⟧"A": {"fields": {}}"#);
    assert_finding_in_types(ERROR, "types.A.kind", r#""A": {"kind": "SCALAR", ⟦here⟧"kind": "SCALAR"}"#);
    assert_finding_in_types(ERROR, "types.A.x", r#""A": {"kind": "SCALAR", "x": 1, ⟦here⟧"x": 1}"#);
    assert_finding_in_types(
        ERROR,
        "types.A.values.B",
        r#""A": {"kind": "ENUM", "values": {"B": {}, ⟦here⟧"B": {}}}"#,
    );
    assert_finding_in_types(
        ERROR,
        "types.A.values.B.deprecated",
        r#""A": {"kind": "ENUM", "values": {"B": {"deprecated": "x", ⟦here⟧"deprecated": "x"}}}"#,
    );
    assert_finding_in_fields(ERROR, "types.User.fields.a", &format!(r#""a": {field}, ⟦here⟧"a": {field}"#));
    assert_finding_in_fields(
        ERROR,
        "types.User.fields.a.type_name",
        r#""a": {"type_name": "Int", ⟦here⟧"type_name": "Int", "is_nested_object": false, "is_list": false}"#,
    );
    assert_finding_in_fields(
        ERROR,
        "types.User.fields.a.x",
        r#""a": {"x": 1, "type_name": "Int", "is_nested_object": false, "is_list": false, ⟦here⟧"x": 2}"#,
    );
    let with_args = |args: &str| {
        format!(
            r#""a": {{"type_name": "Int", "is_nested_object": false, "is_list": false, "args": {{{args}}}}}"#
        )
    };
    assert_finding_in_fields(
        ERROR,
        "types.User.fields.a.args.b",
        &with_args(r#""b": {"type": "Int"}, ⟦here⟧"b": {"type": "Int"}"#),
    );
    assert_finding_in_fields(
        ERROR,
        "types.User.fields.a.args.b.type",
        &with_args(r#""b": {"type": "Int", ⟦here⟧"type": "Int"}"#),
    );
}

#[test]
fn a_duplicate_key_is_found_behind_an_escape() {
    assert_finding_in_types(
        ERROR,
        "types.A",
        r#""\u0041": {"kind": "SCALAR"}, ⟦here⟧"A": {"kind": "SCALAR"}"#,
    );
}

#[test]
fn a_required_key_that_is_missing_is_an_error_at_its_object() {
    assert_finding_in_types(ERROR, "types.A", r#""A": ⟦here⟧{}"#);
    assert_finding_in_types(ERROR, "types.A", r#""A": ⟦here⟧{"kind": "INTERFACE"}"#);
    assert_finding_in_types(ERROR, "types.A", r#""A": ⟦here⟧{"kind": "INPUT_OBJECT"}"#);
    assert_finding_in_fields(
        ERROR,
        "types.User.fields.a",
        r#""a": ⟦here⟧{"type_name": "Int", "is_nested_object": false}"#,
    );
    assert_finding_in_fields(
        ERROR,
        "types.User.fields.a",
        r#""a": ⟦here⟧{"type_name": "Int", "is_list": false}"#,
    );
    assert_finding_in_fields(
        ERROR,
        "types.User.fields.a.args.b",
        r#""a": {"type_name": "Int", "is_nested_object": false, "is_list": false, "args": {"b": ⟦here⟧{}}}"#,
    );
}

#[test]
fn a_value_of_the_wrong_type_is_an_error_at_the_value() {
    assert_findings(r#"{"version": ⟦here⟧1.0, "features": [], "types": {}}"#, &[(ERROR, "version", "here")]);
    assert_findings(
        r#"{"version": "1.0", "features": ⟦here⟧"a", "types": {}}"#,
        &[(ERROR, "features", "here")],
    );
    assert_findings(
        r#"{"version": "1.0", "features": ["a", ⟦here⟧null], "types": {}}"#,
        &[(ERROR, "features[1]", "here")],
    );
    assert_findings(r#"{"version": "1.0", "features": [], "types": ⟦here⟧[]}"#, &[(ERROR, "types", "here")]);
    assert_finding_in_types(ERROR, "types.A", r#""A": ⟦here⟧"SCALAR""#);
    assert_finding_in_types(ERROR, "types.A.kind", r#""A": {"kind": ⟦here⟧1, "fields": {}}"#);
    assert_finding_in_types(ERROR, "types.A.fields", r#""A": {"fields": ⟦here⟧[]}"#);
    assert_finding_in_fields(ERROR, "types.User.fields.a", r#""a": ⟦here⟧"Int""#);
    assert_finding_in_fields(
        ERROR,
        "types.User.fields.a.type_name",
        r#""a": {"type_name": ⟦here⟧["Int"], "is_nested_object": false, "is_list": false}"#,
    );
}

#[test]
fn a_document_that_is_no_object_is_an_error_at_its_start() {
    for document in ["⟦here⟧[]", " ⟦here⟧\"text\"", "\n\n⟦here⟧1", "⟦here⟧null"] {
        assert_findings(document, &[(ERROR, "", "here")]);
    }
}

#[test]
fn a_type_that_contradicts_its_kind_is_an_error() {
    let field = |rest: &str| format!(r#""a": {{"type_name": "Int", "is_nested_object": false, {rest}}}"#);
    assert_finding_in_fields(
        ERROR,
        "types.User.fields.a.type",
        &field(r#""is_list": false, "type": ⟦here⟧"[Int]""#),
    );
    assert_finding_in_fields(
        ERROR,
        "types.User.fields.a.type",
        &field(r#""is_list": true, "type": ⟦here⟧"Int!""#),
    );
    assert_finding_in_fields(
        ERROR,
        "types.User.fields.a.type",
        &field(r#""is_list": false, "type": ⟦here⟧"ID""#),
    );
    assert_finding_in_types(ERROR, "types.A.kind", r#""A": {"kind": ⟦here⟧"object", "fields": {}}"#);
}

#[test]
fn a_type_reference_that_is_no_type_reference_is_an_error() {
    for broken in ["[Int", "Int]", "Int!!", "", "!", "[]", "[Int]]", "Int Int", "[[Int]"] {
        assert_finding_in_fields(
            ERROR,
            "types.User.fields.a.type",
            &format!(
                r#""a": {{"type_name": "Int", "is_nested_object": false, "is_list": false, "type": ⟦here⟧"{broken}"}}"#
            ),
        );
    }
}

#[test]
fn an_empty_type_name_is_an_error_at_the_name() {
    assert_finding_in_types(ERROR, r#"types[""]"#, r#"⟦here⟧"": {"kind": "SCALAR"}"#);
}

#[test]
fn an_empty_field_name_is_an_error_at_the_name() {
    assert_finding_in_fields(
        ERROR,
        r#"types.User.fields[""]"#,
        r#"⟦here⟧"": {"type_name": "Int", "is_nested_object": false, "is_list": false}"#,
    );
}

#[test]
fn a_reference_to_a_type_that_is_not_there_is_a_warning_at_the_name() {
    assert_finding_in_types(
        WARNING,
        "types.A.implements[1]",
        r#""I": {"kind": "INTERFACE", "fields": {}}, "A": {"fields": {}, "implements": ["I", ⟦here⟧"J"]}"#,
    );
    assert_finding_in_types(
        WARNING,
        "types.A.members[1]",
        r#""I": {"fields": {}}, "A": {"kind": "UNION", "members": ["I", ⟦here⟧"J"]}"#,
    );
    assert_finding_in_fields(
        WARNING,
        "types.User.fields.a.type_name",
        r#""a": {"type_name": ⟦here⟧"Missing", "is_nested_object": false, "is_list": false}"#,
    );
    assert_finding_in_fields(
        WARNING,
        "types.User.fields.a.args.b.type",
        r#""a": {"type_name": "Int", "is_nested_object": false, "is_list": false,
                 "args": {"b": {"type": ⟦here⟧"[Missing!]"}}}"#,
    );
}

#[test]
fn a_name_that_is_no_graphql_name_is_a_warning_at_the_name() {
    assert_finding_in_types(WARNING, r#"types["a b"]"#, r#"⟦here⟧"a b": {"kind": "SCALAR"}"#);
    assert_finding_in_types(WARNING, "types.1st", r#"⟦here⟧"1st": {"kind": "SCALAR"}"#);
    assert_finding_in_fields(
        WARNING,
        r#"types.User.fields["a.b"]"#,
        r#"⟦here⟧"a.b": {"type_name": "Int", "is_nested_object": false, "is_list": false}"#,
    );
}

#[test]
fn a_column_counts_characters_not_bytes() {
    assert_finding_in_types(
        ERROR,
        "types.A.kind",
        r#""Other2": {"kind": "SCALAR", "x": "ééé 漢字 🎉"}, "A": {"kind": ⟦here⟧"?"}"#,
    );
}

#[test]
fn a_line_ends_with_a_line_feed_whether_or_not_a_carriage_return_is_before_it() {
    assert_finding_in_types(ERROR, "types.A.kind", "\r\n\r\n \"A\": {\r\n\"kind\": ⟦here⟧\"?\"}");
}

#[test]
fn a_syntax_error_stops_at_once_and_says_where() {
    let marked = Marked::new("{\"version\": \"1.0\",\n  \"features\": [],,\n \"types\": {}}");
    let error = SchemaRegistry::from_json(&marked.text).expect_err("it is not JSON");
    let [finding] = error.diagnostics() else { panic!("{error:?}") };
    assert_eq!(finding.severity(), ERROR);
    assert_eq!(finding.line(), Some(2), "{finding}");
}

#[test]
fn strict_loading_turns_warnings_into_errors() {
    let json = r#"{"version": "2.0", "features": [], "types": {}}"#;
    let warnings = LoadOptions::new().json(json).expect("a warning rejects nothing").warnings;
    let [warning] = &warnings[..] else { panic!("{warnings:?}") };
    assert_eq!(warning.severity(), WARNING);
    let error =
        LoadOptions::new().strictness(Strictness::Strict).json(json).expect_err("strict loading rejects it");
    let [finding] = error.diagnostics() else { panic!("{error:?}") };
    assert_eq!(finding.severity(), ERROR);
    assert_eq!(finding.path(), warning.path());
    assert_eq!((finding.line(), finding.column()), (warning.line(), warning.column()));
}

#[test]
fn what_is_reported_is_one_line_without_a_trailing_period() {
    let error = SchemaRegistry::from_json(r#"{"version": 1, "types": {"A": {"kind": "?", "fields": 1}}}"#);
    let error = error.expect_err("it has mistakes");
    assert!(error.diagnostics().len() > 2, "{error:?}");
    for text in error.diagnostics().iter().map(ToString::to_string).chain([error.to_string()]) {
        assert!(!text.is_empty() && !text.contains('\n') && !text.ends_with('.'), "{text:?}");
    }
}

#[test]
fn a_key_that_is_there_three_times_is_reported_twice() {
    let json = r#"{"version": "1.0", "features": [], "types": {},
        "version": "1.0", "x": 1, "x": 2,
        "version": "1.0", "x": 3}"#;
    let error = SchemaRegistry::from_json(json).expect_err("keys are repeated");
    let lines: Vec<_> =
        error.diagnostics().iter().map(|found| found.line().expect("it has a place")).collect();
    assert_eq!(lines, [2, 2, 3, 3]);
}

#[test]
fn a_mistake_in_a_repeated_argument_or_value_is_placed_in_it() {
    let json = r#"{"version": "1.1", "features": [], "types": {"A": {"fields": {"a": {
        "type_name": "Int", "is_nested_object": false, "is_list": false, "args": {
        "b": {"type": "Int"},
        "b": {"type": 5}}}}}, "E": {"kind": "ENUM", "values": {
        "V": {},
        "V": {"deprecated": 5}}}}}"#;
    let error = SchemaRegistry::from_json(json).expect_err("names are repeated");
    let lines: Vec<_> =
        error.diagnostics().iter().map(|found| found.line().expect("it has a place")).collect();
    assert_eq!(lines, [4, 4, 6, 6]);
}

#[test]
fn a_name_with_wrappers_where_only_a_name_belongs_is_a_warning() {
    let json = r#"{"version": "1.0", "features": [], "types": {"A": {"fields": {"a": {
        "type_name": "[X!]", "is_nested_object": false, "is_list": false}}}}}"#;
    let loaded = LoadOptions::new().json(json).expect("it loads");
    assert_eq!(loaded.warnings.len(), 1);
    assert_eq!(loaded.warnings[0].path().unwrap().to_string(), "types.A.fields.a.type_name");
}

#[test]
fn an_empty_name_in_a_list_of_names_is_an_error() {
    let json = r#"{"version": "1.1", "features": [], "types": {"U": {"kind": "UNION", "members": [""]}}}"#;
    let error = SchemaRegistry::from_json(json).expect_err("a member has no name");
    assert_eq!(error.diagnostics()[0].path().unwrap().to_string(), "types.U.members[0]");
}
