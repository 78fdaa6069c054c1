//! Type references of a registry under construction: each distinct one once.

use super::{Draft, next_number};
use crate::reference::TypeRef;
use crate::store::names::{Interned, Name};
use crate::store::tables::{NONE, ReferenceRecord};

/// A type reference that has been pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference(pub(super) u32);

/// A reference before its target is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct DraftReference {
    pub(super) record: ReferenceRecord,
    /// Whether a document stated `is_nested_object` for it.
    pub(super) is_nesting_said: bool,
    /// Whether the kind of the named type contradicts the document.
    pub(super) is_contradicted: bool,
    /// The signature of fields that have this type and nothing else.
    pub(super) plain_signature: u32,
}

/// The key of a reference, and its number.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownReference {
    /// The whole reference, or only the type's name.
    text: Name,
    number: u32,
    said: Said,
}

/// A document's statements about a reference besides its text: bits that distinguish references with the same text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Said(u8);

impl Said {
    /// The text is the whole reference, not only the type's name.
    const FULL: u8 = 1;
    const NESTED: u8 = 2;
    /// `is_nested_object` is stated, so it can be contradicted.
    const NESTING: u8 = 4;
    /// A list of which only the type's name is stated.
    const LIST: u8 = 8;

    fn new(bits: u8, is_nested_object: bool) -> Self {
        Self(bits | if is_nested_object { Self::NESTED } else { 0 })
    }

    /// The hash under which a reference is found, given the hash of its text.
    fn hash(self, text: u64) -> u64 {
        text.wrapping_add(self.0.into())
    }
}

/// How `is_nested_object` of a field is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nesting {
    /// A document says so.
    Stated(bool),
    /// The kind of the named type determines it; if there is no such type, this value.
    Otherwise(bool),
}

impl Draft {
    /// A whole reference, such as `[User!]!`, if the text is one.
    pub(crate) fn reference(&mut self, expr: &str, nesting: Nesting) -> Option<Reference> {
        let (is_nested_object, bits) = match nesting {
            Nesting::Stated(nested) => (nested, Said::FULL | Said::NESTING),
            Nesting::Otherwise(nested) => (nested, Said::FULL),
        };
        let said = Said::new(bits, is_nested_object);
        let hash = self.names.hash_text(expr);
        if let Some(known) = self.find_reference(expr, hash, said) {
            return Some(known);
        }
        let parsed = TypeRef::parse(expr)?;
        let named = parsed.named();
        let expr_name = self.names.intern_hashed(expr, hash).name;
        let record = ReferenceRecord {
            type_name: if named == expr { expr_name } else { self.text(named) },
            expr: expr_name,
            target: NONE,
            is_list: parsed.is_list(),
            is_nested_object,
            is_full: true,
        };
        Some(self.push_reference(record, said, hash))
    }

    /// The reference with that text, whose hash is given.
    fn find_reference(&self, text: &str, hash: u64, said: Said) -> Option<Reference> {
        let is_it = |known: &KnownReference| known.said == said && self.names.is(known.text, text);
        self.reference_ids.find(said.hash(hash), is_it).map(|known| Reference(known.number))
    }

    /// Whether a reference leads to the type with that name, and whether it is a list.
    pub(crate) fn compare_reference(&self, reference: Reference, type_name: &str) -> (bool, bool) {
        let ReferenceRecord { type_name: name, is_list, .. } = self.references[reference.0 as usize].record;
        (self.names.get(name) == type_name, is_list)
    }

    /// A reference of which only the type's name and whether it is a list are known.
    pub(crate) fn named_reference(
        &mut self,
        type_name: &str,
        is_list: bool,
        is_nested_object: bool,
    ) -> Reference {
        let said = Said::new(if is_list { Said::LIST } else { 0 }, is_nested_object);
        let hash = self.names.hash_text(type_name);
        if let Some(known) = self.find_reference(type_name, hash, said) {
            return known;
        }
        let Interned { name, says, .. } = self.names.intern_hashed(type_name, hash);
        self.has_odd_references |= !says.is_graphql_name();
        let record = ReferenceRecord {
            type_name: name,
            expr: if is_list { self.list_of(type_name) } else { name },
            target: NONE,
            is_list,
            is_nested_object,
            is_full: false,
        };
        self.push_reference(record, said, hash)
    }

    /// Stands for a reference that could not be read, and has been reported.
    pub(crate) fn unread_reference(&mut self) -> Reference {
        self.named_reference("", false, false)
    }

    /// The text of a list of a type.
    fn list_of(&mut self, type_name: &str) -> Name {
        self.buffer.clear();
        self.buffer.push('[');
        self.buffer.push_str(type_name);
        self.buffer.push(']');
        self.names.intern(&self.buffer).name
    }

    /// Adds a reference that is new, given the hash of its text.
    fn push_reference(&mut self, record: ReferenceRecord, said: Said, hash: u64) -> Reference {
        let number = next_number(&self.references);
        let is_nesting_said = said.0 & Said::NESTING != 0;
        let text = if record.is_full { record.expr } else { record.type_name };
        let reference =
            DraftReference { record, is_nesting_said, is_contradicted: false, plain_signature: NONE };
        self.references.push(reference);
        let names = &self.names;
        let rehash = |known: &KnownReference| known.said.hash(names.hash(known.text));
        self.reference_ids.insert_unique(said.hash(hash), KnownReference { text, number, said }, rehash);
        Reference(number)
    }
}
