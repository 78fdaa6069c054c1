//! A document as it is written: definitions in flat lists, texts that are slices of the source.

use std::borrow::Cow;
use std::ops::Range;

use crate::registry::{Operation, TypeKind};
use crate::store::tables::range;

/// What a document says that a registry holds.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    pub(super) definitions: Vec<Definition<'a>>,
    fields: Vec<Field<'a>>,
    args: Vec<InputValue<'a>>,
    values: Vec<EnumValue<'a>>,
    links: Vec<&'a str>,
    pub(super) roots: Vec<(Operation, &'a str)>,
    /// The keyword of each `schema` definition; extensions of it are not counted.
    pub(super) schemas: Vec<&'a str>,
    /// The first token of each definition that is not about types: an operation or a fragment.
    pub(super) executables: Vec<&'a str>,
    pub(super) has_extensions: bool,
    /// Whether something that may have been a definition could not be read at all.
    pub(super) lost_definition: bool,
}

/// A definition or an extension of a type.
#[derive(Debug)]
pub(super) struct Definition<'a> {
    pub(super) kind: TypeKind,
    pub(super) is_extension: bool,
    pub(super) name: &'a str,
    fields: Range<u32>,
    links: Range<u32>,
    values: Range<u32>,
}

/// A field, or an input field.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub(super) input: InputValue<'a>,
    args: Range<u32>,
}

/// What an argument and a field have in common.
#[derive(Debug)]
pub(super) struct InputValue<'a> {
    pub(super) name: &'a str,
    pub(super) reference: Reference<'a>,
    pub(super) default: Option<Cow<'a, str>>,
    pub(super) deprecated: Option<Cow<'a, str>>,
}

/// A type reference.
#[derive(Debug, Default)]
pub(super) struct Reference<'a> {
    pub(super) source: &'a str,
    /// The reference without what GraphQL ignores, where the source has some of it.
    pub(super) compact: Option<Box<str>>,
}

#[derive(Debug)]
pub(super) struct EnumValue<'a> {
    pub(super) name: &'a str,
    pub(super) deprecated: Option<Cow<'a, str>>,
}

impl Reference<'_> {
    pub(super) fn as_str(&self) -> &str {
        self.compact.as_deref().unwrap_or(self.source)
    }
}

/// Where the lists of a definition start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    fields: u32,
    links: u32,
    values: u32,
}

/// A source has fewer than 2^32 of anything, or it is refused: see `read`.
#[expect(clippy::cast_possible_truncation, reason = "see above")]
fn length<T>(list: &[T]) -> u32 {
    list.len() as u32
}

impl<'a> Document<'a> {
    /// An empty document, with room for what a source of that many bytes holds.
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            fields: Vec::with_capacity(bytes / 96),
            args: Vec::with_capacity(bytes / 128),
            ..Self::default()
        }
    }

    pub(super) fn start(&self) -> Start {
        Start { fields: length(&self.fields), links: length(&self.links), values: length(&self.values) }
    }

    pub(super) fn push_definition(
        &mut self,
        start: Start,
        kind: TypeKind,
        is_extension: bool,
        name: &'a str,
    ) {
        let end = self.start();
        self.has_extensions |= is_extension;
        self.definitions.push(Definition {
            kind,
            is_extension,
            name,
            fields: start.fields..end.fields,
            links: start.links..end.links,
            values: start.values..end.values,
        });
    }

    pub(super) fn args_start(&self) -> u32 {
        length(&self.args)
    }

    pub(super) fn push_arg(&mut self, arg: InputValue<'a>) {
        self.args.push(arg);
    }

    /// Drops the arguments of a field that did not come to its end.
    pub(super) fn drop_args(&mut self, start: u32) {
        self.args.truncate(start as usize);
    }

    pub(super) fn push_field(&mut self, input: InputValue<'a>, args_start: u32) {
        let args = args_start..length(&self.args);
        self.fields.push(Field { input, args });
    }

    pub(super) fn push_link(&mut self, name: &'a str) {
        self.links.push(name);
    }

    pub(super) fn push_value(&mut self, value: EnumValue<'a>) {
        self.values.push(value);
    }

    pub(super) fn fields_of(&self, definition: &Definition<'_>) -> &[Field<'a>] {
        &self.fields[range(definition.fields.start, definition.fields.end)]
    }

    pub(super) fn args_of(&self, field: &Field<'_>) -> &[InputValue<'a>] {
        &self.args[range(field.args.start, field.args.end)]
    }

    pub(super) fn links_of(&self, definition: &Definition<'_>) -> &[&'a str] {
        &self.links[range(definition.links.start, definition.links.end)]
    }

    pub(super) fn values_of(&self, definition: &Definition<'_>) -> &[EnumValue<'a>] {
        &self.values[range(definition.values.start, definition.values.end)]
    }
}
