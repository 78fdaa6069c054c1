//! The JSON values of keys that the registry does not know: kept as text, in one form for equal values.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::diagnostics::{Finding, Segment};

/// How many levels deep values may be nested. `serde_json` reads 128: what is left is for the levels around an extension,
/// and for those of a document that a registry is a part of.
pub(crate) const MAX_DEPTH: usize = 64;

/// Keys that begin like this mean something to `serde_json` itself: an object with one would not be read as what it is.
const RESERVED: &str = "$serde_json::private::";

/// Why a value cannot be kept, and where in it.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The steps that lead to the place, from the value's own top.
    pub(crate) steps: Vec<Segment>,
    pub(crate) finding: Finding,
}

impl Fault {
    fn here(finding: Finding) -> Self {
        Self { steps: Vec::new(), finding }
    }

    fn under(mut self, step: Segment) -> Self {
        self.steps.insert(0, step);
        self
    }
}

/// A value in its one form.
#[derive(Debug, Default)]
pub(crate) struct Canonical {
    pub(crate) json: String,
    /// The keys that are there a second time: what stands under the first one is kept.
    pub(crate) duplicates: Vec<Fault>,
}

/// A valid JSON text in its one form: no white space, object keys sorted, strings with the fewest escapes, numbers as
/// they are written. Costs a pass over the text for each level of nesting.
pub(crate) fn canonical_json(json: &str) -> Result<Canonical, Fault> {
    let mut out = Canonical { json: String::with_capacity(json.len()), duplicates: Vec::new() };
    write_canonical(json.trim(), 0, &mut out)?;
    Ok(out)
}

fn write_canonical(json: &str, depth: usize, out: &mut Canonical) -> Result<(), Fault> {
    if depth >= MAX_DEPTH {
        return Err(Fault::here(Finding::TooDeep { limit: MAX_DEPTH }));
    }
    match json.as_bytes().first() {
        Some(b'{') => write_object(parse::<Members>(json)?, depth, out),
        Some(b'[') => write_array(&parse::<Vec<&RawValue>>(json)?, depth, out),
        Some(b'"') => {
            write_string(&parse::<String>(json)?, &mut out.json);
            Ok(())
        }
        _ => {
            out.json.push_str(json);
            Ok(())
        }
    }
}

fn write_object(Members(mut members): Members, depth: usize, out: &mut Canonical) -> Result<(), Fault> {
    // Keys that are the same stay in their order.
    members.sort_by(|a, b| a.0.cmp(&b.0));
    out.json.push('{');
    for (position, same) in members.chunk_by(|a, b| a.0 == b.0).enumerate() {
        let (key, value) = &same[0];
        let step = || Segment::Key(key.as_ref().into());
        for _ in &same[1..] {
            let fault = Fault::here(Finding::Duplicate { key: key.to_string() });
            out.duplicates.push(fault.under(step()));
        }
        if key.starts_with(RESERVED) {
            return Err(Fault::here(Finding::ReservedKey { key: key.to_string() }).under(step()));
        }
        if position > 0 {
            out.json.push(',');
        }
        write_string(key, &mut out.json);
        out.json.push(':');
        write_under(step(), value.get(), depth, out)?;
    }
    out.json.push('}');
    Ok(())
}

fn write_array(items: &[&RawValue], depth: usize, out: &mut Canonical) -> Result<(), Fault> {
    out.json.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.json.push(',');
        }
        write_under(Segment::Index(index), item.get(), depth, out)?;
    }
    out.json.push(']');
    Ok(())
}

/// Writes a value that a step leads to.
fn write_under(step: Segment, json: &str, depth: usize, out: &mut Canonical) -> Result<(), Fault> {
    let before = out.duplicates.len();
    let written = write_canonical(json, depth + 1, out);
    for fault in &mut out.duplicates[before..] {
        fault.steps.insert(0, step.clone());
    }
    written.map_err(|fault| fault.under(step))
}

/// Appends a string as JSON.
pub(crate) fn write_string(text: &str, out: &mut String) {
    // A string always serializes.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

/// Raw values are checked for structure only: a string of theirs may still hold a lone surrogate.
fn parse<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Fault> {
    serde_json::from_str(json).map_err(|error| Fault::here(Finding::Syntax { message: error.to_string() }))
}

/// The members of a JSON object in the order in which they stand, duplicates included.
#[derive(Debug)]
pub(crate) struct Members<'a>(pub(crate) Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(key) = map.next_key::<Key<'de>>()? {
                    members.push((key.0, map.next_value()?));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

/// A key, borrowed from the text unless it has escapes.
#[derive(Debug)]
pub(crate) struct Key<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text)))
            }
        }

        deserializer.deserialize_str(KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_canonical(json: &str, expected: &str) {
        assert_eq!(canonical_json(json).unwrap().json, expected);
        assert_eq!(canonical_json(expected).unwrap().json, expected);
    }

    #[test]
    fn equal_values_have_one_text() {
        assert_canonical(" { \"b\" : [ 1 , null ] , \"a\\u0062\" : { } } ", r#"{"ab":{},"b":[1,null]}"#);
        assert_canonical(r#""a\u0041\/\n""#, r#""aA/\n""#);
    }

    #[test]
    fn numbers_stay_as_they_are_written() {
        assert_canonical(
            "[1.0,1e400,123456789012345678901234567890,-0]",
            "[1.0,1e400,123456789012345678901234567890,-0]",
        );
    }

    #[test]
    fn a_fault_is_placed_in_the_value() {
        let path =
            |json: &str| canonical_json(json).unwrap_err().path(JsonPath::default().key("x")).to_string();
        assert_eq!(path(r#"{"a":["\ud800"]}"#), "x.a[0]");
        let deep = "[".repeat(MAX_DEPTH + 2) + &"]".repeat(MAX_DEPTH + 2);
        assert!(matches!(canonical_json(&deep).unwrap_err().finding, Finding::TooDeep { .. }));
    }
    #[test]
    fn of_what_is_there_twice_the_first_is_kept_and_the_others_are_placed() {
        let canonical = canonical_json(r#"{"a":[0,{"k":1,"k":2,"k":3}],"a":{"k":1}}"#).unwrap();
        assert_eq!(canonical.json, r#"{"a":[0,{"k":1}]}"#);
        let expected =
            [[("a", 1)].as_slice(), &[("a", 0), ("", 1), ("k", 1)], &[("a", 0), ("", 1), ("k", 2)]];
        let expected = expected.map(|steps| {
            let step = |&(key, number): &(&str, u32)| match key {
                "" => Segment::Index(number as usize),
                key => Step::Key { key: key.into(), occurrence: number },
            };
            steps.iter().map(step).collect::<Vec<_>>()
        });
        let found: Vec<_> = canonical.duplicates.into_iter().map(|fault| fault.steps).collect();
        assert_eq!(found, expected);
    }
}
