//! `Diagnostic`: one finding at one place of a document.

use pyo3::prelude::*;
use schema_registry::Diagnostic;

/// One finding about one place of a document.
///
/// `str()` returns place, path and message in one line; unknown parts are omitted.
#[pyclass(frozen, eq, hash, get_all, name = "Diagnostic", module = "schema_registry")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PyDiagnostic {
    /// `"error"`, which refuses the document, or `"warning"`.
    severity: String,
    /// The kind of the finding: a word such as `missing_key`, which is stable.
    code: String,
    /// What is wrong.
    message: String,
    /// The element that the finding is about, such as `User.posts`; `None` for the document as a whole.
    coordinate: Option<String>,
    /// The path to the place in a JSON document, such as `types.User.fields.posts`. Empty for the whole document, and
    /// in SDL.
    path: String,
    /// The byte range of the document's UTF-8 text that the finding is about; `None` if there is no text.
    span: Option<(usize, usize)>,
    /// The line, from 1; `None` if there is no text.
    line: Option<usize>,
    /// The column, from 1, in characters.
    column: Option<usize>,
    #[pyo3(name = "_text")]
    text: String,
}

impl From<&Diagnostic> for PyDiagnostic {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            severity: diagnostic.severity().to_string(),
            code: diagnostic.code().to_owned(),
            message: diagnostic.message(),
            coordinate: diagnostic.coordinate().map(ToString::to_string),
            path: diagnostic.path().map(ToString::to_string).unwrap_or_default(),
            span: diagnostic.span().map(|span| (span.start, span.end)),
            line: diagnostic.line(),
            column: diagnostic.column(),
            text: diagnostic.to_string(),
        }
    }
}

/// What a diagnostic is made of, for `pickle`.
type Parts = ([String; 5], Option<String>, Option<(usize, usize)>, [Option<usize>; 2]);

#[pymethods]
impl PyDiagnostic {
    /// Restores a diagnostic from its pickled content.
    #[staticmethod]
    fn _restore(
        texts: [String; 5],
        coordinate: Option<String>,
        span: Option<(usize, usize)>,
        place: [Option<usize>; 2],
    ) -> Self {
        let ([severity, code, message, path, text], [line, column]) = (texts, place);
        Self { severity, code, message, coordinate, path, span, line, column, text }
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Parts)> {
        let Self { severity, code, message, coordinate, path, span, line, column, text } = self.clone();
        let parts = ([severity, code, message, path, text], coordinate, span, [line, column]);
        Ok((py.get_type::<Self>().getattr("_restore")?, parts))
    }

    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("<Diagnostic {}: {}>", self.severity, self.text)
    }
}
