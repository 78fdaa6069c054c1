//! The findings about a document, and where they are.

use std::fmt;
use std::ops::Range;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::coordinate::Coordinate;

mod error;
mod finding;
mod report;

pub use error::LoadError;
pub(crate) use finding::Finding;
pub use report::Report;

/// How severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The finding is reported, and the document loads.
    Warning,
    /// The document is refused.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// How strictly findings are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Strictness {
    /// Every finding is an error.
    Strict,
    /// Findings that would make the registry's answers wrong are errors; those that may well be intended are
    /// warnings.
    #[default]
    Standard,
    /// Errors about the content of a document, as opposed to its syntax, are warnings.
    ///
    /// Some of the registry's answers are then wrong. Of duplicate definitions the first one counts; an SDL extension
    /// of a missing type defines it, and an extension of the wrong kind is ignored; a list that an introspection
    /// result lacks is empty; an unreadable default is ignored.
    Lenient,
}

/// One segment of a [`JsonPath`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Segment {
    /// A key of an object.
    Key(Box<str>),
    /// An index into an array, from 0.
    Index(usize),
}

/// A place in a JSON document: the keys and indices that lead to it.
///
/// Displays as `types.User.fields.posts.type_name`. A key that is not a plain word is written in brackets and quotes,
/// as in `types["my type"]`, and an index as in `types.User.implements[0]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct JsonPath {
    segments: Vec<Segment>,
}

impl JsonPath {
    pub(crate) fn push(&mut self, segment: Segment) {
        self.segments.push(segment);
    }

    /// The path of a member of the object at this path.
    pub(crate) fn key(mut self, key: &str) -> Self {
        self.push(Segment::Key(key.into()));
        self
    }

    /// The path of an element of the array at this path.
    pub(crate) fn index(mut self, index: usize) -> Self {
        self.push(Segment::Index(index));
        self
    }

    /// Returns the keys and indices, outermost first.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Returns whether this is the whole document.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.segments.is_empty()
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) if !is_plain_word(key) => write!(f, "[{key:?}]")?,
                Segment::Key(key) if position == 0 => f.write_str(key)?,
                Segment::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

fn is_plain_word(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// A position in a text, for people: line and column counted from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in Unicode characters.
    pub column: usize,
}

/// Converts ascending offsets into positions, in one pass over the text.
pub(crate) struct Positions<'a> {
    text: &'a str,
    offset: usize,
    position: Position,
}

impl<'a> Positions<'a> {
    /// A byte order mark at the start counts as no column.
    pub(crate) fn new(text: &'a str) -> Self {
        let offset = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, offset, position: Position { line: 1, column: 1 } }
    }

    /// The position of a byte. Offsets must not decrease from call to call.
    pub(crate) fn of(&mut self, offset: usize) -> Position {
        let passed = &self.text.as_bytes()[self.offset..offset.min(self.text.len()).max(self.offset)];
        self.offset += passed.len();
        let lines = memchr::memchr_iter(b'\n', passed).count();
        let line_start = memchr::memrchr(b'\n', passed).map_or(0, |newline| newline + 1);
        // A byte that continues a character starts with the bits 10.
        let columns = passed[line_start..].iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
        let Position { line, column } = self.position;
        let before = if lines == 0 { column } else { 1 };
        self.position = Position { line: line + lines, column: before + columns };
        self.position
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// One finding about one place of a document.
///
/// Displays as place, element and message, such as ``line 5, column 20: User.posts: missing key `is_list` ``; for a
/// JSON document the path takes the place of the coordinate. Unknown parts are omitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    severity: Severity,
    finding: Finding,
    coordinate: Option<Coordinate>,
    path: Option<JsonPath>,
    span: Option<Range<usize>>,
    position: Option<Position>,
}

impl Diagnostic {
    pub(crate) fn new(severity: Severity, finding: Finding, coordinate: Option<Coordinate>) -> Self {
        Self { severity, finding, coordinate, path: None, span: None, position: None }
    }

