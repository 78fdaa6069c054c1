//! Importing whole GraphQL schemas, and telling what changed between two of them.

use schema_registry::SchemaRegistry;

use crate::support::figures::Target;
use crate::support::fixtures;
use crate::table::{Table, Timed, timed};

pub(crate) fn rows(table: &mut Table) {
    table.section("GraphQL schemas");
    changes_row(table);
    #[cfg(feature = "graphql")]
    import_rows(table);
    #[cfg(not(feature = "graphql"))]
    println!("SDL and introspection are left out: run it with `--features graphql`");
}

#[cfg(feature = "graphql")]
fn import_rows(table: &mut Table) {
    let sdl = fixtures::schema("github-15.graphql");
    let import = || timed(|| SchemaRegistry::from_sdl(&sdl).expect("the SDL loads"));
    table.time(&Timed {
        what: "SDL, GitHub".to_owned(),
        against: "apollo-parser, parse and free",
        units: 1,
        other: Box::new(|| timed(|| drop(apollo_parser::Parser::new(&sdl).parse()))),
        ours: Box::new(import),
        target: Target::AtMostTimes(1.3),
    });
    table.time(&Timed {
        what: "SDL, GitHub".to_owned(),
        against: "apollo-compiler Schema::parse",
        units: 1,
        other: Box::new(|| {
            timed(|| apollo_compiler::Schema::parse(sdl.as_str(), "github.graphql").expect("it parses"))
        }),
        ours: Box::new(import),
        target: Target::Better,
    });
    let json = fixtures::schema("shopify-admin-2026-01.introspection.json");
    table.time(&Timed {
        what: "introspection, Shopify".to_owned(),
        against: "serde_json::Value",
        units: 1,
        other: Box::new(|| timed(|| serde_json::from_str::<serde_json::Value>(&json).expect("it is JSON"))),
        ours: Box::new(|| timed(|| SchemaRegistry::from_introspection(&json).expect("the result loads"))),
        target: Target::TimesBetter(1.5),
    });
}

fn changes_row(table: &mut Table) {
    let load = |json: &str| SchemaRegistry::from_json(json).expect("the IR loads");
    let newer_json = fixtures::shopify();
    let (older, newer) = (load(&fixtures::schema("shopify-admin-2025-10.ir.json")), load(&newer_json));
    assert!(!newer.changes_since(&older).is_empty());
    table.time(&Timed {
        what: "changes_since, Shopify".to_owned(),
        against: "loading one",
        units: 1,
        other: Box::new(|| timed(|| load(&newer_json))),
        ours: Box::new(|| timed(|| newer.changes_since(&older))),
        target: Target::AtMostTimes(0.2),
    });
}
