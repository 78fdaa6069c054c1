//! Look-ups in a real schema while it is repeatedly replaced by another version.
//!
//! ```text
//! cargo run --release --example hot_reload
//! cargo run --release --example hot_reload -- --seconds 10 --readers 4 --swap-every 200us old.json new.json
//! ```
//!
//! Each reader thread answers requests. A request reads the handle once and looks up sixteen fields in the snapshot;
//! every answer is compared with the version of that generation, so that a mixture of two versions would be noticed.
//! The writer installs a clone of one of two registries: loading documents is not part of this.

#[path = "hot_reload/arguments.rs"]
mod arguments;
mod common;
#[path = "hot_reload/questions.rs"]
mod questions;
#[path = "hot_reload/reader.rs"]
mod reader;
#[path = "hot_reload/report.rs"]
mod report;

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Weak};
use std::thread;
use std::time::{Duration, Instant};

use arguments::Arguments;
use common::{Document, DocumentError, thousands};
use questions::Questions;
use reader::Reader;
use schema_registry::{RegistryHandle, SchemaRegistry, Snapshot};

fn main() -> ExitCode {
    let arguments = match Arguments::from_command_line() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{}", arguments::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether everything was as it should be.
fn run(arguments: &Arguments) -> Result<bool, DocumentError> {
    let documents = match &arguments.files {
        Some([old, new]) => [Document::read(old)?, Document::read(new)?],
        None => [Document::github_14(), Document::github_15()],
    };
    let versions = [documents[0].load()?.registry, documents[1].load()?.registry];
    let questions = Questions::about(&versions);
    for (document, registry) in documents.iter().zip(&versions) {
        let (types, fields) = (thousands(registry.type_count()), thousands(registry.field_count()));
        println!("{}: {types} types, {fields} fields", document.name);
    }
    println!(
        "{} readers; a swap every {:?}; {} questions, {} of them with another answer in the other version\n",
        arguments.readers,
        arguments.swap_every,
        thousands(questions.count()),
        thousands(questions.differing())
    );
    let outcome = measure(arguments, &versions, &questions);
    Ok(report::print(&outcome))
}

/// The result of a run.
struct Outcome {
    readers: Vec<Reader>,
    swaps: u64,
    alive: usize,
    elapsed: Duration,
}

fn measure(arguments: &Arguments, versions: &[SchemaRegistry; 2], questions: &Questions) -> Outcome {
    let handle = RegistryHandle::new();
    // The first version is generation 1, and so every odd one; `Questions::expected` relies on it.
    handle.initialize(versions[0].clone()).expect("nobody else has this handle");

    let (start, stop) = (Barrier::new(arguments.readers + 2), AtomicBool::new(false));
    let (readers, installed, elapsed) = thread::scope(|scope| {
        let readers: Vec<_> = (0..arguments.readers)
            .map(|number| {
                let (registry, start, stop) = (handle.reader(), &start, &stop);
                scope.spawn(move || {
                    start.wait();
                    Reader::run(registry, questions, number, stop)
                })
            })
            .collect();
        let writer = scope.spawn(|| {
            start.wait();
            replace_until(&stop, &handle, versions, arguments.swap_every)
        });
        start.wait();
        let began = Instant::now();
        show_progress(&handle, arguments.time);
        stop.store(true, Ordering::Relaxed);
        let elapsed = began.elapsed();
        let readers = readers.into_iter().map(|reader| reader.join().expect("a reader does not panic"));
        (readers.collect(), writer.join().expect("the writer does not panic"), elapsed)
    });
    // The last one is still in the handle; none of those that it replaced may be left.
    let alive = installed.iter().filter(|snapshot| snapshot.strong_count() > 0).count();
    Outcome { readers, swaps: handle.generation() - 1, alive, elapsed }
}

/// Installs the two versions in turn. Returns all snapshots that may still be alive, including the last one.
fn replace_until(
    stop: &AtomicBool,
    handle: &RegistryHandle,
    versions: &[SchemaRegistry; 2],
    every: Duration,
) -> Vec<Weak<Snapshot>> {
    let mut installed = Vec::new();
    let mut due = Instant::now();
    for registry in versions.iter().cycle().skip(1) {
        due += every;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if stop.load(Ordering::Relaxed) {
            break;
        }
        installed.push(Arc::downgrade(&handle.set(registry.clone())));
        if installed.len() == 1024 {
            installed.retain(|snapshot| snapshot.strong_count() > 0);
        }
    }
    installed
}

/// Waits, and shows progress if the output is a terminal.
fn show_progress(handle: &RegistryHandle, time: Duration) {
    let (began, is_terminal) = (Instant::now(), io::stderr().is_terminal());
    while began.elapsed() < time {
        if is_terminal {
            let left = time.saturating_sub(began.elapsed()).as_secs_f32();
            eprint!("\r{left:4.1} s to go, generation {} ", thousands(handle.generation()));
        }
        thread::sleep(Duration::from_millis(50).min(time.saturating_sub(began.elapsed())));
    }
    if is_terminal {
        eprintln!();
    }
}
