//! Type references: objects inside each other, the outermost wrapper first.

use std::borrow::Cow;

use serde::de::{IgnoredAny, MapAccess};

use super::reader::{Reader, Wrapper};
use crate::format::graphql;
use crate::format::json::{Found, Members, NULL, OBJECT, Object};
use crate::registry::Finding;

/// Reads a type reference; gives its number, unless it has been reported.
pub(super) fn read_reference<'de, A: MapAccess<'de>>(
    reader: &mut Reader<'_>,
    map: &mut A,
) -> Result<Option<u32>, A::Error> {
    reader.wrappers.clear();
    reader.expr.clear();
    reader.place.reference = Some(0);
    let mut level = Level { reader, slot: 0, name: None, kind: None, is_wrapped: false };
    level.reader.wrappers.push(Wrapper::Named);
    let whole = map.next_value_seed(Object(&mut level))?;
    let name = if whole.is_ok() { level.finish() } else { None };
    let number = match (whole, name) {
        (Err(Found(found)), _) => {
            reader.report_here(Finding::WrongType { expected: OBJECT, found });
            None
        }
        (Ok(()), Some(name)) => wrap(reader, &name),
        (Ok(()), None) => None,
    };
    reader.place.reference = None;
    Ok(number)
}

/// The number of the reference of that name in the wrappers that have been read.
fn wrap(reader: &mut Reader<'_>, name: &str) -> Option<u32> {
    let Reader { wrappers, expr, .. } = reader;
    wrappers.iter().filter(|&&wrapper| wrapper == Wrapper::List).for_each(|_| expr.push('['));
    expr.push_str(name);
    for wrapper in wrappers.iter().rev() {
        match wrapper {
            Wrapper::Named => {}
            Wrapper::List => expr.push(']'),
            Wrapper::NonNull => expr.push('!'),
        }
    }
    let number = reader.draft.full_reference(&reader.expr, graphql::NESTING);
    if number.is_none() {
        let text = reader.expr.clone();
        reader.report_here(Finding::InvalidTypeReference { text });
    }
    number
}

/// Reads one level of a type reference.
struct Level<'r, 'd, 'de> {
    reader: &'r mut Reader<'d>,
    slot: usize,
    name: Option<Cow<'de, str>>,
    /// Whether the level has a kind that is known.
    kind: Option<Wrapper>,
    /// Whether there is a level below.
    is_wrapped: bool,
}

impl<'de> Level<'_, '_, 'de> {
    /// The name of the type, once all of the level has been read.
    fn finish(self) -> Option<Cow<'de, str>> {
        let Some(kind) = self.kind else {
            self.reader.report_here(Finding::MissingKey { key: "kind" });
            return None;
        };
        let is_named = kind == Wrapper::Named;
        if !is_named && !self.is_wrapped {
            // The query that was asked does not go deep enough.
            self.reader.report_here(Finding::MissingKey { key: "ofType" });
            return None;
        }
        if is_named && self.name.is_none() {
            self.reader.report_here(Finding::MissingKey { key: "name" });
        }
        self.name
    }
}

impl<'de> Members<'de> for Level<'_, '_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        match key.as_ref() {
            "kind" => {
                let kind = self.reader.text("kind", map)?;
                let wrapper = match kind.as_deref() {
                    Some("LIST") => Wrapper::List,
                    Some("NON_NULL") => Wrapper::NonNull,
                    _ => Wrapper::Named,
                };
                self.kind = kind.map(|_| wrapper);
                self.reader.wrappers[self.slot] = wrapper;
            }
            "name" => {
                let name = self.reader.text("name", map)?;
                // A wrapper has none.
                self.name = name.or(self.name.take());
            }
            "ofType" => {
                let slot = self.slot + 1;
                self.reader.wrappers.push(Wrapper::Named);
                self.reader.place.reference = Some(slot);
                let mut below =
                    Level { reader: self.reader, slot, name: None, kind: None, is_wrapped: false };
                let whole = map.next_value_seed(Object(&mut below))?;
                match whole {
                    Ok(()) => {
                        self.name = below.finish();
                        self.is_wrapped = true;
                    }
                    Err(Found(NULL)) => {
                        self.reader.wrappers.pop();
                    }
                    Err(Found(found)) => {
                        self.is_wrapped = true;
                        self.reader.report_here(Finding::WrongType { expected: OBJECT, found });
                    }
                }
                self.reader.place.reference = Some(self.slot);
            }
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
