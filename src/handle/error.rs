//! Why a change was refused or a wait ended without one.

use std::sync::Arc;

use super::Snapshot;
use crate::SchemaRegistry;

/// The handle was initialized already. It carries the registry that was not installed, and the snapshot in its way.
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
/// assert_eq!(refused.into_registry().version(), "second");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[error("the registry is already initialized (generation {})", current.generation())]
pub struct AlreadyInitialized {
    pub(super) registry: SchemaRegistry,
    pub(super) current: Arc<Snapshot>,
}

impl AlreadyInitialized {
    /// The snapshot that was in the way.
    #[must_use]
    pub fn current(&self) -> &Arc<Snapshot> {
        &self.current
    }

    /// The registry that was not installed.
    #[must_use]
    pub fn registry(&self) -> &SchemaRegistry {
        &self.registry
    }

    /// The registry that was not installed, back in the hands of its owner.
    #[must_use]
    pub fn into_registry(self) -> SchemaRegistry {
        self.registry
    }
}

/// The handle has moved on from the generation that the change was meant for. It carries the registry that was not
/// installed, and the snapshot that was there instead.
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
#[derive(Debug, Clone, thiserror::Error)]
#[error("superseded: expected generation {expected}, found {}", current.generation())]
pub struct Superseded {
    pub(super) registry: SchemaRegistry,
    pub(super) expected: u64,
    pub(super) current: Arc<Snapshot>,
}

impl Superseded {
    /// The generation that the change was meant for.
    #[must_use]
    pub fn expected(&self) -> u64 {
        self.expected
    }

    /// The snapshot that was there instead. Its generation is not [`expected`](Self::expected).
    #[must_use]
    pub fn current(&self) -> &Arc<Snapshot> {
        &self.current
    }

    /// The registry that was not installed.
    #[must_use]
    pub fn registry(&self) -> &SchemaRegistry {
        &self.registry
    }

    /// The registry that was not installed, back in the hands of its owner.
    #[must_use]
    pub fn into_registry(self) -> SchemaRegistry {
        self.registry
    }
}

/// Why [`RegistryWatcher::wait_timeout`](super::RegistryWatcher::wait_timeout) saw no change.
///
/// The two are kept apart so that a loop around a wait can tell "not yet" from "never".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WaitTimeoutError {
    /// The time was up.
    #[error("no change within the time given")]
    TimedOut,
    /// The last handle is gone, so no change can come.
    #[error("no handle is left that could make a change")]
    Closed,
}
