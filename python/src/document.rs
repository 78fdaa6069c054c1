//! A document from Python: text or bytes.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyString};
use schema_registry::{LoadError, LoadOptions, Loaded};

/// The text of a document. It borrows the Python object, and may be read without holding the interpreter's lock.
pub(crate) enum Document {
    Text(PyBackedStr),
    Bytes(PyBackedBytes),
}

impl<'py> FromPyObject<'_, 'py> for Document {
    type Error = PyErr;

    fn extract(document: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if document.is_instance_of::<PyString>() {
            document.extract().map(Self::Text)
        } else if document.is_instance_of::<PyBytes>() {
            Ok(Self::Bytes(document.extract()?))
        } else {
            let found = document.get_type().name()?;
            Err(PyTypeError::new_err(format!("a document is str or bytes, not {found}")))
        }
    }
}

impl Document {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// Loads the document with a function that takes text.
    pub(crate) fn load(
        &self,
        options: &LoadOptions,
        load: impl FnOnce(&LoadOptions, &str) -> Result<Loaded, LoadError>,
    ) -> Result<Loaded, LoadError> {
        match self {
            Self::Text(text) => load(options, text),
            Self::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => load(options, text),
                // The finding and its place are the same for every format.
                Err(_) => options.json_slice(bytes),
            },
        }
    }
}
