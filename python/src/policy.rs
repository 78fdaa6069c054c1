//! `Policy`: which documents are installed.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use schema_registry::source::{Accepted, Policy, Verdict};
use schema_registry::{ChangeKind, Coordinate, Criticality};

use crate::{Installed, PyChange, PyProposal};

/// Decides which documents a source or a `Feed` installs: those whose changes are all below a criticality, with
/// agreed exceptions.
///
/// Immutable: each method returns a new policy. Sources also accept ``"any"``, ``"non-breaking"`` or a function.
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
    /// Accepts documents all of whose changes are below this criticality: ``"breaking"``, ``"dangerous"`` or
    /// ``"safe"``.
    #[new]
    #[pyo3(signature = (refusing = "breaking"))]
    fn new(refusing: &str) -> PyResult<Self> {
        Ok(Self { policy: Policy::refusing(criticality(refusing)?) })
    }

    /// Returns a policy that also accepts the changes of this kind at this coordinate: breaks that were agreed upon,
    /// up to the day ``until``, written ``2027-03-31``, or indefinitely.
    #[pyo3(signature = (change, coordinate, *, until = None))]
    fn allowing(&self, change: &str, coordinate: &str, until: Option<&str>) -> PyResult<Self> {
        let accepted = Accepted {
            change: change.parse::<ChangeKind>().map_err(value_error)?,
            coordinate: coordinate.parse::<Coordinate>().map_err(value_error)?,
            until: until.map(str::parse).transpose().map_err(value_error)?,
        };
        Ok(self.with(|policy| policy.allowing([accepted])))
    }

    /// Returns a policy that also accepts the removal of what was deprecated in the installed registry: fields,
    /// arguments, input fields, enum values, and types that only these led to.
    fn allowing_deprecated_removals(&self) -> Self {
        self.with(Policy::allowing_deprecated_removals)
    }

    /// Returns a policy with another criticality for changes to the directive `name`, without the ``@``, wherever it
    /// is applied or defined.
    fn directive(&self, name: &str, criticality: &str) -> PyResult<Self> {
        let criticality = self::criticality(criticality)?;
        Ok(self.with(|policy| policy.directive(name, criticality)))
    }

    /// Returns a policy with another criticality for changes to the extension `key`, wherever it stands.
    fn extension(&self, key: &str, criticality: &str) -> PyResult<Self> {
        let criticality = self::criticality(criticality)?;
        Ok(self.with(|policy| policy.extension(key, criticality)))
    }

    /// Returns the changes for which a proposal is refused; none if it is accepted.
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
