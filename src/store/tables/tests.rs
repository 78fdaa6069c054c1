//! Look-ups in registries whose names were chosen so that the index has no slot of its own for them.

use super::super::hash::{Seed, half, hash_field};
use crate::registry::{FieldDef, RegistryBuilder, SchemaRegistry, TypeDef};

const TYPE: &str = "Row";

const SEED: Seed = Seed::known();

/// A builder whose registry hashes names with a seed that is known here.
fn seeded(mut builder: RegistryBuilder) -> RegistryBuilder {
    builder.seed = Some(SEED);
    builder
}

fn builder() -> RegistryBuilder {
    seeded(SchemaRegistry::builder("1.1"))
}

/// Whether a hash falls into the first of that many buckets.
fn is_in_first_bucket(hash: u64, buckets: u64) -> bool {
    hash >> 32 < (1 << 32) / buckets
}

/// So many names of a form, of those whose hash is as wanted.
fn names(count: usize, form: fn(u32) -> String, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    (0..).map(form).filter(|name| is_wanted(name)).take(count).collect()
}

fn camel(number: u32) -> String {
    format!("someName{number}")
}

/// What a row of a database calls it.
fn snake(camel: &str) -> String {
    camel.replacen('N', "_n", 1)
}

fn with_fields(name: &str, fields: &[String]) -> TypeDef {
    fields.iter().fold(TypeDef::object(name), |of, field| of.field(FieldDef::new(field, "Int")))
}

fn build(builder: RegistryBuilder) -> SchemaRegistry {
    builder.build().expect("it is sound")
}

/// Asserts that a look-up by each name finds the field named beside it, or nothing.
#[track_caller]
fn assert_finds(registry: &SchemaRegistry, type_name: &str, asked: &str, expected: Option<&str>) {
    let found = registry.get_field_type(type_name, asked).map(|field| (field.parent().name(), field.name()));
    assert_eq!(found, expected.map(|name| (type_name, name)), "{type_name}.{asked}");
    let of_type = registry.get_type(type_name).and_then(|found| found.field_by_alias(asked));
    assert_eq!(of_type.map(|field| field.name()), expected, "{type_name}.{asked}");
    assert_eq!(registry.lookup(type_name, asked).ok().map(|field| field.name()), expected);
}

/// Asserts that a type has these fields and no others, by each of their names.
#[track_caller]
fn assert_has(registry: &SchemaRegistry, type_name: &str, fields: &[String], others: &[String]) {
    for field in fields {
        assert_finds(registry, type_name, field, Some(field));
        assert_finds(registry, type_name, &snake(field), Some(field));
        assert_finds(registry, type_name, &snake(field).replacen('_', "__", 1), Some(field));
    }
    for other in others {
        assert_finds(registry, type_name, other, None);
        assert_finds(registry, type_name, &snake(other), None);
    }
}

/// Looks each of the fields up: in a registry of one type, in one that has two, and where the one is replaced.
fn check_fields(fields: &[String]) {
    let (kept, gone) = fields.split_at(fields.len() / 2);
    let one = builder().add_type(with_fields(TYPE, fields));
    assert_has(&build(one.clone()), TYPE, fields, &[]);

    let both = build(one.add_type(with_fields("Other", kept)));
    assert_has(&both, TYPE, fields, &[]);
    assert_has(&both, "Other", kept, gone);

    let replaced = build(seeded(both.to_builder()).put_type(with_fields(TYPE, gone)));
    assert_has(&replaced, TYPE, gone, kept);
    let back = build(seeded(replaced.to_builder()).put_type(with_fields(TYPE, fields)));
    assert_has(&back, TYPE, fields, &[]);
    assert_has(&back, "Other", kept, gone);
    assert_eq!(back, both);
}

#[test]
fn fields_of_one_bucket_are_found() {
    let of_type = SEED.hash(TYPE.as_bytes());
    let fields = names(40, camel, |name| {
        is_in_first_bucket(hash_field(of_type, half(SEED.hash(name.as_bytes()))), 20)
    });
    let registry = build(builder().add_type(with_fields(TYPE, &fields)));
    assert!(registry.tables().expect("it has tables").fields.has_rest(), "they have slots of their own");
    check_fields(&fields);
}

#[test]
fn fields_by_aliases_of_one_bucket_are_found() {
    let fields = names(40, camel, |name| is_in_first_bucket(SEED.hash(snake(name).as_bytes()), 20));
    let registry = build(builder().add_type(with_fields(TYPE, &fields)));
    assert!(registry.tables().expect("it has tables").aliases.has_rest(), "they have slots of their own");
    check_fields(&fields);
}

#[test]
fn fields_of_one_hash_are_told_apart() {
    let mut seen = std::collections::HashMap::new();
    let same = (0..).map(camel).find_map(|name| {
        let other = seen.insert(half(SEED.hash(name.as_bytes())), name.clone())?;
        Some([other, name])
    });
    let same = same.expect("of so many names two have one half of a hash");
    check_fields(&same);
    let one = build(builder().add_type(with_fields(TYPE, &same[..1])));
    assert_has(&one, TYPE, &same[..1], &same[1..]);
}

#[test]
fn types_of_one_bucket_are_found() {
    let types = names(
        40,
        |number| format!("Type{number}"),
        |name| is_in_first_bucket(SEED.hash(name.as_bytes()), 20),
    );
    let others = names(
        100,
        |number| format!("Other{number}"),
        |name| is_in_first_bucket(SEED.hash(name.as_bytes()), 20),
    );
    let field = ["someName".to_owned()];
    let builder = types.iter().fold(builder(), |builder, name| builder.add_type(with_fields(name, &field)));
    let registry = build(builder);
    assert!(registry.tables().expect("it has tables").type_index.has_rest(), "they have slots of their own");
    let added = build(seeded(registry.to_builder()).add_type(with_fields(&others[0], &field)));
    for name in &types {
        assert_has(&registry, name, &field, &[]);
        assert_has(&added, name, &field, &[]);
    }
    assert_has(&added, &others[0], &field, &[]);
    assert!(others.iter().all(|name| registry.get_type(name).is_none()));
    assert!(others[1..].iter().all(|name| added.get_type(name).is_none()));
}
