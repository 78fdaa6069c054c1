//! The options that all sources share.

use std::panic;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pyo3::PyVisit;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::gc::PyTraverseError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use schema_registry::source::Policy;
use schema_registry::{LoadOptions, Proposal, SchemaRegistry};

use crate::loading::Keywords;
use crate::slot::SnapshotSlot;
use crate::{Installed, PyPolicy, PyProposal, PyRegistryHandle};

/// Makes the value to install from a registry.
type Build = dyn Fn(SchemaRegistry) -> PyResult<Installed> + Send + Sync;

pub(super) struct Options {
    pub(super) load: LoadOptions,
    pub(super) build: Box<Build>,
    pub(super) policy: Policy<Installed>,
    pub(super) judge: Option<Arc<Judge>>,
    pub(super) copy: Option<PathBuf>,
    pub(super) baseline: Option<PathBuf>,
}

/// The builder with these options, whichever of the three it is.
macro_rules! configured {
    ($builder:expr, $options:expr) => {{
        let options = $options;
        let mut builder =
            $builder.load_options(options.load).build_with(options.build).policy(options.policy);
        if let Some(path) = options.copy {
            builder = builder.copy(path);
        }
        if let Some(path) = options.baseline {
            builder = builder.baseline(path);
        }
        builder
    }};
}
pub(super) use configured;

impl Options {
    pub(super) fn new(
        handle: &Bound<'_, PyRegistryHandle>,
        policy: Option<&Bound<'_, PyAny>>,
        load: Keywords,
        copy: Option<PathBuf>,
        baseline: Option<PathBuf>,
    ) -> PyResult<Self> {
        let functions = Arc::downgrade(handle.get().functions());
        let build = move |registry| match functions.upgrade() {
            Some(functions) => Python::attach(|py| functions.install(py, registry)),
            None => Ok(Installed::from(registry)),
        };
        let of_class = policy.and_then(|policy| policy.cast::<PyPolicy>().ok());
        if let Some(policy) = of_class {
            let policy = policy.get().policy().clone();
            return Ok(Self {
                load: load.into(),
                build: Box::new(build),
                policy,
                judge: None,
                copy,
                baseline,
            });
        }
        let judge = policy.filter(|policy| policy.is_callable());
        let judge = judge.map(|judge| Arc::new(Judge::new(judge, handle.get().slot())));
        let policy = match (&judge, policy) {
            (Some(judge), _) => {
                let judge = Arc::clone(judge);
                Policy::when_value(move |proposal| judge.accepts(proposal))
            }
            (None, Some(policy)) => named_policy(policy)?,
            (None, None) => Policy::any(),
        };
        Ok(Self { load: load.into(), build: Box::new(build), policy, judge, copy, baseline })
    }
}

pub(super) fn seconds(name: &str, seconds: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|error| PyValueError::new_err(format!("{name} is a number of seconds: {error}")))
}

fn named_policy(policy: &Bound<'_, PyAny>) -> PyResult<Policy<Installed>> {
    let word = policy.cast::<PyString>().map_err(|_| {
        PyTypeError::new_err("policy is \"any\", \"non-breaking\", a Policy, or a function of the proposal")
    })?;
    match word.to_cow()?.as_ref() {
        "any" => Ok(Policy::any()),
        "non-breaking" => Ok(Policy::non_breaking()),
        other => Err(PyValueError::new_err(format!("policy is \"any\" or \"non-breaking\", not {other:?}"))),
    }
}

/// A Python function that decides.
pub(super) struct Judge {
    function: Py<PyAny>,
    slot: SnapshotSlot,
}

impl Judge {
    fn new(function: &Bound<'_, PyAny>, slot: &SnapshotSlot) -> Self {
        Self { function: function.clone().unbind(), slot: slot.clone_ref(function.py()) }
    }

    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.function)
    }

    fn accepts(&self, proposal: &Proposal<Installed>) -> bool {
        let decided = Python::try_attach(|py| {
            let proposal = PyProposal::new(proposal.clone(), self.slot.clone_ref(py));
            self.function.call1(py, (proposal,))?.is_truthy(py)
        });
        match decided {
            Some(Ok(accepts)) => accepts,
            // The source catches it: the attempt has failed, for this reason.
            Some(Err(error)) => panic::resume_unwind(Box::new(error.to_string())),
            // The interpreter is being finalized.
            None => false,
        }
    }
}
