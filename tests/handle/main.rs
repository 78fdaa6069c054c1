//! The handle on the real cell and with real threads: what the models in `loom-tests/` cannot see.

mod derived;
mod lifetime;
mod linearizability;
mod never_deadlocks;
mod panics;
mod properties;
mod proposals;
mod retained;
mod watcher;

#[path = "../spec/mod.rs"]
mod spec;

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Fails the test if `f` takes longer than a minute, instead of hanging with it.
#[track_caller]
fn under_watchdog<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, finished) = mpsc::channel();
    let worker = thread::spawn(move || done.send(f()));
    match finished.recv_timeout(Duration::from_secs(60)) {
        Ok(value) => value,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after a minute: a deadlock"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            std::panic::resume_unwind(worker.join().expect_err("it sent nothing"))
        }
    }
}
