//! The seam under loom.
//!
//! The cell is an atomic index into an append-only list of `Arc`s. Only the index is an object of the model, and it
//! is as weak as the real cell's pointer: acquire to read, acquire-release to replace. A `Mutex<Arc<_>>` instead
//! would also order everything beside the cell, and so hide the very bugs that a model is for.
//!
//! Orderings appear only in [`Index`].

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Weak};
use std::time::Duration;

use loom::sync::atomic::{AtomicUsize, Ordering};

/// The part of the cell that loom sees.
#[derive(Debug)]
struct Index {
    index: AtomicUsize,
    turn: AtomicUsize,
}

impl Index {
    fn new() -> Self {
        Self { index: AtomicUsize::new(0), turn: AtomicUsize::new(0) }
    }

    /// Tells loom that the order of all operations on the cell matters.
    ///
    /// To find the pairs of operations that are worth reordering, loom 0.7 remembers one access for each atomic. If a
    /// writer loads and then compares and sets, its own load is the one remembered, and another thread's load before
    /// it is never tried after the change (<https://github.com/tokio-rs/loom/issues/392>). A store before each
    /// operation makes every pair of them worth trying. Nobody reads it, so it adds interleavings and no memory
    /// ordering at all.
    fn take_turn(&self) {
        self.turn.store(0, Ordering::Relaxed);
    }

    /// A reader of an index must see what was written before it was published: acquire.
    fn load(&self) -> usize {
        self.take_turn();
        self.index.load(Ordering::Acquire)
    }

    /// Only asks whether the value is still the same, and reads nothing through the answer. `arc_swap::Cache` does no
    /// more.
    fn peek(&self) -> usize {
        self.take_turn();
        self.index.load(Ordering::Relaxed)
    }

    /// Release, to publish the new value; acquire, since the writer goes on to read the one it replaced. A failure
    /// returns the value found instead, which is then read: acquire.
    fn compare_exchange(&self, current: usize, new: usize) -> Result<usize, usize> {
        self.take_turn();
        self.index.compare_exchange(current, new, Ordering::AcqRel, Ordering::Acquire)
    }
}

/// A place that holds one `Arc`, read without waiting and replaced by compare-and-set.
pub struct ArcCell<T> {
    index: Index,
    // Not loom's mutex, on purpose: it must order nothing in the model. It is never held across an operation that
    // loom sees, so it never blocks either. Slots are never reused, since a stale index may still be read.
    values: std::sync::Mutex<Vec<Option<Arc<T>>>>,
}

impl<T> ArcCell<T> {
    /// A cell that holds `value`.
    pub fn new(value: Arc<T>) -> Self {
        Self { index: Index::new(), values: std::sync::Mutex::new(vec![Some(value)]) }
    }

    /// What the cell holds.
    pub fn load(&self) -> ArcGuard<T> {
        ArcGuard(self.load_full())
    }

    /// What the cell holds, as an owner.
    pub fn load_full(&self) -> Arc<T> {
        let index = self.index.load();
        self.value(index)
    }

    /// Puts `new` in the place of `current`, or lets go of it and hands back what is there instead.
    ///
    /// # Errors
    ///
    /// If and only if the cell does not hold `current`.
    ///
    /// # Panics
    ///
    /// If `current` never was in this cell.
    pub fn compare_exchange(&self, current: &Arc<T>, new: Arc<T>) -> Result<(), Arc<T>> {
        let (expected, appended) = {
            let mut values = self.values();
            values.push(Some(new));
            let expected = values
                .iter()
                .position(|value| value.as_ref().is_some_and(|value| Arc::ptr_eq(value, current)));
            (expected.expect("a value of this cell"), values.len() - 1)
        };
        self.index.compare_exchange(expected, appended).map(drop).map_err(|index| {
            self.values()[appended] = None; // no index ever led there
            self.value(index)
        })
    }

    fn value(&self, index: usize) -> Arc<T> {
        Arc::clone(self.values()[index].as_ref().expect("an index leads to what was installed"))
    }

    fn values(&self) -> std::sync::MutexGuard<'_, Vec<Option<Arc<T>>>> {
        self.values.lock().expect("never held across a panic")
    }
}

