//! What a view has besides the attributes of its definition: description, directives, extensions.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ptr;

use serde_json::{Map, Value};

use super::iter::{Iter, Owner};
use super::views::{ArgInfo, Element, FieldInfo, TypeInfo, ValueInfo};
use crate::build::{Draft, Kept};
use crate::coordinate::Coordinate;
use crate::json::canonical_of;
use crate::store::tables::{FieldRecord, KeptRecord, KeptSort, NONE, Tables};

/// The keys of a JSON IR document under which descriptions and directives are written.
pub(crate) const DESCRIPTION: &str = "description";
pub(crate) const DIRECTIVES: &str = "directives";
pub(crate) const DIRECTIVE_DEFINITIONS: &str = "directive_definitions";

/// A key unknown to the registry, with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    key: &'a str,
    json: &'a str,
}

impl<'a> Extension<'a> {
    /// Returns the key.
    #[must_use]
    pub fn key(&self) -> &'a str {
        self.key
    }

    /// Returns the value as canonical JSON text: without white space, with sorted object keys, and with equal numbers
    /// written equally.
    #[must_use]
    pub fn json(&self) -> &'a str {
        self.json
    }
}

/// A directive applied to a definition.
#[derive(Clone, Copy)]
pub struct DirectiveInfo<'a> {
    tables: &'a Tables,
    record: &'a KeptRecord,
}

impl<'a> DirectiveInfo<'a> {
    /// Returns the name, without the `@`.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.tables.names.get(self.record.name)
    }

    /// Returns the arguments in order: their names, each with its value as an SDL literal.
    #[must_use]
    pub fn args(&self) -> Iter<'a, (&'a str, &'a str)> {
        self.of_args().iter(KeptSort::Argument, pair)
    }

    /// Returns the value of an argument as an SDL literal; a string therefore includes its quotes. Costs a walk over
    /// the arguments.
    #[must_use]
    pub fn arg(&self, name: &str) -> Option<&'a str> {
        self.args().find(|&(arg, _)| arg == name).map(|(_, literal)| literal)
    }

    /// Returns the keys beside `name` and `args` in a JSON IR document.
    #[must_use]
    pub fn extensions(&self) -> Iter<'a, Extension<'a>> {
        self.of_args().extensions()
    }

    fn of_args(&self) -> KeptOf<'a> {
        KeptOf { tables: Some(self.tables), first: self.record.value }
    }
}

/// The definition of a directive; available if loading was asked to keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DirectiveDefinition<'a> {
    name: &'a str,
    sdl: &'a str,
}

impl<'a> DirectiveDefinition<'a> {
    /// Returns the name, without the `@`.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Returns the definition as SDL, such as `directive @auth(role: Role) on FIELD_DEFINITION`.
    #[must_use]
    pub fn sdl(&self) -> &'a str {
        self.sdl
    }

    /// Returns the schema coordinate, such as `@auth`.
    #[must_use]
    pub fn coordinate(&self) -> Coordinate {
        Coordinate::of_directive(self.name)
    }
}

/// What is kept of one definition, of a registry that may have no tables.
#[derive(Clone, Copy)]
pub(crate) struct KeptOf<'a> {
    pub(super) tables: Option<&'a Tables>,
    /// The number of the first record.
    pub(super) first: u32,
}

