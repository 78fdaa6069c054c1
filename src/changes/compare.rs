//! The walk over both registries.
//!
//! The two have different arenas, so names are compared as text; but a reference or signature is shared by many
//! fields, and a pair found equal is not compared again.

mod kept;
mod sameness;

use std::borrow::Cow;

use super::pairs::Pairs;
use super::{Change, ChangeKind, Place};
use crate::literal;
use crate::reference::TypeRef;
use crate::registry::{Operation, SchemaRegistry, TypeKind, empty_tables};
use crate::store::names::Name;
use crate::store::tables::{ArgRecord, LinkRecord, NONE, SignatureRecord, Tables, ValueRecord, range};

pub(super) fn compare(older: &SchemaRegistry, newer: &SchemaRegistry) -> Vec<Change> {
    let empty;
    let (old, new) = match (older.tables(), newer.tables()) {
        (Some(old), Some(new)) => (old, new),
        (old, new) => {
            empty = empty_tables();
            (old.unwrap_or(&empty), new.unwrap_or(&empty))
        }
    };
    let mut comparison = Comparison {
        old,
        new,
        equal_references: vec![NONE; old.references.len()],
        equal_signatures: vec![NONE; old.signatures.len()],
        changes: Vec::new(),
    };
    comparison.types();
    comparison.document();
    comparison.changes
}

/// Whether clients can continue as before if the first type becomes the second.
type SafeTypes = fn(TypeRef<'_>, TypeRef<'_>) -> bool;

struct Comparison<'a> {
    old: &'a Tables,
    new: &'a Tables,
    /// For each reference of the old registry, a new one known to be equal.
    equal_references: Vec<u32>,
    /// The same for signatures.
    equal_signatures: Vec<u32>,
    changes: Vec<Change>,
}

/// The current place of the comparison.
#[derive(Clone, Copy, Default)]
struct At<'a> {
    type_name: &'a str,
    list: &'static str,
    member: &'a str,
    argument: &'a str,
}

impl<'a> At<'a> {
    fn member(self, list: &'static str, member: &'a str) -> Self {
        Self { list, member, ..self }
    }

    fn argument(self, argument: &'a str) -> Self {
        Self { argument, ..self }
    }
}

impl<'a> Comparison<'a> {
    fn push(&mut self, at: At<'_>, kind: ChangeKind, before: Option<&str>, after: Option<&str>) {
        self.push_keyed(at, "", kind, before, after);
    }

    fn push_keyed(
        &mut self,
        at: At<'_>,
        key: &str,
        kind: ChangeKind,
        before: Option<&str>,
        after: Option<&str>,
    ) {
        let At { type_name, list, member, argument } = at;
        self.changes.push(Change {
            kind,
            place: Place {
                type_name: type_name.into(),
                list,
                member: member.into(),
                argument: argument.into(),
                key: key.into(),
            },
            before: before.map(Into::into),
            after: after.map(Into::into),
            position: None,
        });
    }

    fn types(&mut self) {
        let mut is_known = vec![false; self.new.type_count() as usize];
        let mut expected = 0;
        for id in 0..self.old.type_count() {
            let at = At { type_name: self.old.names.get(self.old.type_record(id).name), ..At::default() };
            let Some(found) = self.new_type(id, expected) else {
                self.push(at, ChangeKind::TypeRemoved, None, None);
                continue;
            };
            expected = found + 1;
            is_known[found as usize] = true;
            self.definition(at, id, found);
        }
        for id in (0..self.new.type_count()).filter(|&id| !is_known[id as usize]) {
            let at = At { type_name: self.new.names.get(self.new.type_record(id).name), ..At::default() };
            self.push(at, ChangeKind::TypeAdded, None, None);
        }
    }

    /// The new type with the same name, which usually is where it is expected.
    fn new_type(&self, id: u32, expected: u32) -> Option<u32> {
        let record = self.old.type_record(id);
        let name = self.old.names.get(record.name);
        if expected < self.new.type_count() && self.new.names.get(self.new.type_record(expected).name) == name
        {
            return Some(expected);
        }
        self.new.find_type(name)
    }

