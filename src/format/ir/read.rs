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

use crate::format::json::{
    ARRAY, AnyValue, BOOLEAN, Flag, Found, Members, OBJECT, Object, STRING, Text, Texts,
};
use crate::registry::draft::{Draft, Nesting, Signature};
use crate::registry::extension::canonical_json;
use crate::registry::names::Name;
use crate::registry::tables::Written;
use crate::registry::{Finding, JsonPath, Operation, TypeExpr, TypeKind};

/// What every reader has: the draft, the keys seen so far, and the extensions collected.
struct Reader<'d, X> {
    draft: &'d mut Draft,
    seen: u8,
    extensions: Vec<(Name, Name)>,
    /// Their keys.
    extension_keys: HashSet<Name, FixedState>,
    /// As what the values of extensions are read.
    value: PhantomData<X>,
}

impl<'d, X> Reader<'d, X> {
    fn new(draft: &'d mut Draft) -> Self {
        Self {
            draft,
            seen: 0,
            extensions: Vec::new(),
            extension_keys: HashSet::default(),
            value: PhantomData,
        }
    }

    fn has_seen(&self, key: u8) -> bool {
        self.seen & 1 << key != 0
    }

    /// Whether a known key is the first of its name. A second one is skipped and reported.
    fn is_first<'de, A: MapAccess<'de>>(
        &mut self,
        (number, key): (u8, &str),
        map: &mut A,
        path: impl FnOnce(&Draft) -> JsonPath,
    ) -> Result<bool, A::Error> {
        let is_first = !self.has_seen(number);
        self.seen |= 1 << number;
        if !is_first {
            map.next_value::<IgnoredAny>()?;
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
        let Text(value) = map.next_value()?;
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
        let Flag(value) = map.next_value()?;
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
        if !self.extension_keys.insert(name) {
            self.draft.report(path(self.draft).nth_key(key, 1), Finding::Duplicate { key: key.to_owned() });
            return Ok(());
        }
        match canonical_json(&value.json()) {
            Ok(json) => self.extensions.push((name, self.draft.text(&json))),
            Err(fault) => {
                let path = fault.path(path(self.draft).key(key));
                self.draft.report(path, fault.finding);
            }
        }
        Ok(())
    }

    fn push_extensions(&mut self) -> u32 {
        self.draft.push_extensions(&self.extensions)
    }
}

/// Reads the document as a whole.
pub(super) struct Document<'d, X> {
    reader: Reader<'d, X>,
}

