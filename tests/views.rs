//! What views answer besides what the document says word for word.

use schema_registry::{ArgInfo, SchemaRegistry, TypeDef};

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
