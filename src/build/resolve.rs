//! From a draft to finished tables: keys lead to records, and names to types.

use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};

use super::{Capacity, Draft, DraftField, next_number};
use crate::diagnostics::{Diagnostic, Finding, JsonPath};
use crate::model::TypeKind;
use crate::store::index::{self, Index};
use crate::store::names::{Interner, Name};
use crate::store::tables::{
    AliasRecord, FieldRecord, LinkRecord, NONE, SignatureRecord, SignatureRef, Tables, TypeRecord, range,
};

impl Draft {
    /// The tables, and every finding of the document. The tables mean something only if no finding is an error.
    pub(crate) fn finish(mut self) -> (Tables, Vec<Diagnostic>) {
        self.check_capacity();
        if let Some(overflow) = self.overflow.take() {
            // Numbers may have wrapped around, so the rest is not looked at.
            self.diagnostics.push(Diagnostic::new(JsonPath::default(), overflow));
            let diagnostics = std::mem::take(&mut self.diagnostics);
            return (Self::new(Capacity::MAX, 0).finish().0, diagnostics);
        }
        if !self.has_version {
            self.document.version = self.text("");
        }
        let type_index = self.index_types();
        self.resolve_targets(&type_index);
        let (fields, field_order) = self.index_fields();
        let aliases = self.index_aliases();
        self.push_sentinels();
        self.check();
        let possible = collect_possible_types(&mut self.types, &self.links);
        let diagnostics = std::mem::take(&mut self.diagnostics);
        let tables = Tables {
            fields,
            aliases,
            field_order,
            names: self.names.finish(),
            type_index,
            types: self.types.into_boxed_slice(),
            signatures: self.signatures.into_boxed_slice(),
            references: self.references.into_iter().map(|reference| reference.record).collect(),
            args: self.args.into_boxed_slice(),
            values: self.values.into_boxed_slice(),
            links: self.links.into_boxed_slice(),
            possible: possible.into_boxed_slice(),
            extensions: self.extensions.into_boxed_slice(),
            features: self.features.into_boxed_slice(),
            document: self.document,
        };
        (tables, diagnostics)
    }

    /// Ends the last lists of types and signatures.
    pub(crate) fn push_sentinels(&mut self) {
        self.push_type_record(Name::NONE, 0);
        let args = self.args_start();
        self.signatures.push(SignatureRecord {
            reference: NONE,
            target: NONE,
            is_list: false,
            is_nested_object: false,
            args,
            args_written: false,
            default: Name::NONE,
            deprecated: Name::NONE,
            extensions: NONE,
        });
    }

    fn index_types(&mut self) -> Index<u32> {
        let identity = |_, record: &TypeRecord| record.name.number().into();
        let built = index::build(&self.types, |record| record.hash, identity, |id, _| id, NONE);
        for id in built.duplicates {
            self.report_duplicate(self.type_path(id), self.types[id as usize].name);
        }
        built.index
    }

    /// The fields by both names, and their slots in document order.
    fn index_fields(&mut self) -> (Index<FieldRecord>, Box<[u32]>) {
        let identity = |id, field: &DraftField| {
            u64::from(field.name.number()) << 32
                | u64::from(self.types[self.parent_of(id) as usize].name.number())
        };
        // The fields come type by type.
        let next_parent = Cell::new(0);
        let record = |id, &DraftField { name, signature, .. }: &DraftField| {
            while self.types.get(next_parent.get()).is_some_and(|next| next.fields <= id) {
                next_parent.set(next_parent.get() + 1);
            }
            let parent_name = self.types[next_parent.get() - 1].name;
            // A field that is reported has none.
            let signature =
                self.signatures.get(signature as usize).map(|it| SignatureRef::new(signature, it));
            FieldRecord { name, parent_name, signature: signature.unwrap_or(FieldRecord::FREE.signature) }
        };
        let built = index::build(&self.fields, |field| field.hash, identity, record, FieldRecord::FREE);
        self.report_duplicate_fields(&built.duplicates);
        (built.index, built.slots.into_boxed_slice())
    }

