//! Any bytes: an error that says where, or a registry that writes what it reads back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use schema_registry::{FieldInfo, LoadOptions, SchemaRegistry, Strictness, TypeInfo};

fuzz_target!(|bytes: &[u8]| {
    match LoadOptions::new().json_slice(bytes) {
        Ok(loaded) => check_loaded(bytes, &loaded.registry, loaded.warnings.is_empty()),
        Err(error) => {
            assert!(error.errors().next().is_some(), "refused without an error");
            assert!(LoadOptions::new().strictness(Strictness::Strict).json_slice(bytes).is_err());
        }
    }
});

/// All but the unknown keys.
fn outline(registry: &SchemaRegistry) -> Vec<String> {
    let about = |found: TypeInfo<'_>| {
        let names = [found.interfaces().collect::<Vec<_>>(), found.members().collect()];
        let values: Vec<_> = found.values().map(|value| (value.name(), value.deprecation_reason())).collect();
        let fields: Vec<_> = found.fields().map(about_field).collect();
        format!("{} {} {names:?} {values:?} {fields:?}", found.name(), found.kind())
    };
    registry.types().map(about).collect()
}

fn about_field(field: FieldInfo<'_>) -> String {
    let args: Vec<_> = field
        .args()
        .map(|arg| (arg.name(), arg.type_ref().to_string(), arg.default_value(), arg.deprecation_reason()))
        .collect();
    let flags =
        (field.is_list(), field.is_nested_object(), field.default_value(), field.deprecation_reason());
    format!("{} {} {} {flags:?} {args:?}", field.name(), field.type_name(), field.type_ref())
}

fn check_loaded(bytes: &[u8], registry: &SchemaRegistry, is_clean: bool) {
    serde_json::from_slice::<serde_json::Value>(bytes).expect("what loads is JSON");
    assert_eq!(LoadOptions::new().strictness(Strictness::Strict).json_slice(bytes).is_ok(), is_clean);

    let written = registry.to_json();
    let again = SchemaRegistry::from_json(&written).expect("what is written loads");
    assert_eq!(again.fingerprint(), registry.fingerprint(), "{written}");
    assert_eq!(again.to_json(), written);

    // Another way in, which reads no text of its own. It may refuse a number of an unknown key that is out of range.
    if let Ok(other) = serde_json::from_slice::<SchemaRegistry>(bytes) {
        assert_eq!(outline(&other), outline(registry));
    }

    for found in registry.types() {
        assert_eq!(registry.get_type(found.name()).map(|found| found.name()), Some(found.name()));
        for field in found.fields() {
            let asked = registry.get_field_type(found.name(), field.name()).expect("every field is found");
            assert_eq!(asked.name(), field.name(), "an exact name comes first");
        }
    }
    assert!(registry.lookup("\u{0}", "x").is_err() || registry.get_type("\u{0}").is_some());
}
