//! The JSON IR: the registry's own document format, versions 1.0 and 1.1.

mod known;
mod plain;
mod read;
mod write;

use serde::Deserializer;
use serde::de::Error;
use serde_json::value::RawValue;

use super::cursor::NotPlain;
use super::foreign::JsonText;
use super::json::syntax_error;
use super::locate;
use super::options::{LoadOptions, Loaded};
use crate::build::{Capacity, Draft};
use crate::registry::{LoadError, SchemaRegistry};
use read::Document;

pub(super) use write::{serialize, to_json};

/// Reads a document in one pass that collects all findings. Only where there are some, a second pass finds their places.
pub(super) fn read(json: &str, options: LoadOptions) -> Result<Loaded, LoadError> {
    let draft = match read_plain(json, options) {
        Ok(draft) => draft,
        Err(NotPlain) => {
            read_any(json, options).map_err(|error| LoadError::new(vec![syntax_error(json, &error)]))?
        }
    };
    let (tables, diagnostics) = draft.finish();
    let diagnostics = if diagnostics.is_empty() { diagnostics } else { locate::locate(json, diagnostics) };
    options.judge(diagnostics, SchemaRegistry::from_tables(tables))
}

/// Reads a document that is as most are.
fn read_plain(json: &str, options: LoadOptions) -> Result<Draft, NotPlain> {
    let mut draft = Draft::new(options.capacity(), json.len());
    match plain::read(json, &mut draft) {
        Err(NotPlain) if !draft.has_overflowed() => Err(NotPlain),
        _ => Ok(draft),
    }
}

/// Reads any document.
fn read_any(json: &str, options: LoadOptions) -> Result<Draft, serde_json::Error> {
    let mut draft = Draft::new(options.capacity(), json.len());
    let mut deserializer = serde_json::Deserializer::from_str(json);
    match Document::<&RawValue>::read(&mut draft, &mut deserializer).and_then(|()| deserializer.end()) {
        // Reading stopped because it is of no use to go on.
        Err(_) if draft.has_overflowed() => Ok(draft),
        result => result.map(|()| draft),
    }
}

/// Reads a document that stands inside another one.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SchemaRegistry, D::Error> {
    let mut draft = Draft::new(Capacity::MAX, 0);
    Document::<JsonText>::read(&mut draft, deserializer)?;
    let (tables, diagnostics) = draft.finish();
    let judged = LoadOptions::new().judge(diagnostics, SchemaRegistry::from_tables(tables));
    judged.map(|loaded| loaded.registry).map_err(D::Error::custom)
}
