//! A registry in which little changed: the tables of another one, copied whole, with some types in the place of others.
//!
//! To read ten thousand definitions anew because of one of them costs as much as loading all. Here the tables are copied
//! as memory, and only what changed is pushed, checked and numbered. What was there and is no longer pointed at stays in
//! the tables, so every so many changes they are made anew; and so they are wherever there is anything to report, since
//! findings are about the whole.

use std::sync::OnceLock;

use super::check::{lists_scalars, minor_version};
use super::draft::{Capacity, Draft, DraftField};
use super::index::Index;
use super::model::BUILT_IN_SCALARS;
use super::names::{Name, NamePatch};
use super::resolve::collect_possible_types;
use super::tables::{
    AliasRecord, ArgRecord, ExtensionRecord, FieldRecord, LinkRecord, NONE, ReferenceRecord, SignatureRecord,
    SignatureRef, Tables, TypeRecord, ValueRecord, range,
};

/// One in so many types may have been replaced before the tables are made anew.
const TYPES_A_PATCH: u32 = 8;

/// Whether that many types may come into the tables before they are made anew.
pub(super) fn is_worth_it(base: &Tables, types: usize) -> bool {
    base.is_sound && base.patches as usize + types <= (base.type_count() / TYPES_A_PATCH) as usize + 1
}

/// The tables with the draft's types in the place of those that have their names, and the others after them. The draft
/// has the former in the order of the tables, and first.
///
/// Nothing, if there is something to report, or no room.
pub(super) fn patch(base: &Tables, mut draft: Draft) -> Option<Tables> {
    let patches = base.patches + number_after(&draft.types);
    if !has_room(base, &draft) {
        return None;
    }
    let targets = targets(base, &draft)?;
    draft.push_sentinels();
    draft.check_definitions();
    if !draft.diagnostics.is_empty() {
        return None;
    }
    let is_alias = |name, hash| base.aliases.find(hash, |known| known.alias == name).is_some();
    let names = base.names.patch(&draft.names, is_alias)?;
    let type_index = base.type_index.clone();
    let mut patch = Patch { base, draft, names, targets, types: Vec::new(), type_index };
    patch.push_types()?;
    patch.finish(patches)
}

/// For each type of the draft, the number of the type in whose place it comes.
fn targets(base: &Tables, draft: &Draft) -> Option<Vec<Option<u32>>> {
    let target = |record: &TypeRecord| {
        let name = draft.names.get(record.name);
        match base.find_type(name) {
            // What refers to a type depends on its kind.
            Some(id) => (base.type_record(id).kind == record.kind).then_some(Some(id)),
            // What refers to it, as to a built-in scalar or to one that IR 1.0 does not list, depends on whether it is there.
            None => (!BUILT_IN_SCALARS.contains(&name) && !is_missed(base, name)).then_some(None),
        }
    };
    draft.types.iter().map(target).collect()
}

/// Whether something refers to a type of that name, which is not there.
fn is_missed(base: &Tables, name: &str) -> bool {
    base.references.iter().any(|it| it.target == NONE && base.names.is(it.type_name, name.as_bytes()))
}

/// Whether the tables can number what they have and what comes to it.
fn has_room(base: &Tables, draft: &Draft) -> bool {
    let Capacity { types, fields } = Capacity::MAX;
    let fits = |one: usize, other: usize, limit: u32| one + other < limit as usize;
    fits(base.types.len(), draft.types.len(), types)
        && fits(base.field_order.len(), draft.fields.len(), fields)
        && fits(base.references.len(), draft.references.len(), NONE)
        && fits(base.signatures.len(), draft.signatures.len(), SignatureRef::COUNT)
        && fits(base.args.len(), draft.args.len(), NONE)
        && fits(base.values.len(), draft.values.len(), NONE)
        && fits(base.links.len(), draft.links.len(), NONE)
        && fits(base.extensions.len(), draft.extensions.len(), NONE)
}

struct Patch<'b> {
    base: &'b Tables,
    draft: Draft,
    names: NamePatch,
    targets: Vec<Option<u32>>,
    /// All types, with the sentinel.
    types: Vec<TypeRecord>,
    type_index: Index<u32>,
}

