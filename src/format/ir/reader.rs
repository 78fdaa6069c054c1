//! The reader of the IR: follows the usual form of documents, and handles any other.
//!
//! This file has what all levels of a document share, and the document itself; `definitions` has types and their
//! members.

use std::borrow::Cow;
use std::ops::Range;

use crate::build::{Draft, Element, Incomplete, Kept, Part};
use crate::coordinate::Coordinate;
use crate::diagnostics::{Finding, JsonPath, Location, Segment};
use crate::format::known::Known;
use crate::json::{Cursor, Kind, Stop, canonical};
use crate::model::Operation;
use crate::nearest::nearest;

/// Reads a document into a draft.
pub(super) fn read(json: &str, draft: &mut Draft) {
    // In a second reading each definition is read, so that the places of its parts are known.
    let passes_known = !draft.is_locating();
    read_by(json, draft, passes_known);
}

/// Reads a document; `passes_known` says whether definitions with a known text are skipped. Returns how many were.
pub(super) fn read_by(json: &str, draft: &mut Draft, passes_known: bool) -> usize {
    let is_first_version = is_first_version(json);
    let mut reader = Reader {
        cursor: Cursor::new(json),
        draft,
        place: Place::default(),
        is_first_version,
        passes_known,
        reported: 0,
        fields: Known::new(json.len() / 192, b'}', 48),
        args: Known::new(json.len() / 2048, b'}', 8),
        values: Known::new(16, b'}', 1),
    };
    let whole = reader.document().and_then(|()| reader.cursor.end());
    if whole.is_err() {
        crate::format::report_fault(&reader.cursor, reader.draft);
    }
    reader.fields.passed + reader.args.passed + reader.values.passed
}

/// Whether the document states version 1.0, wherever it does. Costs nothing if the version comes first.
fn is_first_version(json: &str) -> bool {
    fn version<'de>(cursor: &mut Cursor<'de>) -> Result<Option<Cow<'de, str>>, Stop> {
        let mut more = cursor.open_object()?;
        while more {
            if cursor.key()? == "version" {
                return cursor.string().map(Some);
            }
            cursor.skip()?;
            more = cursor.more_members()?;
        }
        Ok(None)
    }
    let version = version(&mut Cursor::new(json)).ok().flatten();
    version.is_some_and(|version| version == "1.0" || version.starts_with("1.0."))
}

pub(super) struct Reader<'d, 'de> {
    pub(super) cursor: Cursor<'de>,
    pub(super) draft: &'d mut Draft,
    pub(super) place: Place<'de>,
    /// In a document of version 1.0, a key from a later version has no meaning if its value has another type.
    pub(super) is_first_version: bool,
    /// Whether definitions with a known text are skipped.
    pub(super) passes_known: bool,
    /// How much has been reported or left out. A definition for which something was is read again when it is
    /// repeated.
    pub(super) reported: usize,
    /// The signatures of fields, by the text of the definition.
    pub(super) fields: Known<u32>,
    /// The numbers of arguments, likewise.
    pub(super) args: Known<u32>,
    /// The numbers of enum values, likewise.
    pub(super) values: Known<u32>,
}

/// The current place, from which a path is made if one is wanted.
#[derive(Debug, Clone, Default)]
pub(super) struct Place<'de> {
    /// A key of the document, outside of types.
    pub(super) section: Option<&'static str>,
    pub(super) type_name: Option<Cow<'de, str>>,
    /// `fields` or `values`, with the name of the member.
    pub(super) member: Option<(&'static str, Cow<'de, str>)>,
    pub(super) arg: Option<Cow<'de, str>>,
    /// Which of the directives of that definition.
    pub(super) directive: Option<usize>,
}

impl Place<'_> {
    pub(super) fn path(&self) -> JsonPath {
        let mut path = JsonPath::default();
        if let Some(section) = self.section {
            path = path.key(section);
        }
        if let Some(type_name) = &self.type_name {
            path = path.key("types").key(type_name);
        }
        if let Some((list, member)) = &self.member {
            path = path.key(list).key(member);
        }
        if let Some(arg) = &self.arg {
            path = path.key("args").key(arg);
        }
        if let Some(directive) = self.directive {
            path = path.key("directives").index(directive);
        }
        path
    }

    fn coordinate(&self) -> Option<Coordinate> {
        let type_name = self.type_name.as_deref()?;
        Some(match (&self.member, &self.arg) {
            (None, _) => Coordinate::of_type(type_name),
            (Some((_, member)), None) => Coordinate::of_member(type_name, &**member),
            (Some((_, member)), Some(arg)) => Coordinate::of_argument(type_name, &**member, &**arg),
        })
    }
}

