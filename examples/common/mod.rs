//! Shared by the examples: documents from files or from the repository, and plain aligned tables.

#![allow(dead_code, reason = "each example uses a part")]

mod table;

use std::error::Error;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use schema_registry::{Diagnostic, LoadError, LoadOptions, Loaded};

pub(crate) use table::{Align, Table, thousands};

/// A schema document and its origin.
pub(crate) struct Document {
    pub(crate) name: String,
    text: Vec<u8>,
}

impl Document {
    /// One version of GitHub's public schema.
    pub(crate) fn github_14() -> Self {
        let bytes = include_bytes!("../../tests/fixtures/schemas/github-14.ir.json.gz");
        Self::embedded("GitHub's schema, version 14", bytes)
    }

    /// A later version of GitHub's public schema.
    pub(crate) fn github_15() -> Self {
        let bytes = include_bytes!("../../tests/fixtures/schemas/github-15.ir.json.gz");
        Self::embedded("GitHub's schema, version 15", bytes)
    }

    fn embedded(name: &str, bytes: &[u8]) -> Self {
        let text = decompressed(bytes.to_vec()).expect("a fixture is whole");
        Self { name: name.to_owned(), text }
    }

    /// A file of the user, compressed with gzip or plain.
    pub(crate) fn read(path: &Path) -> Result<Self, DocumentError> {
        let text = std::fs::read(path).and_then(decompressed);
        let text = text.map_err(|error| DocumentError::Read(path.to_owned(), error))?;
        Ok(Self { name: path.display().to_string(), text })
    }

    /// The registry described by the document, with the warnings.
    pub(crate) fn load(&self) -> Result<Loaded, DocumentError> {
        let loaded = LoadOptions::new().detect_slice(&self.text);
        loaded.map_err(|error| DocumentError::Load(self.name.clone(), error))
    }
}

fn decompressed(bytes: Vec<u8>) -> std::io::Result<Vec<u8>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut text = Vec::new();
    MultiGzDecoder::new(&bytes[..]).read_to_end(&mut text)?;
    Ok(text)
}

/// Why there is no registry. Displays each finding on its own line, as compilers do.
#[derive(Debug)]
pub(crate) enum DocumentError {
    Read(PathBuf, std::io::Error),
    Load(String, LoadError),
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Load(name, error) => {
                for finding in error.diagnostics() {
                    writeln!(f, "{name}:{}: {}: {}", place(finding), finding.severity(), said(finding))?;
                }
                match error.errors().count() {
                    1 => f.write_str("1 error: the document was refused"),
                    count => write!(f, "{count} errors: the document was refused"),
                }
            }
        }
    }
}

impl Error for DocumentError {}

/// `line:column`, or nothing if a finding has no place in the text.
fn place(finding: &Diagnostic) -> String {
    finding.position().map(|at| format!("{}:{}", at.line, at.column)).unwrap_or_default()
}

/// The element and the message, without line and column.
fn said(finding: &Diagnostic) -> String {
    match finding.coordinate() {
        Some(coordinate) => format!("{coordinate}: {}", finding.message()),
        None => finding.message(),
    }
}
