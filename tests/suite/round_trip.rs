//! Reading and writing for generated documents.
//!
//! Properties, for documents of IR 1.0 and 1.1 with every kind of type, odd names, and unknown keys at every level:
//!
//! 1. A document loads without an error, however its strings are escaped and its tokens are spaced.
//! 2. What is written says the same as what was read.
//! 3. What is written loads again, to the same fingerprint, and is then written the same, byte for byte.
//! 4. The text's escapes, spaces and order of keys do not change the fingerprint.
//! 5. Every field is found by its name with what the document says of it.

use proptest::prelude::*;
use schema_registry::SchemaRegistry;
use serde_json::Value;

use crate::documents::{Style, document, text};

fn load(json: &str) -> Result<SchemaRegistry, TestCaseError> {
    SchemaRegistry::from_json(json).map_err(|error| TestCaseError::fail(format!("{error:#?}\nin\n{json}")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_odd_style_writes_the_same_value(document in document(), seed in any::<u64>()) {
        let read: Value = serde_json::from_str(&text(&document, Style::Odd(seed))).expect("it is JSON");
        prop_assert_eq!(read, document);
    }

    #[test]
    fn reading_then_writing_is_the_identity(document in document(), seed in any::<u64>()) {
        let json = text(&document, Style::Odd(seed));
        let registry = load(&json)?;
        let written = registry.to_json();
        let read: Value = serde_json::from_str(&written).expect("what is written is JSON");
        prop_assert_eq!(&read, &document, "{}", json);
        let again = load(&written)?;
        prop_assert_eq!(again.fingerprint(), registry.fingerprint());
        prop_assert_eq!(again.to_json(), written);
    }

    #[test]
    fn escapes_spaces_and_order_do_not_change_the_fingerprint(document in document(), seed in any::<u64>()) {
        let plain = load(&text(&document, Style::Plain))?;
        let odd = load(&text(&document, Style::Odd(seed)))?;
        prop_assert_eq!(plain.fingerprint(), odd.fingerprint());
    }

    #[test]
    fn every_field_is_found_with_what_the_document_says(document in document(), seed in any::<u64>()) {
        let registry = load(&text(&document, Style::Odd(seed)))?;
        let types = document["types"].as_object().expect("types is an object");
        prop_assert_eq!(registry.type_count(), types.len());
        for (type_name, body) in types {
            prop_assert!(registry.get_type(type_name).is_some(), "{}", type_name);
            for (name, facts) in body.get("fields").and_then(Value::as_object).into_iter().flatten() {
                let Some(found) = registry.get_field_type(type_name, name) else {
                    return Err(TestCaseError::fail(format!("{type_name}.{name} is not found")));
                };
                prop_assert_eq!(found.name(), name);
                prop_assert_eq!(found.parent().name(), type_name);
                prop_assert_eq!(found.type_name(), facts["type_name"].as_str().unwrap_or_default());
                prop_assert_eq!(found.is_list(), facts["is_list"] == true);
                prop_assert_eq!(found.is_nested_object(), facts["is_nested_object"] == true);
                prop_assert_eq!(found.deprecation_reason(), facts["deprecated"].as_str());
                prop_assert_eq!(found.default_value(), facts["default"].as_str());
            }
        }
    }
}