    fn index_aliases(&self) -> Index<AliasRecord> {
        let identity = |_, (_, record): &(u64, AliasRecord)| record.alias.number().into();
        index::build(&self.aliases, |&(hash, _)| hash, identity, |_, &(_, record)| record, AliasRecord::FREE)
            .index
    }

    /// Reports those of the fields that are not just fields of a type that is defined twice.
    fn report_duplicate_fields(&mut self, fields: &[u32]) {
        let parents: BTreeSet<u32> = fields.iter().map(|&id| self.parent_of(id)).collect();
        let mut repeated = Vec::new();
        for parent in parents {
            let mut seen = HashSet::new();
            let end =
                self.types.get(parent as usize + 1).map_or(next_number(&self.fields), |next| next.fields);
            let ids = self.types[parent as usize].fields..end;
            repeated.extend(ids.filter(|&id| !seen.insert(self.fields[id as usize].name)));
        }
        for id in repeated {
            self.report_duplicate(self.field_path(id), self.fields[id as usize].name);
        }
    }

    pub(crate) fn report_duplicate(&mut self, path: JsonPath, key: Name) {
        let key = self.names.get(key).to_owned();
        self.report(path, Finding::Duplicate { key });
    }

    /// Leads references, links and roots to the types that they name.
    fn resolve_targets(&mut self, index: &Index<u32>) {
        let (names, types) = (&self.names, &self.types);
        let target = |name: Name| find_type(names, types, index, name);
        for reference in &mut self.references {
            let record = &mut reference.record;
            record.target = target(record.type_name);
            // Where the whole reference is known, the kind of the named type says whether it is nested.
            if record.is_full && record.target != NONE {
                let nested = types[record.target as usize].kind.is_nested_object();
                reference.is_contradicted = reference.is_nested_stated && nested != record.is_nested_object;
                record.is_nested_object = nested;
            }
        }
        for signature in &mut self.signatures {
            if let Some(reference) = self.references.get(signature.reference as usize) {
                signature.target = reference.record.target;
                signature.is_list = reference.record.is_list;
                signature.is_nested_object = reference.record.is_nested_object;
            }
        }
        for link in self.links.iter_mut().chain(&mut self.document.roots) {
            link.target = link.name.some().map_or(NONE, target);
        }
    }
}

/// The possible types of every interface and union, type by type; sets where each type's own start.
pub(crate) fn collect_possible_types(types: &mut [TypeRecord], links: &[LinkRecord]) -> Vec<u32> {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (id, window) in (0..).zip(types.windows(2)) {
        for link in &links[range(window[0].links, window[1].links)] {
            let Some(target) = types.get(link.target as usize) else { continue };
            match (window[0].kind, target.kind) {
                (TypeKind::Object, TypeKind::Interface) => pairs.push((link.target, id)),
                (TypeKind::Union, TypeKind::Object) => pairs.push((id, link.target)),
                _ => {}
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut next = 0;
    for (id, record) in (0..).zip(types) {
        record.possible = next;
        next += count_of(&pairs[next as usize..], id);
    }
    pairs.into_iter().map(|(_, possible)| possible).collect()
}

/// How many pairs at the start of a sorted list begin with `id`.
#[expect(clippy::cast_possible_truncation, reason = "there are at most as many pairs as links")]
fn count_of(pairs: &[(u32, u32)], id: u32) -> u32 {
    pairs.iter().take_while(|&&(abstract_type, _)| abstract_type == id).count() as u32
}

fn find_type(names: &Interner, types: &[TypeRecord], index: &Index<u32>, name: Name) -> u32 {
    let is_named = |&id: &u32| types.get(id as usize).is_some_and(|record| record.name == name);
    index.find(names.hash(name), is_named).copied().unwrap_or(NONE)
}
