//! Type references of a registry that is being read or built: each distinct one once.

use super::{Draft, next_number};
use crate::reference::TypeExpr;
use crate::store::names::{Interned, Name};
use crate::store::tables::{NONE, ReferenceRecord};

/// A reference before its target is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DraftReference {
    pub(crate) record: ReferenceRecord,
    /// Whether a document said `is_nested_object` of it, so that it can be contradicted.
    pub(crate) is_nested_stated: bool,
    /// Whether the kind of the named type says otherwise.
    pub(crate) is_contradicted: bool,
    /// The signature of the fields that have this type and nothing else to say.
    pub(crate) plain_signature: u32,
}

/// What tells references apart: the text (the whole reference, or just the type's name) and what else is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ReferenceKey {
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
    /// The number of a whole reference, such as `[User!]!`, if that is what the text is.
    pub(crate) fn full_reference(&mut self, expr: &str, nesting: Nesting) -> Option<u32> {
        let Interned { name: text, says, .. } = self.names.intern(expr);
        let (is_nested_object, is_nested_stated) = match nesting {
            Nesting::Stated(nested) => (nested, true),
            Nesting::Otherwise(nested) => (nested, false),
        };
        let flags = 1 | u8::from(is_nested_object) << 1 | u8::from(is_nested_stated) << 2;
        let key = ReferenceKey { text, flags };
        if let Some(&number) = self.reference_ids.get(&key) {
            return Some(number);
        }
        self.has_escaped_references |= says.has_escaped();
        let expr = TypeExpr::parse(expr)?;
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

    /// Whether a reference is to the type of that name, and whether it is a list.
    pub(crate) fn compare_reference(&self, reference: u32, type_name: &str) -> (bool, bool) {
        let ReferenceRecord { type_name: name, is_list, .. } = self.references[reference as usize].record;
        (self.names.get(name) == type_name, is_list)
    }

    /// The number of a reference of which only the type's name, and whether it is a list, are known.
    pub(crate) fn short_reference(&mut self, type_name: &str, is_list: bool, is_nested_object: bool) -> u32 {
        let Interned { name: text, says, .. } = self.names.intern(type_name);
        let flags = u8::from(is_nested_object) << 1 | u8::from(is_list) << 3;
        if let Some(&number) = self.reference_ids.get(&ReferenceKey { text, flags }) {
            return number;
        }
        self.has_odd_references |= !says.is_graphql_name();
        self.has_escaped_references |= says.has_escaped();
        let expr = if is_list { self.list_of(type_name) } else { text };
        let record = ReferenceRecord {
            type_name: text,
            expr,
            target: NONE,
            is_list,
            is_nested_object,
            is_full: false,
        };
        self.push_reference(ReferenceKey { text, flags }, record, false)
    }

    /// The text of a list of a type.
    fn list_of(&mut self, type_name: &str) -> Name {
        self.buffer.clear();
        self.buffer.push('[');
        self.buffer.push_str(type_name);
        self.buffer.push(']');
        self.names.intern(&self.buffer).name
    }

    fn push_reference(&mut self, key: ReferenceKey, record: ReferenceRecord, is_nested_stated: bool) -> u32 {
        let number = next_number(&self.references);
        self.references.push(DraftReference {
            record,
            is_nested_stated,
            is_contradicted: false,
            plain_signature: NONE,
        });
        self.reference_ids.insert(key, number);
        number
    }
}
