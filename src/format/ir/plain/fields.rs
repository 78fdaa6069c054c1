//! Reads the fields of a type and their arguments.

use super::{ArgDefinition, Reader, set};
use crate::build::{Nesting, Signature};
use crate::format::cursor::NotPlain;
use crate::store::names::Name;
use crate::store::tables::NONE;

impl<'de> Reader<'_, 'de> {
    pub(super) fn fields(&mut self, parent: u32) -> Result<(), NotPlain> {
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            let name = self.cursor.key()?;
            let id = self.draft.begin_field(parent, name);
            let signature = match self.fields.pass(&mut self.cursor) {
                Some(signature) => signature,
                None => self.field()?,
            };
            self.draft.end_field(id, signature);
            more = self.cursor.more(b'}')?;
        }
        Ok(())
    }

    /// Reads the definition of a field; gives the number of its signature.
    fn field(&mut self) -> Result<u32, NotPlain> {
        let (start, first_arg) = (self.cursor.at(), self.draft.args_start());
        let (mut type_name, mut expr, mut nested, mut list) = (None, None, None, None);
        let (mut args, mut default, mut deprecated) = (None, None, None);
        let mut more = if self.cursor.pass_text(r#"{"type_name":"#) {
            // As such documents are written: what comes next is known, and there is nothing to look for.
            type_name = Some(self.cursor.name()?);
            if self.cursor.pass_text(r#","is_nested_object":"#) {
                nested = Some(self.cursor.flag()?);
            }
            if self.cursor.pass_text(r#","is_list":"#) {
                list = Some(self.cursor.flag()?);
            }
            if self.cursor.pass_text(r#","type":"#) {
                expr = Some(self.cursor.name()?);
            }
            self.cursor.more(b'}')?
        } else {
            self.cursor.open(b'{', b'}')?
        };
        while more {
            match self.cursor.key()? {
                "type_name" => set(&mut type_name, self.cursor.name()?)?,
                "is_nested_object" => set(&mut nested, self.cursor.flag()?)?,
                "is_list" => set(&mut list, self.cursor.flag()?)?,
                "type" => set(&mut expr, self.cursor.name()?)?,
                "args" => set(&mut args, self.args()?)?,
                "default" => set(&mut default, self.text()?)?,
                "deprecated" => set(&mut deprecated, self.text()?)?,
                _ => return Err(NotPlain),
            }
            more = self.cursor.more(b'}')?;
        }
        let type_name = type_name.filter(|name| !name.is_empty()).ok_or(NotPlain)?;
        let reference = self.reference(type_name, expr, nested.ok_or(NotPlain)?, list.ok_or(NotPlain)?)?;
        let signature = self.draft.signature(Signature {
            reference,
            args: first_arg,
            args_written: args.is_some(),
            default,
            deprecated,
            extensions: NONE,
        });
        self.fields.remember(&self.cursor, start, signature);
        Ok(signature)
    }

    /// The type reference that the keys make together.
    fn reference(
        &mut self,
        type_name: &str,
        expr: Option<&str>,
        nested: bool,
        list: bool,
    ) -> Result<u32, NotPlain> {
        let Some(expr) = expr else { return Ok(self.draft.short_reference(type_name, list, nested)) };
        let reference = self.draft.full_reference(expr, Nesting::Stated(nested)).ok_or(NotPlain)?;
        let is_sound = self.draft.compare_reference(reference, type_name) == (true, list);
        if is_sound { Ok(reference) } else { Err(NotPlain) }
    }

    fn args(&mut self) -> Result<(), NotPlain> {
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            let name = self.cursor.key()?;
            let ArgDefinition { reference, default, deprecated } = match self.args.pass(&mut self.cursor) {
                Some(known) => known,
                None => self.arg()?,
            };
            self.draft.push_arg(name, reference, default.some(), deprecated.some(), NONE);
            more = self.cursor.more(b'}')?;
        }
        Ok(())
    }

    /// Reads the definition of an argument.
    fn arg(&mut self) -> Result<ArgDefinition, NotPlain> {
        let start = self.cursor.at();
        let (mut expr, mut default, mut deprecated) = (None, None, None);
        let mut more = if self.cursor.pass_text(r#"{"type":"#) {
            expr = Some(self.cursor.name()?);
            self.cursor.more(b'}')?
        } else {
            self.cursor.open(b'{', b'}')?
        };
        while more {
            match self.cursor.key()? {
                "type" => set(&mut expr, self.cursor.name()?)?,
                "default" => set(&mut default, self.text()?)?,
                "deprecated" => set(&mut deprecated, self.text()?)?,
                _ => return Err(NotPlain),
            }
            more = self.cursor.more(b'}')?;
        }
        let expr: &'de str = expr.ok_or(NotPlain)?;
        let reference = self.draft.full_reference(expr, Nesting::Otherwise(false)).ok_or(NotPlain)?;
        let [default, deprecated] = [default, deprecated].map(|text| text.unwrap_or(Name::NONE));
        let definition = ArgDefinition { reference, default, deprecated };
        self.args.remember(&self.cursor, start, definition);
        Ok(definition)
    }
}
