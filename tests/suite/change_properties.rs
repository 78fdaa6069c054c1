//! One known change, made at random to a real schema, is found, and nothing else.
//!
//! 1. What is found after a mutation is exactly the change that was made, with its path, its criticality and both values.
//! 2. Two registries have no changes if and only if their fingerprints are equal.
//! 3. Registries that differ have changes both ways.

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use schema_registry::{ChangeKind as Kind, Criticality, SchemaRegistry};
use serde_json::{Value, json};

use crate::documents::{Style, document, text};
use crate::support::fixtures;

/// The kinds of change that the mutations make.
const MUTATIONS: [Kind; 27] = [
    Kind::TypeRemoved,
    Kind::TypeAdded,
    Kind::TypeKindChanged,
    Kind::FieldRemoved,
    Kind::FieldAdded,
    Kind::FieldTypeChanged,
    Kind::FieldTypeNarrowed,
    Kind::RequiredInputFieldAdded,
    Kind::OptionalInputFieldAdded,
    Kind::InputTypeWidened,
    Kind::InputFieldDefaultChanged,
    Kind::InputFieldDefaultAdded,
    Kind::RequiredArgumentAdded,
    Kind::OptionalArgumentAdded,
    Kind::ArgumentRemoved,
    Kind::ArgumentTypeChanged,
    Kind::ArgumentDefaultChanged,
    Kind::ArgumentDefaultAdded,
    Kind::ValueRemoved,
    Kind::ValueAdded,
    Kind::MemberAdded,
    Kind::InterfaceAdded,
    Kind::DeprecationChanged,
    Kind::RootRemoved,
    Kind::RootChanged,
    Kind::VersionChanged,
    Kind::ExtensionChanged,
];

fn base() -> &'static (Value, SchemaRegistry) {
    static BASE: OnceLock<(Value, SchemaRegistry)> = OnceLock::new();
    BASE.get_or_init(|| {
        let json = fixtures::schema("github-14.ir.json");
        let mut document: Value = serde_json::from_str(&json).expect("the IR is JSON");
        let types = document["types"].as_object_mut().expect("it has types");
        // A part of the schema is enough, and quicker.
        let names: Vec<String> =
            types.keys().filter(|name| !name.starts_with(['D', 'E', 'I'])).cloned().collect();
        for name in &names {
            types.remove(name);
        }
        let registry = SchemaRegistry::from_json(&document.to_string()).expect("the IR loads");
        (document, registry)
    })
}

/// The names of the types of one of these kinds.
fn types_of<'a>(document: &'a Value, kinds: &[&str]) -> Vec<&'a str> {
    let types = document["types"].as_object().expect("it has types");
    let is_of = |body: &Value| kinds.contains(&body["kind"].as_str().expect("a type has a kind"));
    types.iter().filter(|(_, body)| is_of(body)).map(|(name, _)| name.as_str()).collect()
}

fn keys(object: &Value) -> Vec<String> {
    object.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
}

/// A field with at least one argument, of an object.
fn fields_with_args(document: &Value) -> Vec<(String, String)> {
    let objects = types_of(document, &["OBJECT"]);
    let fields = |name: &str| keys(&document["types"][name]["fields"]);
    objects
        .into_iter()
        .flat_map(|name| fields(name).into_iter().map(move |field| (name.to_owned(), field)))
        .filter(|(name, field)| !document["types"][name]["fields"][field]["args"].is_null())
        .collect()
}

