//! The changes. Each is a compare-and-set of the whole snapshot, retried until it replaced the one it was made from.

use std::convert::Infallible;
use std::sync::Arc;

use super::{AlreadyInitialized, RegistryHandle, Shared, Snapshot, Superseded};
use crate::SchemaRegistry;

impl RegistryHandle {
    /// Installs `registry` if the handle is not initialized, and gives the snapshot installed.
    ///
    /// Of any number of concurrent calls after [`new`](Self::new) or a [`reset`](Self::reset), exactly one wins.
    ///
    /// # Errors
    ///
    /// If and only if the handle was initialized already. The error has the registry to take back.
    pub fn initialize(&self, registry: SchemaRegistry) -> Result<Arc<Snapshot>, AlreadyInitialized> {
        let change = self.shared.change(|current| {
            if current.is_initialized() {
                return Err(Arc::clone(current));
            }
            Ok(current.followed_by(registry.clone()))
        });
        match change {
            Ok(change) => Ok(change.installed),
            Err(current) => Err(AlreadyInitialized { registry, current }),
        }
    }

    /// Installs `registry` whatever was there, and gives what it replaced. The way to reload.
    ///
    /// The replaced snapshot stays valid for all who hold it. Where nobody does, it is freed here, by the writer, when
    /// the return value is dropped.
    #[expect(
        clippy::needless_pass_by_value,
        clippy::must_use_candidate,
        reason = "it is for its effect, and keeps the registry"
    )]
    pub fn set(&self, registry: SchemaRegistry) -> Arc<Snapshot> {
        self.shared.change_always(|current| current.followed_by(registry.clone())).replaced
    }

    /// Takes the handle back to *not initialized*, and gives what it replaced. Never waits for a reader.
    ///
    /// After it [`initialize`](Self::initialize) can win again; it may undo one that has just won. To reload, use
    /// [`set`](Self::set): between a reset and what follows, readers see an empty registry.
    #[expect(clippy::must_use_candidate, reason = "it is for its effect")]
    pub fn reset(&self) -> Arc<Snapshot> {
        self.shared.change_always(|current| Snapshot::uninitialized(current.generation() + 1)).replaced
    }

    /// Installs `registry` if the handle still has the given generation, and gives the snapshot installed.
    ///
    /// # Errors
    ///
    /// If and only if the generation is another one. The error has the registry to take back.
    pub fn set_if(&self, generation: u64, registry: SchemaRegistry) -> Result<Arc<Snapshot>, Superseded> {
        let change = self.shared.change(|current| {
            if current.generation() != generation {
                return Err(Arc::clone(current));
            }
            Ok(current.followed_by(registry.clone()))
        });
        match change {
            Ok(change) => Ok(change.installed),
            Err(current) => Err(Superseded { registry, expected: generation, current }),
        }
    }

    /// Installs what `f` makes of the current snapshot, and gives the snapshot installed. No update is lost: where
    /// another change came in between, `f` is called again with what is there now, until its result replaces exactly
    /// the snapshot that it was given.
    ///
    /// No lock is held meanwhile, so `f` may take its time, but it should have no effects of its own.
    ///
    /// ```
    /// use schema_registry::{RegistryHandle, SchemaRegistry};
    ///
    /// let handle = RegistryHandle::new();
    /// let installed = handle.update(|current| {
    ///     SchemaRegistry::builder(format!("after {}", current.generation())).build()
    /// })?;
    /// assert_eq!((installed.generation(), installed.version()), (1, "after 0"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If and only if `f` fails, with its error. The handle stays as it is.
    ///
    /// # Panics
    ///
    /// If `f` does. The handle stays as it is, and usable.
    pub fn update<E>(
        &self,
        mut f: impl FnMut(&Snapshot) -> Result<SchemaRegistry, E>,
    ) -> Result<Arc<Snapshot>, E> {
        let change = self.shared.change(|current| Ok(current.followed_by(f(current)?)))?;
        Ok(change.installed)
    }
}

impl Snapshot {
    fn followed_by(&self, registry: SchemaRegistry) -> Self {
        Self::initialized(registry, self.generation() + 1)
    }
}

/// A change that took place.
struct Change {
    replaced: Arc<Snapshot>,
    installed: Arc<Snapshot>,
}

impl Shared {
    /// The only way to change the cell: installs what `next` makes of the current snapshot, unless it refuses.
    ///
    /// The generation is read from the very snapshot that the compare-and-set replaces, so two changes never share one.
    /// Holding that snapshot meanwhile keeps its address from being used again: the comparison cannot be fooled (ABA).
    fn change<E>(&self, mut next: impl FnMut(&Arc<Snapshot>) -> Result<Snapshot, E>) -> Result<Change, E> {
        let mut replaced = self.cell.load_full();
        let installed = loop {
            let installed = Arc::new(next(&replaced)?);
            match self.cell.compare_exchange(&replaced, Arc::clone(&installed)) {
                Ok(()) => break installed,
                Err(other) => replaced = other,
            }
        };
        // Only now: whoever was woken before the change would look, see nothing new, and sleep through it.
        self.waiters.notify();
        Ok(Change { replaced, installed })
    }

    fn change_always(&self, mut next: impl FnMut(&Snapshot) -> Snapshot) -> Change {
        let Ok(change) = self.change(|current| Ok::<_, Infallible>(next(current)));
        change
    }
}
