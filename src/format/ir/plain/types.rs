//! Reads types, and the values of enums.

use super::{Reader, set};
use crate::build::Draft;
use crate::format::cursor::NotPlain;
use crate::registry::TypeKind;
use crate::store::names::Name;
use crate::store::tables::{NONE, Written};

impl Reader<'_, '_> {
    pub(super) fn types(&mut self) -> Result<(), NotPlain> {
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            let name = self.cursor.key()?;
            let id = self.draft.begin_type(name);
            self.type_definition(id)?;
            if self.draft.has_overflowed() {
                return Err(NotPlain);
            }
            more = self.cursor.more(b'}')?;
        }
        Ok(())
    }

    fn type_definition(&mut self, id: u32) -> Result<(), NotPlain> {
        let (mut kind, mut fields, mut implements, mut members, mut values) = (None, None, None, None, None);
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            match self.cursor.key()? {
                "kind" => set(&mut kind, TypeKind::from_name(self.cursor.name()?).ok_or(NotPlain)?)?,
                "fields" => set(&mut fields, self.fields(id)?)?,
                "implements" => set(&mut implements, self.texts(Draft::push_link)?)?,
                "members" => set(&mut members, self.texts(Draft::push_link)?)?,
                "values" => set(&mut values, self.values()?)?,
                _ => return Err(NotPlain),
            }
            more = self.cursor.more(b'}')?;
        }
        let written = Written {
            kind: kind.is_some(),
            fields: fields.is_some(),
            implements: implements.is_some(),
            members: members.is_some(),
            values: values.is_some(),
        };
        self.draft.end_type(id, Some(kind.unwrap_or_default()), written, NONE);
        Ok(())
    }

    fn values(&mut self) -> Result<(), NotPlain> {
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            let name = self.cursor.key()?;
            let deprecated = match self.values.pass(&mut self.cursor) {
                Some(known) => known,
                None => self.value()?,
            };
            self.draft.push_value(name, deprecated.some(), NONE);
            more = self.cursor.more(b'}')?;
        }
        Ok(())
    }

    /// Reads the definition of a value: its deprecation.
    fn value(&mut self) -> Result<Name, NotPlain> {
        let start = self.cursor.at();
        let mut deprecated = None;
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            match self.cursor.key()? {
                "deprecated" => set(&mut deprecated, self.text()?)?,
                _ => return Err(NotPlain),
            }
            more = self.cursor.more(b'}')?;
        }
        let deprecated = deprecated.unwrap_or(Name::NONE);
        self.values.remember(&self.cursor, start, deprecated);
        Ok(deprecated)
    }
}
