//! The lexical grammar of GraphQL (September 2025), as graphql-js 17 reads it.
//!
//! Comments, strings and descriptions are skipped by byte searches; mistakes in strings are found nevertheless.

use memchr::{memchr, memchr2, memchr3};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    EndOfText,
    Bang,
    Dollar,
    Ampersand,
    ParenLeft,
    ParenRight,
    Spread,
    Colon,
    Equals,
    At,
    BracketLeft,
    BracketRight,
    BraceLeft,
    Pipe,
    BraceRight,
    Name,
    Int,
    Float,
    String,
    BlockString,
    // Not tokens: why there is none.
    UnexpectedCharacter,
    UnterminatedString,
    UnterminatedBlockString,
    InvalidEscape,
    InvalidNumber,
}

impl TokenKind {
    /// In words, why there is no token.
    pub(super) fn fault(self) -> Option<&'static str> {
        Some(match self {
            Self::UnexpectedCharacter => "unexpected character",
            Self::UnterminatedString => "unterminated string",
            Self::UnterminatedBlockString => "unterminated block string",
            Self::InvalidEscape => "invalid escape in a string",
            Self::InvalidNumber => "invalid number",
            _ => return None,
        })
    }
}

/// A token: the bytes from `start` to `end`. For an invalid one, `start` is the place of the fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A source with a reading position.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, at: 0 }
    }

    pub(super) fn from(source: &'a str, at: usize) -> Self {
        Self { source, at }
    }

    pub(super) fn source(&self) -> &'a str {
        self.source
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.source.as_bytes().get(at).copied()
    }

    fn rest(&self, at: usize) -> &'a [u8] {
        self.source.as_bytes().get(at..).unwrap_or_default()
    }

    /// The next token. At the end of the text, this is the end token each time.
    pub(super) fn next(&mut self) -> Token {
        loop {
            if let Some(token) = self.plain_token().or_else(|| self.other_token()) {
                return token;
            }
        }
    }

    /// The next token if it is a name, a punctuator of one byte, or the end. Otherwise the text continues with another
    /// token, a comment or a byte order mark.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "handed over in memory, a token is waited for: see `Parser::advance`"
    )]
    pub(super) fn plain_token(&mut self) -> Option<Token> {
        let mut start = self.at;
        while self.byte(start).is_some_and(|byte| matches!(CLASSES[usize::from(byte)], Class::Ignored)) {
            start += 1;
        }
        let class = self.byte(start).map(|byte| CLASSES[usize::from(byte)]);
        let (kind, length) = if let Some(Class::Letter) = class {
            (TokenKind::Name, name_length(self.rest(start)))
        } else if let Some(Class::Punctuator(kind)) = class {
            (kind, 1)
        } else if class.is_none() {
            (TokenKind::EndOfText, 0)
        } else {
            self.at = start;
            return None;
        };
        self.at = start + length;
        Some(Token { kind, start, end: self.at })
    }

    /// The next token if [`Lexer::plain_token`] found none; `None` after a comment or a byte order mark.
    fn other_token(&mut self) -> Option<Token> {
        let start = self.at;
        let rest = self.rest(start);
        let (kind, length) = match rest.first() {
            Some(b'#') => {
                self.at += memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                return None;
            }
            Some(0xef) if rest.starts_with(b"\xef\xbb\xbf") => {
                self.at += 3;
                return None;
            }
            Some(b'"') => return Some(self.string(start)),
            Some(b'-' | b'0'..=b'9') => return Some(self.number(start)),
            Some(b'.') if rest.starts_with(b"...") => (TokenKind::Spread, 3),
            _ => {
                let length = self.source[start..].chars().next().map_or(1, char::len_utf8);
                (TokenKind::UnexpectedCharacter, length)
            }
        };
        self.at += length;
        Some(Token { kind, start, end: self.at })
    }

    fn number(&mut self, start: usize) -> Token {
        let digits = |at: usize| self.rest(at).iter().take_while(|byte| byte.is_ascii_digit()).count();
        let invalid = |at: usize| Token { kind: TokenKind::InvalidNumber, start: at, end: at };
        let mut kind = TokenKind::Int;
        let mut at = start + usize::from(self.byte(start) == Some(b'-'));
        let whole = digits(at);
        let token = if whole == 0 {
            invalid(at)
        } else if self.byte(at) == Some(b'0') && whole > 1 {
            invalid(at + 1)
        } else {
            at += whole;
            let mut fault = None;
            if self.byte(at) == Some(b'.') {
                kind = TokenKind::Float;
                let count = digits(at + 1);
                at += 1 + count;
                fault = (count == 0).then_some(at);
            }
            if let (None, Some(b'e' | b'E')) = (fault, self.byte(at)) {
                kind = TokenKind::Float;
                at += 1 + usize::from(matches!(self.byte(at + 1), Some(b'+' | b'-')));
                let count = digits(at);
                fault = (count == 0).then_some(at);
                at += count;
            }
            // A number must not be followed directly by a part of another number or a name.
            let is_followed = self.byte(at).is_some_and(|byte| byte == b'.' || is_name_part(byte));
            fault.or(is_followed.then_some(at)).map_or(Token { kind, start, end: at }, invalid)
        };
        self.at = at.max(start + 1);
        token
    }

    fn string(&mut self, start: usize) -> Token {
        if self.rest(start).starts_with(b"\"\"\"") {
            return self.block_string(start);
        }
        let mut at = start + 1;
        let mut invalid_escape = None;
        loop {
            let rest = self.rest(at);
            let found = memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len());
            // A carriage return also ends a line, and is rare.
            at += memchr(b'\r', &rest[..found]).unwrap_or(found);
            let token = match self.byte(at) {
                Some(b'\\') => {
                    let known = escape(self.rest(at));
                    invalid_escape = invalid_escape.or(known.is_none().then_some(at));
                    // After an unknown escape, reading continues as if there were no backslash.
                    at += known.map_or(1, |(_, length)| length);
                    continue;
                }
                Some(b'"') => Token { kind: TokenKind::String, start, end: at + 1 },
                _ => Token { kind: TokenKind::UnterminatedString, start: at, end: at },
            };
            self.at = token.end;
            return invalid_escape.map_or(token, |start| Token {
                kind: TokenKind::InvalidEscape,
                start,
                ..token
            });
        }
    }

    fn block_string(&mut self, start: usize) -> Token {
        let mut at = start + 3;
        while let Some(quote) = memchr(b'"', self.rest(at)) {
            at += quote;
            if !self.rest(at).starts_with(b"\"\"\"") {
                at += 1;
            } else if self.byte(at - 1) == Some(b'\\') {
                at += 3;
            } else {
                self.at = at + 3;
                return Token { kind: TokenKind::BlockString, start, end: self.at };
            }
        }
        let end = self.source.len();
        self.at = end;
        Token { kind: TokenKind::UnterminatedBlockString, start: end, end }
    }
}

