//! How the tests of a crate that uses a registry can each have their own: in parallel, with nothing to reset.
//!
//! `cargo run --example isolated_tests` runs four such tests at once, a thousand times over.
//!
//! The rule fits on one line: **code that needs a registry takes it as an argument.** Request code takes
//! `&SchemaRegistry` and is tested without a handle. Long-lived code owns a `RegistryHandle`, and a test makes a new
//! one, which is independent of any other.

use std::thread;

use schema_registry::{RegistryHandle, SchemaRegistry};

/// Request code: it sees one registry, and does not know where it came from.
fn greeting(registry: &SchemaRegistry) -> String {
    format!("schema {}", registry.version())
}

/// A part of a program that lives as long as the program.
struct Service {
    registry: RegistryHandle,
}

impl Service {
    fn new(registry: RegistryHandle) -> Self {
        Self { registry }
    }

    fn handle_request(&self) -> Result<String, &'static str> {
        let registry = self.registry.load(); // once for each request
        if registry.is_initialized() { Ok(greeting(&registry)) } else { Err("not ready") }
    }
}

fn version(version: &str) -> SchemaRegistry {
    SchemaRegistry::builder(version).build().expect("a sound registry")
}

// In a crate of your own, each of these has a `#[test]` above it.

fn request_code_needs_no_handle() {
    assert_eq!(greeting(&version("1.0")), "schema 1.0");
}

fn a_service_without_a_registry_is_not_ready() {
    let service = Service::new(RegistryHandle::new());
    assert_eq!(service.handle_request(), Err("not ready"));
}

fn a_service_answers_from_its_registry() {
    let service = Service::new(RegistryHandle::new());
    service.registry.initialize(version("1.0")).expect("nobody else has this handle");
    assert_eq!(service.handle_request().as_deref(), Ok("schema 1.0"));
}

fn a_service_follows_a_reload() {
    let handle = RegistryHandle::new();
    let service = Service::new(handle.clone()); // the test keeps a clone, to play the one who reloads
    handle.set(version("1.0"));
    handle.set(version("2.0"));
    assert_eq!(service.handle_request().as_deref(), Ok("schema 2.0"));
}

fn main() {
    let tests = [
        request_code_needs_no_handle,
        a_service_without_a_registry_is_not_ready,
        a_service_answers_from_its_registry,
        a_service_follows_a_reload,
    ];
    thread::scope(|scope| {
        for test in tests {
            scope.spawn(move || (0..1_000).for_each(|_| test()));
        }
    });
    println!("{} tests, each a thousand times, all at once: none saw another's registry", tests.len());
}
