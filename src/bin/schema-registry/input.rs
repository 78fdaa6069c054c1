//! Where a schema comes from.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::MultiGzDecoder;
use schema_registry::{Diagnostic, LoadError, LoadOptions, Loaded, Position};

use crate::Failure;

/// The maximum size of an input, before and after decompression.
const MAX_BYTES: u64 = 256 << 20;

/// The files of a folder that are SDL.
const SDL: [&str; 3] = ["graphql", "graphqls", "gql"];

#[derive(Debug, Clone)]
pub(crate) enum Input {
    Stdin,
    Path(PathBuf),
    /// A file of a commit: `REVISION:PATH`.
    Git(String),
    Url(String),
}

impl From<OsString> for Input {
    fn from(argument: OsString) -> Self {
        match argument.to_str() {
            Some("-") => Self::Stdin,
            Some(text) if text.starts_with("http://") || text.starts_with("https://") => {
                Self::Url(text.to_owned())
            }
            Some(text) => match text.strip_prefix("git:") {
                Some(rest) => Self::Git(rest.to_owned()),
                None => Self::Path(argument.into()),
            },
            None => Self::Path(argument.into()),
        }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::Path(path) => path.display().fmt(f),
            Self::Git(text) | Self::Url(text) => f.write_str(text),
        }
    }
}

/// The text of a schema, of one file or of several.
pub(crate) struct Document {
    pub(crate) text: String,
    /// Where each file starts in it, and its name.
    files: Vec<(usize, String)>,
}

impl Document {
    /// Loads it, or returns all findings.
    pub(crate) fn load(&self, options: &LoadOptions) -> Result<Loaded, Failure> {
        options.detect(&self.text).map_err(|error| Failure(self.report(&error)))
    }

    /// All findings, each with its line.
    pub(crate) fn report(&self, error: &LoadError) -> String {
        error.report(&self.text).files(&self.files).to_string()
    }

    /// The file that contains a position of the text, and the position in it.
    pub(crate) fn place(&self, position: Position) -> (&str, Position) {
        let lines_before = |start: usize| self.text[..start].matches('\n').count();
        let mut places = self.files.iter().rev().map(|(start, name)| (&**name, lines_before(*start)));
        let (name, before) = places.find(|&(_, before)| before < position.line).unwrap_or(("", 0));
        (name, Position { line: position.line - before, ..position })
    }

    /// A finding in one line, with its file.
    pub(crate) fn line(&self, found: &Diagnostic) -> String {
        let (severity, message) = (found.severity(), found.message());
        let coordinate = found.coordinate().map(|it| format!("{it}: ")).unwrap_or_default();
        match found.position() {
            Some(position) => {
                let (file, Position { line, column }) = self.place(position);
                format!("{file}:{line}:{column}: {severity}: {coordinate}{message}")
            }
            None => format!("{}: {severity}: {coordinate}{message}", self.files[0].1),
        }
    }
}

impl Input {
    /// The text, decompressed.
    pub(crate) fn read(&self) -> Result<Document, Failure> {
        let bytes = match self {
            Self::Path(path) if path.is_dir() => return self.read_folder(path),
            Self::Path(path) => fs::File::open(path).and_then(read_limited),
            Self::Stdin => read_limited(io::stdin().lock()),
            Self::Git(file) => git_show(file),
            Self::Url(url) => get(url),
        };
        let text =
            bytes.and_then(decompressed).and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
        let text = text.map_err(|error| self.failure(&error))?;
        Ok(Document { text, files: vec![(0, self.to_string())] })
    }

    /// All SDL files in a folder and below, as one document.
    fn read_folder(&self, folder: &Path) -> Result<Document, Failure> {
        let mut paths = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(|error| self.failure(&error))? {
                let entry = entry.map_err(|error| self.failure(&error))?;
                let path = entry.path();
                // A link to a folder may lead back up.
                if entry.file_type().is_ok_and(|it| it.is_dir()) {
                    folders.push(path);
                } else if path.extension().is_some_and(|it| SDL.iter().any(|known| it == *known)) {
                    paths.push(path);
                }
            }
        }
        paths.sort();
        if paths.is_empty() {
            return Err(Failure(format!("{self}: no .graphql, .graphqls or .gql file in it")));
        }
        let mut document = Document { text: String::new(), files: Vec::new() };
        for path in paths {
            document.files.push((document.text.len(), path.display().to_string()));
            document.text += &Self::Path(path).read()?.text;
            document.text.push('\n');
        }
        Ok(document)
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

fn decompressed(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    if bytes.starts_with(&[0x1f, 0x8b]) { read_limited(MultiGzDecoder::new(&bytes[..])) } else { Ok(bytes) }
}

fn git_show(file: &str) -> io::Result<Vec<u8>> {
    let is_file =
        file.rsplit_once(':').is_some_and(|(revision, path)| !revision.is_empty() && !path.is_empty());
    if !is_file || file.starts_with('-') {
        return Err(io::Error::other("a file of a commit is written git:REVISION:PATH"));
    }
    let output = Command::new("git").args(["show", file]).output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

#[cfg(feature = "http")]
fn get(url: &str) -> io::Result<Vec<u8>> {
    let timeout = Some(std::time::Duration::from_secs(30));
    let agent = ureq::Agent::from(ureq::Agent::config_builder().timeout_global(timeout).build());
    let answer = agent.get(url).call().map_err(io::Error::other)?;
    read_limited(answer.into_body().into_reader())
}

#[cfg(not(feature = "http"))]
fn get(_: &str) -> io::Result<Vec<u8>> {
    Err(io::Error::other("to read from a URL, this tool must be built with the feature `http`"))
}
