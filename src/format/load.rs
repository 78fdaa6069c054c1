//! The public ways into and out of a registry.

use std::io::Read;
use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::options::{LoadOptions, Loaded};
use super::{detect, ir};
#[cfg(feature = "graphql")]
use super::{introspection, sdl};
use crate::changes::Change;
use crate::diagnostics::{Diagnostic, Diagnostics, Finding, LoadError, Location, Positions, Severity};
use crate::registry::SchemaRegistry;
use crate::trace;

impl LoadOptions {
    /// Loads a JSON IR document.
    ///
    /// # Errors
    ///
    /// If and only if the document is invalid: the error holds every finding, each with its path, line and column.
    pub fn json(&self, json: &str) -> Result<Loaded, LoadError> {
        self.check_size(json.len())?;
        self.load(json, ir::FORMAT)
    }

    /// Loads a JSON IR document from bytes, which must be UTF-8.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::json`].
    pub fn json_slice(&self, json: &[u8]) -> Result<Loaded, LoadError> {
        self.check_size(json.len())?;
        self.json(text(json)?)
    }

    /// Loads a JSON IR document from a reader, which is first read to its end, or to the limit on the document's
    /// size.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::json`], and if reading fails; the error's source is then that of the reader.
    ///
    /// ```
    /// use schema_registry::{LoadOptions, Strictness};
    ///
    /// let document: &[u8] = br#"{ "version": "1.0", "features": [], "types": { "User": { "fields": {} } } }"#;
    /// let loaded = LoadOptions::new().strictness(Strictness::Strict).json_reader(document)?;
    /// assert_eq!(loaded.registry.type_count(), 1);
    /// # Ok::<(), schema_registry::LoadError>(())
    /// ```
    pub fn json_reader(&self, reader: impl Read) -> Result<Loaded, LoadError> {
        self.json_slice(&self.read(reader)?)
    }

    /// Loads a GraphQL schema in the schema definition language.
    ///
    /// Extensions are merged into what they extend. `@deprecated`, `@specifiedBy` and `@oneOf` are always understood;
    /// other directives, their definitions and descriptions are ignored unless [`LoadOptions::directives`] and
    /// [`LoadOptions::descriptions`] ask for them, so applying an undefined directive is not a finding either. The
    /// version is `1.1`, the feature `type_resolution`; the five built-in scalars are always listed.
    ///
    /// # Errors
    ///
    /// If and only if the document cannot be parsed, or its content would make answers wrong (see
    /// [`Strictness::Lenient`](crate::Strictness)). The error holds every finding, each with line and column. After a
    /// syntax error, reading continues with the next member or definition; checks that would need the complete
    /// document are then skipped.
    ///
    /// ```
    /// use schema_registry::{LoadOptions, Operation};
    ///
    /// let loaded = LoadOptions::new().sdl("type Query { users(first: Int = 10): [User!]! }  type User { name: String }")?;
    /// let query = loaded.registry.root(Operation::Query).unwrap();
    /// assert_eq!(query.field("users").unwrap().arg("first").unwrap().default_value(), Some("10"));
    ///
    /// let error = LoadOptions::new().sdl("type Query { me: User }").unwrap_err();
    /// assert_eq!(error.to_string(), "line 1, column 18: Query.me: unknown type `User`");
    /// # Ok::<(), schema_registry::LoadError>(())
    /// ```
    #[cfg(feature = "graphql")]
    pub fn sdl(&self, sdl: &str) -> Result<Loaded, LoadError> {
        self.check_size(sdl.len())?;
        self.load(sdl, sdl::FORMAT)
    }

