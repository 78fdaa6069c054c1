//! What the benches ask and how they judge is what they say it is.

#[path = "../support/mod.rs"]
mod support;

use std::collections::HashMap;

use schema_registry::SchemaRegistry;
use support::figures::{Target, Unit, print_ratio};
use support::fixtures;
use support::old_design::OldRegistry;
use support::random::{Random, Zipf};
use support::requests::requests;
use support::walks::{LEVELS, Walks, walk_old, walk_ours};
use support::workloads::{ask_old, ask_ours};

fn github() -> (OldRegistry, SchemaRegistry) {
    let json = fixtures::github();
    let old = OldRegistry::from_json(&json).expect("the old design reads it");
    (old, SchemaRegistry::from_json(&json).expect("the document loads"))
}

#[test]
fn the_first_of_zipfs_ranks_comes_twice_as_often_as_the_second_and_ten_times_as_often_as_the_tenth() {
    let (zipf, mut random) = (Zipf::new(1_000), Random::new(1));
    let mut seen = [0; 1_000];
    (0..1_000_000).for_each(|_| seen[zipf.pick(&mut random)] += 1);
    for rank in [2, 3, 10] {
        let times = f64::from(seen[0]) / f64::from(seen[rank - 1]);
        let expected = f64::from(u32::try_from(rank).unwrap());
        assert!((times / expected - 1.0).abs() < 0.05, "rank {rank}: 1 in {times}");
    }
    assert!(seen[999] > 0, "the last rank comes, too");
}

#[test]
fn requests_ask_for_few_types_most_of_the_time_and_only_for_fields_that_are_there() {
    let (old, ours) = github();
    let requests = requests(&ours);
    assert!(requests.len() >= ours.field_count() && requests.len() < ours.field_count() + 200);
    assert_eq!(ask_old(&old, &requests), requests.len());
    assert_eq!(ask_ours(&ours, &requests), requests.len());

    let mut by_type = HashMap::new();
    requests.pairs().for_each(|(of, _)| *by_type.entry(of).or_insert(0) += 1);
    let mut counts: Vec<usize> = by_type.into_values().collect();
    counts.sort_unstable();
    let of_the_top: usize = counts.iter().rev().take(ours.type_count() / 20).sum();
    assert!(of_the_top * 5 > requests.len() * 3, "a twentieth of the types got only {of_the_top} look-ups");
    assert!(counts.len() > 200, "only {} types were asked for", counts.len());
}

#[test]
fn walks_find_every_field_in_both_designs() {
    let (old, ours) = github();
    let walks = Walks::new(&ours, 500);
    assert_eq!(walk_old(&old, &walks), 500 * LEVELS);
    assert_eq!(walk_ours(&ours, &walks), 500 * LEVELS);
    assert_eq!(walk_ours(&SchemaRegistry::empty(), &walks), 0);
}

/// The other takes, or does, 12 where we take or do 3.
fn judged(target: Target, unit: Unit) -> (Option<f64>, Option<bool>) {
    let ratio = target.ratio(unit, 12.0 / 3.0);
    (ratio, target.is_met(ratio, 3.0))
}

#[test]
fn less_time_is_better_and_a_target_is_missed_on_its_wrong_side_only() {
    let time = Unit::Nanoseconds;
    assert_eq!(judged(Target::TimesBetter(3.9), time), (Some(4.0), Some(true)));
    assert_eq!(judged(Target::TimesBetter(4.1), time), (Some(4.0), Some(false)));
    assert_eq!(judged(Target::AtMostTimes(0.3), time), (Some(0.25), Some(true)));
    assert_eq!(judged(Target::AtMostTimes(0.2), time), (Some(0.25), Some(false)));
    assert_eq!(judged(Target::AtMost(3.0), time), (None, Some(true)));
    assert_eq!(judged(Target::AtMost(2.9), time), (None, Some(false)));
    assert_eq!(judged(Target::Better, time), (Some(4.0), None));
    assert_eq!(judged(Target::Times, time), (Some(0.25), None));
}

#[test]
fn a_higher_rate_is_better() {
    assert_eq!(judged(Target::TimesBetter(3.0), Unit::PerSecond), (Some(0.25), Some(false)));
    assert_eq!(judged(Target::Better, Unit::PerSecond), (Some(0.25), None));
}

#[test]
fn figures_are_printed_in_their_units() {
    let printed = |unit: Unit, value| unit.print(value);
    assert_eq!(printed(Unit::Nanoseconds, 0.375), "0.38 ns");
    assert_eq!(printed(Unit::Nanoseconds, 1_234.0), "1.23 µs");
    assert_eq!(printed(Unit::Nanoseconds, 99_960_000.0), "100 ms");
    assert_eq!(printed(Unit::Bytes, 522_311.0), "522 kB");
    assert_eq!(printed(Unit::Blocks, 59_479.0), "59479");
    assert_eq!(printed(Unit::PerSecond, 34_900_000.0), "34.9 M/s");
    assert_eq!((print_ratio(5.004), print_ratio(1978.6)), ("5.00".to_owned(), "1979".to_owned()));
}
