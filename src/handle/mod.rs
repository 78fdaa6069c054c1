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
///
/// # A value of one's own
///
/// What is swapped is a [`SchemaRegistry`], or any `T` that has one in it **together with what is derived from it**: a
/// permission table, prepared statements, a schema of another library. It is built before it is installed, so that no
/// reader sees a registry with what was derived from another one, and it is freed with its snapshot. See
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
    // Readers and watchers share this too, and reads go through it without a detour by the owners.
    watched: Arc<Watched<Snapshot<T>>>,
    owners: Arc<Owners<T>>,
}

/// Held by handles alone: when it goes, nobody is left who could change anything, and those who wait are told.
struct Owners<T>(Arc<Watched<Snapshot<T>>>);

impl RegistryHandle {
    /// A handle of a [`SchemaRegistry`] that is not initialized, at generation 0.
    ///
    /// Of a value of one's own: [`default`](Self::default) or [`uninitialized`](Self::uninitialized).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl<T> RegistryHandle<T> {
    /// A handle that is not initialized, at generation 0; `value` is what readers see until it is.
    #[must_use]
    pub fn uninitialized(value: T) -> Self {
        let watched = Arc::new(Watched::new(Snapshot::uninitialized(value, 0)));
        Self { owners: Arc::new(Owners(Arc::clone(&watched))), watched }
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
    pub fn load(&self) -> SnapshotGuard<'_, T> {
        SnapshotGuard::new(self.watched.load())
    }

    /// The current snapshot, to keep: across await points, in a struct, on another thread. Wait-free.
    #[inline]
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot<T>> {
        self.watched.load_full()
    }

    /// Calls `f` with the current value. The closure may do anything, changing this very handle included.
    ///
    /// # Panics
    ///
    /// If `f` does. The handle stays as it is.
    #[inline]
    pub fn with_registry<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        f(&self.load())
    }

    /// A reader for one thread or task, at nearly the cost of a plain reference for each read.
    #[must_use]
    pub fn reader(&self) -> RegistryReader<T> {
        RegistryReader::new(Arc::clone(&self.watched))
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
    pub fn watch(&self) -> RegistryWatcher<T> {
        self.watch_after(self.generation())
    }

    /// A watcher that waits for the changes after `generation`, one that has come already included: with the generation
    /// of the snapshot that one has read, no change in between is missed.
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

    /// Blocks until the handle is initialized, or for no longer than `timeout`, and returns the snapshot. One that is
    /// there already is returned even if `timeout` is zero.
    ///
    /// # Errors
    ///
    /// [`WaitError::TimedOut`] if it was not initialized in time.
    pub fn wait_initialized(&self, timeout: Duration) -> Result<Arc<Snapshot<T>>, WaitError> {
        self.watched.wait_for(Deadline::after(timeout), Snapshot::is_initialized)
    }

    /// A future of the initialized snapshot, on any runtime. It does not keep the handle open.
    ///
    /// # Errors
    ///
    /// [`WaitError::Closed`] if the last handle is gone first.
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

    /// The replaced snapshots that somebody still holds, oldest first. It keeps none of them alive.
    ///
    /// For finding out who keeps an old version in memory, and for metrics. A snapshot is listed once the change that
    /// replaced it has returned, and not any more once its last holder has let go. Costs a short lock.
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
    /// Another owner of the same cell.
    fn clone(&self) -> Self {
        Self { watched: Arc::clone(&self.watched), owners: Arc::clone(&self.owners) }
    }
}

impl<T: Default> Default for RegistryHandle<T> {
    /// A handle that is not initialized, at generation 0.
    fn default() -> Self {
        Self::uninitialized(T::default())
    }
}

impl<T> fmt::Debug for RegistryHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RegistryHandle").field(&*self.load()).finish()
    }
}
