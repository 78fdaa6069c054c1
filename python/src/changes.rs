//! `Change`: one difference between two registries.

use pyo3::prelude::*;
use schema_registry::Change;

/// One difference between two registries. `str()` returns it as one sentence.
#[pyclass(frozen, eq, hash, get_all, name = "Change", module = "schema_registry")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PyChange {
    /// The kind of the change, such as `FieldRemoved`.
    kind: String,
    /// What it means for clients: `"breaking"`, `"dangerous"` or `"safe"`.
    criticality: String,
    /// The change in one sentence.
    message: String,
    /// The element that changed or was removed, such as `User.name`; `None` for the document as a whole.
    coordinate: Option<String>,
    /// The type that changed; `None` if it is the document.
    type_name: Option<String>,
    /// The field, enum value, member or interface of that type that changed; for the document, the operation.
    member: Option<String>,
    /// The argument of that field that changed.
    argument: Option<String>,
    /// The old value: a type reference, a literal, a kind or a reason.
    before: Option<String>,
    /// The new value.
    after: Option<String>,
    /// The path of the element in a JSON IR document, or the path it had.
    path: String,
    /// The line in the text of the newer document, from 1, for documents that a source refused; `None` if it is not
    /// known.
    line: Option<usize>,
    /// The column, from 1, in characters.
    column: Option<usize>,
}

impl From<Change> for PyChange {
    fn from(change: Change) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Self {
            kind: change.kind().as_str().to_owned(),
            criticality: change.criticality().to_string(),
            message: change.to_string(),
            coordinate: change.coordinate().map(|coordinate| coordinate.to_string()),
            type_name: text(change.type_name()),
            member: text(change.member()),
            argument: text(change.argument()),
            before: text(change.before()),
            after: text(change.after()),
            path: change.path().to_string(),
            line: change.position().map(|at| at.line),
            column: change.position().map(|at| at.column),
        }
    }
}

impl PyChange {
    pub(crate) fn all(changes: impl IntoIterator<Item = Change>) -> Vec<Self> {
        changes.into_iter().map(Self::from).collect()
    }
}

/// What a change is made of, for `pickle`.
type Parts = ([String; 4], [Option<String>; 6], [Option<usize>; 2]);

#[pymethods]
impl PyChange {
    /// Restores a change from its pickled content.
    #[staticmethod]
    fn _restore(texts: [String; 4], optional: [Option<String>; 6], place: [Option<usize>; 2]) -> Self {
        let ([kind, criticality, message, path], [line, column]) = (texts, place);
        let [coordinate, type_name, member, argument, before, after] = optional;
        Self {
            kind,
            criticality,
            message,
            coordinate,
            type_name,
            member,
            argument,
            before,
            after,
            path,
            line,
            column,
        }
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Parts)> {
        let Self { kind, criticality, message, path, line, column, .. } = self.clone();
        let Self { coordinate, type_name, member, argument, before, after, .. } = self.clone();
        let optional = [coordinate, type_name, member, argument, before, after];
        let parts = ([kind, criticality, message, path], optional, [line, column]);
        Ok((py.get_type::<Self>().getattr("_restore")?, parts))
    }

    fn __str__(&self) -> &str {
        &self.message
    }

    fn __repr__(&self) -> String {
        format!("<Change {}: {}>", self.criticality, self.message)
    }
}
