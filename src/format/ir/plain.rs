//! A reader for what documents consist of nearly throughout: objects and arrays of strings and booleans.
//!
//! `serde_json` reads what is all of JSON, and where it is can only be found out afterwards. This reader knows plain JSON
//! only, has strings with escapes read by `serde_json`, and gives up at anything else, a mistake included: then
//! `serde_json` reads the document from the start, and says what is wrong. So nothing is accepted here that is not JSON,
//! and nothing is refused in the end because of what this reader does not know. What it is for is its [`Cursor`]: since
//! the place is known, definitions that were read before are passed over (see `known`), which no reader of a stream can.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// A text, and how far it is read.
#[derive(Debug)]
pub(super) struct Cursor<'de> {
    text: &'de str,
    at: Cell<usize>,
}

/// Reads the text of a cursor, which others may move on past values that they know.
pub(super) struct Plain<'c, 'de> {
    cursor: &'c Cursor<'de>,
}

/// Something that is not plain, or not JSON.
#[derive(Debug)]
pub(super) struct NotPlain;

impl fmt::Display for NotPlain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not plain")
    }
}

impl std::error::Error for NotPlain {}

impl Error for NotPlain {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl<'de> Cursor<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { text, at: Cell::new(0) }
    }

    pub(super) fn at(&self) -> usize {
        self.at.get()
    }

    /// The text between two places.
    pub(super) fn between(&self, start: usize, end: usize) -> Option<&'de str> {
        self.text.get(start..end)
    }

    /// What is not read yet, from the next byte on that is not white space.
    pub(super) fn rest(&self) -> &'de str {
        self.skip_space();
        self.text.get(self.at.get()..).unwrap_or_default()
    }

    #[inline]
    pub(super) fn advance(&self, bytes: usize) {
        self.at.set(self.at.get() + bytes);
    }

    /// Checks that nothing but white space follows.
    pub(super) fn end(&self) -> Result<(), NotPlain> {
        if self.rest().is_empty() { Ok(()) } else { Err(NotPlain) }
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at.get()).copied()
    }

    #[inline]
    fn skip_space(&self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.advance(1);
        }
    }

    /// The next byte that is not white space, which is read.
    #[inline]
    fn token(&self) -> Option<u8> {
        self.skip_space();
        let token = self.peek();
        self.advance(1);
        token
    }

    #[inline]
    fn expect(&self, rest: &str) -> Result<(), NotPlain> {
        let start = self.at.get();
        self.advance(rest.len());
        let found = self.text.as_bytes().get(start..self.at.get()) == Some(rest.as_bytes());
        if found { Ok(()) } else { Err(NotPlain) }
    }

    /// The rest of a string whose opening quote is read.
    #[inline]
    fn string(&self) -> Result<Cow<'de, str>, NotPlain> {
        let start = self.at.get();
        let rest = self.text.as_bytes().get(start..).ok_or(NotPlain)?;
        let length = plain_length(rest);
        if rest.get(length) != Some(&b'"') {
            return self.string_with_escapes(start, length).map(Cow::Owned);
        }
        self.advance(length + 1);
        self.text.get(start..start + length).map(Cow::Borrowed).ok_or(NotPlain)
    }

    /// Finds the end of a string that has something else than plain characters, and has it read by others.
    #[cold]
    fn string_with_escapes(&self, start: usize, mut length: usize) -> Result<String, NotPlain> {
        let bytes = self.text.as_bytes();
        while bytes.get(start + length) == Some(&b'\\') {
            length += 2;
            length += plain_length(bytes.get(start + length..).ok_or(NotPlain)?);
        }
        self.advance(length + 1);
        let literal = self.text.get(start - 1..self.at.get()).ok_or(NotPlain)?;
        serde_json::from_str(literal).map_err(|_| NotPlain)
    }
}

impl<'c, 'de> Plain<'c, 'de> {
    pub(super) fn new(cursor: &'c Cursor<'de>) -> Self {
        Self { cursor }
    }
}

const LOW_BITS: u64 = u64::from_le_bytes([1; 8]);
const HIGH_BITS: u64 = LOW_BITS << 7;

/// How many bytes come before the first quote, backslash or control character: eight at a time.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(&word) = bytes.get(length..).and_then(|rest| rest.first_chunk()) {
        let special = special_bytes(u64::from_le_bytes(word));
        if special != 0 {
            return length + special.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let is_plain = |&&byte: &&u8| byte != b'"' && byte != b'\\' && byte >= 0x20;
    length + bytes[length.min(bytes.len())..].iter().take_while(is_plain).count()
}

/// The high bit of the lowest byte that is a quote, a backslash or a control character, and perhaps of some above it.
#[inline]
fn special_bytes(word: u64) -> u64 {
    let zero_bytes = |word: u64| word.wrapping_sub(LOW_BITS) & !word;
    let quotes = zero_bytes(word ^ (LOW_BITS * u64::from(b'"')));
    let backslashes = zero_bytes(word ^ (LOW_BITS * u64::from(b'\\')));
    let controls = word.wrapping_sub(LOW_BITS * 0x20) & !word;
    (quotes | backslashes | controls) & HIGH_BITS
}

