//! Type references of a registry that is being read or built: each distinct one once.

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
    /// Whether a document said `is_nested_object` of it, so that it can be contradicted.
    pub(super) is_nested_stated: bool,
    /// Whether the kind of the named type says otherwise.
    pub(super) is_contradicted: bool,
    /// The signature of the fields that have this type and nothing else to say.
    pub(super) plain_signature: u32,
}

/// What tells references apart: the text (the whole reference, or just the type's name) and what else is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ReferenceKey {
    text: Name,
    flags: u8,
}

/// How a field's `is_nested_object` is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nesting {
    /// A document says so.
    Stated(bool),
    /// The kind of the named type says it; this, where there is no such type.
    Otherwise(bool),
}

impl Draft {
    /// A whole reference, such as `[User!]!`, if that is what the text is.
    pub(crate) fn reference(&mut self, expr: &str, nesting: Nesting) -> Option<Reference> {
        let text = self.text(expr);
        let (is_nested_object, is_nested_stated) = match nesting {
            Nesting::Stated(nested) => (nested, true),
            Nesting::Otherwise(nested) => (nested, false),
        };
        let flags = 1 | u8::from(is_nested_object) << 1 | u8::from(is_nested_stated) << 2;
        let key = ReferenceKey { text, flags };
        if let Some(&number) = self.reference_ids.get(&key) {
            return Some(Reference(number));
        }
        let expr = TypeRef::parse(expr)?;
        let record = ReferenceRecord {
            type_name: self.text(expr.named()),
            expr: text,
            target: NONE,
            is_list: expr.is_list(),
            is_nested_object,
            is_full: true,
        };
        Some(self.push_reference(key, record, is_nested_stated))
    }

    /// Whether a reference leads to the type of that name, and whether it is a list.
    pub(crate) fn compare_reference(&self, reference: Reference, type_name: &str) -> (bool, bool) {
        let ReferenceRecord { type_name: name, is_list, .. } = self.references[reference.0 as usize].record;
        (self.names.get(name) == type_name, is_list)
    }

    /// A reference of which only the type's name is known, and whether it is a list.
    pub(crate) fn named_reference(
        &mut self,
        type_name: &str,
        is_list: bool,
        is_nested_object: bool,
    ) -> Reference {
        let Interned { name: text, says, .. } = self.names.intern(type_name);
        let flags = u8::from(is_nested_object) << 1 | u8::from(is_list) << 3;
        let key = ReferenceKey { text, flags };
        if let Some(&number) = self.reference_ids.get(&key) {
            return Reference(number);
        }
        self.has_odd_references |= !says.is_graphql_name();
        let expr = if is_list { self.list_of(type_name) } else { text };
        let record = ReferenceRecord {
            type_name: text,
            expr,
            target: NONE,
            is_list,
            is_nested_object,
            is_full: false,
        };
        self.push_reference(key, record, false)
    }

    /// What stands in the place of a reference that could not be read, and has been reported.
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

    fn push_reference(
        &mut self,
        key: ReferenceKey,
        record: ReferenceRecord,
        is_nested_stated: bool,
    ) -> Reference {
        let number = next_number(&self.references);
        self.references.push(DraftReference {
            record,
            is_nested_stated,
            is_contradicted: false,
            plain_signature: NONE,
        });
        self.reference_ids.insert(key, number);
        Reference(number)
    }
}
