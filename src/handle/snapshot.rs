//! What a handle holds at one moment: a registry with its generation and state, in one allocation.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use super::RegistryHandle;
use crate::SchemaRegistry;
use crate::sync::ArcGuard;
use crate::watch::Versioned;

/// A registry, or a value of your own that contains one, as a handle held it, with its generation there.
///
/// It dereferences to its value. Generation, state and content are read together: no reader sees one without the
/// others. A snapshot never changes; the handle moves on to another.
///
/// ```
/// use schema_registry::{RegistryHandle, SchemaRegistry};
///
/// let handle = RegistryHandle::new();
/// let before = handle.snapshot();
/// handle.set(SchemaRegistry::builder("1.0").build()?);
///
/// assert!(!before.is_initialized());
/// assert_eq!((handle.snapshot().generation(), handle.snapshot().version()), (1, "1.0"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Snapshot<T = SchemaRegistry> {
    value: T,
    generation: u64,
    initialized: bool,
}

impl<T> Snapshot<T> {
    pub(super) fn uninitialized(value: T, generation: u64) -> Self {
        Self { value, generation, initialized: false }
    }

    pub(super) fn initialized(value: T, generation: u64) -> Self {
        Self { value, generation, initialized: true }
    }

    pub(super) fn into_value(self) -> T {
        self.value
    }

    /// Returns how many changes the handle had seen when it held this snapshot: 0 for a new handle, and one more for
    /// each change.
    #[inline]
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Returns whether this value was installed, rather than being the initial one. A registry without types may be
    /// initialized.
    #[inline]
    #[must_use]
    pub fn is_initialized(&self) -> bool {
        self.initialized
    }

    /// Returns the value itself. To keep a registry without its generation, clone it: clones are cheap.
    #[inline]
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }
}

impl<T> Deref for Snapshot<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: AsRef<SchemaRegistry>> AsRef<SchemaRegistry> for Snapshot<T> {
    fn as_ref(&self) -> &SchemaRegistry {
        self.value.as_ref()
    }
}

impl<T> Versioned for Snapshot<T> {
    fn version(&self) -> u64 {
        self.generation
    }
}

impl<T> fmt::Debug for Snapshot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { generation, initialized, .. } = self;
        let mut out = f.debug_struct("Snapshot");
        out.field("generation", generation).field("initialized", initialized).finish_non_exhaustive()
    }
}

/// A brief read of the current [`Snapshot`], returned by [`RegistryHandle::load`].
///
/// It keeps the snapshot valid and blocks nobody. Take one for each unit of work rather than one for each look-up:
/// two loads may return two different registries. A guard stays on its thread. To keep a snapshot across an await
/// point, in a struct or on another thread, use [`RegistryHandle::snapshot`] or
/// [`into_snapshot`](Self::into_snapshot).
///
/// It cannot outlive its handle:
///
/// ```compile_fail,E0505
/// # use schema_registry::RegistryHandle;
/// let handle = RegistryHandle::new();
/// let guard = handle.load();
/// drop(handle);
/// assert_eq!(guard.generation(), 0);
/// ```
///
/// whereas an owned snapshot can:
///
/// ```
/// # use schema_registry::RegistryHandle;
/// let handle = RegistryHandle::new();
/// let guard = handle.load().into_snapshot();
/// drop(handle);
/// assert_eq!(guard.generation(), 0);
/// ```
///
/// A guard cannot be sent to another thread, and therefore not be held across an await point of a spawned task:
///
/// ```compile_fail,E0277
/// # use schema_registry::RegistryHandle;
/// let handle = RegistryHandle::new();
/// let guard = handle.load();
/// std::thread::scope(|s| { s.spawn(move || guard.generation()); });
/// ```
///
/// an owned snapshot can:
///
/// ```
/// # use schema_registry::RegistryHandle;
/// let handle = RegistryHandle::new();
/// let guard = handle.snapshot();
/// std::thread::scope(|s| { s.spawn(move || guard.generation()); });
/// ```
#[must_use = "a guard is there to be read from"]
pub struct SnapshotGuard<'a, T = SchemaRegistry> {
    guard: ArcGuard<Snapshot<T>>,
    // The pointer makes it stay on its thread. Long-lived guards use up the cell's few fast slots for each thread,
    // and an await point easily makes a guard long-lived by accident.
    of: PhantomData<(&'a RegistryHandle<T>, *const ())>,
}

impl<T> SnapshotGuard<'_, T> {
    #[inline]
    pub(super) fn new(guard: ArcGuard<Snapshot<T>>) -> Self {
        Self { guard, of: PhantomData }
    }

    /// Returns the same snapshot, to keep. Costs one reference count, like [`RegistryHandle::snapshot`].
    #[inline]
    #[must_use]
    pub fn into_snapshot(self) -> Arc<Snapshot<T>> {
        self.guard.into_arc()
    }
}

impl<T> Deref for SnapshotGuard<'_, T> {
    type Target = Snapshot<T>;

    #[inline]
    fn deref(&self) -> &Snapshot<T> {
        &self.guard
    }
}

impl<T> fmt::Debug for SnapshotGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SnapshotGuard").field(&**self).finish()
    }
}
