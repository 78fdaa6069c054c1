//! The productions of the type system, named as in the specification.

use std::borrow::Cow;
use std::ops::Range;

use super::lexer::TokenKind;
use super::parser::{Parser, Stop};
use super::strings;
use crate::build::{Element, Kept, Nesting, Part, Reference, TypeHead};
use crate::diagnostics::Finding;
use crate::json::MAX_LISTS;
use crate::model::{Operation, TypeKind};

impl<'a> Parser<'_, 'a> {
    /// `Definition`
    pub(super) fn definition(&mut self) -> Result<(), Stop> {
        self.definition = self.token.start;
        (self.keyword, self.member) = (self.definition, self.definition);
        (self.type_name, self.member_name) = (None, None);
        if self.token.kind == TokenKind::BraceLeft {
            return self.operation_definition();
        }
        let start = self.token;
        let description = self.description();
        self.keyword = self.token.start;
        let has_description = self.keyword != start.start;
        if self.token.kind != TokenKind::Name {
            return Err(self.expected("a definition"));
        }
        let word = self.text_of(self.token);
        match word {
            "query" | "mutation" | "subscription" => return self.operation_definition(),
            "fragment" => return self.fragment_definition(),
            "extend" if has_description => {
                let message = "an extension cannot have a description".to_owned();
                return Err(self.mistaken(start.start..start.end, message));
            }
            _ => {}
        }
        let is_extension = self.pass_keyword("extend");
        let keyword =
            if is_extension && self.token.kind == TokenKind::Name { self.text_of(self.token) } else { word };
        let kind = match keyword {
            "schema" => return self.schema_definition(is_extension, description),
            "directive" => return self.directive_definition(is_extension, description),
            "scalar" => TypeKind::Scalar,
            "type" => TypeKind::Object,
            "interface" => TypeKind::Interface,
            "union" => TypeKind::Union,
            "enum" => TypeKind::Enum,
            "input" => TypeKind::InputObject,
            _ => return Err(self.expected("a definition")),
        };
        self.advance();
        self.type_definition(kind, is_extension, description)
    }

    /// `Description`, which is skipped unless it is wanted.
    #[inline]
    pub(super) fn description(&mut self) -> Option<Kept> {
        let is_next = matches!(self.token.kind, TokenKind::String | TokenKind::BlockString);
        if is_next { self.pass_description() } else { None }
    }

    fn pass_description(&mut self) -> Option<Kept> {
        let literal = self.token;
        self.advance();
        if self.draft.keep.descriptions {
            return Some(self.draft.description(&strings::value(self.text_of(literal))));
        }
        self.draft.dropped.add_description();
        None
    }

    /// `SchemaDefinition` and `SchemaExtension`
    fn schema_definition(&mut self, is_extension: bool, mut description: Option<Kept>) -> Result<(), Stop> {
        let span = self.token.start..self.token.end;
        self.advance();
        self.has_type_system = true;
        if !is_extension {
            if self.roots.has_definition {
                self.report(None, span, Finding::Duplicate { key: "schema".to_owned() });
                description = None;
            }
            self.roots.has_definition = true;
        }
        let directives = self.directives(description)?;
        self.kept.extend(&directives.kept);
        if is_extension && directives.has_some && self.token.kind != TokenKind::BraceLeft {
            return Ok(());
        }
        self.block(|parser| parser.root_operation_type_definition(is_extension))
    }

    /// `RootOperationTypeDefinition`
    fn root_operation_type_definition(&mut self, is_extension: bool) -> Result<(), Stop> {
        let operation = (self.token.kind == TokenKind::Name)
            .then(|| self.text_of(self.token).parse().ok())
            .flatten()
            .ok_or_else(|| self.expected("`query`, `mutation` or `subscription`"))?;
        self.advance();
        self.expect(TokenKind::Colon, "`:`")?;
        let (name, span) = self.name()?;
        let roots = if is_extension { &mut self.roots.extended } else { &mut self.roots.named };
        roots.push((operation, name, span));
        Ok(())
    }

    /// The definitions and extensions of all kinds of types, after their keyword. The readable part of a definition
    /// with a mistake is kept, so that references to it are not reported as well.
    fn type_definition(
        &mut self,
        kind: TypeKind,
        is_extension: bool,
        description: Option<Kept>,
    ) -> Result<(), Stop> {
        let (name, span) = self.name()?;
        self.type_name = Some(name);
        self.has_type_system = true;
        let mut head = TypeHead { name, kind: Some(kind), is_extension, ..TypeHead::default() };
        let (mut specified_by, mut kept) = (None, Vec::new());
        let start = self.previous_end;
        let read = self.type_content(kind, description, &mut head, (&mut specified_by, &mut kept));
        let is_empty = self.previous_end == start;
        head.written = crate::format::written(kind, head.written.implements);
        let id =
            self.draft.push_type(TypeHead { specified_by: specified_by.as_deref(), kept: &kept, ..head });
        self.note(Element::Type(id), Part::Name, span.clone());
        if !is_extension {
            let usual = Operation::ALL.into_iter().find(|&operation| usual_root(operation) == name);
            self.roots.usual.extend(usual.map(|operation| ((operation, name, span), kind)));
        }
        if is_extension && is_empty && read.is_ok() {
            return Err(self.expected("what the extension adds"));
        }
        read
    }

    fn type_content(
        &mut self,
        kind: TypeKind,
        description: Option<Kept>,
        head: &mut TypeHead<'_>,
        (specified_by, kept): (&mut Option<Cow<'a, str>>, &mut Vec<Kept>),
    ) -> Result<(), Stop> {
        if kind.has_interfaces() {
            head.written.implements = self.implements_interfaces()?;
        }
        let directives = self.directives(description)?;
        *kept = directives.kept;
        head.one_of = directives.one_of && kind == TypeKind::InputObject;
        *specified_by = directives.specified_by.filter(|_| kind == TypeKind::Scalar);
        match kind {
            TypeKind::Union => self.union_member_types(),
            TypeKind::Scalar => Ok(()),
            _ if self.token.kind != TokenKind::BraceLeft => Ok(()),
            TypeKind::Enum => self.block(Self::enum_value_definition),
            TypeKind::InputObject => self.block(Self::input_field_definition),
            _ => self.block(Self::field_definition),
        }
    }

    /// `ImplementsInterfaces`
    fn implements_interfaces(&mut self) -> Result<bool, Stop> {
        if !self.pass_keyword("implements") {
            return Ok(false);
        }
        self.pass(TokenKind::Ampersand);
        loop {
            self.link()?;
            if !self.pass(TokenKind::Ampersand) {
                return Ok(true);
            }
        }
    }

    /// `UnionMemberTypes`
    fn union_member_types(&mut self) -> Result<(), Stop> {
        if !self.pass(TokenKind::Equals) {
            return Ok(());
        }
        self.pass(TokenKind::Pipe);
        loop {
            self.link()?;
            if !self.pass(TokenKind::Pipe) {
                return Ok(());
            }
        }
    }

    fn link(&mut self) -> Result<(), Stop> {
        let (name, span) = self.name()?;
        let link = self.draft.push_link(name);
        self.note(Element::Link(link), Part::Name, span);
        Ok(())
    }

    /// `FieldDefinition`
    fn field_definition(&mut self) -> Result<(), Stop> {
        let description = self.description();
        if description.is_none() && self.push_known() {
            return Ok(());
        }
        let (name, span) = self.name()?;
        self.member_name = Some(name);
        let start = self.previous_end;
        let has_args = self.arguments_definition(true)?;
        let (reference, type_span) = self.type_after_colon()?;
        let directives = self.directives(description)?;
        let signature = self.draft.signature(reference, has_args, directives.attributes(None));
        let id = self.draft.push_field_of(name, signature);
        if description.is_none() {
            self.remember_signature(start, signature);
        }
        self.note(Element::Field(id), Part::Name, span);
        self.note(Element::Field(id), Part::Value("type_name"), type_span);
        Ok(())
    }

    /// Pushes the next field if its signature is known.
    #[inline]
    fn push_known(&mut self) -> bool {
        let name = self.text_of(self.token);
        let signature = self.pass_known_signature();
        signature.map(|signature| self.draft.push_field_of(name, signature)).is_some()
    }

    /// `ArgumentsDefinition`, of the next field or of a directive.
    pub(super) fn arguments_definition(&mut self, is_of_field: bool) -> Result<bool, Stop> {
        if !self.pass(TokenKind::ParenLeft) {
            return Ok(false);
        }
        for position in 0.. {
            let description = self.description();
            let (name, span) = self.name()?;
            let (reference, type_span) = self.type_after_colon()?;
            let default = if self.pass(TokenKind::Equals) { Some(self.literal()?) } else { None };
            let directives = self.directives(description)?;
            self.draft.push_arg(name, reference, directives.attributes(default.as_deref()));
            if is_of_field && self.draft.is_locating() {
                let element = Element::Arg(self.draft.next_field(), position);
                self.note(element, Part::Name, span);
                self.note(element, Part::Value("type"), type_span);
            }
            if self.pass(TokenKind::ParenRight) {
                break;
            }
        }
        Ok(true)
    }

    /// `InputValueDefinition`, of an input object.
    fn input_field_definition(&mut self) -> Result<(), Stop> {
        let description = self.description();
        // Arguments, which known signatures may have, are a mistake here.
        if self.has_colon_after() && description.is_none() && self.push_known() {
            return Ok(());
        }
        let (name, span) = self.name()?;
        self.member_name = Some(name);
        let start = self.previous_end;
        let (reference, type_span) = self.type_after_colon()?;
        let default = if self.pass(TokenKind::Equals) { Some(self.literal()?) } else { None };
        let directives = self.directives(description)?;
        let signature = self.draft.signature(reference, false, directives.attributes(default.as_deref()));
        let id = self.draft.push_field_of(name, signature);
        // Defaults are a mistake elsewhere.
        if default.is_none() && description.is_none() {
            self.remember_signature(start, signature);
        }
        self.note(Element::Field(id), Part::Name, span);
        self.note(Element::Field(id), Part::Value("type_name"), type_span);
        Ok(())
    }

    /// `EnumValueDefinition`
    fn enum_value_definition(&mut self) -> Result<(), Stop> {
        let description = self.description();
        let (name, span) = self.name()?;
        if let "true" | "false" | "null" = name {
            return Err(self.mistaken(span, format!("`{name}` cannot be the name of an enum value")));
        }
        self.member_name = Some(name);
        let directives = self.directives(description)?;
        let id = self.draft.push_value(name, directives.attributes(None));
        self.note(Element::Value(id), Part::Name, span);
        Ok(())
    }

    /// `:` and `Type`; with the span of the named type, if spans are wanted.
    fn type_after_colon(&mut self) -> Result<(Reference, Range<usize>), Stop> {
        if let Some(reference) = self.pass_compact_type() {
            return Ok((reference, 0..0));
        }
        let colon = self.expect(TokenKind::Colon, "`:`")?;
        // If the type is missing, the name of the next member is not taken for it.
        let is_on_other_line = || self.slice(colon.end..self.token.start).contains(['\n', '\r']);
        if self.token.kind == TokenKind::Name
            && is_on_other_line()
            && matches!(self.second().kind, TokenKind::Colon | TokenKind::ParenLeft)
        {
            let message = "expected a type after `:`".to_owned();
            return Err(self.mistaken(colon.start..colon.end, message));
        }
        self.type_reference()
    }

    /// `Type`: a slice of the source if it has no white space.
    fn type_reference(&mut self) -> Result<(Reference, Range<usize>), Stop> {
        let start = self.token.start;
        let mut length = 0;
        let mut depth = 0;
        while self.token.kind == TokenKind::BracketLeft {
            self.advance();
            (depth, length) = (depth + 1, length + 1);
            if depth > MAX_LISTS {
                return Err(self.too_deep(MAX_LISTS));
            }
        }
        let named = self.expect(TokenKind::Name, "a type")?;
        length += named.end - named.start;
        length += usize::from(self.pass(TokenKind::Bang));
        for _ in 0..depth {
            self.expect(TokenKind::BracketRight, "`]`")?;
            length += 1 + usize::from(self.pass(TokenKind::Bang));
        }
        let source = self.slice(start..self.previous_end);
        let compact =
            if source.len() == length { Cow::Borrowed(source) } else { Cow::Owned(compact(source)) };
        let reference = self.draft.reference(&compact, Nesting::Otherwise(false));
        // The text that was read is a type reference.
        let reference = reference.unwrap_or_else(|| self.draft.unread_reference());
        Ok((reference, named))
    }
}

/// A type reference without white space and comments.
fn compact(source: &str) -> String {
    let mut lexer = super::lexer::Lexer::new(source);
    let mut compact = String::with_capacity(source.len());
    loop {
        let token = lexer.next();
        if token.kind == TokenKind::EndOfText {
            return compact;
        }
        compact.push_str(&source[token.start..token.end]);
    }
}

/// The root type of a schema that does not state one.
pub(super) fn usual_root(operation: Operation) -> &'static str {
    match operation {
        Operation::Query => "Query",
        Operation::Mutation => "Mutation",
        Operation::Subscription => "Subscription",
    }
}