impl Patch<'_> {
    /// Makes the table of types, and adds the new ones to the index.
    fn push_types(&mut self) -> Option<()> {
        let mut shift = Shift::default();
        let mut replaced = 0;
        let mut types = Vec::with_capacity(self.base.types.len() + self.draft.types.len());
        for (id, window) in (0..).zip(self.base.types.windows(2)) {
            if self.targets.get(replaced) == Some(&Some(id)) {
                types.push(shift.apply(&window[0], self.new_type(replaced)));
                shift.remove(window);
                shift.add(&self.draft.types[replaced..]);
                replaced += 1;
            } else {
                types.push(shift.apply(&window[0], window[0]));
            }
        }
        let sentinel = *self.base.types.last()?;
        for number in replaced..self.targets.len() {
            let record = self.new_type(number);
            let id = u32::try_from(types.len()).ok()?;
            let is_same = |&other: &u32| types.get(other as usize).is_some_and(|it| it.name == record.name);
            self.type_index.insert(record.hash, id, |&other| other == NONE, is_same)?;
            types.push(shift.apply(&sentinel, record));
            shift.add(&self.draft.types[number..]);
        }
        types.push(shift.apply(&sentinel, sentinel));
        self.types = types;
        Some(())
    }

    /// A type of the draft; its lists are not numbered yet.
    fn new_type(&self, number: usize) -> TypeRecord {
        let record = self.draft.types[number];
        TypeRecord {
            name: self.names.of(record.name),
            extensions: self.extensions(record.extensions),
            ..record
        }
    }

    fn finish(mut self, patches: u32) -> Option<Tables> {
        let base = self.base;
        let (references, links) = (self.references()?, self.links()?);
        let (signatures, args) = (self.signatures(&references), self.args());
        let (fields, field_order) = self.fields(&signatures)?;
        let (values, extensions) = (self.values(), self.extension_records());
        let aliases = self.aliases()?;
        let possible = collect_possible_types(&mut self.types, &links);
        Some(Tables {
            fields,
            aliases,
            field_order,
            names: self.names.finish(),
            type_index: self.type_index,
            types: self.types.into_boxed_slice(),
            signatures,
            references,
            args,
            values,
            links,
            possible: possible.into_boxed_slice(),
            extensions,
            features: base.features.clone(),
            document: base.document,
            is_sound: true,
            patches,
            fingerprint: OnceLock::new(),
        })
    }

    /// The fields by both names, and their slots in document order.
    fn fields(&self, signatures: &[SignatureRecord]) -> Option<(Index<FieldRecord>, Box<[u32]>)> {
        let (base, draft) = (self.base, &self.draft);
        let mut index = base.fields.clone();
        for &id in self.targets.iter().flatten() {
            base.field_slots(id).iter().for_each(|&slot| index.remove(slot, FieldRecord::FREE));
        }
        index.reserve(draft.fields.len());
        let insert = |(id, field): (u32, &DraftField)| {
            let parent_name = self.names.of(draft.types[draft.parent_of(id) as usize].name);
            let name = self.names.of(field.name);
            let number = field.signature + self.first_signature();
            let signature = SignatureRef::new(number, &signatures[number as usize]);
            let is_same = |other: &FieldRecord| other.name == name && other.parent_name == parent_name;
            let record = FieldRecord { name, parent_name, signature };
            index.insert(field.hash, record, FieldRecord::is_free, is_same)
        };
        let slots: Vec<u32> = (0..).zip(&draft.fields).map(insert).collect::<Option<_>>()?;
        Some((index, self.spliced(&base.field_order, &slots, |record| record.fields)))
    }

    fn aliases(&mut self) -> Option<Index<AliasRecord>> {
        let mut index = self.base.aliases.clone();
        index.reserve(self.draft.aliases.len());
        for &(hash, AliasRecord { alias, name, name_hash }) in &self.draft.aliases {
            let alias = self.draft.names.get(alias);
            let names = &self.base.names;
            if index.find(hash, |known| names.is(known.alias, alias.as_bytes())).is_none() {
                let alias = self.names.append(alias)?;
                let record = AliasRecord { alias, name: self.names.of(name), name_hash };
                index.insert(hash, record, AliasRecord::is_free, |_| false);
            }
        }
        Some(index)
    }

    /// The number of the type of that name, or none where there is none and need not be.
    fn target(&self, name: Name) -> Option<u32> {
        let text = self.draft.names.get(name);
        let new = self.names.of(name);
        let hash = self.draft.names.hash(name);
        let target =
            self.type_index.find(hash, |&id| self.types.get(id as usize).is_some_and(|it| it.name == new));
        target.copied().or_else(|| BUILT_IN_SCALARS.contains(&text).then_some(NONE))
    }

    fn references(&self) -> Option<Box<[ReferenceRecord]>> {
        let lists_scalars = lists_scalars(minor_version(self.base.names.get(self.base.document.version)));
        let new = |record: &ReferenceRecord| {
            // What is no mistake: see `check_references`.
            let need_not_be = !lists_scalars && !record.is_nested_object && !self.draft.has_odd_references;
            let target = self.target(record.type_name).or_else(|| need_not_be.then_some(NONE))?;
            let kind = (target != NONE).then(|| self.types[target as usize].kind);
            Some(ReferenceRecord {
                type_name: self.names.of(record.type_name),
                expr: self.names.of(record.expr),
                target,
                is_nested_object: kind.map_or(record.is_nested_object, super::TypeKind::is_nested_object),
                ..*record
            })
        };
        let all: Vec<_> = self.draft.references.iter().map(|it| new(&it.record)).collect::<Option<_>>()?;
        Some(joined(&self.base.references, all.into_iter()))
    }

    /// The number of the draft's first signature.
    fn first_signature(&self) -> u32 {
        number_after(&self.base.signatures[1..])
    }

    fn signatures(&self, references: &[ReferenceRecord]) -> Box<[SignatureRecord]> {
        let first_reference = number_after(&self.base.references);
        let first_arg = number_after(&self.base.args);
        let new = self.draft.signatures.iter().map(|record| {
            let reference = record.reference.checked_add(first_reference).unwrap_or(NONE);
            let about = references.get(reference as usize);
            SignatureRecord {
                reference,
                target: about.map_or(NONE, |it| it.target),
                is_list: about.is_some_and(|it| it.is_list),
                is_nested_object: about.is_some_and(|it| it.is_nested_object),
                args: record.args + first_arg,
                args_written: record.args_written,
                default: self.names.of(record.default),
                deprecated: self.names.of(record.deprecated),
                extensions: self.extensions(record.extensions),
            }
        });
        // Those of the draft end with a sentinel of their own.
        joined(&self.base.signatures[..self.first_signature() as usize], new)
    }

    fn args(&self) -> Box<[ArgRecord]> {
        let first_reference = number_after(&self.base.references);
        let new = self.draft.args.iter().map(|record| ArgRecord {
            name: self.names.of(record.name),
            reference: record.reference + first_reference,
            default: self.names.of(record.default),
            deprecated: self.names.of(record.deprecated),
            extensions: self.extensions(record.extensions),
        });
        joined(&self.base.args, new)
    }

    fn values(&self) -> Box<[ValueRecord]> {
        let new = self.draft.values.iter().map(|record| ValueRecord {
            name: self.names.of(record.name),
            deprecated: self.names.of(record.deprecated),
            extensions: self.extensions(record.extensions),
        });
        self.spliced(&self.base.values, &new.collect::<Vec<_>>(), |record| record.values)
    }

    fn links(&self) -> Option<Box<[LinkRecord]>> {
        let new = |link: &LinkRecord| {
            Some(LinkRecord { name: self.names.of(link.name), target: self.target(link.name)? })
        };
        let new: Vec<_> = self.draft.links.iter().map(new).collect::<Option<_>>()?;
        Some(self.spliced(&self.base.links, &new, |record| record.links))
    }

    /// The number of what is the first extension of something in the draft.
    fn extensions(&self, first: u32) -> u32 {
        first.checked_add(number_after(&self.base.extensions)).unwrap_or(NONE)
    }

    fn extension_records(&self) -> Box<[ExtensionRecord]> {
        let new = self.draft.extensions.iter().map(|record| ExtensionRecord {
            key: self.names.of(record.key),
            json: self.names.of(record.json),
            more: record.more,
        });
        joined(&self.base.extensions, new)
    }

    /// What is listed type by type, with that of the draft's types where they come.
    fn spliced<T: Copy>(&self, base: &[T], new: &[T], start: fn(&TypeRecord) -> u32) -> Box<[T]> {
        let of = |types: &[TypeRecord], id: usize| range(start(&types[id]), start(&types[id + 1]));
        let mut spliced = Vec::with_capacity(base.len() + new.len());
        let mut done = 0;
        for (number, target) in self.targets.iter().enumerate() {
            let replaced = target.map_or(base.len()..base.len(), |id| of(&self.base.types, id as usize));
            spliced.extend_from_slice(&base[done..replaced.start]);
            spliced.extend_from_slice(&new[of(&self.draft.types, number)]);
            done = replaced.end;
        }
        spliced.extend_from_slice(&base[done..]);
        spliced.into_boxed_slice()
    }
}

