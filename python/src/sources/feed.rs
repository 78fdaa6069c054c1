//! `Feed`: takes documents of your own store into a handle.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::PyVisit;
use pyo3::gc::PyTraverseError;
use pyo3::prelude::*;
use schema_registry::source::{Feed, Outcome};

use super::options::{Judge, Options, configured};
use crate::document::Document;
use crate::loading::{Directives, Keywords, PyLimits};
use crate::{Installed, PyRegistryHandle, PySourceStatus};

/// Takes a document of your own store from its bytes into a handle: loads, derives, compares, asks the policy and
/// installs, and keeps the status.
///
/// ``kind`` names the kind of store and ``document`` the document, for the status and for copies; the options are
/// those of `FileSource`. A feed has no thread: the reader of the store calls it, and each call returns the status
/// after it. A document that cannot be read, does not load or is refused changes nothing.
///
/// ``settled`` is the revision for a conditional request to the store: that of the last document that need not be
/// read again. A failed read does not settle a revision, so a store that answers "nothing new" can never leave a
/// process on an old schema.
#[pyclass(frozen, weakref, name = "Feed", module = "schema_registry")]
pub struct PyFeed {
    feed: Feed<Installed>,
    judge: Option<Arc<Judge>>,
}

impl PyFeed {
    /// What `f` makes of the feed, with other threads running, and the status after that.
    fn after(
        &self,
        py: Python<'_>,
        f: impl FnOnce(&Feed<Installed>) -> Option<Outcome> + Send,
    ) -> Option<PySourceStatus> {
        py.detach(|| f(&self.feed))?;
        Some(self.status())
    }
}

#[pymethods]
impl PyFeed {
    #[new]
    #[pyo3(signature = (handle, kind, document, *, policy = None, strict = false, lenient = false, descriptions = false,
        directives = Directives::default(), limits = None, copy = None,
        baseline = None))]
    #[pyo3(
        text_signature = "(handle, kind, document, *, policy='any', strict=False, lenient=False, descriptions=False, directives=False, limits=None, copy=None, \
        baseline=None)"
    )]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn new(
        handle: &Bound<'_, PyRegistryHandle>,
        kind: String,
        document: String,
        policy: Option<&Bound<'_, PyAny>>,
        strict: bool,
        lenient: bool,
        descriptions: bool,
        directives: Directives,
        limits: Option<PyLimits>,
        copy: Option<PathBuf>,
        baseline: Option<PathBuf>,
    ) -> PyResult<Self> {
        let load = Keywords { strict, lenient, descriptions, directives, limits };
        let options = Options::new(handle, policy, load, copy, baseline)?;
        let judge = options.judge.clone();
        let feed = configured!(Feed::builder(kind, document), options).open(handle.get().handle());
        Ok(Self { feed, judge })
    }

    /// Installs a document of that revision if it loads and the policy accepts it.
    fn offer(&self, py: Python<'_>, document: Document, revision: String) -> PySourceStatus {
        py.detach(|| self.feed.offer(document.bytes(), revision));
        self.status()
    }

    /// Records that the store could not be reached, or the document not be read, and why.
    fn unavailable(&self, py: Python<'_>, error: &Bound<'_, PyAny>) -> PyResult<PySourceStatus> {
        let error = error.str()?.to_string();
        py.detach(|| self.feed.unavailable(error));
        Ok(self.status())
    }

    /// Records that the store has nothing new.
    fn looked(&self, py: Python<'_>) -> PySourceStatus {
        py.detach(|| self.feed.looked());
        self.status()
    }

    /// Judges a document again that was refused, or for which a function of `RegistryHandle.derived` failed, if the
    /// handle has moved on since. `None` if there is no such document.
    fn reconsider(&self, py: Python<'_>) -> Option<PySourceStatus> {
        self.after(py, Feed::reconsider)
    }

    /// Installs the document that was refused, whatever the policy says, provided that it is still the latest one and
    /// the handle has not moved on since. `None` if there is no such document.
    fn accept_refused(&self, py: Python<'_>) -> Option<PySourceStatus> {
        self.after(py, Feed::accept_refused)
    }

    /// Offers the copy of the last good document, for a start while the store is unreachable. `None` if there is no
    /// copy.
    fn offer_copy(&self, py: Python<'_>) -> Option<PySourceStatus> {
        self.after(py, Feed::offer_copy)
    }

    /// The revision for a conditional request; `None` to request the document unconditionally.
    #[getter]
    fn settled(&self) -> Option<String> {
        self.feed.settled().map(|revision| revision.to_string())
    }

    /// The current status.
    #[getter]
    fn status(&self) -> PySourceStatus {
        self.feed.status().into()
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.judge.as_ref().map_or(Ok(()), |judge| judge.traverse(&visit))
    }

    fn __repr__(&self) -> String {
        format!("<Feed generation={:?}>", self.feed.status().good_generation())
    }
}

impl fmt::Debug for PyFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PyFeed").field(&self.feed).finish()
    }
}
