//! What views answer besides what the document says word for word.

use schema_registry::{ArgInfo, FieldDef, FieldInfo, Fingerprint, LoadOptions, SchemaRegistry, TypeDef};

fn registry() -> SchemaRegistry {
    let field =
        |args: &str| format!(r#"{{"type_name": "Int", "is_nested_object": false, "is_list": false{args}}}"#);
    let args = r#", "args": {"required": {"type": "Int!"}, "nullable": {"type": "Int"}, "list": {"type": "[Int!]"},
        "with_default": {"type": "Int!", "default": "1"}}"#;
    let json = format!(
        r#"{{"version": "1.1", "features": [], "types": {{
            "Node": {{"kind": "INTERFACE", "fields": {{}}}},
            "Named": {{"kind": "INTERFACE", "fields": {{}}, "implements": ["Node"]}},
            "User": {{"fields": {{"a": {}}}, "implements": ["Named", "Node"]}},
            "Post": {{"fields": {{"a": {}}}}},
            "Any": {{"kind": "UNION", "members": ["User", "Post", "User"]}}}}}}"#,
        field(args),
        field("")
    );
    SchemaRegistry::from_json(&json).expect("it loads")
}

#[test]
fn a_subtype_is_the_type_itself_what_implements_it_or_is_a_member_of_it() {
    let registry = registry();
    let names = ["Node", "Named", "User", "Post", "Any"];
    let subtypes = [("Named", "Node"), ("User", "Node"), ("User", "Named"), ("User", "Any"), ("Post", "Any")];
    for one in names {
        for other in names {
            let [sub, super_type] = [one, other].map(|name| registry.get_type(name).expect("it is there"));
            let expected = one == other || subtypes.contains(&(one, other));
            assert_eq!(sub.is_subtype_of(super_type), expected, "{one} of {other}");
        }
    }
}

#[test]
fn an_argument_is_required_if_it_is_non_null_and_has_no_default() {
    let registry = registry();
    let field = registry.get_field_type("User", "a").expect("it is there");
    let required: Vec<_> = field.args().filter(ArgInfo::is_required).map(|arg| arg.name()).collect();
    assert_eq!(required, ["required"]);
}

#[test]
fn a_possible_type_is_there_once_however_often_it_is_named() {
    let registry = registry();
    for (name, expected) in
        [("Any", &["User", "Post"][..]), ("Node", &["User"]), ("Named", &["User"]), ("User", &[])]
    {
        let found = registry.get_type(name).expect("it is there");
        assert_eq!(found.possible_types().map(|it| it.name()).collect::<Vec<_>>(), expected, "{name}");
    }
}

#[test]
fn a_type_that_is_removed_is_gone_whether_it_was_there_or_added() {
    let builder = registry().to_builder().add_type(TypeDef::object("New"));
    let without =
        builder.remove_type("New").remove_type("Post").remove_type("Absent").build().expect("it is sound");
    let names: Vec<_> = without.types().map(|it| it.name()).collect();
    assert_eq!(names, ["Node", "Named", "User", "Any"]);
    assert!(without.get_field_type("Post", "a").is_none());
    assert!(without.get_type("Any").expect("it is there").possible_types().all(|it| it.name() == "User"));
}

/// A field may have a narrower type than its interface says, and no wider one.
#[cfg(feature = "graphql")]
#[test]
fn a_field_narrows_the_type_that_its_interface_has() {
    let load = |promised: &str, kept: &str| {
        let sdl = format!(
            "interface Node {{ it: {promised} }} union Any = User | Post type Post {{ a: Int }} type Query {{ a: Any }}
             type User implements Node {{ it: {kept} }}"
        );
        schema_registry::LoadOptions::new().strictness(schema_registry::Strictness::Strict).sdl(&sdl)
    };
    for (wide, narrow) in
        [("Node", "User"), ("Any", "Post"), ("[Node]", "[User!]!"), ("Int", "Int!"), ("[Any!]", "[User!]")]
    {
        let loaded = load(wide, narrow);
        assert!(loaded.is_ok(), "{narrow} for {wide}: {}", loaded.unwrap_err());
        assert!(load(narrow, wide).is_err(), "{wide} for {narrow}");
    }
}

