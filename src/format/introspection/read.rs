//! The first pass: from JSON text straight into a draft.
//!
//! One reader a level of the document. The keys of an object may come in any order; the lists of a type that come before
//! its kind and its name are set aside as text.

use std::borrow::Cow;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess};
use serde_json::value::RawValue;

use super::reader::{Envelope, Reader, Wrapper};
use crate::format::json::{ARRAY, Array, BOOLEAN, Flag, Found, Items, Members, NULL, OBJECT, Object, Text};
use crate::format::{graphql, sdl};
use crate::registry::draft::Signature;
use crate::registry::names::Name;
use crate::registry::tables::NONE;
use crate::registry::{Finding, JsonPath, Operation, TypeKind};

/// The reason of what is deprecated without one.
const DEFAULT_REASON: &str = "No longer supported";

/// Reads a document into the reader's draft.
pub(super) fn document<'de, D: Deserializer<'de>>(
    reader: &mut Reader<'_>,
    deserializer: D,
) -> Result<(), D::Error> {
    let mut document = Document { reader, has_schema: false, server_error: None };
    let whole = Object(&mut document).deserialize(deserializer)?;
    let Document { has_schema, server_error, .. } = document;
    match whole {
        Err(Found(found)) => {
            reader.report(JsonPath::default(), Finding::WrongType { expected: OBJECT, found });
        }
        Ok(()) if !has_schema => {
            let message = match server_error {
                Some(message) => format!("the server answered with an error instead of a schema: {message}"),
                None => "this is no introspection result: it has no `__schema`".to_owned(),
            };
            reader.report(JsonPath::default(), Finding::OtherFormat { message });
        }
        Ok(()) => {}
    }
    reader.push_missing_scalars();
    Ok(())
}

/// Reads what is around the schema, and the schema object itself where nothing is around it.
struct Document<'r, 'd> {
    reader: &'r mut Reader<'d>,
    has_schema: bool,
    server_error: Option<String>,
}

impl<'de> Members<'de> for Document<'_, '_> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        match key.as_ref() {
            "data" if !self.has_schema => {
                self.reader.place.envelope = Envelope::Response;
                // `"data": null` comes with errors.
                let _ = map.next_value_seed(Object(self))?;
            }
            "__schema" if !self.has_schema => {
                self.has_schema = true;
                if self.reader.place.envelope == Envelope::None {
                    self.reader.place.envelope = Envelope::Data;
                }
                let whole = map.next_value_seed(Object(&mut Schema { reader: self.reader }))?;
                if let Err(Found(found)) = whole {
                    self.reader.report_here(Finding::WrongType { expected: OBJECT, found });
                }
            }
            "queryType" | "mutationType" | "subscriptionType" | "types" => {
                self.has_schema = true;
                Schema { reader: self.reader }.member(key, map)?;
            }
            "errors" => {
                let mut errors = Errors { first: None };
                let _ = map.next_value_seed(Array(&mut errors))?;
                self.server_error = errors.first;
            }
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Reads the message of the first error of a response.
struct Errors {
    first: Option<String>,
}

impl<'de> Items<'de> for Errors {
    fn item<A: SeqAccess<'de>>(&mut self, _: usize, seq: &mut A) -> Result<bool, A::Error> {
        Ok(seq.next_element_seed(Object(self))?.is_some())
    }
}

impl<'de> Members<'de> for Errors {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        if key != "message" || self.first.is_some() {
            map.next_value::<IgnoredAny>()?;
            return Ok(());
        }
        let Text(message) = map.next_value()?;
        self.first = message.ok().map(Cow::into_owned);
        Ok(())
    }
}

/// Reads the schema object.
struct Schema<'r, 'd> {
    reader: &'r mut Reader<'d>,
}

