//! Types, and what belongs to them: fields, arguments, enum values, interfaces and members.

use std::borrow::Cow;
use std::ops::Range;

use super::Reader;
use crate::build::{Attributes, Element, Incomplete, Kept, Part, Reference, TypeHead};
use crate::diagnostics::Finding;
use crate::format::sdl;
use crate::json::{Kind, Stop};
use crate::model::{DEFAULT_DEPRECATION_REASON, INTROSPECTION_TYPES, SPECIFIED_DIRECTIVES, TypeKind};

/// The lists of a type come first.
const TYPE: [&str; 10] = [
    "fields",
    "inputFields",
    "interfaces",
    "enumValues",
    "possibleTypes",
    "kind",
    "name",
    "description",
    "isOneOf",
    "specifiedByURL",
];
const LISTS: usize = 5;
const FIELD: [&str; 7] =
    ["name", "description", "type", "defaultValue", "isDeprecated", "deprecationReason", "args"];
const ARGS: usize = 6;
const DIRECTIVE: [&str; 5] = ["name", "description", "locations", "args", "isRepeatable"];

/// Which of its lists a type of a kind must have, by position.
fn required_lists(kind: TypeKind) -> &'static [usize] {
    match kind {
        TypeKind::Object => &[0, 2],
        // Servers older than interfaces of interfaces do not have it.
        TypeKind::Interface => &[0],
        TypeKind::InputObject => &[1],
        TypeKind::Enum => &[3],
        TypeKind::Union => &[4],
        TypeKind::Scalar => &[],
    }
}

/// Whether a type of a kind may have that list. The possible types of an interface add nothing to its
/// implementations.
fn has_list(kind: TypeKind, list: usize) -> bool {
    required_lists(kind).contains(&list) || (kind == TypeKind::Interface && list == 2)
}

/// The content of a type, as it is read.
#[derive(Default)]
struct Type<'de> {
    name: Option<(Cow<'de, str>, Range<usize>)>,
    kind: Option<TypeKind>,
    /// Whether there is a kind at all.
    has_kind: bool,
    one_of: bool,
    specified_by: Option<Cow<'de, str>>,
    kept: Vec<Kept>,
    has_links: bool,
    /// Where lists start that came before the kind and the name.
    aside: Vec<(usize, usize)>,
}

/// A named item in a list: a field, an argument, a value, a reference to a type.
#[derive(Default)]
struct Entry<'de> {
    start: usize,
    name: Option<(Cow<'de, str>, Range<usize>)>,
    reference: Option<Reference>,
    has_type: bool,
    type_span: Range<usize>,
    default: Option<Cow<'de, str>>,
    is_deprecated: Option<bool>,
    reason: Option<Cow<'de, str>>,
    kept: Vec<Kept>,
    has_args: bool,
    /// The place of `args`, if it is `null`.
    null_args: Option<Range<usize>>,
    args: u32,
}

impl Entry<'_> {
    fn attributes(&self) -> Attributes<'_> {
        Attributes { default: self.default.as_deref(), deprecated: self.deprecated(), kept: &self.kept }
    }

    fn deprecated(&self) -> Option<&str> {
        match (&self.reason, self.is_deprecated) {
            // Some servers send a reason, an empty one, for what is not deprecated.
            (Some(reason), Some(false)) if reason.is_empty() => None,
            (Some(reason), _) => Some(reason),
            (None, Some(true)) => Some(DEFAULT_DEPRECATION_REASON),
            (None, _) => None,
        }
    }
}

