//! What is the same in both registries: checked first, since nearly everything is.

use super::Comparison;
use crate::model::TypeKind;
use crate::store::names::Name;
use crate::store::tables::{ArgRecord, KeptSort, NONE, ReferenceRecord, Tables, ValueRecord, range};

impl<'a> Comparison<'a> {
    /// Whether two optional texts are the same.
    #[inline]
    pub(super) fn is_same(&self, old: Name, new: Name) -> bool {
        if old.is_some() && new.is_some() { self.is_same_text(old, new) } else { old == new }
    }

    fn is_same_text(&self, old: Name, new: Name) -> bool {
        self.new.names.is(new, self.old.names.get(old).as_bytes())
    }

    pub(super) fn is_same_value(&self, was: &ValueRecord, is: &ValueRecord) -> bool {
        self.is_same(was.name, is.name)
            && self.is_same(was.deprecated, is.deprecated)
            && self.is_same_kept(was.kept, is.kept)
    }

    /// Whether both types have the same fields in the same order.
    pub(super) fn is_same_fields(&mut self, was: &[u32], is: &[u32]) -> bool {
        let (old, new) = (&self.old.fields, &self.new.fields);
        was.len() == is.len()
            && was.iter().zip(is).all(|(&was, &is)| {
                let (was, is) = (old.slot(was), new.slot(is));
                self.is_same(was.name, is.name)
                    && self.is_same_signature(was.signature.number(), is.signature.number())
            })
    }

    #[inline]
    pub(super) fn is_same_signature(&mut self, old: u32, new: u32) -> bool {
        self.equal_signatures[old as usize] == new || self.is_other_signature_same(old, new)
    }

    fn is_other_signature_same(&mut self, old: u32, new: u32) -> bool {
        let (was, is) = (self.old.signatures[old as usize], self.new.signatures[new as usize]);
        let is_same = self.is_same(was.default, is.default)
            && self.is_same(was.deprecated, is.deprecated)
            && self.is_same_kept(was.kept, is.kept)
            && self.is_same_reference(was.reference, is.reference)
            && self.is_same_args(old, new);
        if is_same {
            self.equal_signatures[old as usize] = new;
        }
        is_same
    }

    pub(super) fn args(tables: &'a Tables, signature: u32) -> &'a [ArgRecord] {
        let signature = signature as usize;
        &tables.args[range(tables.signatures[signature].args, tables.signatures[signature + 1].args)]
    }

    /// Whether both have the same arguments in the same order.
    fn is_same_args(&mut self, old: u32, new: u32) -> bool {
        let (was, is) = (Self::args(self.old, old), Self::args(self.new, new));
        was.len() == is.len()
            && was
                .iter()
                .zip(is)
                .all(|(was, is)| self.is_same(was.name, is.name) && self.is_same_arg(was, is))
    }

    pub(super) fn is_same_arg(&mut self, was: &ArgRecord, is: &ArgRecord) -> bool {
        self.is_same(was.default, is.default)
            && self.is_same(was.deprecated, is.deprecated)
            && self.is_same_kept(was.kept, is.kept)
            && self.is_same_reference(was.reference, is.reference)
    }

    #[inline]
    pub(super) fn is_same_reference(&mut self, old: u32, new: u32) -> bool {
        self.equal_references[old as usize] == new || self.is_other_reference_same(old, new)
    }

    fn is_other_reference_same(&mut self, old: u32, new: u32) -> bool {
        let (was, is) = (&self.old.references[old as usize], &self.new.references[new as usize]);
        let is_same = self.is_same(was.expr, is.expr)
            // References with the same text have the same named type.
            && (was.is_full && is.is_full || self.is_same(was.type_name, is.type_name))
            && was.is_list == is.is_list
            && (was.is_nested_object == is.is_nested_object || self.is_explained(was, is));
        if is_same {
            self.equal_references[old as usize] = new;
        }
        is_same
    }

    /// Whether a change of the named type itself, which is reported at that type, changes whether the reference is
    /// nested.
    fn is_explained(&self, was: &ReferenceRecord, is: &ReferenceRecord) -> bool {
        let kind = |tables: &Tables, target: u32| (target != NONE).then(|| tables.type_record(target).kind);
        let (old, new) = (kind(self.old, was.target), kind(self.new, is.target));
        // A document that states something no kind implies must state it itself.
        let follows = |kind: Option<_>, nested| kind.is_none_or(|kind| nested == (kind == TypeKind::Object));
        old != new && follows(old, was.is_nested_object) && follows(new, is.is_nested_object)
    }

    #[inline]
    pub(super) fn is_same_kept(&self, old: u32, new: u32) -> bool {
        (old, new) == (NONE, NONE) || self.is_same_some_kept(old, new)
    }

    fn is_same_some_kept(&self, old: u32, new: u32) -> bool {
        let (was, is) = (self.old.kept_of(old), self.new.kept_of(new));
        was.len() == is.len()
            && was.iter().zip(is).all(|(was, is)| {
                was.sort == is.sort
                    && self.is_same(was.name, is.name)
                    && if was.sort == KeptSort::Directive {
                        self.is_same_kept(was.value, is.value)
                    } else {
                        self.is_same_text(Name::from_number(was.value), Name::from_number(is.value))
                    }
            })
    }
}
