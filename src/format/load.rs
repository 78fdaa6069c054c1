//! The ways into and out of a registry that callers see.

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
    /// If and only if the document is not sound: the error holds every finding, each with its path, line and column.
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

    /// Loads a JSON IR document from a reader, which is read to its end first, or to the limit of the document's size.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::json`], or if reading fails; then the error's source is that of the reader.
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

    /// Loads a GraphQL schema that is written in the schema definition language.
    ///
    /// Extensions join what they extend. Of descriptions, directives and their definitions nothing is kept but what
    /// `@deprecated`, `@specifiedBy` and `@oneOf` say, unless [`LoadOptions::directives`] and
    /// [`LoadOptions::descriptions`] ask for it; so the use of a directive that is not defined is no finding either. The
    /// version is `1.1`, the feature `type_resolution`; the five built-in scalars are always listed.
    ///
    /// # Errors
    ///
    /// If and only if the document cannot be read, or what it says would give wrong answers (see
    /// [`Strictness::Lenient`](crate::Strictness)). The error holds every finding, each with line and column; after a syntax error reading
    /// goes on with the next member or definition, and what rests on all of it having been read is not reported.
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
    /// What it says is held as [`LoadOptions::sdl`] holds it, so the two ways of writing a schema down give equal
    /// registries.
    ///
    /// # Errors
    ///
    /// If and only if the document is not such a result, or what it says would give wrong answers (see
    /// [`Strictness::Lenient`](crate::Strictness)). The error holds every finding, each with its path, line and column.
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

    /// Loads a document of any of the formats, which its content tells: a JSON IR document, an introspection result, or
    /// SDL. The latter two need the feature `graphql`.
    ///
    /// # Errors
    ///
    /// As the function for the format, and if the document is of none of them.
    pub fn detect(&self, text: &str) -> Result<Loaded, LoadError> {
        self.check_size(text.len())?;
        self.load(text, detect::format(text)?)
    }

    /// Says of each change where it is in the newer document, of any format: what [`Change::position`] is then. Of what was
    /// removed, that is where the element is that had it. Changes of the document as a whole have no position, and none has
    /// where the document does not load.
    ///
    /// Costs about what loading costs, twice.
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

    /// [`LoadOptions::detect`], from bytes that must be UTF-8.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::detect`].
    pub fn detect_slice(&self, bytes: &[u8]) -> Result<Loaded, LoadError> {
        self.check_size(bytes.len())?;
        self.detect(text(bytes)?)
    }

    /// [`LoadOptions::detect`], from a reader, which is read to its end first, or to the limit of the document's size.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::detect`], or if reading fails; then the error's source is that of the reader.
    pub fn detect_reader(&self, reader: impl Read) -> Result<Loaded, LoadError> {
        self.detect_slice(&self.read(reader)?)
    }

    /// All that a reader has. What is too much is not read.
    fn read(&self, reader: impl Read) -> Result<Vec<u8>, LoadError> {
        let enough = u64::try_from(self.document_bytes()).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        reader.take(enough).read_to_end(&mut bytes).map_err(LoadError::io)?;
        // Before anything else is said of it: what is cut off need not be text.
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

/// The error of a document in which nothing but this was found.
pub(super) fn refusal(text: &str, span: Range<usize>, finding: Finding) -> LoadError {
    let location = Location { span, path: None };
    let diagnostic = Diagnostic::new(Severity::Error, finding, None).at(location, &mut Positions::new(text));
    LoadError::new(Diagnostics { kept: vec![diagnostic], errors: 1, warnings: 0 })
}

impl SchemaRegistry {
    /// Loads a JSON IR document with the default options. [`LoadOptions::json`] returns the warnings too; here they become
    /// events of `tracing` if that feature is on, and are dropped if it is not.
    ///
    /// # Errors
    ///
    /// If and only if the document is not sound: the error holds every finding, each with its path, line and column.
    pub fn from_json(json: &str) -> Result<Self, LoadError> {
        LoadOptions::new().json(json).map(trace::reported)
    }

    /// [`SchemaRegistry::from_json`], from bytes that must be UTF-8.
    ///
    /// # Errors
    ///
    /// As [`SchemaRegistry::from_json`].
    pub fn from_slice(json: &[u8]) -> Result<Self, LoadError> {
        LoadOptions::new().json_slice(json).map(trace::reported)
    }

    /// [`SchemaRegistry::from_json`], from a reader, which is read to its end first.
    ///
    /// # Errors
    ///
    /// As [`SchemaRegistry::from_json`], or if reading fails; then the error's source is that of the reader.
    pub fn from_reader(reader: impl Read) -> Result<Self, LoadError> {
        LoadOptions::new().json_reader(reader).map(trace::reported)
    }

    /// Loads a GraphQL schema in SDL with the default options. [`LoadOptions::sdl`] has the details, and the warnings,
    /// which otherwise go where those of [`SchemaRegistry::from_json`] go.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::sdl`].
    #[cfg(feature = "graphql")]
    pub fn from_sdl(sdl: &str) -> Result<Self, LoadError> {
        LoadOptions::new().sdl(sdl).map(trace::reported)
    }

    /// Loads an introspection result with the default options. [`LoadOptions::introspection`] has the details, and the
    /// warnings, which otherwise go where those of [`SchemaRegistry::from_json`] go.
    ///
    /// # Errors
    ///
    /// As [`LoadOptions::introspection`].
    #[cfg(feature = "graphql")]
    pub fn from_introspection(json: &str) -> Result<Self, LoadError> {
        LoadOptions::new().introspection(json).map(trace::reported)
    }

    /// The registry as a JSON IR document, which reads back as an equal registry.
    ///
    /// The version is the one that was read, and what the document left to a rule is left to it again.
    #[must_use]
    pub fn to_json(&self) -> String {
        ir::to_json(self)
    }
}

#[cfg(feature = "graphql")]
impl SchemaRegistry {
    /// The registry as SDL, which reads back as an equal registry where it came from SDL or introspection. Printed as
    /// `printSchema` of graphql-js 17 prints a schema without descriptions and directives.
    ///
    /// SDL has no place for extensions, for features, or for the version; what a document of version 1.0 does not say, such as
    /// its scalars, is not there either.
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

/// As the JSON IR document that [`SchemaRegistry::to_json`] writes.
impl Serialize for SchemaRegistry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ir::serialize(self, serializer)
    }
}

/// From a JSON IR document inside another document, in any self-describing format.
///
/// An unsound document is an error that names the first finding by its path; lines and columns are those that the
/// outer document's reader gives. Numbers in extensions are kept as precisely as [`serde_json::Value`] has them. All
/// directives and descriptions are kept, so that what was serialized is equal to what comes back.
impl<'de> Deserialize<'de> for SchemaRegistry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ir::deserialize(deserializer)
    }
}
