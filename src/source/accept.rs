//! Which documents a source takes.

use std::fmt;
use std::sync::Arc;

use crate::Proposal;

/// Which documents, of those that load and change something, a source takes.
///
/// The first document of a handle that is not initialized is compared with nothing, so nothing in it is breaking.
///
/// ```
/// use schema_registry::source::Accept;
///
/// // No more than ten changes at a time.
/// let cautious = Accept::when(|proposal| proposal.changes().len() <= 10);
/// # let _ = cautious;
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Accept {
    /// Every one.
    #[default]
    Any,
    /// Those without a breaking change, as [`Proposal::is_breaking`] has it.
    NonBreaking,
    /// Those for which the function is true. It runs on the source's thread, and once more for each change of the handle
    /// that comes in between; if it panics, the attempt has failed.
    When(Arc<dyn Fn(&Proposal) -> bool + Send + Sync>),
}

impl Accept {
    /// Those for which `f` is true.
    pub fn when(f: impl Fn(&Proposal) -> bool + Send + Sync + 'static) -> Self {
        Self::When(Arc::new(f))
    }

    pub(super) fn accepts(&self, proposal: &Proposal) -> bool {
        match self {
            Self::Any => true,
            Self::NonBreaking => !proposal.is_breaking(),
            Self::When(f) => f(proposal),
        }
    }
}

impl fmt::Debug for Accept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "Any",
            Self::NonBreaking => "NonBreaking",
            Self::When(_) => "When(..)",
        })
    }
}
