//! Which folders to watch for a file, and which names in them matter.

use std::collections::{HashSet, VecDeque};
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// No path leads through more links than that, except in a cycle.
const MAX_LINKS: usize = 40;

/// The places where a change can replace the file at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Places {
    /// The folders to watch: none is a link, or lies behind one.
    pub(super) folders: Vec<PathBuf>,
    /// The names that matter in these folders and on the way, as paths without links.
    names: HashSet<PathBuf>,
    /// The last one on the way: the file, if everything exists.
    end: PathBuf,
    /// The identity of these folders. A new folder with the same name, or a file system mounted over it, is watched
    /// anew.
    identities: Vec<Option<Identity>>,
}

/// Device and inode.
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(folder).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Path) -> Option<Identity> {
    None
}

impl Places {
    /// Walks along `path`, which is absolute, as the system does: through each link, up to the first part that does
    /// not exist.
    ///
    /// Watches the last two folders, so that the folder of the file may go and come back, and each folder that
    /// contains a link: a link changes in its own folder.
    pub(super) fn along(path: &Path) -> Self {
        let mut walk = Walk { ahead: VecDeque::new(), at: PathBuf::new() };
        walk.prepend(path);
        let (mut visited, mut folders) = (Vec::new(), Vec::new());
        let (mut names, mut end) = (HashSet::new(), PathBuf::new());
        while let Some(name) = walk.next_name() {
            end = walk.at.join(&name);
            names.insert(end.clone());
            visited.push(walk.at.clone());
            let Ok(found) = fs::symlink_metadata(&end) else { break };
            if found.is_symlink() {
                folders.push(walk.at.clone());
                let Ok(target) = fs::read_link(&end) else { break };
                if folders.len() > MAX_LINKS {
                    break;
                }
                walk.prepend(&target);
            } else if found.is_dir() {
                walk.at.clone_from(&end);
            } else {
                break;
            }
        }
        visited.dedup(); // a folder whose link leads to another name in it was visited twice
        folders.extend(visited.into_iter().rev().take(2));
        folders.sort();
        folders.dedup();
        names.extend(folders.iter().cloned());
        let identities = folders.iter().map(|folder| identity(folder)).collect();
        Self { folders, names, end, identities }
    }

    /// Whether a change at `path` may change the file.
    pub(super) fn concerns(&self, path: &Path) -> bool {
        self.names.contains(path)
    }

    /// Whether a change at `path`, which matters, may also change what must be watched.
    pub(super) fn is_on_the_way(&self, path: &Path) -> bool {
        path != self.end
    }
}

/// A walk along a path.
struct Walk {
    ahead: VecDeque<OsString>,
    at: PathBuf,
}

impl Walk {
    fn prepend(&mut self, path: &Path) {
        for component in path.components().rev() {
            self.ahead.push_front(component.as_os_str().to_owned());
        }
    }

    /// The next name in the current folder. The path so far has no links, so `..` is the parent.
    fn next_name(&mut self) -> Option<OsString> {
        while let Some(step) = self.ahead.pop_front() {
            match Path::new(&step).components().next() {
                Some(Component::Normal(_)) => return Some(step),
                Some(Component::ParentDir) => _ = self.at.pop(),
                Some(Component::CurDir) | None => {}
                Some(Component::Prefix(_) | Component::RootDir) => self.at.push(step),
            }
        }
        None
    }
}
