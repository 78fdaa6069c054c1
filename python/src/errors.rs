//! Rust errors as the exceptions that `schema_registry/_errors.py` defines.
//!
//! They are written in Python, since a class of the stable ABI cannot have `ValueError` as its base. Each is imported
//! where it is raised, which costs a look-up in `sys.modules` and needs no state of our own.

use std::io;

use pyo3::BoundObject;
use pyo3::exceptions::{PyOSError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use schema_registry::source::{Outcome, SourceError, StartError};
use schema_registry::{AlreadyInitialized, LoadError, LookupError, Superseded};

use crate::slot::SnapshotSlot;
use crate::{Installed, PyChange, PyDiagnostic, PySchemaRegistry};

/// The exception with that name, made with these arguments; or the reason why it cannot be made.
fn exception<'py>(py: Python<'py>, name: &str, arguments: impl IntoPyObject<'py, Target = PyTuple>) -> PyErr {
    let made = || {
        let arguments = arguments.into_pyobject(py).map_err(Into::into)?;
        py.import("schema_registry._errors")?.getattr(name)?.call1(arguments.into_bound())
    };
    made().map_or_else(|error| error, PyErr::from_value)
}

pub(crate) fn load_error(py: Python<'_>, error: &LoadError) -> PyErr {
    let diagnostics: Vec<PyDiagnostic> = error.diagnostics().iter().map(Into::into).collect();
    exception(py, "LoadError", (error.to_string(), diagnostics))
}

/// `field_name` is `None` if a type was looked up.
pub(crate) fn lookup_error(
    py: Python<'_>,
    error: &LookupError,
    type_name: &str,
    field_name: Option<&str>,
) -> PyErr {
    let suggestions: Vec<&str> = error.suggestions().collect();
    match field_name.filter(|_| error.coordinate().member().is_some()) {
        Some(field_name) => {
            exception(py, "UnknownField", (error.to_string(), type_name, suggestions, field_name))
        }
        None => exception(py, "UnknownType", (error.to_string(), type_name, suggestions)),
    }
}

/// The first document of a source was not installed.
pub(crate) fn start_error(py: Python<'_>, error: &StartError) -> PyErr {
    match error {
        StartError::Document { outcome: Outcome::Failed(SourceError::Load(refused)), .. } => {
            load_error(py, refused)
        }
        StartError::Document { outcome: Outcome::Failed(SourceError::Read(unread)), .. } => {
            match unread.downcast_ref::<io::Error>() {
                Some(unread) => os_error(unread, error),
                None => PyRuntimeError::new_err(error.to_string()),
            }
        }
        StartError::Document { outcome: Outcome::Refused(changes), .. } => {
            exception(py, "Refused", (error.to_string(), PyChange::all(changes.iter().cloned())))
        }
        StartError::Document { outcome: Outcome::Failed(SourceError::Build(raised)), .. } => {
            let raised = raised.downcast_ref::<PyErr>().map(|raised| raised.clone_ref(py));
            raised.unwrap_or_else(|| PyRuntimeError::new_err(error.to_string()))
        }
        StartError::Thread { error: none, .. } => os_error(none, error),
        _ => PyRuntimeError::new_err(error.to_string()),
    }
}

/// As Python's own functions raise it: with the error number of the system, and the file.
fn os_error(error: &io::Error, message: &StartError) -> PyErr {
    match error.raw_os_error() {
        Some(number) => {
            let what = error.to_string();
            let what = what.split(" (os error").next().unwrap_or_default().to_owned();
            PyOSError::new_err((number, what, message.document().to_owned()))
        }
        None => io::Error::new(error.kind(), message.to_string()).into(),
    }
}

pub(crate) fn already_initialized(
    py: Python<'_>,
    slot: &SnapshotSlot,
    error: &AlreadyInitialized<Installed>,
) -> PyErr {
    let registry = PySchemaRegistry::new(py, error.value().as_ref().clone());
    match slot.object(py, error.current()) {
        Ok(current) => exception(py, "AlreadyInitialized", (error.to_string(), current, registry)),
        Err(error) => error,
    }
}

pub(crate) fn superseded(py: Python<'_>, slot: &SnapshotSlot, error: &Superseded<Installed>) -> PyErr {
    let registry = PySchemaRegistry::new(py, error.value().as_ref().clone());
    match slot.object(py, error.current()) {
        Ok(current) => exception(py, "Superseded", (error.to_string(), error.expected(), current, registry)),
        Err(error) => error,
    }
}
