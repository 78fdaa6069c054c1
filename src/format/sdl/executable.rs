//! Operations and fragments, which are ignored: they are no part of a schema.

use super::lexer::TokenKind;
use super::parser::{Parser, Stop};
use crate::diagnostics::Finding;
use crate::json::{MAX_DEPTH, MAX_LISTS};

impl Parser<'_, '_> {
    /// `OperationDefinition`
    pub(super) fn operation_definition(&mut self) -> Result<(), Stop> {
        let start = self.token.start;
        if self.token.kind != TokenKind::BraceLeft {
            self.advance();
            self.pass(TokenKind::Name);
            self.variables_definition()?;
            self.executable_directives()?;
        }
        self.selection_set(0)?;
        self.ignored(start);
        Ok(())
    }

    /// `FragmentDefinition`
    pub(super) fn fragment_definition(&mut self) -> Result<(), Stop> {
        let start = self.token.start;
        self.advance();
        if self.is_keyword("on") {
            return Err(self.expected("the name of a fragment"));
        }
        self.name()?;
        if !self.pass_keyword("on") {
            return Err(self.expected("`on`"));
        }
        self.name()?;
        self.executable_directives()?;
        self.selection_set(0)?;
        self.ignored(start);
        Ok(())
    }

    fn ignored(&mut self, start: usize) {
        // Reported once: if there is one operation, others are no news.
        if !self.has_executable {
            self.report(None, start..self.previous_end, Finding::NotAboutTypes);
        }
        self.has_executable = true;
    }

    /// `VariablesDefinition`
    fn variables_definition(&mut self) -> Result<(), Stop> {
        if !self.pass(TokenKind::ParenLeft) {
            return Ok(());
        }
        loop {
            if matches!(self.token.kind, TokenKind::String | TokenKind::BlockString) {
                self.advance();
            }
            self.expect(TokenKind::Dollar, "`$`")?;
            self.name()?;
            self.expect(TokenKind::Colon, "`:`")?;
            self.variable_type()?;
            if self.pass(TokenKind::Equals) {
                self.value(true, 0, None)?;
            }
            self.executable_directives()?;
            if self.pass(TokenKind::ParenRight) {
                return Ok(());
            }
        }
    }

    fn variable_type(&mut self) -> Result<(), Stop> {
        let mut depth = 0;
        while self.pass(TokenKind::BracketLeft) {
            depth += 1;
            if depth > MAX_LISTS {
                return Err(self.too_deep(MAX_LISTS));
            }
        }
        self.expect(TokenKind::Name, "a type")?;
        self.pass(TokenKind::Bang);
        for _ in 0..depth {
            self.expect(TokenKind::BracketRight, "`]`")?;
            self.pass(TokenKind::Bang);
        }
        Ok(())
    }

    fn executable_directives(&mut self) -> Result<(), Stop> {
        while self.pass(TokenKind::At) {
            self.name()?;
            self.arguments(false)?;
        }
        Ok(())
    }

    /// `SelectionSet`, which may be empty, as for graphql-js.
    fn selection_set(&mut self, depth: usize) -> Result<(), Stop> {
        if depth > MAX_DEPTH {
            return Err(self.too_deep(MAX_DEPTH));
        }
        self.expect(TokenKind::BraceLeft, "`{`")?;
        while !self.pass(TokenKind::BraceRight) {
            self.selection(depth)?;
        }
        Ok(())
    }

    /// `Selection`: a field, the spread of a fragment, or an inline fragment.
    fn selection(&mut self, depth: usize) -> Result<(), Stop> {
        if self.pass(TokenKind::Spread) {
            let has_condition = self.pass_keyword("on");
            if has_condition || self.token.kind != TokenKind::Name {
                if has_condition {
                    self.name()?;
                }
                self.executable_directives()?;
                return self.selection_set(depth + 1);
            }
            self.advance();
            return self.executable_directives();
        }
        self.name()?;
        if self.pass(TokenKind::Colon) {
            self.name()?;
        }
        self.arguments(false)?;
        self.executable_directives()?;
        if self.token.kind == TokenKind::BraceLeft { self.selection_set(depth + 1) } else { Ok(()) }
    }
}