/// Makes a change of that kind; returns its path.
#[expect(clippy::too_many_lines, reason = "one arm a kind")]
fn mutate(document: &mut Value, kind: Kind, at: Index, inner: Index) -> String {
    let object = (*at.get(&types_of(document, &["OBJECT"]))).to_owned();
    let input = (*at.get(&types_of(document, &["INPUT_OBJECT"]))).to_owned();
    let list = (*at.get(&types_of(document, &["ENUM"]))).to_owned();
    let of_object = inner.get(&keys(&document["types"][&object]["fields"])).clone();
    let of_input = inner.get(&keys(&document["types"][&input]["fields"])).clone();
    let (with_args, field) = at.get(&fields_with_args(document)).clone();
    let arg = inner.get(&keys(&document["types"][&with_args]["fields"][&field]["args"])).clone();
    let types = &mut document["types"];
    let plain = |reference: &str| json!({"type_name": "Int", "is_nested_object": false, "is_list": false, "type": reference});
    let set_type = |field: &mut Value, reference: &str| {
        let deprecated = field.get("deprecated").cloned();
        let args = field.get("args").cloned();
        *field = plain(reference);
        if let Some(deprecated) = deprecated {
            field["deprecated"] = deprecated;
        }
        if let Some(args) = args {
            field["args"] = args;
        }
    };
    match kind {
        Kind::TypeRemoved => {
            types.as_object_mut().expect("an object").remove(&object);
            format!("types.{object}")
        }
        Kind::TypeAdded => {
            types["Zzz"] = json!({"kind": "SCALAR"});
            "types.Zzz".to_owned()
        }
        Kind::TypeKindChanged => {
            types[&list] = json!({"kind": "SCALAR"});
            format!("types.{list}")
        }
        Kind::FieldRemoved => {
            types[&object]["fields"].as_object_mut().expect("an object").remove(&of_object);
            format!("types.{object}.fields.{of_object}")
        }
        Kind::FieldAdded => {
            types[&object]["fields"]["zzz"] = plain("Int!");
            format!("types.{object}.fields.zzz")
        }
        Kind::FieldTypeChanged => {
            set_type(&mut types[&object]["fields"][&of_object], "Int");
            types[&object]["fields"][&of_object]["type_name"] = json!("Other");
            types[&object]["fields"][&of_object]["type"] = json!("Other");
            format!("types.{object}.fields.{of_object}")
        }
        Kind::RequiredInputFieldAdded | Kind::OptionalInputFieldAdded => {
            let reference = if kind == Kind::RequiredInputFieldAdded { "Int!" } else { "Int" };
            types[&input]["fields"]["zzz"] = plain(reference);
            format!("types.{input}.fields.zzz")
        }
        Kind::InputFieldDefaultChanged | Kind::InputFieldDefaultAdded => {
            let has_default = !types[&input]["fields"][&of_input]["default"].is_null();
            if has_default != (kind == Kind::InputFieldDefaultChanged) {
                return String::new();
            }
            types[&input]["fields"][&of_input]["default"] = json!("{zzz: 1}");
            format!("types.{input}.fields.{of_input}")
        }
        Kind::FieldTypeNarrowed | Kind::InputTypeWidened => {
            let (name, field) =
                if kind == Kind::FieldTypeNarrowed { (object, of_object) } else { (input, of_input) };
            let body = &mut types[&name]["fields"][&field];
            let reference = body["type"].as_str().expect("a field has a type").to_owned();
            let other = match (kind, reference.strip_suffix('!')) {
                (Kind::FieldTypeNarrowed, None) => format!("{reference}!"),
                (Kind::InputTypeWidened, Some(nullable)) => nullable.to_owned(),
                // It cannot be narrowed or widened any more.
                _ => return String::new(),
            };
            body["type"] = json!(other);
            format!("types.{name}.fields.{field}")
        }
        Kind::RequiredArgumentAdded | Kind::OptionalArgumentAdded => {
            let reference = if kind == Kind::RequiredArgumentAdded { "Int!" } else { "Int" };
            types[&object]["fields"][&of_object]["args"]["zzz"] = json!({"type": reference});
            format!("types.{object}.fields.{of_object}.args.zzz")
        }
        Kind::ArgumentRemoved => {
            types[&with_args]["fields"][&field]["args"].as_object_mut().expect("an object").remove(&arg);
            format!("types.{with_args}.fields.{field}.args.{arg}")
        }
        Kind::ArgumentTypeChanged => {
            types[&with_args]["fields"][&field]["args"][&arg]["type"] = json!("[Zzz]");
            format!("types.{with_args}.fields.{field}.args.{arg}")
        }
        Kind::ArgumentDefaultChanged | Kind::ArgumentDefaultAdded => {
            let arg_body = &mut types[&with_args]["fields"][&field]["args"][&arg];
            if arg_body["default"].is_null() == (kind == Kind::ArgumentDefaultChanged) {
                return String::new();
            }
            arg_body["default"] = json!("{zzz: 1}");
            format!("types.{with_args}.fields.{field}.args.{arg}")
        }
        Kind::ValueRemoved => {
            let value = inner.get(&keys(&types[&list]["values"])).clone();
            types[&list]["values"].as_object_mut().expect("an object").remove(&value);
            format!("types.{list}.values.{value}")
        }
        Kind::ValueAdded => {
            types[&list]["values"]["ZZZ"] = json!({});
            format!("types.{list}.values.ZZZ")
        }
        Kind::MemberAdded => {
            let union = (*at.get(&types_of(document, &["UNION"]))).to_owned();
            document["types"][&union]["members"].as_array_mut().expect("an array").insert(0, json!("Zzz"));
            format!("types.{union}.members.Zzz")
        }
        Kind::InterfaceAdded => {
            let names = &mut types[&object]["implements"];
            if names.is_null() {
                *names = json!([]);
            }
            names.as_array_mut().expect("an array").insert(0, json!("Zzz"));
            format!("types.{object}.implements.Zzz")
        }
        Kind::DeprecationChanged => {
            let value = inner.get(&keys(&types[&list]["values"])).clone();
            let (place, path) = match at.index(3) {
                0 => (&mut types[&list]["values"][&value], format!("types.{list}.values.{value}")),
                1 => {
                    (&mut types[&object]["fields"][&of_object], format!("types.{object}.fields.{of_object}"))
                }
                _ => (
                    &mut types[&with_args]["fields"][&field]["args"][&arg],
                    format!("types.{with_args}.fields.{field}.args.{arg}"),
                ),
            };
            place["deprecated"] = json!("for Zzz");
            path
        }
        Kind::RootRemoved => {
            document["roots"].as_object_mut().expect("an object").remove("query");
            "roots.query".to_owned()
        }
        Kind::RootChanged => {
            document["roots"]["query"] = json!("Zzz");
            "roots.query".to_owned()
        }
        Kind::VersionChanged => {
            document["version"] = json!("1.2");
            "version".to_owned()
        }
        _ => {
            types[&object]["fields"][&of_object]["x-zzz"] = json!([1]);
            format!("types.{object}.fields.{of_object}.x-zzz")
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn one_change_is_found_and_nothing_else(kind in select(&MUTATIONS[..]), at: Index, inner: Index) {
        let (document, older) = base();
        let mut document = document.clone();
        let path = mutate(&mut document, kind, at, inner);
        prop_assume!(!path.is_empty());
        let newer = SchemaRegistry::from_json(&document.to_string()).expect("it loads");
        let changes = newer.changes_since(older);
        prop_assert_eq!(changes.len(), 1, "{:?}", changes);
        prop_assert_eq!(changes[0].kind(), kind);
        prop_assert_eq!(changes[0].path().to_string(), path);
        let back = older.changes_since(&newer);
        prop_assert_eq!(back.len(), 1, "{:?}", back);
        prop_assert_eq!(back[0].before(), changes[0].after());
        prop_assert_eq!(back[0].after(), changes[0].before());
        prop_assert!(!changes[0].to_string().is_empty());
    }

    #[test]
    fn there_are_no_changes_if_and_only_if_the_fingerprints_are_equal(
        one in document(), other in document(), is_same: bool, seed: u64,
    ) {
        let other = if is_same { text(&one, Style::Odd(seed)) } else { text(&other, Style::Plain) };
        let one = SchemaRegistry::from_json(&one.to_string()).expect("it loads");
        let other = SchemaRegistry::from_json(&other).expect("it loads");
        let are_equal = one.fingerprint() == other.fingerprint();
        prop_assert_eq!(one.changes_since(&other).is_empty(), are_equal);
        prop_assert_eq!(other.changes_since(&one).is_empty(), are_equal);
    }
}

#[test]
fn the_kinds_are_as_grave_as_they_say() {
    let count = |criticality| Kind::ALL.iter().filter(|kind| kind.criticality() == criticality).count();
    assert_eq!((count(Criticality::Breaking), count(Criticality::Dangerous)), (14, 7));
    assert!(Criticality::Safe < Criticality::Dangerous && Criticality::Dangerous < Criticality::Breaking);
}
