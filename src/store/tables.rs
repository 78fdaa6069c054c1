//! The flat tables of a registry: records in boxed slices that refer to each other by number.
//!
//! A record holds the start of each of its lists; a list ends where that of the next record starts. So each table
//! whose records own lists has a sentinel as its last record.

use std::ops::Range;

use super::index::Index;
use super::names::{Name, Names};
use crate::model::{Operation, TypeKind};

/// The number of no record.
pub(crate) const NONE: u32 = u32::MAX;

/// A type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypeRecord {
    pub(crate) name: Name,
    pub(crate) kind: TypeKind,
    pub(crate) written: Written,
    /// Whether an input object takes exactly one of its fields (`@oneOf`).
    pub(crate) one_of: bool,
    /// The hash of the name, which the hash of a field of this type starts from.
    pub(crate) hash: u64,
    /// Start of its fields in [`Tables::field_order`].
    pub(crate) fields: u32,
    /// Start of its [`LinkRecord`]s: interfaces of an object or interface, members of a union.
    pub(crate) links: u32,
    /// Start of its [`ValueRecord`]s.
    pub(crate) values: u32,
    /// Start of its possible types, as numbers of types.
    pub(crate) possible: u32,
    /// The URL of a scalar's specification.
    pub(crate) specified_by: Name,
    /// Its first [`KeptRecord`].
    pub(crate) kept: u32,
}

/// Which keys a type's definition had, so that it is written as it was read.
#[expect(clippy::struct_excessive_bools, reason = "they are independent")]
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Written {
    pub(crate) kind: bool,
    pub(crate) fields: bool,
    pub(crate) implements: bool,
    pub(crate) members: bool,
    pub(crate) values: bool,
}

impl Written {
    /// The keys of either.
    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            kind: self.kind | other.kind,
            fields: self.fields | other.fields,
            implements: self.implements | other.implements,
            members: self.members | other.members,
            values: self.values | other.values,
        }
    }
}

/// A field: twelve bytes, all that a look-up reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldRecord {
    pub(crate) name: Name,
    /// The name of the type that the field belongs to: a look-up compares it without reading the type's record.
    pub(crate) parent_name: Name,
    pub(crate) signature: SignatureRef,
}

impl FieldRecord {
    /// The content of a free slot. Its names equal no text.
    pub(crate) const FREE: Self =
        Self { name: Name::NONE, parent_name: Name::NONE, signature: SignatureRef(NONE) };
}

/// The number of a signature, together with two flags of that signature that nearly every look-up reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SignatureRef(u32);

impl SignatureRef {
    /// The maximum number of signatures: two bits are for the flags.
    pub(crate) const COUNT: u32 = 1 << 30;
    const IS_LIST: u32 = 1 << 30;
    const IS_NESTED_OBJECT: u32 = 1 << 31;

    /// A reference to that record, which has this number.
    pub(crate) fn new(number: u32, record: &SignatureRecord) -> Self {
        let bit = |is_set: bool, bit: u32| if is_set { bit } else { 0 };
        let flags = bit(record.is_list, Self::IS_LIST) | bit(record.is_nested_object, Self::IS_NESTED_OBJECT);
        Self(number | flags)
    }

    #[inline]
    pub(crate) fn number(self) -> u32 {
        self.0 % Self::COUNT
    }

    #[inline]
    pub(crate) fn is_list(self) -> bool {
        self.0 & Self::IS_LIST != 0
    }

    #[inline]
    pub(crate) fn is_nested_object(self) -> bool {
        self.0 & Self::IS_NESTED_OBJECT != 0
    }
}

/// The `snake_case` name of fields, as database rows ask for them: each once, however many types have the field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AliasRecord {
    pub(crate) alias: Name,
    /// The fields' own name, the camelCase form of the alias.
    pub(crate) name: Name,
    /// Half of the hash of that name.
    pub(crate) name_hash: u32,
}

impl AliasRecord {
    /// The content of a free slot. Its names equal no text.
    pub(crate) const FREE: Self = Self { alias: Name::NONE, name: Name::NONE, name_hash: 0 };
}

