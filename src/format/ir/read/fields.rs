//! Reads the fields of a type and their arguments.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::MapAccess;

use super::{KnownKey, Reader, keys};
use crate::build::{Draft, Nesting, Signature};
use crate::format::json::{AnyValue, Members, OBJECT};
use crate::registry::{Finding, JsonPath};
use crate::store::names::Name;

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
pub(super) struct Fields<'d, X> {
    pub(super) draft: &'d mut Draft,
    pub(super) parent: u32,
    pub(super) value: PhantomData<X>,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Fields<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let id = self.draft.begin_field(self.parent, &key);
        let signature = self.read(id, map)?;
        self.draft.end_field(id, signature);
        Ok(())
    }
}

impl<X> Fields<'_, X> {
    /// Reads a definition; gives the number of its signature.
    fn read<'de, A: MapAccess<'de>>(&mut self, id: u32, map: &mut A) -> Result<u32, A::Error>
    where
        X: AnyValue<'de>,
    {
        let args = self.draft.args_start();
        let mut field = Field::<X>::new(Reader::new(self.draft), id);
        let whole = Reader::<X>::object(map, &mut field)?;
        let is_object = field.reader.take(whole, OBJECT, |draft| draft.field_path(id)).is_some();
        let reference = field.reference(is_object);
        let extensions = field.reader.push_extensions();
        let args_written = field.reader.has_seen(FieldKey::Args);
        let Field { default, deprecated, .. } = field;
        let signature = Signature { reference, args, args_written, default, deprecated, extensions };
        Ok(self.draft.signature(signature))
    }
}

/// Reads a field.
struct Field<'de, 'd, X> {
    reader: Reader<'d, X>,
    id: u32,
    type_name: Option<Cow<'de, str>>,
    is_nested_object: Option<bool>,
    is_list: Option<bool>,
    expr: Option<Cow<'de, str>>,
    default: Option<Name>,
    deprecated: Option<Name>,
}

impl<'d, X> Field<'_, 'd, X> {
    fn new(reader: Reader<'d, X>, id: u32) -> Self {
        Self {
            reader,
            id,
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

impl<'de, X: AnyValue<'de>> Members<'de> for Field<'de, '_, X> {
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
                    value: PhantomData,
                };
                let whole = Reader::<X>::object(map, &mut args)?;
                reader.take(whole, OBJECT, |draft| path(draft).key(known.name()));
            }
        }
        Ok(())
    }
}

/// What is said of an argument besides its name.
struct ArgDefinition {
    reference: u32,
    default: Option<Name>,
    deprecated: Option<Name>,
    extensions: u32,
}

/// Reads the arguments of a field.
struct Args<'d, X> {
    draft: &'d mut Draft,
    field: u32,
    /// The number of the field's first argument.
    first: u32,
    value: PhantomData<X>,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Args<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let ArgDefinition { reference, default, deprecated, extensions } = self.read(&key, map)?;
        self.draft.push_arg(&key, reference, default, deprecated, extensions);
        Ok(())
    }
}

impl<X> Args<'_, X> {
    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<ArgDefinition, A::Error>
    where
        X: AnyValue<'de>,
    {
        let field = self.field;
        let position = self.draft.args_start() - self.first;
        let reader = Reader::<X>::new(self.draft);
        let mut arg = Arg { reader, field, name, position, expr: None, default: None, deprecated: None };
        let whole = Reader::<X>::object(map, &mut arg)?;
        let is_object =
            arg.reader.take(whole, OBJECT, |draft| arg_path(draft, field, name, position)).is_some();
        let reference = arg.reference(is_object);
        let extensions = arg.reader.push_extensions();
        Ok(ArgDefinition { reference, default: arg.default, deprecated: arg.deprecated, extensions })
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
