//! A registry by hand is checked as a document is, and one from another registry loses nothing.

#[cfg(feature = "graphql")]
use schema_registry::{ArgDef, Operation, ValueDef};
use schema_registry::{FieldDef, SchemaRegistry, TypeDef};

#[test]
fn a_key_that_a_definition_has_itself_is_no_extension() {
    let build = |definition: TypeDef| SchemaRegistry::builder("1.1").add_type(definition).build();
    assert!(build(TypeDef::object("A").extension("kind", 1)).is_err());
    assert!(build(TypeDef::object("A").extension("x", 1).extension("x", 2)).is_err());
    assert!(build(TypeDef::object("A").field(FieldDef::new("a", "Int").extension("type", 1))).is_err());
    assert!(SchemaRegistry::builder("1.1").extension("version", "2").build().is_err());
    let registry = build(TypeDef::object("A").extension("x", 1)).expect("an extension");
    assert_eq!(SchemaRegistry::from_json(&registry.to_json()).expect("it reads back"), registry);
}

#[test]
fn a_registry_goes_through_a_builder_unchanged() {
    let json = r#"{"version":"1.1","features":["a"],"roots":{"z":1},"types":{"A":{"fields":{}}},"x":[1.0]}"#;
    let registry = SchemaRegistry::from_json(json).expect("it loads");
    let again = registry.to_builder().feature("a").build().expect("it builds");
    assert_eq!(again.to_json(), registry.to_json());
}

#[test]
fn a_put_type_takes_the_place_of_all_of_its_name() {
    let of = |field: &str| TypeDef::object("A").field(FieldDef::new(field, "Int"));
    let base = SchemaRegistry::builder("1.1").add_type(of("a")).build().expect("it builds");
    let put = base.to_builder().add_type(of("b")).put_type(of("c")).build().expect("one is left");
    assert_eq!(put.type_count(), 1);
    assert!(put.get_field_type("A", "c").is_some());
    let put = SchemaRegistry::builder("1.1").add_type(of("a")).add_type(of("b")).put_type(of("c")).build();
    assert_eq!(put.expect("one is left").field_count(), 1);
}

/// Every kind of type, by hand and as SDL.
#[cfg(feature = "graphql")]
#[test]
fn what_is_built_by_hand_is_what_sdl_says() {
    let sdl = r#"
        type Query implements Node { id: ID! find(by: By, first: Int = 10 @deprecated(reason: "all")): [Any!] @deprecated(reason: "old") }
        interface Node { id: ID! }
        union Any = Query | Other
        type Other { at: Url }
        enum Color { RED BLUE @deprecated(reason: "sad") GREEN }
        input By @oneOf { id: ID color: Color limit: Int @deprecated(reason: "x") }
        input Page { size: Int! = 20 }
        scalar Url @specifiedBy(url: "https://example.org/url")"#;
    let id = || FieldDef::new("id", "ID!");
    let first = ArgDef::new("first", "Int").default_value("10").deprecated("all");
    let find = FieldDef::new("find", "[Any!]").arg("by", "By").arg_def(first).deprecated("old");
    let (mut by, mut url) = (TypeDef::input_object("By"), TypeDef::scalar("Url"));
    by.is_one_of = true;
    url.specified_by_url = Some("https://example.org/url".to_owned());
    let values = ["RED".into(), ValueDef::new("BLUE").deprecated("sad"), "GREEN".to_owned().into()];
    let mut builder = SchemaRegistry::builder("1.1")
        .feature("type_resolution")
        .root(Operation::Query, "Query")
        .add_type(TypeDef::object("Query").implements("Node").field(id()).field(find))
        .add_type(TypeDef::interface("Node").field(id()))
        .add_type(TypeDef::union("Any", ["Query", "Other"]))
        .add_type(TypeDef::object("Other").field(FieldDef::new("at", "Url")))
        .add_type(TypeDef::enumeration("Color", values))
        .add_type(
            by.field(FieldDef::new("id", "ID"))
                .field(FieldDef::new("color", "Color"))
                .field(FieldDef::new("limit", "Int").deprecated("x")),
        )
        .add_type(TypeDef::input_object("Page").field(FieldDef::new("size", "Int!").default_value("20")))
        .add_type(url);
    for scalar in ["Int", "Float", "String", "Boolean", "ID"] {
        builder = builder.add_type(TypeDef::scalar(scalar));
    }
    let built = builder.build().expect("it builds");
    let loaded = SchemaRegistry::from_sdl(sdl).expect("it loads");
    assert_eq!(built.changes_since(&loaded), []);
    assert_eq!(built.to_sdl(), loaded.to_sdl());
}

#[test]
fn a_reference_that_is_none_is_found_where_it_is() {
    let built = SchemaRegistry::builder("1.1")
        .add_type(TypeDef::object("A").field(FieldDef::new("a", "[Int").arg("b", "Int!!")))
        .build();
    let error = built.expect_err("two of them are none");
    let found: Vec<String> = error.diagnostics().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "A.a(b:): `Int!!` is not a type reference such as `[User!]!`",
            "A.a: `[Int` is not a type reference such as `[User!]!`"
        ]
    );
}

#[test]
fn a_field_of_a_type_that_is_not_there_leads_to_an_object_if_it_is_said() {
    let field = |of: FieldDef| {
        let built =
            SchemaRegistry::builder("1.1").add_type(TypeDef::object("A").field(of)).build_with_warnings();
        built.map(|(registry, _)| registry.get_field_type("A", "a").expect("it is there").is_nested_object())
    };
    assert_eq!(field(FieldDef::new("a", "Int")).ok(), Some(false));
    assert_eq!(field(FieldDef::new("a", "B")).ok(), Some(false));
    assert_eq!(field(FieldDef::new("a", "B").nested_object()).ok(), Some(true));
}
