//! The cursor against `serde_json`, which is slower and right.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;

/// Reads a text as a value.
fn read(text: &str) -> Option<Value> {
    let mut cursor = Cursor::new(text);
    let value = value(&mut cursor, 0).ok()?;
    cursor.end().ok().map(|()| value)
}

fn skips(text: &str) -> bool {
    let mut cursor = Cursor::new(text);
    cursor.skip().is_ok() && cursor.end().is_ok()
}

fn value(cursor: &mut Cursor<'_>, depth: usize) -> Result<Value, Stop> {
    if depth > MAX_DEPTH {
        return Err(Stop);
    }
    Ok(match cursor.kind()? {
        Kind::Object => {
            let mut members = Map::new();
            let mut more = cursor.open_object()?;
            while more {
                let key = cursor.key()?.into_owned();
                members.insert(key, value(cursor, depth + 1)?);
                more = cursor.more_members()?;
            }
            members.into()
        }
        Kind::Array => {
            let mut elements = Vec::new();
            let mut more = cursor.open_array()?;
            while more {
                elements.push(value(cursor, depth + 1)?);
                more = cursor.more_elements()?;
            }
            elements.into()
        }
        Kind::String => cursor.string()?.into(),
        Kind::Number => serde_json::from_str(cursor.number()?).map_err(|_| Stop)?,
        Kind::Boolean => cursor.flag()?.into(),
        Kind::Null => {
            cursor.null()?;
            Value::Null
        }
    })
}

#[test]
fn a_fault_is_told_where_it_is() {
    for (text, at, expected, found) in [
        ("", 0, "a value", "the end of the text"),
        ("{", 0, "a key in quotes", "the end of the text"),
        ("{\"a\" true}", 5, "`:`", "`t`"),
        ("{\"a\":true \"b\":true}", 10, "`,` or `}`", "`\"`"),
        ("{\"a\":true,}", 10, "a key in quotes", "`}`"),
        ("[true,]", 6, "a value", "`]`"),
        ("[true true]", 6, "`,` or `]`", "`t`"),
        ("[1.]", 3, "a digit", "`]`"),
        ("[01]", 2, "the end of a number", "`1`"),
        ("[-]", 2, "a digit", "`]`"),
        ("\"abc", 3, "`\"` at the end of a string", "the end of the text"),
        ("tru", 0, "`true` or `false`", "`t`"),
        ("{} x", 3, "the end of the text", "`x`"),
        ("\u{a0}{}", 0, "a value", "`\u{a0}`"),
    ] {
        let mut cursor = Cursor::new(text);
        assert!(cursor.skip().and_then(|()| cursor.end()).is_err(), "{text}");
        let fault = Fault { at, kind: FaultKind::Expected { expected, found: found.into() } };
        assert_eq!(cursor.fault(), Some(&fault), "{text}");
    }
}

#[test]
fn a_string_is_copied_only_to_decode_it() {
    let mut cursor = Cursor::new(r#"{"plain": "a longer text, é", "\u0061": "a\n"}"#);
    cursor.open_object().unwrap();
    let strings = [(); 2].map(|()| {
        let strings = (cursor.key().unwrap(), cursor.string().unwrap());
        cursor.more_members().unwrap();
        strings
    });
    let [(Cow::Borrowed("plain"), Cow::Borrowed("a longer text, é")), (Cow::Owned(key), Cow::Owned(value))] =
        strings
    else {
        panic!("{strings:?}");
    };
    assert_eq!((key.as_str(), value.as_str()), ("a", "a\n"));
}

#[test]
fn strings_that_no_document_may_have_are_refused_at_the_fault() {
    for (text, at) in [
        (r#""ab\ud800""#, 3),
        (r#""ab\ud800\u0041""#, 3),
        (r#""ab\udc00""#, 3),
        (r#""ab\x""#, 3),
        (r#""ab\u00g0""#, 3),
        ("\"ab\u{1}\"", 3),
        ("\"a\\n\u{1}\"", 4),
    ] {
        let mut cursor = Cursor::new(text);
        assert!(cursor.string().is_err(), "{text}");
        assert_eq!(cursor.fault().unwrap().at, at, "{text}");
        assert!(matches!(cursor.fault().unwrap().kind, FaultKind::InvalidString(_)), "{text}");
    }
}

#[test]
fn a_value_is_passed_over_as_deep_as_the_limit_and_no_deeper() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |depth: usize| open.repeat(depth) + "0" + &close.repeat(depth);
        assert!(skips(&nested(MAX_DEPTH)));
        let too_deep = nested(MAX_DEPTH + 1);
        let mut cursor = Cursor::new(&too_deep);
        assert!(cursor.skip().is_err());
        assert_eq!(cursor.fault().unwrap().kind, FaultKind::TooDeep);
    }
}

/// Texts of JSON's own characters: valid now and then.
fn nearly_json() -> impl Strategy<Value = String> {
    let token = prop_oneof![prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"b\\n\\u00e9\\ud83d\\ude00\"",
        "\"",
        "\\",
        "true",
        "false",
        "null",
        "0",
        "-1",
        "2.50e+3",
        "01",
        " ",
        "\n",
        "\u{1}",
        "é",
        "\"\"",
        "{\"k\":",
        "[1,",
    ]),];
    prop::collection::vec(token, 0..14).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_text_is_read_if_and_only_if_it_is_json_and_as_what_it_is(text in nearly_json()) {
        let is_json = serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
        prop_assert_eq!(skips(&text), is_json, "{}", text);
        // A `Value` holds no number that an `f64` does not hold.
        let expected: Option<Value> = serde_json::from_str(&text).ok();
        prop_assert_eq!(read(&text), expected, "{}", text);
    }

    #[test]
    fn a_string_reads_back_whatever_it_holds(text in any::<String>()) {
        let json = serde_json::to_string(&text).unwrap();
        prop_assert_eq!(Cursor::new(&json).string().unwrap(), text);
    }
}
