//! What a schema holds, and what changed since another one.
//!
//! ```text
//! cargo run --features graphql --example inspect -- schema.graphql [older-schema.json]
//! ```
//!
//! Each file may be SDL, an introspection result or a JSON IR document: its content tells. `--lenient` before the names
//! loads what would give wrong answers, too.

use std::process::ExitCode;

use schema_registry::{LoadOptions, Operation, SchemaRegistry, TypeKind};

fn main() -> ExitCode {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    let is_lenient = names.first().is_some_and(|first| first == "--lenient");
    let options = if is_lenient { LoadOptions::new().lenient() } else { LoadOptions::new() };
    names.drain(..usize::from(is_lenient));
    let registries: Option<Vec<SchemaRegistry>> = names.iter().map(|name| load(options, name)).collect();
    match registries.as_deref() {
        Some([registry]) => summarize(registry),
        Some([newer, older]) => {
            summarize(newer);
            for change in newer.changes_since(older) {
                println!("{:<9}  {change}", change.criticality());
            }
        }
        Some(_) => {
            eprintln!("one schema to look at, and perhaps an older one to compare it with");
            return ExitCode::FAILURE;
        }
        None => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

fn load(options: LoadOptions, name: &str) -> Option<SchemaRegistry> {
    let bytes = std::fs::read(name).map_err(|error| eprintln!("{name}: {error}")).ok()?;
    match options.detect_slice(&bytes) {
        Ok(loaded) => {
            loaded.warnings.iter().for_each(|warning| eprintln!("{name}: warning: {warning}"));
            Some(loaded.registry)
        }
        Err(error) => {
            error.diagnostics().iter().for_each(|it| eprintln!("{name}: {}: {it}", it.severity()));
            None
        }
    }
}

fn summarize(registry: &SchemaRegistry) {
    println!("version {}, fingerprint {:.12}", registry.version(), registry.fingerprint());
    println!("{} types, {} fields", registry.type_count(), registry.field_count());
    for kind in TypeKind::ALL {
        println!("  {:<12} {:>5}", kind.as_str(), registry.types().filter(|it| it.kind() == kind).count());
    }
    for operation in Operation::ALL {
        if let Some(root) = registry.root(operation) {
            println!("{operation}: {} with {} fields", root.name(), root.fields().len());
        }
    }
}
