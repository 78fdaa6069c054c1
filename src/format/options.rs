//! How a document is loaded, and the result.

use std::collections::HashMap;

use crate::build::{Capacity, Draft, Dropped, Judging, Keep, KeepDirectives};
use crate::coordinate::Coordinate;
use crate::diagnostics::{Diagnostic, Finding, LoadError, Position, Positions, Strictness};
use crate::registry::SchemaRegistry;

/// How to load a document. By default there is no limit on its size, and warnings do not refuse it.
///
/// | a finding that | [`Standard`](Strictness::Standard) | [`Strict`](Strictness::Strict) | [`Lenient`](Strictness::Lenient) |
/// |---|---|---|---|
/// | leaves every answer right (an empty type, an odd name) | warning | error | warning |
/// | makes some answer wrong (a field defined twice; in SDL and introspection results, a type that is not there) | error | error | warning |
/// | makes the document unreadable (a syntax error, a value of the wrong type) | error | error | error |
///
/// ```
/// use schema_registry::{LoadOptions, Severity, Strictness};
///
/// let json = r#"{ "version": "2.0", "features": [], "types": {} }"#;
/// let loaded = LoadOptions::new().json(json)?;
/// assert_eq!(loaded.warnings[0].to_string(), "line 1, column 14: version: unknown version `2.0`; read as 1.x");
///
/// let refused = LoadOptions::new().strictness(Strictness::Strict).json(json).unwrap_err();
/// assert_eq!(refused.diagnostics()[0].severity(), Severity::Error);
/// # Ok::<(), schema_registry::LoadError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct LoadOptions {
    strictness: Strictness,
    limits: Limits,
    keep: Keep,
}

/// How a format is read.
#[derive(Clone, Copy)]
pub(super) struct Format {
    /// The size of a JSON IR document with as much content as the text.
    pub(super) room: fn(&str) -> usize,
    /// Whether the document is a GraphQL schema, which lists all of its types.
    pub(super) is_schema: bool,
    pub(super) read: fn(&str, &mut Draft),
}

/// Limits on the size of a document. A larger one is refused, before or while it is read.
///
/// A registry numbers its parts with 32 bits, so a limit above `u32::MAX` (2³² − 1) has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of text.
    pub document_bytes: usize,
    /// Types.
    pub types: u32,
    /// Fields, summed over all types.
    pub fields: u32,
}

impl Default for Limits {
    /// No limits except what the tables can number.
    fn default() -> Self {
        Self { document_bytes: usize::MAX, types: u32::MAX, fields: u32::MAX }
    }
}

/// A registry, and the findings about the document that it was loaded from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Loaded {
    /// The registry.
    pub registry: SchemaRegistry,
    /// The findings that did not refuse the document, in document order: the first thousand.
    pub warnings: Vec<Diagnostic>,
    /// The number of all such findings.
    pub warning_count: usize,
    dropped: Dropped,
}

impl Loaded {
    /// Returns what was left out because loading was not asked to keep it. A service that relies on a directive can
    /// check this and refuse to start.
    ///
    /// ```
    /// # #[cfg(feature = "graphql")] {
    /// use schema_registry::{KeepDirectives, LoadOptions};
    ///
    /// let sdl = "type Query { salary: Int @auth(role: ADMIN) }";
    /// assert_eq!(LoadOptions::new().sdl(sdl)?.dropped().directive("auth"), 1);
    ///
    /// let loaded = LoadOptions::new().directives(KeepDirectives::named(["auth"])).sdl(sdl)?;
    /// assert!(loaded.dropped().is_empty());
    /// let auth = loaded.registry.get_field("Query", "salary").unwrap().directive("auth").unwrap();
    /// assert_eq!(auth.arg("role"), Some("ADMIN"));
    /// # }
    /// # Ok::<(), schema_registry::LoadError>(())
    /// ```
    #[must_use]
    pub fn dropped(&self) -> &Dropped {
        &self.dropped
    }
}

impl LoadOptions {
    /// Returns the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how strictly findings are judged. The default is [`Strictness::Standard`].
    ///
    /// ```
    /// # #[cfg(feature = "graphql")] {
    /// use schema_registry::{LoadOptions, Strictness};
    ///
    /// let sdl = "type User { name: String  name: String! }";
    /// assert!(LoadOptions::new().sdl(sdl).is_err());
    ///
    /// let loaded = LoadOptions::new().strictness(Strictness::Lenient).sdl(sdl)?;
    /// assert_eq!(loaded.warnings[0].to_string(), "line 1, column 27: User.name: `name` is defined twice");
    /// assert_eq!(loaded.registry.get_field_type("User", "name").unwrap().type_ref().as_str(), "String");
    /// # }
    /// # Ok::<(), schema_registry::LoadError>(())
    /// ```
    pub fn strictness(mut self, strictness: Strictness) -> Self {
        self.strictness = strictness;
        self
    }

