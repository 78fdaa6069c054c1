//! The `snake_case` fallback of look-ups.
//!
//! Properties, for generated types and asked names:
//!
//! 1. A look-up finds the field whose name was asked for, whatever its camelCase form names.
//! 2. Where no field has the name, it finds the field that the name's camelCase form names, and nothing else.
//! 3. `lookup`, `get_type(..).field_by_alias(..)` and `get_field_type` agree.

use std::collections::BTreeSet;

use proptest::prelude::*;
use schema_registry::SchemaRegistry;
use serde_json::{Map, Value, json};

/// The rule in three lines: leading underscores stay; each other run of underscores goes and the character after it is
/// upper-cased.
fn naive_camel_case(name: &str) -> String {
    let (leading, rest) = name.split_at(name.len() - name.trim_start_matches('_').len());
    let mut words = rest.split('_').filter(|word| !word.is_empty());
    leading.to_owned() + words.next().unwrap_or("") + &words.map(capitalized).collect::<String>()
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn registry_of(fields: &BTreeSet<String>) -> SchemaRegistry {
    let facts = json!({"type_name": "String", "is_nested_object": false, "is_list": false});
    let fields: Map<String, Value> = fields.iter().map(|name| (name.clone(), facts.clone())).collect();
    let document = json!({"version": "1.0", "features": [], "types": {"Row": {"fields": fields}}});
    SchemaRegistry::from_json(&document.to_string()).expect("names that are not empty load")
}

/// What a look-up must find.
fn expected<'a>(fields: &'a BTreeSet<String>, asked: &str) -> Option<&'a str> {
    fields.get(asked).or_else(|| fields.get(&naive_camel_case(asked))).map(String::as_str)
}

fn check(fields: &BTreeSet<String>, asked: &str) -> Result<(), TestCaseError> {
    let registry = registry_of(fields);
    let expected = expected(fields, asked);
    prop_assert_eq!(registry.get_field_type("Row", asked).map(|field| field.name()), expected);
    prop_assert_eq!(registry.lookup("Row", asked).ok().map(|field| field.name()), expected);
    let row = registry.get_type("Row").expect("the type is there");
    prop_assert_eq!(row.field_by_alias(asked).map(|field| field.name()), expected);
    Ok(())
}

/// Few letters and many underscores, so that names meet; with letters whose upper case is of another length.
fn name() -> impl Strategy<Value = String> {
    "[_abABß1é]{1,6}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn a_lookup_agrees_with_the_naive_rule(
        fields in prop::collection::btree_set(name(), 1..40),
        asked in name(),
    ) {
        check(&fields, &asked)?;
    }

    #[test]
    fn a_lookup_agrees_with_the_naive_rule_where_the_alias_exists(
        fields in prop::collection::btree_set(name(), 0..10),
        asked in "[_abß1é]{1,12}",
    ) {
        let mut fields = fields;
        fields.insert(naive_camel_case(&asked));
        prop_assume!(!fields.contains(""));
        check(&fields, &asked)?;
    }

    #[test]
    fn an_exact_name_wins_over_a_camel_cased_one(asked in "_{0,2}[a-c]{1,3}(_{1,2}[a-c0-9]{1,3}){1,3}_{0,2}") {
        let fields = BTreeSet::from([asked.clone(), naive_camel_case(&asked)]);
        prop_assert_eq!(fields.len(), 2);
        let registry = registry_of(&fields);
        let found = registry.get_field_type("Row", &asked).map(|field| field.name().to_owned());
        prop_assert_eq!(found, Some(asked));
    }

    /// Longer than any buffer, with letters of more than one byte at every place.
    #[test]
    fn a_lookup_agrees_with_the_naive_rule_for_long_names(asked in "[aé]{1,3}(_?[a-cé1]{10,40}){2,4}") {
        check(&BTreeSet::from([naive_camel_case(&asked)]), &asked)?;
    }

    #[test]
    fn any_name_at_all_can_be_asked_for(asked in any::<String>()) {
        check(&BTreeSet::from(["networkConfig".to_owned(), "_id".to_owned()]), &asked)?;
    }
}

#[test]
fn the_rule_by_example() {
    let names =
        ["networkConfig", "_id", "__typename", "a1", "httpURL", "_2Fa", "élanVital", "x", "straßeSS", "_"];
    let fields: BTreeSet<String> = names.map(str::to_owned).into();
    let registry = registry_of(&fields);
    for (asked, found) in [
        ("network_config", Some("networkConfig")),
        ("network__config", Some("networkConfig")),
        ("network_config_", Some("networkConfig")),
        ("networkConfig", Some("networkConfig")),
        ("networkconfig", None),
        ("Network_config", None),
        ("_network_config", None),
        ("_id", Some("_id")),
        ("id", None),
        ("__id", None),
        ("__typename", Some("__typename")),
        ("__typename_", Some("__typename")),
        ("_typename", None),
        ("a_1", Some("a1")),
        ("http_uRL", Some("httpURL")),
        ("http_url", None),
        ("_2_fa", Some("_2Fa")),
        ("élan_vital", Some("élanVital")),
        ("x____", Some("x")),
        ("straße_ß", Some("straßeSS")),
        ("_", Some("_")),
        ("__", None),
        ("", None),
    ] {
        assert_eq!(registry.get_field_type("Row", asked).map(|field| field.name()), found, "{asked:?}");
    }
}
