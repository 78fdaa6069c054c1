//! A source that follows a file: real files, real threads, whatever happens to the file.
//!
//! Nothing here asserts how fast anything is. Waits end with what they wait for, or fail after a minute; how long the
//! handle took to follow is printed (`cargo test --all-features --test file_source -- --nocapture`).

#![cfg(unix)]

mod garbage;
#[cfg(target_os = "linux")]
mod leaks;
mod permissions;
mod process;
mod sameness;
mod start;
mod status;
mod survival;
mod together;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Barrier, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use std::{fs, io};

use schema_registry::source::{FileSource, Status};
use schema_registry::{RegistryHandle, SchemaRegistry};
use tempfile::TempDir;

/// A wait that takes as long as that has failed.
const WATCHDOG: Duration = Duration::from_secs(60);

/// Long enough for polling not to come to the aid of the events.
const NEVER: Duration = Duration::from_secs(3600);

/// A document that can be distinguished from others: the version and the only field say `number`.
fn document(number: u32) -> String {
    let field = r#"{ "type_name": "String", "is_nested_object": false, "is_list": false }"#;
    format!(
        r#"{{ "version": "1.{number}", "features": [], "types": {{ "Marker": {{ "fields": {{ "v{number}": {field} }} }} }} }}"#
    )
}

/// The number of [`document`]; panics where the parts of the registry do not fit together.
#[track_caller]
fn number_of(registry: &SchemaRegistry) -> u32 {
    let version = registry.version();
    let number = version.strip_prefix("1.").and_then(|number| number.parse().ok()).expect(version);
    assert!(registry.get_field_type("Marker", &format!("v{number}")).is_some(), "a mixture of two documents");
    number
}

/// A document of which the next is no breaking change: fields `f1` to `f{count}`.
fn growing(count: usize) -> String {
    let field = |number: usize| {
        format!(r#""f{number}": {{ "type_name": "Int", "is_nested_object": false, "is_list": false }}"#)
    };
    let fields: Vec<_> = (1..=count).map(field).collect();
    format!(
        r#"{{ "version": "1.1", "features": [], "types": {{ "Grown": {{ "fields": {{ {} }} }} }} }}"#,
        fields.join(",\n")
    )
}

/// A folder that goes with the test, and the file in it that is followed.
struct Place {
    folder: TempDir,
    file: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("schema.json");
        Self { folder, file }
    }

    /// With a first document.
    fn with(text: &str) -> Self {
        let place = Self::new();
        fs::write(&place.file, text).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Writes beside the file and renames over it.
fn rename_over(file: &Path, text: &str) -> io::Result<()> {
    let beside = file.with_extension("new");
    fs::write(&beside, text)?;
    fs::rename(beside, file)
}

/// Waits until the handle has the document of this number, and prints how long that took from `since` on.
#[track_caller]
fn assert_follows(source: &FileSource, handle: &RegistryHandle, number: u32, since: Instant) {
    let is_there = |_: &Status| number_of(&handle.load()) == number;
    let status = source.wait_for(WATCHDOG, is_there);
    let status = status.unwrap_or_else(|_| panic!("document {number} was not taken: {:?}", source.status()));
    println!("document {number} was there {:?} after the last write", since.elapsed());
    assert_tells_the_truth(&status, handle);
}

/// Waits for a status.
#[track_caller]
fn wait_until(source: &FileSource, wanted: impl Fn(&Status) -> bool) -> std::sync::Arc<Status> {
    source
        .wait_for(WATCHDOG, wanted)
        .unwrap_or_else(|_| panic!("it did not come to that: {:?}", source.status()))
}

/// Each attempt has one outcome, and each that was applied has one generation, where nobody else changes the handle.
#[track_caller]
fn assert_tells_the_truth(status: &Status, handle: &RegistryHandle) {
    let outcomes = status.applied() + status.unchanged() + status.refused() + status.failed();
    assert_eq!(status.attempts(), outcomes);
    assert_eq!(Some(status.applied()), status.good_generation());
    assert!(handle.generation() >= status.applied());
}

/// Fails the test if `f` takes longer than a wait may, instead of hanging with it.
#[track_caller]
fn under_watchdog(f: impl FnOnce() + Send + 'static) {
    let (done, finished) = mpsc::channel();
    let worker = thread::spawn(move || {
        f();
        done.send(())
    });
    match finished.recv_timeout(WATCHDOG) {
        Ok(()) => {}
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after a minute: a deadlock"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            std::panic::resume_unwind(worker.join().expect_err("it sent nothing"))
        }
    }
}

/// Runs `f` while two threads read all the time: each snapshot is whole, none is older than the one before.
fn with_readers<T>(handle: &RegistryHandle, f: impl FnOnce() -> T) -> T {
    struct Stop<'a>(&'a AtomicBool);
    impl Drop for Stop<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let (start, stop) = (Barrier::new(3), AtomicBool::new(false));
    thread::scope(|scope| {
        let reader = || {
            let mut reader = handle.reader();
            start.wait();
            let (mut reads, mut newest) = (0_u64, 0);
            while !stop.load(Ordering::Relaxed) || reads == 0 {
                let snapshot = reader.get();
                assert!(snapshot.is_initialized() && snapshot.generation() >= newest);
                (reads, newest) = (reads + 1, snapshot.generation());
                number_of(snapshot);
                thread::sleep(Duration::from_micros(50)); // leaves the processor to the source
            }
        };
        let readers = [scope.spawn(reader), scope.spawn(reader)];
        start.wait();
        let stop = Stop(&stop); // also if `f` panics: the scope waits for the readers
        let result = f();
        drop(stop);
        for reader in readers {
            reader.join().expect("a reader saw nothing wrong");
        }
        result
    })
}
