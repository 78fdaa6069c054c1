//! Whether types have everything their interfaces require.
//!
//! The cost is one pass over what each interface requires of its implementations. A valid interface covers the
//! interfaces that it implements: a type that fulfils it fulfils those interfaces too, so they are not checked again.
//! That keeps a chain of interfaces, each of which implements all before it, linear in its text.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::check::number;
use super::{Draft, DraftField, Part};
use crate::diagnostics::Finding;
use crate::model::TypeKind;
use crate::reference::TypeRef;
use crate::store::hash::hash_field_of_other;
use crate::store::index::Index;
use crate::store::names::Name;
use crate::store::tables::{FieldRecord, NONE, TypeRecord};

/// Up to this length a list of arguments is searched from its start.
const SHORT_LIST: u32 = 16;

impl Draft {
    /// Checks that all types have what their interfaces require. Interfaces come first, those with the fewest
    /// interfaces of their own before others, so that each is known to be valid or not before it is implemented.
    pub(super) fn check_implementations(&mut self, fields: &Index<FieldRecord>) {
        let mut ids: Vec<u32> = self
            .type_ids()
            .filter(|&id| self.types[id as usize].kind.has_interfaces() && !self.links_of(id).is_empty())
            .collect();
        ids.sort_by_key(|&id| match self.types[id as usize].kind {
            TypeKind::Interface => self.links_of(id).len(),
            _ => usize::MAX,
        });
        let mut rules = Implementations {
            fields,
            is_sound: vec![true; self.types.len()],
            listed: vec![NONE; self.types.len()],
            covered: vec![NONE; self.types.len()],
            found: Vec::new(),
            numbers: None,
            subtypes: None,
        };
        // An implementation is valid once it has been checked, and not before.
        for &id in &ids {
            rules.is_sound[id as usize] = false;
        }
        for id in ids {
            rules.found.clear();
            rules.implementation(self, id);
            rules.is_sound[id as usize] = rules.found.is_empty();
            for found in std::mem::take(&mut rules.found) {
                match found.0 {
                    Culprit::Link(link) => self.report_link(id, link, found.1),
                    Culprit::Field(name) => {
                        let field = rules.number_of(self, id, name);
                        self.report_field(field, Part::Name, found.1);
                    }
                    Culprit::FieldType(name) => {
                        let field = rules.number_of(self, id, name);
                        self.report_field(field, Part::Value("type_name"), found.1);
                    }
                    Culprit::Arg(name, arg) => {
                        let field = rules.number_of(self, id, name);
                        self.report_arg(field, arg, Part::Name, found.1);
                    }
                }
            }
        }
    }
}

/// What a finding about one type needs.
enum Culprit {
    Link(u32),
    Field(Name),
    FieldType(Name),
    Arg(Name, u32),
}

struct Implementations<'i> {
    fields: &'i Index<FieldRecord>,
    /// For each type, whether it has everything its interfaces require.
    is_sound: Vec<bool>,
    /// For each type, which type last listed it among its interfaces.
    listed: Vec<u32>,
    /// For each interface, the last type for which another interface covered it.
    covered: Vec<u32>,
    found: Vec<(Culprit, Finding)>,
    /// The numbers of all fields, by the number of their type and their name. Built when first needed.
    numbers: Option<HashMap<(u32, Name), u32>>,
    /// Which types belong to which interfaces and unions. Built when first needed.
    subtypes: Option<HashSet<(u32, u32)>>,
}

