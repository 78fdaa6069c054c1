//! What a service asks: requests, each a selection of several fields of a few connected types.
//!
//! Types are as popular as Zipf's law has it, in an order that has nothing to do with that of the document; so are the
//! fields of a type, in document order. A request takes a type, selects three to eight of its fields, and goes on in the
//! same way into at most two of those that lead to types with fields, two levels deep. The look-ups come in the order in
//! which a query would be read: a field, then what is selected in it.
//!
//! So a few types are asked for most of the time, and a type's fields several at once. As many look-ups are made as the
//! document has fields. Each request brings a text of its own, as if it had just arrived.

use schema_registry::{FieldInfo, SchemaRegistry, TypeInfo};

use super::queries::Queries;
use super::random::{Random, Zipf};

/// Requests that make as many look-ups as the registry has fields, or a few more.
pub(crate) fn requests(registry: &SchemaRegistry) -> Queries {
    let mut random = Random::new(17);
    let mut types: Vec<_> = registry.types().filter(|of| of.fields().len() > 0).collect();
    random.shuffle(&mut types);
    let popularity = zipf(types.len());
    let mut pairs = Vec::new();
    while pairs.len() < registry.field_count() {
        select(types[popularity.pick(&mut random)], 2, &mut random, &mut pairs);
    }
    Queries::in_order(&pairs)
}

fn select<'a>(of: TypeInfo<'a>, levels: usize, random: &mut Random, pairs: &mut Vec<(&'a str, &'a str)>) {
    let fields: Vec<FieldInfo<'a>> = of.fields().collect();
    let (popularity, wanted) = (zipf(fields.len()), 3 + random.below(6));
    let mut selected = vec![false; fields.len()];
    let mut nested = 0;
    // A name that comes again is not selected again, as in a query.
    for _ in 0..wanted {
        let index = popularity.pick(random);
        if std::mem::replace(&mut selected[index], true) {
            continue;
        }
        pairs.push((of.name(), fields[index].name()));
        let target = fields[index].named_type().filter(|target| target.fields().len() > 0);
        if let Some(target) = target.filter(|_| levels > 0 && nested < 2) {
            nested += 1;
            select(target, levels - 1, random, pairs);
        }
    }
}

fn zipf(count: usize) -> Zipf {
    Zipf::new(u32::try_from(count).expect("a schema has fewer"))
}
