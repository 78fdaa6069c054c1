//! Loading a JSON IR document, letting go of a registry, and changing one type of many.

use schema_registry::{FieldDef, SchemaRegistry, TypeDef};
use serde::de::IgnoredAny;

use crate::support::figures::Target;
use crate::support::old_design::OldRegistry;
use crate::support::{fixtures, schema};
use crate::table::{Table, Timed, timed, timed_drop};

pub(crate) fn rows(table: &mut Table) {
    table.section("loading and dropping");
    let documents = [
        ("1,000 x 15", schema::synthetic(1_000, 15)),
        ("GitHub", fixtures::github()),
        ("Shopify", fixtures::shopify()),
    ];
    for (name, json) in &documents {
        document_rows(table, name, json);
    }
    change_row(table);
}

fn load(json: &str) -> SchemaRegistry {
    SchemaRegistry::from_json(json).expect("the document loads")
}

fn load_old(json: &str) -> OldRegistry {
    OldRegistry::from_json(json).expect("the old design reads it")
}

fn document_rows(table: &mut Table, name: &str, json: &str) {
    table.time(&Timed {
        what: format!("load, {name}"),
        against: "old design",
        units: 1,
        other: Box::new(|| timed(|| load_old(json))),
        ours: Box::new(|| timed(|| load(json))),
        target: Target::TimesBetter(3.0),
    });
    table.time(&Timed {
        what: format!("load, {name}"),
        against: "serde_json, IgnoredAny",
        units: 1,
        other: Box::new(|| timed(|| serde_json::from_str::<IgnoredAny>(json).expect("it is JSON"))),
        ours: Box::new(|| timed(|| load(json))),
        target: Target::AtMostTimes(2.5),
    });
    table.time(&Timed {
        what: format!("drop, {name}"),
        against: "old design",
        units: 1,
        other: Box::new(|| timed_drop(load_old(json))),
        ours: Box::new(|| timed_drop(load(json))),
        target: Target::TimesBetter(100.0),
    });
}

/// Another field in one type of 10,000.
fn change_row(table: &mut Table) {
    let (types, name) = if table.is_rehearsal() { (1_000, "1,000") } else { (10_000, "10,000") };
    let (what, against) = (format!("to_builder() .. build(), 1 type of {name}"), "loading all");
    if !table.wants(&what, against) {
        return;
    }
    let json = schema::synthetic(types, 15);
    let registry = load(&json);
    let middle = registry.types().nth(types / 2).expect("there are as many");
    let definition = middle.fields().fold(TypeDef::object(middle.name()), |definition, field| {
        definition.field(FieldDef::new(field.name(), field.type_ref().as_str()))
    });
    let definition = definition.field(FieldDef::new("oneMore", "String"));
    let change = || registry.to_builder().put_type(definition.clone()).build().expect("the change is sound");
    let changed = change();
    assert_eq!(changed.field_count(), registry.field_count() + 1);
    assert!(changed.get_field_type(middle.name(), "oneMore").is_some());
    table.time(&Timed {
        what,
        against,
        units: 1,
        other: Box::new(|| timed(|| load(&json))),
        ours: Box::new(|| timed(change)),
        target: Target::Times,
    });
}
