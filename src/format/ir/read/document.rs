//! Reads the document as a whole: what it says of itself, its roots and the list of its types.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess};

use super::types::Type;
use super::{KnownKey, Reader, keys};
use crate::build::Draft;
use crate::format::json::{AnyValue, Members, OBJECT, Object};
use crate::registry::{Finding, JsonPath, Operation, TypeKind};
use crate::store::tables::Written;

keys! {
    DocumentKey { Version = "version", Features = "features", Types = "types", Roots = "roots" }
}

impl KnownKey for Operation {
    fn number(self) -> u8 {
        self as u8
    }

    fn name(self) -> &'static str {
        self.as_str()
    }
}

/// Reads the document as a whole.
pub(in crate::format::ir) struct Document<'d, X> {
    reader: Reader<'d, X>,
}

impl<'d, X> Document<'d, X> {
    /// Reads a document into a draft.
    pub(in crate::format::ir) fn read<'de, D: Deserializer<'de>>(
        draft: &'d mut Draft,
        deserializer: D,
    ) -> Result<(), D::Error>
    where
        X: AnyValue<'de>,
    {
        let mut document = Self { reader: Reader::new(draft) };
        let whole = Object(&mut document).deserialize(deserializer)?;
        let reader = &mut document.reader;
        if reader.take(whole, OBJECT, |_| JsonPath::default()).is_some() {
            for key in [DocumentKey::Version, DocumentKey::Features, DocumentKey::Types] {
                if !reader.has_seen(key) {
                    reader.draft.report(JsonPath::default(), Finding::MissingKey { key: key.name() });
                }
            }
        }
        let extensions = reader.push_extensions();
        reader.draft.document().extensions = extensions;
        Ok(())
    }
}

impl<'de, X: AnyValue<'de>> Members<'de> for Document<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let reader = &mut self.reader;
        let path = |_: &Draft| JsonPath::default();
        let Some(known) = DocumentKey::of(&key) else { return reader.extension(&key, map, path) };
        if !reader.is_first(known, map, path)? {
            return Ok(());
        }
        match known {
            DocumentKey::Version => {
                if let Some(version) = reader.text(known.name(), map, path)? {
                    reader.draft.set_version(&version);
                }
            }
            DocumentKey::Features => reader.texts(known.name(), map, path, Draft::add_feature)?,
            DocumentKey::Types => {
                let mut types = Types::<X> { draft: reader.draft, value: PhantomData };
                let whole = Reader::<X>::object(map, &mut types)?;
                reader.take(whole, OBJECT, |_| JsonPath::default().key(known.name()));
            }
            DocumentKey::Roots => {
                let mut roots = Roots { reader: Reader::<X>::new(reader.draft) };
                let whole = Reader::<X>::object(map, &mut roots)?;
                let extensions = roots.reader.push_extensions();
                let document = reader.draft.document();
                (document.roots_written, document.roots_extensions) = (true, extensions);
                reader.take(whole, OBJECT, |_| JsonPath::default().key(known.name()));
            }
        }
        Ok(())
    }
}

/// Reads the root types.
struct Roots<'d, X> {
    reader: Reader<'d, X>,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Roots<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let reader = &mut self.reader;
        let path = |_: &Draft| JsonPath::default().key("roots");
        let Some(operation) = Operation::from_name(&key) else { return reader.extension(&key, map, path) };
        if reader.is_first(operation, map, path)? {
            if let Some(name) = reader.text(&key, map, path)? {
                reader.draft.document().roots[operation as usize] = reader.draft.link(&name);
            }
        }
        Ok(())
    }
}

/// Reads all types.
struct Types<'d, X> {
    draft: &'d mut Draft,
    value: PhantomData<X>,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Types<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let id = self.draft.begin_type(&key);
        let mut definition = Type {
            reader: Reader::<X>::new(self.draft),
            id,
            kind: Some(TypeKind::default()),
            written: Written::default(),
        };
        let whole = Reader::<X>::object(map, &mut definition)?;
        let Type { mut reader, kind, written, .. } = definition;
        let extensions = reader.push_extensions();
        let is_object = reader.take(whole, OBJECT, |draft| draft.type_path(id)).is_some();
        self.draft.end_type(id, kind.filter(|_| is_object), written, extensions);
        if self.draft.has_overflowed() {
            return Err(A::Error::custom("there is too much of something"));
        }
        Ok(())
    }
}
