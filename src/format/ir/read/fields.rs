//! Reads the fields of a type and their arguments.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::MapAccess;

use super::{KnownKey, Reader, keys};
use crate::format::ir::known::{ArgDefinition, Definitions, Known};
use crate::format::json::{AnyValue, Members, OBJECT};
use crate::registry::draft::{Draft, Nesting, Signature};
use crate::registry::names::Name;
use crate::registry::{Finding, JsonPath};

keys! {
    FieldKey {
        TypeName = "type_name", IsNestedObject = "is_nested_object", IsList = "is_list", Type = "type",
        Args = "args", Default = "default", Deprecated = "deprecated"
    }
}

keys! {
    ArgKey { Type = "type", Default = "default", Deprecated = "deprecated" }
}

/// Reads the fields of a type.
pub(super) struct Fields<'d, 'c, 'de, X> {
    pub(super) draft: &'d mut Draft,
    pub(super) parent: u32,
    pub(super) known: &'d mut Definitions<'c, 'de>,
    pub(super) value: PhantomData<X>,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Fields<'_, '_, 'de, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let id = self.draft.begin_field(self.parent, &key);
        let signature = match self.known.fields.pass() {
            Some(signature) => signature,
            None => self.read(id, map)?,
        };
        self.draft.end_field(id, signature);
        Ok(())
    }
}

impl<'de, X: AnyValue<'de>> Fields<'_, '_, 'de, X> {
    /// Reads a definition; gives the number of its signature.
    fn read<A: MapAccess<'de>>(&mut self, id: u32, map: &mut A) -> Result<u32, A::Error> {
        let start = self.known.fields.start();
        let findings = self.draft.finding_count();
        let args = self.draft.args_start();
        let mut field = Field::<X>::new(Reader::new(self.draft), id, &mut self.known.args);
        let whole = Reader::<X>::object(map, &mut field)?;
        let is_object = field.reader.take(whole, OBJECT, |draft| draft.field_path(id)).is_some();
        let reference = field.reference(is_object);
        let extensions = field.reader.push_extensions();
        let args_written = field.reader.has_seen(FieldKey::Args);
        let Field { default, deprecated, .. } = field;
        let signature = Signature { reference, args, args_written, default, deprecated, extensions };
        let signature = self.draft.signature(signature);
        // What is wrong with a definition is to be reported wherever it stands.
        if self.draft.finding_count() == findings {
            self.known.fields.remember(start, signature);
        }
        Ok(signature)
    }
}

/// Reads a field.
struct Field<'de, 'd, 'c, X> {
    reader: Reader<'d, X>,
    id: u32,
    args: &'d mut Known<'c, 'de, ArgDefinition>,
    type_name: Option<Cow<'de, str>>,
    is_nested_object: Option<bool>,
    is_list: Option<bool>,
    expr: Option<Cow<'de, str>>,
    default: Option<Name>,
    deprecated: Option<Name>,
}

impl<'de, 'd, 'c, X> Field<'de, 'd, 'c, X> {
    fn new(reader: Reader<'d, X>, id: u32, args: &'d mut Known<'c, 'de, ArgDefinition>) -> Self {
        Self {
            reader,
            id,
            args,
            type_name: None,
            is_nested_object: None,
            is_list: None,
            expr: None,
            default: None,
            deprecated: None,
        }
    }

    /// The type reference that the keys make together.
    fn reference(&mut self, is_object: bool) -> u32 {
        if let (Some(type_name), Some(nested), Some(list)) =
            (&self.type_name, self.is_nested_object, self.is_list)
        {
            if type_name.is_empty() {
                self.report(FieldKey::TypeName.name(), Finding::InvalidTypeReference { text: String::new() });
            } else if let Some(expr) = &self.expr {
                let (expr, type_name) = (expr.clone(), type_name.clone());
                return self.full_reference(&expr, &type_name, nested, list);
            } else if !self.reader.has_seen(FieldKey::Type) {
                return self.reader.draft.short_reference(type_name, list, nested);
            }
        } else if is_object {
            for key in [FieldKey::TypeName, FieldKey::IsNestedObject, FieldKey::IsList] {
                if !self.reader.has_seen(key) {
                    let path = self.reader.draft.field_path(self.id);
                    self.reader.draft.report(path, Finding::MissingKey { key: key.name() });
                }
            }
        }
        self.reader.draft.short_reference("", false, false)
    }

    /// A whole reference, which what stands beside it must not contradict.
    fn full_reference(&mut self, expr: &str, type_name: &str, nested: bool, list: bool) -> u32 {
        let Some(reference) = self.reader.draft.full_reference(expr, Nesting::Stated(nested)) else {
            self.report(FieldKey::Type.name(), Finding::InvalidTypeReference { text: expr.to_owned() });
            return self.reader.draft.short_reference("", false, false);
        };
        let (is_same_name, is_list) = self.reader.draft.compare_reference(reference, type_name);
        let contradiction = |key: FieldKey, value| {
            let (text, key) = (expr.to_owned(), key.name());
            Finding::Contradiction { text, key, value }
        };
        if !is_same_name {
            self.report(FieldKey::Type.name(), contradiction(FieldKey::TypeName, type_name.to_owned()));
        }
        if is_list != list {
            self.report(FieldKey::Type.name(), contradiction(FieldKey::IsList, list.to_string()));
        }
        reference
    }

