//! Who waits for a change: threads asleep, and the wakers of tasks.
//!
//! The race to prevent is the lost wake-up: a waiter looks, sees no change, and goes to sleep just as the change comes.
//! The rule that prevents it has two sides. A writer **first** replaces the snapshot and **then** takes the lock. A
//! waiter **first** takes the lock (to draw a ticket, or to leave its waker) and **then** looks. Whichever comes second
//! to the lock, the waiter is safe: if it is the writer, it finds the ticket drawn or the waker left; if it is the
//! waiter, the lock has handed it everything that the writer did before, the new snapshot included.
//!
//! So a writer takes the lock at every change. Nobody looks at a snapshot, and nobody drops one, while holding it, and
//! readers do not know that it exists.

use std::collections::BTreeMap;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::task::Waker;

use crate::sync::{Condvar, Deadline, Mutex, model_has_failed};

/// The list of those who wait.
pub(crate) struct Waiters {
    state: Mutex<State>,
    woken: Condvar,
}

struct State {
    /// How often somebody was notified. A ticket is a copy of it.
    notified: u64,
    /// No more changes can come.
    closed: bool,
    next_key: u64,
    // A map, since thousands of tasks may wait and each may give up at any time. It allocates nothing while empty.
    tasks: BTreeMap<u64, Waker>,
}

/// What a thread draws before it looks. If it has to sleep then, it sleeps only as long as the ticket is the newest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket {
    notified: u64,
    closed: bool,
}

impl Ticket {
    /// Whether the change that a waiter does not see after drawing this ticket can never come.
    pub(crate) fn is_closed(self) -> bool {
        self.closed
    }
}

/// Where a task has left its waker, if it has.
#[derive(Debug, Default)]
pub(crate) struct Registration {
    key: Option<u64>,
}

impl Waiters {
    pub(crate) fn new() -> Self {
        let state = State { notified: 0, closed: false, next_key: 0, tasks: BTreeMap::new() };
        Self { state: Mutex::new(state), woken: Condvar::new() }
    }

    /// To be called after each change, never before it.
    pub(crate) fn notify(&self) {
        self.notify_with(|_| ());
    }

    /// Tells everybody that no change will come any more.
    pub(crate) fn close(&self) {
        if model_has_failed() {
            return;
        }
        self.notify_with(|state| state.closed = true);
    }

    fn notify_with(&self, change: impl FnOnce(&mut State)) {
        let tasks = {
            let mut state = self.state.lock();
            state.notified += 1;
            change(&mut state);
            mem::take(&mut state.tasks)
        };
        self.woken.notify_all();
        // A waker is foreign code, and may well come back to this handle: it runs outside of the lock.
        WakeAll(tasks.into_values()).wake();
    }

    pub(crate) fn ticket(&self) -> Ticket {
        let state = self.state.lock();
        Ticket { notified: state.notified, closed: state.closed }
    }

    /// Sleeps until somebody was notified after `ticket` was drawn; false if the time was up first.
    pub(crate) fn sleep(&self, ticket: Ticket, deadline: Deadline) -> bool {
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

    /// Leaves `waker` to be woken at the next change, in the place of one left before. True if closed.
    pub(crate) fn register(&self, registration: &mut Registration, waker: Waker) -> bool {
        let (previous, closed) = {
            let mut state = self.state.lock();
            let key = *registration.key.get_or_insert(state.next_key);
            state.next_key = state.next_key.max(key + 1);
            (state.tasks.insert(key, waker), state.closed)
        };
        drop(previous); // outside of the lock: it is foreign code too
        closed
    }

    /// Takes the waker back, if it is there still.
    pub(crate) fn deregister(&self, registration: &mut Registration) {
        let key = registration.key.take().filter(|_| !model_has_failed());
        if let Some(key) = key {
            let previous = self.state.lock().tasks.remove(&key);
            drop(previous);
        }
    }
}

/// Wakers that are all called, even if one of them panics.
struct WakeAll<I: Iterator<Item = Waker>>(I);

impl<I: Iterator<Item = Waker>> WakeAll<I> {
    fn wake(mut self) {
        self.0.by_ref().for_each(Waker::wake);
    }
}

impl<I: Iterator<Item = Waker>> Drop for WakeAll<I> {
    /// Has something to do only while a panic goes by. A second panic would abort, so it ends here.
    fn drop(&mut self) {
        for waker in self.0.by_ref() {
            let _ = panic::catch_unwind(AssertUnwindSafe(|| waker.wake()));
        }
    }
}
