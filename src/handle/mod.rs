//! The one thing that changes: a handle owns a cell that holds the current [`Snapshot`].
//!
//! - [`RegistryHandle`] owns the cell and changes it; clones share it.
//! - [`Snapshot`] is what the cell holds, [`SnapshotGuard`] a short read of it.
//! - [`Proposal`] is a change that is looked at before it is made.
//! - [`RegistryReader`] reads again and again, [`RegistryWatcher`] waits for changes.
//!
//! Reads never wait: not for each other, not for a writer. Writers compare and set, and so wait for nobody's work
//! either; after a change they take one short lock to wake those who watch.

mod error;
mod proposal;
mod reader;
mod snapshot;
pub(crate) mod waiters;
mod watcher;
mod write;

use std::fmt;
use std::panic::RefUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

pub use error::{AlreadyInitialized, Superseded, WaitTimeoutError};
pub use proposal::Proposal;
pub use reader::RegistryReader;
pub use snapshot::{Snapshot, SnapshotGuard};
pub use watcher::{Changed, RegistryWatcher};

use crate::SchemaRegistry;
use crate::sync::{ArcCell, Deadline};
use waiters::Waiters;

/// Owns a registry that is replaced while others read it.
///
/// Clones see the same registry; two handles made by [`new`](Self::new) have nothing in common. There is no global
/// one: make a handle where the program starts and pass it on. Each test makes its own, so there is nothing to reset
/// and tests run in parallel. A handle is small and made in a fraction of a microsecond, so one for each tenant is fine.
///
/// Every operation takes effect at one point between its call and its return (it is linearizable), and a panic in a
/// closure given to a handle leaves it as it was.
///
/// ```
/// use schema_registry::{RegistryHandle, SchemaRegistry};
///
/// let handle = RegistryHandle::new();
/// handle.initialize(SchemaRegistry::builder("1.0").build()?)?;
///
/// let for_requests = handle.clone();
/// let request = std::thread::spawn(move || for_requests.load().version().to_owned());
/// handle.set(SchemaRegistry::builder("1.1").build()?); // a reload, at any time
///
/// assert!(["1.0", "1.1"].contains(&request.join().unwrap().as_str()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Which read
///
/// | | cost | holds the snapshot |
/// |---|---|---|
/// | [`reader`](Self::reader), then [`get`](RegistryReader::get) | near a plain reference | until the next `get` or `release` |
/// | [`load`](Self::load), [`with_registry`](Self::with_registry) | a few nanoseconds, no shared write that readers contend for | while the guard lives |
/// | [`snapshot`](Self::snapshot) | the same and a reference count, which is shared | for as long as you like |
#[derive(Clone)]
pub struct RegistryHandle {
    // Readers and watchers share this too, and reads go through it without a detour by the owners.
    shared: Arc<Shared>,
    _owners: Arc<Owners>,
}

/// What handles, readers and watchers have in common.
struct Shared {
    cell: ArcCell<Snapshot>,
    waiters: Waiters,
}

/// Held by handles alone: when it goes, nobody is left who could change anything, and those who wait are told.
struct Owners(Arc<Shared>);

impl RegistryHandle {
    /// A handle that is not initialized, at generation 0.
    #[must_use]
    pub fn new() -> Self {
        let cell = ArcCell::new(Arc::new(Snapshot::uninitialized(0)));
        let shared = Arc::new(Shared { cell, waiters: Waiters::new() });
        Self { _owners: Arc::new(Owners(Arc::clone(&shared))), shared }
    }

    /// A short read of the current snapshot. Wait-free.
    ///
    /// Load once for each unit of work and look up as much as you like in what you got:
    ///
    /// ```
    /// # use schema_registry::RegistryHandle;
    /// # let handle = RegistryHandle::new();
    /// let registry = handle.load();
    /// assert_eq!(registry.version(), registry.version());
    /// ```
    ///
    /// and not twice, since the two may differ:
    ///
    /// ```
    /// # use schema_registry::RegistryHandle;
    /// # let handle = RegistryHandle::new();
    /// let (_version, _generation) = (handle.load().version().to_owned(), handle.load().generation());
    /// ```
    #[inline]
    pub fn load(&self) -> SnapshotGuard<'_> {
        SnapshotGuard::new(self.shared.cell.load())
    }

    /// The current snapshot, to keep: across await points, in a struct, on another thread. Wait-free.
    #[inline]
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.shared.cell.load_full()
    }

    /// Calls `f` with the current registry. The closure may do anything, changing this very handle included.
    ///
    /// # Panics
    ///
    /// If `f` does. The handle stays as it is.
    #[inline]
    pub fn with_registry<T>(&self, f: impl FnOnce(&SchemaRegistry) -> T) -> T {
        f(&self.load())
    }

    /// A reader for one thread or task, at nearly the cost of a plain reference for each read.
    #[must_use]
    pub fn reader(&self) -> RegistryReader {
        RegistryReader::new(Arc::clone(&self.shared))
    }

    /// Whether the current snapshot is initialized. Ask the snapshot itself where you go on to read it.
    #[inline]
    #[must_use]
    pub fn is_initialized(&self) -> bool {
        self.load().is_initialized()
    }

    /// The generation of the current snapshot: the number of changes so far.
    #[inline]
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.load().generation()
    }

    /// A watcher that waits for the changes from now on.
    pub fn watch(&self) -> RegistryWatcher {
        RegistryWatcher::new(Arc::clone(&self.shared))
    }

    /// Blocks until the handle is initialized, or for no longer than `timeout`.
    ///
    /// `None` if it was not initialized in time. A snapshot that is there already is given even if `timeout` is zero.
    #[must_use]
    pub fn wait_initialized(&self, timeout: Duration) -> Option<Arc<Snapshot>> {
        self.shared.wait_for(Deadline::after(timeout), Snapshot::is_initialized).ok()
    }
}

impl Shared {
    fn current_if(&self, wanted: impl Fn(&Snapshot) -> bool) -> Option<Arc<Snapshot>> {
        let current = self.cell.load();
        wanted(&current).then(|| current.into_arc())
    }

    /// Blocks until the current snapshot is `wanted`.
    fn wait_for(
        &self,
        deadline: Deadline,
        wanted: impl Fn(&Snapshot) -> bool,
    ) -> Result<Arc<Snapshot>, WaitTimeoutError> {
        loop {
            // Drawn before the look: a change that the look misses makes the ticket an old one, and the sleep short.
            let ticket = self.waiters.ticket();
            if let Some(snapshot) = self.current_if(&wanted) {
                return Ok(snapshot);
            }
            if ticket.is_closed() {
                return Err(WaitTimeoutError::Closed);
            }
            if !self.waiters.sleep(ticket, deadline) {
                return Err(WaitTimeoutError::TimedOut);
            }
        }
    }
}

impl AsRef<ArcCell<Snapshot>> for Shared {
    #[inline]
    fn as_ref(&self) -> &ArcCell<Snapshot> {
        &self.cell
    }
}

impl Drop for Owners {
    fn drop(&mut self) {
        self.0.waiters.close();
    }
}

// No closure of a caller runs while anything is half done, so a panic leaves nothing to be wary of.
impl RefUnwindSafe for Shared {}

impl Default for RegistryHandle {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RegistryHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RegistryHandle").field(&self.shared).finish()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cell.load().fmt(f)
    }
}