/// How far the starts of the lists of a type are moved by what stands in the place of others before it.
#[derive(Debug, Clone, Copy, Default)]
struct Shift {
    fields: u32,
    links: u32,
    values: u32,
}

impl Shift {
    /// The record with its lists at the moved starts of another's.
    fn apply(self, starts: &TypeRecord, record: TypeRecord) -> TypeRecord {
        TypeRecord {
            fields: starts.fields.wrapping_add(self.fields),
            links: starts.links.wrapping_add(self.links),
            values: starts.values.wrapping_add(self.values),
            ..record
        }
    }

    /// Moves by the lists of the first type of two or more.
    fn add(&mut self, types: &[TypeRecord]) {
        self.fields = self.fields.wrapping_add(types[1].fields - types[0].fields);
        self.links = self.links.wrapping_add(types[1].links - types[0].links);
        self.values = self.values.wrapping_add(types[1].values - types[0].values);
    }

    /// Moves back by the lists of the first type of two.
    fn remove(&mut self, types: &[TypeRecord]) {
        self.fields = self.fields.wrapping_sub(types[1].fields - types[0].fields);
        self.links = self.links.wrapping_sub(types[1].links - types[0].links);
        self.values = self.values.wrapping_sub(types[1].values - types[0].values);
    }
}

/// The number of what comes next. Both tables together were found to fit: see `has_room`.
#[expect(clippy::cast_possible_truncation, reason = "see above")]
fn number_after<T>(table: &[T]) -> u32 {
    table.len() as u32
}

fn joined<T: Copy>(base: &[T], new: impl ExactSizeIterator<Item = T>) -> Box<[T]> {
    let mut all = Vec::with_capacity(base.len() + new.len());
    all.extend_from_slice(base);
    all.extend(new);
    all.into_boxed_slice()
}

#[cfg(test)]
mod tests;