    /// Loads the result of an introspection query: as a server sends it (`{"data": {"__schema": …}}`), without the
    /// envelope (`{"__schema": …}`), or the schema object alone.
    ///
    /// The content is stored exactly as [`LoadOptions::sdl`] stores it, so both notations of one schema give equal
    /// registries.
    ///
    /// # Errors
    ///
    /// If and only if the document is not such a result, or its content would make answers wrong (see
    /// [`Strictness::Lenient`](crate::Strictness)). The error holds every finding, each with its path, line and
    /// column.
    ///
    /// ```
    /// use schema_registry::LoadOptions;
    ///
    /// let json = r#"{ "data": { "__schema": { "queryType": null, "types": [
    ///     { "kind": "UNION", "name": "Result", "possibleTypes": null } ] } } }"#;
    /// let error = LoadOptions::new().introspection(json).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "line 2, column 59: data.__schema.types[0].possibleTypes: the UNION `Result` has no list `possibleTypes`",
    /// );
    /// ```
    #[cfg(feature = "graphql")]
    pub fn introspection(&self, json: &str) -> Result<Loaded, LoadError> {
        self.check_size(json.len())?;
        self.load(json, introspection::FORMAT)
    }

    /// Loads a document of any format, which is recognized by its content: a JSON IR document, an introspection
    /// result, or SDL. The latter two need the feature `graphql`.
    ///
    /// # Errors
    ///
    /// As the function for the format, and if the content matches none of them.
    pub fn detect(&self, text: &str) -> Result<Loaded, LoadError> {
        self.check_size(text.len())?;
        self.load(text, detect::format(text)?)
    }

    /// Sets [`Change::position`] of each change to its place in `text`, the newer document in any format. For a
    /// removed element, that is the place of the element that contained it. Changes of the document as a whole get no
    /// position, and no change does if the document does not load.
    ///
    /// Costs about twice as much as loading.
    ///
    /// ```
    /// # #[cfg(feature = "graphql")] {
    /// use schema_registry::{LoadOptions, SchemaRegistry};
    ///
    /// let older = SchemaRegistry::from_sdl("type Query { me: String  id: ID }")?;
    /// let text = "type Query {\n  me: String!\n}";
    /// let mut changes = SchemaRegistry::from_sdl(text)?.changes_since(&older);
    /// LoadOptions::new().locate(&mut changes, text);
    /// let lines: Vec<_> = changes.iter().map(|change| (change.to_string(), change.position().unwrap().line)).collect();
    /// assert_eq!(lines[0], ("field `Query.id` removed".to_owned(), 1));
    /// assert_eq!(lines[1], ("type of field `Query.me` narrowed from `String` to `String!`".to_owned(), 2));
    /// # }
    /// # Ok::<(), schema_registry::LoadError>(())
    /// ```
    pub fn locate(&self, changes: &mut [Change], text: &str) {
        let Ok(format) = detect::format(text) else { return };
        let coordinates: Vec<_> = changes.iter().map(Change::coordinate).collect();
        let positions = self.positions(text, format, coordinates.iter().flatten());
        for (change, coordinate) in changes.iter_mut().zip(&coordinates) {
            change.set_position(coordinate.as_ref().and_then(|it| positions.get(it).copied()));
        }
    }

    /// Like [`LoadOptions::detect`], from bytes, which must be UTF-8.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::detect`].
    pub fn detect_slice(&self, bytes: &[u8]) -> Result<Loaded, LoadError> {
        self.check_size(bytes.len())?;
        self.detect(text(bytes)?)
    }

    /// Like [`LoadOptions::detect`], from a reader, which is first read to its end, or to the limit on the document's
    /// size.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::detect`], and if reading fails; the error's source is then that of the reader.
    pub fn detect_reader(&self, reader: impl Read) -> Result<Loaded, LoadError> {
        self.detect_slice(&self.read(reader)?)
    }

    /// Reads everything, up to the limit.
    fn read(&self, reader: impl Read) -> Result<Vec<u8>, LoadError> {
        let enough = u64::try_from(self.document_bytes()).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        reader.take(enough).read_to_end(&mut bytes).map_err(LoadError::io)?;
        // Checked first: a text that is cut off need not be UTF-8.
        self.check_size(bytes.len())?;
        Ok(bytes)
    }
}

/// The bytes as text.
pub(super) fn text(bytes: &[u8]) -> Result<&str, LoadError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let valid = String::from_utf8_lossy(&bytes[..at]);
        refusal(&valid, at..at, Finding::NotUtf8)
    })
}

