//! Literals: defaults and the arguments of directives, written again as GraphQL printers write them.

use std::borrow::Cow;

use super::lexer::Kind;
use super::parser::{Parsed, Parser};
use super::strings;

/// How deep lists and objects may be nested in a literal.
const MAX_DEPTH: usize = 200;

/// A text that is one literal, written again; `None` if it is none.
pub(in crate::format) fn reprint(text: &str) -> Option<Cow<'_, str>> {
    let mut parser = Parser::new(text);
    let literal = parser.literal().ok()?;
    (parser.token.kind == Kind::End && parser.lexer.faults.is_empty()).then_some(literal)
}

impl<'a> Parser<'a> {
    /// A literal: white space is one blank or none, strings have the fewest escapes.
    pub(super) fn literal(&mut self) -> Parsed<Cow<'a, str>> {
        match self.token.kind {
            Kind::Name | Kind::Int | Kind::Float => Ok(Cow::Borrowed(self.advance().text)),
            _ => {
                let mut out = String::new();
                self.print_literal(&mut out, 0)?;
                Ok(Cow::Owned(out))
            }
        }
    }

    /// What a string literal says, if the token is one.
    pub(super) fn text(&mut self) -> Parsed<Option<Cow<'a, str>>> {
        match self.token.kind {
            Kind::BlockText => Ok(Some(Cow::Owned(strings::block_value(self.advance().text)))),
            Kind::Text => {
                let literal = self.token.text;
                let value = strings::value(literal).map_err(|(at, escape)| {
                    let offset = self.offset(literal) + at;
                    self.lexer.report(offset, format!("`{escape}` is not an escape sequence"));
                    self.advance();
                    super::parser::Failed
                })?;
                self.advance();
                Ok(Some(value))
            }
            _ => Ok(None),
        }
    }

    fn print_literal(&mut self, out: &mut String, depth: usize) -> Parsed<()> {
        if depth > MAX_DEPTH {
            return Err(self.expected("less than 200 levels of nesting"));
        }
        match self.token.kind {
            Kind::Name | Kind::Int | Kind::Float => out.push_str(self.advance().text),
            Kind::Text => {
                let value = self.text()?.unwrap_or_default();
                strings::print(&value, out);
            }
            Kind::BlockText => strings::print_block(&strings::block_value(self.advance().text), out),
            Kind::BracketOpen => self.print_list(out, depth)?,
            Kind::BraceOpen => self.print_object(out, depth)?,
            _ => return Err(self.expected("a value")),
        }
        Ok(())
    }

    fn print_list(&mut self, out: &mut String, depth: usize) -> Parsed<()> {
        self.advance();
        out.push('[');
        let mut is_first = true;
        while self.take(Kind::BracketClose).is_none() {
            if !std::mem::take(&mut is_first) {
                out.push_str(", ");
            }
            self.print_literal(out, depth + 1)?;
        }
        out.push(']');
        Ok(())
    }

    fn print_object(&mut self, out: &mut String, depth: usize) -> Parsed<()> {
        self.advance();
        out.push('{');
        let mut is_first = true;
        while self.take(Kind::BraceClose).is_none() {
            if !std::mem::take(&mut is_first) {
                out.push_str(", ");
            }
            let Some(name) = self.take(Kind::Name) else { return Err(self.expected("the name of a field")) };
            if self.take(Kind::Colon).is_none() {
                return Err(self.expected("`:` and a value"));
            }
            out.push_str(name.text);
            out.push_str(": ");
            self.print_literal(out, depth + 1)?;
        }
        out.push('}');
        Ok(())
    }
}
