//! The first pass: from JSON text straight into a draft.
//!
//! One reader a level of the document. Each takes the keys that it knows in any order, keeps the others as extensions,
//! and reports what is wrong without stopping.

mod document;
mod fields;
mod types;

use std::borrow::Cow;
use std::marker::PhantomData;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use serde::de::{IgnoredAny, MapAccess};

use crate::build::Draft;
use crate::format::json::{ARRAY, AnyValue, BOOLEAN, Flag, Found, Members, Object, STRING, Text, Texts};
use crate::registry::extension::{Canonical, canonical_json};
use crate::registry::{Finding, JsonPath};
use crate::store::names::Name;
use crate::store::tables::NONE;

pub(super) use document::Document;

/// A key that a reader knows.
trait KnownKey: Copy {
    /// Its number among those of the reader.
    fn number(self) -> u8;

    /// The key.
    fn name(self) -> &'static str;
}

macro_rules! keys {
    ($keys:ident { $($variant:ident = $name:literal),* }) => {
        #[derive(Clone, Copy)]
        enum $keys {
            $($variant),*
        }

        impl $keys {
            fn of(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl KnownKey for $keys {
            fn number(self) -> u8 {
                self as u8
            }

            fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

use keys;

/// The keys that are not known, and their values.
#[derive(Default)]
struct Extensions {
    entries: Vec<(Name, Name)>,
    keys: HashSet<Name, FixedState>,
    /// How often keys have come again, known ones too.
    repeats: HashMap<Name, u32, FixedState>,
}

/// What every reader has: the draft, the keys seen so far, and the extensions collected.
struct Reader<'d, X> {
    draft: &'d mut Draft,
    seen: u8,
    /// Most definitions have none.
    extensions: Option<Box<Extensions>>,
    /// As what the values of unknown keys are read.
    value: PhantomData<X>,
}

impl<'d, X> Reader<'d, X> {
    fn new(draft: &'d mut Draft) -> Self {
        Self { draft, seen: 0, extensions: None, value: PhantomData }
    }

    fn has_seen(&self, key: impl KnownKey) -> bool {
        self.seen & 1 << key.number() != 0
    }

    /// Whether a known key is the first of its name. A second one is skipped and reported.
    fn is_first<'de, A: MapAccess<'de>>(
        &mut self,
        key: impl KnownKey,
        map: &mut A,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Result<bool, A::Error> {
        let is_first = !self.has_seen(key);
        self.seen |= 1 << key.number();
        if !is_first {
            map.next_value::<IgnoredAny>()?;
            self.report_duplicate(key.name(), path);
        }
        Ok(is_first)
    }

    /// Reports a value of the wrong type.
    fn take<T>(
        &mut self,
        value: Result<T, Found>,
        expected: &'static str,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Option<T> {
        value
            .map_err(|Found(found)| {
                self.draft.report(path(self.draft), Finding::WrongType { expected, found });
            })
            .ok()
    }

    /// The text of a key's value.
    fn text<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Result<Option<Cow<'de, str>>, A::Error> {
        let value = map.next_value::<Text>()?.0;
        Ok(self.take(value, STRING, |draft| path(draft).key(key)))
    }

    /// The text of a key's value, as a name of the draft.
    fn name<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Result<Option<Name>, A::Error> {
        Ok(self.text(key, map, path)?.map(|text| self.draft.text(&text)))
    }

    fn flag<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Result<Option<bool>, A::Error> {
        let value = map.next_value::<Flag>()?.0;
        Ok(self.take(value, BOOLEAN, |draft| path(draft).key(key)))
    }

    /// Reads an array of strings.
    fn texts<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        path: impl Fn(&Draft) -> JsonPath,
        mut each: impl FnMut(&mut Draft, &str),
    ) -> Result<(), A::Error> {
        let whole =
            map.next_value_seed(Texts(|index, element: Result<Cow<'de, str>, Found>| match element {
                Ok(text) => each(self.draft, &text),
                Err(Found(found)) => {
                    let path = path(self.draft).key(key).index(index);
                    self.draft.report(path, Finding::WrongType { expected: STRING, found });
                }
            }))?;
        self.take(whole, ARRAY, |draft| path(draft).key(key));
        Ok(())
    }

    /// Reads an object into another reader.
    fn object<'de, A: MapAccess<'de>, R: Members<'de>>(
        map: &mut A,
        reader: &mut R,
    ) -> Result<Result<(), Found>, A::Error> {
        map.next_value_seed(Object(reader))
    }

    /// Keeps the value of a key that is not known.
    fn extension<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Result<(), A::Error>
    where
        X: AnyValue<'de>,
    {
        let value: X = map.next_value()?;
        let name = self.draft.text(key);
        let Extensions { entries, keys, .. } = &mut **self.extensions.get_or_insert_default();
        if !keys.insert(name) {
            self.report_duplicate(key, path);
            return Ok(());
        }
        let (json, faults) = match canonical_json(&value.json()) {
            Ok(Canonical { json, duplicates }) => (Some(json), duplicates),
            Err(fault) => (None, vec![fault]),
        };
        if let Some(json) = json {
            entries.push((name, self.draft.text(&json)));
        }
        if !faults.is_empty() {
            let path = path(self.draft).key(key);
            for fault in faults {
                self.draft.report(fault.path(path.clone()), fault.finding);
            }
        }
        Ok(())
    }

    /// Reports a key that is there once more.
    #[cold]
    fn report_duplicate(&mut self, key: &str, path: impl FnOnce(&Draft) -> JsonPath) {
        let name = self.draft.text(key);
        let occurrence = self.extensions.get_or_insert_default().repeats.entry(name).or_default();
        *occurrence += 1;
        let path = path(self.draft).nth_key(key, *occurrence);
        self.draft.report(path, Finding::Duplicate { key: key.to_owned() });
    }

    fn push_extensions(&mut self) -> u32 {
        self.extensions.as_ref().map_or(NONE, |extensions| self.draft.push_extensions(&extensions.entries))
    }
}
