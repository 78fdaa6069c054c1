//! The first pass: from JSON text straight into a draft.
//!
//! One reader a level of the document. Each takes the keys that it knows in any order, keeps the others as extensions,
//! and reports what is wrong without stopping.

use std::borrow::Cow;
use std::marker::PhantomData;

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess};

use super::json::{ARRAY, AnyValue, BOOLEAN, Flag, Found, Members, OBJECT, Object, STRING, Text, Texts};
use super::known::{Definitions, Known};
use super::plain::Cursor;
use crate::registry::draft::{Draft, Nesting, Signature};
use crate::registry::extension::canonical_json;
use crate::registry::names::Name;
use crate::registry::tables::{NONE, Written};
use crate::registry::{Finding, JsonPath, Operation, TypeKind};

/// A key that a reader knows.
trait KnownKey: Copy {
    /// Its number among those of the reader.
    fn number(self) -> u8;

    /// The key.
    fn name(self) -> &'static str;
}

macro_rules! keys {
    ($keys:ident { $($variant:ident = $name:literal),* }) => {
        #[derive(Clone, Copy)]
        enum $keys {
            $($variant),*
        }

        impl $keys {
            fn of(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl KnownKey for $keys {
            fn number(self) -> u8 {
                self as u8
            }

            fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

keys!(DocumentKey { Version = "version", Features = "features", Types = "types", Roots = "roots" });

keys!(TypeKey { Kind = "kind", Fields = "fields", Implements = "implements", Members = "members", Values = "values" });

keys!(FieldKey { TypeName = "type_name", IsNestedObject = "is_nested_object", IsList = "is_list", Type = "type", Args = "args", Default = "default", Deprecated = "deprecated" });

keys!(ArgKey { Type = "type", Default = "default", Deprecated = "deprecated" });

keys!(ValueKey { Deprecated = "deprecated" });

impl KnownKey for Operation {
    fn number(self) -> u8 {
        self as u8
    }

    fn name(self) -> &'static str {
        self.as_str()
    }
}

/// The keys that are not known, and their values.
#[derive(Default)]
struct Extensions {
    entries: Vec<(Name, Name)>,
    keys: HashSet<Name, FixedState>,
}

/// What every reader has: the draft, the keys seen so far, and the extensions collected.
struct Reader<'d, X> {
    draft: &'d mut Draft,
    seen: u8,
    /// Most definitions have none.
    extensions: Option<Box<Extensions>>,
    /// As what the values of unknown keys are read.
    value: PhantomData<X>,
}

impl<'d, X> Reader<'d, X> {
    fn new(draft: &'d mut Draft) -> Self {
        Self { draft, seen: 0, extensions: None, value: PhantomData }
    }

    fn has_seen(&self, key: impl KnownKey) -> bool {
        self.seen & 1 << key.number() != 0
    }

    /// Whether a known key is the first of its name. A second one is skipped and reported.
    fn is_first<'de, A: MapAccess<'de>>(
        &mut self,
        key: impl KnownKey,
        map: &mut A,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Result<bool, A::Error> {
        let is_first = !self.has_seen(key);
        self.seen |= 1 << key.number();
        if !is_first {
            map.next_value::<IgnoredAny>()?;
            let key = key.name();
            self.draft.report(path(self.draft).nth_key(key, 1), Finding::Duplicate { key: key.to_owned() });
        }
        Ok(is_first)
    }

    /// Reports a value of the wrong type.
    fn take<T>(
        &mut self,
        value: Result<T, Found>,
        expected: &'static str,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Option<T> {
        value
            .map_err(|Found(found)| {
                self.draft.report(path(self.draft), Finding::WrongType { expected, found });
            })
            .ok()
    }

    /// The text of a key's value.
    fn text<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Result<Option<Cow<'de, str>>, A::Error> {
        let value = map.next_value::<Text>()?.0;
        Ok(self.take(value, STRING, |draft| path(draft).key(key)))
    }

    /// The text of a key's value, as a name of the draft.
    fn name<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Result<Option<Name>, A::Error> {
        Ok(self.text(key, map, path)?.map(|text| self.draft.text(&text)))
    }

    fn flag<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Result<Option<bool>, A::Error> {
        let value = map.next_value::<Flag>()?.0;
        Ok(self.take(value, BOOLEAN, |draft| path(draft).key(key)))
    }

    /// Reads an array of strings.
    fn texts<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        path: impl Fn(&Draft) -> JsonPath,
        mut each: impl FnMut(&mut Draft, &str),
    ) -> Result<(), A::Error> {
        let whole =
            map.next_value_seed(Texts(|index, element: Result<Cow<'de, str>, Found>| match element {
                Ok(text) => each(self.draft, &text),
                Err(Found(found)) => {
                    let path = path(self.draft).key(key).index(index);
                    self.draft.report(path, Finding::WrongType { expected: STRING, found });
                }
            }))?;
        self.take(whole, ARRAY, |draft| path(draft).key(key));
        Ok(())
    }

    /// Reads an object into another reader.
    fn object<'de, A: MapAccess<'de>, R: Members<'de>>(
        map: &mut A,
        reader: &mut R,
    ) -> Result<Result<(), Found>, A::Error> {
        map.next_value_seed(Object(reader))
    }

    /// Keeps the value of a key that is not known.
    fn extension<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Result<(), A::Error>
    where
        X: AnyValue<'de>,
    {
        let value: X = map.next_value()?;
        let name = self.draft.text(key);
        let Extensions { entries, keys } = &mut **self.extensions.get_or_insert_default();
        if !keys.insert(name) {
            self.draft.report(path(self.draft).nth_key(key, 1), Finding::Duplicate { key: key.to_owned() });
            return Ok(());
        }
        match canonical_json(&value.json()) {
            Ok(json) => entries.push((name, self.draft.text(&json))),
            Err(fault) => {
                let path = fault.path(path(self.draft).key(key));
                self.draft.report(path, fault.finding);
            }
        }
        Ok(())
    }

    fn push_extensions(&mut self) -> u32 {
        self.extensions.as_ref().map_or(NONE, |extensions| self.draft.push_extensions(&extensions.entries))
    }
}

