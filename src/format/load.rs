//! The ways into and out of a registry that callers see.

use std::io::Read;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ir;
use super::options::{LoadOptions, Loaded};
use crate::registry::{Diagnostic, Finding, JsonPath, LoadError, Position, SchemaRegistry};

impl LoadOptions {
    /// Loads a JSON IR document.
    ///
    /// # Errors
    ///
    /// If and only if the document is not sound: the error holds every finding, each with its path, line and column.
    pub fn json(self, json: &str) -> Result<Loaded, LoadError> {
        self.check_size(json.len())?;
        ir::read(json, self)
    }

    /// Loads a JSON IR document from bytes, which must be UTF-8.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::json`].
    pub fn json_slice(self, json: &[u8]) -> Result<Loaded, LoadError> {
        self.json(text(json)?)
    }

    pub(super) fn check_size(self, bytes: usize) -> Result<(), LoadError> {
        let limit = self.document_bytes();
        if bytes <= limit {
            return Ok(());
        }
        let finding = Finding::TooMany { what: "bytes of text", limit: limit as u64 };
        Err(LoadError::new(vec![Diagnostic::new(JsonPath::default(), finding)]))
    }
}

/// The bytes as text.
pub(super) fn text(bytes: &[u8]) -> Result<&str, LoadError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let position = Position::of_offset(&valid, valid.len());
        LoadError::new(vec![Diagnostic::new(JsonPath::default(), Finding::NotUtf8).at(Some(position))])
    })
}

impl SchemaRegistry {
    /// Loads a JSON IR document with the default options. Warnings are dropped: [`LoadOptions::json`] gives them.
    ///
    /// # Errors
    ///
    /// If and only if the document is not sound: the error holds every finding, each with its path, line and column.
    pub fn from_json(json: &str) -> Result<Self, LoadError> {
        LoadOptions::new().json(json).map(|loaded| loaded.registry)
    }

    /// [`SchemaRegistry::from_json`], from bytes that must be UTF-8.
    ///
    /// # Errors
    ///
    /// As [`SchemaRegistry::from_json`].
    pub fn from_slice(json: &[u8]) -> Result<Self, LoadError> {
        LoadOptions::new().json_slice(json).map(|loaded| loaded.registry)
    }

    /// [`SchemaRegistry::from_json`], from a reader, which is read to its end first.
    ///
    /// # Errors
    ///
    /// As [`SchemaRegistry::from_json`], or if reading fails; then the error's source is that of the reader.
    pub fn from_reader(mut reader: impl Read) -> Result<Self, LoadError> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(LoadError::io)?;
        Self::from_slice(&bytes)
    }

    /// The registry as a JSON IR document, which reads back as an equal registry.
    ///
    /// The version is the one that was read, and what the document left to a rule is left to it again.
    #[must_use]
    pub fn to_json(&self) -> String {
        ir::to_json(self)
    }
}

/// As the JSON IR document that [`SchemaRegistry::to_json`] writes.
impl Serialize for SchemaRegistry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ir::serialize(self, serializer)
    }
}

/// From a JSON IR document inside another document, in any self-describing format.
///
/// An unsound document is an error that names the first finding by its path; lines and columns are those that the
/// outer document's reader gives. Numbers in extensions are kept as precisely as [`serde_json::Value`] has them.
impl<'de> Deserialize<'de> for SchemaRegistry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ir::deserialize(deserializer)
    }
}
