//! Walks down a selection: from a type by a field to the type of that field, five levels deep.
//!
//! Each level depends on the one before, so that neither design can look ahead. Where a walk begins and which way it goes
//! is random, each type as likely as another. This does not represent a selection of several fields a level, which a
//! type that was once found answers cheaper still.

use std::hint::black_box;

use schema_registry::{FieldInfo, SchemaRegistry, TypeInfo};

use super::old_design::OldRegistry;
use super::random::Random;

pub(crate) const LEVELS: usize = 5;

/// A type, and the fields to follow from there.
struct Walk {
    root: &'static str,
    fields: [&'static str; LEVELS],
}

/// Walks, whose names lie one after the other in one text.
pub(crate) struct Walks(Vec<Walk>);

impl Walks {
    pub(crate) fn new(registry: &SchemaRegistry, count: usize) -> Self {
        let mut random = Random::new(19);
        let roots: Vec<_> = registry.types().filter(|of| onward(*of).next().is_some()).collect();
        let mut paths = Vec::with_capacity(count);
        while paths.len() < count {
            let root = *random.pick(&roots);
            paths.extend(path(root, &mut random).map(|fields| (root.name(), fields)));
        }
        let text: String =
            paths.iter().flat_map(|(root, fields)| [*root].into_iter().chain(*fields)).collect();
        let mut rest: &'static str = text.leak();
        let mut next = |length| {
            let (name, after) = rest.split_at(length);
            rest = after;
            name
        };
        let walk = |(root, fields): &(&str, [&str; LEVELS])| Walk {
            root: next(root.len()),
            fields: fields.map(|field| next(field.len())),
        };
        Self(paths.iter().map(walk).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The fields that lead to a type with fields.
fn onward(of: TypeInfo<'_>) -> impl Iterator<Item = FieldInfo<'_>> {
    of.fields().filter(|field| field.named_type().is_some_and(|target| target.fields().len() > 0))
}

/// `None` where the way ends before its last level.
fn path<'a>(root: TypeInfo<'a>, random: &mut Random) -> Option<[&'a str; LEVELS]> {
    let mut of = root;
    let mut names = [""; LEVELS];
    for (level, name) in names.iter_mut().enumerate() {
        let choice: Vec<_> = if level + 1 == LEVELS { of.fields().collect() } else { onward(of).collect() };
        if choice.is_empty() {
            return None;
        }
        let field = random.pick(&choice);
        *name = field.name();
        of = field.named_type().unwrap_or(of);
    }
    Some(names)
}

/// Walks by five look-ups, each of the type that the one before named; returns the number of fields found.
pub(crate) fn walk_old(registry: &OldRegistry, walks: &Walks) -> usize {
    let walk = |walk: &Walk| {
        let (mut of, mut found) = (walk.root, 0);
        for name in walk.fields {
            let Some(field) = registry.get_field_type(of, name) else { break };
            black_box(field.is_list);
            of = &field.type_name;
            found += 1;
        }
        found
    };
    walks.0.iter().map(walk).sum()
}

/// Walks by one look-up of the first type, and from field to type; returns the number of fields found.
pub(crate) fn walk_ours(registry: &SchemaRegistry, walks: &Walks) -> usize {
    let walk = |walk: &Walk| {
        let (mut of, mut found) = (registry.get_type(walk.root), 0);
        for name in walk.fields {
            let Some(field) = of.and_then(|of| of.field(name)) else { break };
            black_box(field.is_list());
            of = field.named_type();
            found += 1;
        }
        found
    };
    walks.0.iter().map(walk).sum()
}