/// What a byte can be at the start of a token.
#[derive(Clone, Copy)]
enum Class {
    Other,
    /// White space, line ends and commas.
    Ignored,
    Digit,
    /// Starts a name, as `_` does.
    Letter,
    /// A token of its own.
    Punctuator(TokenKind),
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b' ' | b'\n' | b'\r' | b'\t' | b',' => Class::Ignored,
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'!' => Class::Punctuator(TokenKind::Bang),
            b'$' => Class::Punctuator(TokenKind::Dollar),
            b'&' => Class::Punctuator(TokenKind::Ampersand),
            b'(' => Class::Punctuator(TokenKind::ParenLeft),
            b')' => Class::Punctuator(TokenKind::ParenRight),
            b':' => Class::Punctuator(TokenKind::Colon),
            b'=' => Class::Punctuator(TokenKind::Equals),
            b'@' => Class::Punctuator(TokenKind::At),
            b'[' => Class::Punctuator(TokenKind::BracketLeft),
            b']' => Class::Punctuator(TokenKind::BracketRight),
            b'{' => Class::Punctuator(TokenKind::BraceLeft),
            b'|' => Class::Punctuator(TokenKind::Pipe),
            b'}' => Class::Punctuator(TokenKind::BraceRight),
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

#[inline]
fn is_name_start(byte: u8) -> bool {
    matches!(CLASSES[usize::from(byte)], Class::Letter)
}

#[inline]
pub(super) fn is_name_part(byte: u8) -> bool {
    matches!(CLASSES[usize::from(byte)], Class::Digit | Class::Letter)
}

/// The number of bytes at the start of a text that are parts of a name: letters by words of eight, the rest one by
/// one.
#[inline]
fn name_length(text: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let mut length = 0;
    while let Some(&word) = text.get(length..).and_then(<[u8]>::first_chunk) {
        // The high bit of each byte that is a letter. No byte carries into the next one.
        let word = u64::from_le_bytes(word);
        let lower = (word | (ONES * 0x20)) & (ONES * 0x7f);
        let from_a = lower + ONES * (0x80 - u64::from(b'a'));
        let beyond_z = lower + ONES * (0x7f - u64::from(b'z'));
        let others = !(from_a & !beyond_z & !word) & (ONES * 0x80);
        length += others.trailing_zeros() as usize / 8;
        if others != 0 {
            if !is_name_part(text[length]) {
                return length;
            }
            length += 1;
        }
    }
    length + text[length..].iter().take_while(|&&byte| is_name_part(byte)).count()
}

/// The length of a type without white space at the start of a text: brackets, a name, brackets and exclamation marks,
/// which need not match.
#[inline]
pub(super) fn type_length(text: &[u8]) -> Option<usize> {
    let open = text.iter().take_while(|&&byte| byte == b'[').count();
    let name = text.get(open..).filter(|name| name.first().is_some_and(|&first| is_name_start(first)))?;
    let named = open + name_length(name);
    Some(named + text[named..].iter().take_while(|byte| matches!(byte, b']' | b'!')).count())
}

/// The character of an escape that starts with the backslash at the start, and the length of the escape.
pub(super) fn escape(text: &[u8]) -> Option<(char, usize)> {
    let character = match text.get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(text),
        _ => return None,
    };
    Some((character, 2))
}

