//! From tokens to a document: every definition that can be read, and every place where one cannot.
//!
//! What follows a syntax error is read on from the next member of the block, or from the next definition, so that one
//! mistake hides no other. Each function reports what it fails at before it says that it failed.

use std::borrow::Cow;

use super::Fault;
use super::lexer::{Kind, Lexer, Token};
use super::syntax::{Document, EnumValue, InputValue, Reference};
use crate::registry::{Operation, TypeKind};

/// The reason of a `@deprecated` that gives none.
const DEFAULT_REASON: &str = "No longer supported";

/// Something could not be read, and has been reported.
#[derive(Debug)]
pub(super) struct Failed;

pub(super) type Parsed<T> = Result<T, Failed>;

#[derive(Debug)]
pub(super) struct Parser<'a> {
    pub(super) lexer: Lexer<'a>,
    pub(super) token: Token<'a>,
    /// Where the token before this one ends.
    previous_end: usize,
    document: Document<'a>,
}

/// Reads a whole source.
pub(super) fn parse(source: &str) -> (Document<'_>, Vec<Fault>) {
    let mut parser = Parser::new(source);
    if parser.token.kind == Kind::End {
        parser.lexer.report(source.len(), "the document is empty".to_owned());
    }
    while parser.token.kind != Kind::End {
        let known = parser.document.definitions.len();
        if parser.definition().is_err() {
            parser.document.lost_definition |= parser.document.definitions.len() == known;
            parser.skip_to_definition();
        }
    }
    (parser.document, parser.lexer.faults)
}

