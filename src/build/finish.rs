//! From a draft to finished tables: keys are indexed and names are resolved to types.

use std::cell::Cell;

use super::{Capacity, Draft, DraftField, Element, Findings, Judging, Part, TypeHead, next_number};
use crate::coordinate::Coordinate;
use crate::diagnostics::Finding;
use crate::model::{BUILT_IN_SCALARS, TypeKind};
use crate::store::camel::make_snake;
use crate::store::hash::{half, hash_field};
use crate::store::index::{self, Index};
use crate::store::names::{Interner, Name};
use crate::store::tables::{
    AliasRecord, ArgRecord, FieldRecord, LinkRecord, NONE, SignatureRecord, SignatureRef, Tables, TypeRecord,
    Written, range,
};

impl Draft {
    /// Returns the tables and every finding. The tables are meaningful only if no finding is an error.
    pub(crate) fn finish(mut self) -> (Tables, Findings) {
        self.drop_what_no_type_has();
        let aliases = self.make_aliases();
        self.check_capacity();
        if let Some(overflow) = self.overflow.take() {
            // Numbers may have wrapped around, so nothing else is checked.
            self.report_at(None, Element::Document, Part::Whole, overflow);
            return (Self::new(Capacity::MAX, Judging::default(), 0).finish().0, self.findings);
        }
        if self.judging.is_schema {
            self.push_missing_scalars();
        }
        if !self.has_version {
            self.document.version = self.text("");
        }
        self.join_extensions();
        let type_index = self.index_types();
        // First, since fields copy parts of their references.
        self.resolve_targets(&type_index);
        self.hash_fields();
        let built = self.build_field_index();
        let aliases = index_aliases(&aliases);
        self.push_sentinels();
        // Duplicates are checked, and then dropped.
        self.check_references();
        let has_repeated = self.drop_repeated(&built.duplicates);
        let built = if has_repeated { self.build_field_index() } else { built };
        let (fields, field_order) = (built.index, built.slots.into_boxed_slice());
        self.check();
        #[cfg(feature = "graphql")]
        if self.judging.is_schema {
            self.check_rules(&fields);
        }
        if self.judging.only_interfaces {
            self.findings.clear();
            self.check_implementations(&fields);
        }
        let possible = collect_possible_types(&mut self.types, &self.links);
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
            kept: self.kept.into_boxed_slice(),
            features: self.features.into_boxed_slice(),
            document: self.document,
        };
        (tables, self.findings)
    }

    /// Drops what was pushed for a type, or a field, that never followed.
    pub(super) fn drop_what_no_type_has(&mut self) {
        self.discard_args();
        self.fields.truncate(self.open.fields as usize);
        self.values.truncate(self.open.values as usize);
        self.links.truncate(self.open.links as usize);
    }

    /// Adds those of the five built-in scalars that a schema does not define, which few do.
    fn push_missing_scalars(&mut self) {
        let there = self.scalars;
        for (at, name) in BUILT_IN_SCALARS.into_iter().enumerate() {
            if there & 1 << at == 0 {
                let written = Written { kind: true, ..Written::default() };
                self.push_type(TypeHead {
                    name,
                    kind: Some(TypeKind::Scalar),
                    written,
                    ..TypeHead::default()
                });
            }
        }
    }

    /// Ends the last lists of types and signatures.
    pub(super) fn push_sentinels(&mut self) {
        let open = self.open;
        self.types.push(TypeRecord {
            name: Name::NONE,
            kind: TypeKind::default(),
            written: Written::default(),
            one_of: false,
            hash: 0,
            fields: open.fields,
            links: open.links,
            values: open.values,
            possible: 0,
            specified_by: Name::NONE,
            kept: NONE,
        });
        self.signatures.push(SignatureRecord {
            reference: NONE,
            target: NONE,
            is_list: false,
            is_nested_object: false,
            args: next_number(&self.args),
            args_written: false,
            default: Name::NONE,
            deprecated: Name::NONE,
            kept: NONE,
        });
    }

    /// The types by name. Duplicates are reported and dropped.
    pub(super) fn index_types(&mut self) -> Index<u32> {
        loop {
            let identity = |_, record: &TypeRecord| record.name.number().into();
            let built = index::build(&self.types, |record| record.hash, identity, |id, _| id, NONE);
            if built.duplicates.is_empty() {
                return built.index;
            }
            for &id in &built.duplicates {
                let name = self.types[id as usize].name;
                let first = find_type(&self.names, &self.types, &built.index, name);
                let name = self.names.get(name).to_owned();
                let finding = if self.are_equal(first, id) {
                    Finding::Repeated { name }
                } else {
                    Finding::Duplicate { key: name }
                };
                self.report_type(id, Part::Name, finding);
            }
            self.drop_types(&built.duplicates);
        }
    }

    /// Whether two types have the same content, in the same order.
    fn are_equal(&self, first: u32, second: u32) -> bool {
        let [one, other] = [first, second].map(|id| &self.types[id as usize]);
        let [one_fields, other_fields] = [first, second].map(|id| {
            let ids = self.fields_of(id);
            &self.fields[ids.start as usize..ids.end as usize]
        });
        let [one_values, other_values] = [first, second].map(|id| &self.values[self.values_of(id)]);
        let [one_links, other_links] =
            [first, second].map(|id| self.links[self.links_of(id)].iter().map(|link| link.name));
        (one.kind, one.one_of, one.specified_by) == (other.kind, other.one_of, other.specified_by)
            && self.is_kept_alike(one.kept, other.kept)
            && are_alike(one_fields, other_fields, |one, other| {
                one.name == other.name && self.is_signature_alike(one.signature, other.signature)
            })
            && are_alike(one_values, other_values, |one, other| {
                (one.name, one.deprecated) == (other.name, other.deprecated)
                    && self.is_kept_alike(one.kept, other.kept)
            })
            && one_links.eq(other_links)
    }

    fn args_of_signature(&self, number: u32) -> &[ArgRecord] {
        let next = self.signatures.get(number as usize + 1);
        let end = next.map_or(next_number(&self.args), |next| next.args);
        &self.args[range(self.signatures[number as usize].args, end)]
    }

    /// Whether two fields have the same content except for their names.
    fn is_signature_alike(&self, one: u32, other: u32) -> bool {
        if one == other {
            return true;
        }
        let [one_args, other_args] = [one, other].map(|number| self.args_of_signature(number));
        let [one, other] = [one, other].map(|number| &self.signatures[number as usize]);
        (one.reference, one.default, one.deprecated) == (other.reference, other.default, other.deprecated)
            && self.is_kept_alike(one.kept, other.kept)
            && are_alike(one_args, other_args, |one, other| {
                (one.name, one.reference, one.default, one.deprecated)
                    == (other.name, other.reference, other.default, other.deprecated)
                    && self.is_kept_alike(one.kept, other.kept)
            })
    }

    /// Sets the hash of both names of each field, now that its type is known.
    fn hash_fields(&mut self) {
        let mut end = self.open.fields;
        for record in self.types.iter().rev() {
            for field in &mut self.fields[range(record.fields, end)] {
                field.hash = hash_field(record.hash, half(field.hash));
            }
            end = record.fields;
        }
    }

    /// The fields by both names, and their slots in document order.
    fn build_field_index(&self) -> index::Built<FieldRecord> {
        let identity = |id, field: &DraftField| {
            u64::from(field.name.number()) << 32
                | u64::from(self.types[self.parent_of(id) as usize].name.number())
        };
        // The fields are grouped by type.
        let next_parent = Cell::new(0);
        let record = |id, &DraftField { name, signature, .. }: &DraftField| {
            while self.types.get(next_parent.get()).is_some_and(|next| next.fields <= id) {
                next_parent.set(next_parent.get() + 1);
            }
            let parent_name = self.types[next_parent.get() - 1].name;
            let signature = SignatureRef::new(signature, &self.signatures[signature as usize]);
            FieldRecord { name, parent_name, signature }
        };
        index::build(&self.fields, |field| field.hash, identity, record, FieldRecord::FREE)
    }

    /// The aliases of all field names, with their hashes. They are made last: between the names in the arena, they
    /// would push apart what is looked up again while a document is read.
    fn make_aliases(&mut self) -> Vec<(u64, AliasRecord)> {
        let candidates = std::mem::take(&mut self.may_need_alias);
        let alias = |(name, name_hash)| {
            make_snake(self.names.get(name), &mut self.buffer).then(|| {
                let hash = self.names.hash_text(&self.buffer);
                (hash, AliasRecord { alias: self.names.append(&self.buffer), name, name_hash })
            })
        };
        let mut aliases = Vec::with_capacity(candidates.len());
        aliases.extend(candidates.into_iter().filter_map(alias));
        aliases
    }

    /// Resolves references, links and roots to the types that they name.
    fn resolve_targets(&mut self, index: &Index<u32>) {
        let (names, types) = (&self.names, &self.types);
        let target = |name: Name| find_type(names, types, index, name);
        for reference in &mut self.references {
            let record = &mut reference.record;
            record.target = target(record.type_name);
            // If the whole reference is known, the kind of the named type determines whether it is nested.
            if record.is_full && record.target != NONE {
                let nested = types[record.target as usize].kind.is_nested_object();
                reference.is_contradicted = reference.is_nesting_said && nested != record.is_nested_object;
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

    /// The number of the type that a field belongs to: the last one whose fields start there or before.
    pub(super) fn parent_of(&self, field: u32) -> u32 {
        next_number(&self.types[1..self.types.partition_point(|record| record.fields <= field)])
    }

    pub(super) fn report_type(&mut self, id: u32, part: Part, finding: Finding) {
        let of_type = || Coordinate::of_type(self.names.get(self.types[id as usize].name));
        let coordinate = self.keeps(&finding).then(of_type);
        self.report_at(coordinate, self.origins.of(Element::Type(id)), part, finding);
    }

    pub(super) fn report_field(&mut self, id: u32, part: Part, finding: Finding) {
        let coordinate = self.keeps(&finding).then(|| self.field_coordinate(id));
        self.report_at(coordinate, self.origins.of(Element::Field(id)), part, finding);
    }

    pub(super) fn field_coordinate(&self, id: u32) -> Coordinate {
        let parent = self.types[self.parent_of(id) as usize].name;
        Coordinate::of_member(self.names.get(parent), self.names.get(self.fields[id as usize].name))
    }

    /// Reports something about an argument of a field.
    pub(super) fn report_arg(&mut self, field: u32, arg: u32, part: Part, finding: Finding) {
        let of_argument = || {
            let parent = self.types[self.parent_of(field) as usize].name;
            let names = [parent, self.fields[field as usize].name, self.args[arg as usize].name];
            let [parent, field, arg] = names.map(|name| self.names.get(name));
            Coordinate::of_argument(parent, field, arg)
        };
        let coordinate = self.keeps(&finding).then(of_argument);
        let first = self.signatures[self.fields[field as usize].signature as usize].args;
        let element = Element::Arg(field, self.origins.position(first, arg));
        self.report_at(coordinate, self.origins.of(element), part, finding);
    }
}

fn index_aliases(aliases: &[(u64, AliasRecord)]) -> Index<AliasRecord> {
    let identity = |_, (_, record): &(u64, AliasRecord)| record.alias.number().into();
    index::build(aliases, |&(hash, _)| hash, identity, |_, &(_, record)| record, AliasRecord::FREE).index
}

/// Whether two lists have equal elements in the same order.
fn are_alike<T>(one: &[T], other: &[T], is_alike: impl Fn(&T, &T) -> bool) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_alike(one, other))
}

