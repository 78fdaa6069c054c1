//! The runner of the models: counts the interleavings, and prints a trace only of the one that fails.

#[cfg(not(loom))]
compile_error!(
    "the models need `--cfg loom`: run `cargo loom` from the root of the repository, without RUSTFLAGS"
);

use std::any::type_name_of_val;
use std::cell::Cell;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, Once};

/// Explores every interleaving of `model`.
pub fn check(model: impl Fn() + Send + Sync + 'static) {
    run(None, model);
}

/// Explores the interleavings of `model` with at most so many preemptions. Bugs that need more are rare: two suffice
/// for nearly all that were ever found this way.
pub fn check_bounded(preemptions: usize, model: impl Fn() + Send + Sync + 'static) {
    run(Some(preemptions), model);
}

/// Runs a model with a planted fault. It is to fail, and says nothing but how long that took.
pub fn check_fault(model: impl Fn() + Send + Sync + 'static) {
    silence_expected_panics();
    let name = name_of(&model);
    QUIET.set(true);
    let (explored, outcome) = explore(None, &Arc::new(model));
    QUIET.set(false);
    if let Err(panic) = outcome {
        println!("{name:<86} found at interleaving {explored}");
        panic::resume_unwind(panic);
    }
    println!("{name:<86} NOT FOUND in {explored} interleavings");
}

fn run(preemptions: Option<usize>, model: impl Fn() + Send + Sync + 'static) {
    let name = name_of(&model);
    let model = Arc::new(model);
    let (explored, outcome) = explore(preemptions, &model);
    let bound = preemptions.map(|bound| format!(" (at most {bound} preemptions)")).unwrap_or_default();
    println!("{name:<86} {explored:>8} interleavings{bound}");
    if let Err(panic) = outcome {
        print_trace(preemptions, &model);
        panic::resume_unwind(panic);
    }
}

type Outcome = Result<(), Box<dyn std::any::Any + Send>>;

fn explore<F: Fn() + Send + Sync + 'static>(preemptions: Option<usize>, model: &Arc<F>) -> (usize, Outcome) {
    let explored = Arc::new(AtomicUsize::new(0));
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(preemptions);
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        let (model, explored) = (Arc::clone(model), Arc::clone(&explored));
        builder.check(move || {
            explored.fetch_add(1, Relaxed);
            model();
        });
    }));
    (explored.load(Relaxed), outcome)
}

/// loom explores in the same order each time, so a second run fails where the first did, this time with the trace of
/// the current interleaving kept.
fn print_trace<F: Fn() + Send + Sync + 'static>(preemptions: Option<usize>, model: &Arc<F>) {
    silence_expected_panics();
    let trace = Trace::default();
    let writer = trace.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    let (model, current) = (Arc::clone(model), trace.clone());
    QUIET.set(true);
    tracing::subscriber::with_default(subscriber, || {
        let model = Arc::new(move || {
            current.0.lock().unwrap().clear();
            model();
        });
        let _ = explore(preemptions, &model);
    });
    QUIET.set(false);
    println!("{}", String::from_utf8_lossy(&trace.0.lock().unwrap()));
}

#[derive(Clone, Default)]
struct Trace(Arc<Mutex<Vec<u8>>>);

impl Write for Trace {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// loom runs the threads of a model on the thread of the test, so one flag there covers them all.
fn silence_expected_panics() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let ordinary = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                ordinary(info);
            }
        }));
    });
}

/// The path of the test, as its thread is called, or else of the closure that it hands over.
fn name_of<F>(model: &F) -> String {
    let thread = std::thread::current();
    let path = thread.name().filter(|name| name.contains("::")).unwrap_or(type_name_of_val(model));
    let path = path.strip_prefix("models::").unwrap_or(path);
    path.trim_end_matches("::{{closure}}").replace("::", ": ").replace('_', " ")
}
