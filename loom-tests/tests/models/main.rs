//! The models, one file for each property. `cargo loom` runs them; README.md lists them.

mod cached_reader;
mod derived;
mod embedding;
mod faults;
mod feed;
mod initialize;
mod lifetime;
mod proposal;
mod reader;
mod reset;
mod retained;
mod update;
mod watcher;

#[path = "../../../tests/spec/mod.rs"]
mod spec;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use schema_registry::RegistryHandle;
use schema_registry_loom_tests::{check, check_bounded, check_fault};
use spec::{Op, Ret, Spec, apply};

/// Runs each operation in a thread of its own, the first in this one. Returns their results and the final state.
fn race<const N: usize>(handle: &RegistryHandle, ops: [Op; N]) -> ([Ret; N], Spec) {
    let threads = ops.map(|op| {
        let handle = handle.clone();
        (op != ops[0]).then(|| loom::thread::spawn(move || apply(&handle, op)))
    });
    let mut first = Some(apply(handle, ops[0]));
    let returned = threads.map(|thread| match thread {
        Some(thread) => thread.join().unwrap(),
        None => first.take().expect("the operations differ"),
    });
    (returned, Spec::of(&handle.load()))
}

/// Explores the race of two operations. Every outcome must be one of a sequential order, and each of those must be
/// reached: a model that never tries one of the orders shows nothing about it.
fn check_race(before: &'static [Op], ops: [Op; 2]) {
    let reached = Arc::new(Mutex::new(HashSet::new()));
    let reaching = Arc::clone(&reached);
    let start = move |handle: &RegistryHandle| {
        let mut start = Spec::default();
        for op in before {
            assert_eq!(apply(handle, *op), start.apply(*op));
        }
        start
    };
    check(move || {
        let handle = RegistryHandle::new();
        let start = start(&handle);
        let outcome = race(&handle, ops);
        assert_sequential(start, ops, &outcome);
        reaching.lock().unwrap().insert((start, outcome));
    });
    let reached = reached.lock().unwrap();
    let start = reached.iter().next().expect("at least one interleaving").0;
    let sequential: HashSet<_> = outcomes(start, ops).map(|outcome| (start, outcome)).collect();
    assert_eq!(*reached, sequential, "not all orders were explored");
}

/// Panics unless some order of the operations, one after the other, gives just this outcome.
#[track_caller]
fn assert_sequential<const N: usize>(start: Spec, ops: [Op; N], outcome: &([Ret; N], Spec)) {
    let explained = outcomes(start, ops).any(|sequential| sequential == *outcome);
    assert!(explained, "no sequential order of {ops:?} gives {outcome:?}");
}

/// What the operations give in each order, one after the other.
fn outcomes<const N: usize>(start: Spec, ops: [Op; N]) -> impl Iterator<Item = ([Ret; N], Spec)> {
    permutations::<N>().map(move |order| {
        let mut spec = start;
        let mut returned = [Ret::Saw(start); N];
        for i in order {
            returned[i] = spec.apply(ops[i]);
        }
        (returned, spec)
    })
}

fn permutations<const N: usize>() -> impl Iterator<Item = [usize; N]> {
    (0..N.pow(u32::try_from(N).unwrap()))
        .map(|code| std::array::from_fn(|i| code / N.pow(u32::try_from(i).unwrap()) % N))
        .filter(|order: &[usize; N]| (0..N).all(|i| order.contains(&i)))
}
