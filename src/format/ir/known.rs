//! Definitions that have been read, to be recognized where they come again.
//!
//! Most fields, arguments and values of a schema are defined to the letter as some other one is. To find that out is one
//! hash of the definition's text; reading it is a hash for each of its strings, and the parsing.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::plain::Cursor;
use crate::registry::names::Name;

/// The longest definition that is remembered.
const LONGEST: usize = 256;

/// All definitions of a document, by what they define.
pub(super) struct Definitions<'c, 'de> {
    /// Of fields: the numbers of their signatures.
    pub(super) fields: Known<'c, 'de, u32>,
    pub(super) args: Known<'c, 'de, ArgDefinition>,
    /// Of enum values: the deprecation and the extensions.
    pub(super) values: Known<'c, 'de, (Option<Name>, u32)>,
}

impl<'c, 'de> Definitions<'c, 'de> {
    pub(super) fn new(cursor: Option<&'c Cursor<'de>>) -> Self {
        Self { fields: Known::new(cursor), args: Known::new(cursor), values: Known::new(cursor) }
    }
}

/// The reference, the default, the deprecation and the extensions of an argument.
pub(super) type ArgDefinition = (u32, Option<Name>, Option<Name>, u32);

/// Definitions of one sort, by their text.
pub(super) struct Known<'c, 'de, T> {
    /// Where the document is read, if it is by a cursor. Otherwise nothing is known.
    cursor: Option<&'c Cursor<'de>>,
    definitions: HashMap<&'de str, T, FixedState>,
}

impl<'c, 'de, T: Copy> Known<'c, 'de, T> {
    fn new(cursor: Option<&'c Cursor<'de>>) -> Self {
        let room = cursor.map_or(0, |cursor| cursor.rest().len() / 1024);
        Self { cursor, definitions: HashMap::with_capacity_and_hasher(room, FixedState::default()) }
    }

    /// Moves past the definition that comes next if it is known, and gives what it says.
    pub(super) fn pass(&self) -> Option<T> {
        let cursor = self.cursor?;
        let rest = cursor.rest();
        // No object is the beginning of another one: if this text is a known definition, it is all of this one.
        let length = memchr::memchr(b'}', rest.as_bytes().get(..LONGEST.min(rest.len()))?)? + 1;
        let &known = self.definitions.get(rest.get(..length)?)?;
        cursor.advance(length);
        Some(known)
    }

    /// Where the definition that comes next starts, if [`Known::pass`] has just been asked.
    pub(super) fn start(&self) -> usize {
        self.cursor.map_or(0, Cursor::at)
    }

    /// Remembers the definition from `start` to where the document is read now.
    pub(super) fn remember(&mut self, start: usize, definition: T) {
        let text = self.cursor.and_then(|cursor| cursor.between(start, cursor.at()));
        // One with an object in it would not be found again: its end is not its first closing bracket.
        let is_flat = |text: &&str| memchr::memchr(b'}', text.as_bytes()) == Some(text.len() - 1);
        if let Some(text) = text.filter(|text| text.len() <= LONGEST).filter(is_flat) {
            self.definitions.insert(text, definition);
        }
    }
}
