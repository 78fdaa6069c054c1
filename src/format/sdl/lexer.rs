//! Tokens of the schema definition language.

use super::Fault;

/// The most syntax errors that are reported of one document: what has more is something else than a schema.
const MAX_FAULTS: usize = 100;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    End,
    Name,
    Int,
    Float,
    /// `"text"`, quotes included.
    Text,
    /// `"""text"""`, quotes included.
    BlockText,
    Bang,
    Dollar,
    Amp,
    ParenOpen,
    ParenClose,
    Spread,
    Colon,
    Equals,
    At,
    BracketOpen,
    BracketClose,
    BraceOpen,
    BraceClose,
    Pipe,
    /// What is no token. It has been reported.
    Invalid,
}

/// A token: a slice of the source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
}

/// Cuts a source into tokens, leaving out what GraphQL ignores: white space, commas, comments, byte order marks.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    source: &'a str,
    position: usize,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, position: 0, faults: Vec::new() }
    }

    pub(super) fn source(&self) -> &'a str {
        self.source
    }

    /// Goes back to a place where a token starts.
    pub(super) fn rewind(&mut self, offset: usize) {
        self.position = offset;
    }

    /// The next token; the last one, again and again, is [`Kind::End`].
    #[inline]
    pub(super) fn next(&mut self) -> Token<'a> {
        self.skip_ignored();
        let bytes = self.source.as_bytes();
        let start = self.position;
        let Some(&first) = bytes.get(start) else { return self.token(Kind::End, start) };
        let kind = match first {
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => return self.name(start),
            b'0'..=b'9' | b'-' => return self.number(start),
            b'"' if bytes[start..].starts_with(b"\"\"\"") => return self.block_text(start),
            b'"' => return self.plain_text(start),
            b'.' if bytes[start..].starts_with(b"...") => {
                self.position += 2;
                Kind::Spread
            }
            b'!' => Kind::Bang,
            b'$' => Kind::Dollar,
            b'&' => Kind::Amp,
            b'(' => Kind::ParenOpen,
            b')' => Kind::ParenClose,
            b':' => Kind::Colon,
            b'=' => Kind::Equals,
            b'@' => Kind::At,
            b'[' => Kind::BracketOpen,
            b']' => Kind::BracketClose,
            b'{' => Kind::BraceOpen,
            b'}' => Kind::BraceClose,
            b'|' => Kind::Pipe,
            _ => return self.invalid_character(start),
        };
        self.position += 1;
        self.token(kind, start)
    }

    #[inline]
    fn skip_ignored(&mut self) {
        let bytes = self.source.as_bytes();
        while let Some(&byte) = bytes.get(self.position) {
            match byte {
                b' ' | b'\n' | b'\t' | b'\r' | b',' => self.position += 1,
                b'#' => {
                    let rest = &bytes[self.position..];
                    let is_line_end = |&byte: &u8| matches!(byte, b'\n' | b'\r');
                    self.position += rest.iter().position(is_line_end).unwrap_or(rest.len());
                }
                0xef if bytes[self.position..].starts_with("\u{feff}".as_bytes()) => self.position += 3,
                _ => return,
            }
        }
    }

    #[inline]
    fn token(&self, kind: Kind, start: usize) -> Token<'a> {
        Token { kind, text: &self.source[start..self.position] }
    }

    #[inline]
    fn name(&mut self, start: usize) -> Token<'a> {
        let rest = &self.source.as_bytes()[start..];
        let is_end = |&byte: &u8| !(byte == b'_' || byte.is_ascii_alphanumeric());
        self.position += rest.iter().position(is_end).unwrap_or(rest.len());
        self.token(Kind::Name, start)
    }

    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.position).copied()
    }

    fn number(&mut self, start: usize) -> Token<'a> {
        if self.peek() == Some(b'-') {
            self.position += 1;
        }
        let is_zero = self.peek() == Some(b'0');
        let mut kind = Kind::Int;
        let mut is_valid = self.digits() && !(is_zero && self.integer_digits(start) > 1);
        if is_valid && self.peek() == Some(b'.') {
            kind = Kind::Float;
            self.position += 1;
            is_valid = self.digits();
        }
        if is_valid && matches!(self.peek(), Some(b'e' | b'E')) {
            kind = Kind::Float;
            self.position += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.position += 1;
            }
            is_valid = self.digits();
        }
        let is_followed = matches!(self.peek(), Some(b'.' | b'_' | b'a'..=b'z' | b'A'..=b'Z'));
        if is_valid && !is_followed {
            return self.token(kind, start);
        }
        while matches!(self.peek(), Some(b'.' | b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9')) {
            self.position += 1;
        }
        let text = &self.source[start..self.position];
        self.report(start, format!("`{text}` is not a number"));
        self.token(Kind::Invalid, start)
    }

    fn integer_digits(&self, start: usize) -> usize {
        self.source[start..self.position].trim_start_matches('-').len()
    }

    /// Takes digits, of which there must be one.
    fn digits(&mut self) -> bool {
        let start = self.position;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.position += 1;
        }
        self.position > start
    }

    fn plain_text(&mut self, start: usize) -> Token<'a> {
        let bytes = self.source.as_bytes();
        let mut position = start + 1;
        loop {
            match bytes.get(position) {
                Some(b'"') => {
                    self.position = position + 1;
                    return self.token(Kind::Text, start);
                }
                Some(b'\\') if !matches!(bytes.get(position + 1), None | Some(b'\n' | b'\r')) => {
                    position += 2;
                }
                Some(b'\n' | b'\r') | None => break,
                Some(_) => position += 1,
            }
        }
        self.position = position;
        self.report(start, "the string is not closed on its line".to_owned());
        self.token(Kind::Invalid, start)
    }

    fn block_text(&mut self, start: usize) -> Token<'a> {
        let mut position = start + 3;
        while let Some(found) = self.source[position..].find("\"\"\"") {
            let end = position + found;
            position = end + 3;
            if !self.source[start + 3..end].ends_with('\\') {
                self.position = position;
                return self.token(Kind::BlockText, start);
            }
        }
        self.position = self.source.len();
        self.report(start, "the block string is not closed".to_owned());
        self.token(Kind::Invalid, start)
    }

    #[cold]
    fn invalid_character(&mut self, start: usize) -> Token<'a> {
        let rest = &self.source[start..];
        let character = rest.chars().next().unwrap_or_default();
        self.position += character.len_utf8();
        let message = if character == '\'' {
            let line_end = rest.find(['\n', '\r']).unwrap_or(rest.len());
            self.position += rest[1..line_end].find('\'').map_or(0, |end| end + 1);
            "a string stands in double quotes, not in single ones".to_owned()
        } else {
            format!("the character {character:?} does not belong here")
        };
        self.report(start, message);
        self.token(Kind::Invalid, start)
    }

    /// Reports something, unless there has been enough of that: then the source ends here.
    pub(super) fn report(&mut self, offset: usize, message: String) {
        self.faults.push(Fault { offset, message });
        if self.faults.len() >= MAX_FAULTS {
            self.position = self.source.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<Kind> {
        let mut lexer = Lexer::new(source);
        std::iter::repeat_with(|| lexer.next().kind).take_while(|&kind| kind != Kind::End).collect()
    }

    #[test]
    fn what_graphql_ignores_stands_between_any_two_tokens() {
        assert_eq!(kinds("\u{feff}a,,b # c \" {\r\n\t:!"), [Kind::Name, Kind::Name, Kind::Colon, Kind::Bang]);
    }

    #[test]
    fn numbers_are_told_from_what_only_looks_like_them() {
        for (text, kind) in
            [("0", Kind::Int), ("-12", Kind::Int), ("0.5", Kind::Float), ("-1e+9", Kind::Float)]
        {
            assert_eq!(kinds(text), [kind], "{text}");
        }
        for text in ["00", "01", "-", "1.", "1.e3", "1e", "0x1", "12a", "1.2.3", "-a"] {
            assert_eq!(kinds(text)[0], Kind::Invalid, "{text}");
        }
    }

    #[test]
    fn strings_end_at_their_own_quotes() {
        assert_eq!(
            kinds(r#""" "a\"b" """a"b\"""c"""  """""""#),
            [Kind::Text, Kind::Text, Kind::BlockText, Kind::BlockText]
        );
        assert_eq!(kinds("\"a\nb"), [Kind::Invalid, Kind::Name]);
        assert_eq!(kinds("\"\"\"a\nb\""), [Kind::Invalid]);
    }
}