    fn report(&mut self, key: &str, finding: Finding) {
        let path = self.reader.draft.field_path(self.id).key(key);
        self.reader.draft.report(path, finding);
    }
}

impl<'de, X: AnyValue<'de>> Members<'de> for Field<'de, '_, '_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let (reader, id) = (&mut self.reader, self.id);
        let path = |draft: &Draft| draft.field_path(id);
        let Some(known) = FieldKey::of(&key) else { return reader.extension(&key, map, path) };
        if !reader.is_first(known, map, path)? {
            return Ok(());
        }
        match known {
            FieldKey::TypeName => self.type_name = reader.text(known.name(), map, path)?,
            FieldKey::IsNestedObject => self.is_nested_object = reader.flag(known.name(), map, path)?,
            FieldKey::IsList => self.is_list = reader.flag(known.name(), map, path)?,
            FieldKey::Type => self.expr = reader.text(known.name(), map, path)?,
            FieldKey::Default => self.default = reader.name(known.name(), map, path)?,
            FieldKey::Deprecated => self.deprecated = reader.name(known.name(), map, path)?,
            FieldKey::Args => {
                let mut args = Args::<X> {
                    first: reader.draft.args_start(),
                    draft: reader.draft,
                    field: id,
                    known: self.args,
                    value: PhantomData,
                };
                let whole = Reader::<X>::object(map, &mut args)?;
                reader.take(whole, OBJECT, |draft| path(draft).key(known.name()));
            }
        }
        Ok(())
    }
}

/// Reads the arguments of a field.
struct Args<'d, 'c, 'de, X> {
    draft: &'d mut Draft,
    field: u32,
    /// The number of the field's first argument.
    first: u32,
    known: &'d mut Known<'c, 'de, ArgDefinition>,
    value: PhantomData<X>,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Args<'_, '_, 'de, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let (reference, default, deprecated, extensions) = match self.known.pass() {
            Some(known) => known,
            None => self.read(&key, map)?,
        };
        self.draft.push_arg(&key, reference, default, deprecated, extensions);
        Ok(())
    }
}

impl<'de, X: AnyValue<'de>> Args<'_, '_, 'de, X> {
    fn read<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<ArgDefinition, A::Error> {
        let (field, start) = (self.field, self.known.start());
        let position = self.draft.args_start() - self.first;
        let findings = self.draft.finding_count();
        let reader = Reader::<X>::new(self.draft);
        let mut arg = Arg { reader, field, name, position, expr: None, default: None, deprecated: None };
        let whole = Reader::<X>::object(map, &mut arg)?;
        let is_object =
            arg.reader.take(whole, OBJECT, |draft| arg_path(draft, field, name, position)).is_some();
        let reference = arg.reference(is_object);
        let extensions = arg.reader.push_extensions();
        let definition = (reference, arg.default, arg.deprecated, extensions);
        if self.draft.finding_count() == findings {
            self.known.remember(start, definition);
        }
        Ok(definition)
    }
}

fn arg_path(draft: &Draft, field: u32, name: &str, position: u32) -> JsonPath {
    draft.field_path(field).key("args").member(name, position)
}

/// Reads an argument.
struct Arg<'de, 'd, 'n, X> {
    reader: Reader<'d, X>,
    field: u32,
    name: &'n str,
    /// Its position among the arguments, since another one may have its name.
    position: u32,
    expr: Option<Cow<'de, str>>,
    default: Option<Name>,
    deprecated: Option<Name>,
}

impl<X> Arg<'_, '_, '_, X> {
    fn reference(&mut self, is_object: bool) -> u32 {
        let has_type = self.reader.has_seen(ArgKey::Type);
        let draft = &mut *self.reader.draft;
        if let Some(expr) = &self.expr {
            if let Some(reference) = draft.full_reference(expr, Nesting::Otherwise(false)) {
                return reference;
            }
            let path = arg_path(draft, self.field, self.name, self.position).key(ArgKey::Type.name());
            draft.report(path, Finding::InvalidTypeReference { text: expr.to_string() });
        } else if is_object && !has_type {
            draft.report(
                arg_path(draft, self.field, self.name, self.position),
                Finding::MissingKey { key: ArgKey::Type.name() },
            );
        }
        draft.short_reference("", false, false)
    }
}

impl<'de, X: AnyValue<'de>> Members<'de> for Arg<'de, '_, '_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let (reader, field, name, position) = (&mut self.reader, self.field, self.name, self.position);
        let path = |draft: &Draft| arg_path(draft, field, name, position);
        let Some(known) = ArgKey::of(&key) else { return reader.extension(&key, map, path) };
        if !reader.is_first(known, map, path)? {
            return Ok(());
        }
        match known {
            ArgKey::Type => self.expr = reader.text(known.name(), map, path)?,
            ArgKey::Default => self.default = reader.name(known.name(), map, path)?,
            ArgKey::Deprecated => self.deprecated = reader.name(known.name(), map, path)?,
        }
        Ok(())
    }
}
