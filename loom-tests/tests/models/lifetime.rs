//! Every snapshot is dropped exactly once, when its last holder goes.
//!
//! The modelled cell is itself a holder, until it goes, of all that it ever held. What is shown here is that nothing
//! else in the protocol is: not the lists of those who wait, not an operation that lost its race.

use std::sync::{Arc, Weak};

use crate::check;
use crate::spec::registry;
use loom::future::block_on;
use loom::thread;
use schema_registry::{RegistryHandle, Snapshot};

fn alive(weak: &Weak<Snapshot>) -> usize {
    weak.strong_count()
}

#[test]
fn the_last_holder_of_a_snapshot_is_its_only_owner() {
    check(|| {
        let handle = RegistryHandle::new();
        let reading = handle.clone();
        let reader = thread::spawn(move || reading.snapshot());
        let replaced = Arc::downgrade(&handle.snapshot());
        handle.set(registry(1));
        let held = reader.join().unwrap();
        drop(handle);
        let own = usize::from(held.generation() == 0);
        assert_eq!(alive(&replaced), own);
        assert_eq!(Arc::strong_count(&held), 1);
    });
}

#[test]
fn racing_writers_leave_nothing_behind() {
    check(|| {
        let handle = RegistryHandle::new();
        let first = Arc::downgrade(&handle.snapshot());
        let writing = handle.clone();
        let writer = thread::spawn(move || match writing.initialize(registry(1)) {
            Ok(installed) => Arc::downgrade(&installed),
            Err(refused) => Arc::downgrade(refused.current()),
        });
        let second = Arc::downgrade(&handle.set(registry(2)));
        let third = writer.join().unwrap();
        drop(handle);
        assert_eq!([first, second, third].map(|weak| alive(&weak)), [0; 3]);
    });
}

#[test]
fn readers_and_watchers_let_go_of_what_they_held() {
    check(|| {
        let handle = RegistryHandle::new();
        let first = Arc::downgrade(&handle.snapshot());
        let (mut reader, mut watcher) = (handle.reader(), handle.watch());
        let other = thread::spawn(move || {
            reader.get();
            block_on(watcher.changed()).map(|snapshot| Arc::downgrade(&snapshot))
        });
        handle.set(registry(1));
        let second = other.join().unwrap().unwrap();
        assert_eq!(alive(&second), 1, "the cell alone");
        drop(handle);
        assert_eq!([first, second].map(|weak| alive(&weak)), [0; 2]);
    });
}
