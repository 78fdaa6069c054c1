//! A reader that caches the snapshot it read last, and so reads at nearly the cost of a plain reference.

use std::fmt;
use std::sync::Arc;

use super::Snapshot;
use crate::SchemaRegistry;
use crate::sync::ArcCache;
use crate::watch::Watched;

/// Reads the current snapshot at nearly the cost of a plain reference; make one for each thread or task.
///
/// [`get`](Self::get) only checks whether its cached snapshot is still the current one, which touches no reference
/// count and writes to no shared memory. In return, a reader **holds the snapshot that it read last**: a reader that
/// stays idle for long should [`release`](Self::release) it.
///
/// Made by [`RegistryHandle::reader`](super::RegistryHandle::reader).
///
/// ```
/// use schema_registry::{RegistryHandle, SchemaRegistry};
///
/// let handle = RegistryHandle::new();
/// let mut reader = handle.reader();
/// assert_eq!(reader.get().generation(), 0);
///
/// handle.set(SchemaRegistry::builder("1.0").build()?);
/// assert_eq!(reader.get().version(), "1.0"); // a reader sees every change made before its read
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The result is borrowed until the next call:
///
/// ```compile_fail,E0499
/// # use schema_registry::RegistryHandle;
/// # let mut reader = RegistryHandle::new().reader();
/// let first = reader.get();
/// let second = reader.get();
/// assert!(first.generation() <= second.generation());
/// ```
///
/// To hold it longer, clone the `Arc`:
///
/// ```
/// # use schema_registry::RegistryHandle;
/// # use std::sync::Arc;
/// # let mut reader = RegistryHandle::new().reader();
/// let first = Arc::clone(reader.get());
/// let second = reader.get();
/// assert!(first.generation() <= second.generation());
/// ```
pub struct RegistryReader<T = SchemaRegistry> {
    cache: ArcCache<Watched<Snapshot<T>>, Snapshot<T>>,
}

impl<T> RegistryReader<T> {
    pub(super) fn new(watched: Arc<Watched<Snapshot<T>>>) -> Self {
        Self { cache: ArcCache::new(watched) }
    }

    /// Returns the current snapshot. Call it at the start of each unit of work and not in the middle of one, so that
    /// the whole unit sees one consistent registry.
    #[inline]
    pub fn get(&mut self) -> &Arc<Snapshot<T>> {
        self.cache.get()
    }

    /// Drops the cached snapshot, so that it can be freed once it is replaced. The next [`get`](Self::get) reads the
    /// handle again.
    pub fn release(&mut self) {
        self.cache.release();
    }
}

impl<T> Clone for RegistryReader<T> {
    /// Returns another reader of the same handle, with nothing cached.
    fn clone(&self) -> Self {
        Self::new(Arc::clone(self.cache.owner()))
    }
}

impl<T> fmt::Debug for RegistryReader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistryReader").field("of", &*self.cache.owner().load()).finish()
    }
}