/// Reads the document as a whole.
pub(super) struct Document<'d, 'c, 'de, X> {
    reader: Reader<'d, X>,
    cursor: Option<&'c Cursor<'de>>,
}

impl<'d, 'c, 'de, X> Document<'d, 'c, 'de, X> {
    /// Reads a document into a draft. If the deserializer reads from a cursor, definitions that were met before are
    /// passed over.
    pub(super) fn read<D: Deserializer<'de>>(
        draft: &'d mut Draft,
        deserializer: D,
        cursor: Option<&'c Cursor<'de>>,
    ) -> Result<(), D::Error>
    where
        X: AnyValue<'de>,
    {
        let mut document = Self { reader: Reader::new(draft), cursor };
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

impl<'de, X: AnyValue<'de>> Members<'de> for Document<'_, '_, 'de, X> {
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
                let mut definitions = Definitions::new(self.cursor);
                let mut types =
                    Types::<X> { draft: reader.draft, known: &mut definitions, value: PhantomData };
                let whole = Reader::<X>::object(map, &mut types)?;
                reader.take(whole, OBJECT, |_| JsonPath::default().key(known.name()));
            }
            _ => {
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
struct Types<'d, 'c, 'de, X> {
    draft: &'d mut Draft,
    known: &'d mut Definitions<'c, 'de>,
    value: PhantomData<X>,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Types<'_, '_, 'de, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let id = self.draft.begin_type(&key);
        let mut definition = Type {
            reader: Reader::<X>::new(self.draft),
            known: self.known,
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

/// Reads a type.
struct Type<'d, 'c, 'de, X> {
    reader: Reader<'d, X>,
    known: &'d mut Definitions<'c, 'de>,
    id: u32,
    /// `None` if it is written but none of the six.
    kind: Option<TypeKind>,
    written: Written,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Type<'_, '_, 'de, X> {
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
                let mut fields =
                    Fields::<X> { draft: reader.draft, parent: id, known: self.known, value: PhantomData };
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
            _ => {
                self.written.values = true;
                let mut values =
                    Values::<X> { draft: reader.draft, parent: id, known: self.known, value: PhantomData };
                let whole = Reader::<X>::object(map, &mut values)?;
                reader.take(whole, OBJECT, |draft| path(draft).key(known.name()));
            }
        }
        Ok(())
    }
}