impl<'de> Members<'de> for Schema<'_, '_> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let operation = match key.as_ref() {
            "types" => {
                let whole = map.next_value_seed(Array(&mut Types { reader: self.reader }))?;
                self.reader.place.type_index = None;
                if let Err(found) = whole {
                    self.reader.wrong_type("types", ARRAY, found);
                }
                return Ok(());
            }
            "queryType" => Operation::Query,
            "mutationType" => Operation::Mutation,
            "subscriptionType" => Operation::Subscription,
            _ => {
                map.next_value::<IgnoredAny>()?;
                return Ok(());
            }
        };
        let mut named = Named { name: None };
        match map.next_value_seed(Object(&mut named))? {
            Ok(()) => match named.name {
                Some(name) => graphql::set_root(self.reader.draft, operation, &name),
                None => {
                    let path = self.reader.place.path().key(&key);
                    self.reader.report(path, Finding::MissingKey { key: "name" });
                }
            },
            Err(Found(NULL)) => {}
            Err(found) => self.reader.wrong_type(&key, OBJECT, found),
        }
        Ok(())
    }
}

/// Reads the name of an object, and nothing else of it.
struct Named<'de> {
    name: Option<Cow<'de, str>>,
}

impl<'de> Members<'de> for Named<'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        if key == "name" {
            let Text(name) = map.next_value()?;
            self.name = name.ok();
        } else {
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// Reads all types.
struct Types<'r, 'd> {
    reader: &'r mut Reader<'d>,
}

impl<'de> Items<'de> for Types<'_, '_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, seq: &mut A) -> Result<bool, A::Error> {
        self.reader.place.type_index = Some(index);
        let mut definition = Type {
            reader: self.reader,
            name: None,
            kind: None,
            id: None,
            seen: 0,
            has_links: false,
            aside: Vec::new(),
        };
        let Some(whole) = seq.next_element_seed(Object(&mut definition))? else { return Ok(false) };
        match whole {
            Ok(()) => definition.finish().map_err(A::Error::custom)?,
            Err(Found(found)) => self.reader.report_here(Finding::WrongType { expected: OBJECT, found }),
        }
        if self.reader.draft.has_overflowed() {
            return Err(A::Error::custom("there is too much of something"));
        }
        Ok(true)
    }
}

/// The lists of a type.
const LISTS: [&str; 5] = ["fields", "inputFields", "interfaces", "enumValues", "possibleTypes"];

/// Which of its lists a type of a kind must have, by their numbers.
fn required_lists(kind: TypeKind) -> &'static [usize] {
    match kind {
        TypeKind::Object => &[0, 2],
        // Servers that are older than interfaces of interfaces say nothing of them.
        TypeKind::Interface => &[0],
        TypeKind::InputObject => &[1],
        TypeKind::Enum => &[3],
        TypeKind::Union => &[4],
        TypeKind::Scalar => &[],
    }
}

/// Whether a type of a kind may have that list. The possible types of an interface say nothing that its implementations
/// do not.
fn has_list(kind: TypeKind, number: usize) -> bool {
    required_lists(kind).contains(&number) || (kind == TypeKind::Interface && number == 2)
}

/// Reads a type.
struct Type<'r, 'd, 'de> {
    reader: &'r mut Reader<'d>,
    name: Option<Cow<'de, str>>,
    kind: Option<TypeKind>,
    /// Its number in the draft, as soon as it is there.
    id: Option<u32>,
    /// Which lists have been read, a bit each.
    seen: u8,
    has_links: bool,
    /// Lists that came before the kind and the name.
    aside: Vec<(usize, &'de RawValue)>,
}

impl<'de> Members<'de> for Type<'_, '_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        match key.as_ref() {
            "name" => self.name = self.reader.text("name", map)?,
            "kind" => {
                let kind = self.reader.text("kind", map)?;
                self.kind = kind.as_deref().and_then(TypeKind::from_name);
                if let (Some(kind), None) = (kind, self.kind) {
                    let path = self.reader.place.path().key("kind");
                    self.reader.report(path, Finding::UnknownKind { kind: kind.into_owned() });
                }
            }
            key => match LISTS.iter().position(|&list| list == key) {
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some(number) => match (self.kind, &self.name) {
                    (Some(kind), Some(name))
                        if !has_list(kind, number) || graphql::is_introspection(name) =>
                    {
                        map.next_value::<IgnoredAny>()?;
                    }
                    (Some(_), Some(_)) => {
                        let read = map.next_value_seed(List { definition: self, number })?;
                        self.took(number, read);
                    }
                    _ => self.aside.push((number, map.next_value()?)),
                },
            },
        }
        Ok(())
    }
}