    fn definition(&mut self, at: At<'a>, old: u32, new: u32) {
        let (was, is) = (self.old.type_record(old), self.new.type_record(new));
        self.kept(at, was.kept, is.kept);
        if was.kind != is.kind {
            let (before, after) = (was.kind.as_str(), is.kind.as_str());
            return self.push(at, ChangeKind::TypeKindChanged, Some(before), Some(after));
        }
        match was.kind {
            TypeKind::Scalar => {
                self.text(at, ChangeKind::SpecifiedByChanged, was.specified_by, is.specified_by);
            }
            TypeKind::Enum => self.values(at, old, new),
            TypeKind::Union => {
                self.links(at, "members", old, new, ChangeKind::MemberRemoved, ChangeKind::MemberAdded);
            }
            kind => {
                if was.one_of != is.one_of {
                    let kind = if is.one_of { ChangeKind::OneOfAdded } else { ChangeKind::OneOfRemoved };
                    self.push(at, kind, None, None);
                }
                self.fields(at, old, new, kind == TypeKind::InputObject);
                let kinds = (ChangeKind::InterfaceRemoved, ChangeKind::InterfaceAdded);
                self.links(at, "implements", old, new, kinds.0, kinds.1);
            }
        }
    }

    fn links(
        &mut self,
        at: At<'a>,
        list: &'static str,
        old: u32,
        new: u32,
        removed: ChangeKind,
        added: ChangeKind,
    ) {
        let (was, is) = (self.old.links_of(old), self.new.links_of(new));
        if was.len() == is.len() && was.iter().zip(is).all(|(was, is)| self.is_same(was.name, is.name)) {
            return;
        }
        let old_name = |link: &LinkRecord| self.old.names.get(link.name);
        let new_name = |link: &LinkRecord| self.new.names.get(link.name);
        let pairs = Pairs::of(was, is, old_name, new_name);
        for link in pairs.removed(was) {
            self.push(at.member(list, self.old.names.get(link.name)), removed, None, None);
        }
        for link in pairs.added(is) {
            self.push(at.member(list, self.new.names.get(link.name)), added, None, None);
        }
    }

    fn values(&mut self, at: At<'a>, old: u32, new: u32) {
        let was = &self.old.values[range(self.old.type_record(old).values, self.old.type_end(old).values)];
        let is = &self.new.values[range(self.new.type_record(new).values, self.new.type_end(new).values)];
        if was.len() == is.len() && was.iter().zip(is).all(|(was, is)| self.is_same_value(was, is)) {
            return;
        }
        let old_name = |value: &ValueRecord| self.old.names.get(value.name);
        let new_name = |value: &ValueRecord| self.new.names.get(value.name);
        let pairs = Pairs::of(was, is, old_name, new_name);
        for value in pairs.removed(was) {
            self.push(
                at.member("values", self.old.names.get(value.name)),
                ChangeKind::ValueRemoved,
                None,
                None,
            );
        }
        for value in pairs.added(is) {
            self.push(
                at.member("values", self.new.names.get(value.name)),
                ChangeKind::ValueAdded,
                None,
                None,
            );
        }
        for (was, is) in pairs.both(was, is) {
            let at = at.member("values", self.old.names.get(was.name));
            self.text(at, ChangeKind::DeprecationChanged, was.deprecated, is.deprecated);
            self.kept(at, was.kept, is.kept);
        }
    }

