//! The real schemas and the invalid documents that the repository keeps compressed.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;

fn directory(name: &str) -> PathBuf {
    // Of the package that has the tests, or of the one in its folder `benches`.
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found = packages.map(|package| package.join("tests/fixtures")).find(|folder| folder.is_dir());
    found.expect("the repository has fixtures").join(name)
}

/// The text of `tests/fixtures/schemas/{name}.gz`.
pub(crate) fn schema(name: &str) -> String {
    let path = directory("schemas").join(format!("{name}.gz"));
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).expect("a fixture is compressed UTF-8");
    text
}

/// The text of `tests/fixtures/{name}`.
pub(crate) fn text(name: &str) -> String {
    std::fs::read_to_string(directory(name)).expect("the fixture is there")
}

/// GitHub's public schema as IR 1.1: 1,598 types, 7,506 fields.
pub(crate) fn github() -> String {
    schema("github-15.ir.json")
}

/// Shopify's admin schema as IR 1.1: 2,975 types, 10,349 fields.
pub(crate) fn shopify() -> String {
    schema("shopify-admin-2026-01.ir.json")
}

/// The names of the real schemas that have an IR document, each to be read as `{name}.ir.json`.
pub(crate) fn ir_names() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(directory("schemas"))
        .expect("the fixtures are there")
        .filter_map(|entry| {
            let name = entry.expect("a folder can be listed").file_name().into_string().ok()?;
            name.strip_suffix(".ir.json.gz").map(str::to_owned)
        })
        .collect();
    names.sort_unstable();
    names
}

/// The documents that no JSON parser may accept, with their names.
pub(crate) fn invalid_json() -> Vec<(String, Vec<u8>)> {
    let file = File::open(directory("json-syntax").join("invalid.tar.gz")).expect("the fixture is there");
    let mut archive = tar::Archive::new(GzDecoder::new(file));
    let mut documents = Vec::new();
    for entry in archive.entries().expect("the fixture is an archive") {
        let mut entry = entry.expect("the archive is whole");
        let name = entry.path().expect("names are text").display().to_string();
        let mut document = Vec::new();
        entry.read_to_end(&mut document).expect("the archive is whole");
        documents.push((name, document));
    }
    documents
}
