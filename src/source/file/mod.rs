//! A source that follows a file.

mod builder;
mod document;
mod events;
mod follower;
mod places;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use builder::FileSourceBuilder;

use super::driver::Driver;
use super::{Outcome, StartError, Status, StatusWatcher};
use crate::{RegistryHandle, WaitError};

/// Keeps a handle current from a file: JSON IR or, with the feature `graphql`, SDL or an introspection result, by its
/// content.
///
/// It reads the file at the start, and again whenever something happens to it. What cannot be read, does not load or is
/// refused by the policy changes nothing; the [`status`](Self::status) says why. Dropping the source ends it: when the
/// drop is over, so are its threads, unless the reading of the file hangs.
///
/// A source belongs to the process that started it. In a fork of it nothing is followed: the status says that the source
/// has ended, waits say so at once, and a drop does nothing.
///
/// ```
/// use schema_registry::RegistryHandle;
/// use schema_registry::source::{FileSource, Policy};
/// use std::time::Duration;
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("schema.json");
/// let document = |fields: &str| format!(r#"{{ "version": "1.1", "features": [], "types": {{
///     "User": {{ "fields": {{ {fields} }} }}
/// }} }}"#);
/// let name = r#""name": { "type_name": "String", "is_nested_object": false, "is_list": false }"#;
/// std::fs::write(&path, document(name))?;
///
/// let handle = RegistryHandle::new();
/// let source = FileSource::builder(&path).policy(Policy::non_breaking()).start(&handle)?;
/// assert_eq!(handle.load().field_count(), 1);
///
/// std::fs::write(&path, document(""))?; // takes a field away
/// let status = source.wait_for(Duration::from_secs(10), |status| status.refused() > 0).expect("it was looked at");
/// let reason = status.last_outcome().unwrap().to_string();
/// assert_eq!(reason, "refused: line 2, column 5: field `User.name` removed (breaking)");
/// assert_eq!(handle.load().field_count(), 1); // the last good one
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What it lives through
///
/// Folders are watched, not the file, and contents are compared. So a file may be written in pieces, renamed over, deleted
/// and made again, be a link or lie behind one that is exchanged (as a Kubernetes `ConfigMap` is mounted); its folder may
/// come later, go, and come back. Watched are the folder of the file and the one above, the last that exists where some do
/// not, and each that holds a link on the way.
///
/// Watching can fail: there is a limit to it, and some file systems (NFS, some mounts in containers) report nothing. So the
/// file is read anew [every so often](FileSourceBuilder::poll_every) besides.
///
/// It costs two threads that sleep, one of them notify's. [Without events](FileSourceBuilder::events) it is one.
///
/// A document is taken when it has been the same for [a moment](FileSourceBuilder::debounce), so a writer that pauses no
/// longer than that is not seen half-way; one that never pauses is read at each poll all the same. A document of
/// which the first half loads can be seen half-way by chance, SDL for one: writing beside it and renaming over it is what
/// cannot be.
#[derive(Debug)]
#[must_use = "a source ends when it is dropped"]
pub struct FileSource {
    path: PathBuf,
    driver: Driver,
}

impl FileSource {
    /// Starts to follow a file with the default options.
    ///
    /// # Errors
    ///
    /// As [`FileSourceBuilder::start`].
    pub fn start(handle: &RegistryHandle, path: impl AsRef<Path>) -> Result<Self, StartError> {
        Self::builder(path).start(handle)
    }

    /// The options of a source that follows the file at `path`.
    pub fn builder(path: impl AsRef<Path>) -> FileSourceBuilder {
        FileSourceBuilder::new(path.as_ref().to_owned())
    }

    /// The file that it follows, as an absolute path; links are not resolved.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How the source fares now. Never waits.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        self.driver.status()
    }

    /// A watcher of the status, which outlives the source and does not keep it going.
    pub fn watch_status(&self) -> StatusWatcher {
        self.driver.watch_status()
    }

    /// Blocks until the status is `wanted`, as [`StatusWatcher::wait_for`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn wait_for(
        &self,
        timeout: Duration,
        wanted: impl Fn(&Status) -> bool,
    ) -> Result<Arc<Status>, WaitError> {
        self.watch_status().wait_for(timeout, wanted)
    }

    /// Has the file looked at now, and taken anew even if it is the same: after the handle was changed by somebody else,
    /// say. Returns at once; the attempt shows in the status. Any number of calls before the next look are one.
    pub fn refresh(&self) {
        self.driver.refresh();
    }

    /// Installs the document that was refused, as [`Feed::accept_refused`](super::Feed::accept_refused).
    pub fn accept_refused(&self) -> Option<Outcome> {
        self.driver.accept_refused()
    }
}