fn unicode_escape(text: &[u8]) -> Option<(char, usize)> {
    let hex = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |value, &digit| {
            let digit = char::from(digit).to_digit(16)?;
            value.checked_mul(16)?.checked_add(digit)
        })
    };
    if text.get(2) == Some(&b'{') {
        let length = memchr(b'}', text.get(3..)?.get(..12.min(text.len() - 3))?)?;
        let code = (length > 0).then(|| hex(&text[3..3 + length])).flatten()?;
        return Some((char::from_u32(code)?, length + 4));
    }
    let unit = hex(text.get(2..6)?)?;
    if !(0xd800..=0xdbff).contains(&unit) {
        return Some((char::from_u32(unit)?, 6));
    }
    let low = text.get(6..12).filter(|it| it.starts_with(b"\\u")).and_then(|it| hex(&it[2..]))?;
    let low = (0xdc00..=0xdfff).contains(&low).then(|| low - 0xdc00)?;
    Some((char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + low)?, 12))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_name_is_as_long_as_a_loop_over_the_bytes_says(
            bytes in prop::collection::vec(prop_oneof![20 => "[_a-zA-Z0-9]".prop_map(|it| it.as_bytes()[0]), 1 => any::<u8>()], 0..60),
        ) {
            let is_part = |byte: &u8| *byte == b'_' || byte.is_ascii_alphanumeric();
            prop_assert_eq!(name_length(&bytes), bytes.iter().position(|byte| !is_part(byte)).unwrap_or(bytes.len()));
        }
    }
}
