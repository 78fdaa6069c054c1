//! Schemas of any size, as IR 1.0 text, and the names in a document.
//!
//! Real schemas repeat field names: of GitHub's 7,506 fields 1,753 names are distinct, of Shopify's 10,349 are 3,001.
//! The synthetic ones keep that proportion (about a quarter), and the names are words that schemas use, so that neither
//! sharing of names nor their lengths flatter anyone.

use std::collections::HashSet;
use std::fmt::Write as _;

use schema_registry::{SchemaRegistry, TypeInfo};
use serde_json::Value;

use super::random::Random;

const SUBJECTS: [&str; 40] = [
    "network",
    "user",
    "order",
    "payment",
    "shipping",
    "billing",
    "account",
    "product",
    "repository",
    "branch",
    "commit",
    "review",
    "customer",
    "discount",
    "inventory",
    "location",
    "market",
    "price",
    "tax",
    "session",
    "device",
    "invoice",
    "ledger",
    "message",
    "project",
    "release",
    "security",
    "sponsor",
    "team",
    "webhook",
    "archive",
    "catalog",
    "delivery",
    "event",
    "gateway",
    "job",
    "license",
    "membership",
    "policy",
    "quota",
];
const ASPECTS: [&str; 40] = [
    "config",
    "id",
    "count",
    "name",
    "status",
    "address",
    "total",
    "url",
    "path",
    "token",
    "limit",
    "owner",
    "key",
    "version",
    "state",
    "title",
    "email",
    "amount",
    "rate",
    "period",
    "history",
    "settings",
    "summary",
    "reference",
    "type",
    "label",
    "origin",
    "target",
    "priority",
    "schedule",
    "budget",
    "balance",
    "template",
    "profile",
    "duration",
    "locale",
    "currency",
    "checksum",
    "cursor",
    "index",
];
const QUALIFIERS: [&str; 8] = ["default", "previous", "current", "last", "max", "total", "public", "pending"];
const SCALARS: [&str; 6] = ["String", "Int", "Float", "Boolean", "ID", "DateTime"];
const TIMESTAMPS: [&str; 4] = ["id", "createdAt", "updatedAt", "deletedAt"];

/// The names in a document: each type with its fields.
pub(crate) struct Names {
    pub(crate) types: Vec<(String, Vec<String>)>,
}

impl Names {
    /// Reads the names from an IR document the plain way.
    pub(crate) fn of(json: &str) -> Self {
        let document: Value = serde_json::from_str(json).expect("a document is JSON");
        let types = document["types"].as_object().expect("a document has types");
        let names = |of: &Value| of.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default();
        Self { types: types.iter().map(|(name, body)| (name.clone(), names(&body["fields"]))).collect() }
    }

    /// The names in a registry, for documents that are too large to be read the plain way.
    pub(crate) fn in_registry(registry: &SchemaRegistry) -> Self {
        let fields = |of: TypeInfo<'_>| of.fields().map(|field| field.name().to_owned()).collect();
        Self { types: registry.types().map(|of| (of.name().to_owned(), fields(of))).collect() }
    }

    /// Every type and field pair.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.types
            .iter()
            .flat_map(|(name, fields)| fields.iter().map(|field| (name.as_str(), field.as_str())))
    }
}

/// An IR 1.0 document of `types` types with `fields` fields each.
pub(crate) fn synthetic(types: usize, fields: usize) -> String {
    let mut random = Random::new(7);
    let pool = field_names(&mut random, (types * fields / 4).max(fields * 2));
    let type_names = type_names(types);
    let mut json = String::from(r#"{"version":"1.0","features":["type_resolution"],"types":{"#);
    for (index, type_name) in type_names.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(json, r#"{comma}"{type_name}":{{"fields":{{"#).expect("a String takes all");
        let mut taken = HashSet::new();
        while taken.len() < fields {
            let name =
                if taken.len() < TIMESTAMPS.len() { TIMESTAMPS[taken.len()] } else { random.pick(&pool) };
            if taken.insert(name) {
                let comma = if taken.len() == 1 { "" } else { "," };
                write!(json, r#"{comma}"{name}":"#).expect("a String takes all");
                push_field(&mut json, &type_names, &mut random);
            }
        }
        json.push_str("}}");
    }
    json.push_str("}}");
    json
}

fn push_field(json: &mut String, type_names: &[String], random: &mut Random) {
    let nested = random.below(10) < 3;
    let list = random.below(10) < 2;
    let type_name = if nested { random.pick(type_names) } else { *random.pick(&SCALARS) };
    write!(json, r#"{{"type_name":"{type_name}","is_nested_object":{nested},"is_list":{list}}}"#)
        .expect("a String takes all");
}

fn type_names(count: usize) -> Vec<String> {
    let kinds = ["", "Connection", "Edge", "Payload"];
    (0..count)
        .map(|index| {
            let subject = capitalized(SUBJECTS[index % SUBJECTS.len()]);
            let aspect = capitalized(ASPECTS[index / SUBJECTS.len() % ASPECTS.len()]);
            let kind = kinds[index / (SUBJECTS.len() * ASPECTS.len()) % kinds.len()];
            match index / (SUBJECTS.len() * ASPECTS.len() * kinds.len()) {
                0 => format!("{subject}{aspect}{kind}"),
                more => format!("{subject}{aspect}{kind}{more}"),
            }
        })
        .collect()
}

/// `count` distinct camelCase names of one to three words, some with a number at the end.
fn field_names(random: &mut Random, count: usize) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut names = Vec::with_capacity(count);
    while names.len() < count {
        let (subject, aspect) = (*random.pick(&SUBJECTS), *random.pick(&ASPECTS));
        let mut name = match random.below(8) {
            0 => aspect.to_owned(),
            1..=5 => format!("{subject}{}", capitalized(aspect)),
            _ => format!("{}{}{}", random.pick(&QUALIFIERS), capitalized(subject), capitalized(aspect)),
        };
        if seen.contains(&name) {
            write!(name, "{}", random.below(count)).expect("a String takes all");
        }
        if seen.insert(name.clone()) {
            names.push(name);
        }
    }
    names
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// The `snake_case` form of an ASCII camelCase name, as a database column would be called.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}
