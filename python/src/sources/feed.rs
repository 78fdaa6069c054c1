//! `Feed`: the way from a document of a store of one's own into a handle.

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

/// The way from a document's bytes into a handle, for a store of one's own: it loads, derives, compares, asks the policy and
/// installs, and keeps the status.
///
/// ``kind`` says what kind of store it is and ``document`` which document, for the status and for copies; the options are
/// those of `FileSource`. It has no thread: the reader of the store calls it, and each call returns the status of then. What
/// cannot be read, does not load or is refused changes nothing.
///
/// ``settled`` is the revision to ask the store against: that of the last document that needs no second look. A revision is
/// not settled by a read that failed, so no store can leave a process on an old schema by saying that nothing is new.
#[pyclass(frozen, weakref, name = "Feed", module = "schema_registry")]
pub struct PyFeed {
    feed: Feed<Installed>,
    judge: Option<Arc<Judge>>,
}

impl PyFeed {
    /// What `f` makes of the feed, with other threads running, and how that fares then.
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

    /// Takes a document of that revision if it can.
    fn offer(&self, py: Python<'_>, document: Document, revision: String) -> PySourceStatus {
        py.detach(|| self.feed.offer(document.bytes(), revision));
        self.status()
    }

    /// Records that the store cannot be reached, or the document not be read, and why.
    fn unavailable(&self, py: Python<'_>, error: &Bound<'_, PyAny>) -> PyResult<PySourceStatus> {
        let error = error.str()?.to_string();
        py.detach(|| self.feed.unavailable(error));
        Ok(self.status())
    }

    /// Records that the store was asked and has nothing new.
    fn looked(&self, py: Python<'_>) -> PySourceStatus {
        py.detach(|| self.feed.looked());
        self.status()
    }

    /// Judges the document again that was refused, or that a function of `RegistryHandle.derived` did not take, if the handle
    /// has moved on since. `None` where there is no such document.
    fn reconsider(&self, py: Python<'_>) -> Option<PySourceStatus> {
        self.after(py, Feed::reconsider)
    }

    /// Installs the document that was refused, whatever the policy says of it, if it still is the one and the handle has not
    /// moved on since. `None` where there is no such document.
    fn accept_refused(&self, py: Python<'_>) -> Option<PySourceStatus> {
        self.after(py, Feed::accept_refused)
    }

    /// Offers the copy of the last good document, where the store cannot be reached at the start. `None` where there is none.
    fn offer_copy(&self, py: Python<'_>) -> Option<PySourceStatus> {
        self.after(py, Feed::offer_copy)
    }

    /// The revision to ask the store against; `None` to ask for the document whatever it is.
    #[getter]
    fn settled(&self) -> Option<String> {
        self.feed.settled().map(|revision| revision.to_string())
    }

    /// How the feed fares now.
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
