//! JSON values read with patience: a value of the wrong type is skipped and reported, and reading goes on.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::foreign::JsonText;
use crate::registry::{Diagnostic, Finding, JsonPath, Position};

/// The JSON type of a value that was skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found(pub(super) &'static str);

/// The names of the JSON types.
pub(super) const STRING: &str = "a string";
pub(super) const BOOLEAN: &str = "a boolean";
pub(super) const OBJECT: &str = "an object";
pub(super) const ARRAY: &str = "an array";
const NUMBER: &str = "a number";
pub(super) const NULL: &str = "null";

/// What a value may be taken as.
trait Target<'de>: Sized {
    fn from_bool(_: bool) -> Result<Self, Found> {
        Err(Found(BOOLEAN))
    }

    fn from_text(_: Cow<'de, str>) -> Result<Self, Found> {
        Err(Found(STRING))
    }
}

/// A value that was to be a string.
#[derive(Debug)]
pub(super) struct Text<'de>(pub(super) Result<Cow<'de, str>, Found>);

/// A value that was to be a boolean.
#[derive(Debug)]
pub(super) struct Flag(pub(super) Result<bool, Found>);

impl<'de> Target<'de> for Cow<'de, str> {
    fn from_text(text: Cow<'de, str>) -> Result<Self, Found> {
        Ok(text)
    }
}

impl Target<'_> for bool {
    fn from_bool(flag: bool) -> Result<Self, Found> {
        Ok(flag)
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Scalar(PhantomData)).map(Self)
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Scalar(PhantomData)).map(Self)
    }
}

struct Scalar<T>(PhantomData<T>);

/// The visits in which a value turns out to be of another type than the one that is wanted.
macro_rules! skip {
    (scalars) => {
        skip!(bool);
        fn visit_borrowed_str<E>(self, _: &'de str) -> Result<Self::Value, E> {
            Ok(Err(Found(STRING)))
        }
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok(Err(Found(STRING)))
        }
        skip!(numbers);
    };
    (bool) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(Err(Found(BOOLEAN)))
        }
    };
    (numbers) => {
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(Err(Found(NUMBER)))
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(Err(Found(NUMBER)))
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(Err(Found(NUMBER)))
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Err(Found(NULL)))
        }
        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(Err(Found(NULL)))
        }
        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }
    };
    (map) => {
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Err(Found(OBJECT)))
        }
    };
    (seq) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Err(Found(ARRAY)))
        }
    };
}

impl<'de, T: Target<'de>> Visitor<'de> for Scalar<T> {
    type Value = Result<T, Found>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(T::from_bool(flag))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(T::from_text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(T::from_text(Cow::Owned(text.to_owned())))
    }

    skip!(numbers);
    skip!(map);
    skip!(seq);
}

/// Something that is read key by key.
pub(super) trait Members<'de> {
    /// Takes the value of one key.
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error>;
}

/// Reads an object into a reader of members; tells what else it was.
pub(super) struct Object<'r, R>(pub(super) &'r mut R);

impl<'de, R: Members<'de>> DeserializeSeed<'de> for Object<'_, R> {
    type Value = Result<(), Found>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, R: Members<'de>> Visitor<'de> for Object<'_, R> {
    type Value = Result<(), Found>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(OBJECT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while let Some(key) = map.next_key::<Key<'de>>()? {
            self.0.member(key.0, &mut map)?;
        }
        Ok(Ok(()))
    }

    skip!(scalars);
    skip!(seq);
}

/// Something that is read item by item.
#[cfg(feature = "graphql")]
pub(super) trait Items<'de> {
    /// Takes the next item; `false` where there is none.
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, seq: &mut A) -> Result<bool, A::Error>;
}

/// Reads an array into a reader of items; tells what else it was.
#[cfg(feature = "graphql")]
pub(super) struct Array<'r, R>(pub(super) &'r mut R);

#[cfg(feature = "graphql")]
impl<'de, R: Items<'de>> DeserializeSeed<'de> for Array<'_, R> {
    type Value = Result<(), Found>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

#[cfg(feature = "graphql")]
impl<'de, R: Items<'de>> Visitor<'de> for Array<'_, R> {
    type Value = Result<(), Found>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ARRAY)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut index = 0;
        while self.0.item(index, &mut seq)? {
            index += 1;
        }
        Ok(Ok(()))
    }

    skip!(scalars);
    skip!(map);
}

/// Reads an array of strings, handing each element over with its index; tells what else it was.
pub(super) struct Texts<F>(pub(super) F);

impl<'de, F: FnMut(usize, Result<Cow<'de, str>, Found>)> DeserializeSeed<'de> for Texts<F> {
    type Value = Result<(), Found>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(usize, Result<Cow<'de, str>, Found>)> Visitor<'de> for Texts<F> {
    type Value = Result<(), Found>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ARRAY)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut index = 0;
        while let Some(Text(element)) = seq.next_element()? {
            self.0(index, element);
            index += 1;
        }
        Ok(Ok(()))
    }

    skip!(scalars);
    skip!(map);
}

/// The value of a key that the registry does not know.
pub(super) trait AnyValue<'de>: Deserialize<'de> {
    /// Its JSON text.
    fn json(self) -> Cow<'de, str>;
}

impl<'de> AnyValue<'de> for &'de RawValue {
    fn json(self) -> Cow<'de, str> {
        Cow::Borrowed(self.get())
    }
}

impl<'de> AnyValue<'de> for JsonText {
    fn json(self) -> Cow<'de, str> {
        Cow::Owned(self.0)
    }
}

pub(super) use crate::registry::extension::Key;

/// A JSON text that cannot be read, as a finding.
pub(super) fn syntax_error(json: &str, error: &serde_json::Error) -> Diagnostic {
    let start = json.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') {
        let message = "this is a page of HTML or XML, not JSON".to_owned();
        let position = Position::of_offset(json, json.len() - start.len());
        return Diagnostic::new(JsonPath::default(), Finding::OtherFormat { message }).at(Some(position));
    }
    let message = error.to_string();
    // The parser appends its own place, in bytes.
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let line_start =
        json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let offset = (line_start + error.column().saturating_sub(1)).min(json.len());
    let position = (error.line() > 0).then(|| Position::of_offset(json, offset));
    Diagnostic::new(JsonPath::default(), Finding::Syntax { message }).at(position)
}
