//! A reader for what documents consist of nearly throughout: objects and arrays of strings, booleans and nulls.
//!
//! `serde_json` reads what is all of JSON, and where it is can only be found out afterwards. A cursor knows plain JSON
//! only, has strings with escapes read by `serde_json`, and gives up at anything else, a mistake included: then
//! `serde_json` reads the document from the start, and says what is wrong. So nothing is accepted here that is not JSON,
//! and nothing is refused in the end because of what a cursor does not know. What it is for: since the place is known,
//! definitions that were read before are passed over (see `known`), which no reader of a stream can; and whoever knows
//! what a document looks like is led by that, where a visitor has to be ready for anything.

use std::borrow::Cow;

/// A text, and how far it is read.
#[derive(Debug)]
pub(super) struct Cursor<'de> {
    text: &'de str,
    at: usize,
}

/// Something that is not plain, or not JSON, or not what a reader of plain documents expects.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotPlain;

impl<'de> Cursor<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// All of the text.
    pub(super) fn bytes(&self) -> &'de [u8] {
        self.text.as_bytes()
    }

    /// What is not read yet, from the next byte on that is not white space.
    #[inline]
    pub(super) fn rest(&mut self) -> &'de [u8] {
        self.skip_space();
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(super) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Checks that nothing but white space follows.
    pub(super) fn end(&mut self) -> Result<(), NotPlain> {
        if self.rest().is_empty() { Ok(()) } else { Err(NotPlain) }
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    pub(super) fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Moves past a byte if it is the next one that is not white space.
    #[inline]
    fn pass(&mut self, byte: u8) -> bool {
        self.skip_space();
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Result<(), NotPlain> {
        if self.pass(byte) { Ok(()) } else { Err(NotPlain) }
    }

    /// Enters an object or an array; says whether there is something in it.
    #[inline]
    pub(super) fn open(&mut self, open: u8, close: u8) -> Result<bool, NotPlain> {
        self.expect(open)?;
        Ok(!self.pass(close))
    }

    /// Whether one more member or element follows. If not, the object or array is left.
    #[inline]
    pub(super) fn more(&mut self, close: u8) -> Result<bool, NotPlain> {
        if self.pass(b',') {
            return Ok(true);
        }
        self.expect(close).map(|()| false)
    }

    /// The key of a member, which its value follows; as [`Cursor::name`].
    #[inline]
    pub(super) fn key(&mut self) -> Result<&'de str, NotPlain> {
        let key = self.name()?;
        self.expect(b':')?;
        Ok(key)
    }

    /// Moves past a text if it comes next, to the letter.
    #[inline]
    pub(super) fn pass_text(&mut self, text: &str) -> bool {
        let is_next = self.text.as_bytes()[self.at.min(self.text.len())..].starts_with(text.as_bytes());
        self.at += if is_next { text.len() } else { 0 };
        is_next
    }

    /// A string, if it is a GraphQL Name or a type reference: what comes before the next quote.
    ///
    /// That nothing in it is a backslash, or a control character, is for the caller to see, who looks at names anyway.
    #[inline]
    pub(super) fn name(&mut self) -> Result<&'de str, NotPlain> {
        if self.peek() != Some(b'"') {
            self.skip_space();
        }
        let rest = self.text.as_bytes().get(self.at..).and_then(|rest| rest.strip_prefix(b"\""));
        let length = rest.and_then(|rest| position_of(b'"', rest)).ok_or(NotPlain)?;
        let start = self.at + 1;
        self.at = start + length + 1;
        self.text.get(start..start + length).ok_or(NotPlain)
    }

    /// A string.
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, NotPlain> {
        self.skip_space();
        let start = self.at;
        match self.name() {
            Ok(text) if plain_length(text.as_bytes()) == text.len() => Ok(Cow::Borrowed(text)),
            _ => self.string_with_escapes(start).map(Cow::Owned),
        }
    }

    /// Finds the end of a string that has something else than plain characters, and has it read by others.
    #[cold]
    fn string_with_escapes(&mut self, start: usize) -> Result<String, NotPlain> {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(start + 1..).filter(|_| bytes[start] == b'"').ok_or(NotPlain)?;
        self.at = start + 1 + plain_length(rest);
        while self.peek() == Some(b'\\') {
            self.at += 2;
            self.at += plain_length(bytes.get(self.at..).ok_or(NotPlain)?);
        }
        self.at += 1;
        let literal = self.text.get(start..self.at).ok_or(NotPlain)?;
        serde_json::from_str(literal).map_err(|_| NotPlain)
    }

    /// A boolean.
    #[inline]
    pub(super) fn flag(&mut self) -> Result<bool, NotPlain> {
        let (flag, length) = match self.rest() {
            [b't', b'r', b'u', b'e', ..] => (true, 4),
            [b'f', b'a', b'l', b's', b'e', ..] => (false, 5),
            _ => return Err(NotPlain),
        };
        self.at += length;
        Ok(flag)
    }
}

