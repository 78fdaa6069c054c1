//! To come.

use super::options::{LoadOptions, Loaded};
use crate::diagnostics::LoadError;

pub(super) fn read(text: &str, options: LoadOptions) -> Result<Loaded, LoadError> {
    options.load(text, text.len(), true, |_, _| todo!())
}

pub(super) fn reprint(text: &str) -> Option<std::borrow::Cow<'_, str>> {
    Some(text.into())
}
