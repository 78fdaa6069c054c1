//! Any text as an introspection result: an error that says where, or a registry that its SDL means too.

#![no_main]

use libfuzzer_sys::fuzz_target;
use schema_registry::{LoadOptions, Strictness};
use schema_registry_fuzz::{load, outline};

fuzz_target!(|text: &str| {
    let Some(registry) = load(text, LoadOptions::introspection) else { return };
    // serde_json does not ignore a byte order mark.
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str::<serde_json::Value>(json).expect("what loads is JSON");
    // A name that the specification would refuse, SDL cannot say, nor where the built-in scalars stand.
    if LoadOptions::new().strictness(Strictness::Strict).introspection(text).is_err() {
        return;
    }
    if let Ok(again) = LoadOptions::new().sdl(&registry.to_sdl()) {
        let [mut found, mut expected] = [&again.registry, &registry].map(outline);
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }
});
