//! No lost wake-up: where one is lost, loom reports a deadlock.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use crate::spec::registry;
use crate::{check, check_bounded};
use loom::future::block_on;
use loom::thread;
use schema_registry::{RegistryHandle, RegistryWatcher, WaitError};

/// In a model, a timeout that comes at any time; `Duration::MAX` is one that never does.
const AT_ANY_TIME: Duration = Duration::from_secs(1);

fn wait_generation(watcher: &mut RegistryWatcher) -> Option<u64> {
    watcher.wait().ok().map(|snapshot| snapshot.generation())
}

#[test]
fn a_waiter_against_a_change() {
    check(|| {
        let handle = RegistryHandle::new();
        let mut watcher = handle.watch();
        let waiter = thread::spawn(move || wait_generation(&mut watcher));
        handle.set(registry(1));
        assert_eq!(waiter.join().unwrap(), Some(1));
    });
}

#[test]
fn a_waiter_against_two_changes_sees_the_last_of_them() {
    check(|| {
        let handle = RegistryHandle::new();
        let mut watcher = handle.watch();
        let waiter = thread::spawn(move || {
            let mut seen = vec![];
            while seen.last() != Some(&2) {
                seen.extend(wait_generation(&mut watcher));
            }
            seen
        });
        handle.set(registry(1));
        handle.reset();
        assert!([vec![1, 2], vec![2]].contains(&waiter.join().unwrap()));
    });
}

#[test]
fn two_waiters_against_a_change_both_wake() {
    check_bounded(4, || {
        let handle = RegistryHandle::new();
        let waiters = [handle.watch(), handle.watch()]
            .map(|mut watcher| thread::spawn(move || wait_generation(&mut watcher)));
        handle.set(registry(1));
        assert_eq!(waiters.map(|waiter| waiter.join().unwrap()), [Some(1); 2]);
    });
}

#[test]
fn a_waiter_against_a_timeout_loses_nothing() {
    check(|| {
        let handle = RegistryHandle::new();
        let mut watcher = handle.watch();
        let waiter = thread::spawn(move || {
            let first = watcher.wait_timeout(AT_ANY_TIME).map(|snapshot| snapshot.generation());
            (first, watcher)
        });
        handle.set(registry(1));
        match waiter.join().unwrap() {
            (Ok(generation), _) => assert_eq!(generation, 1),
            (Err(reason), mut watcher) => {
                assert_eq!(reason, WaitError::TimedOut);
                assert_eq!(wait_generation(&mut watcher), Some(1), "what it did not wait for, it sees next");
            }
        }
    });
}

#[test]
fn a_wait_that_began_before_the_last_handle_went_sees_its_change_and_then_ends() {
    check(|| {
        let handle = RegistryHandle::new();
        let mut watcher = handle.watch();
        let waiter = thread::spawn(move || (wait_generation(&mut watcher), wait_generation(&mut watcher)));
        handle.set(registry(1));
        drop(handle);
        assert_eq!(waiter.join().unwrap(), (Some(1), None));
    });
}

#[test]
fn wait_initialized_against_initialize() {
    check(|| {
        let handle = RegistryHandle::new();
        let waiting = handle.clone();
        let waiter = thread::spawn(move || waiting.wait_initialized(Duration::MAX));
        handle.initialize(registry(1)).unwrap();
        assert!(waiter.join().unwrap().is_ok_and(|snapshot| snapshot.is_initialized()));
    });
}

#[test]
fn initialized_against_a_reset_and_an_initialize() {
    check_bounded(4, || {
        let handle = RegistryHandle::new();
        let ready = handle.initialized();
        let waiter = thread::spawn(move || block_on(ready).map(|snapshot| snapshot.generation()));
        handle.reset();
        handle.initialize(registry(1)).unwrap();
        assert_eq!(waiter.join().unwrap(), Ok(2));
    });
}

#[test]
fn changed_against_a_change() {
    check(|| {
        let handle = RegistryHandle::new();
        let mut watcher = handle.watch();
        let waiter = thread::spawn(move || block_on(watcher.changed()).map(|snapshot| snapshot.generation()));
        handle.set(registry(1));
        assert_eq!(waiter.join().unwrap(), Ok(1));
    });
}

#[test]
fn changed_dropped_in_mid_wait_loses_nothing() {
    check(|| {
        let handle = RegistryHandle::new();
        let mut watcher = handle.watch();
        let waiter = thread::spawn(move || {
            let first = pin!(watcher.changed()).poll(&mut Context::from_waker(Waker::noop()));
            match first.map(|snapshot| snapshot.unwrap().generation()) {
                std::task::Poll::Ready(generation) => generation,
                std::task::Poll::Pending => block_on(watcher.changed()).unwrap().generation(),
            }
        });
        handle.set(registry(1));
        assert_eq!(waiter.join().unwrap(), 1);
    });
}

#[test]
fn changed_ends_when_the_last_handle_goes() {
    check(|| {
        let handle = RegistryHandle::new();
        let mut watcher = handle.watch();
        let waiter = thread::spawn(move || block_on(watcher.changed()).is_err());
        drop(handle);
        assert!(waiter.join().unwrap());
    });
}
