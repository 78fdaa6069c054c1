//! Whatever happens to the file, the handle ends at the last good content.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use schema_registry::RegistryHandle;
use schema_registry::source::{FileSource, Outcome, Policy, SourceError};

use crate::{NEVER, Place, assert_follows, document, rename_over, under_watchdog, wait_until, with_readers};

/// A source that has nothing but events.
fn by_events(place: &Place) -> (RegistryHandle, FileSource) {
    let handle = RegistryHandle::new();
    let source = FileSource::builder(&place.file).poll_every(NEVER).start(&handle).unwrap();
    (handle, source)
}

fn is_unreadable(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(SourceError::Read(_)))
}

/// The tools that write configuration write this way.
#[test]
fn a_file_that_is_renamed_over_is_followed() {
    let place = Place::with(&document(1));
    let (handle, source) = by_events(&place);
    with_readers(&handle, || {
        for number in 2..=6 {
            rename_over(&place.file, &document(number)).unwrap();
            assert_follows(&source, &handle, number, Instant::now());
        }
    });
    assert_eq!(source.status().failed(), 0); // there was a whole document at each moment
}

#[test]
fn a_file_that_is_truncated_and_written_in_pieces_is_followed() {
    let place = Place::with(&document(1));
    let (handle, source) = by_events(&place);
    with_readers(&handle, || {
        for (number, pause) in [(2, 0), (3, 1), (4, 30), (5, 300)] {
            let text = document(number);
            let mut file = OpenOptions::new().write(true).truncate(true).open(&place.file).unwrap();
            for piece in text.as_bytes().chunks(text.len() / 4) {
                file.write_all(piece).unwrap();
                thread::sleep(Duration::from_millis(pause));
            }
            drop(file);
            assert_follows(&source, &handle, number, Instant::now());
        }
    });
}

#[test]
fn a_file_that_is_deleted_and_made_again_is_followed() {
    let place = Place::with(&document(1));
    let (handle, source) = by_events(&place);
    with_readers(&handle, || {
        fs::remove_file(&place.file).unwrap();
        wait_until(&source, |status| status.last_outcome().is_some_and(is_unreadable));
        assert_eq!(handle.load().version(), "1.1");
        fs::write(&place.file, document(2)).unwrap();
        assert_follows(&source, &handle, 2, Instant::now());
        // And so fast that nobody sees it missing.
        fs::remove_file(&place.file).unwrap();
        fs::write(&place.file, document(3)).unwrap();
        assert_follows(&source, &handle, 3, Instant::now());
    });
}

#[test]
fn a_folder_that_comes_later_is_followed() {
    let place = Place::new();
    let folder = place.path("some/folders/deep");
    let file = folder.join("schema.json");
    let handle = RegistryHandle::new();
    let source = FileSource::builder(&file).poll_every(NEVER).wait_for_document().start(&handle).unwrap();
    assert!(!handle.is_initialized() && source.status().last_outcome().is_some_and(is_unreadable));

    fs::create_dir(place.path("some")).unwrap();
    thread::sleep(Duration::from_millis(300)); // seen, or not: the rest comes in one go
    fs::create_dir_all(&folder).unwrap();
    fs::write(&file, document(1)).unwrap();
    let since = Instant::now();
    wait_until(&source, |status| status.applied() == 1);
    assert_follows(&source, &handle, 1, since);
    fs::write(&file, document(2)).unwrap();
    assert_follows(&source, &handle, 2, Instant::now());
}

