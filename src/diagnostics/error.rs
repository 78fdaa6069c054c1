//! The error of a refused document.

use std::fmt;

use super::{Diagnostic, Diagnostics, Finding, Severity};

/// Why a document was refused: everything that was found in it, warnings included.
///
/// Displays as one line with the first error and the number of further findings; [`LoadError::diagnostics`] returns
/// all of them.
pub struct LoadError {
    inner: Box<Inner>,
}

struct Inner {
    diagnostics: Diagnostics,
    source: Option<std::io::Error>,
}

impl LoadError {
    pub(crate) fn new(diagnostics: Diagnostics) -> Self {
        Self { inner: Box::new(Inner { diagnostics, source: None }) }
    }

    /// The error of a single finding without a place in the text.
    pub(crate) fn of(finding: Finding) -> Self {
        Self::new(Diagnostics::error(finding))
    }

    pub(crate) fn io(source: std::io::Error) -> Self {
        Self { inner: Box::new(Inner { diagnostics: Diagnostics::default(), source: Some(source) }) }
    }

    /// Returns the first thousand errors and the first thousand warnings, in document order. Empty if the document
    /// could not be read from its source at all.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.inner.diagnostics.kept
    }

    /// Returns the number of all errors and warnings, including those that were not kept.
    #[must_use]
    pub fn count(&self) -> usize {
        self.inner.diagnostics.count()
    }

    /// The same error without lines and columns, for a text that nobody sees.
    pub(crate) fn without_places(mut self) -> Self {
        self.inner.diagnostics.kept.iter_mut().for_each(Diagnostic::forget_place);
        self
    }

    /// Returns the findings for which the document was refused.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics().iter().filter(|diagnostic| diagnostic.severity() == Severity::Error)
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = &self.inner.source {
            return write!(f, "the document could not be read: {source}");
        }
        let Some(first) = self.errors().next() else {
            return f.write_str("the document was refused");
        };
        first.fmt(f)?;
        match self.count() - 1 {
            0 => Ok(()),
            1 => f.write_str(" (and 1 more finding)"),
            more => write!(f, " (and {more} more findings)"),
        }
    }
}

impl fmt::Debug for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Shown by `unwrap`, and by a `main` that returns the error: one line for each of the first few findings.
        let few = self.diagnostics().iter().take(10);
        let few: Vec<String> = few.map(ToString::to_string).collect();
        f.debug_struct("LoadError")
            .field("count", &self.count())
            .field("diagnostics", &few)
            .field("source", &self.inner.source)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.inner.source.as_ref().map(|source| source as _)
    }
}