/// The error of a document with this finding alone.
pub(super) fn refusal(text: &str, span: Range<usize>, finding: Finding) -> LoadError {
    let location = Location { span, path: None };
    let diagnostic = Diagnostic::new(Severity::Error, finding, None).at(location, &mut Positions::new(text));
    LoadError::new(Diagnostics { kept: vec![diagnostic], errors: 1, warnings: 0 })
}

impl SchemaRegistry {
    /// Loads a JSON IR document with the default options. Warnings become `tracing` events if that feature is
    /// enabled, and are dropped otherwise; [`LoadOptions::json`] returns them.
    ///
    /// # Errors
    ///
    /// If and only if the document is invalid: the error holds every finding, each with its path, line and column.
    pub fn from_json(json: &str) -> Result<Self, LoadError> {
        LoadOptions::new().json(json).map(trace::reported)
    }

    /// Like [`SchemaRegistry::from_json`], from bytes, which must be UTF-8.
    ///
    /// # Errors
    ///
    /// As [`SchemaRegistry::from_json`].
    pub fn from_slice(json: &[u8]) -> Result<Self, LoadError> {
        LoadOptions::new().json_slice(json).map(trace::reported)
    }

    /// Like [`SchemaRegistry::from_json`], from a reader, which is first read to its end.
    ///
    /// # Errors
    ///
    /// As [`SchemaRegistry::from_json`], and if reading fails; the error's source is then that of the reader.
    pub fn from_reader(reader: impl Read) -> Result<Self, LoadError> {
        LoadOptions::new().json_reader(reader).map(trace::reported)
    }

    /// Loads a GraphQL schema in SDL with the default options; see [`LoadOptions::sdl`]. Warnings are treated as
    /// [`SchemaRegistry::from_json`] treats them.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::sdl`].
    #[cfg(feature = "graphql")]
    pub fn from_sdl(sdl: &str) -> Result<Self, LoadError> {
        LoadOptions::new().sdl(sdl).map(trace::reported)
    }

    /// Loads an introspection result with the default options; see [`LoadOptions::introspection`]. Warnings are
    /// treated as [`SchemaRegistry::from_json`] treats them.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::introspection`].
    #[cfg(feature = "graphql")]
    pub fn from_introspection(json: &str) -> Result<Self, LoadError> {
        LoadOptions::new().introspection(json).map(trace::reported)
    }

    /// Returns the registry as a JSON IR document, which loads as an equal registry.
    ///
    /// The version is the one that was read, and what the original document left implicit stays implicit.
    #[must_use]
    pub fn to_json(&self) -> String {
        ir::to_json(self)
    }
}

#[cfg(feature = "graphql")]
impl SchemaRegistry {
    /// Returns the registry as SDL, printed as `printSchema` of graphql-js 17 prints a schema without descriptions
    /// and directives. It loads as an equal registry if the registry came from SDL or introspection, except that a
    /// built-in scalar without directives is left out, with its description if that was kept.
    ///
    /// SDL has no place for extensions, features or the version; what a document of version 1.0 leaves out, such as
    /// its scalars, is missing here too.
    ///
    /// ```
    /// use schema_registry::SchemaRegistry;
    ///
    /// let sdl = "type Query {\n  users(first: Int = 10): [String!] @deprecated\n}\n";
    /// assert_eq!(SchemaRegistry::from_sdl(sdl)?.to_sdl(), sdl);
    /// # Ok::<(), schema_registry::LoadError>(())
    /// ```
    #[must_use]
    pub fn to_sdl(&self) -> String {
        sdl::to_sdl(self)
    }
}

/// Serializes as the JSON IR document that [`SchemaRegistry::to_json`] writes.
impl Serialize for SchemaRegistry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ir::serialize(self, serializer)
    }
}

/// Deserializes a JSON IR document inside another document, in any self-describing format.
///
/// An invalid document is an error that names the first finding by its path; line and column are those reported by
/// the outer deserializer. Numbers in extensions are as precise as [`serde_json::Value`] holds them. All directives
/// and descriptions are kept, so a registry equals its serialized copy.
impl<'de> Deserialize<'de> for SchemaRegistry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ir::deserialize(deserializer)
    }
}