/// Everything in a field's definition except its name. Fields that have only a type share one signature for each
/// type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SignatureRecord {
    pub(crate) reference: u32,
    /// Copied from the reference, so that following the named type takes no further step.
    pub(crate) target: u32,
    /// Copied from the reference.
    pub(crate) is_list: bool,
    /// Copied from the reference.
    pub(crate) is_nested_object: bool,
    /// Start of its [`ArgRecord`]s.
    pub(crate) args: u32,
    pub(crate) args_written: bool,
    pub(crate) default: Name,
    pub(crate) deprecated: Name,
    pub(crate) kept: u32,
}

/// A type reference: each distinct one once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReferenceRecord {
    pub(crate) type_name: Name,
    /// The whole reference in SDL notation.
    pub(crate) expr: Name,
    /// The number of the named type, or [`NONE`].
    pub(crate) target: u32,
    pub(crate) is_list: bool,
    pub(crate) is_nested_object: bool,
    /// Whether the document contains the whole reference (`type`), or only its name and whether it is a list.
    pub(crate) is_full: bool,
}

/// An argument.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ArgRecord {
    pub(crate) name: Name,
    pub(crate) reference: u32,
    pub(crate) default: Name,
    pub(crate) deprecated: Name,
    pub(crate) kept: u32,
}

/// A value of an enum.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValueRecord {
    pub(crate) name: Name,
    pub(crate) deprecated: Name,
    pub(crate) kept: u32,
}

/// A reference to a type by name: an interface, a member of a union, a root.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LinkRecord {
    pub(crate) name: Name,
    pub(crate) target: u32,
}

impl LinkRecord {
    pub(crate) const ABSENT: Self = Self { name: Name::NONE, target: NONE };
}

/// Something kept of a definition besides its attributes. The records of one definition are adjacent, sorted by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeptRecord {
    pub(crate) sort: KeptSort,
    /// Whether the definition has no further record.
    pub(crate) is_last: bool,
    pub(crate) name: Name,
    /// The number of a [`Name`]; for a directive, the number of its first argument's record.
    pub(crate) value: u32,
}

/// What a [`KeptRecord`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KeptSort {
    /// A key unknown to the registry, and its value as JSON text, in one form for equal values.
    Extension,
    /// A text, without a name.
    Description,
    /// A directive that is applied to the definition.
    Directive,
    /// An argument of such a directive, and its value as an SDL literal.
    Argument,
    /// A directive's definition, as SDL.
    DirectiveDefinition,
}

/// The content of the document as a whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DocumentRecord {
    pub(crate) version: Name,
    pub(crate) roots: [LinkRecord; Operation::ALL.len()],
    pub(crate) roots_written: bool,
    pub(crate) roots_kept: u32,
    pub(crate) kept: u32,
}

/// The complete content of a registry.
#[derive(Debug)]
pub(crate) struct Tables {
    /// The fields of all types, by both names.
    pub(crate) fields: Index<FieldRecord>,
    /// The common aliases of fields, by their text. All others are converted when they are looked up.
    pub(crate) aliases: Index<AliasRecord>,
    /// The slots of the fields in document order, type by type.
    pub(crate) field_order: Box<[u32]>,
    pub(crate) names: Names,
    /// The numbers of the types, by name.
    pub(crate) type_index: Index<u32>,
    pub(crate) types: Box<[TypeRecord]>,
    pub(crate) signatures: Box<[SignatureRecord]>,
    pub(crate) references: Box<[ReferenceRecord]>,
    pub(crate) args: Box<[ArgRecord]>,
    pub(crate) values: Box<[ValueRecord]>,
    pub(crate) links: Box<[LinkRecord]>,
    pub(crate) possible: Box<[u32]>,
    pub(crate) kept: Box<[KeptRecord]>,
    pub(crate) features: Box<[Name]>,
    pub(crate) document: DocumentRecord,
}

