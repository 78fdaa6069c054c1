//! Type references: a named type in any number of wrappers, each of which has the next one under `ofType`.

use std::borrow::Cow;

use super::{Reader, Seen};
use crate::build::{Nesting, Reference};
use crate::diagnostics::Finding;
use crate::json::{MAX_LISTS, Stop};

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
        let name = self.levels()?;
        self.place.reference = Some(0);
        let reference = name.and_then(|name| self.wrap(&name, start));
        self.place.reference = None;
        Ok(reference)
    }

    /// The reference with that name in the wrappers that were read.
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

    /// Reads a level and all below it. Returns the name of the type, unless something was reported.
    ///
    /// Open levels are kept in a list and not on the stack, which may be smaller than a document is deep.
    fn levels(&mut self) -> Result<Option<Cow<'de, str>>, Stop> {
        if !self.is_object()? {
            return Ok(None);
        }
        let mut open = std::mem::take(&mut self.levels);
        open.clear();
        open.push(self.open_level()?);
        let name = self.levels_in(&mut open);
        self.levels = open;
        name
    }

    fn levels_in(&mut self, open: &mut Vec<Level<'de>>) -> Result<Option<Cow<'de, str>>, Stop> {
        loop {
            let depth = open.len() - 1;
            let Some(level) = open.last_mut() else { return Ok(None) };
            self.place.reference = Some(depth);
            if !level.more {
                let name = self.close_level(depth, open.pop().unwrap_or_default());
                match open.last_mut() {
                    Some(outer) => {
                        (outer.has_inner, outer.inner) = (true, name);
                        outer.more = self.cursor.more_members()?;
                    }
                    None => return Ok(name),
                }
                continue;
            }
            match self.known_key(&LEVEL, &mut level.next)? {
                Some(at) if !self.is_first(LEVEL[at], at, &mut level.seen)? => {}
                Some(0) => level.kind = self.text(LEVEL[0])?,
                Some(1) => level.name = self.text(LEVEL[1])?,
                Some(_) => {
                    self.place.reference = Some(depth + 1);
                    if self.is_object()? {
                        if depth >= 2 * MAX_LISTS {
                            return Err(self.cursor.too_deep());
                        }
                        open.push(self.open_level()?);
                        continue;
                    }
                    level.has_inner = true;
                }
                None => self.cursor.skip()?,
            }
            level.more = self.cursor.more_members()?;
        }
    }

    fn open_level(&mut self) -> Result<Level<'de>, Stop> {
        self.wrappers.push(Wrapper::Named);
        Ok(Level { start: self.value_start(), more: self.cursor.open_object()?, ..Level::default() })
    }

    /// Evaluates a level. Its kind decides what counts: a wrapper has no name, and a named type has nothing inside.
    fn close_level(&mut self, depth: usize, level: Level<'de>) -> Option<Cow<'de, str>> {
        let Level { start, kind, name, has_inner, inner, .. } = level;
        let mut missing = |key| {
            self.report(start..self.cursor.at(), Finding::MissingKey { key });
            None
        };
        let wrapper = match kind.as_deref() {
            Some("LIST") => Wrapper::List,
            Some("NON_NULL") => Wrapper::NonNull,
            Some(_) => Wrapper::Named,
            // Some servers omit the kind of a named type.
            None if name.is_some() && !has_inner => Wrapper::Named,
            None => return missing("kind"),
        };
        let name = match wrapper {
            Wrapper::Named => name.or_else(|| missing("name")),
            _ if has_inner => inner,
            // The introspection query does not go deep enough.
            _ => missing("ofType"),
        };
        if wrapper == Wrapper::Named {
            self.wrappers.truncate(depth + 1);
        }
        self.wrappers[depth] = wrapper;
        name
    }
}

/// The content of one level.
#[derive(Default)]
pub(super) struct Level<'de> {
    start: usize,
    more: bool,
    seen: Seen<{ LEVEL.len() }>,
    /// The key expected next.
    next: usize,
    kind: Option<Cow<'de, str>>,
    name: Option<Cow<'de, str>>,
    /// Whether there is a level below, and the name found there.
    has_inner: bool,
    inner: Option<Cow<'de, str>>,
}
