//! What all productions share: the next token, and what is expected of it.

mod recovery;

use std::ops::Range;

use recovery::Recovery;

use super::lexer::{Lexer, Token, TokenKind, type_length};
use crate::build::{Draft, Element, Incomplete, Kept, Nesting, Part, Reference};
use crate::coordinate::Coordinate;
use crate::diagnostics::{Finding, Location};
use crate::format::known::Known;
use crate::model::Operation;

/// Reading stopped at a mistake, which the parser holds, or which has been reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop;

/// A root type: its operation, its name, and its place.
pub(super) type Root<'a> = (Operation, &'a str, Range<usize>);

pub(super) struct Parser<'d, 'a> {
    lexer: Lexer<'a>,
    /// The token that comes next.
    pub(super) token: Token,
    /// The end of the previous token.
    pub(super) previous_end: usize,
    pub(super) draft: &'d mut Draft,
    /// The mistake at which reading stopped.
    mistake: Option<(Range<usize>, Finding)>,
    /// Where the current definition starts, its first token after the description, and its current member.
    pub(super) definition: usize,
    pub(super) keyword: usize,
    pub(super) member: usize,
    /// The name of the current definition, as soon as it is known, and of its member.
    pub(super) type_name: Option<&'a str>,
    pub(super) member_name: Option<&'a str>,
    /// Where the next definition starts, if the previous one has no end.
    resume: Option<usize>,
    /// Up to where lines already read were searched for definitions.
    searched: usize,
    /// Up to where the text was read a second time, or is being read. It is not read a third time.
    read_again: usize,
    pub(super) roots: Roots<'a>,
    /// Whether there is anything besides executable definitions.
    pub(super) has_type_system: bool,
    pub(super) has_executable: bool,
    /// What is kept of the document as a whole.
    pub(super) kept: Vec<Kept>,
    /// Whether signatures with a known text are skipped, and types are read as a whole. Neither leaves a span to note.
    pub(super) passes_known: bool,
    /// What follows the names of fields on their lines, with the number of its signature.
    pub(super) signatures: Known<u32>,
}

/// A document's statements about its roots.
#[derive(Default)]
pub(super) struct Roots<'a> {
    pub(super) has_definition: bool,
    pub(super) named: Vec<Root<'a>>,
    pub(super) extended: Vec<Root<'a>>,
    /// Types with the usual names of roots, and whether they are objects.
    pub(super) usual: Vec<(Root<'a>, crate::model::TypeKind)>,
}

impl<'d, 'a> Parser<'d, 'a> {
    pub(super) fn new(source: &'a str, draft: &'d mut Draft) -> Self {
        let mut lexer = Lexer::new(source);
        let token = lexer.next();
        Self {
            lexer,
            token,
            previous_end: 0,
            draft,
            mistake: None,
            definition: 0,
            keyword: 0,
            member: 0,
            type_name: None,
            member_name: None,
            resume: None,
            searched: 0,
            read_again: 0,
            roots: Roots::default(),
            has_type_system: false,
            has_executable: false,
            kept: Vec::new(),
            passes_known: true,
            signatures: Known::new(super::room(source) / 384, b'\n', 3),
        }
    }

