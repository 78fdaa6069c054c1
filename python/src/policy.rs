//! `Policy`: which documents are taken.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use schema_registry::source::{Accepted, Policy, Verdict};
use schema_registry::{ChangeKind, Coordinate, Criticality};

use crate::{Installed, PyChange, PyProposal};

/// Which documents a source or a `Feed` takes: those without a change that is so grave, or graver, with what is agreed besides.
///
/// Immutable: each method gives another policy. A source takes ``"any"``, ``"non-breaking"`` or a function just as well.
#[pyclass(frozen, name = "Policy", module = "schema_registry")]
#[derive(Debug)]
pub struct PyPolicy {
    policy: Policy<Installed>,
}

impl PyPolicy {
    pub(crate) fn policy(&self) -> &Policy<Installed> {
        &self.policy
    }

    fn with(&self, change: impl FnOnce(Policy<Installed>) -> Policy<Installed>) -> Self {
        Self { policy: change(self.policy.clone()) }
    }
}

#[pymethods]
impl PyPolicy {
    /// Takes documents without a change that is so grave, or graver: ``"breaking"``, ``"dangerous"`` or ``"safe"``.
    #[new]
    #[pyo3(signature = (refusing = "breaking"))]
    fn new(refusing: &str) -> PyResult<Self> {
        Ok(Self { policy: Policy::refusing(criticality(refusing)?) })
    }

    /// Takes the changes of this kind at this coordinate too: breaks that people agreed to, up to the day ``until``, written
    /// ``2027-03-31``, or for ever.
    #[pyo3(signature = (change, coordinate, *, until = None))]
    fn allowing(&self, change: &str, coordinate: &str, until: Option<&str>) -> PyResult<Self> {
        let accepted = Accepted {
            change: change.parse::<ChangeKind>().map_err(value_error)?,
            coordinate: coordinate.parse::<Coordinate>().map_err(value_error)?,
            until: until.map(str::parse).transpose().map_err(value_error)?,
        };
        Ok(self.with(|policy| policy.allowing([accepted])))
    }

    /// Takes the removal of what was deprecated in the installed registry: fields, arguments, input fields, enum values, and
    /// types to which only these led.
    fn allowing_deprecated_removals(&self) -> Self {
        self.with(Policy::allowing_deprecated_removals)
    }

    /// Judges a change of the directive `name`, without the ``@``, so, wherever it is applied or defined.
    fn directive(&self, name: &str, criticality: &str) -> PyResult<Self> {
        let criticality = self::criticality(criticality)?;
        Ok(self.with(|policy| policy.directive(name, criticality)))
    }

    /// Judges a change of the extension `key` so, wherever it stands.
    fn extension(&self, key: &str, criticality: &str) -> PyResult<Self> {
        let criticality = self::criticality(criticality)?;
        Ok(self.with(|policy| policy.extension(key, criticality)))
    }

    /// The changes that stand in the way of a proposal: none if it is taken.
    fn refused(&self, py: Python<'_>, proposal: &PyProposal) -> Vec<PyChange> {
        match py.detach(|| self.policy.judge(proposal.proposal())) {
            Verdict::Refused(changes) => PyChange::all(changes),
            _ => Vec::new(),
        }
    }

    fn __repr__(&self) -> String {
        format!("<{:?}>", self.policy)
    }
}

fn criticality(word: &str) -> PyResult<Criticality> {
    let all = [Criticality::Safe, Criticality::Dangerous, Criticality::Breaking];
    let found = all.into_iter().find(|it| it.to_string() == word);
    found.ok_or_else(|| {
        PyValueError::new_err(format!("{word:?} is not \"safe\", \"dangerous\" or \"breaking\""))
    })
}

fn value_error(error: impl ToString) -> PyErr {
    PyValueError::new_err(error.to_string())
}
