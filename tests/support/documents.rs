//! Generated IR documents, and ways to write the same JSON value down.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::collection::{btree_map, hash_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// How a value is written down.
#[derive(Clone, Copy)]
pub(crate) enum Style {
    /// As serde writes it.
    Plain,
    /// With characters escaped, keys shuffled and white space here and there, as the seed has it.
    Odd(u64),
}

/// A document without a mistake that is an error; of warnings it may have many.
pub(crate) fn document() -> impl Strategy<Value = Value> {
    prop_oneof![document_1_0(), document_1_1()]
}

fn document_1_0() -> impl Strategy<Value = Value> {
    let field = (any_name(), any::<bool>(), any::<bool>(), unknown_keys());
    let field = field.prop_map(|(type_name, nested, list, unknown)| {
        with_keys(json!({"type_name": type_name, "is_nested_object": nested, "is_list": list}), unknown)
    });
    let body = (btree_map(any_name(), field, 0..6), unknown_keys())
        .prop_map(|(fields, unknown)| with_keys(json!({"fields": fields}), unknown));
    (vec(any::<String>(), 0..3), btree_map(any_name(), body, 0..6), unknown_keys()).prop_map(
        |(features, types, unknown)| {
            with_keys(json!({"version": "1.0", "features": features, "types": types}), unknown)
        },
    )
}

/// The names of the types come first, with their kinds, so that references can lead to them.
fn document_1_1() -> impl Strategy<Value = Value> {
    let kinds = select(vec!["OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "SCALAR"]);
    btree_map(any_name(), kinds, 1..7).prop_flat_map(|kinds| {
        let bodies: Vec<_> =
            kinds.iter().map(|(name, kind)| (Just(name.clone()), body(kind, &kinds))).collect();
        let names: Vec<String> = kinds.keys().cloned().collect();
        let roots =
            option::of(btree_map(select(vec!["query", "mutation", "subscription"]), select(names), 1..4));
        let features = vec(any::<String>(), 0..3);
        (select(vec!["1.1", "1.2", "2.0", ""]), features, roots, bodies, unknown_keys()).prop_map(
            |(version, features, roots, bodies, unknown)| {
                let types: Map<String, Value> = bodies.into_iter().collect();
                let mut document = json!({"version": version, "features": features, "types": types});
                if let Some(roots) = roots {
                    document["roots"] = json!(roots);
                }
                with_keys(document, unknown)
            },
        )
    })
}

fn body(kind: &'static str, kinds: &BTreeMap<String, &'static str>) -> BoxedStrategy<Value> {
    let names: Vec<String> = kinds.keys().cloned().collect();
    let some_names = hash_set(select(names), 0..3).prop_map(|names| json!(names));
    let facts = match kind {
        "OBJECT" | "INTERFACE" => {
            let fields = btree_map(any_name(), field(kinds, false), 0..6);
            (fields, option::of(some_names))
                .prop_map(|(fields, names)| {
                    names.map_or_else(
                        || json!({"fields": fields}),
                        |names| json!({"fields": fields, "implements": names}),
                    )
                })
                .boxed()
        }
        "INPUT_OBJECT" => (btree_map(any_name(), field(kinds, true), 0..6), any::<bool>())
            .prop_map(|(fields, one_of)| {
                if one_of { json!({"fields": fields, "one_of": true}) } else { json!({"fields": fields}) }
            })
            .boxed(),
        "UNION" => some_names.prop_map(|names| json!({"members": names, "fields": {}})).boxed(),
        "ENUM" => {
            let value = (option::of(any::<String>()), unknown_keys()).prop_map(|(deprecated, unknown)| {
                with_keys(with_text(json!({}), "deprecated", deprecated), unknown)
            });
            btree_map(any_name(), value, 0..4)
                .prop_map(|values| json!({"values": values, "fields": {}}))
                .boxed()
        }
        _ => option::of(any::<String>())
            .prop_map(|url| with_text(json!({"fields": {}}), "specified_by", url))
            .boxed(),
    };
    (facts, unknown_keys())
        .prop_map(move |(mut facts, unknown)| {
            facts["kind"] = json!(kind);
            with_keys(facts, unknown)
        })
        .boxed()
}

/// A field that refers to one of the types, to a built-in scalar, or to nothing, with a full reference or without.
fn field(kinds: &BTreeMap<String, &'static str>, is_input: bool) -> BoxedStrategy<Value> {
    let mut targets: Vec<(String, bool)> = kinds
        .iter()
        .map(|(name, kind)| (name.clone(), *kind == "OBJECT"))
        .filter(|(name, _)| is_plain(name))
        .collect();
    targets.extend([("Int".to_owned(), kinds.get("Int").is_some_and(|kind| *kind == "OBJECT"))]);
    let args =
        if is_input { Just(None).boxed() } else { option::of(btree_map(any_name(), arg(), 0..3)).boxed() };
    let texts = (
        option::of(any::<String>()),
        if is_input { option::of(".{0,5}").boxed() } else { Just(None).boxed() },
    );
    (select(targets), reference(), any::<bool>(), args, texts, unknown_keys())
        .prop_map(|((name, nested), wrappers, is_full, args, (deprecated, default), unknown)| {
            let full = wrappers.replace('T', &name);
            let list = full.starts_with('[');
            let mut field = json!({"type_name": name, "is_nested_object": nested, "is_list": list});
            if is_full {
                field["type"] = json!(full);
            }
            if let Some(args) = args {
                field["args"] = json!(args);
            }
            with_keys(with_text(with_text(field, "deprecated", deprecated), "default", default), unknown)
        })
        .boxed()
}

fn arg() -> impl Strategy<Value = Value> {
    let texts = (option::of(any::<String>()), option::of(any::<String>()));
    (reference(), select(vec!["Int", "Other"]), texts, unknown_keys()).prop_map(
        |(wrappers, name, (default, deprecated), unknown)| {
            let arg = json!({"type": wrappers.replace('T', name)});
            with_keys(with_text(with_text(arg, "default", default), "deprecated", deprecated), unknown)
        },
    )
}

fn reference() -> impl Strategy<Value = &'static str> {
    select(vec!["T", "T!", "[T]", "[T!]", "[T]!", "[T!]!", "[[T!]!]!", "[[[T]]]"])
}

fn is_plain(name: &str) -> bool {
    name.chars().all(|character| character.is_alphanumeric() || character == '_')
}

/// GraphQL names mostly; also names with dots, quotes, controls, and letters from everywhere.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[_a-zA-Z][_a-zA-Z0-9]{0,8}",
        1 => select(vec!["a", "b", "A", "B", "Int", "fields", "type_name", "kind", "__typename"]).prop_map(str::to_owned),
        1 => ".{1,6}",
        1 => any::<String>().prop_filter("a name is not empty", |name| !name.is_empty()),
    ]
}

