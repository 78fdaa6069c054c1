//! Database rows become GraphQL response objects, by the schema alone and while they are read.
//!
//! ```text
//! cargo run --release --example shape_rows
//! cargo run --release --example shape_rows -- --type Repository --rows 5000
//! cargo run --release --example shape_rows -- --type User --input rows.json schema.graphql
//! ```
//!
//! Without arguments it generates rows for issues in GitHub's schema, shows one of them before and after, and prints
//! how fast all are converted, beside the straightforward way with `serde_json::Value`. With `--input` it prints only
//! the responses. The conversion is in `shape_rows/response.rs`.

mod common;
#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use common::{Align, Document, Table, thousands};
use lexopt::Arg::{Long, Short, Value as Operand};
use lexopt::ValueExt;
use schema_registry::{SchemaRegistry, TypeInfo};
use serde_json::Value;
use support::old_design::OldRegistry;
use support::shape::{response, rows, straightforward};

struct Arguments {
    schema: Option<PathBuf>,
    type_name: String,
    rows: usize,
    input: Option<PathBuf>,
}

impl Arguments {
    fn parse() -> Result<Option<Self>, lexopt::Error> {
        let mut parsed = Self { schema: None, type_name: "Issue".to_owned(), rows: 2_000, input: None };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("type") => parsed.type_name = parser.value()?.string()?,
                Long("rows") => parsed.rows = parser.value()?.parse()?,
                Long("input") => parsed.input = Some(parser.value()?.into()),
                Short('h') | Long("help") => return Ok(None),
                Operand(schema) if parsed.schema.is_none() => parsed.schema = Some(schema.into()),
                unknown => return Err(unknown.unexpected()),
            }
        }
        Ok(Some(parsed))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(arguments) = Arguments::parse()? else {
        println!("shape_rows [--type NAME] [--rows COUNT | --input ROWS.json] [SCHEMA]");
        return Ok(());
    };
    let document = arguments.schema.as_deref().map_or_else(|| Ok(Document::github_15()), Document::read)?;
    let registry = document.load()?.registry;
    let missing = || format!("{} has no type `{}`", document.name, arguments.type_name);
    let of = registry.get_type(&arguments.type_name).ok_or_else(missing)?;
    match arguments.input {
        Some(path) => {
            let mut out = Vec::new();
            response::shape(&registry, of, &std::fs::read_to_string(path)?, &mut out)?;
            out.push(b'\n');
            std::io::stdout().write_all(&out)?;
        }
        None => show(&document.name, &registry, of, arguments.rows.max(1))?,
    }
    Ok(())
}

/// One generated row before and after, and the speed of both ways over all.
fn show(
    schema: &str,
    registry: &SchemaRegistry,
    of: TypeInfo<'_>,
    count: usize,
) -> Result<(), Box<dyn Error>> {
    let shaped = |rows: &str| {
        let mut out = Vec::new();
        response::shape(registry, of, rows, &mut out).map(|()| out)
    };
    let sample = rows::small_row(registry, of, 1);
    println!("A made-up row of the type {} in {schema}, as a database might give it:\n", of.name());
    println!("{}\n\nand the response object:\n", pretty(sample.as_bytes())?);
    println!("{}\n", pretty(&shaped(&sample)?)?);

    let rows = rows::rows(registry, of, count, 1);
    let old = OldRegistry::from_json(&registry.to_json())?;
    let plain = straightforward::shape(&old, of.name(), &rows)?;
    if serde_json::from_str::<Value>(&plain)? != serde_json::from_slice::<Value>(&shaped(&rows)?)? {
        return Err("the two ways do not agree".into());
    }
    println!("{} rows with more in them, {} bytes:\n", thousands(count), thousands(rows.len()));
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "for a table"
    )]
    let total = |pace: f64, each: usize| thousands((pace * each as f64) as u64);
    let ours = pace(|| shaped(&rows).map(drop))?;
    let others = pace(|| straightforward::shape(&old, of.name(), &rows).map(drop))?;
    let mut table = Table::new([("", Align::Left), ("rows/s", Align::Right), ("bytes/s", Align::Right)]);
    for (way, pace) in [("while reading, by views", ours), ("straightforward, by serde_json::Value", others)]
    {
        table.row([way.to_owned(), total(pace, count), total(pace, rows.len())]);
    }
    println!("{table}\n{:.1} times as fast; both give the same", ours / others);
    Ok(())
}

fn pretty(json: &[u8]) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&serde_json::from_slice::<Value>(json)?)
}

/// How often it can be done in a second, measured over half a second.
fn pace<E>(mut shape: impl FnMut() -> Result<(), E>) -> Result<f64, E> {
    let began = Instant::now();
    let mut times = 0.0;
    while began.elapsed().as_millis() < 500 {
        shape()?;
        times += 1.0;
    }
    Ok(times / began.elapsed().as_secs_f64())
}
