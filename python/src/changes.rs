//! `Change`: one difference between two registries.

use pyo3::prelude::*;
use schema_registry::Change;

/// One difference between two registries. `str()` gives it as one sentence.
#[pyclass(frozen, eq, hash, name = "Change", module = "schema_registry")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PyChange {
    change: Change,
}

impl From<Change> for PyChange {
    fn from(change: Change) -> Self {
        Self { change }
    }
}

impl PyChange {
    pub(crate) fn all(changes: impl IntoIterator<Item = Change>) -> Vec<Self> {
        changes.into_iter().map(Self::from).collect()
    }
}

#[pymethods]
impl PyChange {
    /// What kind of change it is, as in `FieldRemoved`.
    #[getter]
    fn kind(&self) -> &'static str {
        self.change.kind().as_str()
    }

    /// What it means for clients: `"breaking"`, `"dangerous"` or `"safe"`.
    #[getter]
    fn criticality(&self) -> String {
        self.change.criticality().to_string()
    }

    /// The type that changed; `None` if it is the document.
    #[getter]
    fn type_name(&self) -> Option<&str> {
        self.change.type_name()
    }

    /// The field, enum value, member or interface of that type that changed; of the document, the operation.
    #[getter]
    fn member(&self) -> Option<&str> {
        self.change.member()
    }

    /// The argument of that field that changed.
    #[getter]
    fn argument(&self) -> Option<&str> {
        self.change.argument()
    }

    /// What was there: a type reference, a literal, a kind, a reason.
    #[getter]
    fn before(&self) -> Option<&str> {
        self.change.before()
    }

    /// What is there now.
    #[getter]
    fn after(&self) -> Option<&str> {
        self.change.after()
    }

    /// The path in a JSON IR document of what is there now, or was there.
    #[getter]
    fn path(&self) -> String {
        self.change.path().to_string()
    }

    fn __str__(&self) -> String {
        self.change.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Change {}: {}>", self.change.criticality(), self.change)
    }
}
