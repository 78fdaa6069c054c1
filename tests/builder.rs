//! A registry by hand is checked as a document is, and one from another registry loses nothing.

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
