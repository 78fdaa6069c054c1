//! Prepares a draft before its tables are built: merges extensions, and drops duplicates.
//!
//! Both are rare, so both rebuild the tables of the draft in one pass, and note which number each element had when it
//! was pushed.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use super::{Draft, DraftField, Element, Part, next_number};
use crate::diagnostics::Finding;
use crate::store::names::Name;
use crate::store::tables::{LinkRecord, SignatureRecord, TypeRecord, ValueRecord, range};

/// The numbers that elements had when they were pushed. An empty list means that they are unchanged.
#[derive(Debug, Default)]
pub(super) struct Origins {
    types: Vec<u32>,
    fields: Vec<u32>,
    values: Vec<u32>,
    links: Vec<u32>,
    args: Vec<u32>,
}

fn origin(origins: &[u32], id: u32) -> u32 {
    origins.get(id as usize).copied().unwrap_or(id)
}

impl Origins {
    /// The element as it was pushed, for its current number.
    pub(super) fn of(&self, element: Element) -> Element {
        match element {
            Element::Document | Element::Root(_) => element,
            Element::Type(id) => Element::Type(origin(&self.types, id)),
            Element::Field(id) => Element::Field(origin(&self.fields, id)),
            Element::Arg(field, position) => Element::Arg(origin(&self.fields, field), position),
            Element::Value(id) => Element::Value(origin(&self.values, id)),
            Element::Link(id) => Element::Link(origin(&self.links, id)),
        }
    }

    /// The position that an argument had in the list that starts with `first`.
    pub(super) fn position(&self, first: u32, arg: u32) -> u32 {
        origin(&self.args, arg) - origin(&self.args, first)
    }
}

/// What belongs to one type: a range of each table.
#[derive(Clone)]
struct Piece {
    type_id: u32,
    fields: Range<usize>,
    values: Range<usize>,
    links: Range<usize>,
}

impl Draft {
    fn piece(&self, type_id: u32) -> Piece {
        let record = &self.types[type_id as usize];
        let next = self.types.get(type_id as usize + 1);
        let (fields, values, links) = next
            .map_or((self.open.fields, self.open.values, self.open.links), |next| {
                (next.fields, next.values, next.links)
            });
        Piece {
            type_id,
            fields: range(record.fields, fields),
            values: range(record.values, values),
            links: range(record.links, links),
        }
    }

    /// Merges extensions into the types that they extend. An extension of a missing type defines it, one of the wrong
    /// kind is dropped; both are reported.
    pub(super) fn join_extensions(&mut self) {
        if self.type_extensions.is_empty() {
            return;
        }
        let extensions = std::mem::take(&mut self.type_extensions);
        let is_extension = |id: u32| extensions.binary_search(&id).is_ok();
        let mut definitions: HashMap<Name, u32> = HashMap::new();
        for id in (0..next_number(&self.types)).filter(|&id| !is_extension(id)) {
            definitions.entry(self.types[id as usize].name).or_insert(id);
        }
        // What is merged into each type, in document order.
        let mut joining: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut dropped = Vec::new();
        for &id in &extensions {
            let TypeRecord { name, kind: extended_as, .. } = self.types[id as usize];
            match definitions.entry(name) {
                Entry::Vacant(vacant) => {
                    vacant.insert(id);
                    let name = self.names.get(name).to_owned();
                    self.report_type(id, Part::Name, Finding::ExtensionOfNothing { name });
                }
                Entry::Occupied(occupied) => {
                    let definition = *occupied.get();
                    let kind = self.types[definition as usize].kind;
                    if kind == extended_as {
                        joining.entry(definition).or_default().push(id);
                    } else {
                        let name = self.names.get(name).to_owned();
                        let finding = Finding::ExtensionOfOtherKind { name, kind, extended_as };
                        self.report_type(id, Part::Name, finding);
                        dropped.push(id);
                    }
                }
            }
        }
        let is_joined =
            |id: u32| is_extension(id) && definitions.get(&self.types[id as usize].name) != Some(&id);
        let ids: Vec<u32> = (0..next_number(&self.types)).filter(|&id| !is_joined(id)).collect();
        let arrangement: Vec<Vec<Piece>> = ids
            .iter()
            .map(|&id| {
                let more = joining.get(&id).map_or(&[][..], Vec::as_slice);
                std::iter::once(&id).chain(more).map(|&id| self.piece(id)).collect()
            })
            .collect();
        self.arrange(&arrangement);
    }

