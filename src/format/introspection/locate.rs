//! The second pass: where in the document the findings of the first one are.
//!
//! What the readers report has the path of the document itself. What is wrong with the schema as a whole has the path of
//! the registry, `types.User.fields.posts`; here the names in it are looked up in the document's lists.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::reader::Envelope;
use crate::format::locate::{Locator, in_order};
use crate::registry::diagnostics::Step;
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

/// The types of the document, and where each name stands among them.
struct Types<'a> {
    items: Vec<&'a RawValue>,
    indices: HashMap<Cow<'a, str>, Vec<usize>>,
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

/// The index of the item that has a name for the nth time.
fn find(items: &[&RawValue], name: &str, occurrence: usize) -> Option<usize> {
    let is_named = |item: &&RawValue| {
        serde_json::from_str::<Named<'_>>(item.get()).is_ok_and(|found| found.name == name)
    };
    let named = items.iter().enumerate().filter(|(_, item)| is_named(item));
    named.map(|(index, _)| index).nth(occurrence)
}

impl<'a> Types<'a> {
    fn read(json: &'a str, envelope: Envelope) -> Self {
        let schema = match envelope {
            Envelope::Response => serde_json::from_str::<Response<'_>>(json).map(|it| it.data.schema),
            Envelope::Data => serde_json::from_str::<Data<'_>>(json).map(|it| it.schema),
            Envelope::None => serde_json::from_str(json),
        };
        // A document that was not as expected has been reported by its own path.
        let items = schema.map_or_else(|_| Vec::new(), |schema: Schema<'_>| schema.types);
        let mut indices: HashMap<Cow<'_, str>, Vec<usize>> = HashMap::new();
        for (index, item) in items.iter().enumerate() {
            if let Ok(Named { name }) = serde_json::from_str(item.get()) {
                indices.entry(name).or_default().push(index);
            }
        }
        Self { items, indices }
    }

    /// The path in the document of what the registry has at that path, as far as it is there.
    fn path_of(&self, envelope: Envelope, steps: &[Step]) -> JsonPath {
        let mut keys = steps.iter().map(|step| match step {
            Step::Key { key, occurrence } => (key.as_ref(), *occurrence as usize),
            Step::Index(index) => ("", *index),
        });
        let path = envelope.path();
        match (keys.next(), keys.next()) {
            (Some(("roots", _)), Some((operation, _))) => path.key(&format!("{operation}Type")).key("name"),
            (Some(("types", _)), Some((name, occurrence))) => {
                let indices = self.indices.get(name).map_or(&[][..], Vec::as_slice);
                let Some(&index) = indices.get(occurrence) else { return path };
                let path = path.key("types").index(index);
                self.in_type(index, path.clone(), keys).unwrap_or_else(|| path.key("name"))
            }
            _ => path,
        }
    }

    fn in_type<'k>(
        &self,
        index: usize,
        path: JsonPath,
        mut keys: impl Iterator<Item = (&'k str, usize)>,
    ) -> Option<JsonPath> {
        let list = keys.next()?.0;
        let (name, occurrence) = keys.next()?;
        match list {
            "implements" => return Some(path.key("interfaces").index(occurrence)),
            "members" => return Some(path.key("possibleTypes").index(occurrence)),
            _ => {}
        }
        let lists: Lists<'_> = serde_json::from_str(self.items[index].get()).ok()?;
        let (key, items) = match list {
            "values" => ("enumValues", lists.enum_values?),
            _ if lists.fields.is_some() => ("fields", lists.fields?),
            _ => ("inputFields", lists.input_fields?),
        };
        let index = find(&items, name, occurrence)?;
        let path = path.key(key).index(index);
        match keys.next() {
            None => Some(path.key("name")),
            Some(("args", _)) => {
                let lists: Lists<'_> = serde_json::from_str(items[index].get()).ok()?;
                let (name, occurrence) = keys.next()?;
                let path = path.key("args").index(find(&lists.args?, name, occurrence)?);
                Some(path.key(if keys.next().is_some() { "type" } else { "name" }))
            }
            Some(_) => Some(path.key("type")),
        }
    }
}
