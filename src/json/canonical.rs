//! The canonical form of a JSON value: one text for equal values, however they were written.
//!
//! No white space, sorted object keys, strings with the fewest escapes. Numbers are those that `serde_json::Value`
//! holds, so that a value read through it has the same form as one read from text: integers that 64 bits hold exactly
//! are written as such, however they were spelt (`2e3` is `2000`, `-0` is `0`), all others as the shortest text that
//! reads back as the same `f64`. A number that no `f64` can hold is an error.

use std::borrow::Cow;
use std::ops::Range;

use super::{Cursor, FaultKind, Kind, MAX_DEPTH, Stop};
use crate::diagnostics::{Finding, Segment};

/// Keys with this prefix are special to `serde_json` itself: it would read an object with such a key as something
/// else.
const RESERVED: &str = "$serde_json::private::";

/// A flaw of a value that is valid JSON.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// The bytes of the key.
    pub(crate) span: Range<usize>,
    /// The path from the value to the flaw.
    pub(crate) path: Vec<Segment>,
    pub(crate) finding: Finding,
}

/// Reads the next value into its canonical form. Of duplicate keys in an object the first one counts; the others are
/// flaws.
pub(crate) fn canonical(cursor: &mut Cursor<'_>, flaws: &mut Vec<Flaw>) -> Result<String, Stop> {
    let mut writer = Writer { out: String::new(), path: Vec::new(), flaws };
    writer.value(cursor, 0)?;
    Ok(writer.out)
}

/// The canonical form of a value.
pub(crate) fn canonical_of(value: &serde_json::Value) -> Result<String, Finding> {
    let text = value.to_string();
    let mut cursor = Cursor::new(&text);
    let mut flaws = Vec::new();
    let canonical = canonical(&mut cursor, &mut flaws);
    match (canonical, flaws.pop(), cursor.fault()) {
        (Ok(canonical), None, _) => Ok(canonical),
        (_, Some(flaw), _) => Err(flaw.finding),
        (_, _, fault) => Err(Finding::of_fault(fault)),
    }
}

struct Writer<'f, 'de> {
    out: String,
    path: Vec<Segmented<'de>>,
    flaws: &'f mut Vec<Flaw>,
}

/// A segment of the path, which is rarely wanted.
enum Segmented<'de> {
    Key(Cow<'de, str>),
    Index(usize),
}

impl<'de> Writer<'_, 'de> {
    fn value(&mut self, cursor: &mut Cursor<'de>, depth: usize) -> Result<(), Stop> {
        match cursor.kind()? {
            Kind::Object | Kind::Array if depth >= MAX_DEPTH => return Err(cursor.stop(FaultKind::TooDeep)),
            Kind::Object => self.object(cursor, depth)?,
            Kind::Array => self.array(cursor, depth)?,
            Kind::String => write_string(&cursor.string()?, &mut self.out),
            Kind::Number => {
                let at = cursor.at();
                let text = cursor.number()?;
                let Some(number) = canonical_number(text) else {
                    cursor.go_to(at);
                    return Err(cursor.stop(FaultKind::NumberOutOfRange));
                };
                self.out.push_str(&number);
            }
            Kind::Boolean => self.out.push_str(if cursor.flag()? { "true" } else { "false" }),
            Kind::Null => {
                cursor.null()?;
                self.out.push_str("null");
            }
        }
        Ok(())
    }

    fn array(&mut self, cursor: &mut Cursor<'de>, depth: usize) -> Result<(), Stop> {
        self.out.push('[');
        let mut more = cursor.open_array()?;
        for index in 0.. {
            if !more {
                break;
            }
            if index > 0 {
                self.out.push(',');
            }
            self.path.push(Segmented::Index(index));
            self.value(cursor, depth + 1)?;
            self.path.pop();
            more = cursor.more_elements()?;
        }
        self.out.push(']');
        Ok(())
    }

    fn object(&mut self, cursor: &mut Cursor<'de>, depth: usize) -> Result<(), Stop> {
        let start = self.out.len();
        // Each member, with the range in `out` where it is written with its key.
        let mut members: Vec<(Cow<'de, str>, Range<usize>, Range<usize>)> = Vec::new();
        let mut more = cursor.open_object()?;
        while more {
            cursor.skip_space();
            let key_start = cursor.at();
            let key = cursor.key()?;
            let span = key_start..cursor.at();
            let written = self.out.len();
            write_string(&key, &mut self.out);
            self.out.push(':');
            self.path.push(Segmented::Key(key.clone()));
            if key.starts_with(RESERVED) {
                self.flaw(span.clone(), Finding::ReservedKey { key: key.to_string() });
            }
            self.value(cursor, depth + 1)?;
            self.path.pop();
            members.push((key, span, written..self.out.len()));
            more = cursor.more_members()?;
        }
        // Equal keys stay in their order.
        members.sort_by(|a, b| a.0.cmp(&b.0));
        let mut sorted = String::with_capacity(self.out.len() - start + members.len() + 2);
        sorted.push('{');
        for (at, (key, span, written)) in members.iter().enumerate() {
            if at > 0 && members[at - 1].0 == *key {
                self.path.push(Segmented::Key(key.clone()));
                self.flaw(span.clone(), Finding::Duplicate { key: key.to_string() });
                self.path.pop();
                continue;
            }
            if sorted.len() > 1 {
                sorted.push(',');
            }
            sorted.push_str(&self.out[written.clone()]);
        }
        sorted.push('}');
        self.out.truncate(start);
        self.out.push_str(&sorted);
        Ok(())
    }

    #[cold]
    fn flaw(&mut self, span: Range<usize>, finding: Finding) {
        let segment = |segment: &Segmented<'_>| match segment {
            Segmented::Key(key) => Segment::Key(key.as_ref().into()),
            Segmented::Index(index) => Segment::Index(*index),
        };
        self.flaws.push(Flaw { span, path: self.path.iter().map(segment).collect(), finding });
    }
}

