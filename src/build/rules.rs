//! Mistakes because of which a readable GraphQL schema would answer wrongly.
//!
//! These are the rules of the specification's type validation that affect a registry's answers. They cost one pass
//! over the fields, plus the cost of [`interfaces`](super::interfaces).

use super::check::number;
use super::{Draft, Element, Part};
use crate::diagnostics::Finding;
use crate::model::{Operation, TypeKind};
use crate::store::index::Index;
use crate::store::tables::{ArgRecord, FieldRecord, TypeRecord};

impl Draft {
    /// Checks everything about a schema except unresolved names and duplicates. Requires resolved targets, and the
    /// sentinels.
    pub(super) fn check_rules(&mut self, fields: &Index<FieldRecord>) {
        for (operation, root) in Operation::ALL.into_iter().zip(self.document.roots) {
            if let Some(finding) = self.kind_other_than_object(root.target) {
                self.report_at(None, Element::Root(operation), Part::Name, finding);
            }
        }
        for id in self.type_ids() {
            self.check_content(id);
        }
        self.check_args();
        self.check_implementations(fields);
    }

    fn kind_other_than_object(&self, target: u32) -> Option<Finding> {
        let &TypeRecord { name, kind, .. } = self.types.get(target as usize)?;
        (kind != TypeKind::Object).then(|| Finding::NotAnObject { name: self.text_of(name), kind })
    }

    /// Checks that a type is not empty, and that its content has kinds that are allowed there.
    fn check_content(&mut self, id: u32) {
        let TypeRecord { name, kind, .. } = self.types[id as usize];
        let is_empty = match kind {
            TypeKind::Union => self.links_of(id).is_empty(),
            TypeKind::Enum => self.values_of(id).is_empty(),
            TypeKind::Scalar => false,
            _ => self.fields_of(id).is_empty(),
        };
        if is_empty && self.of_unknown_kind.binary_search(&id).is_err() {
            self.report_type(id, Part::Name, Finding::EmptyType { name: self.text_of(name), kind });
        }
        for field in self.fields_of(id) {
            self.check_field(field, kind == TypeKind::InputObject);
        }
        if kind == TypeKind::Union {
            for at in self.links_of(id) {
                if let Some(finding) = self.kind_other_than_object(self.links[at].target) {
                    self.report_link(id, number(at), finding);
                }
            }
        }
    }

    /// An output field has an output type, an input field an input type.
    fn check_field(&mut self, field: u32, is_input: bool) {
        let signature = self.fields[field as usize].signature;
        let target = self.signatures[signature as usize].target;
        let Some(&TypeRecord { name, kind, .. }) = self.types.get(target as usize) else { return };
        let is_sound = if is_input { kind.is_input() } else { kind != TypeKind::InputObject };
        if !is_sound {
            let name = self.text_of(name);
            let finding =
                if is_input { Finding::NotInput { name, kind } } else { Finding::NotOutput { name, kind } };
            self.report_field(field, Part::Value("type_name"), finding);
        }
    }

    /// Arguments have input types. Fields may share their arguments, so these are checked first.
    fn check_args(&mut self) {
        let type_of = |draft: &Self, arg: &ArgRecord| {
            let target = draft.references[arg.reference as usize].record.target;
            draft.types.get(target as usize).map(|record| (record.name, record.kind))
        };
        let is_sound = |arg| type_of(self, arg).is_none_or(|(_, kind)| kind.is_input());
        if self.args.iter().all(is_sound) {
            return;
        }
        for field in 0..number(self.fields.len()) {
            for arg in self.reference_and_args(field).1 {
                let Some((name, kind)) = type_of(self, &self.args[arg as usize]) else { continue };
                if !kind.is_input() {
                    let finding = Finding::NotInput { name: self.text_of(name), kind };
                    self.report_arg(field, arg, Part::Value("type"), finding);
                }
            }
        }
    }
}
