//! What came of one attempt to take a document.

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::{Change, LoadError};

/// What came of one attempt to take a document. Displays as one line, with the reason if there is one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Outcome {
    /// The document's registry was installed.
    Applied,
    /// The handle has a registry of the same content already, and no new generation.
    Unchanged,
    /// The policy refused these changes. The last good snapshot stays.
    Refused(Arc<[Change]>),
    /// There is no registry to propose. The last good snapshot stays.
    Failed(SourceError),
}

impl Outcome {
    /// Whether the handle had the document's content at the end of the attempt: applied, or unchanged.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Applied | Self::Unchanged)
    }

    /// `applied`, `unchanged`, `refused` or `failed`. These words stay as they are.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Applied => "applied",
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
            Self::Applied | Self::Unchanged => Ok(()),
            Self::Refused(changes) => describe(changes, f),
            Self::Failed(error) => write!(f, ": {error}"),
        }
    }
}

/// The gravest change, and how many there are besides.
fn describe(changes: &[Change], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // The first of those that are equally grave, as the list has them in the document's order.
    let Some(gravest) = changes.iter().rev().max_by_key(|change| change.criticality()) else {
        return Ok(());
    };
    write!(f, ": {gravest} ({})", gravest.criticality())?;
    match changes.len() - 1 {
        0 => Ok(()),
        1 => f.write_str(" (and 1 more change)"),
        more => write!(f, " (and {more} more changes)"),
    }
}

/// Why a document gave no registry.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The document could not be read: it is not there, is no file, may not be read.
    #[error("the document could not be read: {0}")]
    Read(#[source] Arc<io::Error>),
    /// The document was read and does not load.
    #[error("the document does not load: {0}")]
    Load(#[source] Arc<LoadError>),
    /// Taking the document panicked, with this message: most likely the application's function for
    /// [`Accept::When`](super::Accept::When).
    #[error("taking the document panicked: {0}")]
    Panicked(Arc<str>),
}
