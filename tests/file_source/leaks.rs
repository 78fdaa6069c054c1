//! Two hundred starts and stops leave nothing behind, by what the kernel counts.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use schema_registry::RegistryHandle;
use schema_registry::source::FileSource;

use crate::process::{Who, alone};
use crate::{Place, WATCHDOG, document};

/// What this process has.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
struct Held {
    threads: usize,
    descriptors: usize,
    watches: usize,
}

fn entries(folder: &str) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn held() -> Held {
    let watches = |descriptor: &std::path::PathBuf| {
        let info = fs::read_to_string(descriptor).unwrap_or_default(); // the one that lists the folder is gone
        info.lines().filter(|line| line.starts_with("inotify ")).count()
    };
    Held {
        threads: entries("/proc/self/task").len(),
        descriptors: entries("/proc/self/fd").len(),
        watches: entries("/proc/self/fdinfo").iter().map(watches).sum(),
    }
}

fn threads_of_sources() -> usize {
    let name = |task: &std::path::PathBuf| fs::read_to_string(task.join("comm")).unwrap_or_default();
    entries("/proc/self/task").iter().filter(|task| name(task).trim() == "schema-source").count()
}

/// Waits for what the kernel needs a moment to show: a new thread its name, one that has ended that it is gone.
#[track_caller]
fn assert_soon<T: PartialEq + std::fmt::Debug>(expected: &T, found: impl Fn() -> T) {
    let since = Instant::now();
    while found() != *expected && since.elapsed() < WATCHDOG {
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(*expected, found());
}

#[test]
fn two_hundred_starts_and_stops_leak_no_thread_no_descriptor_and_no_watch() {
    alone(
        "leaks::two_hundred_starts_and_stops_leak_no_thread_no_descriptor_and_no_watch",
        Who::AsEver,
        || {
            let place = Place::with(&document(0));
            let handle = RegistryHandle::new();
            let before = held();
            let mut stopping = Duration::ZERO;
            for round in 1..=200 {
                let source = FileSource::start(&handle, &place.file).unwrap();
                assert_soon(&1, threads_of_sources);
                let during = held();
                assert!(during.watches >= 2 && during.threads > before.threads, "{during:?}");
                if round % 20 == 0 {
                    fs::write(&place.file, document(round)).unwrap();
                    assert!(source.wait_for(WATCHDOG, |status| status.applied() == 1).is_ok());
                }
                let since = Instant::now();
                drop(source);
                stopping += since.elapsed();
                assert_soon(&0, threads_of_sources);
            }
            assert_soon(&before, held);
            println!("{:?} for a stop, {before:?} before and after", stopping / 200);
        },
    );
}