impl Type<'_, '_, '_> {
    /// Ends the type, once all of its object has been read.
    fn finish(mut self) -> Result<(), serde_json::Error> {
        let Some(name) = self.name.clone() else {
            self.reader.report_here(Finding::MissingKey { key: "name" });
            return Ok(());
        };
        if graphql::is_introspection(&name) {
            return Ok(());
        }
        let Some(kind) = self.kind else {
            // Where it is written, it has been reported.
            self.reader.draft.begin_type(&name);
            return Ok(());
        };
        for (number, raw) in std::mem::take(&mut self.aside) {
            if has_list(kind, number) {
                let mut deserializer = serde_json::Deserializer::from_str(raw.get());
                let read = List { definition: &mut self, number }.deserialize(&mut deserializer)?;
                self.took(number, read);
            }
        }
        let id = self.begin();
        let is_missing = |&&number: &&usize| self.seen & 1 << number == 0;
        let missing: Vec<usize> = required_lists(kind).iter().filter(is_missing).copied().collect();
        for key in missing.into_iter().map(|number| LISTS[number]) {
            let finding = Finding::MissingList { kind, name: name.clone().into_owned(), key };
            self.reader.report(self.reader.place.path().key(key), finding);
        }
        self.reader.draft.end_type(id, Some(kind), graphql::written(kind, self.has_links), NONE);
        Ok(())
    }

    /// Notes that a list has been read; `null` is none.
    fn took(&mut self, number: usize, read: Result<(), Found>) {
        self.reader.place.member = None;
        let key = LISTS[number];
        match read {
            Err(Found(NULL)) => return,
            Err(found) => self.reader.wrong_type(key, ARRAY, found),
            Ok(()) if self.seen & 1 << number != 0 => {
                let path = self.reader.place.path().nth_key(key, 1);
                self.reader.report(path, Finding::Duplicate { key: key.to_owned() });
            }
            Ok(()) => {}
        }
        self.seen |= 1 << number;
    }

    fn begin(&mut self) -> u32 {
        let name = self.name.as_deref().unwrap_or_default();
        *self.id.get_or_insert_with(|| self.reader.draft.begin_type(name))
    }
}

/// Reads a list of a type.
struct List<'t, 'r, 'd, 'de> {
    definition: &'t mut Type<'r, 'd, 'de>,
    number: usize,
}

impl<'de> DeserializeSeed<'de> for List<'_, '_, '_, '_> {
    type Value = Result<(), Found>;

    fn deserialize<D: Deserializer<'de>>(mut self, deserializer: D) -> Result<Self::Value, D::Error> {
        Array(&mut self).deserialize(deserializer)
    }
}

impl<'de> Items<'de> for List<'_, '_, '_, '_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, seq: &mut A) -> Result<bool, A::Error> {
        let id = self.definition.begin();
        let reader = &mut *self.definition.reader;
        reader.place.member = Some((LISTS[self.number], index));
        let mut value = Value::new(reader);
        let Some(whole) = seq.next_element_seed(Object(&mut value))? else { return Ok(false) };
        if let Err(Found(found)) = whole {
            self.definition.reader.report_here(Finding::WrongType { expected: OBJECT, found });
            return Ok(true);
        }
        match self.number {
            0 | 1 => value.push_field(id),
            3 => value.push_value(),
            _ => {
                value.push_link();
                self.definition.has_links = true;
            }
        }
        Ok(true)
    }
}

/// Reads whatever has a name in a list: a field, an argument, a value, a reference to a type.
struct Value<'r, 'd, 'de> {
    reader: &'r mut Reader<'d>,
    name: Option<Cow<'de, str>>,
    /// The number of its type reference, and whether there is one at all.
    reference: Option<u32>,
    has_type: bool,
    args: u32,
    default: Option<Name>,
    is_deprecated: Option<bool>,
    reason: Option<Cow<'de, str>>,
    has_args: bool,
}

impl<'r, 'd, 'de> Value<'r, 'd, 'de> {
    fn new(reader: &'r mut Reader<'d>) -> Self {
        let args = reader.draft.args_start();
        Self {
            reader,
            name: None,
            reference: None,
            has_type: false,
            args,
            default: None,
            is_deprecated: None,
            reason: None,
            has_args: false,
        }
    }

