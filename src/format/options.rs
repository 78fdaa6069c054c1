//! How a document is loaded, and what comes of it.

use crate::build::Capacity;
use crate::registry::{Diagnostic, Finding, JsonPath, LoadError, SchemaRegistry, Severity};

/// How to load a document. The default takes any size, and reports warnings without refusing the document.
///
/// | a finding that | default | [`strict`](Self::strict) | [`lenient`](Self::lenient) |
/// |---|---|---|---|
/// | leaves every answer right (an empty type, an odd name) | warning | error | warning |
/// | makes some answer wrong (a field defined twice; in SDL and introspection results, a type that is not there) | error | error | warning |
/// | makes the document unreadable (a syntax error, a value of the wrong type) | error | error | error |
///
/// ```
/// use schema_registry::{LoadOptions, Severity};
///
/// let json = r#"{ "version": "2.0", "features": [], "types": {} }"#;
/// let loaded = LoadOptions::new().json(json)?;
/// assert_eq!(loaded.warnings[0].to_string(), "line 1, column 14: version: the version `2.0` is not 1.x; it is read as if it were");
///
/// let refused = LoadOptions::new().strict().json(json).unwrap_err();
/// assert_eq!(refused.diagnostics()[0].severity(), Severity::Error);
/// # Ok::<(), schema_registry::LoadError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[must_use]
pub struct LoadOptions {
    strict: bool,
    lenient: bool,
    limits: Limits,
}

/// How large a document may be. A larger one is an error, found before or while it is read.
///
/// A registry numbers its parts with 32 bits, so a limit above `u32::MAX` (2³² − 1) is no different from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the document's text.
    pub document_bytes: usize,
    /// Types.
    pub types: u32,
    /// Fields of all types together.
    pub fields: u32,
}

impl Default for Limits {
    /// No limit but what the tables can number.
    fn default() -> Self {
        Self { document_bytes: usize::MAX, types: u32::MAX, fields: u32::MAX }
    }
}

/// A registry, and what there is to say of the document that it came from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Loaded {
    /// The registry.
    pub registry: SchemaRegistry,
    /// Findings that did not refuse the document, in document order.
    pub warnings: Vec<Diagnostic>,
}

impl LoadOptions {
    /// The default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Turns warnings into errors.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Turns errors that are about what the document says, and not about how it is written, into warnings.
    ///
    /// Then some answers of the registry are wrong. What is defined twice is there once, as it was defined first; an
    /// SDL extension of a type that is not there defines it, one of another kind is left out; a list that an
    /// introspection result has no value for is empty; a default that cannot be read is none; a name that leads nowhere
    /// leads nowhere. [`LoadOptions::strict`] has precedence.
    ///
    /// ```
    /// # #[cfg(feature = "graphql")] {
    /// use schema_registry::LoadOptions;
    ///
    /// let sdl = "type User { name: String  name: String! }";
    /// assert!(LoadOptions::new().sdl(sdl).is_err());
    ///
    /// let loaded = LoadOptions::new().lenient().sdl(sdl)?;
    /// assert_eq!(loaded.warnings[0].to_string(), "line 1, column 27: types.User.fields.name: `name` is defined a second time");
    /// assert_eq!(loaded.registry.get_field_type("User", "name").unwrap().type_expr().as_str(), "String");
    /// # }
    /// # Ok::<(), schema_registry::LoadError>(())
    /// ```
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// Sets limits, for documents from a source that is not trusted.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    pub(crate) fn document_bytes(self) -> usize {
        self.limits.document_bytes
    }

    /// Refuses a document of more bytes than the limit.
    pub(super) fn check_size(self, bytes: usize) -> Result<(), LoadError> {
        check_at_most(bytes, self.document_bytes())
    }

    pub(super) fn capacity(self) -> Capacity {
        let Capacity { types, fields } = Capacity::MAX;
        Capacity { types: self.limits.types.min(types), fields: self.limits.fields.min(fields) }
    }

    /// What comes of a JSON IR document with these findings.
    pub(super) fn judge(
        self,
        diagnostics: Vec<Diagnostic>,
        registry: SchemaRegistry,
    ) -> Result<Loaded, LoadError> {
        self.judge_by(diagnostics, registry, Finding::severity)
    }

    /// What comes of a GraphQL schema with these findings.
    #[cfg(feature = "graphql")]
    pub(super) fn judge_schema(
        self,
        diagnostics: Vec<Diagnostic>,
        registry: SchemaRegistry,
    ) -> Result<Loaded, LoadError> {
        self.judge_by(diagnostics, registry, Finding::severity_in_schema)
    }

    fn judge_by(
        self,
        diagnostics: Vec<Diagnostic>,
        registry: SchemaRegistry,
        severity: fn(&Finding) -> Severity,
    ) -> Result<Loaded, LoadError> {
        let grade = |diagnostic: Diagnostic| {
            let finding = diagnostic.finding();
            let severity = match severity(finding) {
                _ if self.strict => Severity::Error,
                Severity::Error if self.lenient && finding.is_about_meaning() => Severity::Warning,
                severity => severity,
            };
            diagnostic.graded(severity)
        };
        let diagnostics: Vec<_> = diagnostics.into_iter().map(grade).collect();
        if diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error) {
            return Err(LoadError::new(diagnostics));
        }
        let has_duplicates = diagnostics.iter().any(|it| matches!(it.finding(), Finding::Duplicate { .. }));
        let registry = if has_duplicates { registry.without_duplicates() } else { registry };
        Ok(Loaded { registry, warnings: diagnostics })
    }
}

/// Refuses a text of more bytes than that.
pub(super) fn check_at_most(bytes: usize, limit: usize) -> Result<(), LoadError> {
    if bytes <= limit {
        return Ok(());
    }
    let finding = Finding::TooMany { what: "bytes of text", limit: limit as u64 };
    Err(LoadError::new(vec![Diagnostic::new(JsonPath::default(), finding)]))
}
