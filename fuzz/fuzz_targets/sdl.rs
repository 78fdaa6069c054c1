//! Any text as SDL: an error that says where, or a registry that its SDL, and its JSON, mean again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use schema_registry::{KeepDirectives, LoadOptions};
use schema_registry_fuzz::load;

fuzz_target!(|text: &str| {
    let Some(registry) = load(text, LoadOptions::sdl) else { return };
    let is_described_scalar = |name| registry.get_type(name).is_some_and(|it| it.description().is_some());
    if ["Int", "Float", "String", "Boolean", "ID"].into_iter().any(is_described_scalar) {
        return; // which is not written
    }
    let sdl = registry.to_sdl();
    let options = LoadOptions::new().descriptions(true).directives(KeepDirectives::All);
    let again = options.sdl(&sdl).unwrap_or_else(|error| panic!("{error}\n{sdl}")).registry;
    assert_eq!(again.fingerprint(), registry.fingerprint(), "{sdl}");
    assert_eq!(again.to_sdl(), sdl);
});
