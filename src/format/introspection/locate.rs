//! The second pass: where in the document the findings of the first one are.
//!
//! What the readers report has the path of the document itself. What is wrong with the schema as a whole has the path of
//! the registry, `types.User.fields.posts`; here the names in it are looked up in the document's lists.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::reader::Envelope;
use crate::diagnostics::Step;
use crate::format::graphql;
use crate::format::locate::{Locator, in_order};
use crate::registry::{Diagnostic, JsonPath};

pub(super) fn locate(
    json: &str,
    envelope: Envelope,
    own: Vec<Diagnostic>,
    general: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    if own.is_empty() && general.is_empty() {
        return Vec::new();
    }
    let mut locator = Locator::new(json);
    let types = Types::read(json, envelope);
    let mut placed = Vec::with_capacity(own.len() + general.len());
    for diagnostic in own {
        placed.push((locator.offset_of(diagnostic.path(), false), diagnostic));
    }
    for diagnostic in general {
        let path = types.path_of(envelope, diagnostic.path().steps());
        placed.push((locator.offset_of(&path, false), diagnostic));
    }
    in_order(json, placed)
}

/// The types of the document that a registry lists, each with its index and its name.
struct Types<'a> {
    items: Vec<(usize, Cow<'a, str>, &'a RawValue)>,
}

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow, rename = "__schema")]
    schema: Schema<'a>,
}

#[derive(Deserialize)]
struct Schema<'a> {
    #[serde(borrow, default)]
    types: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
}

/// The lists of a definition.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lists<'a> {
    #[serde(borrow, default)]
    fields: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    input_fields: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    enum_values: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    args: Option<Vec<&'a RawValue>>,
}

/// The index of the item that a step leads to.
fn find(items: &[&RawValue], step: &Step) -> Option<usize> {
    let named = items.iter().enumerate().map(|(index, item)| {
        let name = serde_json::from_str(item.get()).map_or_else(|_| Cow::Borrowed(""), |Named { name }| name);
        (index, name)
    });
    step.pick(named, |(_, name)| name).map(|(index, _)| index)
}

impl<'a> Types<'a> {
    fn read(json: &'a str, envelope: Envelope) -> Self {
        let schema = match envelope {
            Envelope::Response => serde_json::from_str::<Response<'_>>(json).map(|it| it.data.schema),
            Envelope::Data => serde_json::from_str::<Data<'_>>(json).map(|it| it.schema),
            Envelope::None => serde_json::from_str(json),
        };
        // A document that was not as expected has been reported by its own path.
        let raw = schema.map_or_else(|_| Vec::new(), |schema: Schema<'_>| schema.types);
        let named = raw.into_iter().enumerate().filter_map(|(index, item)| {
            let Named { name } = serde_json::from_str(item.get()).ok()?;
            (!graphql::is_introspection(&name)).then_some((index, name, item))
        });
        Self { items: named.collect() }
    }

    /// The path in the document of what the registry has at that path, as far as it is there.
    fn path_of(&self, envelope: Envelope, steps: &[Step]) -> JsonPath {
        let path = envelope.path();
        match steps {
            [roots, operation, ..] if roots.key() == "roots" => {
                path.key(&format!("{}Type", operation.key())).key("name")
            }
            [types, step, steps @ ..] if types.key() == "types" => {
                let Some((index, _, item)) = step.pick(self.items.iter(), |it| &it.1) else { return path };
                let path = path.key("types").index(*index);
                in_type(item, path.clone(), steps).unwrap_or_else(|| path.key("name"))
            }
            _ => path,
        }
    }
}

fn in_type(item: &RawValue, path: JsonPath, steps: &[Step]) -> Option<JsonPath> {
    let (list, steps) = steps.split_first()?;
    let (step, steps) = steps.split_first()?;
    match (list.key(), step) {
        ("implements", &Step::Index(index)) => return Some(path.key("interfaces").index(index)),
        ("members", &Step::Index(index)) => return Some(path.key("possibleTypes").index(index)),
        _ => {}
    }
    let lists: Lists<'_> = serde_json::from_str(item.get()).ok()?;
    let (key, items) = match list.key() {
        "values" => ("enumValues", lists.enum_values?),
        _ if lists.fields.is_some() => ("fields", lists.fields?),
        _ => ("inputFields", lists.input_fields?),
    };
    let index = find(&items, step)?;
    let path = path.key(key).index(index);
    match steps {
        [] => Some(path.key("name")),
        [args, arg, steps @ ..] if args.key() == "args" => {
            let lists: Lists<'_> = serde_json::from_str(items[index].get()).ok()?;
            let path = path.key("args").index(find(&lists.args?, arg)?);
            Some(path.key(if steps.is_empty() { "name" } else { "type" }))
        }
        _ => Some(path.key("type")),
    }
}
