//! Directives: their definitions, and their uses on definitions.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::lexer::TokenKind;
use super::parser::{Parser, Stop};
use super::strings;
use super::write::DirectiveDefinition;
use crate::build::{Attributes, Kept};
use crate::coordinate::Coordinate;
use crate::diagnostics::Finding;
use crate::model::DEFAULT_DEPRECATION_REASON;

/// The locations of directives: the specification's, and the one that graphql-js adds for variables of fragments.
const LOCATIONS: [&str; 21] = [
    "QUERY",
    "MUTATION",
    "SUBSCRIPTION",
    "FIELD",
    "FRAGMENT_DEFINITION",
    "FRAGMENT_SPREAD",
    "INLINE_FRAGMENT",
    "VARIABLE_DEFINITION",
    "FRAGMENT_VARIABLE_DEFINITION",
    "SCHEMA",
    "SCALAR",
    "OBJECT",
    "FIELD_DEFINITION",
    "ARGUMENT_DEFINITION",
    "INTERFACE",
    "UNION",
    "ENUM",
    "ENUM_VALUE",
    "INPUT_OBJECT",
    "INPUT_FIELD_DEFINITION",
    "DIRECTIVE_DEFINITION",
];

/// The content of the directives of a definition.
#[derive(Debug, Default)]
pub(super) struct Directives<'a> {
    pub(super) has_some: bool,
    deprecated: Option<Cow<'a, str>>,
    pub(super) one_of: bool,
    pub(super) specified_by: Option<Cow<'a, str>>,
    /// Those that are kept as they are.
    pub(super) kept: Vec<Kept>,
}

impl Directives<'_> {
    /// The attributes of the definition with these directives.
    pub(super) fn attributes<'b>(&'b self, default: Option<&'b str>) -> Attributes<'b> {
        Attributes { default, deprecated: self.deprecated.as_deref(), kept: &self.kept }
    }
}

