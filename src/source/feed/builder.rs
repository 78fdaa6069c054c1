//! The options of a feed.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Feed, State};
use crate::source::outcome::AnyError;
use crate::source::policy::Policy;
use crate::source::status::Board;
use crate::sync::Mutex;
use crate::trace::Origin;
use crate::{LoadOptions, RegistryHandle, SchemaRegistry};

/// Makes the value to install from a registry.
type Build<T> = Arc<dyn Fn(SchemaRegistry) -> Result<T, AnyError> + Send + Sync>;

/// The options of a [`Feed`]. Made by [`Feed::builder`].
#[must_use = "nothing is taken until `open`"]
pub struct FeedBuilder<T = SchemaRegistry> {
    pub(super) origin: Origin,
    pub(super) policy: Policy<T>,
    pub(super) options: LoadOptions,
    pub(super) build: Build<T>,
    pub(super) copy: Option<PathBuf>,
    pub(super) baseline: Option<PathBuf>,
}

impl FeedBuilder {
    pub(in crate::source) fn new(kind: impl Into<String>, document: impl Into<String>) -> Self {
        let origin = Origin { kind: kind.into(), document: document.into() };
        let (policy, options) = (Policy::any(), LoadOptions::new());
        Self { origin, policy, options, build: Arc::new(Ok), copy: None, baseline: None }
    }

    /// Installs what `build` makes of each registry instead of the registry: a value that contains it together with
    /// what is derived from it. Must be called before [`policy`](Self::policy), which judges such values. If `build`
    /// fails, nothing changes.
    pub fn build_with<T, E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        build: impl Fn(SchemaRegistry) -> Result<T, E> + Send + Sync + 'static,
    ) -> FeedBuilder<T> {
        let Self { origin, options, copy, baseline, .. } = self;
        let build: Build<T> =
            Arc::new(move |registry| build(registry).map_err(|error| Arc::from(error.into())));
        FeedBuilder { origin, policy: Policy::any(), options, build, copy, baseline }
    }
}

impl<T: AsRef<SchemaRegistry>> FeedBuilder<T> {
    /// Sets which documents are installed. The default is [`Policy::any`].
    pub fn policy(mut self, policy: Policy<T>) -> Self {
        self.policy = policy;
        self
    }

    /// Sets how documents are loaded. Their format is detected from the content ([`LoadOptions::detect`]).
    pub fn load_options(mut self, options: LoadOptions) -> Self {
        self.options = options;
        self
    }

    /// Keeps the last good document and its revision in a file, for a start while the store is unreachable: see
    /// [`Feed::offer_copy`]. The file is replaced atomically; its first line names the document and has its digest.
    pub fn copy(mut self, path: impl Into<PathBuf>) -> Self {
        self.copy = Some(path.into());
        self
    }

    /// Sets the document, read from `path` if it exists, that others are judged against while the handle is not
    /// initialized. It may be that of a release, or the [copy](Self::copy) of this feed. Without a baseline,
    /// everything is new to a restarted process, and it would install what the policy refused before.
    pub fn baseline(mut self, path: impl Into<PathBuf>) -> Self {
        self.baseline = Some(path.into());
        self
    }

    /// Opens the feed into that handle.
    #[must_use]
    pub fn open(self, handle: &RegistryHandle<T>) -> Feed<T> {
        let state = Mutex::new(State { settled: None, stands: None, pending: None });
        Feed { handle: handle.clone(), how: self, board: Board::new(), state, owner: None }
    }

    #[cfg(feature = "file")]
    pub(in crate::source) fn document(mut self, document: String) -> Self {
        self.origin.document = document;
        self
    }
}

impl<T> Clone for FeedBuilder<T> {
    fn clone(&self) -> Self {
        Self {
            origin: self.origin.clone(),
            policy: self.policy.clone(),
            options: self.options.clone(),
            build: Arc::clone(&self.build),
            copy: self.copy.clone(),
            baseline: self.baseline.clone(),
        }
    }
}

impl<T> fmt::Debug for FeedBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, policy, options, copy, baseline, .. } = self;
        let mut out = f.debug_struct("FeedBuilder");
        out.field("origin", origin).field("policy", policy).field("options", options).field("copy", copy);
        out.field("baseline", baseline).finish_non_exhaustive()
    }
}
