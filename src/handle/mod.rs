//! The one thing that changes: a handle owns a cell that holds the current [`Snapshot`].
//!
//! - [`RegistryHandle`] owns the cell and changes it; clones share it.
//! - [`Snapshot`] is what the cell holds, and [`SnapshotGuard`] a brief borrow of it.
//! - [`Proposal`] is a change that can be inspected before it is made.
//! - [`RegistryReader`] is for repeated reads, [`RegistryWatcher`] waits for changes.
//!
//! Reads never wait, neither for each other nor for a writer. Writers compare and swap, so they never wait for
//! another writer's work either; after a change they take one short lock to wake watchers.

mod error;
mod proposal;
mod reader;
mod snapshot;
mod watcher;
mod write;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use error::{AlreadyInitialized, Superseded};
pub use proposal::Proposal;
pub use reader::RegistryReader;
pub use snapshot::{Snapshot, SnapshotGuard};
pub use watcher::RegistryWatcher;

use crate::SchemaRegistry;
use crate::sync::Deadline;
use crate::watch::{Retained, WaitError, Watched};

/// Owns a registry that can be replaced while others read it.
///
/// Clones share one registry; two handles made by [`new`](Self::new) are independent. There is no global handle: make
/// one where the program starts and pass it on. Each test makes its own, so there is nothing to reset, and tests run
/// in parallel. A handle is small and takes a fraction of a microsecond to make, so one for each tenant is fine.
///
/// Every operation is linearizable: it takes effect at one point between its call and its return. A panic in a
/// closure passed to a handle leaves the handle unchanged.
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
///
/// # Your own value
///
/// A handle holds a [`SchemaRegistry`], or any `T` that contains one **together with what is derived from it**: a
/// permission table, prepared statements, another library's schema. The value is built before it is installed, so no
/// reader sees a registry with data derived from a different one, and it is freed with its snapshot. See
/// [`docs::derived`](crate::docs::derived).
///
/// ```
/// use schema_registry::{RegistryHandle, SchemaRegistry};
///
/// #[derive(Default)]
/// struct Api {
///     registry: SchemaRegistry,
///     columns: Vec<String>, // derived from it
/// }
///
/// let handle = RegistryHandle::<Api>::default();
/// handle.set(Api { registry: SchemaRegistry::empty(), columns: vec!["id".to_owned()] });
/// assert_eq!(handle.load().columns, ["id"]);
/// ```
pub struct RegistryHandle<T = SchemaRegistry> {
    // Readers and watchers share this too, and reads reach it without an indirection through the owners.
    watched: Arc<Watched<Snapshot<T>>>,
    owners: Arc<Owners<T>>,
}

/// Held only by handles: when it is dropped, nobody can change anything any more, and waiters are told.
struct Owners<T>(Arc<Watched<Snapshot<T>>>);

impl RegistryHandle {
    /// Returns a handle of a [`SchemaRegistry`] that is not initialized, at generation 0.
    ///
    /// For a value of your own, use [`default`](Self::default) or [`uninitialized`](Self::uninitialized).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl<T> RegistryHandle<T> {
    /// Returns a handle that is not initialized, at generation 0. Readers see `value` until it is.
    #[must_use]
    pub fn uninitialized(value: T) -> Self {
        let watched = Arc::new(Watched::new(Snapshot::uninitialized(value, 0)));
        Self { owners: Arc::new(Owners(Arc::clone(&watched))), watched }
    }

