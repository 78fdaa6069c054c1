//! The one JSON reader: a cursor that knows its position, and the canonical form of values.
//!
//! Documents consist almost entirely of objects, arrays, strings, booleans and nulls in an order that the format
//! suggests. A cursor can follow that order, whereas a visitor must be ready for anything. Since it knows its
//! position, it can also skip definitions that were read before. It reads JSON (RFC 8259) and nothing else.

mod canonical;
mod scan;

use std::borrow::Cow;

pub(crate) use canonical::{canonical, canonical_of, write_string};
use scan::plain_length;

/// How many levels deep the values of one document may be nested within a definition, in every format.
pub(crate) const MAX_DEPTH: usize = 64;

/// How many lists a type reference may be nested in, in every format.
pub(crate) const MAX_LISTS: usize = 512;

/// Where reading stopped, and why: the text is not JSON, or too deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) kind: FaultKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// Something else was expected. What was found is described in words.
    Expected {
        expected: &'static str,
        found: String,
    },
    /// A string contains something that no string may contain.
    InvalidString(&'static str),
    /// No `f64` can hold the number.
    NumberOutOfRange,
    TooDeep,
}

/// Reading stopped. The cursor has the [`Fault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop;

/// The type of a JSON value, known from its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    String,
    Number,
    Boolean,
    Null,
}

impl Kind {
    /// In words, as in `expected a string`.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Null => "null",
        }
    }
}

/// A text with a reading position.
#[derive(Debug)]
pub(crate) struct Cursor<'de> {
    text: &'de str,
    at: usize,
    fault: Option<Box<Fault>>,
}

impl<'de> Cursor<'de> {
    /// Starts at the beginning of a text, after a byte order mark, which may be ignored (RFC 8259, section 8.1).
    pub(crate) fn new(text: &'de str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at, fault: None }
    }