    /// Drops duplicate types, with everything that belongs to them.
    pub(super) fn drop_types(&mut self, repeated: &[u32]) {
        let ids = (0..next_number(&self.types)).filter(|id| repeated.binary_search(id).is_err());
        let arrangement: Vec<Vec<Piece>> = ids.map(|id| vec![self.piece(id)]).collect();
        self.arrange(&arrangement);
    }

    /// Rebuilds the tables: for each type its pieces, the first of which has its name.
    fn arrange(&mut self, types: &[Vec<Piece>]) {
        let mut arranged = Arranged::default();
        for pieces in types {
            let mut record = self.types[pieces[0].type_id as usize];
            record.fields = next_number(&arranged.fields);
            record.values = next_number(&arranged.values);
            record.links = next_number(&arranged.links);
            for piece in pieces {
                let of_piece = self.types[piece.type_id as usize];
                record.one_of |= of_piece.one_of;
                record.written = record.written.with(of_piece.written);
                record.specified_by = record.specified_by.some().unwrap_or(of_piece.specified_by);
                arranged.take(self, piece);
            }
            if pieces.len() > 1 {
                let kept: Vec<u32> =
                    pieces.iter().map(|piece| self.types[piece.type_id as usize].kept).collect();
                record.kept = self.join_kept(&kept);
            }
            arranged.types.push(record);
            arranged.origins.types.push(origin(&self.origins.types, pieces[0].type_id));
        }
        let Arranged { types, fields, values, links, origins } = arranged;
        (self.types, self.fields, self.values, self.links) = (types, fields, values, links);
        self.origins = Origins { args: std::mem::take(&mut self.origins.args), ..origins };
        self.open = self.ends();
    }

    /// Drops duplicate fields. Their arguments stay, without an owner.
    pub(super) fn drop_fields(&mut self, repeated: &[u32]) {
        drop_from(&mut self.fields, &mut self.origins.fields, repeated);
        for record in &mut self.types {
            record.fields = number_after(record.fields, repeated);
        }
        self.open = self.ends();
    }

    /// Drops duplicate values.
    pub(super) fn drop_values(&mut self, repeated: &[u32]) {
        drop_from(&mut self.values, &mut self.origins.values, repeated);
        for record in &mut self.types {
            record.values = number_after(record.values, repeated);
        }
        self.open = self.ends();
    }

    /// Drops interfaces and members that are listed twice.
    pub(super) fn drop_links(&mut self, repeated: &[u32]) {
        drop_from(&mut self.links, &mut self.origins.links, repeated);
        for record in &mut self.types {
            record.links = number_after(record.links, repeated);
        }
        self.open = self.ends();
    }

    /// Drops duplicate arguments.
    pub(super) fn drop_args(&mut self, repeated: &[u32]) {
        drop_from(&mut self.args, &mut self.origins.args, repeated);
        for SignatureRecord { args, .. } in &mut self.signatures {
            *args = number_after(*args, repeated);
        }
    }
}

/// Tables under construction.
#[derive(Default)]
struct Arranged {
    types: Vec<TypeRecord>,
    fields: Vec<DraftField>,
    values: Vec<ValueRecord>,
    links: Vec<LinkRecord>,
    origins: Origins,
}

impl Arranged {
    fn take(&mut self, draft: &Draft, piece: &Piece) {
        let Piece { fields, values, links, .. } = piece;
        self.fields.extend_from_slice(&draft.fields[fields.clone()]);
        self.values.extend_from_slice(&draft.values[values.clone()]);
        self.links.extend_from_slice(&draft.links[links.clone()]);
        let moved = [
            (&mut self.origins.fields, &draft.origins.fields, fields),
            (&mut self.origins.values, &draft.origins.values, values),
            (&mut self.origins.links, &draft.origins.links, links),
        ];
        for (to, from, ids) in moved {
            to.extend((0..).skip(ids.start).take(ids.len()).map(|id| origin(from, id)));
        }
    }
}

/// Drops the records with these numbers, which are sorted.
fn drop_from<T: Copy>(table: &mut Vec<T>, origins: &mut Vec<u32>, dropped: &[u32]) {
    let kept: Vec<u32> = (0..next_number(table)).filter(|id| dropped.binary_search(id).is_err()).collect();
    *origins = kept.iter().map(|&id| origin(origins, id)).collect();
    *table = kept.iter().map(|&id| table[id as usize]).collect();
}

/// A number after the numbers in `dropped` are gone.
fn number_after(number: u32, dropped: &[u32]) -> u32 {
    let before = dropped.partition_point(|&id| id < number);
    number - u32::try_from(before).unwrap_or(number)
}