    fn name(&mut self) -> Option<Cow<'de, str>> {
        if self.name.is_none() {
            self.reader.report_here(Finding::MissingKey { key: "name" });
        }
        self.name.take()
    }

    fn deprecated(&mut self) -> Option<Name> {
        let reason = match (&self.reason, self.is_deprecated) {
            // Some servers have a reason, the empty one, for what is not deprecated.
            (Some(reason), Some(false)) if reason.is_empty() => return None,
            (Some(reason), _) => reason,
            (None, Some(true)) => DEFAULT_REASON,
            (None, _) => return None,
        };
        Some(self.reader.draft.text(reason))
    }

    /// The reference that has been read, or one that stands for it.
    fn reference(&mut self) -> u32 {
        if !self.has_type {
            self.reader.report_here(Finding::MissingKey { key: "type" });
        }
        self.reference.unwrap_or_else(|| self.reader.draft.short_reference("", false, false))
    }

    fn push_field(mut self, parent: u32) {
        if self.reader.place.member.is_some_and(|(list, _)| list == LISTS[0]) && !self.has_args {
            let name = self.name.as_deref().unwrap_or_default().to_owned();
            let finding = Finding::MissingList { kind: TypeKind::Object, name, key: "args" };
            self.reader.report(self.reader.place.path().key("args"), finding);
        }
        let reference = self.reference();
        let deprecated = self.deprecated();
        let (args, default) = (self.args, self.default);
        let Some(name) = self.name() else { return };
        let draft = &mut *self.reader.draft;
        let args_written = draft.args_start() > args;
        let id = draft.begin_field(parent, &name);
        draft.end_field(
            id,
            Signature { reference, args, args_written, default, deprecated, extensions: NONE },
        );
    }

    fn push_arg(mut self) {
        let reference = self.reference();
        let deprecated = self.deprecated();
        let default = self.default;
        let Some(name) = self.name() else { return };
        self.reader.draft.push_arg(&name, reference, default, deprecated, NONE);
    }

    fn push_value(mut self) {
        let deprecated = self.deprecated();
        let Some(name) = self.name() else { return };
        self.reader.draft.push_value(&name, deprecated, NONE);
    }

    fn push_link(mut self) {
        let Some(name) = self.name() else { return };
        self.reader.draft.push_link(&name);
    }

    fn read_default<A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        let Some(text) = self.reader.text("defaultValue", map)? else { return Ok(()) };
        match sdl::reprint(&text) {
            Some(literal) => self.default = Some(self.reader.draft.text(&literal)),
            None => {
                let path = self.reader.place.path().key("defaultValue");
                self.reader.report(path, Finding::InvalidLiteral { text: text.into_owned() });
            }
        }
        Ok(())
    }
}

impl<'de> Members<'de> for Value<'_, '_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        match key.as_ref() {
            "name" => self.name = self.reader.text("name", map)?,
            "type" => {
                self.has_type = true;
                self.reference = read_reference(self.reader, map)?;
            }
            "defaultValue" => self.read_default(map)?,
            "isDeprecated" => {
                let Flag(flag) = map.next_value()?;
                match flag {
                    Ok(flag) => self.is_deprecated = Some(flag),
                    Err(Found(NULL)) => {}
                    Err(found) => self.reader.wrong_type("isDeprecated", BOOLEAN, found),
                }
            }
            "deprecationReason" => self.reason = self.reader.text("deprecationReason", map)?,
            "args" if self.reader.place.member.is_some_and(|(list, _)| list == LISTS[0]) => {
                let read = map.next_value_seed(Array(&mut Args { reader: self.reader }))?;
                self.reader.place.arg = None;
                match read {
                    Ok(()) => self.has_args = true,
                    Err(Found(NULL)) => {}
                    Err(found) => {
                        self.has_args = true;
                        self.reader.wrong_type("args", ARRAY, found);
                    }
                }
            }
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Reads the arguments of a field.
struct Args<'r, 'd> {
    reader: &'r mut Reader<'d>,
}

impl<'de> Items<'de> for Args<'_, '_> {
    fn item<A: SeqAccess<'de>>(&mut self, index: usize, seq: &mut A) -> Result<bool, A::Error> {
        self.reader.place.arg = Some(index);
        let mut arg = Value::new(self.reader);
        let Some(whole) = seq.next_element_seed(Object(&mut arg))? else { return Ok(false) };
        match whole {
            Ok(()) => arg.push_arg(),
            Err(Found(found)) => self.reader.report_here(Finding::WrongType { expected: OBJECT, found }),
        }
        Ok(true)
    }
}

