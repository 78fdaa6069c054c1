//! Type references: a named type in any number of wrappers, each of which has the next one under `ofType`.

use std::borrow::Cow;

use super::{Reader, Seen};
use crate::build::{Nesting, Reference};
use crate::diagnostics::Finding;
use crate::json::{MAX_DEPTH, Stop};

/// A level of a type reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapper {
    Named,
    List,
    NonNull,
}

const LEVEL: [&str; 3] = ["kind", "name", "ofType"];

impl<'de> Reader<'_, 'de> {
    /// Reads a type reference. `None` if it has been reported.
    pub(super) fn reference(&mut self) -> Result<Option<Reference>, Stop> {
        self.wrappers.clear();
        self.place.reference = Some(0);
        let start = self.value_start();
        let name = self.level(0)?;
        self.place.reference = Some(0);
        let reference = name.and_then(|name| self.wrap(&name, start));
        self.place.reference = None;
        Ok(reference)
    }

    /// The reference of that name in the wrappers that have been read.
    fn wrap(&mut self, name: &str, start: usize) -> Option<Reference> {
        let Self { wrappers, expr, .. } = self;
        expr.clear();
        wrappers.iter().filter(|&&wrapper| wrapper == Wrapper::List).for_each(|_| expr.push('['));
        expr.push_str(name);
        for wrapper in wrappers.iter().rev() {
            match wrapper {
                Wrapper::Named => {}
                Wrapper::List => expr.push(']'),
                Wrapper::NonNull => expr.push('!'),
            }
        }
        let reference = self.draft.reference(&self.expr, Nesting::Otherwise(false));
        if reference.is_none() {
            let finding = Finding::InvalidTypeReference { text: self.expr.clone() };
            self.report(start..self.cursor.at(), finding);
        }
        reference
    }

    /// Reads one level and those below it. Returns the name of the type, unless something has been reported.
    fn level(&mut self, depth: usize) -> Result<Option<Cow<'de, str>>, Stop> {
        if !self.is_object()? {
            return Ok(None);
        }
        if depth > MAX_DEPTH {
            return Err(self.cursor.too_deep());
        }
        let start = self.value_start();
        self.wrappers.push(Wrapper::Named);
        let (mut kind, mut name, mut inner) = (None, None, None);
        let mut seen = Seen::default();
        self.members(&LEVEL, &mut seen, |reader, key| {
            match key {
                "kind" => kind = reader.text(key)?,
                "name" => name = reader.text(key)?,
                _ => {
                    reader.place.reference = Some(depth + 1);
                    inner = Some(reader.level(depth + 1)?);
                    reader.place.reference = Some(depth);
                }
            }
            Ok(())
        })?;
        let missing = |reader: &mut Self, key| {
            reader.report(start..reader.cursor.at(), Finding::MissingKey { key });
            Ok(None)
        };
        // The kind decides what counts: a wrapper has no name, and a named type nothing inside.
        let wrapper = match kind.as_deref() {
            Some("LIST") => Wrapper::List,
            Some("NON_NULL") => Wrapper::NonNull,
            Some(_) => Wrapper::Named,
            // Some servers leave the kind of a named type out.
            None if name.is_some() && inner.is_none() => Wrapper::Named,
            None => return missing(self, "kind"),
        };
        self.wrappers[depth] = wrapper;
        match (wrapper, inner) {
            (Wrapper::Named, _) => {
                self.wrappers.truncate(depth + 1);
                if name.is_some() { Ok(name) } else { missing(self, "name") }
            }
            (_, Some(inner)) => Ok(inner),
            // The query that was asked does not go deep enough.
            (_, None) => missing(self, "ofType"),
        }
    }
}
