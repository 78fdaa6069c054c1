//! The `FieldInfo` objects that a registry has returned before.
//!
//! A look-up from Python costs more for its surroundings (encoding two strings, making an object) than for the
//! look-up itself. So a registry keeps the objects it has returned under the exact names that were asked for: the
//! next look-up is two dict look-ups, with strings whose hashes are cached. The memo grows with what is asked for, up
//! to a bound, and is freed with the registry's object, and so with the snapshot.

use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use schema_registry::SchemaRegistry;

use crate::PyFieldInfo;

/// How many names are kept for each field: its own, and one other.
const NAMES_FOR_EACH_FIELD: usize = 2;

pub(crate) struct Memo {
    /// `{type_name: {field_name: FieldInfo}}`
    fields: Py<PyDict>,
    /// How many more names may be kept.
    room: AtomicUsize,
}

impl Memo {
    pub(crate) fn new(py: Python<'_>, registry: &SchemaRegistry) -> Self {
        let room = AtomicUsize::new(registry.field_count().saturating_mul(NAMES_FOR_EACH_FIELD));
        Self { fields: PyDict::new(py).unbind(), room }
    }

    /// The dict itself.
    pub(crate) fn fields(&self) -> &Py<PyDict> {
        &self.fields
    }

    /// What was returned for these names before.
    pub(crate) fn get<'py>(
        &self,
        type_name: &Bound<'py, PyString>,
        field_name: &Bound<'py, PyString>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.fields.bind(type_name.py()).get_item(type_name)? {
            Some(fields) => fields.cast::<PyDict>()?.get_item(field_name),
            None => Ok(None),
        }
    }

    /// Keeps the object for these names and returns it; or the one that another thread has kept meanwhile.
    pub(crate) fn keep<'py>(
        &self,
        type_name: &Bound<'py, PyString>,
        field_name: &Bound<'py, PyString>,
        field: Bound<'py, PyFieldInfo>,
    ) -> PyResult<Bound<'py, PyAny>> {
        // An instance of a subclass may define comparison and hash, and may refer back to this very registry.
        let plain =
            type_name.is_exact_instance_of::<PyString>() && field_name.is_exact_instance_of::<PyString>();
        if !plain || !self.take_room() {
            return Ok(field.into_any());
        }
        let py = type_name.py();
        let fields = self.fields.bind(py).call_method1("setdefault", (type_name, PyDict::new(py)))?;
        fields.call_method1("setdefault", (field_name, field))
    }

    fn take_room(&self) -> bool {
        self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(1)).is_ok()
    }
}
