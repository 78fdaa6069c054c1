//! Literals: default values and arguments of directives, printed as GraphQL printers print them.

use std::borrow::Cow;

use super::lexer::{Token, TokenKind};
use super::parser::{Parser, Stop};
use super::strings;
use crate::build::{Capacity, Draft, Judging};
use crate::json::MAX_DEPTH;
use crate::store::names::is_graphql_name;

/// A text that is one literal, in its printed form; `None` if it is not one.
pub(in crate::format) fn reprint(text: &str) -> Option<Cow<'_, str>> {
    if is_as_printed(text) {
        return Some(Cow::Borrowed(text));
    }
    let mut draft = Draft::new(Capacity::MAX, Judging::default(), 0);
    let mut parser = Parser::new(text, &mut draft);
    let literal = parser.literal().ok()?;
    (parser.token.kind == TokenKind::EndOfText).then_some(literal)
}

/// Whether a text is, at a glance, a literal in its printed form: a name, an integer, a string of plain characters or
/// an empty list, as nearly all default values are.
fn is_as_printed(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number =
        digits == "0" || (!digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    is_graphql_name(text)
        || text == "[]"
        || (is_number && !digits.is_empty())
        || inner.is_some_and(|inner| inner.bytes().all(is_plain))
}

/// Whether a byte of a string stands for itself, and needs no escape.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')
}

impl<'a> Parser<'_, 'a> {
    /// A constant value in its printed form: a slice of the source if it is written that way.
    pub(super) fn literal(&mut self) -> Result<Cow<'a, str>, Stop> {
        let token = self.token;
        match token.kind {
            TokenKind::BracketLeft | TokenKind::BraceLeft | TokenKind::BlockString => {}
            TokenKind::String => {
                let text = self.text_of(token);
                if text[1..text.len() - 1].bytes().all(is_plain) {
                    self.advance();
                    return Ok(Cow::Borrowed(text));
                }
            }
            _ => {
                self.value(true, 0, None)?;
                return Ok(Cow::Borrowed(self.text_of(token)));
            }
        }
        let mut printed = String::new();
        self.value(true, 0, Some(&mut printed))?;
        Ok(Cow::Owned(printed))
    }

    /// `Value`: read, and printed if that is wanted.
    pub(super) fn value(
        &mut self,
        is_constant: bool,
        depth: usize,
        mut out: Option<&mut String>,
    ) -> Result<(), Stop> {
        let token = self.token;
        if depth > MAX_DEPTH {
            return Err(self.too_deep(MAX_DEPTH));
        }
        match token.kind {
            TokenKind::BracketLeft => self.list_value(is_constant, depth, out),
            TokenKind::BraceLeft => self.object_value(is_constant, depth, out),
            TokenKind::Dollar if !is_constant => {
                self.advance();
                self.expect(TokenKind::Name, "the name of a variable").map(|_| ())
            }
            TokenKind::Int
            | TokenKind::Float
            | TokenKind::Name
            | TokenKind::String
            | TokenKind::BlockString => {
                self.advance();
                if let Some(out) = &mut out {
                    self.print_scalar(token, out);
                }
                Ok(())
            }
            _ => Err(self.expected("a value")),
        }
    }

    fn print_scalar(&self, token: Token, out: &mut String) {
        let text = self.text_of(token);
        match token.kind {
            TokenKind::String => strings::print(&strings::value(text), out),
            TokenKind::BlockString => strings::print_block(&strings::value(text), out),
            _ => out.push_str(text),
        }
    }

    fn list_value(
        &mut self,
        is_constant: bool,
        depth: usize,
        mut out: Option<&mut String>,
    ) -> Result<(), Stop> {
        self.advance();
        push(&mut out, "[");
        let mut is_first = true;
        while self.token.kind != TokenKind::BracketRight {
            if !is_first {
                push(&mut out, ", ");
            }
            is_first = false;
            self.value(is_constant, depth + 1, out.as_deref_mut())?;
        }
        self.advance();
        push(&mut out, "]");
        Ok(())
    }

    fn object_value(
        &mut self,
        is_constant: bool,
        depth: usize,
        mut out: Option<&mut String>,
    ) -> Result<(), Stop> {
        self.advance();
        push(&mut out, "{");
        let mut is_first = true;
        while self.token.kind != TokenKind::BraceRight {
            if !is_first {
                push(&mut out, ", ");
            }
            is_first = false;
            let name = self.expect(TokenKind::Name, "the name of a field")?;
            self.expect(TokenKind::Colon, "`:`")?;
            push(&mut out, self.slice(name));
            push(&mut out, ": ");
            self.value(is_constant, depth + 1, out.as_deref_mut())?;
        }
        self.advance();
        push(&mut out, "}");
        Ok(())
    }
}

fn push(out: &mut Option<&mut String>, text: &str) {
    if let Some(out) = out {
        out.push_str(text);
    }
}
