//! Draws the figures that `cargo bench --bench ratios` left in `figures.json`.
//!
//! `cargo run` writes the chart of the README and the table of `docs::performance`,
//! so that no figure is copied by hand. With `-- --check` it writes nothing, and fails where one of them is of other figures.

mod bars;
#[path = "../support/figures.rs"]
mod figures;
mod tables;

use std::error::Error;
use std::path::{Path, PathBuf};

use figures::{Figure, Figures};

/// What the README shows: the row of the table, and how a reader who does not know the benches would call it.
const SHOWN: [(&str, &str, &str); 13] = [
    ("exact, 1,000 x 15", "old design", "look-up by exact name, 1,000 types × 15 fields"),
    ("exact, GitHub", "old design", "look-up by exact name, GitHub's schema"),
    ("exact, 20,000 x 15", "old design", "look-up by exact name, 20,000 × 15, out of cache"),
    ("requests, GitHub", "old design", "look-ups as requests make them, GitHub"),
    ("alias, GitHub", "old design", "look-up by snake_case name, GitHub"),
    ("missed field, GitHub", "old design", "look-up of a field that is not there, GitHub"),
    ("walk of 5 levels, GitHub", "five old look-ups", "walk of five levels by target(), GitHub"),
    (
        "reader() and exact, 1,000 x 15",
        "old get_registry() and exact",
        "current registry and a look-up in it",
    ),
    (
        "exact, objects and interfaces, GitHub",
        "apollo-compiler type_field",
        "look-up, against apollo-compiler's",
    ),
    ("load, GitHub", "old design", "loading GitHub's schema as JSON IR"),
    ("introspection, Shopify", "serde_json::Value", "loading introspection, against serde_json::Value"),
    ("bytes, GitHub", "old design", "heap of GitHub's schema"),
    ("a row to a response, Issue", "straightforward, Value", "a database row to a response object"),
];

/// A figure with the name that readers see.
struct Shown<'a> {
    label: &'static str,
    figure: &'a Figure,
    /// How many times better than the other.
    times: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let figures = Figures::read()?;
    let shown: Vec<Shown<'_>> = SHOWN
        .into_iter()
        .map(|(what, against, label)| {
            let figure =
                figures.find(what, against).ok_or_else(|| format!("no figure for {what}, {against}"))?;
            let times = figure.ratio.ok_or_else(|| format!("no ratio of {what}, {against}"))?;
            Ok(Shown { label, figure, times })
        })
        .collect::<Result<_, String>>()?;

    let files = [
        (path("src/docs/figures.svg"), bars::draw(&figures.measured, &shown)?),
        (path("src/docs/figures.md"), tables::all(&figures)),
    ];
    let is_check = std::env::args().any(|argument| argument == "--check");
    for (path, text) in files {
        if !is_check {
            std::fs::write(&path, text)?;
            println!("wrote {}", path.display());
        } else if std::fs::read_to_string(&path)? != text {
            return Err(format!("{} is of other figures: run `cargo run`", path.display()).into());
        }
    }
    Ok(())
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)
}