/// The possible types of every interface and union, grouped by type; sets the start for each type.
#[expect(
    clippy::cast_possible_truncation,
    reason = "halves of a pair; there are at most as many pairs as links"
)]
fn collect_possible_types(types: &mut [TypeRecord], links: &[LinkRecord]) -> Vec<u32> {
    // An abstract type in the upper half, a possible type in the lower one: sorted twice as fast as tuples.
    let mut pairs = Vec::with_capacity(links.len());
    let pair = |abstract_type: u32, possible: u32| u64::from(abstract_type) << 32 | u64::from(possible);
    for (id, window) in (0..).zip(types.windows(2)) {
        for link in &links[range(window[0].links, window[1].links)] {
            let Some(target) = types.get(link.target as usize) else { continue };
            match (window[0].kind, target.kind) {
                (TypeKind::Object, TypeKind::Interface) => pairs.push(pair(link.target, id)),
                (TypeKind::Union, TypeKind::Object) => pairs.push(pair(id, link.target)),
                _ => {}
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut next = 0;
    for (id, record) in (0..).zip(types) {
        record.possible = next as u32;
        next += pairs[next..].iter().take_while(|&&pair| pair >> 32 == id).count();
    }
    pairs.into_iter().map(|pair| pair as u32).collect()
}

fn find_type(names: &Interner, types: &[TypeRecord], index: &Index<u32>, name: Name) -> u32 {
    let is_named = |&id: &u32| types.get(id as usize).is_some_and(|record| record.name == name);
    index.find(names.hash(name), is_named).copied().unwrap_or(NONE)
}
