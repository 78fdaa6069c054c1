//! Any bytes as the JSON document: an error that says where, or a registry that writes what it reads back, as serde reads it too.

#![no_main]

use libfuzzer_sys::fuzz_target;
use schema_registry::{LoadOptions, SchemaRegistry};
use schema_registry_fuzz::{load, outline};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        assert!(SchemaRegistry::from_slice(bytes).is_err());
        return;
    };
    let Some(registry) = load(text, LoadOptions::json) else { return };
    // serde_json does not ignore a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str::<serde_json::Value>(text).expect("what loads is JSON");
    // Another way in, which reads no text of its own. It may refuse a number of an unknown key that is out of range.
    if let Ok(other) = serde_json::from_str::<SchemaRegistry>(text) {
        assert_eq!(outline(&other), outline(&registry));
    }
});
