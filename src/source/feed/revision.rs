//! A store's name for a version of a document.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A store's name for a version of a document, such as an `ETag` or a number. An opaque text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Revision(Arc<str>);

impl Revision {
    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for Revision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<R: Into<Arc<str>>> From<R> for Revision {
    fn from(text: R) -> Self {
        Self(text.into())
    }
}
