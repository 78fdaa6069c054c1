//! The changes. Each compares and swaps the whole snapshot, and is retried until it replaces the one it was made
//! from.

use std::convert::Infallible;
use std::sync::Arc;

use super::{AlreadyInitialized, RegistryHandle, Snapshot, Superseded};

impl<T> RegistryHandle<T> {
    /// Installs `value` if the handle is not initialized, and returns the snapshot installed.
    ///
    /// Of any number of concurrent calls after [`new`](Self::new) or a [`reset`](Self::reset), exactly one wins.
    ///
    /// # Errors
    ///
    /// If and only if the handle was already initialized. The error returns the value.
    pub fn initialize(&self, value: T) -> Result<Arc<Snapshot<T>>, AlreadyInitialized<T>> {
        self.replace(value, Snapshot::is_initialized)
            .map_err(|(value, current)| AlreadyInitialized { value, current })
    }

    /// Installs `value` unconditionally, and returns the snapshot installed. This is how to reload.
    ///
    /// The replaced snapshot stays valid for everyone who holds it. If nobody does, the writer frees it here.
    ///
    /// # Panics
    ///
    /// Only if dropping the replaced value does, and then after the change was made.
    pub fn set(&self, value: T) -> Arc<Snapshot<T>> {
        self.replace(value, |_| false).unwrap_or_else(|_| unreachable!("nothing is refused"))
    }

    /// Makes the handle *not initialized* again, and returns the new snapshot. Never waits for a reader.
    ///
    /// Afterwards [`initialize`](Self::initialize) can win again; a reset may undo an `initialize` that has just won.
    /// To reload, use [`set`](Self::set): between a reset and the next change, readers see an empty registry.
    #[expect(clippy::must_use_candidate, reason = "it is for its effect")]
    pub fn reset(&self) -> Arc<Snapshot<T>>
    where
        T: Default,
    {
        let reset = |current: &Snapshot<T>| {
            Ok::<_, Infallible>(Snapshot::uninitialized(T::default(), current.generation() + 1))
        };
        let Ok(installed) = self.watched.update(reset);
        installed
    }

    /// Installs `value` if the handle still has the given generation, and returns the snapshot installed.
    ///
    /// # Errors
    ///
    /// If and only if the handle has another generation. The error returns the value.
    pub fn set_if(&self, generation: u64, value: T) -> Result<Arc<Snapshot<T>>, Superseded<T>> {
        self.replace(value, |current| current.generation() != generation)
            .map_err(|(value, current)| Superseded { value, expected: generation, current })
    }

    /// Installs what `f` makes of the current snapshot, and returns the snapshot installed. No update is lost: if
    /// another change comes in between, `f` is called again with the newer snapshot, until its result replaces
    /// exactly the snapshot it was given.
    ///
    /// No lock is held meanwhile, so `f` may take its time, but it should have no side effects.
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
    /// If and only if `f` fails, with its error. The handle is unchanged.
    ///
    /// # Panics
    ///
    /// If `f` does. The handle is unchanged and stays usable.
    pub fn update<E>(&self, mut f: impl FnMut(&Snapshot<T>) -> Result<T, E>) -> Result<Arc<Snapshot<T>>, E> {
        self.watched.update(|current| Ok(Snapshot::initialized(f(current)?, current.generation() + 1)))
    }
}

/// A value that was not installed, and the snapshot found in its place.
type Refused<T> = (T, Arc<Snapshot<T>>);

impl<T> RegistryHandle<T> {
    /// Installs `value`, unless the current snapshot is one that is `refused`; then returns both.
    fn replace(
        &self,
        mut value: T,
        refused: impl Fn(&Snapshot<T>) -> bool,
    ) -> Result<Arc<Snapshot<T>>, Refused<T>> {
        let mut current = self.snapshot();
        while !refused(&current) {
            let next = Snapshot::initialized(value, current.generation() + 1);
            match self.watched.compare_exchange(&current, next) {
                Ok(installed) => return Ok(installed),
                Err((next, found)) => (value, current) = (next.into_value(), found),
            }
        }
        Err((value, current))
    }
}