/// A key of a definition, and its place.
pub(super) struct Mark {
    key: &'static str,
    key_span: Range<usize>,
    value_span: Range<usize>,
}

/// What a definition has besides the values of its known keys.
#[derive(Default)]
pub(super) struct Members {
    /// A bit for each known key that is present.
    seen: u16,
    pub(super) kept: Vec<Kept>,
    /// The places of known keys, in a second reading.
    marks: Vec<Mark>,
}

impl Members {
    pub(super) fn has(&self, known: &[&str], key: &str) -> bool {
        known.iter().position(|&it| it == key).is_some_and(|at| self.seen & 1 << at != 0)
    }
}

/// The result of reading the value of a known key.
pub(super) enum Taken<T> {
    Value(T),
    /// It is `null`, which means that the key is absent, or it has been reported.
    Nothing,
    /// The key is from a later version than the document's, and has a value of another type.
    Extension,
}

/// How a key treats `null`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    /// `null` is not allowed.
    Required,
    /// `null` means that the key is absent. It came with version 1.1.
    Later,
}

impl<'de> Reader<'_, 'de> {
    fn document(&mut self) -> Result<(), Stop> {
        const KNOWN: [&str; 4] = ["version", "features", "types", "roots"];
        self.cursor.skip_space();
        let start = self.cursor.at();
        if !self.is_object()? {
            return Ok(());
        }
        let members = self.members(&KNOWN, |reader, key| {
            Ok(match key {
                "version" => reader.text(key, Rank::Required)?.map(
                    |reader, version| {
                        reader.draft.set_version(&version);
                    },
                    reader,
                ),
                "features" => reader.texts(key, Rank::Required, |draft, feature| {
                    draft.add_feature(feature);
                    None
                })?,
                "types" => reader.types()?,
                _ => reader.roots()?,
            })
        })?;
        self.note_all(Element::Document, &members);
        for key in &KNOWN[..3] {
            if !members.has(&KNOWN, key) {
                self.report(None, start..self.cursor.at(), Finding::MissingKey { key });
            }
        }
        self.draft.keep_in_document(&members.kept);
        Ok(())
    }

    fn roots(&mut self) -> Result<bool, Stop> {
        let key = "roots";
        match self.takes(key, Kind::Object, Rank::Later)? {
            Taken::Value(()) => {}
            Taken::Nothing => return Ok(true),
            Taken::Extension => return Ok(false),
        }
        self.draft.set_roots_written();
        self.place.section = Some(key);
        let known = Operation::ALL.map(Operation::as_str);
        let members = self.members(&known, |reader, key| {
            Ok(reader.text(key, Rank::Later)?.map(
                |reader, name| {
                    if let Ok(operation) = key.parse() {
                        reader.draft.set_root(operation, &name);
                    }
                },
                reader,
            ))
        })?;
        for Mark { key, value_span, .. } in &members.marks {
            if let Ok(operation) = key.parse() {
                self.note(
                    Element::Root(operation),
                    Part::Name,
                    Some(Segment::Key((*key).into())),
                    value_span.clone(),
                );
            }
        }
        self.place.section = None;
        self.draft.keep_in_roots(&members.kept);
        Ok(true)
    }

    /// Reads an object: passes known keys on, and keeps the others. `each` returns whether it has read the value; if
    /// not, the cursor still stands before it, and the key is kept.
    pub(super) fn members<const N: usize>(
        &mut self,
        known: &[&'static str; N],
        each: impl FnMut(&mut Self, &'static str) -> Result<bool, Stop>,
    ) -> Result<Members, Stop> {
        let more = self.cursor.open_object()?;
        self.members_after(known, 0, more, each)
    }

    /// [`Reader::members`], after the first `seen` of the known keys.
    #[inline]
    pub(super) fn members_after<const N: usize>(
        &mut self,
        known: &[&'static str; N],
        seen: usize,
        mut more: bool,
        mut each: impl FnMut(&mut Self, &'static str) -> Result<bool, Stop>,
    ) -> Result<Members, Stop> {
        let mut members = Members { seen: (1 << seen) - 1, ..Members::default() };
        let (mut kept, mut next) = (Keys::default(), seen);
        while more {
            self.cursor.skip_space();
            let key_start = self.cursor.at();
            let (at, key) = if let Some(at) = self.cursor.pass_key(known, next) {
                (Some(at), Cow::Borrowed(known[at]))
            } else {
                let key = self.cursor.key()?;
                (known.iter().position(|&it| it == key), key)
            };
            let key_end = self.cursor.at();
            match at {
                Some(at) if members.seen & 1 << at != 0 => self.repeated(&key, key_start..key_end)?,
                Some(at) => {
                    next = at + 1;
                    members.seen |= 1 << at;
                    self.cursor.skip_space();
                    let start = self.cursor.at();
                    if !each(self, known[at])? {
                        self.report_at_key(
                            known[at],
                            start..start,
                            Finding::KeyOfLaterVersion { key: known[at] },
                        );
                        self.keep(&key, &mut members.kept)?;
                    }
                    if self.draft.is_locating() {
                        let value_span = start..self.cursor.at();
                        members.marks.push(Mark { key: known[at], key_span: key_start..key_end, value_span });
                    }
                }
                None if kept.insert(&key) => {
                    if !self.keeps(&key, &mut members.kept)? {
                        self.look_at_spelling(&key, key_start..key_end, known);
                        self.keep(&key, &mut members.kept)?;
                    }
                }
                None => self.repeated(&key, key_start..key_end)?,
            }
            more = self.cursor.more_members()?;
        }
        Ok(members)
    }

    /// Reports a duplicate key, and skips its value.
    #[cold]
    fn repeated(&mut self, key: &str, span: Range<usize>) -> Result<(), Stop> {
        self.report_at_key(key, span, Finding::Duplicate { key: key.to_owned() });
        self.cursor.skip()
    }

    /// An unknown key is an extension, unless the document is judged strictly and the key is probably a misspelt one.
    fn look_at_spelling(&mut self, key: &str, span: Range<usize>, known: &[&'static str]) {
        if !self.draft.is_strict() {
            return;
        }
        let nearest = nearest(key, known.iter().copied());
        if let Some(meant) = nearest.first().and_then(|&nearest| known.iter().find(|&&it| it == nearest)) {
            self.report_at_key(key, span, Finding::MisspelledKey { key: key.to_owned(), meant });
        }
    }

    /// Keeps the value of an unknown key.
    fn keep(&mut self, key: &str, kept: &mut Vec<Kept>) -> Result<(), Stop> {
        let mut flaws = Vec::new();
        let json = canonical(&mut self.cursor, &mut flaws)?;
        for flaw in flaws {
            let mut path = self.place.path().key(key);
            flaw.path.into_iter().for_each(|segment| path.push(segment));
            self.report_with_path(path, flaw.span, flaw.finding);
        }
        kept.push(self.draft.extension(key, &json));
        Ok(())
    }

    /// Whether the next value has that type. If not, it has been skipped, unless it is an extension.
    pub(super) fn takes(&mut self, key: &'static str, expected: Kind, rank: Rank) -> Result<Taken<()>, Stop> {
        let found = self.cursor.kind()?;
        if found == expected {
            return Ok(Taken::Value(()));
        }
        if rank == Rank::Later && found != Kind::Null && self.is_first_version {
            return Ok(Taken::Extension);
        }
        let start = self.cursor.at();
        self.cursor.skip()?;
        if rank == Rank::Required || found != Kind::Null {
            let (expected, found) = (expected.in_words(), found.in_words());
            self.report_at_key(key, start..self.cursor.at(), Finding::WrongType { expected, found });
        }
        Ok(Taken::Nothing)
    }

    /// The text of a key's value.
    #[inline]
    pub(super) fn text(&mut self, key: &'static str, rank: Rank) -> Result<Taken<Cow<'de, str>>, Stop> {
        Ok(match self.takes(key, Kind::String, rank)? {
            Taken::Value(()) => Taken::Value(self.cursor.string()?),
            Taken::Nothing => Taken::Nothing,
            Taken::Extension => Taken::Extension,
        })
    }

    #[inline]
    pub(super) fn flag(&mut self, key: &'static str, rank: Rank) -> Result<Taken<bool>, Stop> {
        Ok(match self.takes(key, Kind::Boolean, rank)? {
            Taken::Value(()) => Taken::Value(self.cursor.flag()?),
            Taken::Nothing => Taken::Nothing,
            Taken::Extension => Taken::Extension,
        })
    }

    /// Reads an array of strings. `each` may return the element of the draft for one of them.
    pub(super) fn texts(
        &mut self,
        key: &'static str,
        rank: Rank,
        each: impl Fn(&mut Draft, &str) -> Option<Element>,
    ) -> Result<bool, Stop> {
        match self.takes(key, Kind::Array, rank)? {
            Taken::Value(()) => {}
            Taken::Nothing => return Ok(true),
            Taken::Extension => return Ok(false),
        }
        let mut more = self.cursor.open_array()?;
        for index in 0.. {
            if !more {
                break;
            }
            let found = self.cursor.kind()?;
            let start = self.cursor.at();
            if found == Kind::String {
                let text = self.cursor.string()?;
                let element = each(self.draft, &text);
                if let Some(element) = element.filter(|_| self.draft.is_locating()) {
                    let path = self.place.path().key(key).index(index);
                    let location = Location { span: start..self.cursor.at(), path: Some(path) };
                    self.draft.note(element, Part::Name, || location);
                }
            } else {
                self.cursor.skip()?;
                let finding =
                    Finding::WrongType { expected: Kind::String.in_words(), found: found.in_words() };
                self.report_with_path(
                    self.place.path().key(key).index(index),
                    start..self.cursor.at(),
                    finding,
                );
            }
            more = self.cursor.more_elements()?;
        }
        Ok(true)
    }

    /// Whether an object comes next. Anything else is reported and skipped.
    pub(super) fn is_object(&mut self) -> Result<bool, Stop> {
        let found = self.cursor.kind()?;
        if found == Kind::Object {
            return Ok(true);
        }
        let start = self.cursor.at();
        self.cursor.skip()?;
        let finding = Finding::WrongType { expected: Kind::Object.in_words(), found: found.in_words() };
        self.report(None, start..self.cursor.at(), finding);
        Ok(false)
    }

    /// Reports a finding about the current definition, or a key of it.
    #[cold]
    pub(super) fn report(&mut self, key: Option<&str>, span: Range<usize>, finding: Finding) {
        let path = self.place.path();
        let path = key.map_or_else(|| path.clone(), |key| path.clone().key(key));
        self.report_with_path(path, span, finding);
    }

    #[cold]
    pub(super) fn report_at_key(&mut self, key: &str, span: Range<usize>, finding: Finding) {
        self.report(Some(key), span, finding);
    }

    pub(super) fn report_with_path(&mut self, path: JsonPath, span: Range<usize>, finding: Finding) {
        self.reported += 1;
        let location = Location { span, path: Some(path) };
        self.draft.report(self.place.coordinate(), location, finding);
    }

    /// Notes the places of an element that has been pushed, of its keys and of their values.
    pub(super) fn note_all(&mut self, element: Element, members: &Members) {
        for Mark { key, key_span, value_span } in &members.marks {
            let segment = || Some(Segment::Key((*key).into()));
            self.note(element, Part::Key(key), segment(), key_span.clone());
            self.note(element, Part::Value(key), segment(), value_span.clone());
        }
    }

    pub(super) fn note(
        &mut self,
        element: Element,
        part: Part,
        segment: Option<Segment>,
        span: Range<usize>,
    ) {
        let place = &self.place;
        self.draft.note(element, part, || {
            let mut path = place.path();
            if let Some(segment) = segment {
                path.push(segment);
            }
            Location { span, path: Some(path) }
        });
    }
}

impl<T> Taken<T> {
    /// Passes a value on. Returns whether it was taken or reported.
    pub(super) fn map<R>(self, each: impl FnOnce(&mut R, T), reader: &mut R) -> bool {
        match self {
            Self::Value(value) => each(reader, value),
            Self::Nothing => {}
            Self::Extension => return false,
        }
        true
    }

    /// Stores a value. Returns whether it was taken or reported.
    pub(super) fn keep_in(self, slot: &mut Option<T>) -> bool {
        self.map(|slot, value| *slot = Some(value), slot)
    }
}

/// The unknown keys of an object, to find duplicates.
#[derive(Default)]
struct Keys {
    keys: Option<std::collections::HashSet<Box<str>>>,
}

impl Keys {
    fn insert(&mut self, key: &str) -> bool {
        self.keys.get_or_insert_default().insert(key.into())
    }
}

/// What cannot be read is not checked.
impl Reader<'_, '_> {
    pub(super) fn stop_if_full(&mut self) -> Result<(), Stop> {
        if self.draft.has_overflowed() {
            self.draft.set_incomplete(Incomplete::Definitions);
            return Err(Stop);
        }
        Ok(())
    }
}
