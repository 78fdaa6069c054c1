//! Waiting on the real cell, as threads and as tasks.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use futures_executor::block_on;

use crate::spec::registry;
use crate::under_watchdog;
use schema_registry::{RegistryHandle, RegistryWatcher, WaitError};

/// A waker that counts, and the count of the `Arc` tells who still keeps it.
#[derive(Default)]
struct Counting(AtomicUsize);

impl Wake for Counting {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn generations(mut watcher: RegistryWatcher) -> Vec<u64> {
    std::iter::from_fn(|| watcher.wait().ok().map(|snapshot| snapshot.generation())).collect()
}

#[test]
fn a_wait_wakes_for_each_of_a_thousand_changes_that_are_waited_for() {
    under_watchdog(|| {
        let handle = RegistryHandle::new();
        let (mut there, back) = (handle.watch(), RegistryHandle::new());
        let mut answers = back.watch();
        let echo = thread::spawn(move || {
            while there.wait().is_ok() {
                back.reset();
            }
        });
        for round in 1..=1000 {
            handle.reset();
            assert_eq!(answers.wait().unwrap().generation(), round);
        }
        drop(handle);
        echo.join().unwrap();
    });
}

#[test]
fn changes_that_come_too_fast_are_coalesced_and_the_last_is_seen() {
    under_watchdog(|| {
        let handle = RegistryHandle::new();
        let waiters = [(); 4].map(|()| {
            let watcher = handle.watch();
            thread::spawn(move || generations(watcher))
        });
        for content in 0..1000 {
            handle.set(registry(content));
        }
        drop(handle);
        for waiter in waiters {
            let seen = waiter.join().unwrap();
            assert!(seen.is_sorted_by(|a, b| a < b));
            assert_eq!(seen.last(), Some(&1000));
        }
    });
}

#[test]
fn a_watcher_sees_only_what_came_after_it_was_made() {
    let handle = RegistryHandle::new();
    handle.set(registry(1));
    let mut watcher = handle.watch();
    assert_eq!(watcher.wait_timeout(Duration::ZERO).unwrap_err(), WaitError::TimedOut);
    handle.set(registry(2));
    let mut clone = watcher.clone();
    assert_eq!(watcher.wait_timeout(Duration::MAX).unwrap().version(), "2");
    assert_eq!(clone.wait_timeout(Duration::ZERO).unwrap().version(), "2", "a clone has its own place");
}

#[test]
fn waits_end_when_the_last_handle_goes_and_a_reader_does_not_count() {
    under_watchdog(|| {
        let handle = RegistryHandle::new();
        let (clone, mut watcher, mut reader) = (handle.clone(), handle.watch(), handle.reader());
        drop(handle);
        assert_eq!(watcher.wait_timeout(Duration::ZERO).unwrap_err(), WaitError::TimedOut);
        clone.set(registry(1));
        drop(clone);
        assert_eq!(watcher.wait().unwrap().version(), "1", "the last change is not lost");
        assert!(watcher.wait().is_err());
        assert_eq!(watcher.wait_timeout(Duration::MAX).unwrap_err(), WaitError::Closed);
        assert!(block_on(watcher.changed()).is_err());
        assert_eq!(reader.get().version(), "1");
    });
}

#[test]
fn wait_initialized_wakes_when_another_thread_initializes() {
    under_watchdog(|| {
        let handle = RegistryHandle::new();
        assert!(handle.wait_initialized(Duration::from_millis(1)).is_err());
        let waiting = handle.clone();
        let waiter = thread::spawn(move || waiting.wait_initialized(Duration::MAX));
        handle.reset(); // a change that is not the one waited for
        handle.initialize(registry(1)).unwrap();
        assert_eq!(waiter.join().unwrap().unwrap().version(), "1");
    });
}

#[test]
fn a_task_wakes_for_a_change_on_any_executor() {
    under_watchdog(|| {
        let handle = RegistryHandle::new();
        let mut watcher = handle.watch();
        let task = thread::spawn(move || block_on(async { watcher.changed().await.unwrap().generation() }));
        handle.set(registry(1));
        assert_eq!(task.join().unwrap(), 1);
    });
}

#[test]
fn a_pending_change_leaves_one_waker_and_takes_it_back_when_dropped() {
    let handle = RegistryHandle::new();
    let mut watcher = handle.watch();
    let counting = Arc::new(Counting::default());
    let waker = Waker::from(Arc::clone(&counting));
    let kept = || Arc::strong_count(&counting) - 2;
    {
        let mut changed = pin!(watcher.changed());
        for _ in 0..3 {
            assert!(changed.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            assert_eq!(kept(), 1, "polled again, it replaces its waker");
        }
    }
    assert_eq!(kept(), 0, "cancelled, it takes it back");
    handle.set(registry(1));
    assert_eq!(counting.0.load(Ordering::SeqCst), 0, "who gave up is not woken");
    assert_eq!(
        block_on(watcher.changed()).unwrap().generation(),
        1,
        "and what it gave up, the next one gives"
    );
}

#[test]
fn a_watcher_after_a_generation_misses_nothing_that_came_since() {
    let handle = RegistryHandle::new();
    let seen = handle.snapshot().generation();
    handle.set(registry(1));
    assert_eq!(handle.watch_after(seen).wait_timeout(Duration::ZERO).unwrap().version(), "1");
    assert_eq!(handle.watch_after(1).wait_timeout(Duration::ZERO).unwrap_err(), WaitError::TimedOut);
}

#[test]
fn initialized_is_a_future_of_the_first_snapshot_and_keeps_no_handle() {
    under_watchdog(|| {
        let handle = RegistryHandle::new();
        let (ready, never) = (handle.initialized(), RegistryHandle::new().initialized());
        handle.reset(); // a change that is not the one waited for
        let waiter = thread::spawn(move || block_on(ready).unwrap().version().to_owned());
        handle.initialize(registry(1)).unwrap();
        assert_eq!(waiter.join().unwrap(), "1");
        assert_eq!(block_on(handle.initialized()).unwrap().version(), "1", "at once, where it is");
        assert_eq!(block_on(never).unwrap_err(), WaitError::Closed);
    });
}

#[cfg(feature = "stream")]
#[test]
fn a_watcher_is_a_stream_that_ends_with_the_last_handle() {
    use std::pin::Pin;
    use std::task::Poll;

    use futures_core::Stream;

    let handle = RegistryHandle::new();
    let mut watcher = handle.watch();
    let counting = Arc::new(Counting::default());
    let waker = Waker::from(Arc::clone(&counting));
    let mut next = || Pin::new(&mut watcher).poll_next(&mut Context::from_waker(&waker));

    assert!(next().is_pending());
    handle.set(registry(1));
    handle.set(registry(2));
    assert_eq!(counting.0.load(Ordering::SeqCst), 1, "woken once until it is polled again");
    assert!(matches!(next(), Poll::Ready(Some(snapshot)) if snapshot.generation() == 2));
    assert!(next().is_pending());
    drop(handle);
    assert_eq!(counting.0.load(Ordering::SeqCst), 2);
    assert!(matches!(next(), Poll::Ready(None)));
}
