//! Importing whole GraphQL schemas, and telling what changed between two of them.

use bluejay_parser::ast::Parse;
use bluejay_parser::ast::definition::DefinitionDocument;
use schema_registry::SchemaRegistry;

use crate::support::figures::Target;
use crate::support::fixtures;
use crate::table::{Table, Timed, timed};

pub(crate) fn rows(table: &mut Table) {
    table.section("GraphQL schemas");
    changes_row(table);
    let facts = fixtures::schema("github-15.graphql");
    sdl_rows(table, "SDL, GitHub", &facts, [1.2, 6.0, 1.2]);
    sdl_rows(table, "SDL with descriptions, GitHub", &described(&facts), [1.6, 12.0, 3.0]);
    introspection_row(table);
}

/// The document with a description of two sentences on every definition and member.
fn described(facts: &str) -> String {
    let mut out = String::new();
    for line in facts.lines() {
        let (indent, text) = line.split_at(line.len() - line.trim_start().len());
        let is_member = !indent.is_empty() && text.starts_with(|first: char| first.is_ascii_alphabetic());
        if is_member
            || ["type ", "interface ", "union ", "enum ", "input "].iter().any(|kind| text.starts_with(kind))
        {
            let name = text.split(['(', ':', ' ']).next().unwrap_or_default();
            let first = format!("What `{name}` means to those who ask for it.");
            let second = "It is there since the first version of this schema.";
            out.extend([indent, "\"\"\"\n", indent, &first, " ", second, "\n", indent, "\"\"\"\n"]);
        }
        out += line;
        out.push('\n');
    }
    out
}

/// Against loading the same schema as JSON IR, and against two parsers that make a syntax tree; and what these have to
/// be.
fn sdl_rows(table: &mut Table, what: &str, sdl: &str, [from_json, apollo, bluejay]: [f64; 3]) {
    let json = SchemaRegistry::from_sdl(sdl).expect("the SDL loads").to_json();
    let mut row = |against, other: Box<dyn Fn() -> f64>, target| {
        table.time(&Timed {
            what: what.to_owned(),
            against,
            units: 1,
            other,
            ours: Box::new(|| timed(|| SchemaRegistry::from_sdl(sdl).expect("the SDL loads"))),
            target,
        });
    };
    let from = || timed(|| SchemaRegistry::from_json(&json).expect("the IR loads"));
    row("from_json of the same schema", Box::new(from), Target::AtMostTimes(from_json));
    let parse = || timed(|| drop(apollo_parser::Parser::new(sdl).parse()));
    row("apollo-parser, parse and free", Box::new(parse), Target::TimesBetter(apollo));
    let parse = || {
        timed(|| {
            let document: Result<DefinitionDocument, _> = DefinitionDocument::parse(sdl).result;
            drop(document.expect("it parses"));
        })
    };
    row("bluejay-parser, parse and free", Box::new(parse), Target::TimesBetter(bluejay));
    let parse = || timed(|| apollo_compiler::Schema::parse(sdl, "github.graphql").expect("it parses"));
    row("apollo-compiler Schema::parse", Box::new(parse), Target::Better);
}

fn introspection_row(table: &mut Table) {
    let json = fixtures::schema("shopify-admin-2026-01.introspection.json");
    table.time(&Timed {
        what: "introspection, Shopify".to_owned(),
        against: "serde_json::Value",
        units: 1,
        other: Box::new(|| timed(|| serde_json::from_str::<serde_json::Value>(&json).expect("it is JSON"))),
        ours: Box::new(|| timed(|| SchemaRegistry::from_introspection(&json).expect("the result loads"))),
        target: Target::TimesBetter(2.3),
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
