//! `HttpSource`: keeps a handle current from a document at a URL.

use std::collections::HashMap;
use std::path::PathBuf;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use schema_registry::source::HttpSource;

use super::PySource;
use super::options::{Options, configured, seconds};
use super::running::Start;
use crate::PyRegistryHandle;
use crate::loading::{Directives, Keywords, PyLimits};

/// Keeps a handle current from a document at a URL, by polling with ``ETag`` or ``Last-Modified``, so that an
/// unchanged document is neither sent nor loaded.
///
/// ``url`` is one URL or several, each of which is tried if those before it fail. With ``introspect`` it is a GraphQL
/// endpoint, which receives the introspection query. ``headers`` are sent with each request, ``bearer_token`` as
/// ``Authorization``. ``timeout`` is how many seconds a whole response may take, ``poll_every`` the seconds between a
/// response and the next request.
///
/// The other options, and the exceptions for the first document, are those of `FileSource`.
#[pyclass(frozen, extends = PySource, name = "HttpSource", module = "schema_registry")]
#[derive(Debug)]
pub struct PyHttpSource {
    urls: Vec<String>,
}

#[pymethods]
impl PyHttpSource {
    #[new]
    #[pyo3(signature = (handle, url, *, policy = None, strict = false, lenient = false, descriptions = false,
        directives = Directives::default(), limits = None, headers = None,
        bearer_token = None, timeout = 30.0, poll_every = 30.0, introspect = false, wait_for_document = false,
        copy = None, baseline = None, restart_after_fork = true))]
    #[pyo3(
        text_signature = "(handle, url, *, policy='any', strict=False, lenient=False, descriptions=False, directives=False, limits=None, headers=None, \
        bearer_token=None, timeout=30.0, poll_every=30.0, introspect=False, wait_for_document=False, copy=None, \
        baseline=None, restart_after_fork=True)"
    )]
    #[expect(
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "they are keywords in Python"
    )]
    fn new(
        handle: &Bound<'_, PyRegistryHandle>,
        url: &Bound<'_, PyAny>,
        policy: Option<&Bound<'_, PyAny>>,
        strict: bool,
        lenient: bool,
        descriptions: bool,
        directives: Directives,
        limits: Option<PyLimits>,
        headers: Option<HashMap<String, String>>,
        bearer_token: Option<&str>,
        timeout: f64,
        poll_every: f64,
        introspect: bool,
        wait_for_document: bool,
        copy: Option<PathBuf>,
        baseline: Option<PathBuf>,
        restart_after_fork: bool,
    ) -> PyResult<PyClassInitializer<Self>> {
        let urls: Vec<String> = match url.cast::<PyString>() {
            Ok(url) => vec![url.extract()?],
            Err(_) => url.extract()?,
        };
        let (first, others) = urls.split_first().ok_or_else(|| PyValueError::new_err("there is no URL"))?;
        let load = Keywords { strict, lenient, descriptions, directives, limits };
        let options = Options::new(handle, policy, load, copy, baseline)?;
        let judge = options.judge.clone();
        let mut builder = configured!(HttpSource::builder(first), options)
            .timeout(seconds("timeout", timeout)?)
            .poll_every(seconds("poll_every", poll_every)?);
        for url in others {
            builder = builder.or_else(url);
        }
        for (name, value) in headers.into_iter().flatten() {
            builder = builder.header(name, value);
        }
        if let Some(token) = bearer_token {
            builder = builder.bearer_token(token);
        }
        if introspect {
            builder = builder.introspect();
        }
        if wait_for_document {
            builder = builder.wait_for_document();
        }
        let source = PySource::start(handle, Start::Http(builder), judge, restart_after_fork)?;
        Ok(PyClassInitializer::from(source).add_subclass(Self { urls }))
    }

    /// The URLs, in the order in which they are tried.
    #[getter]
    fn urls(&self) -> Vec<String> {
        self.urls.clone()
    }

    fn __repr__(&self) -> String {
        format!("<HttpSource {}>", self.urls.join(" "))
    }
}
