//! Where a schema comes from.

use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use flate2::read::MultiGzDecoder;
use schema_registry::{LoadOptions, SchemaRegistry, Strictness};

use crate::Failure;

/// No more than that is read, compressed or not.
const MAX_BYTES: u64 = 256 << 20;

#[derive(Debug, Clone)]
pub(crate) enum Input {
    Stdin,
    Path(PathBuf),
    /// A file of a commit.
    Git {
        revision: String,
        path: String,
    },
}

impl FromStr for Input {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "-" {
            return Ok(Self::Stdin);
        }
        let Some(rest) = text.strip_prefix("git:") else { return Ok(Self::Path(text.into())) };
        match rest.rsplit_once(':') {
            Some((revision, path))
                if !revision.is_empty() && !path.is_empty() && !revision.starts_with('-') =>
            {
                Ok(Self::Git { revision: revision.to_owned(), path: path.to_owned() })
            }
            _ => Err("a file of a commit is written git:REVISION:PATH".to_owned()),
        }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::Path(path) => path.display().fmt(f),
            Self::Git { revision, path } => write!(f, "{revision}:{path}"),
        }
    }
}

impl Input {
    /// The registry; if it does not load, all findings against the text.
    pub(crate) fn load(&self, strictness: Strictness) -> Result<SchemaRegistry, Failure> {
        let text = self.read()?;
        let loaded = LoadOptions::new().strictness(strictness).detect(&text);
        let loaded = loaded.map_err(|error| Failure(format!("{self}:\n{}", error.report(&text))))?;
        Ok(loaded.registry)
    }

    /// The text, decompressed.
    pub(crate) fn read(&self) -> Result<String, Failure> {
        let bytes = match self {
            Self::Path(path) if path.is_dir() => return self.read_folder(path),
            Self::Path(path) => fs::File::open(path).and_then(read_limited),
            Self::Stdin => read_limited(io::stdin().lock()),
            Self::Git { revision, path } => git_show(revision, path),
        };
        let bytes = bytes.map_err(|error| self.failure(&error))?;
        let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
            read_limited(MultiGzDecoder::new(&bytes[..])).map_err(|error| self.failure(&error))?
        } else {
            bytes
        };
        String::from_utf8(bytes).map_err(|error| self.failure(&error))
    }

    /// All SDL files of a folder and those below it, as one document.
    fn read_folder(&self, folder: &Path) -> Result<String, Failure> {
        let mut files = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(|error| self.failure(&error))? {
                let path = entry.map_err(|error| self.failure(&error))?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path
                    .extension()
                    .is_some_and(|it| ["graphql", "graphqls", "gql"].iter().any(|known| it == *known))
                {
                    files.push(path);
                }
            }
        }
        files.sort();
        if files.is_empty() {
            return Err(Failure(format!("{self}: no .graphql, .graphqls or .gql file in it")));
        }
        let mut text = String::new();
        for file in files {
            text += &Self::Path(file).read()?;
            text.push('\n');
        }
        Ok(text)
    }

    fn failure(&self, error: &dyn fmt::Display) -> Failure {
        Failure(format!("{self}: {error}"))
    }
}

fn read_limited(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other(format!("it has more than {} MiB", MAX_BYTES >> 20)));
    }
    Ok(bytes)
}

fn git_show(revision: &str, path: &str) -> io::Result<Vec<u8>> {
    let output = Command::new("git").arg("show").arg(format!("{revision}:{path}")).output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}