/// How many hold what a cell held once, other than the cell itself.
pub fn holders<T>(replaced: &Weak<T>) -> usize {
    replaced.strong_count().saturating_sub(1)
}

/// A short loan of what a cell held.
pub struct ArcGuard<T>(Arc<T>);

impl<T> ArcGuard<T> {
    /// The value, as an owner.
    pub fn into_arc(self) -> Arc<T> {
        self.0
    }
}

impl<T> Deref for ArcGuard<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Keeps the last value read from the cell in `O`, and asks the cell only whether it is still the one.
pub struct ArcCache<O, T> {
    owner: Arc<O>,
    cached: Option<(usize, Arc<T>)>,
}

impl<O: AsRef<ArcCell<T>>, T> ArcCache<O, T> {
    /// An empty cache: it reads the cell at the first `get`.
    pub fn new(owner: Arc<O>) -> Self {
        Self { owner, cached: None }
    }

    /// What the cell holds; the kept value where it still is the one.
    pub fn get(&mut self) -> &Arc<T> {
        let cell = O::as_ref(&self.owner);
        let fresh = match self.cached.take() {
            Some((index, value)) if index == cell.index.peek() => (index, value),
            _ => {
                let index = cell.index.load();
                (index, cell.value(index))
            }
        };
        &self.cached.insert(fresh).1
    }

    /// Lets go of the kept value.
    pub fn release(&mut self) {
        self.cached = None;
    }

    /// Where the cell is.
    pub fn owner(&self) -> &Arc<O> {
        &self.owner
    }
}

/// loom's mutex, less the poisoning that its type has and the real one has not.
#[derive(Debug)]
pub struct Mutex<T>(loom::sync::Mutex<T>);

/// Access to what a [`Mutex`] protects.
pub type MutexGuard<'a, T> = loom::sync::MutexGuard<'a, T>;

impl<T> Mutex<T> {
    /// A free mutex.
    pub fn new(value: T) -> Self {
        Self(loom::sync::Mutex::new(value))
    }

    /// Waits for the mutex.
    ///
    /// # Panics
    ///
    /// Never: loom's mutex is not poisoned.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().expect("loom does not poison")
    }
}

/// loom's condition variable, with a notion of time.
#[derive(Debug)]
pub struct Condvar(loom::sync::Condvar);

impl Default for Condvar {
    fn default() -> Self {
        Self::new()
    }
}

impl Condvar {
    /// A condition variable that nobody waits for.
    pub fn new() -> Self {
        Self(loom::sync::Condvar::new())
    }

    /// Sleeps until notified, if `deadline` never comes. Otherwise the time is up at once, but "at once" may be before,
    /// between or after whatever the other threads do while the mutex is free.
    ///
    /// # Panics
    ///
    /// Never: loom's mutex is not poisoned.
    pub fn wait_until<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        mutex: &'a Mutex<T>,
        deadline: Deadline,
    ) -> (MutexGuard<'a, T>, bool) {
        if deadline.never {
            return (self.0.wait(guard).expect("loom does not poison"), false);
        }
        drop(guard);
        (mutex.lock(), true)
    }

    /// Wakes all who sleep.
    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}

/// Whether this thread is part of a model that has failed. What unwinds then may not touch the model any more: the
/// second panic would abort the process, and with it the report of the first.
pub fn model_has_failed() -> bool {
    std::thread::panicking()
}

/// The end of a wait. A model has no clock: a deadline comes, or it never does.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    never: bool,
}

impl Deadline {
    /// The wait has no end.
    pub const NEVER: Self = Self { never: true };

    /// Some time from now; never, if `timeout` is [`Duration::MAX`].
    pub fn after(timeout: Duration) -> Self {
        Self { never: timeout == Duration::MAX }
    }
}

impl<T: fmt::Debug> fmt::Debug for ArcCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ArcCell").field(&*self.load()).finish()
    }
}

impl<T: fmt::Debug> fmt::Debug for ArcGuard<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ArcGuard").field(&self.0).finish()
    }
}

impl<O, T> fmt::Debug for ArcCache<O, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArcCache").field("holds", &self.cached.is_some()).finish_non_exhaustive()
    }
}
