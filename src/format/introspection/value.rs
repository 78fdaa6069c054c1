//! What stands in the lists of a type: fields, values, references to types by name; and the arguments of a field.

use std::borrow::Cow;

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use super::read::FIELDS;
use super::reader::Reader;
use super::reference::read_reference;
use crate::build::Signature;
use crate::format::json::{ARRAY, Array, BOOLEAN, Flag, Found, Items, Members, NULL, OBJECT, Object};
use crate::format::sdl;
use crate::registry::{Finding, TypeKind};
use crate::store::names::Name;
use crate::store::tables::NONE;

/// The reason of what is deprecated without one.
const DEFAULT_REASON: &str = "No longer supported";

/// Reads whatever has a name in a list: a field, an argument, a value, a reference to a type.
pub(super) struct Value<'r, 'd, 'de> {
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
    pub(super) fn new(reader: &'r mut Reader<'d>) -> Self {
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

    pub(super) fn push_field(mut self, parent: u32) {
        if self.reader.place.member.is_some_and(|(list, _)| list == FIELDS) && !self.has_args {
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
        let signature = draft.signature(Signature {
            reference,
            args,
            args_written,
            default,
            deprecated,
            extensions: NONE,
        });
        draft.end_field(id, signature);
    }

    fn push_arg(mut self) {
        let reference = self.reference();
        let deprecated = self.deprecated();
        let default = self.default;
        let Some(name) = self.name() else { return };
        self.reader.draft.push_arg(&name, reference, default, deprecated, NONE);
    }

    pub(super) fn push_value(mut self) {
        let deprecated = self.deprecated();
        let Some(name) = self.name() else { return };
        self.reader.draft.push_value(&name, deprecated, NONE);
    }

    pub(super) fn push_link(mut self) {
        let Some(name) = self.name() else { return };
        self.reader.draft.push_link(&name);
    }

    fn read_default<A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        let Some(text) = self.reader.text("defaultValue", map)? else { return Ok(()) };
        if let Some(literal) = sdl::reprint(&text) {
            self.default = Some(self.reader.draft.text(&literal));
        } else {
            let path = self.reader.place.path().key("defaultValue");
            self.reader.report(path, Finding::InvalidLiteral { text: text.into_owned() });
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
                let flag = map.next_value::<Flag>()?.0;
                match flag {
                    Ok(flag) => self.is_deprecated = Some(flag),
                    Err(Found(NULL)) => {}
                    Err(found) => self.reader.wrong_type("isDeprecated", BOOLEAN, found),
                }
            }
            "deprecationReason" => self.reason = self.reader.text("deprecationReason", map)?,
            "args" if self.reader.place.member.is_some_and(|(list, _)| list == FIELDS) => {
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