    fn fields(&mut self, at: At<'a>, old: u32, new: u32, is_input: bool) {
        let was: &[u32] = self.old.field_slots(old);
        let is: &[u32] = self.new.field_slots(new);
        if self.is_same_fields(was, is) {
            return;
        }
        let old_field = |&slot: &u32| self.old.fields.slot(slot);
        let new_field = |&slot: &u32| self.new.fields.slot(slot);
        let pairs = Pairs::of(
            was,
            is,
            |slot| self.old.names.get(old_field(slot).name),
            |slot| self.new.names.get(new_field(slot).name),
        );
        for field in pairs.removed(was).map(old_field) {
            self.push(
                at.member("fields", self.old.names.get(field.name)),
                ChangeKind::FieldRemoved,
                None,
                None,
            );
        }
        for field in pairs.added(is).map(new_field) {
            let SignatureRecord { reference, default, .. } = *self.new.signature(field);
            let kind = match is_input {
                false => ChangeKind::FieldAdded,
                true if self.is_required(reference, default) => ChangeKind::RequiredInputFieldAdded,
                true => ChangeKind::OptionalInputFieldAdded,
            };
            self.push(at.member("fields", self.new.names.get(field.name)), kind, None, None);
        }
        for (was, is) in pairs.both(was, is).map(|(was, is)| (old_field(was), new_field(is))) {
            if !self.is_same_signature(was.signature.number(), is.signature.number()) {
                let at = at.member("fields", self.old.names.get(was.name));
                self.field(at, was.signature.number(), is.signature.number(), is_input);
            }
        }
    }

    /// Whether requests must provide a value for this reference and default in the new registry.
    fn is_required(&self, reference: u32, default: Name) -> bool {
        let expr = self.new.names.get(self.new.references[reference as usize].expr);
        expr.ends_with('!') && !default.is_some()
    }

    fn field(&mut self, at: At<'a>, old: u32, new: u32, is_input: bool) {
        let (was, is) = (self.old.signatures[old as usize], self.new.signatures[new as usize]);
        self.arguments(at, old, new);
        let kinds: (_, SafeTypes) = if is_input {
            (ChangeKind::InputTypeWidened, is_wider_input)
        } else {
            (ChangeKind::FieldTypeNarrowed, is_narrower_output)
        };
        if self.reference(at, (was.reference, is.reference), ChangeKind::FieldTypeChanged, kinds) {
            let kinds = (ChangeKind::InputFieldDefaultAdded, ChangeKind::InputFieldDefaultChanged);
            self.default(at, kinds, was.default, is.default);
        }
        self.text(at, ChangeKind::DeprecationChanged, was.deprecated, is.deprecated);
        self.kept(at, was.kept, is.kept);
    }

    /// Reports a changed type. Returns whether clients can continue as before.
    fn reference(
        &mut self,
        at: At<'a>,
        (old, new): (u32, u32),
        unsafe_kind: ChangeKind,
        (safe_kind, is_safe): (ChangeKind, SafeTypes),
    ) -> bool {
        if self.is_same_reference(old, new) {
            return true;
        }
        let (was, is) = (&self.old.references[old as usize], &self.new.references[new as usize]);
        let (before, after) = (self.old.names.get(was.expr), self.new.names.get(is.expr));
        if before != after {
            let is_safe = is_safe(TypeRef::new(before), TypeRef::new(after));
            let kind = if is_safe { safe_kind } else { unsafe_kind };
            self.push(at, kind, Some(before), Some(after));
            return is_safe;
        }
        if !self.is_same(was.type_name, is.type_name) || was.is_list != is.is_list {
            let (before, after) = (self.old.names.get(was.type_name), self.new.names.get(is.type_name));
            self.push(at, unsafe_kind, Some(before), Some(after));
            return false;
        }
        let [before, after] = [was, is].map(|it| if it.is_nested_object { "true" } else { "false" });
        self.push(at, ChangeKind::FieldNestingChanged, Some(before), Some(after));
        true
    }

