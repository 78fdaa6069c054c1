//! One look at a file.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

/// What a file held at one look.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) bytes: Vec<u8>,
    modified: Option<SystemTime>,
}

/// What is remembered of a look, to tell whether the next one shows something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    Nothing,
    /// The time of the change is part of it: whoever writes the same once more wants it to be taken once more.
    Document {
        digest: [u8; 32],
        modified: Option<SystemTime>,
    },
    Unreadable(ErrorKind),
}

impl Seen {
    pub(super) fn of(look: &io::Result<Document>) -> Self {
        match look {
            Ok(Document { bytes, modified }) => {
                Self::Document { digest: Sha256::digest(bytes).into(), modified: *modified }
            }
            Err(error) => Self::Unreadable(error.kind()),
        }
    }
}

/// Reads the file, but no more than one byte beyond `limit`, which is enough for it to be refused.
pub(super) fn read(path: &Path, limit: usize) -> io::Result<Document> {
    // Asked before it is opened, too: to open a pipe waits for whoever writes to it.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a file"));
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let size = usize::try_from(metadata.len()).unwrap_or(usize::MAX).min(limit);
    let mut bytes = Vec::new();
    bytes.try_reserve(size)?;
    file.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(Document { bytes, modified: metadata.modified().ok() })
}