    /// Sets limits, for documents from an untrusted source.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets which applied directives are kept. The default is [`KeepDirectives::None`].
    ///
    /// Each application costs a few bytes; without any, this costs nothing. Keeping directives changes the
    /// fingerprint, except for JSON IR documents, which otherwise keep the key as an extension.
    pub fn directives(mut self, directives: KeepDirectives) -> Self {
        self.keep.directives = directives;
        self
    }

    /// Sets whether descriptions are kept. By default they are not.
    ///
    /// The cost is their text, stored once for each distinct one. Keeping descriptions changes the fingerprint; for
    /// JSON IR documents see [`LoadOptions::directives`].
    pub fn descriptions(mut self, are_kept: bool) -> Self {
        self.keep.descriptions = are_kept;
        self
    }

    pub(crate) fn document_bytes(&self) -> usize {
        self.limits.document_bytes
    }

    /// Refuses a document of more bytes than the limit.
    pub(super) fn check_size(&self, bytes: usize) -> Result<(), LoadError> {
        check_at_most(bytes, self.document_bytes().min(Capacity::MAX.fields as usize))
    }

    fn draft(&self, text: &str, format: Format) -> Draft {
        let judging =
            Judging { strictness: self.strictness, is_schema: format.is_schema, ..Judging::default() };
        let mut draft = Draft::new(self.capacity(), judging, (format.room)(text));
        draft.keep.clone_from(&self.keep);
        draft
    }

    /// Reads a document. If something was found whose place is unknown, the same function reads it a second time and
    /// notes places.
    pub(super) fn load(&self, text: &str, format: Format) -> Result<Loaded, LoadError> {
        let (draft, read) = (|| self.draft(text, format), format.read);
        let mut first = draft();
        read(text, &mut first);
        let dropped = std::mem::take(&mut first.dropped);
        let (tables, findings) = first.finish();
        if findings.is_empty() {
            return Ok(Loaded {
                registry: SchemaRegistry::from_tables(tables),
                warnings: Vec::new(),
                warning_count: 0,
                dropped,
            });
        }
        let second = findings.lack_locations().then(|| {
            let mut second = draft().locating(&findings);
            read(text, &mut second);
            second
        });
        let is_refused = findings.has_errors();
        let diagnostics = findings.locate(text, second);
        if is_refused {
            return Err(LoadError::new(diagnostics));
        }
        let warning_count = diagnostics.warnings;
        Ok(Loaded {
            registry: SchemaRegistry::from_tables(tables),
            warnings: diagnostics.kept,
            warning_count,
            dropped,
        })
    }

    /// The places of elements in a document that loads, or of the elements that would contain them.
    pub(super) fn positions<'c>(
        &self,
        text: &str,
        format: Format,
        wanted: impl IntoIterator<Item = &'c Coordinate>,
    ) -> HashMap<&'c Coordinate, Position> {
        let mut first = self.draft(text, format);
        (format.read)(text, &mut first);
        let places = first.places_of(wanted);
        let mut second = self.draft(text, format).locating_places(places.iter().map(|&(_, place)| place));
        (format.read)(text, &mut second);
        let located = second.located();
        let start = |place| located.get(&place).map(|location| location.span.start);
        let mut starts: Vec<(usize, &Coordinate)> =
            places.into_iter().filter_map(|(coordinate, place)| Some((start(place)?, coordinate))).collect();
        starts.sort_unstable();
        let mut positions = Positions::new(text);
        starts.into_iter().map(|(start, coordinate)| (coordinate, positions.of(start))).collect()
    }

    fn capacity(&self) -> Capacity {
        let Capacity { types, fields } = Capacity::MAX;
        Capacity { types: self.limits.types.min(types), fields: self.limits.fields.min(fields) }
    }
}

/// Refuses a text of more bytes than that.
fn check_at_most(bytes: usize, limit: usize) -> Result<(), LoadError> {
    if bytes <= limit {
        return Ok(());
    }
    Err(LoadError::of(Finding::TooMany { what: "bytes of text", limit: limit as u64 }))
}
