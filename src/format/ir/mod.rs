//! The JSON IR: the registry's own document format, versions 1.0 and 1.1.

mod json;
mod locate;
mod read;
mod write;

use serde::Deserializer;
use serde::de::Error;
use serde_json::error::Category;

use super::options::{LoadOptions, Loaded};
use crate::registry::draft::{Capacity, Draft};
use crate::registry::{Diagnostic, Finding, JsonPath, LoadError, Position, SchemaRegistry};
use json::{Embedded, Patient, Quick, Style};
use read::Document;

pub(super) use write::{serialize, to_json};

/// Reads a document in one pass. Only where something is wrong, others find all that is, and where.
pub(super) fn read(json: &str, options: LoadOptions) -> Result<Loaded, LoadError> {
    let draft = read_as::<Quick>(json, options).or_else(|error| match error.classify() {
        // A value is of the wrong type, or there is too much of something.
        Category::Data => read_as::<Patient>(json, options),
        _ => Err(error),
    });
    let draft = draft.map_err(|error| LoadError::new(vec![syntax_error(json, &error)]))?;
    let (tables, diagnostics) = draft.finish();
    let diagnostics = if diagnostics.is_empty() { diagnostics } else { locate::locate(json, diagnostics) };
    options.judge(diagnostics, || SchemaRegistry::from_tables(tables))
}

fn read_as<'de, S: Style<'de>>(json: &'de str, options: LoadOptions) -> Result<Draft, serde_json::Error> {
    let mut draft = Draft::new(options.capacity(), json.len());
    let mut deserializer = serde_json::Deserializer::from_str(json);
    match Document::<S>::read(&mut draft, &mut deserializer).and_then(|()| deserializer.end()) {
        // Reading stopped because it is of no use to go on.
        Err(_) if draft.has_overflowed() => Ok(draft),
        result => result.map(|()| draft),
    }
}

/// Reads a document that stands inside another one.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SchemaRegistry, D::Error> {
    let mut draft = Draft::new(Capacity::MAX, 0);
    Document::<Embedded>::read(&mut draft, deserializer)?;
    let (tables, diagnostics) = draft.finish();
    let judged = LoadOptions::new().judge(diagnostics, || SchemaRegistry::from_tables(tables));
    judged.map(|loaded| loaded.registry).map_err(D::Error::custom)
}

fn syntax_error(json: &str, error: &serde_json::Error) -> Diagnostic {
    let message = error.to_string();
    // The parser appends its own place, in bytes.
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let line_start =
        json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let offset = (line_start + error.column().saturating_sub(1)).min(json.len());
    let position = (error.line() > 0).then(|| Position::of_offset(json, offset));
    Diagnostic::new(JsonPath::default(), Finding::Syntax { message }).at(position)
}
