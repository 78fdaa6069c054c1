//! How a document is loaded, and what comes of it.

use crate::registry::draft::Capacity;
use crate::registry::{Diagnostic, LoadError, SchemaRegistry, Severity};

/// How to load a document. The default takes any size, and reports warnings without refusing the document.
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

    /// Sets limits, for documents from a source that is not trusted.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    pub(super) fn document_bytes(self) -> usize {
        self.limits.document_bytes
    }

    pub(super) fn capacity(self) -> Capacity {
        let Capacity { types, fields } = Capacity::MAX;
        Capacity { types: self.limits.types.min(types), fields: self.limits.fields.min(fields) }
    }

    /// What comes of a document with these findings.
    pub(super) fn judge(
        self,
        diagnostics: Vec<Diagnostic>,
        registry: impl FnOnce() -> SchemaRegistry,
    ) -> Result<Loaded, LoadError> {
        let diagnostics: Vec<_> = if self.strict {
            diagnostics.into_iter().map(Diagnostic::raised_to_error).collect()
        } else {
            diagnostics
        };
        if diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error) {
            return Err(LoadError::new(diagnostics));
        }
        Ok(Loaded { registry: registry(), warnings: diagnostics })
    }
}