/// Keys that the IR does not define at any level, with any JSON.
fn unknown_keys() -> impl Strategy<Value = BTreeMap<String, Value>> {
    let key = prop_oneof!["x-[a-z]{0,3}", "[a-z]*\\PC{0,3}"];
    let known = [
        "version",
        "features",
        "types",
        "roots",
        "kind",
        "fields",
        "implements",
        "one_of",
        "specified_by",
        "members",
        "values",
        "type_name",
        "is_nested_object",
        "is_list",
        "type",
        "args",
        "default",
        "deprecated",
    ];
    let key = key.prop_filter("the IR defines this key", move |key| !known.contains(&key.as_str()));
    prop_oneof![4 => Just(BTreeMap::new()), 1 => btree_map(key, any_json(), 1..3)]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1000_i32..1000).prop_map(|number| json!(f64::from(number) / 8.0 + 0.0625)),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(any::<String>(), inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

fn with_keys(mut object: Value, keys: BTreeMap<String, Value>) -> Value {
    object.as_object_mut().expect("it is an object").extend(keys);
    object
}

fn with_text(mut object: Value, key: &str, text: Option<String>) -> Value {
    if let Some(text) = text {
        object[key] = json!(text);
    }
    object
}

/// The value as JSON text.
pub(crate) fn text(value: &Value, style: Style) -> String {
    let Style::Odd(seed) = style else { return value.to_string() };
    let mut writer = OddWriter { json: String::new(), state: seed };
    writer.value(value);
    writer.space();
    writer.json
}

struct OddWriter {
    json: String,
    state: u64,
}

impl OddWriter {
    /// Whether this time, one of `bound` times.
    fn one_in(&mut self, bound: u64) -> bool {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % bound == 0
    }

    fn space(&mut self) {
        if self.one_in(6) {
            let space = if self.one_in(2) { "\r\n\t" } else { "  \n" };
            self.json.push_str(space);
        }
    }

    fn value(&mut self, value: &Value) {
        self.space();
        match value {
            Value::Object(object) => {
                let mut entries: Vec<_> = object.iter().collect();
                for end in (1..entries.len()).rev() {
                    if self.one_in(2) {
                        entries.swap(end, end - 1);
                    }
                }
                self.json.push('{');
                for (index, (key, value)) in entries.into_iter().enumerate() {
                    self.separator(index);
                    self.string(key);
                    self.space();
                    self.json.push(':');
                    self.value(value);
                }
                self.space();
                self.json.push('}');
            }
            Value::Array(array) => {
                self.json.push('[');
                for (index, value) in array.iter().enumerate() {
                    self.separator(index);
                    self.value(value);
                }
                self.space();
                self.json.push(']');
            }
            Value::String(string) => self.string(string),
            _ => self.json.push_str(&value.to_string()),
        }
    }

    fn separator(&mut self, index: usize) {
        if index > 0 {
            self.json.push(',');
        }
        self.space();
    }

    fn string(&mut self, string: &str) {
        self.json.push('"');
        for character in string.chars() {
            let must = character < ' ' || matches!(character, '"' | '\\');
            if must || self.one_in(8) {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(self.json, "\\u{unit:04x}").expect("a String takes all");
                }
            } else {
                self.json.push(character);
            }
        }
        self.json.push('"');
    }
}
