//! A panic in a caller's closure leaves the handle as it was, and usable.

use std::future::Future;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};

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

struct Panicking;

impl Wake for Panicking {
    fn wake(self: Arc<Self>) {
        panic!("expected");
    }
}

#[derive(Default)]
struct Counting(AtomicUsize);

impl Wake for Counting {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_waker_that_panics_keeps_no_other_waiter_asleep() {
    under_watchdog(|| {
        let handle = RegistryHandle::new();
        let counting = Arc::new(Counting::default());
        let wakers = [Waker::from(Arc::new(Panicking)), Waker::from(Arc::clone(&counting))];
        let mut watchers: Vec<_> = wakers.iter().map(|_| handle.watch()).collect();
        let mut changes: Vec<_> = watchers.iter_mut().map(|watcher| Box::pin(watcher.changed())).collect();
        for (change, waker) in changes.iter_mut().zip(&wakers) {
            assert!(change.as_mut().poll(&mut Context::from_waker(waker)).is_pending());
        }
        assert_eq!(handle.set(registry(1)).generation(), 1, "the change was made, and the caller is told so");
        assert_eq!(counting.0.load(Ordering::SeqCst), 1);
        drop(changes);
        assert_usable_and_unchanged(&handle);
    });
}
