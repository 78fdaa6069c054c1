//! The waiters for a change: sleeping threads, and the wakers of tasks. Also the holders of replaced values.
//!
//! The race to prevent is the lost wake-up: a waiter looks, sees no change, and goes to sleep just as the change
//! comes. The rule that prevents it has two sides. A writer **first** replaces the value and **then** takes the lock.
//! A waiter **first** takes the lock (to draw a ticket, or to leave its waker) and **then** looks. If the writer
//! comes second to the lock, it finds the ticket drawn or the waker left; if the waiter comes second, the lock has
//! made everything visible that the writer did before, including the new value.
//!
//! So a writer takes the lock at every change. Nobody reads or drops a value while holding it, and readers do not
//! know that it exists.

use std::collections::BTreeMap;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Weak};
use std::task::Waker;
use std::time::SystemTime;

use super::Versioned;
use crate::sync::{Condvar, Deadline, Mutex, holders, model_has_failed};

/// The list of waiters, and of replaced values.
pub(super) struct Waiters<T> {
    state: Mutex<State<T>>,
    woken: Condvar,
}

struct State<T> {
    /// The number of notifications, or [`CLOSED`]. A ticket is a copy of it.
    notified: u64,
    next_key: u64,
    // A map, since thousands of tasks may wait and each may give up at any time. It allocates nothing while empty.
    tasks: BTreeMap<u64, Waker>,
    /// Replaced values that were still held at the last change.
    #[expect(clippy::box_collection, reason = "a handle is small, and most are never replaced")]
    replaced: Option<Box<Vec<Replaced<T>>>>,
}

/// No more changes can come.
const CLOSED: u64 = u64::MAX;

struct Replaced<T> {
    value: Weak<T>,
    version: u64,
    at: SystemTime,
}

/// A replaced snapshot that is still held somewhere. Returned by
/// [`RegistryHandle::retained`](crate::RegistryHandle::retained).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retained {
    /// The generation of the snapshot.
    pub generation: u64,
    /// When it was replaced, by the system clock.
    pub replaced_at: SystemTime,
    /// The number of holders: each `Arc`, guard and reader counts.
    pub holders: usize,
}

/// Drawn by a thread before it looks. The thread then sleeps only as long as the ticket is the newest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ticket {
    notified: u64,
}

impl Ticket {
    /// Whether a change that a waiter does not see after drawing this ticket can never come.
    pub(super) fn is_closed(self) -> bool {
        self.notified == CLOSED
    }
}

/// Where a task has left its waker, if it has.
#[derive(Debug, Default)]
pub(super) struct Registration {
    key: Option<u64>,
}

impl<T> Waiters<T> {
    pub(super) fn new() -> Self {
        let state = State { notified: 0, next_key: 0, tasks: BTreeMap::new(), replaced: None };
        Self { state: Mutex::new(state), woken: Condvar::new() }
    }

    /// Must be called after each change, never before it.
    pub(super) fn replaced(&self, value: &Arc<T>)
    where
        T: Versioned,
    {
        let (value, version, at) = (Arc::downgrade(value), value.version(), SystemTime::now());
        self.notify(|state| {
            state.notified += 1;
            let replaced = state.replaced.get_or_insert_default();
            replaced.retain(|replaced| holders(&replaced.value) > 0);
            replaced.push(Replaced { value, version, at });
        });
    }

    pub(super) fn retained(&self) -> Vec<Retained> {
        let state = self.state.lock();
        let retained = state.replaced.iter().flat_map(|it| &**it).map(|replaced| Retained {
            generation: replaced.version,
            replaced_at: replaced.at,
            holders: holders(&replaced.value),
        });
        let mut retained: Vec<_> = retained.filter(|retained| retained.holders > 0).collect();
        drop(state);
        // The second of two changes may be the first to take the lock.
        retained.sort_unstable_by_key(|retained| retained.generation);
        retained
    }

    /// Tells all waiters that no change will come any more.
    pub(super) fn close(&self) {
        if model_has_failed() {
            return;
        }
        self.notify(|state| state.notified = CLOSED);
    }

    fn notify(&self, change: impl FnOnce(&mut State<T>)) {
        let tasks = {
            let mut state = self.state.lock();
            change(&mut state);
            mem::take(&mut state.tasks)
        };
        self.woken.notify_all();
        for waker in tasks.into_values() {
            // Foreign code, which may call back into this cell, so it runs outside of the lock. If it panics, the
            // panic hook has reported it; the change was made, and the others are still woken.
            let _ = panic::catch_unwind(AssertUnwindSafe(|| waker.wake()));
        }
    }

    pub(super) fn ticket(&self) -> Ticket {
        let state = self.state.lock();
        Ticket { notified: state.notified }
    }

    /// Sleeps until somebody was notified after `ticket` was drawn; false if the time was up first.
    pub(super) fn sleep(&self, ticket: Ticket, deadline: Deadline) -> bool {
        let mut state = self.state.lock();
        let mut timed_out = false;
        while state.notified == ticket.notified {
            if timed_out {
                return false;
            }
            (state, timed_out) = self.woken.wait_until(state, &self.state, deadline);
        }
        true
    }

    /// Leaves `waker` to be woken at the next change, replacing an earlier one. Returns true if closed.
    pub(super) fn register(&self, registration: &mut Registration, waker: Waker) -> bool {
        let (previous, closed) = {
            let mut state = self.state.lock();
            let key = *registration.key.get_or_insert(state.next_key);
            state.next_key = state.next_key.max(key + 1);
            (state.tasks.insert(key, waker), state.notified == CLOSED)
        };
        drop(previous); // outside of the lock: it is foreign code too
        closed
    }

    /// Takes the waker back, if it is still there.
    pub(super) fn deregister(&self, registration: &mut Registration) {
        let key = registration.key.take().filter(|_| !model_has_failed());
        if let Some(key) = key {
            let previous = self.state.lock().tasks.remove(&key);
            drop(previous);
        }
    }
}
