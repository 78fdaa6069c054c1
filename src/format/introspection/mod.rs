//! Introspection results, read into a registry.

mod locate;
mod read;
mod reader;
mod reference;
mod value;

use super::graphql;
use super::json::syntax_error;
use super::options::{LoadOptions, Loaded};
use crate::build::Draft;
use crate::registry::{Diagnostic, Finding, LoadError, SchemaRegistry};
use reader::Reader;

/// Reads a document in one pass. Only where there is something to report, a second pass finds the places.
pub(super) fn read(json: &str, options: LoadOptions) -> Result<Loaded, LoadError> {
    let mut draft = Draft::new(options.capacity(), json.len() / 2);
    graphql::begin(&mut draft);
    let mut reader = Reader::new(&mut draft);
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let read = read::document(&mut reader, &mut deserializer).and_then(|()| deserializer.end());
    let (envelope, own) = reader.finish();
    if let Err(error) = read {
        if !draft.has_overflowed() {
            return Err(LoadError::new(vec![syntax_error(json, &error)]));
        }
    }
    let (tables, diagnostics) = draft.finish();
    let registry = SchemaRegistry::from_tables(tables);
    // A type whose list could not be read is not empty besides.
    let is_news = |it: &Diagnostic| own.is_empty() || !matches!(it.finding(), Finding::EmptyType { .. });
    let general = diagnostics.into_iter().chain(graphql::check(&registry)).filter(is_news).collect();
    let diagnostics = locate::locate(json, envelope, own, general);
    options.judge_schema(diagnostics, registry)
}
