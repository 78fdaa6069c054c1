//! What changed between two versions of a real schema is what graphql-core says, change for change.

use schema_registry::{Change, ChangeKind, Criticality, SchemaRegistry};
use serde_json::Value;

use crate::support::fixtures;

fn load(name: &str) -> SchemaRegistry {
    SchemaRegistry::from_json(&fixtures::schema(&format!("{name}.ir.json"))).expect("a real schema loads")
}

const PAIRS: [(&str, &str, &str); 2] = [
    ("github-14", "github-15", "github-14-15"),
    ("shopify-admin-2025-10", "shopify-admin-2026-01", "shopify-2025-10-2026-01"),
];

/// The name that graphql-core has for a kind of change, and its description. What it does not look at has none.
fn graphql_name(change: &Change) -> Option<(&'static str, String)> {
    let type_name = change.type_name().unwrap_or_default();
    let member = change.member().unwrap_or_default();
    let arg = change.argument().unwrap_or_default();
    let (before, after) = (change.before().unwrap_or_default(), change.after().unwrap_or_default());
    Some(match change.kind() {
        ChangeKind::TypeRemoved => ("TYPE_REMOVED", format!("{type_name} was removed.")),
        ChangeKind::TypeKindChanged => {
            let kind = |kind| match kind {
                "OBJECT" => "an Object type",
                "INTERFACE" => "an Interface type",
                "UNION" => "a Union type",
                "ENUM" => "an Enum type",
                "INPUT_OBJECT" => "an Input type",
                _ => "a Scalar type",
            };
            ("TYPE_CHANGED_KIND", format!("{type_name} changed from {} to {}.", kind(before), kind(after)))
        }
        ChangeKind::FieldRemoved => ("FIELD_REMOVED", format!("{type_name}.{member} was removed.")),
        ChangeKind::FieldTypeChanged => {
            ("FIELD_CHANGED_KIND", format!("{type_name}.{member} changed type from {before} to {after}."))
        }
        ChangeKind::RequiredInputFieldAdded => (
            "REQUIRED_INPUT_FIELD_ADDED",
            format!("A required field {member} on input type {type_name} was added."),
        ),
        ChangeKind::OptionalInputFieldAdded => (
            "OPTIONAL_INPUT_FIELD_ADDED",
            format!("An optional field {member} on input type {type_name} was added."),
        ),
        ChangeKind::RequiredArgumentAdded => {
            ("REQUIRED_ARG_ADDED", format!("A required arg {arg} on {type_name}.{member} was added."))
        }
        ChangeKind::OptionalArgumentAdded => {
            ("OPTIONAL_ARG_ADDED", format!("An optional arg {arg} on {type_name}.{member} was added."))
        }
        ChangeKind::ArgumentRemoved => {
            ("ARG_REMOVED", format!("{type_name}.{member} arg {arg} was removed."))
        }
        ChangeKind::ArgumentTypeChanged => (
            "ARG_CHANGED_KIND",
            format!("{type_name}.{member} arg {arg} has changed type from {before} to {after}."),
        ),
        ChangeKind::ArgumentDefaultChanged => (
            "ARG_DEFAULT_VALUE_CHANGE",
            match change.after() {
                None => format!("{type_name}.{member} arg {arg} defaultValue was removed."),
                Some(_) => {
                    format!(
                        "{type_name}.{member} arg {arg} has changed defaultValue from {before} to {after}."
                    )
                }
            },
        ),
        // Since graphql-core 3.3.
        ChangeKind::InputFieldDefaultChanged => (
            "INPUT_FIELD_DEFAULT_VALUE_CHANGE",
            match change.after() {
                None => format!("{type_name}.{member} defaultValue was removed."),
                Some(_) => format!("{type_name}.{member} has changed defaultValue from {before} to {after}."),
            },
        ),
        ChangeKind::ValueRemoved => {
            ("VALUE_REMOVED_FROM_ENUM", format!("{member} was removed from enum type {type_name}."))
        }
        ChangeKind::ValueAdded => {
            ("VALUE_ADDED_TO_ENUM", format!("{member} was added to enum type {type_name}."))
        }
        ChangeKind::MemberRemoved => {
            ("TYPE_REMOVED_FROM_UNION", format!("{member} was removed from union type {type_name}."))
        }
        ChangeKind::MemberAdded => {
            ("TYPE_ADDED_TO_UNION", format!("{member} was added to union type {type_name}."))
        }
        ChangeKind::InterfaceRemoved => {
            ("IMPLEMENTED_INTERFACE_REMOVED", format!("{type_name} no longer implements interface {member}."))
        }
        ChangeKind::InterfaceAdded => (
            "IMPLEMENTED_INTERFACE_ADDED",
            format!("{member} added to interfaces implemented by {type_name}."),
        ),
        _ => return None,
    })
}

