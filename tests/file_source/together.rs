//! A handle that others change too: nothing overwrites what it was not compared with.

use std::fs;
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use schema_registry::source::{FileSource, Policy};
use schema_registry::{RegistryHandle, SchemaRegistry};

use crate::{Place, growing, wait_until};

fn grown(count: usize) -> SchemaRegistry {
    SchemaRegistry::from_json(&growing(count)).unwrap()
}

#[test]
fn a_registry_that_is_set_while_a_document_is_compared_is_compared_with_too() {
    let place = Place::with(&growing(1));
    let handle = RegistryHandle::new();
    let bases = Arc::new(Mutex::new(Vec::new()));
    let policy = {
        let (handle, bases) = (handle.clone(), Arc::clone(&bases));
        Policy::when(move |proposal| {
            let base = proposal.base().generation();
            bases.lock().unwrap().push(base);
            if base == 1 {
                handle.set(grown(5)); // between the comparison and the commit, at the worst of times
            }
            !proposal.is_breaking()
        })
    };
    let source = FileSource::builder(&place.file).policy(policy).start(&handle).unwrap();
    fs::write(&place.file, growing(3)).unwrap();
    let status = wait_until(&source, |status| status.attempts() == 2);
    assert_eq!(*bases.lock().unwrap(), [0, 1, 2]); // the start; what was there; what came in between
    assert_eq!((status.refused(), handle.generation()), (1, 2)); // f4 and f5 would have gone
    assert_eq!(handle.load().field_count(), 5);
}

#[test]
fn of_two_sources_the_one_that_was_overtaken_compares_again() {
    let (slow, fast) = (Place::with(&growing(1)), Place::with(&growing(1)));
    let handle = RegistryHandle::new();
    let meeting = Arc::new(Barrier::new(2));
    let bases = Arc::new(Mutex::new(Vec::new()));
    let policy = {
        let (meeting, bases) = (Arc::clone(&meeting), Arc::clone(&bases));
        Policy::when(move |proposal| {
            bases.lock().unwrap().push(proposal.base().generation());
            if proposal.base().generation() == 1 {
                meeting.wait(); // it has compared,
                meeting.wait(); // and the other has committed
            }
            !proposal.is_breaking()
        })
    };
    let slow_source = FileSource::builder(&slow.file).policy(policy).start(&handle).unwrap();
    let fast_source = FileSource::builder(&fast.file).policy(Policy::non_breaking()).start(&handle).unwrap();
    assert_eq!((fast_source.status().unchanged(), handle.generation()), (1, 1));

    fs::write(&slow.file, growing(2)).unwrap();
    meeting.wait();
    fs::write(&fast.file, growing(9)).unwrap();
    wait_until(&fast_source, |status| status.applied() == 1);
    meeting.wait();
    let status = wait_until(&slow_source, |status| status.attempts() == 2);
    assert_eq!((status.refused(), handle.load().field_count()), (1, 9));
    assert_eq!(*bases.lock().unwrap(), [0, 1, 2]);
}

#[test]
fn two_sources_and_an_updater_that_only_add_never_lose_what_another_added() {
    const LAST: usize = 60;
    let places = [Place::with(&growing(1)), Place::with(&growing(1))];
    let handle = RegistryHandle::new();
    let sources = places.each_ref().map(|place| {
        let source = FileSource::builder(&place.file).policy(Policy::non_breaking());
        source.debounce(std::time::Duration::from_millis(2)).start(&handle).unwrap()
    });
    let mut watcher = handle.watch();
    let witness = thread::spawn(move || {
        let mut counts = Vec::new();
        while counts.last() != Some(&LAST) {
            counts.extend(watcher.wait().map(|snapshot| snapshot.field_count()));
        }
        counts
    });
    thread::scope(|scope| {
        for (place, step) in places.iter().zip([2, 3]) {
            scope.spawn(move || {
                for count in (step..LAST).step_by(step) {
                    fs::write(&place.file, growing(count)).unwrap();
                    thread::sleep(std::time::Duration::from_millis(12));
                }
            });
        }
        scope.spawn(|| {
            for count in (5..LAST).step_by(5) {
                let add = |current: &schema_registry::Snapshot| {
                    Ok::<_, ()>(grown(count.max(current.field_count())))
                };
                handle.update(add).unwrap();
                thread::sleep(std::time::Duration::from_millis(20));
            }
        });
    });
    fs::write(&places[0].file, growing(LAST)).unwrap();
    let counts = witness.join().unwrap();
    assert!(counts.is_sorted(), "a field was lost: {counts:?}");
    assert!(sources.iter().all(|source| source.status().attempts() > 2), "{sources:?}");
}

#[test]
fn what_somebody_else_sets_stays_until_the_document_is_written_again_or_taken_anew() {
    let place = Place::with(&growing(1));
    let handle = RegistryHandle::new();
    let source = FileSource::start(&handle, &place.file).unwrap();

    handle.set(grown(2));
    fs::write(&place.file, growing(1)).unwrap(); // the same text as before
    wait_until(&source, |status| status.applied() == 2);
    assert_eq!(handle.load().field_count(), 1);

    handle.set(grown(2));
    source.refresh();
    wait_until(&source, |status| status.applied() == 3);
    assert_eq!((handle.load().field_count(), handle.generation()), (1, 5));
}
