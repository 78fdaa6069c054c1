//! Properties of one thread's sequences of operations:
//!
//! 1. Every operation returns what the sequential specification returns, and leaves the handle as it says.
//! 2. A clone and a cached reader see the same as the handle.
//! 3. A watcher returns a change if and only if there was one since it returned the last.
//! 4. A snapshot that is held stays as it was, whatever comes after it.

use std::time::Duration;

use proptest::prelude::*;

use crate::spec::{Op, Spec, apply};
use schema_registry::RegistryHandle;

fn any_op() -> impl Strategy<Value = Op> {
    prop_oneof![
        Just(Op::Load),
        Just(Op::Reset),
        any::<u64>().prop_map(Op::Initialize),
        any::<u64>().prop_map(Op::Set),
        (0..20u64, any::<u64>()).prop_map(|(generation, content)| Op::SetIf { generation, content }),
        (1..9u64).prop_map(Op::Add),
    ]
}

/// The same, less what an `Add` could overflow.
fn any_ops() -> impl Strategy<Value = Vec<Op>> {
    prop::collection::vec(any_op(), 0..40).prop_map(|mut ops| {
        for op in &mut ops {
            if let Op::Initialize(content) | Op::Set(content) | Op::SetIf { content, .. } = op {
                *content >>= 8;
            }
        }
        ops
    })
}

proptest! {
    // A failing case is small enough to be copied from the output into a test of its own.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_handle_does_what_its_specification_does(ops in any_ops()) {
        let (handle, mut spec) = (RegistryHandle::new(), Spec::default());
        let (clone, mut reader) = (handle.clone(), handle.reader());
        for op in ops {
            prop_assert_eq!(apply(&handle, op), spec.apply(op));
            prop_assert_eq!(Spec::of(&clone.snapshot()), spec);
            prop_assert_eq!(Spec::of(reader.get()), spec);
            prop_assert_eq!(handle.generation(), spec.generation);
            prop_assert_eq!(handle.is_initialized(), spec.content.is_some());
            prop_assert_eq!(handle.wait_initialized(Duration::ZERO).is_ok(), spec.content.is_some());
        }
    }

    #[test]
    fn a_watcher_gives_each_change_once(ops in any_ops()) {
        let (handle, mut spec) = (RegistryHandle::new(), Spec::default());
        let mut watcher = handle.watch();
        for op in ops {
            let before = spec;
            apply(&handle, op);
            spec.apply(op);
            let given = watcher.wait_timeout(Duration::ZERO).ok().map(|snapshot| Spec::of(&snapshot));
            prop_assert_eq!(given, (spec != before).then_some(spec));
        }
    }

    #[test]
    fn held_snapshots_stay_as_they_were(ops in any_ops()) {
        let (handle, mut spec) = (RegistryHandle::new(), Spec::default());
        let mut held = vec![(handle.snapshot(), spec)];
        for op in ops {
            apply(&handle, op);
            spec.apply(op);
            held.push((handle.snapshot(), spec));
        }
        for (snapshot, spec) in held {
            prop_assert_eq!(Spec::of(&snapshot), spec);
        }
    }
}
