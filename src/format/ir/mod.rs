//! The JSON IR: the registry's own document format, versions 1.0 and 1.1.

mod definitions;
mod known;
mod reader;
mod write;

use serde::de::{Deserialize, Deserializer, Error};

use super::options::{LoadOptions, Loaded};
use crate::diagnostics::LoadError;
use crate::registry::SchemaRegistry;

pub(super) use write::{serialize, to_json};

pub(super) fn read(json: &str, options: LoadOptions) -> Result<Loaded, LoadError> {
    options.load(json, json.len(), false, reader::read)
}

/// Reads a document that stands inside another one: as JSON text, by the same reader as any.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SchemaRegistry, D::Error> {
    let json = super::foreign::JsonText::deserialize(deserializer)?.0;
    read(&json, LoadOptions::new()).map(|loaded| loaded.registry).map_err(|error| {
        // Lines and columns are those of a text that the caller has never seen.
        D::Error::custom(error.without_places())
    })
}
