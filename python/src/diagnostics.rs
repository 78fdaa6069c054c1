//! `Diagnostic`: one finding at one place of a document.

use pyo3::prelude::*;
use schema_registry::Diagnostic;

/// One finding at one place of a document.
///
/// `str()` gives place, path and finding in one line; what is not known is left out.
#[pyclass(frozen, eq, hash, name = "Diagnostic", module = "schema_registry")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PyDiagnostic {
    line_text: String,
    severity: String,
    message: String,
    path: String,
    coordinate: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
}

impl From<&Diagnostic> for PyDiagnostic {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            line_text: diagnostic.to_string(),
            severity: diagnostic.severity().to_string(),
            message: diagnostic.finding().to_string(),
            path: diagnostic.path().map(ToString::to_string).unwrap_or_default(),
            coordinate: diagnostic.coordinate().map(ToString::to_string),
            line: diagnostic.line(),
            column: diagnostic.column(),
        }
    }
}

#[pymethods]
impl PyDiagnostic {
    /// `"error"`, which refuses the document, or `"warning"`.
    #[getter]
    fn severity(&self) -> &str {
        &self.severity
    }

    /// What is wrong.
    #[getter]
    fn message(&self) -> &str {
        &self.message
    }

    /// The element that the finding is about, as in `User.posts`; `None` where it is about the document as a whole.
    #[getter]
    fn coordinate(&self) -> Option<&str> {
        self.coordinate.as_deref()
    }

    /// The keys that lead to the place in a JSON document, as in `types.User.fields.posts`. Empty where the whole document is
    /// meant, and in SDL.
    #[getter]
    fn path(&self) -> &str {
        &self.path
    }

    /// The line, from 1; `None` where there is no text.
    #[getter]
    fn line(&self) -> Option<usize> {
        self.line
    }

    /// The column, from 1, in characters.
    #[getter]
    fn column(&self) -> Option<usize> {
        self.column
    }

    fn __str__(&self) -> &str {
        &self.line_text
    }

    fn __repr__(&self) -> String {
        format!("<Diagnostic {}: {}>", self.severity, self.line_text)
    }
}
