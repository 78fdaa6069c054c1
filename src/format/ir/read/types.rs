//! Reads a type, and the values of an enum.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::MapAccess;

use super::fields::Fields;
use super::{KnownKey, Reader, keys};
use crate::build::Draft;
use crate::format::json::{AnyValue, Members, OBJECT};
use crate::registry::{Finding, TypeKind};
use crate::store::names::Name;
use crate::store::tables::Written;

keys! {
    TypeKey {
        Kind = "kind", Fields = "fields", Implements = "implements", Members = "members", Values = "values"
    }
}

keys! {
    ValueKey { Deprecated = "deprecated" }
}

/// Reads a type.
pub(super) struct Type<'d, X> {
    pub(super) reader: Reader<'d, X>,
    pub(super) id: u32,
    /// `None` if it is written but none of the six.
    pub(super) kind: Option<TypeKind>,
    pub(super) written: Written,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Type<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let (reader, id) = (&mut self.reader, self.id);
        let path = |draft: &Draft| draft.type_path(id);
        let Some(known) = TypeKey::of(&key) else { return reader.extension(&key, map, path) };
        if !reader.is_first(known, map, path)? {
            return Ok(());
        }
        match known {
            TypeKey::Kind => {
                self.written.kind = true;
                let name = reader.text(known.name(), map, path)?;
                self.kind = name.as_deref().and_then(TypeKind::from_name);
                if let (Some(name), None) = (name, self.kind) {
                    let kind = name.into_owned();
                    reader.draft.report(path(reader.draft).key(known.name()), Finding::UnknownKind { kind });
                }
            }
            TypeKey::Fields => {
                self.written.fields = true;
                let mut fields = Fields::<X> { draft: reader.draft, parent: id, value: PhantomData };
                let whole = Reader::<X>::object(map, &mut fields)?;
                reader.take(whole, OBJECT, |draft| path(draft).key(known.name()));
            }
            TypeKey::Implements => {
                self.written.implements = true;
                reader.texts(known.name(), map, path, Draft::push_link)?;
            }
            TypeKey::Members => {
                self.written.members = true;
                reader.texts(known.name(), map, path, Draft::push_link)?;
            }
            TypeKey::Values => {
                self.written.values = true;
                let mut values = Values::<X> { draft: reader.draft, parent: id, value: PhantomData };
                let whole = Reader::<X>::object(map, &mut values)?;
                reader.take(whole, OBJECT, |draft| path(draft).key(known.name()));
            }
        }
        Ok(())
    }
}

/// Reads the values of an enum.
struct Values<'d, X> {
    draft: &'d mut Draft,
    parent: u32,
    value: PhantomData<X>,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Values<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let (deprecated, extensions) = self.read(&key, map)?;
        self.draft.push_value(&key, deprecated, extensions);
        Ok(())
    }
}

impl<X> Values<'_, X> {
    /// Reads a definition; gives the deprecation and the extensions.
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
    ) -> Result<(Option<Name>, u32), A::Error>
    where
        X: AnyValue<'de>,
    {
        let parent = self.parent;
        let position = self.draft.next_value(parent);
        let mut value =
            Value { reader: Reader::<X>::new(self.draft), parent, name, position, deprecated: None };
        let whole = Reader::<X>::object(map, &mut value)?;
        let Value { mut reader, deprecated, .. } = value;
        reader.take(whole, OBJECT, |draft| draft.type_path(parent).key("values").member(name, position));
        Ok((deprecated, reader.push_extensions()))
    }
}

/// Reads a value of an enum.
struct Value<'d, 'n, X> {
    reader: Reader<'d, X>,
    parent: u32,
    name: &'n str,
    /// Its position among the values, since another one may have its name.
    position: u32,
    deprecated: Option<Name>,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Value<'_, '_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let (parent, name, position) = (self.parent, self.name, self.position);
        let path = |draft: &Draft| draft.type_path(parent).key("values").member(name, position);
        if ValueKey::of(&key).is_none() {
            return self.reader.extension(&key, map, path);
        }
        if self.reader.is_first(ValueKey::Deprecated, map, path)? {
            self.deprecated = self.reader.name("deprecated", map, path)?;
        }
        Ok(())
    }
}
