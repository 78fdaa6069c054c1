//! Recovery from mistakes.
//!
//! Reading continues with the next member of the definition, or with the next definition. A mistake makes its start
//! uncertain: after a missing bracket or quote, everything that follows seems to be inside of something. So definitions
//! are recognized by their first tokens, at the start of a line that is indented no further than the broken one.

use std::ops::Range;

use super::super::lexer::{Lexer, Token, TokenKind};
use super::Parser;
use crate::build::Incomplete;

/// No indentation is deeper. Without it, a mistake far to the right on a long line would take as long as the line.
const LAST_COLUMN: usize = 1024;

/// The keywords after `extend`.
const KEYWORDS: [&str; 8] = ["schema", "scalar", "type", "interface", "union", "enum", "input", "directive"];

/// Where reading continues after a mistake in a member.
pub(super) enum Recovery {
    /// At the next member.
    Member,
    /// At the bracket that closes the block.
    Close,
    /// Behind the definition.
    Definition,
}

impl Parser<'_, '_> {
    /// Finds what follows the member that has a mistake at `at`.
    pub(super) fn recover_member(&mut self, at: usize) -> Recovery {
        // Lines that consist of names may have been read as values of an enum, or a keyword as a default.
        let from = self.searched.max(self.keyword).min(self.member);
        if let Some(definition) = self.definition_line(from..self.member) {
            self.draft.discard_values();
            self.searched = definition;
            self.resume = Some(definition);
            return Recovery::Definition;
        }
        self.searched = self.member;
        let mut lexer = Lexer::from(self.lexer.source(), self.member);
        let column = self.is_first_on_line(self.member).then(|| self.column(self.member));
        let mut open = Vec::new();
        loop {
            let token = lexer.next();
            (self.lexer, self.token) = (lexer.clone(), token);
            if token.kind == TokenKind::EndOfText || self.is_definition(token) {
                self.resume = Some(token.start);
                return Recovery::Definition;
            }
            let is_outside = open.is_empty();
            let is_named = || token.kind == TokenKind::Name && self.second().kind == TokenKind::Colon;
            let is_on_line = is_outside && token.start > at && is_named();
            if is_on_line || (token.start >= at && self.is_member(token, is_outside, column)) {
                return Recovery::Member;
            }
            match token.kind {
                TokenKind::BraceLeft | TokenKind::ParenLeft => open.push(token.kind),
                TokenKind::ParenRight if open.last() == Some(&TokenKind::ParenLeft) => _ = open.pop(),
                TokenKind::BraceRight => match open.iter().rposition(|&kind| kind == TokenKind::BraceLeft) {
                    Some(brace) => open.truncate(brace),
                    None => return Recovery::Close,
                },
                // If quotes are missing, a block string may contain definitions.
                TokenKind::BlockString | TokenKind::UnterminatedBlockString => {
                    let start = if token.kind == TokenKind::BlockString { token.start } else { at };
                    if let Some(definition) = self.definition_line(start..token.end) {
                        self.draft.set_incomplete(Incomplete::Definitions);
                        self.resume = Some(definition);
                        return Recovery::Definition;
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether a member starts with that token: on its own line, outside of brackets, or where the previous one
    /// starts.
    fn is_member(&self, token: Token, is_outside: bool, column: Option<usize>) -> bool {
        matches!(token.kind, TokenKind::Name | TokenKind::String | TokenKind::BlockString)
            && token.start > self.member
            && self.is_first_on_line(token.start)
            && (is_outside || column == Some(self.column(token.start)))
    }

    /// How far from the start of its line something is: at most [`LAST_COLUMN`].
    fn column(&self, at: usize) -> usize {
        let before = &self.lexer.source().as_bytes()[at.saturating_sub(LAST_COLUMN)..at];
        memchr::memrchr(b'\n', before).map_or(before.len(), |newline| before.len() - newline - 1)
    }

    /// Continues with the definition after the one that has a mistake.
    pub(in crate::format::sdl) fn recover_definition(&mut self) {
        let at = self.report_mistake();
        self.draft.discard_args();
        let resume = self.resume.take().unwrap_or_else(|| self.find_definition(at));
        self.lexer = Lexer::from(self.lexer.source(), resume);
        self.token = self.lexer.next();
    }

    /// Where the next definition starts after a mistake at `at`: on the same line, or on a later one that is indented
    /// no further than the broken definition.
    fn find_definition(&mut self, at: usize) -> usize {
        let source = self.lexer.source();
        // If the bracket before a member is missing, a definition may start there.
        let mut lexer = Lexer::from(source, self.member.max(self.definition).min(at));
        let mut after_extend = false;
        // Sought from token to token: a line may have many mistakes.
        let mut line_end = at;
        loop {
            let token = lexer.next();
            let passed = &source.as_bytes()[line_end..token.start.max(line_end)];
            if let Some(newline) = memchr::memchr(b'\n', passed) {
                line_end += newline;
                break;
            }
            line_end += passed.len();
            if token.kind == TokenKind::EndOfText {
                break;
            }
            // An extension has the keyword of a definition in it.
            let is_extension = std::mem::replace(&mut after_extend, self.is_word(token, "extend"));
            let may_start = token.start > self.keyword && token.start >= self.read_again.min(at);
            if may_start && !is_extension && self.is_definition(token) {
                self.read_again = self.read_again.max(at);
                return token.start;
            }
        }
        self.definition_line(line_end..source.len()).unwrap_or(source.len())
    }

    /// The first line in a range on which a definition starts, indented no further than the current one.
    fn definition_line(&self, range: Range<usize>) -> Option<usize> {
        let source = self.lexer.source();
        let column = self.column(self.definition);
        memchr::memchr_iter(b'\n', &source.as_bytes()[range.clone()]).find_map(|newline| {
            let line = range.start + newline + 1;
            let indentation =
                source.as_bytes()[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
            let start = line + indentation.take(column + 1).count();
            let first = source.as_bytes().get(start).copied().unwrap_or_default();
            if start - line > column || !(first.is_ascii_lowercase() || first == b'"') {
                return None;
            }
            self.is_definition(Lexer::from(source, start).next()).then_some(start)
        })
    }

    fn is_first_on_line(&self, at: usize) -> bool {
        let source = self.lexer.source();
        let before = &source.as_bytes()[at.saturating_sub(LAST_COLUMN)..at];
        let white = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t' | b',')).count();
        matches!(before.len().checked_sub(white + 1).map(|last| before[last]), None | Some(b'\n' | b'\r'))
    }

    /// Whether a definition starts with that token, which may be its description, judging by the tokens after its
    /// keyword on the line.
    fn is_definition(&self, mut token: Token) -> bool {
        let source = self.lexer.source();
        if matches!(token.kind, TokenKind::String | TokenKind::BlockString) {
            token = Lexer::from(source, token.end).next();
        }
        if token.kind != TokenKind::Name {
            return false;
        }
        let word = &source[token.start..token.end];
        if !matches!(word.as_bytes()[0], b'd' | b'e' | b'f' | b'i' | b'm' | b'q' | b's' | b't' | b'u') {
            return false;
        }
        let mut lexer = Lexer::from(source, token.end);
        let (second, third) = (lexer.next(), lexer.next());
        let is_same_line = |other: Token| !source[token.end..other.start].contains(['\n', '\r']);
        let is_name = second.kind == TokenKind::Name && is_same_line(second);
        let is_first = self.is_first_on_line(token.start);
        match word {
            "schema" => second.kind == TokenKind::BraceLeft || (second.kind == TokenKind::At && is_first),
            "directive" => second.kind == TokenKind::At && is_same_line(second),
            "extend" => is_name && KEYWORDS.contains(&&source[second.start..second.end]),
            "type" | "interface" | "union" | "enum" | "input" | "scalar" if is_name => {
                let body = if word == "union" { TokenKind::Equals } else { TokenKind::BraceLeft };
                let is_body = third.kind == body;
                let is_implementing = &source[third.start..third.end] == "implements";
                let is_alone = third.kind == TokenKind::EndOfText || !is_same_line(third);
                // Further to the right, it may be a field of such a name without its colon.
                let is_outside = is_first && self.column(token.start) <= self.column(self.definition);
                (word != "scalar" && (is_body || is_implementing) && is_same_line(third))
                    || ((is_alone || third.kind == TokenKind::At) && is_outside)
            }
            "query" | "mutation" | "subscription" | "fragment" => {
                let is_named = is_name || (second.kind == TokenKind::BraceLeft && word != "fragment");
                is_named && self.column(token.start) == 0
            }
            _ => false,
        }
    }
}
