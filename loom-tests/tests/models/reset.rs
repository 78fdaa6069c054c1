//! `initialize` against `reset`: every outcome is one that some sequential order gives.

use crate::spec::Spec;
use crate::{Op, assert_sequential, check_bounded, check_race, race};
use schema_registry::RegistryHandle;

#[test]
fn initialize_against_reset_of_a_new_handle() {
    check_race(&[], [Op::Initialize(1), Op::Reset]);
}

#[test]
fn initialize_against_reset_of_an_initialized_handle() {
    check_race(&[Op::Initialize(1)], [Op::Initialize(2), Op::Reset]);
}

#[test]
fn two_initialize_against_one_reset() {
    check_bounded(4, || {
        let ops = [Op::Initialize(1), Op::Initialize(2), Op::Reset];
        assert_sequential(Spec::default(), ops, &race(&RegistryHandle::new(), ops));
    });
}
