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

/// Keeps a handle current from a file: JSON IR or, with the feature `graphql`, SDL or an introspection result,
/// detected from its content.
///
/// It reads the file at the start, and again whenever something happens to it. A file that cannot be read, does not
/// load or is refused by the policy changes nothing; the [`status`](Self::status) says why. Dropping the source ends
/// it: its threads have ended when the drop returns, unless a read of the file hangs.
///
/// A source belongs to the process that started it. In a fork of that process nothing is followed: the status says
/// that the source has ended, waits return at once, and dropping it does nothing.
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
/// The source watches folders, not the file, and compares contents. The file may therefore be written in pieces,
/// renamed over, deleted and made again, be a symbolic link or lie behind one that is exchanged (as in a Kubernetes
/// `ConfigMap`); its folder may appear later, go, and come back. It watches the folder of the file and the one above
/// (or the last that exists), and each folder that contains a link on the way.
///
/// Watching can fail: systems limit the number of watches, and some file systems (NFS, some container mounts) report
/// nothing. The file is therefore also [polled](FileSourceBuilder::poll_every).
///
/// The cost is two sleeping threads, one of them notify's; [without events](FileSourceBuilder::events) it is one.
///
/// A document is loaded when it has stayed the same for [a moment](FileSourceBuilder::debounce), so a writer that
/// pauses for less than that is never seen half-way; one that never pauses is still read at each poll. If the first
/// half of a document loads by itself, as SDL may, it can be loaded by chance. To rule that out, write to another
/// file and rename it over this one.
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

    /// Returns the options of a source that follows the file at `path`.
    pub fn builder(path: impl AsRef<Path>) -> FileSourceBuilder {
        FileSourceBuilder::new(path.as_ref().to_owned())
    }

    /// Returns the path of the file as an absolute path; links are not resolved.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the current status. Never waits.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        self.driver.status()
    }

    /// Returns a watcher of the status, which may outlive the source and does not keep it running.
    pub fn watch_status(&self) -> StatusWatcher {
        self.driver.watch_status()
    }

    /// Blocks until a status is `wanted`, like [`StatusWatcher::wait_for`].
    ///
    /// # Errors
    ///
    /// As [`StatusWatcher::wait_for`].
    pub fn wait_for(
        &self,
        timeout: Duration,
        wanted: impl Fn(&Status) -> bool,
    ) -> Result<Arc<Status>, WaitError> {
        self.watch_status().wait_for(timeout, wanted)
    }

    /// Requests that the file is read now, and installed even if it is unchanged: for example after someone else
    /// changed the handle. Returns at once; the attempt appears in the status. Several calls before the next read
    /// count as one.
    pub fn refresh(&self) {
        self.driver.refresh();
    }

    /// Installs the document that was refused, like [`Feed::accept_refused`](super::Feed::accept_refused).
    pub fn accept_refused(&self) -> Option<Outcome> {
        self.driver.accept_refused()
    }
}
