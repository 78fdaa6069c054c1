//! `FileSource`: keeps a handle current from a file.

use std::path::PathBuf;

use pyo3::prelude::*;
use schema_registry::source::FileSource;

use super::PySource;
use super::options::{Options, configured, seconds};
use super::running::Start;
use crate::PyRegistryHandle;
use crate::loading::{Directives, Keywords, PyLimits};

/// Keeps a handle current from a file: JSON IR, SDL or an introspection result, detected from its content.
///
/// It reads the file at once, and raises what is wrong with it: `OSError`, `LoadError`, or `Refused`; with
/// ``wait_for_document`` it waits for a good one instead.
///
/// ``policy`` is ``"any"``, ``"non-breaking"``, a `Policy`, or a function of the `Proposal`, called on the source's
/// thread. If that function raises, the attempt has failed, with the exception as its reason.
///
/// ``debounce`` is how many seconds a file must stay unchanged before it is read. ``poll_every`` is after how many
/// seconds it is read even without an event; with ``events=False`` it is only polled.
///
/// ``copy`` is a file for the last good document, which is served if this one is unreadable at the start.
/// ``baseline`` is one that the first document is judged against; it may be the same file.
#[pyclass(frozen, extends = PySource, name = "FileSource", module = "schema_registry")]
#[derive(Debug)]
pub struct PyFileSource {
    path: PathBuf,
}

#[pymethods]
impl PyFileSource {
    #[new]
    #[pyo3(signature = (handle, path, *, policy = None, strict = false, lenient = false, descriptions = false,
        directives = Directives::default(), limits = None, debounce = 0.1,
        poll_every = 2.0, events = true, wait_for_document = false, copy = None, baseline = None,
        restart_after_fork = true))]
    #[pyo3(
        text_signature = "(handle, path, *, policy='any', strict=False, lenient=False, descriptions=False, directives=False, limits=None, debounce=0.1, \
        poll_every=2.0, events=True, wait_for_document=False, copy=None, baseline=None, restart_after_fork=True)"
    )]
    #[expect(
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "they are keywords in Python"
    )]
    fn new(
        handle: &Bound<'_, PyRegistryHandle>,
        path: PathBuf,
        policy: Option<&Bound<'_, PyAny>>,
        strict: bool,
        lenient: bool,
        descriptions: bool,
        directives: Directives,
        limits: Option<PyLimits>,
        debounce: f64,
        poll_every: f64,
        events: bool,
        wait_for_document: bool,
        copy: Option<PathBuf>,
        baseline: Option<PathBuf>,
        restart_after_fork: bool,
    ) -> PyResult<PyClassInitializer<Self>> {
        let load = Keywords { strict, lenient, descriptions, directives, limits };
        let options = Options::new(handle, policy, load, copy, baseline)?;
        let judge = options.judge.clone();
        let mut builder = configured!(FileSource::builder(&path), options)
            .debounce(seconds("debounce", debounce)?)
            .poll_every(seconds("poll_every", poll_every)?)
            .events(events);
        if wait_for_document {
            builder = builder.wait_for_document();
        }
        let source = PySource::start(handle, Start::File(builder), judge, restart_after_fork)?;
        Ok(PyClassInitializer::from(source).add_subclass(Self { path: std::path::absolute(path)? }))
    }

    /// The file, as an absolute path.
    #[getter]
    fn path(&self) -> PathBuf {
        self.path.clone()
    }

    fn __repr__(&self) -> String {
        format!("<FileSource {}>", self.path.display())
    }
}
