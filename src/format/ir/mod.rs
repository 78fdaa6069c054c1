//! The JSON IR: the registry's own document format, versions 1.0 and 1.1.

mod write;

use serde::Deserializer;

use super::options::{LoadOptions, Loaded};
use crate::diagnostics::LoadError;
use crate::registry::SchemaRegistry;

pub(super) use write::{serialize, to_json};

pub(super) fn read(json: &str, options: LoadOptions) -> Result<Loaded, LoadError> {
    options.load(json, json.len(), false, |_, _| todo!())
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(_: D) -> Result<SchemaRegistry, D::Error> {
    todo!()
}
