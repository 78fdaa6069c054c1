//! What is wrong with a document, and where.

use std::fmt;

mod error;
mod finding;

pub use error::LoadError;
pub use finding::Finding;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document loads, and the finding is reported.
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

/// One step of a [`JsonPath`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    /// A key of an object. Where an object has the key more than once, `occurrence` tells them apart, from 0.
    Key { key: Box<str>, occurrence: u32 },
    /// The member of an object that is at this position, from 0, and its key.
    Member { key: Box<str>, position: u32 },
    /// An element of an array, from 0.
    Index(usize),
}

#[cfg(feature = "graphql")]
impl Step {
    /// The key; of an element, none.
    pub(crate) fn key(&self) -> &str {
        match self {
            Self::Key { key, .. } | Self::Member { key, .. } => key,
            Self::Index(_) => "",
        }
    }

    /// The item of a list that the step leads to, where the list holds in order what an object has by name.
    pub(crate) fn pick<T>(&self, mut items: impl Iterator<Item = T>, name: impl Fn(&T) -> &str) -> Option<T> {
        match self {
            Self::Key { key, occurrence } => {
                items.filter(|item| name(item) == &**key).nth(*occurrence as usize)
            }
            Self::Member { position, .. } => items.nth(*position as usize),
            Self::Index(index) => items.nth(*index),
        }
    }
}

/// A place in a document: the keys and indices that lead to it.
///
/// Displays as `types.User.fields.posts.type_name`; a key that is not a plain word stands in brackets and quotes, as
/// in `types["my type"]`, an index as in `types.User.implements[0]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct JsonPath {
    steps: Vec<Step>,
}

impl JsonPath {
    pub(crate) fn key(self, key: &str) -> Self {
        self.nth_key(key, 0)
    }

    pub(crate) fn nth_key(self, key: &str, occurrence: u32) -> Self {
        self.step(Step::Key { key: key.into(), occurrence })
    }

    pub(crate) fn member(self, key: &str, position: u32) -> Self {
        self.step(Step::Member { key: key.into(), position })
    }

    pub(crate) fn index(self, index: usize) -> Self {
        self.step(Step::Index(index))
    }

    pub(crate) fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether this is the document as a whole.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.steps.is_empty()
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.steps.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key { key, .. } | Step::Member { key, .. } => match position {
                    _ if !is_plain_word(key) => write!(f, "[{key:?}]")?,
                    0 => f.write_str(key)?,
                    _ => write!(f, ".{key}")?,
                },
            }
        }
        Ok(())
    }
}

fn is_plain_word(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// A place in a text, for people: both counted from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in Unicode characters.
    pub column: usize,
}

impl Position {
    /// The position of a byte offset in a text. Costs a pass over the text before it.
    pub(crate) fn of_offset(text: &str, offset: usize) -> Self {
        let before = &text.as_bytes()[..offset.min(text.len())];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
        let line = before.split(|&byte| byte == b'\n').count();
        // A byte that continues a character starts with the bits 10.
        let column = before[line_start..].iter().filter(|&&byte| byte & 0xc0 != 0x80).count() + 1;
        Self { line, column }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// One finding at one place of a document.
///
/// Displays as place, path and finding, such as ``line 5, column 20: types.User.fields.posts: the key `is_list` is
/// missing``; what is not known is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    severity: Severity,
    finding: Finding,
    path: JsonPath,
    position: Option<Position>,
}

impl Diagnostic {
    pub(crate) fn new(path: JsonPath, finding: Finding) -> Self {
        Self { severity: finding.severity(), finding, path, position: None }
    }

    pub(crate) fn at(mut self, position: Option<Position>) -> Self {
        self.position = position;
        self
    }

    pub(crate) fn graded(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Whether it refuses the document.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong.
    #[must_use]
    pub fn finding(&self) -> &Finding {
        &self.finding
    }

    /// The keys that lead to the place. Empty where the whole document is meant.
    #[must_use]
    pub fn path(&self) -> &JsonPath {
        &self.path
    }

    /// Where in the text: at the value that is wrong, at the key where the key is wrong, at the object that lacks a
    /// key. `None` where there is no text, as for a registry built by hand.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// The line of [`Diagnostic::position`], from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.position.map(|position| position.line)
    }

    /// The column of [`Diagnostic::position`], from 1, in characters.
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
        if !self.path.is_root() {
            write!(f, "{}: ", self.path)?;
        }
        self.finding.fmt(f)
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
        assert_eq!(Position::of_offset(text, 0), Position { line: 1, column: 1 });
        assert_eq!(Position::of_offset(text, 3), Position { line: 2, column: 1 });
        assert_eq!(Position::of_offset(text, 6), Position { line: 2, column: 3 });
        assert_eq!(Position::of_offset(text, text.len()), Position { line: 3, column: 1 });
    }
}
