//! The copy of the last good document, for a start while its store is unreachable.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Revision;
use crate::trace::Origin;

/// The first line of a copy, as JSON. The document follows, byte for byte.
#[derive(Serialize, Deserialize)]
struct Head {
    /// The document that was copied.
    copy_of: String,
    /// The kind of its source.
    source: String,
    revision: Option<String>,
    /// The digest of the document, in hexadecimal.
    sha256: String,
}

/// A document that was kept.
pub(super) struct Kept {
    pub(super) bytes: Vec<u8>,
    pub(super) revision: Option<Revision>,
    pub(super) when: SystemTime,
}

/// Reads a copy of that very document, up to a size limit.
pub(super) fn read(path: &Path, origin: &Origin, max_bytes: usize) -> io::Result<Kept> {
    let (head, bytes, when) = parts(path, max_bytes)?;
    let head = head.ok_or_else(|| io::Error::other("it does not begin as a copy does"))?;
    if head.copy_of != origin.document || head.source != origin.kind {
        return Err(io::Error::other(format!("it is of another document: {} {}", head.source, head.copy_of)));
    }
    if head.sha256 != digest(&bytes) {
        return Err(io::Error::other("it is truncated or damaged"));
    }
    Ok(Kept { bytes, revision: head.revision.map(Revision::from), when })
}

/// Reads a document, from a copy or from a plain file.
pub(super) fn read_document(path: &Path, max_bytes: usize) -> io::Result<Vec<u8>> {
    match parts(path, max_bytes)? {
        (Some(head), bytes, _) if head.sha256 != digest(&bytes) => {
            Err(io::Error::other("it is truncated or damaged"))
        }
        (_, bytes, _) => Ok(bytes),
    }
}

/// Writes to another file and renames it: readers find one whole copy.
pub(super) fn write(
    path: &Path,
    origin: &Origin,
    revision: Option<&Revision>,
    bytes: &[u8],
) -> io::Result<()> {
    let head = Head {
        copy_of: origin.document.clone(),
        source: origin.kind.clone(),
        revision: revision.map(ToString::to_string),
        sha256: digest(bytes),
    };
    let mut text = serde_json::to_vec(&head)?;
    text.push(b'\n');
    text.extend_from_slice(bytes);
    let beside = beside(path);
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

/// The head, if there is one; the document; and the time of the copy.
fn parts(path: &Path, max_bytes: usize) -> io::Result<(Option<Head>, Vec<u8>, SystemTime)> {
    /// Longer than any head.
    const HEAD_BYTES: usize = 64 << 10;
    let file = File::open(path)?;
    let when = file.metadata()?.modified()?;
    let enough = u64::try_from(max_bytes.saturating_add(HEAD_BYTES)).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(enough).read_to_end(&mut bytes)?;
    let line = bytes.iter().position(|&byte| byte == b'\n').unwrap_or(0);
    let head: Option<Head> = serde_json::from_slice(&bytes[..line]).ok();
    if head.is_some() {
        bytes.drain(..=line);
    }
    Ok((head, bytes, when))
}

fn digest(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// A name that no other process writes to.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}
