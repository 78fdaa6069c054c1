//! The first pass: from JSON text straight into a draft.
//!
//! One reader a level of the document. The keys of an object may come in any order; the lists of a type that come before
//! its kind and its name are set aside as text.

use std::borrow::Cow;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess};
use serde_json::value::RawValue;

use super::reader::{Envelope, Reader};
use super::value::Value;
use crate::format::graphql;
use crate::format::json::{ARRAY, Array, Found, Items, Members, NULL, OBJECT, Object, Text};
use crate::registry::{Finding, JsonPath, Operation, TypeKind};
use crate::store::tables::NONE;

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
        let message = map.next_value::<Text>()?.0;
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
            Ok(()) => {
                if let Some(name) = named.name {
                    graphql::set_root(self.reader.draft, operation, &name);
                } else {
                    let path = self.reader.place.path().key(&key);
                    self.reader.report(path, Finding::MissingKey { key: "name" });
                }
            }
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
            let name = map.next_value::<Text>()?.0;
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

/// The list of output fields, which have arguments.
pub(super) const FIELDS: &str = "fields";

/// The lists of a type.
const LISTS: [&str; 5] = [FIELDS, "inputFields", "interfaces", "enumValues", "possibleTypes"];

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