impl<'d, X> Document<'d, X> {
    const VERSION: (u8, &'static str) = (0, "version");
    const FEATURES: (u8, &'static str) = (1, "features");
    const TYPES: (u8, &'static str) = (2, "types");
    const ROOTS: (u8, &'static str) = (3, "roots");

    /// Reads a document into a draft.
    pub(super) fn read<'de, D: Deserializer<'de>>(
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
            for (number, key) in [Self::VERSION, Self::FEATURES, Self::TYPES] {
                if !reader.has_seen(number) {
                    reader.draft.report(JsonPath::default(), Finding::MissingKey { key });
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
        let known = match key.as_ref() {
            "version" => Self::VERSION,
            "features" => Self::FEATURES,
            "types" => Self::TYPES,
            "roots" => Self::ROOTS,
            _ => return reader.extension(&key, map, path),
        };
        if !reader.is_first(known, map, path)? {
            return Ok(());
        }
        match known {
            Self::VERSION => {
                if let Some(version) = reader.text(known.1, map, path)? {
                    reader.draft.set_version(&version);
                }
            }
            Self::FEATURES => reader.texts(known.1, map, path, Draft::add_feature)?,
            Self::TYPES => {
                let whole = Reader::<X>::object(map, &mut Types::<X>(reader.draft, PhantomData))?;
                reader.take(whole, OBJECT, |_| JsonPath::default().key(known.1));
            }
            _ => {
                let mut roots = Roots { reader: Reader::<X>::new(reader.draft) };
                let whole = Reader::<X>::object(map, &mut roots)?;
                let extensions = roots.reader.push_extensions();
                let document = reader.draft.document();
                (document.roots_written, document.roots_extensions) = (true, extensions);
                reader.take(whole, OBJECT, |_| JsonPath::default().key(known.1));
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
        if reader.is_first((operation as u8, &key), map, path)? {
            if let Some(name) = reader.text(&key, map, path)? {
                reader.draft.document().roots[operation as usize] = reader.draft.link(&name);
            }
        }
        Ok(())
    }
}

/// Reads all types.
struct Types<'d, X>(&'d mut Draft, PhantomData<X>);

impl<'de, X: AnyValue<'de>> Members<'de> for Types<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let id = self.0.begin_type(&key);
        let mut definition = Type {
            reader: Reader::<X>::new(self.0),
            id,
            kind: Some(TypeKind::default()),
            written: Written::default(),
        };
        let whole = Reader::<X>::object(map, &mut definition)?;
        let Type { mut reader, kind, written, .. } = definition;
        let extensions = reader.push_extensions();
        let is_object = reader.take(whole, OBJECT, |draft| draft.type_path(id)).is_some();
        self.0.end_type(id, kind.filter(|_| is_object), written, extensions);
        if self.0.has_overflowed() {
            return Err(A::Error::custom("there is too much of something"));
        }
        Ok(())
    }
}

/// Reads a type.
struct Type<'d, X> {
    reader: Reader<'d, X>,
    id: u32,
    /// `None` if it is written but none of the six.
    kind: Option<TypeKind>,
    written: Written,
}

impl<X> Type<'_, X> {
    const KIND: (u8, &'static str) = (0, "kind");
    const FIELDS: (u8, &'static str) = (1, "fields");
    const IMPLEMENTS: (u8, &'static str) = (2, "implements");
    const MEMBERS: (u8, &'static str) = (3, "members");
    const VALUES: (u8, &'static str) = (4, "values");
}

impl<'de, X: AnyValue<'de>> Members<'de> for Type<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let (reader, id) = (&mut self.reader, self.id);
        let path = |draft: &Draft| draft.type_path(id);
        let known = match key.as_ref() {
            "kind" => Self::KIND,
            "fields" => Self::FIELDS,
            "implements" => Self::IMPLEMENTS,
            "members" => Self::MEMBERS,
            "values" => Self::VALUES,
            _ => return reader.extension(&key, map, path),
        };
        if !reader.is_first(known, map, path)? {
            return Ok(());
        }
        match known {
            Self::KIND => {
                self.written.kind = true;
                let name = reader.text(known.1, map, path)?;
                self.kind = name.as_deref().and_then(TypeKind::from_name);
                if let (Some(name), None) = (name, self.kind) {
                    let kind = name.into_owned();
                    reader.draft.report(path(reader.draft).key(known.1), Finding::UnknownKind { kind });
                }
            }
            Self::FIELDS => {
                self.written.fields = true;
                let whole = Reader::<X>::object(map, &mut Fields::<X>(reader.draft, id, PhantomData))?;
                reader.take(whole, OBJECT, |draft| path(draft).key(known.1));
            }
            Self::IMPLEMENTS => {
                self.written.implements = true;
                reader.texts(known.1, map, path, Draft::push_link)?;
            }
            Self::MEMBERS => {
                self.written.members = true;
                reader.texts(known.1, map, path, Draft::push_link)?;
            }
            _ => {
                self.written.values = true;
                let whole = Reader::<X>::object(map, &mut Values::<X>(reader.draft, id, PhantomData))?;
                reader.take(whole, OBJECT, |draft| path(draft).key(known.1));
            }
        }
        Ok(())
    }
}

/// Reads the values of an enum.
struct Values<'d, X>(&'d mut Draft, u32, PhantomData<X>);

impl<'de, X: AnyValue<'de>> Members<'de> for Values<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let parent = self.1;
        let mut value = Value { reader: Reader::<X>::new(self.0), parent, name: &key, deprecated: None };
        let whole = Reader::<X>::object(map, &mut value)?;
        let Value { mut reader, deprecated, .. } = value;
        reader.take(whole, OBJECT, |draft| draft.type_path(parent).key("values").key(&key));
        let extensions = reader.push_extensions();
        self.0.push_value(&key, deprecated, extensions);
        Ok(())
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
        if key != "deprecated" {
            return self.reader.extension(&key, map, path);
        }
        if self.reader.is_first((0, "deprecated"), map, path)? {
            self.deprecated = self.reader.name("deprecated", map, path)?;
        }
        Ok(())
    }
}

/// Reads the fields of a type.
struct Fields<'d, X>(&'d mut Draft, u32, PhantomData<X>);

impl<'de, X: AnyValue<'de>> Members<'de> for Fields<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let id = self.0.begin_field(self.1, &key);
        let args = self.0.args_start();
        let mut field = Field::<X>::new(Reader::new(self.0), id);
        let whole = Reader::<X>::object(map, &mut field)?;
        let is_object = field.reader.take(whole, OBJECT, |draft| draft.field_path(id)).is_some();
        let reference = field.reference(is_object);
        let extensions = field.reader.push_extensions();
        let args_written = field.reader.has_seen(Field::<X>::ARGS.0);
        let Field { default, deprecated, .. } = field;
        self.0.end_field(id, Signature { reference, args, args_written, default, deprecated, extensions });
        Ok(())
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
    const TYPE_NAME: (u8, &'static str) = (0, "type_name");
    const IS_NESTED_OBJECT: (u8, &'static str) = (1, "is_nested_object");
    const IS_LIST: (u8, &'static str) = (2, "is_list");
    const TYPE: (u8, &'static str) = (3, "type");
    const ARGS: (u8, &'static str) = (4, "args");
    const DEFAULT: (u8, &'static str) = (5, "default");
    const DEPRECATED: (u8, &'static str) = (6, "deprecated");

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
                self.report(Self::TYPE_NAME.1, Finding::InvalidTypeReference { text: String::new() });
            } else if let Some(expr) = &self.expr {
                return self.full_reference(&expr.clone(), &type_name.clone(), nested, list);
            } else if !self.reader.has_seen(Self::TYPE.0) {
                return self.reader.draft.short_reference(type_name, list, nested);
            }
        } else if is_object {
            for (number, key) in [Self::TYPE_NAME, Self::IS_NESTED_OBJECT, Self::IS_LIST] {
                if !self.reader.has_seen(number) {
                    let path = self.reader.draft.field_path(self.id);
                    self.reader.draft.report(path, Finding::MissingKey { key });
                }
            }
        }
        self.reader.draft.short_reference("", false, false)
    }

    /// A whole reference, which what stands beside it must not contradict.
    fn full_reference(&mut self, expr: &str, type_name: &str, nested: bool, list: bool) -> u32 {
        let Some(parsed) = TypeExpr::parse(expr) else {
            self.report(Self::TYPE.1, Finding::InvalidTypeReference { text: expr.to_owned() });
            return self.reader.draft.short_reference("", false, false);
        };
        let contradiction = |key, value| Finding::Contradiction { text: expr.to_owned(), key, value };
        if parsed.named() != type_name {
            self.report(Self::TYPE.1, contradiction(Self::TYPE_NAME.1, type_name.to_owned()));
        }
        if parsed.is_list() != list {
            self.report(Self::TYPE.1, contradiction(Self::IS_LIST.1, list.to_string()));
        }
        self.reader.draft.parsed_reference(parsed, Nesting::Stated(nested))
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
        let known = match key.as_ref() {
            "type_name" => Self::TYPE_NAME,
            "is_nested_object" => Self::IS_NESTED_OBJECT,
            "is_list" => Self::IS_LIST,
            "type" => Self::TYPE,
            "args" => Self::ARGS,
            "default" => Self::DEFAULT,
            "deprecated" => Self::DEPRECATED,
            _ => return reader.extension(&key, map, path),
        };
        if !reader.is_first(known, map, path)? {
            return Ok(());
        }
        match known {
            Self::TYPE_NAME => self.type_name = reader.text(known.1, map, path)?,
            Self::IS_NESTED_OBJECT => self.is_nested_object = reader.flag(known.1, map, path)?,
            Self::IS_LIST => self.is_list = reader.flag(known.1, map, path)?,
            Self::TYPE => self.expr = reader.text(known.1, map, path)?,
            Self::DEFAULT => self.default = reader.name(known.1, map, path)?,
            Self::DEPRECATED => self.deprecated = reader.name(known.1, map, path)?,
            _ => {
                let whole = Reader::<X>::object(map, &mut Args::<X>(reader.draft, id, PhantomData))?;
                reader.take(whole, OBJECT, |draft| path(draft).key(known.1));
            }
        }
        Ok(())
    }
}

/// Reads the arguments of a field.
struct Args<'d, X>(&'d mut Draft, u32, PhantomData<X>);

impl<'de, X: AnyValue<'de>> Members<'de> for Args<'_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let mut arg = Arg {
            reader: Reader::<X>::new(self.0),
            field: self.1,
            name: &key,
            expr: None,
            default: None,
            deprecated: None,
        };
        let whole = Reader::<X>::object(map, &mut arg)?;
        let is_object = arg.reader.take(whole, OBJECT, |draft| draft.arg_path(self.1, &key)).is_some();
        let reference = arg.reference(is_object);
        let extensions = arg.reader.push_extensions();
        let Arg { default, deprecated, .. } = arg;
        self.0.push_arg(&key, reference, default, deprecated, extensions);
        Ok(())
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
    const TYPE: (u8, &'static str) = (0, "type");
    const DEFAULT: (u8, &'static str) = (1, "default");
    const DEPRECATED: (u8, &'static str) = (2, "deprecated");

    fn reference(&mut self, is_object: bool) -> u32 {
        let draft = &mut *self.reader.draft;
        if let Some(expr) = &self.expr {
            if let Some(reference) = draft.full_reference(expr, Nesting::Otherwise(false)) {
                return reference;
            }
            let path = draft.arg_path(self.field, self.name).key(Self::TYPE.1);
            draft.report(path, Finding::InvalidTypeReference { text: expr.to_string() });
        } else if is_object && self.reader.seen & 1 << Self::TYPE.0 == 0 {
            draft.report(draft.arg_path(self.field, self.name), Finding::MissingKey { key: Self::TYPE.1 });
        }
        draft.short_reference("", false, false)
    }
}

impl<'de, X: AnyValue<'de>> Members<'de> for Arg<'de, '_, '_, X> {
    fn member<A: MapAccess<'de>>(&mut self, key: Cow<'de, str>, map: &mut A) -> Result<(), A::Error> {
        let (reader, field, name) = (&mut self.reader, self.field, self.name);
        let path = |draft: &Draft| draft.arg_path(field, name);
        let known = match key.as_ref() {
            "type" => Self::TYPE,
            "default" => Self::DEFAULT,
            "deprecated" => Self::DEPRECATED,
            _ => return reader.extension(&key, map, path),
        };
        if !reader.is_first(known, map, path)? {
            return Ok(());
        }
        match known {
            Self::TYPE => self.expr = reader.text(known.1, map, path)?,
            Self::DEFAULT => self.default = reader.name(known.1, map, path)?,
            _ => self.deprecated = reader.name(known.1, map, path)?,
        }
        Ok(())
    }
}