impl<'a> Parser<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let mut lexer = Lexer::new(source);
        let token = lexer.next();
        Self { lexer, token, previous_end: 0, document: Document::new(source.len()) }
    }

    /// The offset of a part of the source, which is a slice of it.
    pub(super) fn offset(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.lexer.source().as_ptr() as usize
    }

    #[inline]
    pub(super) fn advance(&mut self) -> Token<'a> {
        let token = self.token;
        self.previous_end = self.offset(token.text) + token.text.len();
        self.token = self.lexer.next();
        token
    }

    #[inline]
    pub(super) fn take(&mut self, kind: Kind) -> Option<Token<'a>> {
        (self.token.kind == kind).then(|| self.advance())
    }

    #[inline]
    fn expect(&mut self, kind: Kind, what: &str) -> Parsed<Token<'a>> {
        if self.token.kind == kind { Ok(self.advance()) } else { Err(self.expected(what)) }
    }

    #[inline]
    fn name(&mut self, what: &str) -> Parsed<&'a str> {
        self.expect(Kind::Name, what).map(|token| token.text)
    }

    /// Reports that the token is not what it should be.
    #[cold]
    pub(super) fn expected(&mut self, what: &str) -> Failed {
        let offset = self.offset(self.token.text);
        let found = match self.token.kind {
            // It has been reported.
            Kind::Invalid => return Failed,
            Kind::End => "the end of the document".to_owned(),
            Kind::BlockText => "a block string".to_owned(),
            _ => format!("`{}`", self.token.text),
        };
        self.lexer.report(offset, format!("expected {what}, found {found}"));
        Failed
    }

    fn is_keyword(&self, keyword: &str) -> bool {
        self.token.kind == Kind::Name && self.token.text == keyword
    }

    fn definition(&mut self) -> Parsed<()> {
        let has_description = self.description();
        let keyword = self.token;
        if keyword.kind == Kind::BraceOpen && !has_description {
            return self.executable();
        }
        if keyword.kind != Kind::Name {
            return Err(self.expected("a definition"));
        }
        match keyword.text {
            "extend" if has_description => {
                Err(self.expected("a definition: an extension has no description"))
            }
            "extend" => {
                self.advance();
                self.extension()
            }
            "query" | "mutation" | "subscription" | "fragment" if !has_description => self.executable(),
            "directive" => self.directive_definition(),
            "schema" => {
                self.advance();
                self.document.schemas.push(keyword.text);
                self.schema(false)
            }
            _ => self.type_definition(false),
        }
    }

    fn extension(&mut self) -> Parsed<()> {
        if self.is_keyword("schema") {
            self.advance();
            return self.schema(true);
        }
        self.type_definition(true)
    }

    fn description(&mut self) -> bool {
        self.take(Kind::Text).or_else(|| self.take(Kind::BlockText)).is_some()
    }

    fn schema(&mut self, is_extension: bool) -> Parsed<()> {
        let has_directives = self.token.kind == Kind::At;
        self.directives()?;
        if is_extension && has_directives && self.token.kind != Kind::BraceOpen {
            return Ok(());
        }
        self.block(Kind::BraceOpen, Kind::BraceClose, "`{` and the root types", |parser| {
            let operation = parser.token;
            let Some(known) = Operation::from_name(operation.text).filter(|_| operation.kind == Kind::Name)
            else {
                return Err(parser.expected("`query`, `mutation` or `subscription`"));
            };
            parser.advance();
            parser.expect(Kind::Colon, "`:`")?;
            let name = parser.name("the name of a type")?;
            parser.document.roots.push((known, name));
            Ok(())
        })
    }

    fn type_definition(&mut self, is_extension: bool) -> Parsed<()> {
        let kind = match self.token.text {
            "scalar" => TypeKind::Scalar,
            "type" => TypeKind::Object,
            "interface" => TypeKind::Interface,
            "union" => TypeKind::Union,
            "enum" => TypeKind::Enum,
            "input" => TypeKind::InputObject,
            _ => return Err(self.expected("a definition")),
        };
        self.advance();
        let name = self.name("the name of the type")?;
        let start = self.document.start();
        let content = self.type_content(kind, is_extension);
        // What could be read of a broken type is kept, so that references to it are not reported on top.
        self.document.push_definition(start, kind, is_extension, name);
        content
    }

    fn type_content(&mut self, kind: TypeKind, is_extension: bool) -> Parsed<()> {
        let content_start = self.offset(self.token.text);
        if kind.has_interfaces() {
            self.implements()?;
        }
        self.directives()?;
        match kind {
            TypeKind::Union => self.members()?,
            TypeKind::Enum => self.optional_block(Self::enum_value)?,
            TypeKind::InputObject => self.optional_block(Self::input_field)?,
            TypeKind::Object | TypeKind::Interface => self.optional_block(Self::field)?,
            TypeKind::Scalar => {}
        }
        if is_extension && self.offset(self.token.text) == content_start {
            return Err(self.expected("what the type is extended by"));
        }
        Ok(())
    }

    fn implements(&mut self) -> Parsed<()> {
        if !self.is_keyword("implements") {
            return Ok(());
        }
        self.advance();
        self.separated(Kind::Amp, "the name of an interface")
    }

    fn members(&mut self) -> Parsed<()> {
        if self.take(Kind::Equals).is_none() {
            return Ok(());
        }
        self.separated(Kind::Pipe, "the name of a type")
    }

    /// Names with a separator between them, which may also stand before the first.
    fn separated(&mut self, separator: Kind, what: &str) -> Parsed<()> {
        self.take(separator);
        loop {
            let name = self.name(what)?;
            self.document.push_link(name);
            if self.take(separator).is_none() {
                return Ok(());
            }
        }
    }

    fn optional_block(&mut self, member: impl FnMut(&mut Self) -> Parsed<()>) -> Parsed<()> {
        if self.token.kind != Kind::BraceOpen {
            return Ok(());
        }
        self.block(Kind::BraceOpen, Kind::BraceClose, "`{`", member)
    }

    /// One or more members between two brackets.
    fn block(
        &mut self,
        open: Kind,
        close: Kind,
        what: &str,
        mut member: impl FnMut(&mut Self) -> Parsed<()>,
    ) -> Parsed<()> {
        self.expect(open, what)?;
        loop {
            let first = self.token;
            if member(self).is_err() && !self.skip_to_member(first, close) {
                return Err(Failed);
            }
            if self.take(close).is_some() {
                return Ok(());
            }
        }
    }

    fn field(&mut self) -> Parsed<()> {
        let args_start = self.document.args_start();
        self.field_from(args_start).inspect_err(|_| self.document.drop_args(args_start))
    }

    fn field_from(&mut self, args_start: u32) -> Parsed<()> {
        self.description();
        let name = self.name("the name of a field")?;
        if self.token.kind == Kind::ParenOpen {
            self.block(Kind::ParenOpen, Kind::ParenClose, "`(`", |parser| {
                let arg = parser.input_value("the name of an argument")?;
                parser.document.push_arg(arg);
                Ok(())
            })?;
        }
        self.expect(Kind::Colon, "`:` and the field's type")?;
        let reference = self.reference()?;
        let deprecated = self.directives()?;
        let field = InputValue { name, reference, default: None, deprecated };
        self.document.push_field(field, args_start);
        Ok(())
    }

    fn input_field(&mut self) -> Parsed<()> {
        let field = self.input_value("the name of a field")?;
        let args_start = self.document.args_start();
        self.document.push_field(field, args_start);
        Ok(())
    }

    fn input_value(&mut self, what: &str) -> Parsed<InputValue<'a>> {
        self.description();
        let name = self.name(what)?;
        self.expect(Kind::Colon, "`:` and a type")?;
        let reference = self.reference()?;
        let default = if self.take(Kind::Equals).is_some() { Some(self.literal()?) } else { None };
        let deprecated = self.directives()?;
        Ok(InputValue { name, reference, default, deprecated })
    }

    fn enum_value(&mut self) -> Parsed<()> {
        self.description();
        if self.token.kind == Kind::Name && matches!(self.token.text, "true" | "false" | "null") {
            return Err(self.expected("the name of an enum value, which this word cannot be"));
        }
        let name = self.name("the name of an enum value")?;
        let deprecated = self.directives()?;
        self.document.push_value(EnumValue { name, deprecated });
        Ok(())
    }

    /// A type reference, in any number of wrappers.
    fn reference(&mut self) -> Parsed<Reference<'a>> {
        let start = self.offset(self.token.text);
        let mut depth = 0_usize;
        while self.take(Kind::BracketOpen).is_some() {
            depth += 1;
        }
        let name = self.name("the name of a type")?;
        let mut compact_length = name.len() + 2 * depth + usize::from(self.take(Kind::Bang).is_some());
        for _ in 0..depth {
            self.expect(Kind::BracketClose, "`]`")?;
            compact_length += usize::from(self.take(Kind::Bang).is_some());
        }
        let source = &self.lexer.source()[start..self.previous_end];
        let compact = (source.len() != compact_length).then(|| compact(source));
        Ok(Reference { source, compact })
    }

    /// Reads over directives; gives the reason of the first `@deprecated` among them.
    #[inline]
    fn directives(&mut self) -> Parsed<Option<Cow<'a, str>>> {
        let mut deprecated = None;
        while self.token.kind == Kind::At {
            let reason = self.directive()?;
            deprecated = deprecated.or(reason);
        }
        Ok(deprecated)
    }

    fn directive(&mut self) -> Parsed<Option<Cow<'a, str>>> {
        self.advance();
        let is_deprecated = self.name("the name of a directive")? == "deprecated";
        let mut reason = None;
        if self.token.kind == Kind::ParenOpen {
            self.block(Kind::ParenOpen, Kind::ParenClose, "`(`", |parser| {
                let name = parser.name("the name of an argument")?;
                parser.expect(Kind::Colon, "`:` and a value")?;
                if is_deprecated && name == "reason" && reason.is_none() {
                    reason = parser.text()?;
                    if reason.is_some() {
                        return Ok(());
                    }
                }
                parser.literal().map(|_| ())
            })?;
        }
        Ok(is_deprecated.then(|| reason.unwrap_or(Cow::Borrowed(DEFAULT_REASON))))
    }

    fn directive_definition(&mut self) -> Parsed<()> {
        self.advance();
        self.expect(Kind::At, "`@` and the directive's name")?;
        self.name("the directive's name")?;
        if self.token.kind == Kind::ParenOpen {
            self.block(Kind::ParenOpen, Kind::ParenClose, "`(`", |parser| {
                parser.input_value("the name of an argument").map(|_| ())
            })?;
        }
        if self.is_keyword("repeatable") {
            self.advance();
        }
        if !self.is_keyword("on") {
            return Err(self.expected("`on` and the directive's locations"));
        }
        self.advance();
        self.take(Kind::Pipe);
        loop {
            self.name("a place where directives stand")?;
            if self.take(Kind::Pipe).is_none() {
                return Ok(());
            }
        }
    }

    /// Reads over an operation or a fragment, which says nothing of types.
    fn executable(&mut self) -> Parsed<()> {
        self.document.executables.push(self.token.text);
        let mut depth = 0_usize;
        loop {
            match self.token.kind {
                Kind::BraceOpen => depth += 1,
                Kind::BraceClose if depth <= 1 => {
                    self.advance();
                    return Ok(());
                }
                Kind::BraceClose => depth -= 1,
                Kind::End => return Err(self.expected("`}`")),
                _ => {}
            }
            self.advance();
        }
    }
}

/// A reference without what GraphQL ignores.
#[cold]
fn compact(reference: &str) -> Box<str> {
    let mut lexer = Lexer::new(reference);
    let mut out = String::new();
    loop {
        let token = lexer.next();
        if token.kind == Kind::End {
            return out.into_boxed_str();
        }
        out.push_str(token.text);
    }
}
