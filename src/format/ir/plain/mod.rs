//! The first way in: straight from the text of a plain document into a draft.
//!
//! It reads what documents are like where nothing is wrong with them, and gives up at anything that has to be reported
//! with its place, or kept as an extension: then the readers in `read` take the document from the start. So each of the
//! two accepts what the other one does and makes the same of it, and what is wrong is said in one place only.

mod fields;
mod types;

use super::known::Known;
use crate::build::Draft;
use crate::format::cursor::{Cursor, NotPlain};
use crate::registry::Operation;
use crate::store::names::Name;

/// Reads a document.
pub(super) fn read(json: &str, draft: &mut Draft) -> Result<(), NotPlain> {
    let mut reader = Reader {
        cursor: Cursor::new(json),
        draft,
        fields: Known::new(json.len() / 384, 48),
        args: Known::new(json.len() / 2048, 8),
        values: Known::new(16, 1),
    };
    reader.document()?;
    reader.cursor.end()?;
    // A cursor does not look into the names that it reads.
    if draft.is_plain() { Ok(()) } else { Err(NotPlain) }
}

struct Reader<'d, 'de> {
    cursor: Cursor<'de>,
    draft: &'d mut Draft,
    /// The definitions of fields that have been read: the numbers of their signatures.
    fields: Known<u32>,
    /// The same of arguments.
    args: Known<ArgDefinition>,
    /// The same of enum values: their deprecation.
    values: Known<Name>,
}

/// What is said of an argument besides its name.
#[derive(Debug, Clone, Copy, Default)]
struct ArgDefinition {
    reference: u32,
    default: Name,
    deprecated: Name,
}

/// Keeps the value of a key, which is there only once.
#[inline]
fn set<T>(slot: &mut Option<T>, value: T) -> Result<(), NotPlain> {
    if slot.replace(value).is_none() { Ok(()) } else { Err(NotPlain) }
}

impl Reader<'_, '_> {
    fn document(&mut self) -> Result<(), NotPlain> {
        let (mut version, mut features, mut types, mut roots) = (None, None, None, None);
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            match self.cursor.key()? {
                "version" => set(&mut version, self.version()?)?,
                "features" => set(&mut features, self.texts(Draft::add_feature)?)?,
                "types" => set(&mut types, self.types()?)?,
                "roots" => set(&mut roots, self.roots()?)?,
                _ => return Err(NotPlain),
            }
            more = self.cursor.more(b'}')?;
        }
        version.and(features).and(types).ok_or(NotPlain)
    }

    fn version(&mut self) -> Result<(), NotPlain> {
        let version = self.cursor.string()?;
        self.draft.set_version(&version);
        Ok(())
    }

    fn roots(&mut self) -> Result<(), NotPlain> {
        let mut roots = [None; Operation::ALL.len()];
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            let operation = Operation::from_name(self.cursor.key()?).ok_or(NotPlain)?;
            let link = self.draft.link(&self.cursor.string()?);
            set(&mut roots[operation as usize], link)?;
            self.draft.document().roots[operation as usize] = link;
            more = self.cursor.more(b'}')?;
        }
        self.draft.document().roots_written = true;
        Ok(())
    }

    /// Reads an array of strings.
    fn texts(&mut self, each: fn(&mut Draft, &str)) -> Result<(), NotPlain> {
        let mut more = self.cursor.open(b'[', b']')?;
        while more {
            each(self.draft, &self.cursor.string()?);
            more = self.cursor.more(b']')?;
        }
        Ok(())
    }

    /// Reads a string that the draft keeps.
    fn text(&mut self) -> Result<Name, NotPlain> {
        let text = self.cursor.string()?;
        Ok(self.draft.text(&text))
    }
}
