//! A `RegistryReader` sees every change that happened before its read, although it only peeks at the cell.

use std::sync::Arc;

use crate::check;
use crate::spec::{Spec, registry};
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;
use schema_registry::RegistryHandle;

#[test]
fn a_change_that_happened_before_the_read_is_seen() {
    check(|| {
        let handle = RegistryHandle::new();
        let changed = Arc::new(AtomicBool::new(false));
        let mut reader = handle.reader();
        assert_eq!(reader.get().generation(), 0);

        let flag = Arc::clone(&changed);
        let writer = thread::spawn(move || {
            handle.set(registry(7));
            flag.store(true, Ordering::Release);
        });
        if changed.load(Ordering::Acquire) {
            assert_eq!(Spec::of(reader.get()), Spec { generation: 1, content: Some(7) });
        }
        writer.join().unwrap();
        assert_eq!(reader.get().generation(), 1);
    });
}

#[test]
fn reads_never_go_back() {
    check(|| {
        let handle = RegistryHandle::new();
        let mut reader = handle.reader();
        let reader = thread::spawn(move || [(); 3].map(|()| reader.get().generation()));
        handle.set(registry(1));
        handle.set(registry(2));
        assert!(reader.join().unwrap().is_sorted());
    });
}

#[test]
fn reads_do_not_go_back_over_a_release_either() {
    check(|| {
        let handle = RegistryHandle::new();
        let mut reader = handle.reader();
        let reader = thread::spawn(move || {
            let before = reader.get().generation();
            reader.release();
            (before, reader.get().generation())
        });
        handle.set(registry(1));
        let (before, after) = reader.join().unwrap();
        assert!(before <= after);
    });
}
