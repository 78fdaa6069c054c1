//! From a registry to a JSON IR document.

use serde::ser::{Error, Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::registry::{
    ArgInfo, Extension, FieldInfo, Operation, SchemaRegistry, TypeInfo, TypeKind, ValueInfo,
};

/// The document as JSON text.
pub(in crate::format) fn to_json(registry: &SchemaRegistry) -> String {
    serde_json::to_string(&Document { registry, extensions: Extensions::Verbatim })
        .expect("every key is a string, and every extension was read as JSON")
}

/// The document in any format.
pub(in crate::format) fn serialize<S: Serializer>(
    registry: &SchemaRegistry,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    Document { registry, extensions: Extensions::AsValues }.serialize(serializer)
}

/// How the JSON text of an extension is written.
#[derive(Clone, Copy)]
enum Extensions {
    /// As it is, into JSON.
    Verbatim,
    /// As the value that it is, into any format.
    AsValues,
}

impl Extensions {
    fn write<'a, M: SerializeMap>(
        self,
        map: &mut M,
        extensions: impl Iterator<Item = Extension<'a>>,
    ) -> Result<(), M::Error> {
        for extension in extensions {
            let json = extension.json();
            match self {
                Self::Verbatim => {
                    let value: &RawValue = serde_json::from_str(json).map_err(M::Error::custom)?;
                    map.serialize_entry(extension.key(), value)?;
                }
                Self::AsValues => {
                    let value: serde_json::Value = serde_json::from_str(json).map_err(M::Error::custom)?;
                    map.serialize_entry(extension.key(), &value)?;
                }
            }
        }
        Ok(())
    }
}

/// One level of the document: what is written, and how its extensions are.
struct Level<T>(T, Extensions);

/// Items that are written as an object, under their names.
struct Named<I>(I, Extensions);

/// Something that is written under its name.
trait NamedItem<'a> {
    fn key(&self) -> &'a str;
}

macro_rules! named_item {
    ($($view:ident),*) => {$(
        impl<'a> NamedItem<'a> for $view<'a> {
            fn key(&self) -> &'a str {
                self.name()
            }
        }
    )*};
}

named_item!(TypeInfo, FieldInfo, ArgInfo, ValueInfo);

impl<'a, T: NamedItem<'a>, I: Iterator<Item = T> + Clone> Serialize for Named<I>
where
    Level<T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.clone().map(|item| (item.key(), Level(item, self.1))))
    }
}

/// Names that are written as an array.
struct Names<I>(I);

impl<'a, I: Iterator<Item = &'a str> + Clone> Serialize for Names<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

struct Document<'a> {
    registry: &'a SchemaRegistry,
    extensions: Extensions,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { registry, extensions } = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", registry.version())?;
        map.serialize_entry("features", &Names(registry.features()))?;
        if registry.has_roots_key() {
            map.serialize_entry("roots", &Level(Roots(registry), extensions))?;
        }
        map.serialize_entry("types", &Named(registry.types(), extensions))?;
        extensions.write(&mut map, registry.extensions())?;
        map.end()
    }
}

struct Roots<'a>(&'a SchemaRegistry);

impl Serialize for Level<Roots<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(Roots(registry), extensions) = self;
        let mut map = serializer.serialize_map(None)?;
        for operation in Operation::ALL {
            if let Some(name) = registry.root_name(operation) {
                map.serialize_entry(operation.as_str(), name)?;
            }
        }
        extensions.write(&mut map, registry.roots_extensions())?;
        map.end()
    }
}

impl Serialize for Level<TypeInfo<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(info, extensions) = *self;
        let written = info.written();
        let mut map = serializer.serialize_map(None)?;
        if written.kind || info.kind() != TypeKind::Object {
            map.serialize_entry("kind", info.kind().as_str())?;
        }
        if written.implements {
            map.serialize_entry("implements", &Names(info.implements()))?;
        }
        if written.members {
            map.serialize_entry("members", &Names(info.members()))?;
        }
        if written.values {
            map.serialize_entry("values", &Named(info.values(), extensions))?;
        }
        if info.is_one_of() {
            map.serialize_entry("one_of", &true)?;
        }
        entry(&mut map, "specified_by", info.specified_by_url())?;
        // Readers of version 1.0 ask for it in every type.
        map.serialize_entry("fields", &Named(info.fields(), extensions))?;
        extensions.write(&mut map, info.extensions())?;
        map.end()
    }
}

impl Serialize for Level<ValueInfo<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, extensions) = *self;
        let mut map = serializer.serialize_map(None)?;
        entry(&mut map, "deprecated", value.deprecated())?;
        extensions.write(&mut map, value.extensions())?;
        map.end()
    }
}

impl Serialize for Level<FieldInfo<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(field, extensions) = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type_name", field.type_name())?;
        map.serialize_entry("is_nested_object", &field.is_nested_object())?;
        map.serialize_entry("is_list", &field.is_list())?;
        if field.has_full_reference() {
            map.serialize_entry("type", field.type_expr().as_str())?;
        }
        if field.has_args_key() {
            map.serialize_entry("args", &Named(field.args(), extensions))?;
        }
        entry(&mut map, "default", field.default())?;
        entry(&mut map, "deprecated", field.deprecated())?;
        extensions.write(&mut map, field.extensions())?;
        map.end()
    }
}

impl Serialize for Level<ArgInfo<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(arg, extensions) = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", arg.type_expr().as_str())?;
        entry(&mut map, "default", arg.default())?;
        entry(&mut map, "deprecated", arg.deprecated())?;
        extensions.write(&mut map, arg.extensions())?;
        map.end()
    }
}

/// Writes an optional key.
fn entry<M: SerializeMap>(map: &mut M, key: &str, value: Option<&str>) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(key, value))
}
