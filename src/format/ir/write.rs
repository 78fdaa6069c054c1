//! From a registry to a JSON IR document.

use serde::ser::{Error, Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::registry::{
    ArgInfo, DirectiveInfo, Extension, FieldInfo, Iter, Operation, SchemaRegistry, TypeInfo, TypeKind,
    ValueInfo,
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
    /// Unchanged, into JSON.
    Verbatim,
    /// As a value, into any format.
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

/// One level of the document: its content, and how its extensions are written.
struct Level<T>(T, Extensions);

/// Items that are written as an object, under their names.
struct Named<I>(I, Extensions);

/// Something that is written under its name.
trait NamedItem<'a> {
    fn key(&self) -> &'a str;

    /// Writes everything except its name.
    fn write<M: SerializeMap>(&self, map: &mut M, extensions: Extensions) -> Result<(), M::Error>;
}

impl<'a, T: NamedItem<'a>> Serialize for Level<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.0.write(&mut map, self.1)?;
        map.end()
    }
}

impl<'a, T: NamedItem<'a>, I: Iterator<Item = T> + Clone> Serialize for Named<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.clone().map(|item| (item.key(), Level(item, self.1))))
    }
}

macro_rules! named_item {
    ($($view:ident),*) => {$(
        /// Written as in a JSON IR document, with its `name`.
        impl Serialize for $view<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("name", self.name())?;
                self.write(&mut map, Extensions::AsValues)?;
                map.end()
            }
        }
    )*};
}

named_item!(TypeInfo, FieldInfo, ArgInfo, ValueInfo);

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
        kept(&mut map, extensions, registry.description(), registry.directives())?;
        if registry.directive_definitions().len() > 0 {
            map.serialize_entry("directive_definitions", &Texts(definitions(registry)))?;
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

impl<'a> NamedItem<'a> for TypeInfo<'a> {
    fn key(&self) -> &'a str {
        self.name()
    }

    fn write<M: SerializeMap>(&self, map: &mut M, extensions: Extensions) -> Result<(), M::Error> {
        let written = self.written();
        if written.kind || self.kind() != TypeKind::Object {
            map.serialize_entry("kind", self.kind().as_str())?;
        }
        if written.implements {
            map.serialize_entry("implements", &Names(self.interfaces()))?;
        }
        if written.members {
            map.serialize_entry("members", &Names(self.members()))?;
        }
        if written.values {
            map.serialize_entry("values", &Named(self.values(), extensions))?;
        }
        if self.is_one_of() {
            map.serialize_entry("one_of", &true)?;
        }
        entry(map, "specified_by", self.specified_by_url())?;
        kept(map, extensions, self.description(), self.directives())?;
        // Readers of version 1.0 require it in every type.
        map.serialize_entry("fields", &Named(self.fields(), extensions))?;
        extensions.write(map, self.extensions())
    }
}

impl<'a> NamedItem<'a> for ValueInfo<'a> {
    fn key(&self) -> &'a str {
        self.name()
    }

    fn write<M: SerializeMap>(&self, map: &mut M, extensions: Extensions) -> Result<(), M::Error> {
        entry(map, "deprecated", self.deprecation_reason())?;
        kept(map, extensions, self.description(), self.directives())?;
        extensions.write(map, self.extensions())
    }
}

impl<'a> NamedItem<'a> for FieldInfo<'a> {
    fn key(&self) -> &'a str {
        self.name()
    }

    fn write<M: SerializeMap>(&self, map: &mut M, extensions: Extensions) -> Result<(), M::Error> {
        map.serialize_entry("type_name", self.type_name())?;
        map.serialize_entry("is_nested_object", &self.is_nested_object())?;
        map.serialize_entry("is_list", &self.is_list())?;
        if self.has_full_reference() {
            map.serialize_entry("type", self.type_ref().as_str())?;
        }
        if self.has_args_key() {
            map.serialize_entry("args", &Named(self.args(), extensions))?;
        }
        entry(map, "default", self.default_value())?;
        entry(map, "deprecated", self.deprecation_reason())?;
        kept(map, extensions, self.description(), self.directives())?;
        extensions.write(map, self.extensions())
    }
}

impl<'a> NamedItem<'a> for ArgInfo<'a> {
    fn key(&self) -> &'a str {
        self.name()
    }

    fn write<M: SerializeMap>(&self, map: &mut M, extensions: Extensions) -> Result<(), M::Error> {
        map.serialize_entry("type", self.type_ref().as_str())?;
        entry(map, "default", self.default_value())?;
        entry(map, "deprecated", self.deprecation_reason())?;
        kept(map, extensions, self.description(), self.directives())?;
        extensions.write(map, self.extensions())
    }
}

/// Writes what is kept on request.
fn kept<'a, M: SerializeMap>(
    map: &mut M,
    extensions: Extensions,
    description: Option<&str>,
    directives: Iter<'a, DirectiveInfo<'a>>,
) -> Result<(), M::Error> {
    entry(map, "description", description)?;
    if directives.len() == 0 {
        return Ok(());
    }
    map.serialize_entry("directives", &Directives(directives, extensions))
}

struct Directives<'a>(Iter<'a, DirectiveInfo<'a>>, Extensions);

impl Serialize for Directives<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone().map(|directive| Level(directive, self.1)))
    }
}

impl<'a> NamedItem<'a> for DirectiveInfo<'a> {
    fn key(&self) -> &'a str {
        self.name()
    }

    fn write<M: SerializeMap>(&self, map: &mut M, extensions: Extensions) -> Result<(), M::Error> {
        map.serialize_entry("name", self.name())?;
        if self.args().len() > 0 {
            map.serialize_entry("args", &Texts(self.args()))?;
        }
        extensions.write(map, self.extensions())
    }
}

/// Written as in a JSON IR document.
impl Serialize for DirectiveInfo<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Level(*self, Extensions::AsValues).serialize(serializer)
    }
}

/// Texts that are written as an object, under their names.
struct Texts<I>(I);

impl<'a, I: Iterator<Item = (&'a str, &'a str)> + Clone> Serialize for Texts<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.clone())
    }
}

fn definitions(registry: &SchemaRegistry) -> impl Iterator<Item = (&str, &str)> + Clone {
    registry.directive_definitions().map(|definition| (definition.name(), definition.sdl()))
}

/// Writes an optional key.
fn entry<M: SerializeMap>(map: &mut M, key: &str, value: Option<&str>) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(key, value))
}