#[test]
fn a_folder_that_goes_and_comes_back_is_followed() {
    let place = Place::new();
    let folder = place.path("folder");
    let place = Place { file: folder.join("schema.json"), ..place };
    fs::create_dir(&folder).unwrap();
    fs::write(&place.file, document(1)).unwrap();
    let (handle, source) = by_events(&place);
    with_readers(&handle, || {
        fs::remove_dir_all(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        fs::write(&place.file, document(2)).unwrap();
        assert_follows(&source, &handle, 2, Instant::now());
        fs::write(&place.file, document(3)).unwrap(); // the folder has its old name, and is another one
        assert_follows(&source, &handle, 3, Instant::now());

        fs::rename(&folder, place.path("elsewhere")).unwrap();
        wait_until(&source, |status| status.last_outcome().is_some_and(is_unreadable));
        fs::write(place.path("elsewhere/schema.json"), document(4)).unwrap();
        fs::rename(place.path("elsewhere"), &folder).unwrap();
        assert_follows(&source, &handle, 4, Instant::now());
        fs::write(&place.file, document(5)).unwrap();
        assert_follows(&source, &handle, 5, Instant::now());
    });
}

/// As the kubelet writes a volume: a folder with a time stamp, `..data` that points to it, and each file a link through
/// `..data`. To update it makes a new folder and a new link, renames the link over `..data`, and removes the old folder.
#[test]
fn the_link_that_a_config_map_exchanges_is_followed() {
    fn publish(place: &Place, stamp: &str, text: &str) {
        fs::create_dir(place.path(stamp)).unwrap();
        fs::write(place.path(stamp).join("schema.json"), text).unwrap();
        symlink(stamp, place.path("..data_tmp")).unwrap();
        fs::rename(place.path("..data_tmp"), place.path("..data")).unwrap();
    }
    let place = Place::new();
    publish(&place, "..2026_01", &document(1));
    symlink("..data/schema.json", &place.file).unwrap();
    let (handle, source) = by_events(&place);
    with_readers(&handle, || {
        for number in 2..=5 {
            publish(&place, &format!("..2026_0{number}"), &document(number));
            fs::remove_dir_all(place.path(&format!("..2026_0{}", number - 1))).unwrap();
            assert_follows(&source, &handle, number, Instant::now());
        }
    });
    assert_eq!(source.status().failed(), 0);
}

/// `current` is a link to the folder of a release, as deployments have it; the file itself is none.
#[test]
fn a_folder_behind_a_link_is_followed_as_the_link_changes_and_as_the_file_does() {
    let place = Place::new();
    for (release, number) in [("one", 1), ("two", 2)] {
        fs::create_dir(place.path(release)).unwrap();
        fs::write(place.path(release).join("schema.json"), document(number)).unwrap();
    }
    symlink(place.path("one"), place.path("current")).unwrap();
    let place = Place { file: place.path("current/schema.json"), ..place };
    let (handle, source) = by_events(&place);

    symlink(place.path("two"), place.path("next")).unwrap();
    fs::rename(place.path("next"), place.path("current")).unwrap();
    assert_follows(&source, &handle, 2, Instant::now());
    fs::write(place.path("two/schema.json"), document(3)).unwrap();
    assert_follows(&source, &handle, 3, Instant::now());
}

#[test]
fn a_link_to_a_file_elsewhere_is_followed_as_that_file_changes_and_as_the_link_does() {
    let (place, elsewhere, other) = (Place::new(), Place::with(&document(1)), Place::with(&document(3)));
    symlink(&elsewhere.file, &place.file).unwrap();
    let (handle, source) = by_events(&place);
    fs::write(&elsewhere.file, document(2)).unwrap();
    assert_follows(&source, &handle, 2, Instant::now());
    symlink(&other.file, place.path("next")).unwrap();
    fs::rename(place.path("next"), &place.file).unwrap();
    assert_follows(&source, &handle, 3, Instant::now());
    fs::write(&other.file, document(4)).unwrap();
    assert_follows(&source, &handle, 4, Instant::now());
}

#[test]
fn links_in_a_ring_are_an_error_and_no_endless_walk() {
    let place = Place::new();
    symlink(place.path("ring"), &place.file).unwrap();
    symlink(&place.file, place.path("ring")).unwrap();
    let handle = RegistryHandle::new();
    let source = FileSource::builder(&place.file).wait_for_document().start(&handle).unwrap();
    assert!(source.status().last_outcome().is_some_and(is_unreadable));
    rename_over(&place.file, &document(1)).unwrap();
    wait_until(&source, |status| status.applied() == 1);
}

#[test]
fn a_file_that_becomes_a_folder_and_a_file_again_is_followed() {
    let place = Place::with(&document(1));
    let (handle, source) = by_events(&place);
    with_readers(&handle, || {
        fs::remove_file(&place.file).unwrap();
        fs::create_dir(&place.file).unwrap();
        wait_until(&source, |status| status.last_outcome().is_some_and(says_that_it_is_no_file));
        fs::remove_dir(&place.file).unwrap();
        fs::write(&place.file, document(2)).unwrap();
        assert_follows(&source, &handle, 2, Instant::now());
    });
}

fn says_that_it_is_no_file(outcome: &Outcome) -> bool {
    outcome.to_string() == "failed: the document could not be read: it is not a file"
}

/// To open one waits until somebody writes to it: the source would hang, and its drop with it.
#[test]
fn a_pipe_in_the_place_of_the_file_holds_nobody_up() {
    under_watchdog(|| {
        let place = Place::with(&document(1));
        let (handle, source) = by_events(&place);
        fs::remove_file(&place.file).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&place.file).status().unwrap();
        assert!(made.success());
        wait_until(&source, |status| status.last_outcome().is_some_and(says_that_it_is_no_file));
        rename_over(&place.file, &document(2)).unwrap();
        assert_follows(&source, &handle, 2, Instant::now());
    });
}

