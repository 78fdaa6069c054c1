//! Why a change was refused.

use std::fmt;
use std::sync::Arc;

use super::Snapshot;
use crate::SchemaRegistry;

/// The handle was already initialized. Carries the value that was not installed, and the snapshot found in its place.
///
/// ```
/// use schema_registry::{RegistryHandle, SchemaRegistry};
///
/// let handle = RegistryHandle::new();
/// handle.initialize(SchemaRegistry::builder("first").build()?)?;
///
/// let refused = handle.initialize(SchemaRegistry::builder("second").build()?).unwrap_err();
/// assert_eq!(refused.to_string(), "the registry is already initialized (generation 1)");
/// assert_eq!(refused.current().version(), "first");
/// assert_eq!(refused.into_value().version(), "second");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, thiserror::Error)]
#[error("the registry is already initialized (generation {})", current.generation())]
pub struct AlreadyInitialized<T = SchemaRegistry> {
    pub(super) value: T,
    pub(super) current: Arc<Snapshot<T>>,
}

impl<T> AlreadyInitialized<T> {
    /// Returns the snapshot that the handle already had.
    #[must_use]
    pub fn current(&self) -> &Arc<Snapshot<T>> {
        &self.current
    }

    /// Returns the value that was not installed.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Consumes the error and returns the value that was not installed.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }
}

/// The handle has moved on from the generation that the change was made for. Carries the value that was not
/// installed, and the snapshot found in its place.
///
/// ```
/// use schema_registry::{RegistryHandle, SchemaRegistry};
///
/// let handle = RegistryHandle::new();
/// let seen = handle.generation();
/// handle.set(SchemaRegistry::empty());
///
/// let late = handle.set_if(seen, SchemaRegistry::builder("late").build()?).unwrap_err();
/// assert_eq!(late.to_string(), "superseded: expected generation 0, found 1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, thiserror::Error)]
#[error("superseded: expected generation {expected}, found {}", current.generation())]
pub struct Superseded<T = SchemaRegistry> {
    pub(super) value: T,
    pub(super) expected: u64,
    pub(super) current: Arc<Snapshot<T>>,
}

impl<T> Superseded<T> {
    /// Returns the generation that the change was made for.
    #[must_use]
    pub fn expected(&self) -> u64 {
        self.expected
    }

    /// Returns the snapshot found instead. Its generation is not [`expected`](Self::expected).
    #[must_use]
    pub fn current(&self) -> &Arc<Snapshot<T>> {
        &self.current
    }

    /// Returns the value that was not installed.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Consumes the error and returns the value that was not installed.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T> fmt::Debug for AlreadyInitialized<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AlreadyInitialized").field("current", &self.current).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Superseded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, current, .. } = self;
        let mut out = f.debug_struct("Superseded");
        out.field("expected", expected).field("current", current).finish_non_exhaustive()
    }
}