impl Implementations<'_> {
    fn implementation(&mut self, draft: &Draft, id: u32) {
        let links = draft.links_of(id);
        for link in &draft.links[links.clone()] {
            if let Some(listed) = self.listed.get_mut(link.target as usize) {
                *listed = id;
            }
        }
        let is_there = |&(_, target): &(u32, u32)| target != NONE;
        let mut interfaces: Vec<(u32, u32)> =
            links.map(|at| (number(at), draft.links[at].target)).filter(is_there).collect();
        interfaces.sort_by_key(|&(_, target)| Reverse(draft.links_of(target).len()));
        for (link, interface) in interfaces {
            let TypeRecord { name, kind, .. } = draft.types[interface as usize];
            if kind != TypeKind::Interface {
                let finding = Finding::NotAnInterface { name: draft.text_of(name), kind };
                self.found.push((Culprit::Link(link), finding));
            } else if self.covered[interface as usize] != id {
                self.interface(draft, id, link, interface);
            }
        }
    }

    /// One interface of a type.
    fn interface(&mut self, draft: &Draft, id: u32, link: u32, interface: u32) {
        let TypeRecord { name, hash: interface_hash, .. } = draft.types[interface as usize];
        for above in &draft.links[draft.links_of(interface)] {
            let Some(listed) = self.listed.get(above.target as usize) else { continue };
            if *listed != id && above.target != id {
                let (name, because_of) = (draft.text_of(above.name), draft.text_of(name));
                self.found.push((Culprit::Link(link), Finding::MissingInterface { name, because_of }));
            }
            if self.is_sound[interface as usize] {
                self.covered[above.target as usize] = id;
            }
        }
        let implementing = &draft.types[id as usize];
        for promised in draft.fields_of(interface) {
            let DraftField { name: field_name, hash, .. } = draft.fields[promised as usize];
            let hash = hash_field_of_other(hash, interface_hash, implementing.hash);
            let is_field = |it: &FieldRecord| it.name == field_name && it.parent_name == implementing.name;
            if let Some(found) = self.fields.find(hash, is_field) {
                self.promise(draft, name, promised, found);
            } else {
                let (interface, field) = (draft.text_of(name), draft.text_of(field_name));
                self.found.push((Culprit::Link(link), Finding::MissingField { interface, field }));
            }
        }
    }

    /// A field of an interface, and the field that implements it.
    fn promise(&mut self, draft: &Draft, interface: Name, promised: u32, field: &FieldRecord) {
        // The same signature fulfils itself.
        if draft.fields[promised as usize].signature == field.signature.number() {
            return;
        }
        let interface = || draft.text_of(interface);
        let (promised_type, promised_args) = draft.reference_and_args(promised);
        let signature = field.signature.number() as usize;
        let field_type = draft.signatures[signature].reference;
        let field_args = draft.signatures[signature].args..draft.signatures[signature + 1].args;
        if !self.is_subtype_reference(draft, field_type, promised_type) {
            let expr = |reference: u32| draft.text_of(draft.references[reference as usize].record.expr);
            let (found, expected) = (expr(field_type), expr(promised_type));
            let finding = Finding::OtherTypeThanInterface { interface: interface(), found, expected };
            self.found.push((Culprit::FieldType(field.name), finding));
        }
        let expr = |arg: u32| draft.references[draft.args[arg as usize].reference as usize].record.expr;
        let args_by_name = ByName::new(draft, field_args.clone());
        for expected in promised_args.clone() {
            let name = draft.args[expected as usize].name;
            if args_by_name.find(draft, name).is_none_or(|found| expr(found) != expr(expected)) {
                let (argument, expected) = (draft.text_of(name), draft.text_of(expr(expected)));
                let interface = interface();
                let finding = Finding::OtherArgumentThanInterface { interface, argument, expected };
                self.found.push((Culprit::Field(field.name), finding));
            }
        }
        let promised_by_name = ByName::new(draft, promised_args);
        for arg in field_args {
            let record = draft.args[arg as usize];
            let is_required = !record.default.is_some() && draft.names.get(expr(arg)).ends_with('!');
            if is_required && promised_by_name.find(draft, record.name).is_none() {
                let (interface, argument) = (interface(), draft.text_of(record.name));
                let finding = Finding::RequiredArgumentNotInInterface { interface, argument };
                self.found.push((Culprit::Arg(field.name, arg), finding));
            }
        }
    }

    /// The number of a field of a type, which exists.
    fn number_of(&mut self, draft: &Draft, id: u32, name: Name) -> u32 {
        let numbers = self.numbers.get_or_insert_with(|| {
            let of_type =
                |id: u32| draft.fields_of(id).map(move |at| ((id, draft.fields[at as usize].name), at));
            draft.type_ids().flat_map(of_type).collect()
        });
        numbers.get(&(id, name)).copied().unwrap_or_default()
    }

    /// Whether every value of a type reference is also a value of the other.
    fn is_subtype_reference(&mut self, draft: &Draft, found: u32, expected: u32) -> bool {
        if found == expected {
            return true;
        }
        let [found, expected] = [found, expected].map(|it| &draft.references[it as usize].record);
        let named = (found.target, expected.target);
        let [mut found, mut expected] = [found, expected].map(|it| TypeRef::new(draft.names.get(it.expr)));
        while found != expected {
            if expected.is_non_null() && !found.is_non_null() {
                return false;
            }
            (found, expected) = (found.nullable_expr(), expected.nullable_expr());
            match (found.item(), expected.item()) {
                (Some(item), Some(expected_item)) => (found, expected) = (item, expected_item),
                (None, None) => return self.is_subtype(draft, named),
                _ => return false,
            }
        }
        true
    }

    fn is_subtype(&mut self, draft: &Draft, (found, expected): (u32, u32)) -> bool {
        // A missing type has already been reported.
        if found == NONE || expected == NONE || found == expected {
            return true;
        }
        let subtypes = self.subtypes.get_or_insert_with(|| {
            let pairs = draft.type_ids().flat_map(|id| {
                let is_union = draft.types[id as usize].kind == TypeKind::Union;
                let targets = draft.links[draft.links_of(id)].iter().map(|link| link.target);
                targets.map(move |target| if is_union { (target, id) } else { (id, target) })
            });
            pairs.collect()
        });
        subtypes.contains(&(found, expected))
    }
}

/// Arguments by their names. A long list gets a table, so that a look-up needs no walk.
struct ByName {
    args: Range<u32>,
    table: Option<HashMap<Name, u32>>,
}

impl ByName {
    fn new(draft: &Draft, args: Range<u32>) -> Self {
        let is_long = args.end - args.start > SHORT_LIST;
        let table = is_long.then(|| args.clone().map(|arg| (draft.args[arg as usize].name, arg)).collect());
        Self { args, table }
    }

    fn find(&self, draft: &Draft, name: Name) -> Option<u32> {
        match &self.table {
            Some(table) => table.get(&name).copied(),
            None => self.args.clone().find(|&arg| draft.args[arg as usize].name == name),
        }
    }
}