impl<'de> Reader<'_, 'de> {
    pub(super) fn type_definition(&mut self) -> Result<(), Stop> {
        let start = self.value_start();
        let mut definition = Type::default();
        let seen = self.members(&TYPE, |reader, key| reader.type_key(key, &mut definition))?;
        let end = self.cursor.at();
        let Some((name, name_span)) = definition.name.take() else {
            self.report(start..end, Finding::MissingKey { key: "name" });
            return Ok(());
        };
        if name.starts_with("__") {
            if !INTROSPECTION_TYPES.contains(&name.as_ref()) {
                self.report(name_span, Finding::ReservedName { name: name.into_owned() });
            }
            return Ok(());
        }
        if !definition.has_kind {
            self.report(start..end, Finding::MissingKey { key: "kind" });
        }
        self.has_types = true;
        let Some(kind) = definition.kind else {
            // So that references to it can be resolved.
            self.draft.push_type(TypeHead { name: &name, ..TypeHead::default() });
            return Ok(());
        };
        for (list, at) in std::mem::take(&mut definition.aside) {
            if has_list(kind, list) {
                self.cursor.go_to(at);
                self.list(list, &mut definition)?;
            }
        }
        self.cursor.go_to(end);
        for &list in required_lists(kind).iter().filter(|&&list| !seen.has(list)) {
            let finding = Finding::MissingList { kind, name: name.clone().into_owned(), key: TYPE[list] };
            let path = self.place.path().key(TYPE[list]);
            self.draft.set_incomplete(Incomplete::Parts);
            let span = seen.null(list).unwrap_or(start..end);
            self.report_at(path, span, finding);
        }
        let id = self.draft.push_type(TypeHead {
            name: &name,
            kind: Some(kind),
            written: crate::format::written(kind, definition.has_links),
            one_of: definition.one_of && kind == TypeKind::InputObject,
            specified_by: definition.specified_by.as_deref().filter(|_| kind == TypeKind::Scalar),
            kept: &definition.kept,
            ..TypeHead::default()
        });
        self.note(Element::Type(id), Part::Name, Some("name"), name_span);
        Ok(())
    }

    fn type_key(&mut self, key: &'static str, definition: &mut Type<'de>) -> Result<(), Stop> {
        let start = self.value_start();
        match key {
            "name" => {
                definition.name = self.text(key)?.map(|name| (name, start..self.cursor.at()));
                self.names.of_type = definition.name.as_ref().map(|(name, _)| name.clone());
            }
            "kind" => {
                let Some(kind) = self.text(key)? else { return Ok(()) };
                definition.has_kind = true;
                definition.kind = kind.parse().ok();
                if definition.kind.is_none() {
                    let path = self.place.path().key(key);
                    let finding = Finding::UnknownKind { kind: kind.into_owned() };
                    self.report_at(path, start..self.cursor.at(), finding);
                }
            }
            "isOneOf" => definition.one_of = self.flag(key)?.unwrap_or_default(),
            "specifiedByURL" => definition.specified_by = self.text(key)?,
            "description" => self.description(&mut definition.kept)?,
            _ => {
                let list = TYPE[..LISTS].iter().position(|&list| list == key).unwrap_or_default();
                match (definition.kind, &definition.name) {
                    (Some(kind), Some((name, _))) if !has_list(kind, list) || name.starts_with("__") => {
                        self.cursor.skip()?;
                    }
                    (Some(_), Some(_)) => self.list(list, definition)?,
                    _ => {
                        definition.aside.push((list, start));
                        self.cursor.skip()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads a description, or skips it unless it is wanted.
    pub(super) fn description(&mut self, kept: &mut Vec<Kept>) -> Result<(), Stop> {
        if !self.draft.keep.descriptions && self.cursor.kind()? == Kind::String {
            self.draft.dropped.add_description();
            return self.cursor.skip();
        }
        if let Some(text) = self.text("description")? {
            kept.push(self.draft.description(&text));
        }
        Ok(())
    }

    /// Reads the definition of a directive, if such are wanted.
    pub(super) fn directive_definition(&mut self, kept: &mut Vec<Kept>) -> Result<(), Stop> {
        if !self.draft.keep.takes_definitions() {
            self.draft.dropped.add_directive_definition();
            return self.cursor.skip();
        }
        let start = self.value_start();
        let (mut name, mut of_directive, mut locations, mut is_repeatable) =
            (None, Vec::new(), Vec::new(), false);
        self.members(&DIRECTIVE, |reader, key| {
            match key {
                "name" => name = reader.text(key)?,
                "description" => reader.description(&mut of_directive)?,
                "locations" => locations = reader.texts(key)?,
                "isRepeatable" => is_repeatable = reader.flag(key)?.unwrap_or_default(),
                _ => _ = reader.args()?,
            }
            Ok(())
        })?;
        let Some(name) = name else {
            self.draft.discard_args();
            self.report(start..self.cursor.at(), Finding::MissingKey { key: "name" });
            return Ok(());
        };
        // Directives that every schema has.
        if !SPECIFIED_DIRECTIVES.contains(&name.as_ref()) {
            let locations: Vec<&str> = locations.iter().map(|it| &**it).collect();
            let definition = sdl::DirectiveDefinition {
                name: &name,
                description: self.draft.description_of(&of_directive),
                args: self.draft.open_args().collect(),
                deprecated: None,
                directives: Vec::new(),
                is_repeatable,
                locations: &locations,
            };
            let sdl = definition.to_sdl();
            match self.draft.directive_definition(&name, &sdl) {
                Some(definition) => kept.push(definition),
                None => {
                    self.report(
                        start..self.cursor.at(),
                        Finding::Duplicate { key: name.clone().into_owned() },
                    );
                }
            }
        }
        self.draft.discard_args();
        Ok(())
    }

    /// An array of texts.
    fn texts(&mut self, key: &'static str) -> Result<Vec<Cow<'de, str>>, Stop> {
        let mut texts = Vec::new();
        match self.cursor.kind()? {
            Kind::Array => {}
            found => return self.wrong_type(key, Kind::Array, found).map(|()| texts),
        }
        let mut more = self.cursor.open_array()?;
        while more {
            texts.extend(self.text(key)?);
            more = self.cursor.more_elements()?;
        }
        Ok(texts)
    }

    fn flag(&mut self, key: &'static str) -> Result<Option<bool>, Stop> {
        match self.cursor.kind()? {
            Kind::Boolean => self.cursor.flag().map(Some),
            found => self.wrong_type(key, Kind::Boolean, found).map(|()| None),
        }
    }

    /// Reads a list of a type.
    fn list(&mut self, list: usize, definition: &mut Type<'de>) -> Result<(), Stop> {
        let found = self.cursor.kind()?;
        if found != Kind::Array {
            return self.wrong_type(TYPE[list], Kind::Array, found);
        }
        let mut more = self.cursor.open_array()?;
        for index in 0.. {
            if !more {
                break;
            }
            self.place.member = Some((TYPE[list], index));
            if self.is_object()? {
                let entry = self.entry(list == 0)?;
                match list {
                    0 => self.push_field(&entry, true),
                    1 => self.push_field(&entry, false),
                    3 => self.push_value(&entry),
                    _ => {
                        definition.has_links = true;
                        self.push_link(&entry);
                    }
                }
            }
            self.names.member = None;
            more = self.cursor.more_elements()?;
        }
        self.place.member = None;
        Ok(())
    }

    fn entry(&mut self, may_have_args: bool) -> Result<Entry<'de>, Stop> {
        let mut entry = Entry { start: self.value_start(), ..Entry::default() };
        let seen = self.members(&FIELD, |reader, key| reader.entry_key(key, may_have_args, &mut entry))?;
        entry.null_args = seen.null(ARGS);
        Ok(entry)
    }

    fn entry_key(
        &mut self,
        key: &'static str,
        may_have_args: bool,
        entry: &mut Entry<'de>,
    ) -> Result<(), Stop> {
        let start = self.value_start();
        match key {
            "name" => {
                entry.name = self.text(key)?.map(|name| (name, start..self.cursor.at()));
                let name = entry.name.as_ref().map(|(name, _)| name.clone());
                let slot =
                    if self.place.arg.is_some() { &mut self.names.arg } else { &mut self.names.member };
                *slot = name;
            }
            "description" => self.description(&mut entry.kept)?,
            "type" => {
                entry.has_type = true;
                entry.reference = self.reference()?;
                entry.type_span = start..self.cursor.at();
            }
            "defaultValue" => {
                let Some(text) = self.text(key)? else { return Ok(()) };
                entry.default = sdl::reprint(&text).map(|literal| Cow::Owned(literal.into_owned()));
                if entry.default.is_none() {
                    let path = self.place.path().key(key);
                    let finding = Finding::InvalidLiteral { text: text.into_owned() };
                    self.report_at(path, start..self.cursor.at(), finding);
                }
            }
            "isDeprecated" => entry.is_deprecated = self.flag(key)?,
            "deprecationReason" => entry.reason = self.text(key)?,
            _ if may_have_args => {
                entry.has_args = true;
                entry.args = self.args()?;
            }
            _ => self.cursor.skip()?,
        }
        Ok(())
    }

    /// Reads the arguments of a field; returns their number.
    fn args(&mut self) -> Result<u32, Stop> {
        let found = self.cursor.kind()?;
        if found != Kind::Array {
            return self.wrong_type("args", Kind::Array, found).map(|()| 0);
        }
        let mut pushed = 0;
        let mut more = self.cursor.open_array()?;
        for index in 0.. {
            if !more {
                break;
            }
            self.place.arg = Some(index);
            if self.is_object()? {
                let entry = self.entry(false)?;
                pushed += u32::from(self.push_arg(&entry, pushed));
            }
            self.names.arg = None;
            more = self.cursor.more_elements()?;
        }
        self.place.arg = None;
        Ok(pushed)
    }

    /// The reference that was read, or a substitute.
    fn reference_of(&mut self, entry: &Entry<'_>) -> Reference {
        if !entry.has_type {
            self.report(entry.start..self.cursor.at(), Finding::MissingKey { key: "type" });
        }
        entry.reference.unwrap_or_else(|| self.draft.unread_reference())
    }

    fn name_of<'e>(&mut self, entry: &'e Entry<'de>) -> Option<&'e (Cow<'de, str>, Range<usize>)> {
        if entry.name.is_none() {
            self.report(entry.start..self.cursor.at(), Finding::MissingKey { key: "name" });
        }
        entry.name.as_ref()
    }

    fn push_field(&mut self, entry: &Entry<'de>, must_have_args: bool) {
        if must_have_args && !entry.has_args {
            let name = entry.name.as_ref().map(|(name, _)| name.clone().into_owned()).unwrap_or_default();
            let finding = Finding::MissingList { kind: TypeKind::Object, name, key: "args" };
            let path = self.place.path().key("args");
            let span = entry.null_args.clone().unwrap_or(entry.start..self.cursor.at());
            self.report_at(path, span, finding);
        }
        let reference = self.reference_of(entry);
        let Some((name, span)) = self.name_of(entry) else { return self.draft.discard_args() };
        let id = self.draft.push_field(name, reference, entry.args > 0, entry.attributes());
        self.note(Element::Field(id), Part::Name, Some("name"), span.clone());
        self.note(Element::Field(id), Part::Value("type_name"), Some("type"), entry.type_span.clone());
    }

    /// Returns whether there was something to push.
    fn push_arg(&mut self, entry: &Entry<'de>, position: u32) -> bool {
        let reference = self.reference_of(entry);
        let Some((name, span)) = self.name_of(entry) else { return false };
        self.draft.push_arg(name, reference, entry.attributes());
        // An argument of a directive does not belong to the next field.
        if self.place.member.is_some() {
            let element = Element::Arg(self.draft.next_field(), position);
            self.note(element, Part::Name, Some("name"), span.clone());
            self.note(element, Part::Value("type"), Some("type"), entry.type_span.clone());
        }
        true
    }

    fn push_value(&mut self, entry: &Entry<'de>) {
        let Some((name, span)) = self.name_of(entry) else { return };
        let id = self.draft.push_value(name, entry.attributes());
        self.note(Element::Value(id), Part::Name, Some("name"), span.clone());
    }

    fn push_link(&mut self, entry: &Entry<'de>) {
        let Some((name, _)) = self.name_of(entry) else { return };
        let id = self.draft.push_link(name);
        self.note(Element::Link(id), Part::Name, None, entry.start..self.cursor.at());
    }
}
