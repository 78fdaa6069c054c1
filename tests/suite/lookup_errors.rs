//! Why a look-up found nothing: which of the two names is unknown, and which one was probably meant.

use std::error::Error;

use schema_registry::{FieldDef, LookupError, SchemaRegistry, TypeDef};

fn registry() -> SchemaRegistry {
    let user = ["name", "createdAt", "createdOn", "networkConfig"]
        .into_iter()
        .fold(TypeDef::object("User"), |user, name| user.field(FieldDef::new(name, "String")));
    let kind = TypeDef::object("Account").field(FieldDef::new("id", "ID"));
    SchemaRegistry::builder("1.1").add_type(user).add_type(kind).build().expect("it is sound")
}

#[track_caller]
fn missed(type_name: &str, field_name: &str) -> LookupError {
    registry()
        .lookup(type_name, field_name)
        .map(|field| field.name().to_owned())
        .expect_err("there is no such field")
}

fn suggested(error: &LookupError) -> Vec<&str> {
    error.suggestions().collect()
}

#[test]
fn an_unknown_type_is_told_with_similar_names_of_types() {
    let registry = registry();
    for (asked, expected) in
        [("Usr", &["User"][..]), ("user", &["User"]), ("Acount", &["Account"]), ("Post", &[]), ("x", &[])]
    {
        for error in [missed(asked, "name"), registry.lookup_type(asked).unwrap_err()] {
            assert_eq!((error.coordinate().to_string().as_str(), &suggested(&error)[..]), (asked, expected));
        }
    }
    assert_eq!(registry.lookup_type("User").unwrap().name(), "User");
}

#[test]
fn an_unknown_field_is_told_with_similar_names_of_fields_of_that_type() {
    for (asked, expected) in [
        ("nmae", &["name"][..]),
        ("creatdAt", &["createdAt"]),
        ("createdAn", &["createdAt", "createdOn"]),
        ("created_att", &["createdAt"]),
        ("network_confg", &["networkConfig"]),
        ("followers", &[]),
        // There is one in another type.
        ("id", &[]),
    ] {
        let error = missed("User", asked);
        assert_eq!(error.coordinate().to_string(), format!("User.{asked}"));
        assert_eq!(suggested(&error)[..], *expected, "{asked}");
    }
}

#[test]
fn at_most_three_names_are_suggested_and_the_most_similar_come_first() {
    let names = ["nodes", "notes", "node", "modes", "nodules"];
    let of = names.into_iter().fold(TypeDef::object("A"), |of, name| of.field(FieldDef::new(name, "Int")));
    let registry = SchemaRegistry::builder("1.1").add_type(of).build().unwrap();
    let error = registry.lookup("A", "noddes").unwrap_err();
    assert_eq!(suggested(&error), ["nodes", "notes", "node"]);
    assert_eq!(error.to_string(), "`A` has no field `noddes`; did you mean `nodes`, `notes` or `node`?");
}

#[test]
fn an_error_is_a_sentence_of_one_line_that_is_good_without_the_registry() {
    let errors: [Box<dyn Error + Send + Sync>; 4] = [
        Box::new(missed("Usr", "name")),
        Box::new(missed("Post", "name")),
        Box::new(missed("User", "nmae")),
        Box::new(missed("User", "followers")),
    ];
    assert_eq!(
        errors.map(|error| error.to_string()),
        [
            "unknown type `Usr`; did you mean `User`?",
            "unknown type `Post`",
            "`User` has no field `nmae`; did you mean `name`?",
            "`User` has no field `followers`",
        ]
    );
}

#[test]
fn nothing_is_near_in_an_empty_registry_nor_to_a_name_without_end() {
    let error = SchemaRegistry::empty().lookup("User", "name").expect_err("it is empty");
    assert_eq!(suggested(&error), [""; 0]);
    let long = "name".repeat(1_000);
    let error = missed("User", &long);
    assert_eq!(suggested(&error), [""; 0]);
    assert!(error.to_string().len() < 200, "{error}");
}

#[test]
fn what_is_found_is_no_error() {
    for asked in ["name", "createdAt", "created_at"] {
        assert!(registry().lookup("User", asked).is_ok(), "{asked}");
    }
}
