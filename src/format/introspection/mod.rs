//! Introspection results, read into a registry.
//!
//! The keys of an object may come in any order. The members of a type are read when its kind and its name are known;
//! if those come later, which no common server does, the cursor comes back for them.

mod definitions;
mod reference;

use std::borrow::Cow;
use std::ops::Range;

use super::options::Format;
use crate::build::{Draft, Element, Incomplete, Kept, Part};
use crate::coordinate::Coordinate;
use crate::diagnostics::{Finding, JsonPath, Location};
use crate::json::{Cursor, Kind, Stop};
use crate::model::Operation;

use reference::{Level, Wrapper};

pub(super) const FORMAT: Format = Format { room: |text| text.len() / 2, is_schema: true, read: read_into };

fn read_into(json: &str, draft: &mut Draft) {
    super::begin_schema(draft);
    let mut reader = Reader {
        cursor: Cursor::new(json),
        draft,
        place: Place::default(),
        names: Names::default(),
        wrappers: Vec::new(),
        levels: Vec::new(),
        expr: String::new(),
        has_types: false,
        kept: Vec::new(),
    };
    let whole = reader.document().and_then(|()| reader.cursor.end());
    let kept = std::mem::take(&mut reader.kept);
    reader.draft.keep_in_document(&kept);
    if whole.is_err() {
        super::report_fault(&reader.cursor, reader.draft);
    }
}

struct Reader<'d, 'de> {
    cursor: Cursor<'de>,
    draft: &'d mut Draft,
    place: Place,
    names: Names<'de>,
    /// The wrappers of the current type reference, outermost first.
    wrappers: Vec<Wrapper>,
    /// Its open levels.
    levels: Vec<Level<'de>>,
    /// Its text.
    expr: String,
    /// Whether any type has been pushed.
    has_types: bool,
    /// What is kept of the document as a whole.
    kept: Vec<Kept>,
}

/// The names of the current definitions, as far as they are known.
#[derive(Debug, Default)]
struct Names<'de> {
    of_type: Option<Cow<'de, str>>,
    /// The name of a field or an enum value.
    member: Option<Cow<'de, str>>,
    arg: Option<Cow<'de, str>>,
}

impl Names<'_> {
    fn coordinate(&self) -> Option<Coordinate> {
        let of_type = self.of_type.as_deref()?;
        Some(match (&self.member, &self.arg) {
            (None, _) => Coordinate::of_type(of_type),
            (Some(member), None) => Coordinate::of_member(of_type, &**member),
            (Some(field), Some(arg)) => Coordinate::of_argument(of_type, &**field, &**arg),
        })
    }
}

/// The objects around the schema object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Envelope {
    /// `{"data": {"__schema": …}}`
    Response,
    /// `{"__schema": …}`
    Data,
    /// Nothing.
    #[default]
    None,
}

/// The current place, as cheap to keep as possible: a path is made from it only if there is something to report.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    envelope: Envelope,
    type_index: Option<usize>,
    /// The list in the type, or that of directives, and the index in it.
    member: Option<(&'static str, usize)>,
    arg: Option<usize>,
    /// The number of `ofType` below the key of a type reference.
    reference: Option<usize>,
}

impl Place {
    fn path(self) -> JsonPath {
        let path = JsonPath::default();
        let mut path = match self.envelope {
            Envelope::Response => path.key("data").key("__schema"),
            Envelope::Data => path.key("__schema"),
            Envelope::None => path,
        };
        if let Some(index) = self.type_index {
            path = path.key("types").index(index);
        }
        if let Some((list, index)) = self.member {
            path = path.key(list).index(index);
        }
        if let Some(index) = self.arg {
            path = path.key("args").index(index);
        }
        if let Some(depth) = self.reference {
            path = (0..depth).fold(path.key("type"), |path, _| path.key("ofType"));
        }
        path
    }
}

/// Which of `N` known keys an object has.
#[derive(Clone, Copy)]
struct Seen<const N: usize> {
    /// A bit each.
    keys: u16,
    /// The places of values that are `null`, which means that the key is absent; 0 if there is none.
    nulls: [u32; N],
}

