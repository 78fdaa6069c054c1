//! A system that has no events left to give: the limit of inotify's instances is that of a user, so this is a program of its
//! own, alone in it.
#![cfg(target_os = "linux")]

use std::fs;
use std::time::Duration;

use notify::RecommendedWatcher;
use schema_registry::source::{FileSource, Status};
use schema_registry::{RegistryHandle, SchemaRegistry};

const WATCHDOG: Duration = Duration::from_secs(60);

/// Takes all instances that there are.
fn all_instances() -> Vec<RecommendedWatcher> {
    std::iter::from_fn(|| notify::recommended_watcher(|_| ()).ok()).collect()
}

fn threads() -> usize {
    fs::read_dir("/proc/self/task").unwrap().count()
}

#[test]
fn a_source_polls_where_there_are_no_events_and_has_them_when_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schema.json");
    let write = |version: &str| {
        let registry = SchemaRegistry::builder(version).build().unwrap();
        fs::write(&path, registry.to_json()).unwrap();
    };
    write("1.0");
    let taken = all_instances();
    let before = threads();
    let handle = RegistryHandle::new();
    for _ in 0..50 {
        drop(FileSource::start(&handle, &path).unwrap());
    }
    while threads() > before {
        std::thread::yield_now(); // one that has ended is counted for a moment
    }

    let short = Duration::from_millis(10);
    let source = FileSource::builder(&path).poll_every(short).debounce(short).start(&handle).unwrap();
    assert!(!source.status().is_by_events());
    assert_eq!(threads(), before + 1);
    write("1.1");
    source.wait_for(WATCHDOG, |status| status.applied() == 1).unwrap();

    drop(taken);
    source.wait_for(WATCHDOG, Status::is_by_events).unwrap();
}
