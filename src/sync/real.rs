//! The seam as it ships: `arc_swap` for the cell, `parking_lot` for waiters.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, Cache, Guard};

pub(crate) use parking_lot::Mutex;
use parking_lot::MutexGuard;

/// A cell that holds one `Arc`, read without waiting and replaced by compare-and-set.
pub(crate) struct ArcCell<T>(ArcSwap<T>);

impl<T> ArcCell<T> {
    pub(crate) fn new(value: Arc<T>) -> Self {
        Self(ArcSwap::new(value))
    }

    /// Returns the content of the cell, if possible without touching its reference count.
    #[inline]
    pub(crate) fn load(&self) -> ArcGuard<T> {
        ArcGuard(self.0.load())
    }

    /// Returns the content of the cell as an owner.
    #[inline]
    pub(crate) fn load_full(&self) -> Arc<T> {
        self.0.load_full()
    }

    /// Replaces `current` by `new`, or drops `new` and returns the content found instead.
    ///
    /// The comparison is by address. `current` is borrowed from an `Arc` for the whole call, which excludes ABA: its
    /// allocation cannot be freed meanwhile, so no other value can have its address.
    pub(crate) fn compare_exchange(&self, current: &Arc<T>, new: Arc<T>) -> Result<(), Arc<T>> {
        let found = self.0.compare_and_swap(current, new);
        if Arc::ptr_eq(&found, current) { Ok(()) } else { Err(Guard::into_inner(found)) }
    }
}

/// How many hold a value that a cell held once.
pub(crate) fn holders<T>(replaced: &Weak<T>) -> usize {
    replaced.strong_count()
}

/// A brief loan of the content of a cell.
pub(crate) struct ArcGuard<T>(Guard<Arc<T>>);

impl<T> ArcGuard<T> {
    #[inline]
    pub(crate) fn into_arc(self) -> Arc<T> {
        Guard::into_inner(self.0)
    }
}

impl<T> Deref for ArcGuard<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.0
    }
}

/// Caches the last value read from the cell in `O`, and only asks the cell whether it is still the same.
pub(crate) struct ArcCache<O, T> {
    owner: CellOf<O, T>,
    cache: Option<Cache<CellOf<O, T>, Arc<T>>>,
}

impl<O: AsRef<ArcCell<T>>, T> ArcCache<O, T> {
    /// An empty cache: it reads the cell at the first `get`.
    pub(crate) fn new(owner: Arc<O>) -> Self {
        Self { owner: CellOf(owner, PhantomData), cache: None }
    }

    #[inline]
    pub(crate) fn get(&mut self) -> &Arc<T> {
        self.cache.get_or_insert_with(|| self.owner.new_cache()).load()
    }

    pub(crate) fn release(&mut self) {
        self.cache = None;
    }

    pub(crate) fn owner(&self) -> &Arc<O> {
        &self.owner.0
    }
}

/// The cell inside a shared `O`, in the form that `arc_swap::Cache` needs.
struct CellOf<O, T>(Arc<O>, PhantomData<fn() -> T>);

impl<O: AsRef<ArcCell<T>>, T> CellOf<O, T> {
    // Once for each reader and release: kept out of `get`, which should be inlined.
    #[cold]
    fn new_cache(&self) -> Cache<Self, Arc<T>> {
        Cache::new(Self(Arc::clone(&self.0), PhantomData))
    }
}

impl<O: AsRef<ArcCell<T>>, T> Deref for CellOf<O, T> {
    type Target = ArcSwap<T>;

    #[inline]
    fn deref(&self) -> &ArcSwap<T> {
        &O::as_ref(&self.0).0
    }
}

/// A condition variable with the interface of loom's.
#[derive(Default)]
pub(crate) struct Condvar(parking_lot::Condvar);

impl Condvar {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Sleeps until notified or until `deadline`; returns true if the time was up.
    pub(crate) fn wait_until<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        _mutex: &'a Mutex<T>,
        deadline: Deadline,
    ) -> (MutexGuard<'a, T>, bool) {
        let timed_out = if let Some(instant) = deadline.0 {
            self.0.wait_until(&mut guard, instant).timed_out()
        } else {
            self.0.wait(&mut guard);
            false
        };
        (guard, timed_out)
    }

    pub(crate) fn notify_all(&self) {
        self.0.notify_all();
    }
}

/// Whether this thread is part of a model that has failed. There are none here.
#[inline]
pub(crate) const fn model_has_failed() -> bool {
    false
}

/// The end of a wait.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    pub(crate) const NEVER: Self = Self(None);

    /// `timeout` from now; never, if that is beyond the clock's range.
    pub(crate) fn after(timeout: Duration) -> Self {
        Self(Instant::now().checked_add(timeout))
    }
}

impl<T: fmt::Debug> fmt::Debug for ArcCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ArcCell").field(&*self.load()).finish()
    }
}