/// Appends a string as JSON, with the fewest escapes.
pub(crate) fn write_string(text: &str, out: &mut String) {
    // A string always serializes.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

fn canonical_number(text: &str) -> Option<Cow<'_, str>> {
    let is_whole = !text.contains(['.', 'e', 'E']);
    if is_whole && text != "-0" && (text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok()) {
        return Some(Cow::Borrowed(text));
    }
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
    // The bounds are powers of two, which an `f64` holds exactly; 64 bits hold every integer between them.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole and within bounds"
    )]
    let canonical = if number.fract() != 0.0 {
        format!("{number:?}")
    } else if (0.0..18_446_744_073_709_551_616.0).contains(&number) {
        (number as u64).to_string()
    } else if (-9_223_372_036_854_775_808.0..0.0).contains(&number) {
        (number as i64).to_string()
    } else {
        format!("{number:?}")
    };
    Some(Cow::Owned(canonical))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[track_caller]
    fn canonical_text(json: &str) -> String {
        let mut flaws = Vec::new();
        let text = canonical(&mut Cursor::new(json), &mut flaws).unwrap();
        assert_eq!(flaws, []);
        text
    }

    #[test]
    fn equal_numbers_have_one_text() {
        for (texts, expected) in [
            (&["0", "-0", "0.0", "-0.0", "0e9"][..], "0"),
            (&["2000", "2e3", "2000.0", "0.2E+4"], "2000"),
            (&["1.5", "1.50", "15e-1"], "1.5"),
            (&["18446744073709551615"], "18446744073709551615"),
            (&["-9223372036854775808"], "-9223372036854775808"),
            (&["100000000000000000000", "1e20"], "1e20"),
            (&["1e-7", "0.0000001"], "1e-7"),
        ] {
            for text in texts {
                assert_eq!(canonical_text(text), expected, "{text}");
            }
        }
    }

    #[test]
    fn a_number_that_no_f64_holds_is_refused_at_its_place() {
        let mut cursor = Cursor::new("[1, -1e400]");
        assert_eq!(canonical(&mut cursor, &mut Vec::new()), Err(Stop));
        let fault = cursor.fault().unwrap();
        assert_eq!((fault.at, &fault.kind), (4, &FaultKind::NumberOutOfRange));
    }

    #[test]
    fn keys_are_sorted_and_the_first_of_each_counts() {
        assert_eq!(
            canonical_text(r#" { "b" : [ 1 , { } ] , "a" : "\u0041\n" } "#),
            r#"{"a":"A\n","b":[1,{}]}"#
        );
        let json = r#"{"x":{"a":1,"b":2,"a":3}}"#;
        let mut flaws = Vec::new();
        let text = canonical(&mut Cursor::new(json), &mut flaws).unwrap();
        assert_eq!(text, r#"{"x":{"a":1,"b":2}}"#);
        assert_eq!(flaws.len(), 1);
        assert_eq!(&json[flaws[0].span.clone()], "\"a\":");
        assert_eq!(flaws[0].path, [Segment::Key("x".into()), Segment::Key("a".into())]);
    }

    #[test]
    fn a_value_may_be_nested_as_deep_as_the_limit_and_no_deeper() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(canonical_text(&nested(MAX_DEPTH)), nested(MAX_DEPTH));
        let too_deep = nested(MAX_DEPTH + 1);
        let mut cursor = Cursor::new(&too_deep);
        assert_eq!(canonical(&mut cursor, &mut Vec::new()), Err(Stop));
        assert_eq!(cursor.fault().unwrap().kind, FaultKind::TooDeep);
    }

    fn values() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        scalar.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(".{0,3}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_form_of_a_value_is_the_same_from_any_text_of_it(value in values()) {
            let pretty = serde_json::to_string_pretty(&value).unwrap();
            let text = canonical_text(&pretty);
            prop_assert_eq!(&text, &canonical_of(&value).unwrap());
            prop_assert_eq!(&text, &canonical_text(&text));
            let again: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(canonical_of(&again).unwrap(), text);
        }
    }
}
