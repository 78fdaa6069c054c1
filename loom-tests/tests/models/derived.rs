//! A value of one's own: what is derived from a registry is never seen beside another one.

use std::sync::Arc;

use crate::spec::{content_of, registry};
use crate::{check, check_fault};
use loom::sync::atomic::{AtomicU64, Ordering};
use loom::thread;
use schema_registry::{RegistryHandle, SchemaRegistry};

struct Derived {
    registry: SchemaRegistry,
    double: u64,
}

impl Derived {
    fn new(content: u64) -> Self {
        Self { registry: registry(content), double: 2 * content }
    }
}

#[test]
fn a_derived_part_matches_its_registry() {
    check(|| {
        let handle = RegistryHandle::uninitialized(Derived::new(0));
        let (reading, mut reader) = (handle.clone(), handle.reader());
        let reader = thread::spawn(move || {
            let loaded = reading.load();
            assert_eq!(loaded.double, 2 * content_of(&loaded.registry));
            let read = reader.get();
            assert_eq!(read.double, 2 * content_of(&read.registry));
        });
        handle.set(Derived::new(1));
        let updated = handle.update(|current| Ok::<_, ()>(Derived::new(current.double + 1))).unwrap();
        assert_eq!((updated.double, content_of(&updated.registry)), (6, 3));
        reader.join().unwrap();
    });
}

/// The mistake that people make: the derived part beside the handle, made after the swap.
#[test]
#[should_panic(expected = "derived from another registry")]
fn a_part_derived_after_the_swap() {
    check_fault(|| {
        let handle = RegistryHandle::new();
        let double = Arc::new(AtomicU64::new(0));
        handle.set(registry(0));
        let (writing, derived) = (handle.clone(), Arc::clone(&double));
        let writer = thread::spawn(move || {
            writing.set(registry(1));
            derived.store(2, Ordering::Release);
        });
        let snapshot = handle.load();
        assert_eq!(
            double.load(Ordering::Acquire),
            2 * content_of(&snapshot),
            "derived from another registry"
        );
        writer.join().unwrap();
    });
}
