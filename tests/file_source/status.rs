//! The status: what it says, and waiting for it as a thread and as a task.

use std::fs;
use std::thread;
use std::time::{Duration, SystemTime};

use futures_executor::block_on;
use schema_registry::RegistryHandle;
use schema_registry::source::{FileSource, Outcome, Status};

use crate::{Place, WATCHDOG, document, under_watchdog, wait_until};

#[test]
fn a_status_says_how_often_what_came_of_it_last_and_since_when_all_is_well() {
    let began = SystemTime::now();
    let place = Place::with(&document(1));
    let handle = RegistryHandle::new();
    let source = FileSource::start(&handle, &place.file).unwrap();

    let good = source.status();
    assert!(
        matches!(good.last_outcome(), Some(Outcome::Applied { .. })) && good.is_good() && !good.is_ended()
    );
    assert_eq!((good.attempts(), good.applied(), good.good_generation()), (1, 1, Some(1)));
    assert!(good.last_good() == good.last_attempt() && good.last_good() >= Some(began));

    fs::write(&place.file, "{").unwrap();
    let bad = wait_until(&source, |status| status.failed() == 1);
    assert_eq!((bad.attempts(), bad.good_generation(), bad.last_good()), (2, Some(1), good.last_good()));
    assert!(!bad.is_good() && bad.last_attempt() >= good.last_attempt());
    assert_eq!(good.attempts(), 1); // what was read stays as it was
}

#[test]
fn the_warnings_of_a_document_that_loads_are_in_the_status() {
    let place = Place::with(r#"{ "version": "2.0", "features": [], "types": {} }"#);
    let handle = RegistryHandle::new();
    let source = FileSource::start(&handle, &place.file).unwrap();
    assert_eq!(source.status().warnings().len(), 1);
    fs::write(&place.file, document(1)).unwrap();
    assert!(wait_until(&source, |status| status.applied() == 2).warnings().is_empty());
}

#[test]
fn a_wait_ends_with_what_it_waits_for_or_when_the_time_is_up_or_when_the_source_is_gone() {
    let place = Place::with(&document(1));
    let handle = RegistryHandle::new();
    let source = FileSource::start(&handle, &place.file).unwrap();
    let watcher = source.watch_status();
    assert!(watcher.wait_for(Duration::ZERO, Status::is_good).is_ok());
    assert!(watcher.wait_for(Duration::from_millis(1), |status| status.applied() == 2).is_err());

    let waiter = watcher.clone();
    let waiter = thread::spawn(move || waiter.wait_for(WATCHDOG, |status| status.applied() == 2).is_ok());
    fs::write(&place.file, document(2)).unwrap();
    assert!(waiter.join().unwrap());

    let waiter = watcher.clone();
    let waiter = thread::spawn(move || waiter.wait_for(Duration::from_secs(3600), |_| false).is_err());
    drop(source);
    under_watchdog(|| assert!(waiter.join().unwrap()));
    assert!(watcher.status().is_ended() && watcher.status().applied() == 2);
}

#[test]
fn a_task_awaits_each_status_and_then_the_end() {
    let place = Place::with(&document(1));
    let handle = RegistryHandle::new();
    let source = FileSource::start(&handle, &place.file).unwrap();
    let mut watcher = source.watch_status();
    let task = thread::spawn(move || {
        block_on(async {
            let mut attempts = Vec::new();
            while let Ok(status) = watcher.changed().await {
                attempts.push(status.attempts());
            }
            attempts
        })
    });
    for number in 2..=4 {
        fs::write(&place.file, document(number)).unwrap();
        wait_until(&source, |status| status.applied() == u64::from(number));
    }
    drop(source);
    under_watchdog(|| {
        let attempts = task.join().unwrap();
        assert!(attempts.is_sorted_by(|earlier, later| earlier < later), "{attempts:?}");
        assert_eq!(attempts.last(), Some(&4));
    });
}
