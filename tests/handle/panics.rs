//! A panic in a caller's closure leaves the handle as it was, and usable.

use std::panic::catch_unwind;

use crate::spec::registry;
use crate::under_watchdog;
use schema_registry::{RegistryHandle, SchemaRegistry};

fn assert_usable_and_unchanged(handle: &RegistryHandle) {
    assert_eq!((handle.generation(), handle.load().version()), (1, "1"));
    let mut watcher = handle.watch();
    handle.set(registry(2));
    assert_eq!(watcher.wait().unwrap().version(), "2");
    handle.update(|_| Ok::<_, ()>(registry(3))).unwrap();
    handle.reset();
    handle.initialize(registry(4)).unwrap();
}

#[test]
fn a_panic_while_reading_leaves_a_usable_handle() {
    under_watchdog(|| {
        let handle = RegistryHandle::new();
        handle.set(registry(1));
        catch_unwind(|| handle.with_registry(|_| panic!("expected"))).unwrap_err();
        assert_usable_and_unchanged(&handle);
    });
}

#[test]
fn a_panic_while_updating_leaves_a_usable_handle() {
    under_watchdog(|| {
        let handle = RegistryHandle::new();
        handle.set(registry(1));
        let panicking = || handle.update(|_| -> Result<SchemaRegistry, ()> { panic!("expected") });
        catch_unwind(panicking).unwrap_err();
        assert_usable_and_unchanged(&handle);
    });
}

#[test]
fn an_error_while_updating_leaves_the_handle_as_it_was() {
    let handle = RegistryHandle::new();
    handle.set(registry(1));
    assert_eq!(handle.update(|_| Err("no")).unwrap_err(), "no");
    assert_usable_and_unchanged(&handle);
}