const LOW_BITS: u64 = u64::from_le_bytes([1; 8]);
const HIGH_BITS: u64 = LOW_BITS << 7;

/// The position of the first byte that is `wanted`, which is ASCII.
///
/// Where in a block it is makes no difference to what is done: names and definitions end wherever they end, and a branch
/// on that would be foreseen as rarely.
#[inline]
pub(super) fn position_of(wanted: u8, bytes: &[u8]) -> Option<usize> {
    let mut start = 0;
    while let Some(block) = bytes.get(start..).and_then(|rest| rest.first_chunk::<BLOCK>()) {
        let position = position_in_block(wanted, block);
        if position < BLOCK {
            return Some(start + position);
        }
        start += BLOCK;
    }
    bytes.get(start..)?.iter().position(|&byte| byte == wanted).map(|position| start + position)
}

/// More than most names have.
const BLOCK: usize = 32;

/// The position of the first byte that is `wanted`, or the length of a block if there is none.
#[inline]
fn position_in_block(wanted: u8, block: &[u8; BLOCK]) -> usize {
    let bits_before = |start: usize| {
        let word = block[start..].first_chunk().map_or(0, |&word| u64::from_le_bytes(word));
        let zero_where_wanted = word ^ (LOW_BITS * u64::from(wanted));
        (zero_where_wanted.wrapping_sub(LOW_BITS) & !zero_where_wanted & HIGH_BITS).trailing_zeros() as usize
    };
    // Where there is none, all 64 bits of a word come before it.
    let go_on = |before: usize, start: usize| before + usize::from(before == 8 * start) * bits_before(start);
    go_on(go_on(go_on(bits_before(0), 8), 16), 24) / 8
}

/// How many bytes come before the first quote, backslash or control character.
fn plain_length(bytes: &[u8]) -> usize {
    let words =
        bytes.chunks_exact(8).map(|word| word.first_chunk().map_or(0, |&word| u64::from_le_bytes(word)));
    let length = 8 * words.take_while(|&word| !has_special_byte(word)).count();
    let is_plain = |&&byte: &&u8| byte != b'"' && byte != b'\\' && byte >= 0x20;
    length + bytes[length..].iter().take_while(is_plain).count()
}

/// Whether there is a quote, a backslash or a control character.
#[inline]
fn has_special_byte(word: u64) -> bool {
    // A byte that borrows is below what is subtracted, or its high bit was set before: then it is part of a character.
    let quotes = (word ^ (LOW_BITS * u64::from(b'"'))).wrapping_sub(LOW_BITS);
    let backslashes = (word ^ (LOW_BITS * u64::from(b'\\'))).wrapping_sub(LOW_BITS);
    let controls = word.wrapping_sub(LOW_BITS * 0x20);
    (quotes | backslashes | controls) & !word & HIGH_BITS != 0
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::*;

    /// Reads a text as a value, if it is plain.
    fn read(text: &str) -> Option<Value> {
        let mut cursor = Cursor::new(text);
        let value = value(&mut cursor).ok()?;
        cursor.end().ok().map(|()| value)
    }

    fn value(cursor: &mut Cursor<'_>) -> Result<Value, NotPlain> {
        match cursor.rest().first() {
            Some(b'{') => {
                let mut members = Map::new();
                let mut more = cursor.open(b'{', b'}')?;
                while more {
                    let key = cursor.string()?.into_owned();
                    cursor.expect(b':')?;
                    members.insert(key, value(cursor)?);
                    more = cursor.more(b'}')?;
                }
                Ok(members.into())
            }
            Some(b'[') => {
                let mut elements = Vec::new();
                let mut more = cursor.open(b'[', b']')?;
                while more {
                    elements.push(value(cursor)?);
                    more = cursor.more(b']')?;
                }
                Ok(elements.into())
            }
            Some(b'"') => Ok(cursor.string()?.into()),
            _ => Ok(cursor.flag()?.into()),
        }
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
        for text in ["1", r#"{"a":1}"#, "[1.5]"] {
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
