//! Coordinates, and look-ups by names of either case, against three lines that say the rule.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use schema_registry::{Coordinate, SchemaRegistry};
use serde_json::{Map, Value, json};

fuzz_target!(|text: &str| {
    if let Ok(coordinate) = text.parse::<Coordinate>() {
        assert_eq!(coordinate.to_string().parse(), Ok(coordinate));
    }
    // The first line is asked for, the others are fields.
    let mut names = text.split('\n');
    let asked = names.next().unwrap_or_default();
    let fields: BTreeSet<&str> = names.filter(|name| !name.is_empty()).collect();
    let Some(registry) = registry_of(&fields) else { return };
    let camel = camel_case(asked);
    let expected = fields.get(asked).or_else(|| fields.get(&*camel)).copied();
    let found = registry.get_field_type("Row", asked).map(|field| field.name());
    assert_eq!(found, expected);
    assert_eq!(registry.lookup("Row", asked).ok().map(|field| field.name()), expected);
    for name in &fields {
        assert_eq!(registry.get_field("Row", name).map(|field| field.name()), Some(*name));
    }
});

fn registry_of(fields: &BTreeSet<&str>) -> Option<SchemaRegistry> {
    let facts = json!({"type_name": "String", "is_nested_object": false, "is_list": false});
    let fields: Map<String, Value> = fields.iter().map(|&name| (name.to_owned(), facts.clone())).collect();
    let document = json!({"version": "1.0", "features": [], "types": {"Row": {"fields": fields}}});
    SchemaRegistry::from_json(&document.to_string()).ok()
}

/// Leading underscores stay; each other run of underscores goes and the character after it is upper-cased.
fn camel_case(name: &str) -> String {
    let (leading, rest) = name.split_at(name.len() - name.trim_start_matches('_').len());
    let mut words = rest.split('_').filter(|word| !word.is_empty());
    leading.to_owned() + words.next().unwrap_or("") + &words.map(capitalized).collect::<String>()
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
