//! A reader against changes: whole snapshots that never go back.

use crate::check;
use crate::spec::{Spec, registry};
use loom::thread;
use schema_registry::RegistryHandle;

/// Generation, state and content of a handle that is set to 7 and then reset.
fn assert_whole(seen: Spec) {
    let whole = match seen.generation {
        1 => Some(7),
        _ => None,
    };
    assert_eq!(seen.content, whole, "torn: {seen:?}");
}

#[test]
fn loads_are_whole_and_never_go_back() {
    check(|| {
        let handle = RegistryHandle::new();
        let reader = handle.clone();
        let reader = thread::spawn(move || [(); 3].map(|()| Spec::of(&reader.load())));
        handle.set(registry(7));
        handle.reset();
        let seen = reader.join().unwrap();
        seen.into_iter().for_each(assert_whole);
        assert!(seen.is_sorted_by_key(|seen| seen.generation), "backwards: {seen:?}");
    });
}

#[test]
fn what_one_reader_tells_another_the_other_sees_too() {
    use loom::sync::atomic::{AtomicU64, Ordering};
    use std::sync::Arc;
    check(|| {
        let handle = RegistryHandle::new();
        let told = Arc::new(AtomicU64::new(0));
        let (writer, first, tell) = (handle.clone(), handle.clone(), Arc::clone(&told));
        let writer = thread::spawn(move || writer.set(registry(7)));
        let first = thread::spawn(move || tell.store(first.generation(), Ordering::Release));
        let at_least = told.load(Ordering::Acquire);
        assert!(handle.generation() >= at_least);
        writer.join().unwrap();
        first.join().unwrap();
    });
}

#[test]
fn a_held_snapshot_stays_as_it_was() {
    check(|| {
        let handle = RegistryHandle::new();
        let reader = handle.clone();
        let reader = thread::spawn(move || {
            let held = reader.snapshot();
            let before = Spec::of(&held);
            drop(reader.load()); // the handle may have moved on by now
            assert_eq!(Spec::of(&held), before);
            assert_whole(before);
        });
        handle.set(registry(7));
        handle.reset();
        reader.join().unwrap();
    });
}
