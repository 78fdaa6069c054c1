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

#[test]
fn an_unknown_type_is_told_with_the_nearest_name_of_a_type() {
    for (asked, expected) in
        [("Usr", Some("User")), ("user", Some("User")), ("Acount", Some("Account")), ("Post", None)]
    {
        let error = missed(asked, "name");
        let LookupError::UnknownType { type_name, nearest, .. } = &error else { panic!("{error:?}") };
        assert_eq!((&**type_name, nearest.as_deref()), (asked, expected));
        assert_eq!(error.nearest(), expected);
    }
}

#[test]
fn an_unknown_field_is_told_with_the_nearest_name_of_a_field_of_that_type() {
    for (asked, expected) in [
        ("nmae", Some("name")),
        ("creatdAt", Some("createdAt")),
        // The other one is near as well.
        ("createdAd", Some("createdAt")),
        ("created_att", Some("createdAt")),
        ("network_confg", Some("networkConfig")),
        ("followers", None),
        // There is one in another type.
        ("id", None),
    ] {
        let error = missed("User", asked);
        let LookupError::UnknownField { type_name, field_name, nearest, .. } = &error else {
            panic!("{error:?}")
        };
        assert_eq!((&**type_name, &**field_name, nearest.as_deref()), ("User", asked, expected));
        assert_eq!(error.nearest(), expected);
    }
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
            "there is no type `Usr`; did you mean `User`?",
            "there is no type `Post`",
            "the type `User` has no field `nmae`; did you mean `name`?",
            "the type `User` has no field `followers`",
        ]
    );
}

#[test]
fn nothing_is_near_in_an_empty_registry_nor_to_a_name_without_end() {
    let error = SchemaRegistry::empty().lookup("User", "name").expect_err("it is empty");
    assert!(matches!(error, LookupError::UnknownType { nearest: None, .. }), "{error:?}");
    let long = "name".repeat(1_000);
    let error = missed("User", &long);
    assert_eq!(error.nearest(), None);
    assert!(error.to_string().len() < 100, "{error}");
}

#[test]
fn what_is_found_is_no_error() {
    for asked in ["name", "createdAt", "created_at"] {
        assert!(registry().lookup("User", asked).is_ok(), "{asked}");
    }
}