    /// The number of bytes read so far.
    #[inline]
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// All of the text.
    pub(crate) fn text(&self) -> &'de str {
        self.text
    }

    /// Why reading stopped.
    pub(crate) fn fault(&self) -> Option<&Fault> {
        self.fault.as_deref()
    }

    /// The unread text, from the next byte that is not white space.
    #[inline]
    fn rest(&mut self) -> &'de [u8] {
        self.skip_space();
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Goes back to an earlier position, or ahead to the end of a value that need not be read.
    pub(crate) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Checks that nothing but white space follows.
    pub(crate) fn end(&mut self) -> Result<(), Stop> {
        if self.rest().is_empty() { Ok(()) } else { Err(self.expected("the end of the text")) }
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    pub(crate) fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Moves past a byte if it is the next one after white space.
    #[inline]
    fn pass(&mut self, byte: u8) -> bool {
        self.skip_space();
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Moves past a text if it comes next, exactly as written.
    #[inline]
    pub(crate) fn pass_text(&mut self, text: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_next = rest.starts_with(text.as_bytes());
        self.at += if is_next { text.len() } else { 0 };
        is_next
    }

    /// The type of the next value.
    #[inline]
    pub(crate) fn kind(&mut self) -> Result<Kind, Stop> {
        self.skip_space();
        match self.peek() {
            Some(b'"') => Ok(Kind::String),
            Some(b'{') => Ok(Kind::Object),
            Some(b'[') => Ok(Kind::Array),
            Some(b't' | b'f') => Ok(Kind::Boolean),
            Some(b'n') => Ok(Kind::Null),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            _ => Err(self.expected("a value")),
        }
    }

    /// Enters an object; returns whether it has a member.
    #[inline]
    pub(crate) fn open_object(&mut self) -> Result<bool, Stop> {
        if self.pass(b'{') { Ok(!self.pass(b'}')) } else { Err(self.expected("`{`")) }
    }

    /// Enters an array; returns whether it has an element.
    #[inline]
    pub(crate) fn open_array(&mut self) -> Result<bool, Stop> {
        if self.pass(b'[') { Ok(!self.pass(b']')) } else { Err(self.expected("`[`")) }
    }

    /// Whether another member follows. If not, the object is left.
    #[inline]
    pub(crate) fn more_members(&mut self) -> Result<bool, Stop> {
        if self.pass(b',') {
            return Ok(true);
        }
        if self.pass(b'}') { Ok(false) } else { Err(self.expected("`,` or `}`")) }
    }

    /// Whether another element follows. If not, the array is left.
    #[inline]
    pub(crate) fn more_elements(&mut self) -> Result<bool, Stop> {
        if self.pass(b',') {
            return Ok(true);
        }
        if self.pass(b']') { Ok(false) } else { Err(self.expected("`,` or `]`")) }
    }

    /// The key of a member; the cursor then stands at its value.
    #[inline]
    pub(crate) fn key(&mut self) -> Result<Cow<'de, str>, Stop> {
        self.skip_space();
        let key = match self.plain_string() {
            Some(key) => Cow::Borrowed(key),
            None if self.peek() == Some(b'"') => Cow::Owned(self.string_with_escapes()?),
            None => return Err(self.expected("a key in quotes")),
        };
        if self.pass(b':') { Ok(key) } else { Err(self.expected("`:`")) }
    }

    /// Moves past the key of a member if it is one of `known`, and returns which: the `next` one is tried first, and
    /// then those after it, since objects mostly have their keys in one order. A key written differently (with an
    /// escape, or space behind it) is left to [`Cursor::key`].
    #[inline]
    pub(crate) fn pass_key(&mut self, known: &[&'static str], next: usize) -> Option<usize> {
        self.skip_space();
        let rest = self.text.as_bytes().get(self.at..)?.strip_prefix(b"\"")?;
        let is_next = |&at: &usize| {
            let key = known[at].as_bytes();
            rest.get(key.len()..key.len() + 2) == Some(b"\":") && rest.starts_with(key)
        };
        let at = (next..known.len()).chain(0..next).find(is_next)?;
        self.at += known[at].len() + 3;
        Some(at)
    }

    /// A string.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Cow<'de, str>, Stop> {
        self.skip_space();
        match self.plain_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.string_with_escapes().map(Cow::Owned),
        }
    }

    /// Moves past a string if it comes next and needs no decoding.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a text handed over in memory is waited for")]
    fn plain_string(&mut self) -> Option<&'de str> {
        let rest = self.text.as_bytes().get(self.at..)?.strip_prefix(b"\"")?;
        let (start, length) = (self.at + 1, plain_length(rest));
        if rest.get(length) != Some(&b'"') {
            return None;
        }
        self.at = start + length + 1;
        Some(&self.text[start..start + length])
    }

    /// Reads a string that needs decoding, or is none.
    #[cold]
    fn string_with_escapes(&mut self) -> Result<String, Stop> {
        if self.peek() != Some(b'"') {
            return Err(self.expected("a string"));
        }
        self.at += 1;
        let mut value = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = plain_length(rest.as_bytes());
            value.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(value);
                }
                Some(b'\\') => value.push(self.escape()?),
                Some(_) => return Err(self.invalid_string("a control character in a string must be escaped")),
                None => return Err(self.expected("`\"` at the end of a string")),
            }
        }
    }

    /// The character of an escape; the cursor stands at its backslash.
    fn escape(&mut self) -> Result<char, Stop> {
        let start = self.at;
        self.at += 2;
        let character = match self.text.as_bytes().get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            _ => {
                self.at = start;
                return Err(self.invalid_string("an unknown escape"));
            }
        };
        Ok(character)
    }

    /// The character of `\uXXXX`, or of a pair of surrogates written so.
    fn unicode_escape(&mut self, start: usize) -> Result<char, Stop> {
        let unit = self.hex_digits(start)?;
        let code = match unit {
            0xd800..=0xdbff if self.pass_text("\\u") => {
                let low = self.hex_digits(start)?;
                if !(0xdc00..=0xdfff).contains(&low) {
                    self.at = start;
                    return Err(self.invalid_string("half of a surrogate pair"));
                }
                0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
            }
            unit => unit,
        };
        char::from_u32(code).ok_or_else(|| {
            self.at = start;
            self.invalid_string("half of a surrogate pair")
        })
    }

    fn hex_digits(&mut self, start: usize) -> Result<u32, Stop> {
        let digits =
            self.text.get(self.at..self.at + 4).filter(|it| it.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            self.at = start;
            return Err(self.invalid_string("`\\u` must be followed by four hexadecimal digits"));
        };
        self.at += 4;
        Ok(unit)
    }

    /// A boolean.
    #[inline]
    pub(crate) fn flag(&mut self) -> Result<bool, Stop> {
        self.skip_space();
        if self.pass_text("true") {
            return Ok(true);
        }
        if self.pass_text("false") { Ok(false) } else { Err(self.expected("`true` or `false`")) }
    }

    /// `null`.
    pub(crate) fn null(&mut self) -> Result<(), Stop> {
        self.skip_space();
        if self.pass_text("null") { Ok(()) } else { Err(self.expected("`null`")) }
    }

    /// A number, as it is written.
    pub(crate) fn number(&mut self) -> Result<&'de str, Stop> {
        self.skip_space();
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.expected("a digit")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.some_digits()?;
        }
        if let Some(b'0'..=b'9' | b'.' | b'a'..=b'z' | b'A'..=b'Z') = self.peek() {
            return Err(self.expected("the end of a number"));
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
    }

    fn some_digits(&mut self) -> Result<(), Stop> {
        let start = self.at;
        self.digits();
        if self.at > start { Ok(()) } else { Err(self.expected("a digit")) }
    }

    /// Skips a value of any type. Nesting costs no stack.
    pub(crate) fn skip(&mut self) -> Result<(), Stop> {
        // A bit for each open level, the innermost lowest: set for an object.
        let (mut levels, mut depth) = (0_u128, 0);
        loop {
            let is_open = match self.kind()? {
                Kind::Object => {
                    levels = levels << 1 | 1;
                    self.open_object()?
                }
                Kind::Array => {
                    levels <<= 1;
                    self.open_array()?
                }
                kind => {
                    self.skip_scalar(kind)?;
                    // As if it were the last element of a level of its own.
                    levels <<= 1;
                    false
                }
            };
            depth += 1;
            if depth > MAX_DEPTH + 1 {
                return Err(self.stop(FaultKind::TooDeep));
            }
            if is_open {
                self.skip_key(levels & 1 != 0)?;
                continue;
            }
            // Leaves all levels that end here.
            loop {
                (levels, depth) = (levels >> 1, depth - 1);
                if depth == 0 {
                    return Ok(());
                }
                let is_object = levels & 1 != 0;
                if if is_object { self.more_members()? } else { self.more_elements()? } {
                    self.skip_key(is_object)?;
                    break;
                }
            }
        }
    }

    fn skip_key(&mut self, is_member: bool) -> Result<(), Stop> {
        if is_member { self.key().map(|_| ()) } else { Ok(()) }
    }

    fn skip_scalar(&mut self, kind: Kind) -> Result<(), Stop> {
        match kind {
            Kind::String => self.string().map(|_| ()),
            Kind::Number => self.number().map(|_| ()),
            Kind::Boolean => self.flag().map(|_| ()),
            _ => self.null(),
        }
    }

    /// Stops because something else was expected here.
    #[cold]
    pub(crate) fn expected(&mut self, expected: &'static str) -> Stop {
        if self.at >= self.text.len() {
            // The end is shown at the last character of the text.
            self.at = self.text.char_indices().next_back().map_or(0, |(last, _)| last);
            return self.stop(FaultKind::Expected { expected, found: "the end of the text".to_owned() });
        }
        let found = match self.text.get(self.at..).map(|rest| rest.chars().next()) {
            Some(Some(character)) if character.is_control() => format!("`{}`", character.escape_default()),
            Some(Some(character)) => format!("`{character}`"),
            _ => "the end of the text".to_owned(),
        };
        self.stop(FaultKind::Expected { expected, found })
    }

    /// Stops because the next value is nested too deeply.
    #[cfg(feature = "graphql")]
    #[cold]
    pub(crate) fn too_deep(&mut self) -> Stop {
        self.stop(FaultKind::TooDeep)
    }

    #[cold]
    fn invalid_string(&mut self, what: &'static str) -> Stop {
        self.stop(FaultKind::InvalidString(what))
    }

    #[cold]
    fn stop(&mut self, kind: FaultKind) -> Stop {
        if self.fault.is_none() {
            self.fault = Some(Box::new(Fault { at: self.at.min(self.text.len()), kind }));
        }
        Stop
    }
}

#[cfg(test)]
mod tests;