impl<'de> Deserializer<'de> for Plain<'_, 'de> {
    type Error = NotPlain;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotPlain> {
        let cursor = self.cursor;
        match cursor.token() {
            Some(b'"') => match cursor.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            Some(b'{') => visitor.visit_map(Entries { cursor, is_first: true }),
            Some(b'[') => visitor.visit_seq(Entries { cursor, is_first: true }),
            Some(b't') => cursor.expect("rue").and_then(|()| visitor.visit_bool(true)),
            Some(b'f') => cursor.expect("alse").and_then(|()| visitor.visit_bool(false)),
            _ => Err(NotPlain),
        }
    }

    /// `serde_json` hands its raw values over by a type of this sort, unread and unchecked.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: V,
    ) -> Result<V::Value, NotPlain> {
        Err(NotPlain)
    }

    /// What is skipped may be anything.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NotPlain> {
        Err(NotPlain)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum identifier
    }
}

/// The members of an object or the elements of an array, whose opening bracket is read.
struct Entries<'c, 'de> {
    cursor: &'c Cursor<'de>,
    is_first: bool,
}

impl<'c, 'de> Entries<'c, 'de> {
    /// The reader of one more, if there is one.
    #[inline]
    fn next(&mut self, close: u8) -> Result<Option<Plain<'c, 'de>>, NotPlain> {
        self.cursor.skip_space();
        let is_first = std::mem::replace(&mut self.is_first, false);
        match self.cursor.peek() {
            Some(byte) if byte == close => {
                self.cursor.advance(1);
                Ok(None)
            }
            Some(b',') if !is_first => {
                self.cursor.advance(1);
                Ok(Some(Plain::new(self.cursor)))
            }
            _ if is_first => Ok(Some(Plain::new(self.cursor))),
            _ => Err(NotPlain),
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = NotPlain;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, NotPlain> {
        let Some(plain) = self.next(b'}')? else { return Ok(None) };
        self.cursor.skip_space();
        if self.cursor.peek() != Some(b'"') {
            return Err(NotPlain);
        }
        let key = seed.deserialize(plain)?;
        if self.cursor.token() == Some(b':') { Ok(Some(key)) } else { Err(NotPlain) }
    }

    #[inline]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, NotPlain> {
        seed.deserialize(Plain::new(self.cursor))
    }
}

impl<'de> SeqAccess<'de> for Entries<'_, 'de> {
    type Error = NotPlain;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, NotPlain> {
        self.next(b']')?.map(|plain| seed.deserialize(plain)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Reads a text as a value, if it is plain.
    fn read(text: &str) -> Option<Value> {
        struct Seed;

        impl<'de> DeserializeSeed<'de> for Seed {
            type Value = Value;

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
                serde::Deserialize::deserialize(deserializer)
            }
        }

        let cursor = Cursor::new(text);
        let value = Seed.deserialize(Plain::new(&cursor)).ok()?;
        cursor.end().ok().map(|()| value)
    }

    #[test]
    fn plain_json_reads_as_what_it_is() {
        for text in [
            "{}",
            " [ ] ",
            r#"{"a":true,"b":{"c":[false,"x"]}}"#,
            r#"{"a\n":"\"x\\","\u00fc":["a long text with \" in it","\\"]}"#,
            "{ \"a\" : \"\" ,\r\n\t\"bb\" : [ \"eight by\", \"nine byte\", \"straße und mehr\" ] }",
        ] {
            assert_eq!(read(text), Some(serde_json::from_str(text).unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_not_plain_is_given_up() {
        for text in ["1", "null", r#"{"a":1}"#, "[null]"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_given_up() {
        for text in [
            "",
            "{",
            "[",
            "\"",
            "\"abc",
            "{,}",
            "[,]",
            "[true,]",
            "{\"a\":true,}",
            "{\"a\"}",
            "{\"a\" true}",
            "{a:true}",
            "[true false]",
            "[true]]",
            "{true:true}",
            "tru",
            "truex",
            "\"\u{1}\"",
            "\"12345678\u{1f}\"",
            "\u{a0}{}",
            r#""\ud800""#,
            r#""\x""#,
            r#""\"#,
            r#""\""#,
            "\"\\n\u{1}\"",
            "{\"a\":true \"b\":true}",
            "[\"a\":true]",
            "{\"a\",\"b\"}",
        ] {
            assert_eq!(read(text), None, "{text}");
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_end_of_a_string_is_found_wherever_it_stands() {
        for length in 0..40 {
            for special in ['"', '\\', '\u{1f}', '\0'] {
                let text = format!(
                    "{}{special}{}",
                    "ü".repeat(length / 2) + &"x".repeat(length % 2),
                    "yz\"".repeat(4)
                );
                assert_eq!(plain_length(text.as_bytes()), length, "{text:?}");
            }
        }
    }
}