impl<'a> KeptOf<'a> {
    fn iter<T>(self, sort: KeptSort, get: fn(Owner<'a>, u32) -> T) -> Iter<'a, T> {
        let Some(tables) = self.tables else { return Iter::empty(get) };
        let of = Owner { tables, type_id: NONE, field: &FieldRecord::FREE };
        Iter::new(of, tables.kept_numbers(self.first, sort), get)
    }

    pub(super) fn extensions(self) -> Iter<'a, Extension<'a>> {
        self.iter(KeptSort::Extension, |of, number| {
            let (key, json) = pair(of, number);
            Extension { key, json }
        })
    }

    pub(super) fn description(self) -> Option<&'a str> {
        self.iter(KeptSort::Description, pair).next().map(|(_, text)| text)
    }

    pub(super) fn directives(self) -> Iter<'a, DirectiveInfo<'a>> {
        self.iter(KeptSort::Directive, |of, number| DirectiveInfo {
            tables: of.tables,
            record: &of.tables.kept[number as usize],
        })
    }

    pub(super) fn directive_definitions(self) -> Iter<'a, DirectiveDefinition<'a>> {
        self.iter(KeptSort::DirectiveDefinition, |of, number| {
            let (name, sdl) = pair(of, number);
            DirectiveDefinition { name, sdl }
        })
    }

    /// Copies it into a draft, except for directives that `takes_directive` rejects.
    pub(super) fn copy(self, draft: &mut Draft, takes_directive: &dyn Fn(&str) -> bool) -> Vec<Kept> {
        self.tables.map_or_else(Vec::new, |tables| draft.copied(tables, self.first, takes_directive))
    }
}

/// What is kept of a definition, given the number of the first record, as keys of a JSON IR document with canonical
/// values.
pub(crate) fn as_extensions(tables: &Tables, first: u32) -> Vec<(&str, Cow<'_, str>)> {
    let records = tables.kept_of(first);
    let rest = records.partition_point(|record| record.sort == KeptSort::Extension);
    let text = |record: &KeptRecord| tables.kept_text(record);
    let name = |record: &KeptRecord| tables.names.get(record.name);
    let mut pairs: Vec<(&str, Cow<'_, str>)> = records[..rest]
        .iter()
        .map(|record| (tables.names.get(record.name), tables.kept_text(record).into()))
        .collect();
    let (mut directives, mut definitions) = (Vec::new(), Map::new());
    for record in &records[rest..] {
        match record.sort {
            KeptSort::Description => pairs.push((DESCRIPTION, canonical(text(record)))),
            KeptSort::Directive => {
                let mut directive = Map::from_iter([("name".to_owned(), name(record).into())]);
                let mut args = Map::new();
                for record in tables.kept_of(record.value) {
                    if record.sort == KeptSort::Argument {
                        args.insert(name(record).to_owned(), text(record).into());
                    } else {
                        let value = serde_json::from_str(text(record));
                        directive
                            .insert(name(record).to_owned(), value.expect("an extension was read as JSON"));
                    }
                }
                if !args.is_empty() {
                    directive.insert("args".to_owned(), args.into());
                }
                directives.push(Value::from(directive));
            }
            _ => _ = definitions.insert(name(record).to_owned(), text(record).into()),
        }
    }
    if !directives.is_empty() {
        pairs.push((DIRECTIVES, canonical(directives)));
    }
    if !definitions.is_empty() {
        pairs.push((DIRECTIVE_DEFINITIONS, canonical(definitions)));
    }
    pairs
}

fn canonical<'a>(value: impl Into<Value>) -> Cow<'a, str> {
    let value = value.into();
    // An extension that is too deep was refused when it was read.
    canonical_of(&value).unwrap_or_else(|_| value.to_string()).into()
}

/// The name and the text of a record.
fn pair(of: Owner<'_>, number: u32) -> (&str, &str) {
    let record = &of.tables.kept[number as usize];
    (of.tables.names.get(record.name), of.tables.kept_text(record))
}

/// Equal if both are the same directive of the same registry.
impl PartialEq for DirectiveInfo<'_> {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.record, other.record)
    }
}

impl Eq for DirectiveInfo<'_> {}

impl Hash for DirectiveInfo<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ptr::from_ref(self.record).hash(state);
    }
}

/// Displays as SDL: `@auth(role: ADMIN)`.
impl fmt::Display for DirectiveInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.name())?;
        for (number, (name, literal)) in self.args().enumerate() {
            write!(f, "{}{name}: {literal}", if number == 0 { "(" } else { ", " })?;
        }
        f.write_str(if self.args().len() > 0 { ")" } else { "" })
    }
}

impl fmt::Debug for DirectiveInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DirectiveInfo({self})")
    }
}

macro_rules! kept_by {
    ($($view:ident),*) => {$(
        impl<'a> $view<'a> {
            /// Returns the description, if loading was asked to keep it.
            #[must_use]
            pub fn description(&self) -> Option<&'a str> {
                self.kept().description()
            }

            /// Returns the applied directives in order, as far as loading was asked to keep them.
            #[must_use]
            pub fn directives(&self) -> Iter<'a, DirectiveInfo<'a>> {
                self.kept().directives()
            }

            /// Returns the first applied directive with that name, without the `@`. Costs a walk over the directives.
            #[must_use]
            pub fn directive(&self, name: &str) -> Option<DirectiveInfo<'a>> {
                self.directives().find(|directive| directive.name() == name)
            }

            /// Returns the keys of the definition that are unknown to the registry.
            #[must_use]
            pub fn extensions(&self) -> Iter<'a, Extension<'a>> {
                self.kept().extensions()
            }

            /// Returns the value of an unknown key, as canonical JSON text. Costs a walk over the unknown keys.
            #[must_use]
            pub fn extension(&self, key: &str) -> Option<&'a str> {
                self.extensions().find(|extension| extension.key() == key).map(|extension| extension.json)
            }
        }
    )*};
}

kept_by!(TypeInfo, FieldInfo, ArgInfo, ValueInfo, Element);
