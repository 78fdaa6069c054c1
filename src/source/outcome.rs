//! The outcome of one attempt to install a document.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::{Change, LoadError, Position};

/// The outcome of one attempt to install a document. Displays as one line, with the reason if there is one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Outcome {
    /// The document was installed.
    #[non_exhaustive]
    Applied {
        /// The changes. For the first document of a handle, everything is new.
        changes: Arc<[Change]>,
        /// How long it took.
        timing: Timing,
    },
    /// The handle already has a registry with the same content; its generation is unchanged.
    Unchanged,
    /// The policy refused the document because of these changes, each with its position in the document. The last
    /// good snapshot stays.
    Refused(Arc<[Change]>),
    /// There was nothing to install. The last good snapshot stays.
    Failed(SourceError),
}

/// How long the steps of an attempt took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Timing {
    /// Loading the text.
    pub loading: Duration,
    /// Building the value from the registry.
    pub building: Duration,
    /// Comparing, judging and installing.
    pub comparing: Duration,
}

impl Outcome {
    /// Returns whether the handle had the document's content at the end of the attempt: applied or unchanged.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Applied { .. } | Self::Unchanged)
    }

    /// Whether another look at the document would have the same outcome, as long as the handle is unchanged.
    pub(super) fn is_settled(&self) -> bool {
        match self {
            Self::Applied { .. } | Self::Unchanged | Self::Refused(_) => true,
            Self::Failed(error) => matches!(error, SourceError::Load(_) | SourceError::Build(_)),
        }
    }

    /// Returns `applied`, `unchanged`, `refused` or `failed`. These words are stable.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Applied { .. } => "applied",
            Self::Unchanged => "unchanged",
            Self::Refused(_) => "refused",
            Self::Failed(_) => "failed",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())?;
        match self {
            Self::Applied { .. } | Self::Unchanged => Ok(()),
            Self::Refused(changes) => describe(changes, f),
            Self::Failed(error) => write!(f, ": {error}"),
        }
    }
}

/// The most severe change, and the number of the others.
fn describe(changes: &[Change], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // The first of the most severe ones, in document order.
    let Some(most_severe) = changes.iter().rev().max_by_key(|change| change.criticality()) else {
        return Ok(());
    };
    f.write_str(": ")?;
    if let Some(Position { line, column }) = most_severe.position() {
        write!(f, "line {line}, column {column}: ")?;
    }
    write!(f, "{most_severe} ({})", most_severe.criticality())?;
    match changes.len() - 1 {
        0 => Ok(()),
        1 => f.write_str(" (and 1 more change)"),
        more => write!(f, " (and {more} more changes)"),
    }
}

/// An error of the caller's code.
pub(super) type AnyError = Arc<dyn Error + Send + Sync>;

/// Why there was nothing to install.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The document could not be read, or the store not be reached.
    #[error("the document could not be read: {0}")]
    Read(#[source] AnyError),
    /// The document was read but does not load.
    #[error("the document does not load: {0}")]
    Load(#[source] Arc<LoadError>),
    /// The document loads, but [`build_with`](super::FeedBuilder::build_with) failed.
    #[error("the value could not be built: {0}")]
    Build(#[source] AnyError),
    /// The [baseline](super::FeedBuilder::baseline) that the document is compared with could not be read or does not
    /// load.
    #[error("cannot compare with the baseline: {0}")]
    Baseline(#[source] AnyError),
    /// The attempt panicked with this message, most likely in a function of the application.
    #[error("the attempt panicked: {0}")]
    Panicked(Arc<str>),
    /// Every time the document was judged, the handle was changed meanwhile, most likely by the policy itself.
    #[error("the handle was changed {0} times while the document was judged")]
    Overtaken(u32),
}