    fn arguments(&mut self, at: At<'a>, old: u32, new: u32) {
        let (was, is) = (Self::args(self.old, old), Self::args(self.new, new));
        let old_name = |arg: &ArgRecord| self.old.names.get(arg.name);
        let new_name = |arg: &ArgRecord| self.new.names.get(arg.name);
        let pairs = Pairs::of(was, is, old_name, new_name);
        for arg in pairs.removed(was) {
            self.push(at.argument(self.old.names.get(arg.name)), ChangeKind::ArgumentRemoved, None, None);
        }
        for (was, is) in pairs.both(was, is) {
            if !self.is_same_arg(was, is) {
                self.arg(at.argument(self.old.names.get(was.name)), was, is);
            }
        }
        for arg in pairs.added(is) {
            let is_required = self.is_required(arg.reference, arg.default);
            let kind = if is_required {
                ChangeKind::RequiredArgumentAdded
            } else {
                ChangeKind::OptionalArgumentAdded
            };
            self.push(at.argument(self.new.names.get(arg.name)), kind, None, None);
        }
    }

    fn arg(&mut self, at: At<'a>, was: &ArgRecord, is: &ArgRecord) {
        let references = (was.reference, is.reference);
        let safe_kind = (ChangeKind::InputTypeWidened, is_wider_input as SafeTypes);
        let is_safe = self.reference(at, references, ChangeKind::ArgumentTypeChanged, safe_kind);
        if is_safe {
            let kinds = (ChangeKind::ArgumentDefaultAdded, ChangeKind::ArgumentDefaultChanged);
            self.default(at, kinds, was.default, is.default);
        }
        self.text(at, ChangeKind::DeprecationChanged, was.deprecated, is.deprecated);
        self.kept(at, was.kept, is.kept);
    }

    /// Reports a default that is written differently; as added if the value is the same.
    fn default(&mut self, at: At<'_>, (added, changed): (ChangeKind, ChangeKind), old: Name, new: Name) {
        let kind = match (self.old.names.get_some(old), self.new.names.get_some(new)) {
            (None, _) => added,
            (Some(before), Some(after)) if literal::is_same(before, after) => added,
            _ => changed,
        };
        self.text(at, kind, old, new);
    }

    /// Reports a text that differs.
    fn text(&mut self, at: At<'_>, kind: ChangeKind, old: Name, new: Name) {
        let (before, after) = (self.old.names.get_some(old), self.new.names.get_some(new));
        if before != after {
            self.push(at, kind, before, after);
        }
    }

    fn document(&mut self) {
        let (was, is) = (&self.old.document, &self.new.document);
        let at = At::default();
        for operation in Operation::ALL {
            let [before, after] = [was.roots[operation as usize].name, is.roots[operation as usize].name];
            let kind = match (before.is_some(), after.is_some()) {
                (true, false) => ChangeKind::RootRemoved,
                (false, _) => ChangeKind::RootAdded,
                _ => ChangeKind::RootChanged,
            };
            self.text(at.member("roots", operation.as_str()), kind, before, after);
        }
        self.text(at, ChangeKind::VersionChanged, was.version, is.version);
        let features = |tables: &'a Tables| {
            tables.features.iter().map(|&name| tables.names.get(name)).collect::<Vec<_>>()
        };
        let [before, after] = [self.old, self.new].map(features);
        if before != after {
            let [before, after] = [before, after].map(|names| Cow::from(names.join(" ")));
            self.push(at, ChangeKind::FeaturesChanged, Some(&before), Some(&after));
        }
        self.kept(At { list: "roots", ..at }, was.roots_kept, is.roots_kept);
        self.kept(at, was.kept, is.kept);
    }
}

/// Whether every value of the new output type is also one of the old.
fn is_narrower_output(mut old: TypeRef<'_>, mut new: TypeRef<'_>) -> bool {
    loop {
        if old.is_non_null() && !new.is_non_null() {
            return false;
        }
        match (old.item(), new.item()) {
            (Some(old_item), Some(new_item)) => (old, new) = (old_item, new_item),
            (None, None) => return old.named() == new.named(),
            _ => return false,
        }
    }
}

/// Whether the new input type accepts every value that the old one accepted.
fn is_wider_input(old: TypeRef<'_>, new: TypeRef<'_>) -> bool {
    is_narrower_output(new, old)
}
