//! Snapshots are freed when their last holder lets go: counted, on the real cell, while threads read and write.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::thread;

use crate::spec::{Spec, registry};
use crate::under_watchdog;
use schema_registry::{RegistryHandle, Snapshot};

fn alive(installed: &[Weak<Snapshot>]) -> usize {
    installed.iter().filter(|snapshot| snapshot.strong_count() > 0).count()
}

#[test]
fn a_replaced_snapshot_lives_exactly_as_long_as_somebody_holds_it() {
    let handle = RegistryHandle::new();
    let mut reader = handle.reader();
    let (guard, held) = (handle.load(), Arc::clone(reader.get()));
    let weak = Arc::downgrade(&held);

    handle.set(registry(1));
    drop(guard);
    drop(held);
    assert_eq!(weak.strong_count(), 1, "the reader alone, which has not been asked since");
    reader.release();
    assert_eq!(weak.strong_count(), 0);
}

#[test]
fn a_reader_lets_go_of_a_replaced_snapshot_when_it_is_asked_again() {
    let handle = RegistryHandle::new();
    let mut reader = handle.reader();
    let weak = Arc::downgrade(reader.get());
    handle.set(registry(1));
    assert_eq!(weak.strong_count(), 1);
    reader.get();
    assert_eq!(weak.strong_count(), 0);
}

#[test]
fn the_last_snapshot_goes_with_the_handle_and_all_who_watched_it() {
    let handle = RegistryHandle::new();
    let (watcher, weak) = (handle.watch(), Arc::downgrade(&handle.snapshot()));
    drop(handle);
    assert_eq!(weak.strong_count(), 1, "a watcher may still have to give it");
    drop(watcher);
    assert_eq!(weak.strong_count(), 0);
}

#[test]
fn under_stress_only_the_current_snapshot_is_left() {
    under_watchdog(|| {
        let (handle, stop) = (RegistryHandle::new(), AtomicBool::new(false));
        let installed = thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| read_until(&stop, &handle));
            }
            let writers = [0, 1].map(|writer| {
                scope.spawn({
                    let handle = &handle;
                    move || write(handle, writer)
                })
            });
            let installed = writers.map(|writer| writer.join().unwrap()).concat();
            stop.store(true, Ordering::Relaxed);
            installed
        });
        assert_eq!(installed.len(), 20_000);
        assert_eq!(alive(&installed), 1, "the current one");
        drop(handle);
        assert_eq!(alive(&installed), 0);
    });
}

fn write(handle: &RegistryHandle, writer: u64) -> Vec<Weak<Snapshot>> {
    let installed = (0..10_000).map(|i| {
        let content = 2 * i + writer;
        match handle.update(|_| Ok::<_, ()>(registry(content))) {
            Ok(installed) => Arc::downgrade(&installed),
            Err(()) => unreachable!(),
        }
    });
    installed.collect()
}

fn read_until(stop: &AtomicBool, handle: &RegistryHandle) {
    let (mut reader, mut last) = (handle.reader(), 0);
    let mut held = handle.snapshot();
    while !stop.load(Ordering::Relaxed) {
        let seen = [Spec::of(&handle.load()), Spec::of(reader.get()), Spec::of(&handle.snapshot())];
        assert!(seen[0].generation >= last && seen.is_sorted_by_key(|seen| seen.generation), "{seen:?}");
        assert!(seen.iter().all(|seen| seen.content.is_some() == (seen.generation > 0)), "{seen:?}");
        last = seen[2].generation;
        if last > held.generation() + 100 {
            held = handle.snapshot(); // holds some for longer than others
        }
    }
}