    /// The diagnostic with its place in a text.
    pub(crate) fn at(self, Location { span, path }: Location, positions: &mut Positions<'_>) -> Self {
        let position = Some(positions.of(span.start));
        Self { path, span: Some(span), position, ..self }
    }

    fn forget_place(&mut self) {
        (self.span, self.position) = (None, None);
    }

    /// Returns the severity, which decides whether the document is refused.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Returns the kind of the finding: a word such as `missing_key`, which stays the same in every release.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.finding.code()
    }

    /// Returns what is wrong, without the place.
    #[must_use]
    pub fn message(&self) -> String {
        self.finding.to_string()
    }

    /// Returns the schema element that the finding is about. `None` for the document as a whole, and for text that is
    /// not an element.
    #[must_use]
    pub fn coordinate(&self) -> Option<&Coordinate> {
        self.coordinate.as_ref()
    }

    /// Returns the path to the place in a JSON document. `None` for other documents.
    #[must_use]
    pub fn path(&self) -> Option<&JsonPath> {
        self.path.as_ref()
    }

    /// Returns the byte range of the text that the finding is about: the wrong value, the wrong key, or the object
    /// that lacks a key. `None` if there is no text, as for a registry from a builder.
    #[must_use]
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }

    /// Returns the line and column at which [`Diagnostic::span`] starts.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// Returns the line of [`Diagnostic::position`], from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.position.map(|position| position.line)
    }

    /// Returns the column of [`Diagnostic::position`], from 1, in characters.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.position.map(|position| position.column)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.position {
            write!(f, "{position}: ")?;
        }
        match (&self.path, &self.coordinate) {
            (Some(path), _) if !path.is_root() => write!(f, "{path}: ")?,
            (None, Some(coordinate)) => write!(f, "{coordinate}: ")?,
            _ => {}
        }
        self.finding.fmt(f)
    }
}

/// Serializes `severity`, `code`, `message`, `coordinate`, `path`, `span` (`[start, end]` in bytes), `line` and
/// `column`; unknown ones are `null`.
impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Diagnostic", 8)?;
        out.serialize_field("severity", &self.severity.to_string())?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("message", &self.message())?;
        out.serialize_field("coordinate", &self.coordinate)?;
        out.serialize_field("path", &self.path.as_ref().map(ToString::to_string))?;
        out.serialize_field("span", &self.span.as_ref().map(|span| [span.start, span.end]))?;
        out.serialize_field("line", &self.line())?;
        out.serialize_field("column", &self.column())?;
        out.end()
    }
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Location {
    /// Its bytes.
    pub(crate) span: Range<usize>,
    /// The path to it, in a JSON document.
    pub(crate) path: Option<JsonPath>,
}

/// All findings about a document: the first thousand errors and the first thousand warnings, and the number of all.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    pub(crate) kept: Vec<Diagnostic>,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
}

impl Diagnostics {
    /// How many diagnostics of one severity are kept.
    pub(crate) const KEPT: usize = 1_000;

    /// A single error without a place in the text.
    pub(crate) fn error(finding: Finding) -> Self {
        Self { kept: vec![Diagnostic::new(Severity::Error, finding, None)], errors: 1, warnings: 0 }
    }

    /// How many diagnostics there were.
    pub(crate) fn count(&self) -> usize {
        self.errors + self.warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_people_write_it() {
        let path = JsonPath::default().key("types").key("User").key("implements").index(2);
        assert_eq!(path.to_string(), "types.User.implements[2]");
        assert_eq!(JsonPath::default().key("types").key("a.b").to_string(), "types[\"a.b\"]");
        assert_eq!(JsonPath::default().key("").to_string(), "[\"\"]");
    }

    #[test]
    fn a_position_counts_characters_and_lines_from_one() {
        let text = "ä\nböc\n";
        let mut positions = Positions::new(text);
        for (offset, line, column) in [(0, 1, 1), (0, 1, 1), (3, 2, 1), (6, 2, 3), (text.len(), 3, 1)] {
            assert_eq!(positions.of(offset), Position { line, column });
        }
    }
}