    /// Returns a guard for a brief read of the current snapshot. Wait-free.
    ///
    /// Load once for each unit of work, and look up as much as you like in the result:
    ///
    /// ```
    /// # use schema_registry::RegistryHandle;
    /// # let handle = RegistryHandle::new();
    /// let registry = handle.load();
    /// assert_eq!(registry.version(), registry.version());
    /// ```
    ///
    /// not twice, since the two may differ:
    ///
    /// ```
    /// # use schema_registry::RegistryHandle;
    /// # let handle = RegistryHandle::new();
    /// let (_version, _generation) = (handle.load().version().to_owned(), handle.load().generation());
    /// ```
    #[inline]
    pub fn load(&self) -> SnapshotGuard<'_, T> {
        SnapshotGuard::new(self.watched.load())
    }

    /// Returns the current snapshot as an `Arc` to keep: across await points, in a struct, on another thread.
    /// Wait-free.
    #[inline]
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot<T>> {
        self.watched.load_full()
    }

    /// Calls `f` with the current value and returns its result. `f` may do anything, even change this handle.
    ///
    /// # Panics
    ///
    /// If `f` does. The handle is unchanged.
    #[inline]
    pub fn with_registry<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        f(&self.load())
    }

    /// Returns a reader for one thread or task, whose reads cost nearly as little as a plain reference.
    #[must_use]
    pub fn reader(&self) -> RegistryReader<T> {
        RegistryReader::new(Arc::clone(&self.watched))
    }

    /// Returns whether the current snapshot is initialized. If you go on to read a snapshot, ask that one instead.
    #[inline]
    #[must_use]
    pub fn is_initialized(&self) -> bool {
        self.load().is_initialized()
    }

    /// Returns the generation of the current snapshot, which is the number of changes so far.
    #[inline]
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.load().generation()
    }

    /// Returns a watcher for the changes from now on.
    pub fn watch(&self) -> RegistryWatcher<T> {
        self.watch_after(self.generation())
    }

    /// Returns a watcher for the changes after `generation`, including those that have already happened. Given the
    /// generation of the snapshot you have read, it misses no change in between.
    ///
    /// ```
    /// use schema_registry::{RegistryHandle, SchemaRegistry};
    ///
    /// let handle = RegistryHandle::new();
    /// let seen = handle.generation();
    /// handle.set(SchemaRegistry::empty());
    /// assert_eq!(handle.watch_after(seen).wait()?.generation(), 1);
    /// # Ok::<(), schema_registry::WaitError>(())
    /// ```
    pub fn watch_after(&self, generation: u64) -> RegistryWatcher<T> {
        RegistryWatcher::new(Arc::clone(&self.watched), generation)
    }

    /// Blocks until the handle is initialized, for at most `timeout`, and returns the snapshot. If the handle already
    /// is, returns at once, even with a `timeout` of zero.
    ///
    /// # Errors
    ///
    /// [`WaitError::TimedOut`] if the handle was not initialized in time.
    pub fn wait_initialized(&self, timeout: Duration) -> Result<Arc<Snapshot<T>>, WaitError> {
        self.watched.wait_for(Deadline::after(timeout), Snapshot::is_initialized)
    }

    /// Returns a future of the first initialized snapshot, for any runtime. The future does not keep the handle open.
    ///
    /// # Errors
    ///
    /// [`WaitError::Closed`] if the last handle is dropped first.
    ///
    /// ```
    /// # use schema_registry::{RegistryHandle, SchemaRegistry};
    /// # futures_executor::block_on(async {
    /// let handle = RegistryHandle::new();
    /// let ready = handle.initialized();
    /// handle.set(SchemaRegistry::empty());
    /// assert_eq!(ready.await.map(|snapshot| snapshot.generation()), Ok(1));
    /// # });
    /// ```
    pub fn initialized(&self) -> impl Future<Output = Result<Arc<Snapshot<T>>, WaitError>> + use<T> {
        RegistryWatcher::new(Arc::clone(&self.watched), 0).initialized()
    }

    /// Returns the replaced snapshots that are still held somewhere, oldest first, without keeping any of them alive.
    ///
    /// Useful for finding out what keeps an old version in memory, and for metrics. A snapshot is listed from the
    /// return of the change that replaced it until its last holder drops it. Costs a short lock.
    ///
    /// ```
    /// use schema_registry::{RegistryHandle, SchemaRegistry};
    ///
    /// let handle = RegistryHandle::new();
    /// let held = handle.snapshot();
    /// handle.set(SchemaRegistry::empty());
    ///
    /// let [old] = handle.retained()[..] else { panic!("one snapshot was replaced") };
    /// assert_eq!((old.generation, old.holders), (0, 1));
    /// drop(held);
    /// assert!(handle.retained().is_empty());
    /// ```
    #[must_use]
    pub fn retained(&self) -> Vec<Retained> {
        self.watched.retained()
    }
}

impl<T> Drop for Owners<T> {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl<T> Clone for RegistryHandle<T> {
    /// Returns another owner of the same cell.
    fn clone(&self) -> Self {
        Self { watched: Arc::clone(&self.watched), owners: Arc::clone(&self.owners) }
    }
}

impl<T: Default> Default for RegistryHandle<T> {
    /// Returns a handle that is not initialized, at generation 0.
    fn default() -> Self {
        Self::uninitialized(T::default())
    }
}

impl<T> fmt::Debug for RegistryHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RegistryHandle").field(&*self.load()).finish()
    }
}