/// The records of one definition, by the number of the first.
pub(crate) fn kept_of(kept: &[KeptRecord], first: u32) -> &[KeptRecord] {
    let records = kept.get(first as usize..).unwrap_or_default();
    let count = records.iter().position(|record| record.is_last).map_or(0, |last| last + 1);
    &records[..count]
}

/// The numbers from `start` to `end`, as indices.
pub(crate) fn range(start: u32, end: u32) -> Range<usize> {
    start as usize..end as usize
}

impl Tables {
    /// The number of types.
    #[expect(clippy::cast_possible_truncation, reason = "a registry has fewer than 2^32 types")]
    pub(crate) fn type_count(&self) -> u32 {
        (self.types.len() - 1) as u32
    }

    /// The number of fields of all types.
    #[expect(clippy::cast_possible_truncation, reason = "a registry has fewer than 2^32 fields")]
    pub(crate) fn field_count(&self) -> u32 {
        self.field_order.len() as u32
    }

    /// The number of features.
    #[expect(clippy::cast_possible_truncation, reason = "a document of 4 GiB lists fewer")]
    pub(crate) fn feature_count(&self) -> u32 {
        self.features.len() as u32
    }

    pub(crate) fn type_record(&self, id: u32) -> &TypeRecord {
        &self.types[id as usize]
    }

    /// The record after a type's: where its lists end.
    pub(crate) fn type_end(&self, id: u32) -> &TypeRecord {
        &self.types[id as usize + 1]
    }

    /// The slots of a type's fields, in document order.
    pub(crate) fn field_slots(&self, id: u32) -> &[u32] {
        &self.field_order[range(self.type_record(id).fields, self.type_end(id).fields)]
    }

    /// The fields of a type, in document order.
    pub(crate) fn fields_of(
        &self,
        id: u32,
    ) -> impl ExactSizeIterator<Item = &FieldRecord> + DoubleEndedIterator + Clone {
        self.field_slots(id).iter().map(|&slot| self.fields.slot(slot))
    }

    pub(crate) fn signature(&self, field: &FieldRecord) -> &SignatureRecord {
        &self.signatures[field.signature.number() as usize]
    }

    /// The field of that number, in document order.
    pub(crate) fn field(&self, number: u32) -> &FieldRecord {
        self.fields.slot(self.field_order[number as usize])
    }

    pub(crate) fn args_of(&self, field: &FieldRecord) -> &[ArgRecord] {
        let numbers = self.arg_numbers(field);
        &self.args[range(numbers.start, numbers.end)]
    }

    pub(crate) fn arg_numbers(&self, field: &FieldRecord) -> Range<u32> {
        let signatures = &self.signatures[field.signature.number() as usize..];
        signatures[0].args..signatures[1].args
    }

    pub(crate) fn values_of(&self, id: u32) -> &[ValueRecord] {
        &self.values[range(self.type_record(id).values, self.type_end(id).values)]
    }

    pub(crate) fn links_of(&self, id: u32) -> &[LinkRecord] {
        &self.links[range(self.type_record(id).links, self.type_end(id).links)]
    }

    /// What is kept of one definition, by the number of the first record.
    pub(crate) fn kept_of(&self, first: u32) -> &[KeptRecord] {
        kept_of(&self.kept, first)
    }

    /// The numbers of the records of one definition that have that kind.
    #[expect(clippy::cast_possible_truncation, reason = "a registry has fewer than 2^32 records")]
    pub(crate) fn kept_numbers(&self, first: u32, sort: KeptSort) -> Range<u32> {
        let records = self.kept_of(first);
        let start = records.partition_point(|record| record.sort < sort);
        let end = records.partition_point(|record| record.sort <= sort);
        first.wrapping_add(start as u32)..first.wrapping_add(end as u32)
    }

    /// The text of a record beside its name. Not for directives.
    pub(crate) fn kept_text(&self, record: &KeptRecord) -> &str {
        self.names.get(Name::from_number(record.value))
    }
}

#[cfg(test)]
mod tests;
