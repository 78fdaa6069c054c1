//! One read of a file.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::source::Revision;

/// The content of a file at one read.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) bytes: Vec<u8>,
    modified: Option<SystemTime>,
}

/// What is remembered of a read, to decide whether the next one shows something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    Nothing,
    /// The time of the change is part of it: writing the same content again requests another attempt.
    Document {
        digest: [u8; 32],
        modified: Option<SystemTime>,
    },
    Unreadable(ErrorKind),
}

impl Seen {
    /// The revision of the document: the start of the digest of its content.
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

/// Reads the file, up to one byte beyond `limit`, which is enough for it to be refused.
pub(super) fn read(path: &Path, limit: usize) -> io::Result<Document> {
    // Opened without blocking, since opening a pipe waits for its writer; and inspected once it is open, since the
    // path may have been replaced.
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