fn found(changes: &[Change], criticality: Criticality) -> Vec<(String, String)> {
    let mut rows: Vec<_> = changes
        .iter()
        .filter(|change| change.criticality() == criticality)
        .map(|change| graphql_name(change).unwrap_or_else(|| panic!("graphql-core knows: {change}")))
        .map(|(name, description)| (name.to_owned(), description))
        .collect();
    rows.sort();
    rows
}

fn expected(rows: &Value) -> Vec<(String, String)> {
    let text = |row: &Value, key: &str| row[key].as_str().expect("a row has texts").to_owned();
    let rows = rows.as_array().expect("a list of changes");
    let mut rows: Vec<_> = rows.iter().map(|row| (text(row, "type"), text(row, "description"))).collect();
    rows.sort();
    rows
}

#[test]
fn breaking_and_dangerous_changes_are_those_of_graphql_core() {
    for (older, newer, name) in PAIRS {
        let reference: Value = serde_json::from_str(&fixtures::schema(&format!("{name}.changes.json")))
            .expect("the reference is JSON");
        let changes = load(newer).changes_since(&load(older));
        assert_eq!(found(&changes, Criticality::Breaking), expected(&reference["breaking"]), "{name}");
        assert_eq!(found(&changes, Criticality::Dangerous), expected(&reference["dangerous"]), "{name}");
        assert!(changes.iter().any(|change| change.criticality() == Criticality::Safe), "{name}");
    }
}

#[test]
fn a_registry_has_no_changes_since_itself() {
    for name in fixtures::ir_names() {
        let registry = load(&name);
        assert_eq!(registry.changes_since(&registry.clone()), [], "{name}");
        assert_eq!(registry.changes_since(&load(&name)), [], "{name}");
    }
}

#[test]
fn swapping_the_sides_turns_additions_into_removals() {
    use ChangeKind as Kind;
    let opposites = [
        (Kind::TypeAdded, Kind::TypeRemoved),
        (Kind::FieldAdded, Kind::FieldRemoved),
        (Kind::ValueAdded, Kind::ValueRemoved),
        (Kind::MemberAdded, Kind::MemberRemoved),
        (Kind::InterfaceAdded, Kind::InterfaceRemoved),
        (Kind::OptionalArgumentAdded, Kind::ArgumentRemoved),
        (Kind::OptionalInputFieldAdded, Kind::FieldRemoved),
    ];
    for (older, newer, name) in PAIRS {
        let (older, newer) = (load(older), load(newer));
        let (there, back) = (newer.changes_since(&older), older.changes_since(&newer));
        for (added, removed) in opposites {
            let additions: Vec<_> = there.iter().filter(|change| change.kind() == added).collect();
            for change in additions {
                let is_opposite = |other: &&Change| {
                    other.kind() == removed
                        && other.type_name() == change.type_name()
                        && other.member() == change.member()
                        && other.argument() == change.argument()
                };
                assert_eq!(back.iter().filter(is_opposite).count(), 1, "{name}: {change}");
            }
        }
        assert_eq!(there.len(), back.len(), "{name}");
    }
}

#[test]
fn everything_is_new_to_the_empty_registry() {
    let registry = load("countries");
    let changes = registry.changes_since(&SchemaRegistry::empty());
    let added = changes.iter().filter(|change| change.kind() == ChangeKind::TypeAdded).count();
    assert_eq!(added, registry.type_count());
    let gone = SchemaRegistry::empty().changes_since(&registry);
    let removed = gone.iter().filter(|change| change.kind() == ChangeKind::TypeRemoved).count();
    assert_eq!(removed, registry.type_count());
    assert_eq!(SchemaRegistry::empty().changes_since(&SchemaRegistry::empty()), []);
}

#[test]
fn a_kind_and_a_nesting_that_does_not_follow_from_it_are_both_told() {
    let document = |kind: &str, nested: bool| {
        let fields =
            format!(r#""f": {{ "type_name": "X", "is_nested_object": {nested}, "is_list": false }}"#);
        let types =
            format!(r#""T": {{ "fields": {{ {fields} }} }}, "X": {{ "kind": "{kind}", "fields": {{}} }}"#);
        let document = format!(r#"{{ "version": "1.1", "features": [], "types": {{ {types} }} }}"#);
        SchemaRegistry::from_json(&document).unwrap()
    };
    let kinds = |from: SchemaRegistry, to: SchemaRegistry| {
        to.changes_since(&from).iter().map(Change::kind).collect::<Vec<_>>()
    };
    let both = [ChangeKind::FieldNestingChanged, ChangeKind::TypeKindChanged];
    assert_eq!(kinds(document("SCALAR", false), document("ENUM", true)), both);
    assert_eq!(kinds(document("ENUM", true), document("SCALAR", false)), both);
    // What follows from the kind is told by it.
    assert_eq!(kinds(document("OBJECT", true), document("SCALAR", false)), [ChangeKind::TypeKindChanged]);
    assert_eq!(kinds(document("SCALAR", false), document("ENUM", false)), [ChangeKind::TypeKindChanged]);
}
