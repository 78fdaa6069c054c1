//! Your own value: what is derived from a registry always matches it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::spec::{content_of, registry};
use crate::under_watchdog;
use schema_registry::{RegistryHandle, SchemaRegistry};

/// A registry with a heap allocation beside it, which counts its instances.
struct Derived {
    registry: SchemaRegistry,
    numbers: Vec<u64>,
    alive: Arc<AtomicUsize>,
}

impl Derived {
    fn new(content: u64, alive: &Arc<AtomicUsize>) -> Self {
        Self::of(&registry(content), alive)
    }

    fn of(registry: &SchemaRegistry, alive: &Arc<AtomicUsize>) -> Self {
        alive.fetch_add(1, Ordering::Relaxed);
        let numbers = vec![content_of(registry); 8];
        Self { registry: registry.clone(), numbers, alive: Arc::clone(alive) }
    }

    fn assert_whole(&self) {
        let content = content_of(&self.registry);
        assert!(self.numbers.iter().all(|number| *number == content), "derived from another registry");
    }
}

impl AsRef<SchemaRegistry> for Derived {
    fn as_ref(&self) -> &SchemaRegistry {
        &self.registry
    }
}

impl Drop for Derived {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A million changes by two writers, in each possible way, under two readers.
#[test]
fn a_million_changes_keep_every_derived_part_with_its_registry_and_free_all_but_one() {
    const CHANGES: u64 = 500_000;
    under_watchdog(|| {
        let alive = Arc::new(AtomicUsize::new(0));
        let registries: Vec<_> = (0..100).map(registry).collect();
        let (handle, stop) = (RegistryHandle::uninitialized(Derived::new(0, &alive)), AtomicBool::new(false));
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let mut reader = handle.reader();
                    while !stop.load(Ordering::Relaxed) {
                        handle.load().assert_whole();
                        reader.get().assert_whole();
                    }
                });
            }
            let writers = [0, 1].map(|writer| {
                let (handle, alive, registries) = (&handle, &alive, &registries);
                scope.spawn(move || {
                    for (i, registry) in (0..CHANGES).zip(registries[writer * 50..].iter().cycle()) {
                        let changed = match i % 3 {
                            0 => handle.set(Derived::of(registry, alive)),
                            1 => handle.update(|_| Ok::<_, ()>(Derived::of(registry, alive))).unwrap(),
                            _ => match handle.set_if(handle.generation(), Derived::of(registry, alive)) {
                                Ok(installed) => installed,
                                Err(superseded) => handle.set(superseded.into_value()),
                            },
                        };
                        assert!(changed.registry.ptr_eq(registry));
                    }
                })
            });
            for writer in writers {
                writer.join().unwrap();
            }
            stop.store(true, Ordering::Relaxed);
        });
        assert_eq!(handle.generation(), 2 * CHANGES);
        assert_eq!(alive.load(Ordering::Relaxed), 1, "the current one");
        drop(handle);
        assert_eq!(alive.load(Ordering::Relaxed), 0);
    });
}

#[test]
fn a_derivation_that_fails_or_panics_changes_nothing() {
    let alive = Arc::new(AtomicUsize::new(0));
    let handle = RegistryHandle::uninitialized(Derived::new(0, &alive));
    handle.set(Derived::new(1, &alive));

    assert!(matches!(handle.update(|_| Err("no such permission")), Err("no such permission")));
    let panicking = || handle.update(|_| -> Result<Derived, ()> { panic!("expected") });
    assert!(catch_unwind(AssertUnwindSafe(panicking)).is_err());

    assert_eq!((handle.generation(), content_of(&handle.load().registry)), (1, 1));
    assert_eq!(alive.load(Ordering::Relaxed), 1);
}

#[test]
fn proposals_compare_the_registries_and_give_the_whole_value_back() {
    let alive = Arc::new(AtomicUsize::new(0));
    let handle = RegistryHandle::uninitialized(Derived::new(0, &alive));
    handle.set(Derived::new(1, &alive));

    assert!(handle.propose(Derived::new(1, &alive)).is_unchanged());
    let proposal = handle.propose(Derived::new(2, &alive));
    assert_eq!(proposal.changes().len(), 1);
    handle.set(Derived::new(3, &alive));
    let back = proposal.commit().unwrap_err().into_value();
    assert_eq!(back.numbers[0], 2);
    assert_eq!(handle.propose(back).commit().unwrap().numbers[0], 2);
}

#[test]
fn a_value_of_ones_own_needs_neither_clone_nor_debug_nor_a_registry() {
    #[derive(Default)]
    struct Bare(u8);

    let handle = RegistryHandle::<Bare>::default();
    assert_eq!(handle.initialize(Bare(1)).unwrap().0, 1);
    let refused = handle.initialize(Bare(2)).unwrap_err();
    assert_eq!((refused.current().0, refused.into_value().0), (1, 2));
    assert_eq!(handle.clone().reset().0, 0);
    assert_eq!(format!("{handle:?}"), "RegistryHandle(Snapshot { generation: 2, initialized: false, .. })");
}
