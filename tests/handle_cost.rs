//! What a handle costs, and what its types are good for.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use schema_registry::{
    AlreadyInitialized, RegistryHandle, RegistryReader, RegistryWatcher, Snapshot, Superseded,
};

#[test]
fn a_handle_takes_at_most_256_bytes_on_the_heap_and_off_it() {
    drop(RegistryHandle::new()); // arc-swap makes a small record for each thread that ever uses it
    let mut handle = None;
    let allocated = allocation_counter::measure(|| handle = Some(RegistryHandle::new()));
    let bytes = allocated.bytes_current + i64::try_from(size_of::<RegistryHandle>()).unwrap();
    assert!(bytes <= 256, "{bytes} bytes in {} allocations", allocated.count_current);
    assert_eq!(allocated.count_total, u64::try_from(allocated.count_current).unwrap(), "nothing in passing");

    let freed = allocation_counter::measure(|| drop(handle));
    assert_eq!(freed.bytes_current, -allocated.bytes_current);
}

#[test]
fn reads_allocate_nothing() {
    let handle = RegistryHandle::new();
    let mut reader = handle.reader();
    reader.get();
    let allocated = allocation_counter::measure(|| {
        assert_eq!(handle.load().generation(), 0);
        assert_eq!(handle.snapshot().generation(), 0);
        assert_eq!(reader.get().generation(), 0);
    });
    assert_eq!(allocated.count_total, 0);
}

#[test]
fn handles_made_by_new_have_nothing_in_common() {
    let [one, other] = [RegistryHandle::new(), RegistryHandle::new()];
    one.reset();
    assert_eq!((one.generation(), other.generation(), one.clone().generation()), (1, 0, 1));
}

#[test]
fn what_goes_between_threads_and_through_panics_may() {
    fn assert_for_threads<T: Send + Sync + 'static>() {}
    fn assert_for_panics<T: UnwindSafe + RefUnwindSafe>() {}
    assert_for_threads::<RegistryHandle>();
    assert_for_threads::<RegistryReader>();
    assert_for_threads::<RegistryWatcher>();
    assert_for_threads::<Arc<Snapshot>>();
    assert_for_threads::<AlreadyInitialized>();
    assert_for_threads::<Superseded>();
    assert_for_panics::<RegistryHandle>();
}
