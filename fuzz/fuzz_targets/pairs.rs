//! Two schemas, with a line `---` between them: what went from one to the other against sets of coordinates, and parts of the
//! first, whose elements are chosen by a hash.

#![no_main]

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use libfuzzer_sys::fuzz_target;
use schema_registry::{ChangeKind, Coordinate, Criticality, SchemaRegistry, TypeInfo};

fuzz_target!(|text: &str| {
    let Some((older, newer)) = text.split_once("\n---\n") else { return };
    let Ok(older) = SchemaRegistry::from_sdl(older) else { return };
    check_parts(&older, newer);
    let Ok(newer) = SchemaRegistry::from_sdl(newer) else { return };
    let changes = newer.changes_since(&older);
    let told = |removed: &[ChangeKind]| -> BTreeSet<Coordinate> {
        changes.iter().filter(|it| removed.contains(&it.kind())).filter_map(|it| it.coordinate()).collect()
    };
    let removed = [
        ChangeKind::TypeRemoved,
        ChangeKind::FieldRemoved,
        ChangeKind::ValueRemoved,
        ChangeKind::ArgumentRemoved,
    ];
    assert_eq!(told(&removed), missing(&older, &newer), "removed");
    let added = ["TypeAdded", "FieldAdded", "ValueAdded", "ArgumentAdded", "InputFieldAdded"];
    let added: Vec<ChangeKind> = ChangeKind::ALL
        .iter()
        .copied()
        .filter(|it| added.iter().any(|end| it.as_str().ends_with(end)))
        .collect();
    assert_eq!(told(&added), missing(&newer, &older), "added");
    assert!(changes.is_empty() || newer.fingerprint() != older.fingerprint());
    let back = older.changes_since(&newer);
    assert_eq!(changes.is_empty(), back.is_empty());
    assert!(older.changes_since(&older).is_empty());
    for change in &changes {
        assert!(!change.to_string().is_empty());
        assert!(Criticality::Safe <= change.criticality());
    }
});

/// What is in one and not in the other; of a type that is gone or of another kind, nothing more.
fn missing(of: &SchemaRegistry, from: &SchemaRegistry) -> BTreeSet<Coordinate> {
    let mut missing = BTreeSet::new();
    for info in of.types() {
        match from.get_type(info.name()) {
            None => _ = missing.insert(info.coordinate()),
            Some(other) if other.kind() == info.kind() => members(info, other, &mut missing),
            Some(_) => {}
        }
    }
    missing
}

fn members(info: TypeInfo<'_>, other: TypeInfo<'_>, missing: &mut BTreeSet<Coordinate>) {
    for field in info.fields() {
        let Some(same) = other.field(field.name()) else {
            missing.insert(field.coordinate());
            continue;
        };
        missing.extend(field.args().filter(|arg| same.arg(arg.name()).is_none()).map(|arg| arg.coordinate()));
    }
    missing.extend(
        info.values().filter(|value| other.value(value.name()).is_none()).map(|value| value.coordinate()),
    );
}

/// A part has nothing that was refused, and the same question leaves it as it is.
fn check_parts(whole: &SchemaRegistry, salt: &str) {
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let keeps = |coordinate: Coordinate| hasher.hash_one((salt, coordinate.to_string())) % 5 != 0;
    let Ok(part) = whole.filter(|element| keeps(element.coordinate())) else { return };
    for info in part.types() {
        assert!(whole.get_type(info.name()).is_some());
        for field in info.fields() {
            assert!(keeps(field.coordinate()));
            assert!(whole.get_field(info.name(), field.name()).is_some());
        }
        assert!(info.values().all(|value| keeps(value.coordinate())));
    }
    let again = part.filter(|element| keeps(element.coordinate())).expect("a part of a part");
    assert_eq!(again.fingerprint(), part.fingerprint());
    assert!(whole.filter(|_| true).is_ok_and(|all| all.fingerprint() == whole.fingerprint()));
}