/// Reads a type reference; gives its number, unless it has been reported.
fn read_reference<'de, A: MapAccess<'de>>(
    reader: &mut Reader<'_>,
    map: &mut A,
) -> Result<Option<u32>, A::Error> {
    reader.wrappers.clear();
    reader.expr.clear();
    reader.place.reference = Some(0);
    let mut level = Level { reader, slot: 0, name: None, kind: None, is_wrapped: false };
    level.reader.wrappers.push(Wrapper::Named);
    let whole = map.next_value_seed(Object(&mut level))?;
    let name = if whole.is_ok() { level.finish() } else { None };
    let number = match (whole, name) {
        (Err(Found(found)), _) => {
            reader.report_here(Finding::WrongType { expected: OBJECT, found });
            None
        }
        (Ok(()), Some(name)) => wrap(reader, &name),
        (Ok(()), None) => None,
    };
    reader.place.reference = None;
    Ok(number)
}

/// The number of the reference of that name in the wrappers that have been read.
fn wrap(reader: &mut Reader<'_>, name: &str) -> Option<u32> {
    let Reader { wrappers, expr, .. } = reader;
    wrappers.iter().filter(|&&wrapper| wrapper == Wrapper::List).for_each(|_| expr.push('['));
    expr.push_str(name);
    for wrapper in wrappers.iter().rev() {
        match wrapper {
            Wrapper::Named => {}
            Wrapper::List => expr.push(']'),
            Wrapper::NonNull => expr.push('!'),
        }
    }
    let number = reader.draft.full_reference(&reader.expr, graphql::NESTING);
    if number.is_none() {
        let text = reader.expr.clone();
        reader.report_here(Finding::InvalidTypeReference { text });
    }
    number
}

/// Reads one level of a type reference.
struct Level<'r, 'd, 'de> {
    reader: &'r mut Reader<'d>,
    slot: usize,
    name: Option<Cow<'de, str>>,
    /// Whether the level has a kind that is known.
    kind: Option<Wrapper>,
    /// Whether there is a level below.
    is_wrapped: bool,
}

impl<'de> Level<'_, '_, 'de> {
    /// The name of the type, once all of the level has been read.
    fn finish(self) -> Option<Cow<'de, str>> {
        let is_named = match self.kind {
            Some(kind) => kind == Wrapper::Named,
            None => {
                self.reader.report_here(Finding::MissingKey { key: "kind" });
                return None;
            }
        };
        if !is_named && !self.is_wrapped {
            // The query that was asked does not go deep enough.
            self.reader.report_here(Finding::MissingKey { key: "ofType" });
            return None;
        }
        if is_named && self.name.is_none() {
            self.reader.report_here(Finding::MissingKey { key: "name" });
        }
        self.name
    }
}

impl<'de> Members<'de> for Level<'_, '_, 'de> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        match key.as_ref() {
            "kind" => {
                let kind = self.reader.text("kind", map)?;
                let wrapper = match kind.as_deref() {
                    Some("LIST") => Wrapper::List,
                    Some("NON_NULL") => Wrapper::NonNull,
                    _ => Wrapper::Named,
                };
                self.kind = kind.map(|_| wrapper);
                self.reader.wrappers[self.slot] = wrapper;
            }
            "name" => {
                let name = self.reader.text("name", map)?;
                // A wrapper has none.
                self.name = name.or(self.name.take());
            }
            "ofType" => {
                let slot = self.slot + 1;
                self.reader.wrappers.push(Wrapper::Named);
                self.reader.place.reference = Some(slot);
                let mut below =
                    Level { reader: self.reader, slot, name: None, kind: None, is_wrapped: false };
                let whole = map.next_value_seed(Object(&mut below))?;
                match whole {
                    Ok(()) => {
                        self.name = below.finish();
                        self.is_wrapped = true;
                    }
                    Err(Found(NULL)) => {
                        self.reader.wrappers.pop();
                    }
                    Err(Found(found)) => {
                        self.is_wrapped = true;
                        self.reader.report_here(Finding::WrongType { expected: OBJECT, found });
                    }
                }
                self.reader.place.reference = Some(self.slot);
            }
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
