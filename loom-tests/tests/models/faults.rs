//! Planted faults, each an easy mistake, over the same cell, mutex and condition variable as the handle. A model that
//! does not find them is too weak.

use std::sync::Arc;

use crate::check_fault;
use loom::sync::atomic::{AtomicU64, Ordering};
use loom::thread;
use schema_registry::sync::{ArcCell, Condvar, Deadline, Mutex};

/// A handle of the simplest kind, with what the faults are made of.
struct Faulty {
    cell: ArcCell<u64>,
    notified: Mutex<u64>,
    woken: Condvar,
    /// A generation beside the cell, where it should not be.
    generation: AtomicU64,
}

impl Faulty {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            cell: ArcCell::new(Arc::new(0)),
            notified: Mutex::new(0),
            woken: Condvar::new(),
            generation: AtomicU64::new(0),
        })
    }

    /// A store: replaces whatever is there.
    fn store(&self, value: u64) {
        let (mut current, new) = (self.cell.load_full(), Arc::new(value));
        while let Err(other) = self.cell.compare_exchange(&current, Arc::clone(&new)) {
            current = other;
        }
    }

    fn notify(&self) {
        *self.notified.lock() += 1;
        self.woken.notify_all();
    }

    fn sleep_until_notified_after(&self, ticket: u64) {
        let mut notified = self.notified.lock();
        while *notified == ticket {
            notified = self.woken.wait_until(notified, &self.notified, Deadline::NEVER).0;
        }
    }
}

#[test]
#[should_panic(expected = "exactly one wins")]
fn check_then_store_instead_of_compare_and_set() {
    fn initialize(handle: &Faulty, value: u64) -> bool {
        let free = *handle.cell.load() == 0;
        if free {
            handle.store(value);
        }
        free
    }
    check_fault(|| {
        let handle = Faulty::new();
        let other = Arc::clone(&handle);
        let other = thread::spawn(move || initialize(&other, 1));
        let wins = [initialize(&handle, 2), other.join().unwrap()];
        assert!(wins[0] != wins[1], "exactly one wins");
    });
}

#[test]
#[should_panic(expected = "an update is lost")]
fn load_then_store_instead_of_an_update() {
    check_fault(|| {
        let handle = Faulty::new();
        let other = Arc::clone(&handle);
        let add = |handle: &Faulty, summand| handle.store(*handle.cell.load() + summand);
        let other = thread::spawn(move || add(&other, 1));
        add(&handle, 10);
        other.join().unwrap();
        assert_eq!(*handle.cell.load(), 11, "an update is lost");
    });
}

/// Over a cell made of a mutex this one is not found: the mutex orders the generation as well.
#[test]
#[should_panic(expected = "older than its generation")]
fn a_generation_kept_beside_the_cell() {
    check_fault(|| {
        let handle = Faulty::new();
        let writer = Arc::clone(&handle);
        let writer = thread::spawn(move || {
            writer.store(1);
            writer.generation.store(1, Ordering::Relaxed);
        });
        let generation = handle.generation.load(Ordering::Acquire);
        assert!(*handle.cell.load() >= generation, "older than its generation");
        writer.join().unwrap();
    });
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_notify_before_the_swap() {
    check_fault(|| {
        let handle = Faulty::new();
        let writer = Arc::clone(&handle);
        let writer = thread::spawn(move || {
            writer.notify();
            writer.store(1);
        });
        loop {
            let ticket = *handle.notified.lock();
            if *handle.cell.load() == 1 {
                break;
            }
            handle.sleep_until_notified_after(ticket);
        }
        writer.join().unwrap();
    });
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_waiter_that_does_not_look_again() {
    check_fault(|| {
        let handle = Faulty::new();
        let writer = Arc::clone(&handle);
        let writer = thread::spawn(move || {
            writer.store(1);
            writer.notify();
        });
        // It looks, and only then draws its ticket.
        while *handle.cell.load() == 0 {
            let ticket = *handle.notified.lock();
            handle.sleep_until_notified_after(ticket);
        }
        writer.join().unwrap();
    });
}