/// Reads the values of an enum.
struct Values<'d, 'c, 'de, X> {
    draft: &'d mut Draft,
    parent: u32,
    known: &'d mut Definitions<'c, 'de>,
    value: PhantomData<X>,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Values<'_, '_, 'de, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let (deprecated, extensions) = match self.known.values.pass() {
            Some(known) => known,
            None => self.read(&key, map)?,
        };
        self.draft.push_value(&key, deprecated, extensions);
        Ok(())
    }
}

impl<'de, X: AnyValue<'de>> Values<'_, '_, 'de, X> {
    /// Reads a definition; gives the deprecation and the extensions.
    fn read<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(Option<Name>, u32), A::Error> {
        let (parent, start) = (self.parent, self.known.values.start());
        let findings = self.draft.finding_count();
        let mut value = Value { reader: Reader::<X>::new(self.draft), parent, name, deprecated: None };
        let whole = Reader::<X>::object(map, &mut value)?;
        let Value { mut reader, deprecated, .. } = value;
        reader.take(whole, OBJECT, |draft| draft.type_path(parent).key("values").key(name));
        let definition = (deprecated, reader.push_extensions());
        if self.draft.finding_count() == findings {
            self.known.values.remember(start, definition);
        }
        Ok(definition)
    }
}

/// Reads a value of an enum.
struct Value<'d, 'n, X> {
    reader: Reader<'d, X>,
    parent: u32,
    name: &'n str,
    deprecated: Option<Name>,
}

impl<'de, X: AnyValue<'de>> Members<'de> for Value<'_, '_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let (parent, name) = (self.parent, self.name);
        let path = |draft: &Draft| draft.type_path(parent).key("values").key(name);
        if ValueKey::of(&key).is_none() {
            return self.reader.extension(&key, map, path);
        }
        if self.reader.is_first(ValueKey::Deprecated, map, path)? {
            self.deprecated = self.reader.name("deprecated", map, path)?;
        }
        Ok(())
    }
}

/// Reads the fields of a type.
struct Fields<'d, 'c, 'de, X> {
    draft: &'d mut Draft,
    parent: u32,
    known: &'d mut Definitions<'c, 'de>,
    value: PhantomData<X>,
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
            _ => {
                let mut args =
                    Args::<X> { draft: reader.draft, field: id, known: self.args, value: PhantomData };
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
    known: &'d mut Known<'c, 'de, ArgDefinition>,
    value: PhantomData<X>,
}

/// The reference, the default, the deprecation and the extensions of an argument.
type ArgDefinition = (u32, Option<Name>, Option<Name>, u32);

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
        let findings = self.draft.finding_count();
        let reader = Reader::<X>::new(self.draft);
        let mut arg = Arg { reader, field, name, expr: None, default: None, deprecated: None };
        let whole = Reader::<X>::object(map, &mut arg)?;
        let is_object = arg.reader.take(whole, OBJECT, |draft| draft.arg_path(field, name)).is_some();
        let reference = arg.reference(is_object);
        let extensions = arg.reader.push_extensions();
        let definition = (reference, arg.default, arg.deprecated, extensions);
        if self.draft.finding_count() == findings {
            self.known.remember(start, definition);
        }
        Ok(definition)
    }
}

/// Reads an argument.
struct Arg<'de, 'd, 'n, X> {
    reader: Reader<'d, X>,
    field: u32,
    name: &'n str,
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
            let path = draft.arg_path(self.field, self.name).key(ArgKey::Type.name());
            draft.report(path, Finding::InvalidTypeReference { text: expr.to_string() });
        } else if is_object && !has_type {
            draft.report(
                draft.arg_path(self.field, self.name),
                Finding::MissingKey { key: ArgKey::Type.name() },
            );
        }
        draft.short_reference("", false, false)
    }
}

impl<'de, X: AnyValue<'de>> Members<'de> for Arg<'de, '_, '_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let (reader, field, name) = (&mut self.reader, self.field, self.name);
        let path = |draft: &Draft| draft.arg_path(field, name);
        let Some(known) = ArgKey::of(&key) else { return reader.extension(&key, map, path) };
        if !reader.is_first(known, map, path)? {
            return Ok(());
        }
        match known {
            ArgKey::Type => self.expr = reader.text(known.name(), map, path)?,
            ArgKey::Default => self.default = reader.name(known.name(), map, path)?,
            _ => self.deprecated = reader.name(known.name(), map, path)?,
        }
        Ok(())
    }
}
