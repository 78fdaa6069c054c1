//! How a document is loaded, and the results besides the registry.

use std::collections::BTreeMap;

use pyo3::prelude::*;
use schema_registry::{KeepDirectives, Limits, LoadOptions, Loaded, Strictness};

use crate::{PyDiagnostic, PySchemaRegistry};

/// Which directives are kept: all, none, or those with these names.
#[derive(FromPyObject)]
pub(crate) enum Directives {
    All(bool),
    Named(Vec<String>),
}

impl Default for Directives {
    fn default() -> Self {
        Self::All(false)
    }
}

/// A `Limits` of Python.
#[derive(FromPyObject)]
pub(crate) struct PyLimits {
    document_bytes: Option<usize>,
    types: Option<u32>,
    fields: Option<u32>,
}

/// The keywords of everything that loads a document.
pub(crate) struct Keywords {
    pub(crate) strict: bool,
    pub(crate) lenient: bool,
    pub(crate) descriptions: bool,
    pub(crate) directives: Directives,
    pub(crate) limits: Option<PyLimits>,
}

/// Strict has precedence over lenient.
impl From<Keywords> for LoadOptions {
    fn from(keywords: Keywords) -> Self {
        let Keywords { strict, lenient, descriptions, directives, limits } = keywords;
        let strictness = match (strict, lenient) {
            (true, _) => Strictness::Strict,
            (false, true) => Strictness::Lenient,
            (false, false) => Strictness::Standard,
        };
        let directives = match directives {
            Directives::All(false) => KeepDirectives::None,
            Directives::All(true) => KeepDirectives::All,
            Directives::Named(names) => KeepDirectives::Named(names),
        };
        let mut set = Limits::default();
        if let Some(limits) = limits {
            set.document_bytes = limits.document_bytes.unwrap_or(set.document_bytes);
            set.types = limits.types.unwrap_or(set.types);
            set.fields = limits.fields.unwrap_or(set.fields);
        }
        Self::new().strictness(strictness).descriptions(descriptions).directives(directives).limits(set)
    }
}

/// A registry, and the findings about the document that it was loaded from. Returned by `SchemaRegistry.load`.
#[pyclass(frozen, get_all, name = "Loaded", module = "schema_registry")]
#[derive(Debug)]
pub struct PyLoaded {
    /// The registry.
    registry: Py<PySchemaRegistry>,
    /// Findings that did not refuse the document, in document order: the first thousand.
    warnings: Vec<PyDiagnostic>,
    /// The number of all such findings.
    warning_count: usize,
    /// How many descriptions were left out because loading was not asked to keep them.
    dropped_descriptions: usize,
    /// How many applications of each directive were left out, by its name without the ``@``.
    dropped_directives: BTreeMap<String, usize>,
    /// How many directive definitions were left out.
    dropped_directive_definitions: usize,
}

impl PyLoaded {
    pub(crate) fn new(py: Python<'_>, loaded: Loaded) -> PyResult<Self> {
        let dropped = loaded.dropped();
        Ok(Self {
            warnings: loaded.warnings.iter().map(Into::into).collect(),
            warning_count: loaded.warning_count,
            dropped_descriptions: dropped.descriptions(),
            dropped_directives: dropped.directives().map(|(name, count)| (name.to_owned(), count)).collect(),
            dropped_directive_definitions: dropped.directive_definitions(),
            registry: Py::new(py, PySchemaRegistry::new(py, loaded.registry))?,
        })
    }
}

#[pymethods]
impl PyLoaded {
    fn __repr__(&self) -> String {
        format!("<Loaded {} warnings={}>", self.registry.get().words(), self.warning_count)
    }
}