    pub(super) fn text_of(&self, token: Token) -> &'a str {
        &self.lexer.source()[token.start..token.end]
    }

    pub(super) fn slice(&self, span: Range<usize>) -> &'a str {
        &self.lexer.source()[span]
    }

    #[inline(never)]
    pub(super) fn advance(&mut self) {
        self.previous_end = self.token.end;
        match self.lexer.plain_token() {
            Some(token) => self.set_token(token),
            None => self.advance_to_other(),
        }
    }

    /// A function of its own, so that `advance` needs fewer registers.
    #[inline(never)]
    fn advance_to_other(&mut self) {
        let token = self.lexer.next();
        self.set_token(token);
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call would pass the token through memory")]
    fn set_token(&mut self, Token { kind, start, end }: Token) {
        // Field by field: the processor stalls when it loads several at once that were just stored one by one.
        self.token.kind = kind;
        self.token.start = start;
        self.token.end = end;
    }

    /// Continues at the end of text that was read without its tokens.
    #[inline]
    fn go_to(&mut self, at: usize) {
        self.lexer = Lexer::from(self.lexer.source(), at);
        self.advance();
        self.previous_end = at;
    }

    /// The token after the next one.
    pub(super) fn second(&self) -> Token {
        self.lexer.clone().next()
    }

    #[inline]
    pub(super) fn expect(&mut self, kind: TokenKind, what: &'static str) -> Result<Range<usize>, Stop> {
        let Token { start, end, .. } = self.token;
        if self.token.kind == kind {
            self.advance();
            return Ok(start..end);
        }
        Err(self.expected(what))
    }

    /// Moves past a token of that kind, if it is the next one.
    #[inline]
    pub(super) fn pass(&mut self, kind: TokenKind) -> bool {
        let is_next = self.token.kind == kind;
        if is_next {
            self.advance();
        }
        is_next
    }

    /// Moves past `:` and a type, if the type is written without white space: it is read as a whole then, without
    /// looking at its tokens.
    #[inline]
    pub(super) fn pass_compact_type(&mut self) -> Option<Reference> {
        if !self.passes_known || self.token.kind != TokenKind::Colon {
            return None;
        }
        let (source, at) = (self.lexer.source(), self.previous_end);
        let start = self.token.end + usize::from(source.as_bytes().get(self.token.end) == Some(&b' '));
        let end = start + type_length(source.as_bytes().get(start..)?)?;
        self.go_to(end);
        // White space may precede an exclamation mark too.
        let is_whole = self.token.kind != TokenKind::Bang;
        let text = &source[start..end];
        let reference = if is_whole { self.draft.reference(text, Nesting::Otherwise(false)) } else { None };
        if reference.is_none() {
            self.go_to(at);
        }
        reference
    }

    /// Whether a colon follows the next token directly.
    #[inline]
    pub(super) fn has_colon_after(&self) -> bool {
        self.lexer.source().as_bytes().get(self.token.end) == Some(&b':')
    }

    /// Moves past the name of a field, its arguments and its type, if the latter make up the rest of the line and equal
    /// those of another field; returns its signature.
    #[inline]
    pub(super) fn pass_known_signature(&mut self) -> Option<u32> {
        if !self.passes_known || self.token.kind != TokenKind::Name {
            return None;
        }
        let name = self.token;
        let (end, signature) = self.signatures.find(self.lexer.source(), name.end)?;
        self.go_to(end);
        // A definition may continue on the next line.
        if !matches!(
            self.token.kind,
            TokenKind::Name | TokenKind::String | TokenKind::BlockString | TokenKind::BraceRight
        ) {
            self.go_to(name.start);
            return None;
        }
        self.signatures.passed += 1;
        Some(signature)
    }

    /// Remembers the signature read from `start` on, if it makes up its line. A signature with directives or
    /// descriptions is counted, and not remembered.
    pub(super) fn remember_signature(&mut self, start: usize, signature: u32) {
        let text = &self.lexer.source().as_bytes()[start..self.token.start];
        let Some(at) = memchr::memchr3(b'\n', b'@', b'"', text) else { return };
        if text[at] == b'\n' && start + at >= self.previous_end {
            self.signatures.remember(self.lexer.source(), start..start + at + 1, signature);
        }
    }

    #[inline]
    pub(super) fn name(&mut self) -> Result<(&'a str, Range<usize>), Stop> {
        let span = self.expect(TokenKind::Name, "a name")?;
        Ok((self.slice(span.clone()), span))
    }

    pub(super) fn is_keyword(&self, word: &str) -> bool {
        self.is_word(self.token, word)
    }

    fn is_word(&self, token: Token, word: &str) -> bool {
        token.kind == TokenKind::Name && self.text_of(token) == word
    }

    pub(super) fn pass_keyword(&mut self, word: &str) -> bool {
        let is_next = self.is_keyword(word);
        if is_next {
            self.advance();
        }
        is_next
    }

    /// Stops because something else was expected.
    #[cold]
    pub(super) fn expected(&mut self, what: &str) -> Stop {
        let token = self.token;
        let message = match token.kind {
            TokenKind::EndOfText => format!("expected {what}, found the end of the text"),
            TokenKind::String | TokenKind::BlockString => format!("expected {what}, found a string"),
            kind => match kind.fault() {
                Some(fault) => fault.to_owned(),
                None => format!("expected {what}, found `{}`", self.text_of(token)),
            },
        };
        self.mistaken(token.start..token.end, message)
    }

    #[cold]
    pub(super) fn mistaken(&mut self, span: Range<usize>, message: String) -> Stop {
        self.mistake = Some((span, Finding::Syntax { message }));
        Stop
    }

    #[cold]
    pub(super) fn too_deep(&mut self, limit: usize) -> Stop {
        let finding = Finding::TooDeep { limit };
        self.mistake = Some((self.token.start..self.token.end, finding));
        Stop
    }

    /// Notes the place of a part of an element that has been pushed.
    #[inline]
    pub(super) fn note(&mut self, element: Element, part: Part, span: Range<usize>) {
        if self.draft.is_locating() {
            self.draft.note(element, part, || Location { span, path: None });
        }
    }

    pub(super) fn report(&mut self, coordinate: Option<Coordinate>, span: Range<usize>, finding: Finding) {
        self.draft.report(coordinate, Location { span, path: None }, finding);
    }

    /// The current definition, or its current member.
    pub(super) fn coordinate(&self) -> Option<Coordinate> {
        let type_name = self.type_name?;
        Some(match self.member_name {
            Some(member) => Coordinate::of_member(type_name, member),
            None => Coordinate::of_type(type_name),
        })
    }

    /// Reports the mistake at which reading stopped; returns its place.
    fn report_mistake(&mut self) -> usize {
        let Some((span, finding)) = self.mistake.take() else { return self.token.start };
        // A text that ends too early may lack whole definitions.
        let is_cut = self.token.kind == TokenKind::EndOfText;
        let is_in_type = self.type_name.is_some() && !is_cut;
        self.draft.set_incomplete(if is_in_type { Incomplete::Parts } else { Incomplete::Definitions });
        let (start, coordinate) = (span.start, self.coordinate());
        self.report(coordinate, span, finding);
        start
    }

    /// `{` and members up to `}`, at least one.
    pub(super) fn block(
        &mut self,
        mut member: impl FnMut(&mut Self) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.expect(TokenKind::BraceLeft, "`{`")?;
        loop {
            (self.member, self.member_name) = (self.token.start, None);
            if member(self).is_err() {
                let at = self.report_mistake();
                self.draft.discard_args();
                if let Recovery::Definition = self.recover_member(at) {
                    return Err(Stop);
                }
            }
            if self.token.kind == TokenKind::BraceRight {
                self.member_name = None;
                self.advance();
                return Ok(());
            }
        }
    }
}
