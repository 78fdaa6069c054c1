//! The copy of the last good document, for a start while its store cannot be reached.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file beside nothing else: whoever reads it finds one whole document.
#[derive(Debug)]
pub(super) struct Copy {
    path: PathBuf,
}

/// What a copy holds, and since when.
pub(super) struct Kept {
    pub(super) bytes: Vec<u8>,
    pub(super) when: SystemTime,
}

impl Copy {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn read(&self) -> io::Result<Kept> {
        let when = fs::metadata(&self.path)?.modified()?;
        Ok(Kept { bytes: fs::read(&self.path)?, when })
    }

    /// Writes beside the file, and renames over it.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let beside = beside(&self.path);
        fs::write(&beside, bytes)?;
        fs::rename(&beside, &self.path)
    }
}

/// A name that no other process writes to.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}
