//! Keys unknown to the registry, as a Python dict.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use schema_registry::Extension;

/// A dict of the keys, with their values as read by Python's `json`.
pub(crate) fn to_dict<'py, 'a>(
    py: Python<'py>,
    extensions: impl Iterator<Item = Extension<'a>>,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let mut extensions = extensions.peekable();
    if extensions.peek().is_some() {
        let loads = py.import("json")?.getattr("loads")?;
        for extension in extensions {
            dict.set_item(extension.key(), loads.call1((extension.json(),))?)?;
        }
    }
    Ok(dict)
}
