//! One look at a file.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::source::Revision;

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
    /// The time of the change is part of it: who writes the same content again wants it taken again.
    Document {
        digest: [u8; 32],
        modified: Option<SystemTime>,
    },
    Unreadable(ErrorKind),
}

impl Seen {
    /// What the document is called: the beginning of the digest of its content.
    pub(super) fn revision(&self) -> Option<Revision> {
        let Self::Document { digest, .. } = self else { return None };
        let beginning = digest[..8].iter().fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
        Some(format!("{beginning:016x}").into())
    }

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
    // Opened without waiting, since opening a pipe waits for its writer; and looked at once it is open, since
    // another thing may have come to stand there.
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_CLOEXEC);
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a file"));
    }
    let size = usize::try_from(metadata.len()).unwrap_or(usize::MAX).min(limit);
    let mut bytes = Vec::new();
    bytes.try_reserve(size)?;
    file.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(Document { bytes, modified: metadata.modified().ok() })
}