impl<'a> Parser<'_, 'a> {
    /// `DirectiveDefinition` and its extension, which is skipped.
    pub(super) fn directive_definition(
        &mut self,
        is_extension: bool,
        description: Option<Kept>,
    ) -> Result<(), Stop> {
        self.advance();
        self.has_type_system = true;
        self.expect(TokenKind::At, "`@`")?;
        let (name, span) = self.name()?;
        if is_extension {
            // There is nowhere to keep them.
            let keeps = std::mem::take(&mut self.draft.keep.directives);
            let directives = self.directives(None);
            self.draft.keep.directives = keeps;
            return if directives?.has_some { Ok(()) } else { Err(self.expected("a directive")) };
        }
        self.arguments_definition(false)?;
        let directives = self.directives(description)?;
        let is_repeatable = self.pass_keyword("repeatable");
        if !self.pass_keyword("on") {
            return Err(self.expected("`on`"));
        }
        let locations = self.directive_locations()?;
        if self.draft.keep.takes_definitions() {
            let definition = DirectiveDefinition {
                name,
                description: self.draft.description_of(&directives.kept),
                args: self.draft.open_args().collect(),
                deprecated: directives.deprecated.as_deref(),
                directives: self.draft.directives_of(&directives.kept),
                is_repeatable,
                locations: &locations,
            };
            let sdl = definition.to_sdl();
            if let Some(kept) = self.draft.directive_definition(name, &sdl) {
                self.kept.push(kept);
            } else {
                let coordinate = Some(Coordinate::of_directive(name));
                self.report(coordinate, span, Finding::Duplicate { key: name.to_owned() });
            }
        } else {
            self.draft.dropped.add_directive_definition();
        }
        self.draft.discard_args();
        Ok(())
    }

    /// The start of a `DirectiveDefinition`; its arguments are pushed.
    pub(super) fn directive_signature(&mut self) {
        self.description();
        self.advance();
        self.advance();
        // What could not be read has no types.
        let _ = self.name().and_then(|_| self.arguments_definition(false));
    }

    /// `DirectiveLocations`
    fn directive_locations(&mut self) -> Result<Vec<&'a str>, Stop> {
        self.pass(TokenKind::Pipe);
        let mut locations = Vec::new();
        loop {
            let is_known =
                self.token.kind == TokenKind::Name && LOCATIONS.contains(&self.text_of(self.token));
            if !is_known {
                return Err(self.expected("a place where directives may stand"));
            }
            locations.push(self.text_of(self.token));
            self.advance();
            if !self.pass(TokenKind::Pipe) {
                return Ok(locations);
            }
        }
    }

    /// `Directives`: constant ones. Returns those that the registry keeps, after the description.
    #[inline]
    pub(super) fn directives(&mut self, description: Option<Kept>) -> Result<Directives<'a>, Stop> {
        // The usual case.
        if self.token.kind != TokenKind::At && description.is_none() {
            return Ok(Directives::default());
        }
        self.some_directives(description)
    }

    fn some_directives(&mut self, description: Option<Kept>) -> Result<Directives<'a>, Stop> {
        let mut directives = Directives { kept: description.into_iter().collect(), ..Directives::default() };
        while self.pass(TokenKind::At) {
            let (name, span) = self.name()?;
            directives.has_some = true;
            match name {
                "deprecated" => {
                    let reason = self.string_argument("reason", &span)?;
                    directives
                        .deprecated
                        .get_or_insert(reason.unwrap_or(Cow::Borrowed(DEFAULT_DEPRECATION_REASON)));
                }
                "specifiedBy" => {
                    let url = self.string_argument("url", &span)?;
                    directives.specified_by = directives.specified_by.take().or(url);
                }
                "oneOf" => {
                    directives.one_of = true;
                    self.arguments(true)?;
                }
                _ if self.draft.keep.takes_directive(name) => {
                    let args = self.kept_arguments()?;
                    directives.kept.push(self.draft.directive(name, &args));
                }
                _ => {
                    self.draft.dropped.add_directive(name);
                    self.arguments(true)?;
                }
            }
        }
        Ok(directives)
    }

    /// `Arguments` of a directive that is kept.
    fn kept_arguments(&mut self) -> Result<Vec<Kept>, Stop> {
        let (mut kept, mut names) = (Vec::new(), HashSet::new());
        if !self.pass(TokenKind::ParenLeft) {
            return Ok(kept);
        }
        loop {
            let (name, span) = self.name()?;
            self.expect(TokenKind::Colon, "`:`")?;
            let literal = self.literal()?;
            if names.insert(name) {
                kept.push(self.draft.directive_argument(name, &literal));
            } else {
                self.report(self.coordinate(), span, Finding::Duplicate { key: name.to_owned() });
            }
            if self.pass(TokenKind::ParenRight) {
                return Ok(kept);
            }
        }
    }

    /// `Arguments` of a directive; returns the text of one of them, which must be a string.
    fn string_argument(
        &mut self,
        wanted: &str,
        directive: &Range<usize>,
    ) -> Result<Option<Cow<'a, str>>, Stop> {
        let mut found = None;
        if !self.pass(TokenKind::ParenLeft) {
            return Ok(found);
        }
        loop {
            let (name, _) = self.name()?;
            self.expect(TokenKind::Colon, "`:`")?;
            let value = self.token;
            self.value(true, 0, None)?;
            if name == wanted && found.is_none() {
                if matches!(value.kind, TokenKind::String | TokenKind::BlockString) {
                    found = Some(strings::value(self.text_of(value)));
                } else {
                    let directive = self.slice(directive.clone()).to_owned();
                    let finding = Finding::ArgumentNotAString { directive, argument: wanted.to_owned() };
                    self.report(self.coordinate(), value.start..self.previous_end, finding);
                }
            }
            if self.pass(TokenKind::ParenRight) {
                return Ok(found);
            }
        }
    }

    /// `Arguments`
    pub(super) fn arguments(&mut self, is_constant: bool) -> Result<(), Stop> {
        if !self.pass(TokenKind::ParenLeft) {
            return Ok(());
        }
        loop {
            self.name()?;
            self.expect(TokenKind::Colon, "`:`")?;
            self.value(is_constant, 0, None)?;
            if self.pass(TokenKind::ParenRight) {
                return Ok(());
            }
        }
    }
}
