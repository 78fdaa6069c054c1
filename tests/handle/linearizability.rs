//! Histories of real threads on the real cell, each judged against the sequential specification by stateright's tester:
//! is there an order of the operations with the same results, and in which none comes before one that had ended
//! when it began?

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use stateright::semantics::{ConsistencyTester, LinearizabilityTester, SequentialSpec};

use crate::spec::{Op, Ret, Spec, apply, registry};
use crate::under_watchdog;
use schema_registry::{RegistryHandle, RegistryReader};

const HISTORIES: u64 = 3_000;
const THREADS: usize = 3;
const OPS_OF_EACH: usize = 4;

impl SequentialSpec for Spec {
    type Op = Op;
    type Ret = Ret;

    fn invoke(&mut self, op: &Op) -> Ret {
        self.apply(*op)
    }
}

/// An operation that one thread began and ended, at ticks of a clock that all threads share.
struct Call {
    thread: usize,
    began: u64,
    ended: u64,
    op: Op,
    ret: Ret,
}

/// Runs the scripts, one thread each, all at once.
fn record<T: Send>(
    subject: impl Fn() -> T + Sync,
    operate: impl Fn(&mut T, Op) -> Ret + Sync,
    scripts: &[Vec<Op>],
) -> Vec<Call> {
    let (clock, ready) = (AtomicU64::new(0), AtomicUsize::new(0));
    let tick = || clock.fetch_add(1, Ordering::SeqCst);
    thread::scope(|scope| {
        let threads: Vec<_> = (scripts.iter().enumerate())
            .map(|(thread, script)| {
                let (tick, ready, operate, mut subject) = (&tick, &ready, &operate, subject());
                scope.spawn(move || {
                    // Not a barrier: they are to start in the same instant, without being woken first.
                    ready.fetch_add(1, Ordering::SeqCst);
                    while ready.load(Ordering::SeqCst) < scripts.len() {
                        thread::yield_now();
                    }
                    let call = |&op| {
                        let began = tick();
                        let ret = operate(&mut subject, op);
                        Call { thread, began, ended: tick(), op, ret }
                    };
                    script.iter().map(call).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

fn is_linearizable(calls: &[Call]) -> bool {
    let begins = calls.iter().map(|call| (call.began, call, true));
    let ends = calls.iter().map(|call| (call.ended, call, false));
    let mut events: Vec<_> = begins.chain(ends).collect();
    events.sort_by_key(|(tick, ..)| *tick);

    let mut tester = LinearizabilityTester::new(Spec::default());
    for (_, call, begins) in events {
        let taken = if begins {
            tester.on_invoke(call.thread, call.op)
        } else {
            tester.on_return(call.thread, call.ret)
        };
        taken.expect("calls of one thread do not overlap");
    }
    tester.is_consistent()
}

/// Scripts that differ from history to history, and are the same in each run.
fn scripts(history: u64) -> Vec<Vec<Op>> {
    let mut state = history.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1;
    let mut next = |below: u64| {
        // xorshift: spread well enough to pick operations by.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut op = || match next(10) {
        0..=2 => Op::Load,
        3 | 4 => Op::Initialize(next(100)),
        5 => Op::Set(next(100)),
        6 => Op::Reset,
        7 => Op::SetIf { generation: next(6), content: next(100) },
        _ => Op::Add(1 + next(9)),
    };
    (0..THREADS).map(|_| (0..OPS_OF_EACH).map(|_| op()).collect()).collect()
}

/// How many histories it took to find one that no sequential order explains.
fn first_not_linearizable(run: impl Fn(&[Vec<Op>]) -> Vec<Call>) -> Option<u64> {
    (0..HISTORIES).find(|&history| !is_linearizable(&run(&scripts(history))))
}

#[test]
fn thousands_of_histories_are_linearizable() {
    let found = under_watchdog(|| {
        first_not_linearizable(|scripts| {
            let handle = RegistryHandle::new();
            record(|| handle.clone(), |handle, op| apply(handle, op), scripts)
        })
    });
    assert_eq!(found, None);
}

#[test]
fn thousands_of_histories_read_by_cached_readers_are_linearizable() {
    fn operate((handle, reader): &mut (RegistryHandle, RegistryReader), op: Op) -> Ret {
        if op == Op::Load { Ret::Saw(Spec::of(reader.get())) } else { apply(handle, op) }
    }
    let found = under_watchdog(|| {
        first_not_linearizable(|scripts| {
            let handle = RegistryHandle::new();
            record(|| (handle.clone(), handle.reader()), operate, scripts)
        })
    });
    assert_eq!(found, None);
}

/// Planted: an initialize that looks and then stores.
#[test]
fn check_then_store_is_found_not_to_be_linearizable() {
    fn operate(handle: &mut RegistryHandle, op: Op) -> Ret {
        match op {
            Op::Initialize(content) if !handle.is_initialized() => {
                thread::yield_now(); // the gap is a few nanoseconds wide otherwise
                handle.set(registry(content));
                Ret::Installed(Spec::of(&handle.load()))
            }
            _ => apply(handle, op),
        }
    }
    let found = under_watchdog(|| {
        first_not_linearizable(|scripts| {
            let handle = RegistryHandle::new();
            record(|| handle.clone(), operate, scripts)
        })
    });
    assert!(found.is_some(), "the tester would not notice a broken handle");
}

/// Planted: a reader that does not ask whether what it kept is still current.
#[test]
fn a_reader_that_never_looks_again_is_found_not_to_be_linearizable() {
    let found = under_watchdog(|| {
        first_not_linearizable(|scripts| {
            let handle = RegistryHandle::new();
            let subject = || (handle.clone(), Spec::of(&handle.load()));
            let operate = |(handle, kept): &mut (RegistryHandle, Spec), op| match op {
                Op::Load => Ret::Saw(*kept),
                _ => apply(handle, op),
            };
            record(subject, operate, scripts)
        })
    });
    assert!(found.is_some(), "the tester would not notice a stale reader");
}