fn has_the_last_of_a_thousand(rewrite: impl Fn(&Path, &str)) {
    let place = Place::with(&document(0));
    let handle = RegistryHandle::new();
    // Polled as well: while a file is renamed over without end, events wait for the end.
    let source = FileSource::builder(&place.file).poll_every(Duration::from_millis(200));
    let source = source.start(&handle).unwrap();
    with_readers(&handle, || {
        // And on, if need be, until the source has looked in between.
        let last = (1..1_000_000).find(|number| {
            rewrite(&place.file, &document(*number));
            thread::sleep(Duration::from_millis(1));
            *number >= 1_000 && source.status().applied() > 1
        });
        assert_follows(&source, &handle, last.unwrap(), Instant::now());
    });
    let status = wait_until(&source, |status| status.good_generation() == Some(handle.generation()));
    println!("{} attempts, {} of them failed", status.attempts(), status.failed());
    assert_eq!(status.applied(), handle.generation());
}

#[test]
fn after_a_thousand_times_written_in_place_in_a_row_the_handle_has_the_last() {
    has_the_last_of_a_thousand(|path, text| fs::write(path, text).unwrap());
}

#[test]
fn after_a_thousand_times_renamed_over_in_a_row_the_handle_has_the_last() {
    has_the_last_of_a_thousand(|path, text| rename_over(path, text).unwrap());
}

#[test]
fn without_events_the_file_is_polled() {
    let place = Place::with(&document(1));
    let handle = RegistryHandle::new();
    let polling = FileSource::builder(&place.file).events(false).poll_every(Duration::from_millis(50));
    let source = polling.start(&handle).unwrap();
    with_readers(&handle, || {
        for number in 2..=4 {
            rename_over(&place.file, &document(number)).unwrap();
            assert_follows(&source, &handle, number, Instant::now());
        }
        fs::remove_file(&place.file).unwrap();
        wait_until(&source, |status| status.last_outcome().is_some_and(is_unreadable));
        fs::write(&place.file, document(5)).unwrap();
        assert_follows(&source, &handle, 5, Instant::now());
    });
}

/// A folder further up is another one: that is no event of those which are watched.
#[test]
fn a_folder_two_levels_up_may_be_replaced_and_events_are_there_again() {
    let place = Place::new();
    let (inner, file) = (place.path("a/b/c"), place.path("a/b/c/schema.json"));
    fs::create_dir_all(&inner).unwrap();
    fs::write(&file, document(1)).unwrap();
    let handle = RegistryHandle::new();
    let source = FileSource::builder(&file).poll_every(NEVER).start(&handle).unwrap();

    fs::create_dir_all(place.path("new/b/c")).unwrap();
    fs::write(place.path("new/b/c/schema.json"), document(2)).unwrap();
    fs::rename(place.path("a"), place.path("old")).unwrap();
    fs::rename(place.path("new"), place.path("a")).unwrap();
    source.refresh();
    assert_follows(&source, &handle, 2, Instant::now());
    // Nothing but an event of the new folder tells of this one.
    fs::write(&file, document(3)).unwrap();
    assert_follows(&source, &handle, 3, Instant::now());
}

#[test]
fn any_number_of_refreshes_before_the_next_look_are_one() {
    let place = Place::with(&document(1));
    let handle = RegistryHandle::new();
    let (asked, is_asked) = mpsc::channel();
    let (answer, answers) = mpsc::channel();
    let answers = Mutex::new(answers);
    let slow = Policy::when(move |_| {
        asked.send(()).unwrap();
        answers.lock().unwrap().recv().unwrap()
    });
    answer.send(true).unwrap(); // of the first document
    let source = FileSource::builder(&place.file).policy(slow).poll_every(NEVER).start(&handle).unwrap();
    is_asked.recv().unwrap();
    rename_over(&place.file, &document(2)).unwrap();
    is_asked.recv().unwrap();
    for _ in 0..300 {
        source.refresh();
    }
    answer.send(true).unwrap();
    wait_until(&source, |status| status.unchanged() > 0);

    rename_over(&place.file, &document(3)).unwrap();
    is_asked.recv().unwrap();
    answer.send(true).unwrap();
    let status = wait_until(&source, |status| status.applied() == 3);
    assert_eq!((status.attempts(), status.unchanged()), (4, 1));
}
