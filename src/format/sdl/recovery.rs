//! Getting on after a fault: where the next member of a block, or the next definition, seems to start.

use super::lexer::{Kind, Token};
use super::parser::Parser;

impl Parser<'_> {
    /// Skips to where the next definition seems to start: a keyword that is first on its line, outside all brackets or
    /// not indented.
    #[cold]
    pub(super) fn skip_to_definition(&mut self) {
        let mut depth = 0_usize;
        while self.token.kind != Kind::End {
            match self.token.kind {
                Kind::BraceOpen => depth += 1,
                Kind::BraceClose => depth = depth.saturating_sub(1),
                _ if self.starts_definition(self.token, depth == 0) => return,
                _ => {}
            }
            self.advance();
        }
    }

    /// Skips to where the next member of a block seems to start, or to the block's end. Says whether the block goes on.
    #[cold]
    pub(super) fn skip_to_member(&mut self, first: Token<'_>, close: Kind) -> bool {
        let first_offset = self.offset(first.text);
        let is_at_first = first_offset == self.offset(self.token.text);
        if !is_at_first && self.starts_definition(first, false) {
            // The block was not closed, and a definition has been taken for a member.
            self.lexer.faults.pop();
            self.lexer
                .report(first_offset, format!("expected the block to be closed, found `{}`", first.text));
            self.lexer.rewind(first_offset);
            self.token = self.lexer.next();
            return false;
        }
        let mut depth = 0_usize;
        if is_at_first && first.kind != close {
            depth += usize::from(is_open(first.kind));
            self.advance();
        }
        while self.token.kind != Kind::End {
            let kind = self.token.kind;
            if depth == 0 && kind == close {
                return true;
            }
            if self.starts_definition(self.token, false) {
                return false;
            }
            let starts_member = matches!(kind, Kind::Name | Kind::Text | Kind::BlockText);
            if depth == 0 && starts_member && self.is_first_on_line(self.token) {
                return true;
            }
            if is_open(kind) {
                depth += 1;
            } else if matches!(kind, Kind::BraceClose | Kind::ParenClose | Kind::BracketClose) {
                if depth == 0 {
                    // It closes a block around this one.
                    return false;
                }
                depth -= 1;
            }
            self.advance();
        }
        false
    }

    /// Whether a token looks like the start of a definition: a keyword at the start of its line.
    fn starts_definition(&self, token: Token<'_>, may_be_indented: bool) -> bool {
        const KEYWORDS: [&str; 12] = [
            "type",
            "interface",
            "union",
            "enum",
            "input",
            "scalar",
            "schema",
            "directive",
            "extend",
            "query",
            "mutation",
            "fragment",
        ];
        let is_text = matches!(token.kind, Kind::Text | Kind::BlockText) && may_be_indented;
        let is_keyword = token.kind == Kind::Name && KEYWORDS.contains(&token.text);
        if !(is_text || is_keyword) || !self.is_first_on_line(token) {
            return false;
        }
        let offset = self.offset(token.text);
        let is_indented = self.lexer.source()[..offset].ends_with([' ', '\t']);
        let rest = self.lexer.source()[offset + token.text.len()..].trim_start();
        // A member of that name has a colon, an argument list or nothing after it.
        let is_member = rest.starts_with([':', '(', '}']);
        (may_be_indented || !is_indented) && !(is_keyword && is_member)
    }

    fn is_first_on_line(&self, token: Token<'_>) -> bool {
        let before =
            self.lexer.source()[..self.offset(token.text)].trim_end_matches([' ', '\t', ',', '\u{feff}']);
        before.is_empty() || before.ends_with(['\n', '\r'])
    }
}

fn is_open(kind: Kind) -> bool {
    matches!(kind, Kind::BraceOpen | Kind::ParenOpen | Kind::BracketOpen)
}