impl<const N: usize> Default for Seen<N> {
    fn default() -> Self {
        Self { keys: 0, nulls: [0; N] }
    }
}

impl<const N: usize> Seen<N> {
    fn has(&self, at: usize) -> bool {
        self.keys & 1 << at != 0
    }

    /// Where the `null` of a key is.
    fn null(&self, at: usize) -> Option<Range<usize>> {
        let start = self.nulls[at] as usize;
        (start > 0).then_some(start..start + 4)
    }
}

impl<'de> Reader<'_, 'de> {
    fn document(&mut self) -> Result<(), Stop> {
        let (mut has_schema, mut server_error) = (false, None);
        if !self.is_object()? {
            return Ok(());
        }
        self.envelope(Envelope::None, &mut has_schema, &mut server_error)?;
        let at = 0..self.cursor.at();
        match (has_schema, server_error) {
            (true, Some(message)) => {
                let location = Location { span: at, path: Some(JsonPath::default()) };
                self.draft.report(None, location, Finding::ServerErrors { message });
            }
            (true, None) => {}
            (false, error) => {
                let message = match error {
                    Some(message) => {
                        format!("the server answered with an error instead of a schema: {message}")
                    }
                    None => "this is not an introspection result: it has no `__schema`".to_owned(),
                };
                let location = Location { span: at, path: Some(JsonPath::default()) };
                self.draft.report(None, location, Finding::OtherFormat { message });
            }
        }
        Ok(())
    }

    /// Reads the schema object, or the one or two objects around it.
    fn envelope(
        &mut self,
        envelope: Envelope,
        has_schema: &mut bool,
        server_error: &mut Option<String>,
    ) -> Result<(), Stop> {
        let mut schema = Seen::<{ SCHEMA.len() }>::default();
        self.cursor.skip_space();
        let start = self.cursor.at();
        let mut more = self.cursor.open_object()?;
        while more {
            let key = self.cursor.key()?;
            match key.as_ref() {
                "data" if envelope == Envelope::None && !*has_schema => match self.cursor.kind()? {
                    Kind::Object => self.envelope(Envelope::Response, has_schema, server_error)?,
                    // `"data": null` comes with errors.
                    _ => self.cursor.skip()?,
                },
                "__schema" if !*has_schema => {
                    *has_schema = true;
                    self.place.envelope =
                        if envelope == Envelope::Response { Envelope::Response } else { Envelope::Data };
                    if self.is_object()? {
                        self.schema()?;
                    }
                }
                "errors" if envelope == Envelope::None => *server_error = self.first_error()?,
                key if envelope == Envelope::None && SCHEMA.contains(&key) => {
                    *has_schema = true;
                    self.schema_key(key, &mut schema)?;
                }
                _ => self.cursor.skip()?,
            }
            more = self.cursor.more_members()?;
        }
        if schema.keys != 0 {
            self.end_schema(start);
        }
        Ok(())
    }

    /// Reads the message of the first error of a response.
    fn first_error(&mut self) -> Result<Option<String>, Stop> {
        if self.cursor.kind()? != Kind::Array {
            return self.cursor.skip().map(|()| None);
        }
        let mut first = None;
        let mut more = self.cursor.open_array()?;
        while more {
            if first.is_none() && self.cursor.kind()? == Kind::Object {
                first = Some(self.message()?.unwrap_or_default());
            } else {
                self.cursor.skip()?;
            }
            more = self.cursor.more_elements()?;
        }
        Ok(first)
    }

    fn message(&mut self) -> Result<Option<String>, Stop> {
        let mut message = None;
        let mut more = self.cursor.open_object()?;
        while more {
            if self.cursor.key()? == "message" && self.cursor.kind()? == Kind::String {
                message = Some(self.cursor.string()?.into_owned());
            } else {
                self.cursor.skip()?;
            }
            more = self.cursor.more_members()?;
        }
        Ok(message)
    }

    fn schema(&mut self) -> Result<(), Stop> {
        let mut seen = Seen::<{ SCHEMA.len() }>::default();
        self.cursor.skip_space();
        let start = self.cursor.at();
        let mut more = self.cursor.open_object()?;
        while more {
            let key = self.cursor.key()?;
            self.schema_key(&key, &mut seen)?;
            more = self.cursor.more_members()?;
        }
        self.end_schema(start);
        Ok(())
    }

    fn schema_key(&mut self, key: &str, seen: &mut Seen<{ SCHEMA.len() }>) -> Result<(), Stop> {
        let Some(at) = SCHEMA.iter().position(|&it| it == key) else { return self.cursor.skip() };
        if !self.is_first(SCHEMA[at], at, seen)? {
            return Ok(());
        }
        match key {
            "types" => self.types(),
            "description" => {
                let mut kept = std::mem::take(&mut self.kept);
                let read = self.description(&mut kept);
                self.kept = kept;
                read
            }
            "directives" => self.directives(),
            "queryType" => self.root(SCHEMA[at], Operation::Query),
            "mutationType" => self.root(SCHEMA[at], Operation::Mutation),
            _ => self.root(SCHEMA[at], Operation::Subscription),
        }
    }

    /// Refuses a schema without types: it is not the answer to an introspection query.
    fn end_schema(&mut self, start: usize) {
        if !self.has_types {
            self.report(start..self.cursor.at(), Finding::NoTypes);
        }
    }

    fn root(&mut self, key: &'static str, operation: Operation) -> Result<(), Stop> {
        let start = self.value_start();
        match self.cursor.kind()? {
            Kind::Object => {}
            Kind::Null => return self.cursor.null(),
            found => return self.wrong_type(key, Kind::Object, found),
        }
        let mut name = None;
        self.members(&["name"], |reader, key| {
            let span = reader.value_start();
            name = reader.text(key)?.map(|name| (name, span..reader.cursor.at()));
            Ok(())
        })?;
        let Some((name, span)) = name else {
            let path = self.place.path().key(key);
            self.report_at(path, start..self.cursor.at(), Finding::MissingKey { key: "name" });
            return Ok(());
        };
        self.draft.set_root(operation, &name);
        let place = self.place;
        self.draft.note(Element::Root(operation), Part::Name, || Location {
            span,
            path: Some(place.path().key(key).key("name")),
        });
        Ok(())
    }

    fn types(&mut self) -> Result<(), Stop> {
        match self.cursor.kind()? {
            Kind::Array => {}
            Kind::Null => return self.cursor.null(),
            found => return self.wrong_type("types", Kind::Array, found),
        }
        let mut more = self.cursor.open_array()?;
        for index in 0.. {
            if !more {
                break;
            }
            self.place.type_index = Some(index);
            if self.is_object()? {
                self.type_definition()?;
            }
            self.names = Names::default();
            if self.draft.has_overflowed() {
                return Err(Stop);
            }
            more = self.cursor.more_elements()?;
        }
        self.place.type_index = None;
        Ok(())
    }

    fn directives(&mut self) -> Result<(), Stop> {
        match self.cursor.kind()? {
            Kind::Array => {}
            found => return self.wrong_type("directives", Kind::Array, found),
        }
        let mut kept = std::mem::take(&mut self.kept);
        let mut more = self.cursor.open_array()?;
        for index in 0.. {
            if !more {
                break;
            }
            self.place.member = Some(("directives", index));
            if self.is_object()? {
                self.directive_definition(&mut kept)?;
            }
            more = self.cursor.more_elements()?;
        }
        self.place.member = None;
        self.kept = kept;
        Ok(())
    }

    /// Reads an object: passes known keys on, and skips all others.
    fn members<const N: usize>(
        &mut self,
        known: &[&'static str; N],
        mut each: impl FnMut(&mut Self, &'static str) -> Result<(), Stop>,
    ) -> Result<Seen<N>, Stop> {
        let mut seen = Seen::default();
        let mut more = self.cursor.open_object()?;
        let mut next = 0;
        while more {
            match self.known_key(known, &mut next)? {
                Some(at) if self.is_first(known[at], at, &mut seen)? => each(self, known[at])?,
                Some(_) => {}
                None => self.cursor.skip()?,
            }
            more = self.cursor.more_members()?;
        }
        Ok(seen)
    }

    /// Reads a key, and returns which of the known ones it is. `next` is the one expected next.
    #[inline]
    fn known_key(&mut self, known: &[&'static str], next: &mut usize) -> Result<Option<usize>, Stop> {
        let mut at = self.cursor.pass_key(known, *next);
        if at.is_none() {
            let key = self.cursor.key()?;
            at = known.iter().position(|&it| it == key);
        }
        *next = at.map_or(*next, |at| at + 1);
        Ok(at)
    }

    /// Whether a key is the first with its name. A second one is reported and skipped; one with `null` does not
    /// count.
    fn is_first<const N: usize>(
        &mut self,
        key: &'static str,
        at: usize,
        seen: &mut Seen<N>,
    ) -> Result<bool, Stop> {
        let found = self.cursor.kind()?;
        let start = self.cursor.at();
        if found == Kind::Null {
            seen.nulls[at] = u32::try_from(start).unwrap_or(u32::MAX);
            self.cursor.null()?;
            return Ok(false);
        }
        if !seen.has(at) {
            seen.keys |= 1 << at;
            return Ok(true);
        }
        self.cursor.skip()?;
        let path = self.place.path().key(key);
        self.report_at(path, start..self.cursor.at(), Finding::Duplicate { key: key.to_owned() });
        Ok(false)
    }

    /// Where the next value starts.
    fn value_start(&mut self) -> usize {
        self.cursor.skip_space();
        self.cursor.at()
    }

    /// Whether an object comes next. Anything else is reported and skipped.
    fn is_object(&mut self) -> Result<bool, Stop> {
        let found = self.cursor.kind()?;
        if found == Kind::Object {
            return Ok(true);
        }
        let start = self.cursor.at();
        self.cursor.skip()?;
        let (expected, found) = (Kind::Object.in_words(), found.in_words());
        self.report(start..self.cursor.at(), Finding::WrongType { expected, found });
        Ok(false)
    }

    /// The text of a key's value. `null` is no text, but not a mistake either.
    fn text(&mut self, key: &'static str) -> Result<Option<Cow<'de, str>>, Stop> {
        match self.cursor.kind()? {
            Kind::String => self.cursor.string().map(Some),
            Kind::Null => self.cursor.null().map(|()| None),
            found => self.wrong_type(key, Kind::String, found).map(|()| None),
        }
    }

    /// Reports a value of the wrong type, and skips it.
    fn wrong_type(&mut self, key: &str, expected: Kind, found: Kind) -> Result<(), Stop> {
        let start = self.value_start();
        self.cursor.skip()?;
        let (expected, found) = (expected.in_words(), found.in_words());
        let path = self.place.path().key(key);
        self.draft.set_incomplete(Incomplete::Parts);
        self.report_at(path, start..self.cursor.at(), Finding::WrongType { expected, found });
        Ok(())
    }

    /// Reports a finding about the current object.
    fn report(&mut self, span: Range<usize>, finding: Finding) {
        self.report_at(self.place.path(), span, finding);
    }

    #[cold]
    fn report_at(&mut self, path: JsonPath, span: Range<usize>, finding: Finding) {
        self.draft.report(self.names.coordinate(), Location { span, path: Some(path) }, finding);
    }

    /// Notes the place of part of an element that has been pushed.
    fn note(&mut self, element: Element, part: Part, key: Option<&str>, span: Range<usize>) {
        let place = self.place;
        self.draft.note(element, part, || {
            let path = place.path();
            Location { span, path: Some(key.map_or(path.clone(), |key| path.key(key))) }
        });
    }
}

/// The keys of the schema object that are read.
const SCHEMA: [&str; 6] =
    ["types", "queryType", "mutationType", "subscriptionType", "description", "directives"];
