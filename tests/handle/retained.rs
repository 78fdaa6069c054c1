//! Who still holds what was replaced.

use std::sync::Arc;

use crate::spec::registry;
use schema_registry::RegistryHandle;

fn generations_and_holders(handle: &RegistryHandle) -> Vec<(u64, usize)> {
    handle.retained().iter().map(|retained| (retained.generation, retained.holders)).collect()
}

#[test]
fn each_holder_of_a_replaced_snapshot_counts_and_the_current_one_is_not_listed() {
    let handle = RegistryHandle::new();
    let mut reader = handle.reader();
    let (guard, held) = (handle.load(), Arc::clone(reader.get()));
    let weak = Arc::downgrade(&held);
    assert_eq!(handle.retained(), []);

    handle.set(registry(1));
    assert_eq!(generations_and_holders(&handle), [(0, 3)]);
    let second = handle.snapshot();
    handle.set(registry(2));
    handle.set(registry(3));
    assert_eq!(generations_and_holders(&handle), [(0, 3), (1, 1)], "oldest first, and 2 was held by nobody");
    let [first, last] = handle.retained()[..] else { unreachable!() };
    assert!(first.replaced_at <= last.replaced_at);

    drop((guard, held));
    assert_eq!(generations_and_holders(&handle), [(0, 1), (1, 1)]);
    reader.get();
    drop(second);
    assert_eq!(handle.retained(), []);
    assert_eq!(weak.strong_count(), 0, "the list keeps nothing alive");
}
