//! Of racing `initialize` calls exactly one wins.

use crate::{Op, Ret, Spec, apply, check, check_bounded, race};
use schema_registry::RegistryHandle;

fn exactly_one_wins<const N: usize>(ops: [Op; N]) {
    let handle = RegistryHandle::new();
    let (returned, left) = race(&handle, ops);
    let winners = returned.iter().filter(|ret| **ret == Ret::Installed(left)).count();
    assert_eq!(winners, 1, "exactly one wins: {returned:?}");
    for (op, ret) in ops.into_iter().zip(returned) {
        let Op::Initialize(own) = op else { unreachable!() };
        // Everybody else gets the own registry back, and sees the winner's in the way.
        assert!([Ret::Installed(left), Ret::Refused { current: left, given_back: own }].contains(&ret));
    }
    assert_eq!(left.generation, 1);
}

#[test]
fn of_two_exactly_one_wins() {
    check(|| exactly_one_wins([Op::Initialize(1), Op::Initialize(2)]));
}

#[test]
fn of_three_exactly_one_wins() {
    check_bounded(4, || exactly_one_wins([Op::Initialize(1), Op::Initialize(2), Op::Initialize(3)]));
}

#[test]
fn after_a_reset_exactly_one_wins_again() {
    check(|| {
        let handle = RegistryHandle::new();
        apply(&handle, Op::Initialize(1));
        apply(&handle, Op::Reset);
        let (returned, left) = race(&handle, [Op::Initialize(2), Op::Initialize(3)]);
        assert_eq!(returned.iter().filter(|ret| **ret == Ret::Installed(left)).count(), 1);
        assert_eq!(left, Spec { generation: 3, content: left.content });
    });
}
