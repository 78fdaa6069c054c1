//! Real schemas load without a warning and answer as a plain walk of the same document does.
//!
//! The walk knows nothing of the registry: it reads the document as `serde_json::Value` and follows the IR's definition.

use std::collections::BTreeSet;

use schema_registry::{ArgInfo, FieldInfo, LoadOptions, Operation, SchemaRegistry, Strictness, TypeInfo};
use serde_json::Value;

use crate::support::fixtures;

/// Loads a real schema both ways and passes both to `check`.
fn for_each_schema(check: impl Fn(&SchemaRegistry, &Value)) {
    let names = fixtures::ir_names();
    assert_eq!(names.len(), 6, "{names:?}");
    for name in names {
        println!("{name}");
        let json = fixtures::schema(&format!("{name}.ir.json"));
        let registry = SchemaRegistry::from_json(&json).expect("a real schema loads");
        check(&registry, &serde_json::from_str(&json).expect("a real schema is JSON"));
    }
}

#[track_caller]
fn object(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

fn strings(value: &Value) -> BTreeSet<&str> {
    value.as_array().into_iter().flatten().map(|item| item.as_str().expect("a list of names")).collect()
}

#[test]
fn real_schemas_load_without_a_warning() {
    for name in fixtures::ir_names() {
        let json = fixtures::schema(&format!("{name}.ir.json"));
        let loaded =
            LoadOptions::new().strictness(Strictness::Strict).json(&json).expect("a real schema loads");
        assert!(loaded.warnings.is_empty(), "{name}: {:?}", loaded.warnings);
    }
}

#[test]
fn the_document_itself_is_as_written() {
    for_each_schema(|registry, document| {
        assert_eq!(registry.version(), document["version"]);
        assert_eq!(registry.features().collect::<BTreeSet<_>>(), strings(&document["features"]));
        assert!(registry.has_feature("type_resolution"));
        assert!(!registry.has_feature("type_resolutio"));
        for (operation, key) in [
            (Operation::Query, "query"),
            (Operation::Mutation, "mutation"),
            (Operation::Subscription, "subscription"),
        ] {
            assert_eq!(registry.root(operation).map(|root| root.name()), document["roots"][key].as_str());
        }
    });
}

#[test]
fn every_type_is_found_with_the_right_answers() {
    for_each_schema(|registry, document| {
        let types = &document["types"];
        assert_eq!(registry.type_count(), object(types).count());
        assert_eq!(registry.types().len(), registry.type_count());
        let listed: BTreeSet<&str> = registry.types().map(|found| found.name()).collect();
        assert_eq!(listed, object(types).map(|(name, _)| name).collect());
        for (name, body) in object(types) {
            let found = registry.get_type(name).unwrap_or_else(|| panic!("{name} is found"));
            check_type(found, name, body);
            check_possible_types(found, name, types);
        }
    });
}

fn check_type(found: TypeInfo<'_>, name: &str, body: &Value) {
    assert_eq!(found.name(), name);
    assert_eq!(found.kind().as_str(), body["kind"].as_str().unwrap_or("OBJECT"), "{name}");
    assert_eq!(found.interfaces().collect::<BTreeSet<_>>(), strings(&body["implements"]), "{name}");
    assert_eq!(found.members().collect::<BTreeSet<_>>(), strings(&body["members"]), "{name}");
    let values: Vec<_> = found.values().map(|value| (value.name(), value.deprecation_reason())).collect();
    assert_eq!(values.len(), object(&body["values"]).count(), "{name}");
    for (value, facts) in object(&body["values"]) {
        assert!(values.contains(&(value, facts["deprecated"].as_str())), "{name}.{value}");
    }
    assert_eq!(found.fields().count(), object(&body["fields"]).count(), "{name}");
    assert_eq!(found.extensions().count(), 0, "{name}");
}

fn check_possible_types(found: TypeInfo<'_>, name: &str, types: &Value) {
    let possible: BTreeSet<&str> = found.possible_types().map(|possible| possible.name()).collect();
    let expected = match types[name]["kind"].as_str() {
        Some("UNION") => strings(&types[name]["members"]),
        Some("INTERFACE") => object(types)
            .filter(|(_, body)| body["kind"] == "OBJECT" && strings(&body["implements"]).contains(name))
            .map(|(name, _)| name)
            .collect(),
        _ => BTreeSet::new(),
    };
    assert_eq!(possible, expected, "{name}");
}

#[test]
fn every_field_is_found_with_the_right_answers() {
    for_each_schema(|registry, document| {
        let mut count = 0;
        for (type_name, body) in object(&document["types"]) {
            for (name, facts) in object(&body["fields"]) {
                let found = registry.get_field_type(type_name, name);
                let found = found.unwrap_or_else(|| panic!("{type_name}.{name} is found"));
                let place = format!("{type_name}.{name}");
                assert_eq!(found.parent().name(), type_name, "{place}");
                check_field(found, name, facts, &place);
                let target = found.named_type().map(|target| target.name());
                let there = document["types"].get(found.type_name()).map(|_| found.type_name());
                assert_eq!(target, there, "{place}");

                let of_type = registry.get_type(type_name).and_then(|of| of.field_by_alias(name));
                check_field(of_type.expect("a type finds its field"), name, facts, &place);
                check_field(registry.lookup(type_name, name).expect("lookup finds it"), name, facts, &place);
                count += 1;
            }
        }
        assert_eq!(registry.field_count(), count);
    });
}

#[test]
fn the_fields_that_a_type_lists_are_those_that_it_finds() {
    for_each_schema(|registry, document| {
        for found in registry.types() {
            let facts = &document["types"][found.name()]["fields"];
            for field in found.fields() {
                check_field(field, field.name(), &facts[field.name()], found.name());
            }
        }
    });
}

fn check_field(found: FieldInfo<'_>, name: &str, facts: &Value, place: &str) {
    assert_eq!(found.name(), name, "{place}");
    assert_eq!(found.type_name(), facts["type_name"], "{place}");
    assert_eq!(found.is_list(), facts["is_list"], "{place}");
    assert_eq!(found.is_nested_object(), facts["is_nested_object"], "{place}");
    assert_eq!(found.type_ref().to_string(), facts["type"], "{place}");
    assert_eq!(found.default_value(), facts["default"].as_str(), "{place}");
    assert_eq!(found.deprecation_reason(), facts["deprecated"].as_str(), "{place}");
    assert_eq!(found.extensions().count(), 0, "{place}");
    let args: Vec<ArgInfo<'_>> = found.args().collect();
    assert_eq!(args.len(), object(&facts["args"]).count(), "{place}");
    for (name, facts) in object(&facts["args"]) {
        let arg = args.iter().find(|arg| arg.name() == name).unwrap_or_else(|| panic!("{place}({name})"));
        assert_eq!(arg.type_ref().to_string(), facts["type"], "{place}({name})");
        assert_eq!(arg.default_value(), facts["default"].as_str(), "{place}({name})");
        assert_eq!(arg.deprecation_reason(), facts["deprecated"].as_str(), "{place}({name})");
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    for_each_schema(|registry, document| {
        for (type_name, body) in object(&document["types"]) {
            assert!(registry.get_field_type(type_name, "").is_none());
            assert!(registry.get_field_type(type_name, "noSuchField").is_none());
            assert!(registry.get_type(&format!("{type_name}X")).is_none());
            assert!(registry.get_type(&type_name[1..]).is_none_or(|found| found.name() == &type_name[1..]));
            for (name, _) in object(&body["fields"]) {
                assert!(registry.get_field_type(&format!("{type_name}{name}"), "").is_none());
                assert!(registry.get_field_type("", &format!("{type_name}{name}")).is_none());
            }
        }
    });
}

#[test]
fn writing_and_reading_again_is_the_identity() {
    for_each_schema(|registry, document| {
        let written = registry.to_json();
        assert_eq!(&serde_json::from_str::<Value>(&written).expect("what is written is JSON"), document);
        let again = SchemaRegistry::from_json(&written).expect("what is written loads");
        assert_eq!(again.fingerprint(), registry.fingerprint());
        assert_eq!(again.to_json(), written);
    });
}

#[test]
fn different_schemas_have_different_fingerprints() {
    let names = fixtures::ir_names();
    let fingerprints: BTreeSet<String> = names
        .iter()
        .map(|name| {
            let json = fixtures::schema(&format!("{name}.ir.json"));
            SchemaRegistry::from_json(&json).expect("a real schema loads").fingerprint().to_string()
        })
        .collect();
    assert_eq!(fingerprints.len(), names.len());
}

#[test]
fn the_registry_is_its_document_to_serde() {
    for_each_schema(|registry, document| {
        assert_eq!(&serde_json::to_value(registry).expect("a registry is JSON"), document);
        let read: SchemaRegistry =
            serde_json::from_str(&registry.to_json()).expect("what is written is read");
        assert_eq!(read.fingerprint(), registry.fingerprint());
        let read: SchemaRegistry = serde_json::from_value(document.clone()).expect("a value is read, too");
        assert_eq!(read.fingerprint(), registry.fingerprint());
    });
}

/// The key with a number makes it a document that is not read as a plain one.
#[test]
fn plain_and_other_documents_are_read_alike() {
    for name in fixtures::ir_names() {
        let json = fixtures::schema(&format!("{name}.ir.json"));
        let other = json.replacen('{', r#"{"number": 1, "#, 1);
        let [plain, other] = [&json, &other].map(|json| SchemaRegistry::from_json(json).expect("it loads"));
        let mut other: Value = serde_json::from_str(&other.to_json()).expect("it is JSON");
        assert_eq!(
            other.as_object_mut().and_then(|document| document.remove("number")),
            Some(Value::from(1))
        );
        assert_eq!(other, serde_json::from_str::<Value>(&plain.to_json()).expect("it is JSON"), "{name}");
    }
}

/// Users store fingerprints: a release that computes others breaks their comparisons.
#[test]
fn fingerprints_are_those_of_earlier_releases() {
    let known: Vec<Value> = serde_json::from_str(&fixtures::text("fingerprints.json")).expect("it is JSON");
    assert_eq!(known.len(), 9);
    for entry in known {
        let json = match entry["schema"].as_str() {
            Some(name) => fixtures::schema(&format!("{name}.ir.json")),
            None => entry["document"].to_string(),
        };
        let registry = SchemaRegistry::from_json(&json).expect("the document loads");
        assert_eq!(registry.fingerprint().to_string(), entry["fingerprint"], "{}", entry["schema"]);
    }
}
