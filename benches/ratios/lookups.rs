//! Look-ups in a registry that is at hand.

use apollo_compiler::Schema;

use crate::support::figures::Target;
use crate::support::fixtures;
use crate::support::queries::Queries;
use crate::support::schema::Names;
use crate::support::walks::{LEVELS, Walks, walk_old, walk_ours};
use crate::support::workloads::{Workload, ask_apollo, ask_floor, ask_old, ask_ours};
use crate::table::{Table, Timed, timed};

/// The schemas to ask. To see that the rows run, two will do.
pub(crate) fn workloads(table: &Table) -> Vec<Workload> {
    let mut workloads = vec![Workload::thousand(), Workload::github()];
    if !table.is_rehearsal() {
        workloads.push(Workload::twenty_thousand());
    }
    workloads
}

pub(crate) fn rows(table: &mut Table, workloads: &[Workload]) {
    table.section("look-ups");
    for workload in workloads {
        for (sequence, queries, _) in workload.sequences() {
            table.time(&Timed {
                what: format!("{sequence}, {}", workload.name),
                against: "old design",
                units: queries.len(),
                other: Box::new(|| timed(|| ask_old(&workload.old, queries))),
                ours: Box::new(|| timed(|| ask_ours(&workload.ours, queries))),
                target: target(sequence, workload.name),
            });
        }
        floor_row(table, workload, "exact", &workload.exact, Target::AtMostTimes(1.3));
        floor_row(table, workload, "requests", &workload.requests, Target::Times);
        walk_row(table, workload);
    }
    apollo_row(table);
}

fn target(sequence: &str, schema: &str) -> Target {
    Target::TimesBetter(match sequence {
        "exact" if schema == "20,000 x 15" => 4.0,
        "exact" | "missed field with underscore" => 5.0,
        "alias" => 6.0,
        "missed field" => 8.0,
        "missed type" => 1.0,
        _ => return Target::Better,
    })
}

fn floor_row(table: &mut Table, workload: &Workload, sequence: &str, queries: &Queries, target: Target) {
    table.time(&Timed {
        what: format!("{sequence}, {}", workload.name),
        against: "one hashbrown probe",
        units: queries.len(),
        other: Box::new(|| timed(|| ask_floor(&workload.floor, queries))),
        ours: Box::new(|| timed(|| ask_ours(&workload.ours, queries))),
        target,
    });
}

fn walk_row(table: &mut Table, workload: &Workload) {
    let walks = Walks::new(&workload.ours, 3_000);
    let expected = walks.len() * LEVELS;
    assert_eq!(walk_old(&workload.old, &walks), expected, "old, {}", workload.name);
    assert_eq!(walk_ours(&workload.ours, &walks), expected, "ours, {}", workload.name);
    table.time(&Timed {
        what: format!("walk of {LEVELS} levels, {}", workload.name),
        against: "five old look-ups",
        units: walks.len(),
        other: Box::new(|| timed(|| walk_old(&workload.old, &walks))),
        ours: Box::new(|| timed(|| walk_ours(&workload.ours, &walks))),
        target: Target::TimesBetter(8.0),
    });
}

/// The fields that apollo-compiler finds by two names: those of objects and interfaces.
fn apollo_row(table: &mut Table) {
    let (what, against) = ("exact, objects and interfaces, GitHub", "apollo-compiler type_field");
    if !table.wants(what, against) {
        return;
    }
    let schema =
        Schema::parse(fixtures::schema("github-15.graphql"), "github.graphql").expect("the SDL is sound");
    let json = fixtures::github();
    let ours = schema_registry::SchemaRegistry::from_json(&json).expect("the document loads");
    let queries = Queries::exact_where(&Names::of(&json), |of, field| schema.type_field(of, field).is_ok());
    assert!(queries.len() > 6_000, "{} fields are too few", queries.len());
    assert_eq!(ask_apollo(&schema, &queries), ask_ours(&ours, &queries));
    table.time(&Timed {
        what: what.to_owned(),
        against,
        units: queries.len(),
        other: Box::new(|| timed(|| ask_apollo(&schema, &queries))),
        ours: Box::new(|| timed(|| ask_ours(&ours, &queries))),
        target: Target::TimesBetter(3.0),
    });
}
