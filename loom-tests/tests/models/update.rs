//! No update is lost, and no conditional change overwrites.

use crate::spec::Spec;
use crate::{Op, assert_sequential, check, check_bounded, check_race, race};
use schema_registry::RegistryHandle;

#[test]
fn of_two_updates_none_is_lost() {
    check(|| {
        let (_, left) = race(&RegistryHandle::new(), [Op::Add(1), Op::Add(10)]);
        assert_eq!(left, Spec { generation: 2, content: Some(11) });
    });
}

#[test]
fn an_update_against_a_set_takes_effect_before_or_after_it() {
    check_race(&[], [Op::Add(1), Op::Set(10)]);
}

#[test]
fn two_updates_against_a_reset_are_sequential() {
    check_bounded(4, || {
        let ops = [Op::Add(1), Op::Add(10), Op::Reset];
        assert_sequential(Spec::default(), ops, &race(&RegistryHandle::new(), ops));
    });
}

#[test]
fn set_if_against_set_wins_or_reports_and_never_overwrites() {
    check_race(&[], [Op::SetIf { generation: 0, content: 1 }, Op::Set(2)]);
}

#[test]
fn of_two_set_if_with_one_generation_one_wins() {
    check_race(&[], [1, 2].map(|content| Op::SetIf { generation: 0, content }));
}