#[test]
fn a_request_finds_a_field_by_its_own_name_only_and_a_row_by_its_alias_too() {
    let json = r#"{"version": "1.1", "features": [], "types": {"User": {"fields": {
        "createdAt": {"type_name": "String", "is_nested_object": false, "is_list": false, "x-column": 7}}}}}"#;
    let registry = SchemaRegistry::from_json(json).expect("it loads");
    let user = registry.get_type("User").expect("it is there");
    let name = |field: Option<FieldInfo<'_>>| field.map(|field| field.name().to_owned());
    let created_at = Some("createdAt".to_owned());
    assert_eq!(name(registry.get_field("User", "createdAt")), created_at);
    assert_eq!(name(user.field("createdAt")), created_at);
    for alias in ["created_at", "created__at"] {
        assert_eq!(name(registry.get_field("User", alias)), None);
        assert_eq!(name(user.field(alias)), None);
        assert_eq!(name(registry.get_field_type("User", alias)), created_at);
        assert_eq!(name(user.field_by_alias(alias)), created_at);
    }
    let field = user.field("createdAt").expect("it is there");
    assert_eq!((field.extension("x-column"), field.extension("x-other")), (Some("7"), None));
}

#[test]
fn what_has_a_selection_is_composite_and_only_objects_are_nested() {
    let kinds = ["OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "SCALAR"];
    let types = kinds.map(|kind| format!(r#""{kind}": {{"kind": "{kind}", "fields": {{}}}}"#)).join(",");
    let fields = kinds
        .map(|kind| {
            format!(
                r#""{}": {{"type_name": "{kind}", "is_nested_object": {}, "is_list": false, "type": "{kind}"}}"#,
                kind.to_lowercase(),
                kind == "OBJECT"
            )
        })
        .join(",");
    let json = format!(
        r#"{{"version": "1.1", "features": [], "types": {{{types}, "Query": {{"fields": {{{fields}}}}}}}}}"#
    );
    let loaded = LoadOptions::new().json(&json).expect("it loads");
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    let query = loaded.registry.get_type("Query").expect("it is there");
    let said: Vec<(&str, bool, bool)> =
        query.fields().map(|field| (field.name(), field.is_nested_object(), field.is_composite())).collect();
    let expected = [
        ("object", true, true),
        ("interface", false, true),
        ("union", false, true),
        ("enum", false, false),
        ("input_object", false, false),
        ("scalar", false, false),
    ];
    assert_eq!(said, expected);
}

#[test]
fn a_fingerprint_reads_back_from_its_text() {
    let fingerprint = SchemaRegistry::empty().fingerprint();
    assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
    let json = serde_json::to_string(&fingerprint).expect("it is text");
    assert_eq!(json, format!("\"{fingerprint}\""));
    assert_eq!(serde_json::from_str::<Fingerprint>(&json).expect("it reads back"), fingerprint);
    for text in ["", "ab", &"g".repeat(64), &"a".repeat(65), &"é".repeat(32)] {
        assert!(text.parse::<Fingerprint>().is_err(), "{text}");
    }
}

/// The table of fields is probed by a hash of both names: what is found has to be compared with both.
#[test]
fn a_field_that_is_not_there_is_not_found_wherever_its_hash_leads() {
    let fields = || (0..500).map(|n| FieldDef::new(format!("field{n}"), "Int"));
    let [a, b] = ["A", "B"].map(|name| fields().fold(TypeDef::object(name), TypeDef::field));
    let registry = SchemaRegistry::builder("1.1").add_type(a).add_type(b).build().unwrap();
    for n in 500..20_000 {
        assert!(registry.get_field("A", &format!("field{n}")).is_none());
    }
    for n in 0..20_000 {
        assert!(registry.get_field(&format!("Type{n}"), &format!("field{}", n % 500)).is_none());
    }
}
