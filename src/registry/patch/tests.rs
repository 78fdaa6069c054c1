//! A registry with a type changed is the one that all its definitions make, and changing it is no reading of them all.

use proptest::prelude::*;

use crate::registry::{
    ArgDef, FieldDef, Operation, RegistryBuilder, SchemaRegistry, TypeDef, TypeKind, ValueDef,
};

const NAMES: [&str; 9] =
    ["id", "networkConfig", "createdAt", "_nodeId", "name", "owner_id", "ownerId", "totalCount", "odd name"];
const KINDS: [TypeKind; 6] = [
    TypeKind::Object,
    TypeKind::Object,
    TypeKind::Interface,
    TypeKind::Union,
    TypeKind::Enum,
    TypeKind::InputObject,
];
const TYPES: usize = 40;

/// Numbers that follow from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    /// Most names are sound, and some of the types are not there.
    fn field_name(&mut self) -> &'static str {
        let end = if self.below(12) == 0 { NAMES.len() } else { 5 };
        NAMES[self.below(end)]
    }

    fn reference(&mut self) -> String {
        let name = if self.below(2) == 0 { "Int".to_owned() } else { self.type_name() };
        [name.clone(), format!("{name}!"), format!("[{name}!]!")][self.below(3)].clone()
    }

    fn type_name(&mut self) -> String {
        let end = if self.below(60) == 0 { TYPES + 1 } else { TYPES };
        type_name(self.below(end))
    }
}

fn type_name(number: usize) -> String {
    format!("T{number}")
}

/// What a type is like for some seed. Its kind depends on the number alone.
fn definition(number: usize, seed: u64) -> TypeDef {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number as u64);
    let kind = KINDS[number % KINDS.len()];
    let mut definition = TypeDef::new(type_name(number), kind);
    if dice.below(4) == 0 {
        definition = definition.extension("x-note", dice.below(3));
    }
    for _ in 0..dice.below(6) {
        definition = match kind {
            TypeKind::Union => {
                definition.members.push(type_name(dice.below(TYPES)));
                definition
            }
            TypeKind::Enum => {
                definition.values.push(ValueDef::new(dice.field_name()));
                definition
            }
            _ => definition.field(field(&mut dice, kind == TypeKind::InputObject)),
        };
    }
    if kind == TypeKind::Object && dice.below(2) == 0 {
        definition = definition.implements(type_name(2 + KINDS.len() * dice.below(5)));
    }
    definition
}

fn field(dice: &mut Dice, is_input: bool) -> FieldDef {
    let mut field = FieldDef::new(dice.field_name(), dice.reference());
    if dice.below(5) == 0 {
        field = field.deprecated(["why", "because"][dice.below(2)]);
    }
    if is_input {
        return if dice.below(3) == 0 { field.default("1") } else { field };
    }
    for _ in 0..dice.below(3) {
        field = field.arg_def(ArgDef::new(dice.field_name(), dice.reference()).default("10"));
    }
    field
}

fn whole(definitions: &[TypeDef]) -> RegistryBuilder {
    let builder = SchemaRegistry::builder("1.1").feature("f").root(Operation::Query, "T0").extension("x", 1);
    definitions.iter().cloned().fold(builder, RegistryBuilder::add_type)
}

/// Everything that can be asked of a registry.
fn answers(registry: &SchemaRegistry) -> Vec<String> {
    let mut answers = vec![registry.to_json(), registry.fingerprint().to_string()];
    for found in registry.types() {
        let possible: Vec<_> = found.possible_types().map(|it| it.name()).collect();
        answers.push(format!("{} {possible:?}", found.name()));
        for name in NAMES.into_iter().chain(["network_config", "_node_id", "created_at"]) {
            let field = registry.get_field_type(found.name(), name);
            let target = field.and_then(|it| it.target()).map(|it| it.name());
            let flags = field.map(|it| (it.name(), it.parent().name(), it.is_list(), it.is_nested_object()));
            answers.push(format!("{flags:?} {target:?}"));
            assert_eq!(found.field(name).map(|it| it.name()), field.map(|it| it.name()));
        }
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn changed_types_give_what_all_definitions_give(
        seed in any::<u64>(),
        edits in proptest::collection::vec((0..TYPES + 3, any::<u64>()), 1..12),
    ) {
        // A base without findings, so that there is something to change in place.
        let mut definitions: Vec<TypeDef> = (0..TYPES).map(|number| definition(number, 0)).collect();
        for (number, kept) in definitions.iter_mut().enumerate() {
            let sound = (0..40).map(|more| definition(number, seed.wrapping_add(more)));
            let is_sound = |it: &TypeDef| {
                let types = (0..TYPES).filter(|&it| it != number).map(|it| definition(it, 0).kind);
                let names = (0..TYPES).filter(|&it| it != number).map(type_name);
                let others = names.zip(types).map(|(name, kind)| TypeDef::new(name, kind));
                let built = others.fold(SchemaRegistry::builder("1.1"), RegistryBuilder::add_type).add_type(it.clone());
                built.build_with_warnings().is_ok_and(|(_, warnings)| warnings.is_empty())
            };
            *kept = sound.into_iter().find(is_sound).unwrap_or_else(|| TypeDef::new(type_name(number), kept.kind));
        }
        let (mut registry, warnings) = whole(&definitions).build_with_warnings().unwrap();
        prop_assert!(warnings.is_empty());
        for (number, seed) in edits {
            let changed = definition(number, seed);
            let mut all = definitions.clone();
            match all.iter_mut().find(|it| it.name == changed.name) {
                Some(there) => *there = changed.clone(),
                None => all.push(changed.clone()),
            }
            let built = registry.to_builder().put_type(changed).build_with_warnings();
            let expected = whole(&all).build_with_warnings();
            match (built, expected) {
                (Ok((built, warnings)), Ok((expected, expected_warnings))) => {
                    prop_assert_eq!(answers(&built), answers(&expected));
                    prop_assert_eq!(warnings, expected_warnings);
                    (registry, definitions) = (built, all);
                }
                (Err(built), Err(expected)) => prop_assert_eq!(built.diagnostics(), expected.diagnostics()),
                (built, expected) => panic!("{built:?} and {expected:?}"),
            }
        }
    }
}

fn base() -> SchemaRegistry {
    let named = |number: usize| TypeDef::object(type_name(number)).field(FieldDef::new("id", "ID!"));
    let definitions: Vec<TypeDef> = (0..TYPES).map(named).collect();
    whole(&definitions).build().unwrap()
}

fn is_patched(change: impl FnOnce(RegistryBuilder) -> RegistryBuilder) -> bool {
    change(base().to_builder()).patched().is_some()
}

#[test]
fn a_change_of_types_without_findings_is_made_in_place() {
    let other = |name: &str| TypeDef::object(name).field(FieldDef::new("networkConfig", "[T5!]!"));
    assert!(is_patched(|base| base.put_type(other("T3"))));
    assert!(is_patched(|base| base.put_type(other("New")).put_type(other("T39")).put_type(other("T0"))));
}

#[test]
fn what_concerns_the_whole_is_not_made_in_place() {
    let other = || TypeDef::object("T3").field(FieldDef::new("id", "T5"));
    assert!(!is_patched(|base| base.put_type(other()).version("1.2")));
    assert!(!is_patched(|base| base.put_type(other()).feature("g")));
    assert!(!is_patched(|base| base.put_type(other()).root(Operation::Mutation, "T3")));
    assert!(!is_patched(|base| base.put_type(other()).extension("y", 1)));
    assert!(!is_patched(|base| base.remove_type("T3")));
    assert!(!is_patched(|base| base.put_type(TypeDef::new("T3", TypeKind::Interface))));
    assert!(!is_patched(|base| base.put_type(TypeDef::new("Int", TypeKind::Scalar))));
    assert!(!is_patched(|base| base.put_type(other().field(FieldDef::new("absent", "Absent")))));
    assert!(!is_patched(|base| base.add_type(other())));
    assert!(!is_patched(|base| (0..7).fold(base, |base, it| base.put_type(TypeDef::object(type_name(it))))));
}

#[test]
fn a_scalar_that_was_not_listed_is_what_fields_lead_to_once_it_is_there() {
    let json = r#"{"version": "1.0", "features": [], "types": {"A": {"fields": {
        "a": {"type_name": "Decimal", "is_nested_object": false, "is_list": false}}}}}"#;
    let base = SchemaRegistry::from_json(json).unwrap();
    assert!(base.get_field_type("A", "a").unwrap().target().is_none());
    let added = base.to_builder().add_type(TypeDef::scalar("Decimal")).build().unwrap();
    assert_eq!(added.get_field_type("A", "a").unwrap().target().unwrap().name(), "Decimal");
    // Another one is nothing to what is there.
    let builder = base.to_builder().add_type(TypeDef::scalar("Money"));
    assert!(builder.patched().is_some());
}

#[test]
fn a_scalar_that_need_not_be_listed_keeps_no_change_from_being_made_in_place() {
    let changed = || TypeDef::object("T3").field(FieldDef::new("createdAt", "DateTime!"));
    let of_version = |version| base().to_builder().version(version).build().unwrap().to_builder();
    assert!(of_version("1.0").put_type(changed()).patched().is_some());
    assert!(of_version("1.1").put_type(changed()).patched().is_none());
    let (registry, warnings) = of_version("1.0").put_type(changed()).build_with_warnings().unwrap();
    assert!(warnings.is_empty());
    assert!(registry.get_field_type("T3", "created_at").unwrap().target().is_none());
    assert_eq!(registry, SchemaRegistry::from_json(&registry.to_json()).unwrap());
}

#[test]
fn tables_are_made_anew_before_much_of_them_is_unused() {
    let mut registry = base();
    let size =
        |registry: &SchemaRegistry| registry.tables().map(|it| it.signatures.len() + it.references.len());
    let mut largest = 0;
    for round in 0..1_000 {
        let field = FieldDef::new(format!("field{round}"), "T5!").deprecated(format!("since {round}"));
        registry = registry.to_builder().put_type(TypeDef::object("T3").field(field)).build().unwrap();
        largest = largest.max(size(&registry).unwrap());
    }
    assert!(largest < size(&base()).unwrap() + 30, "{largest}");
    assert_eq!(registry.field_count(), TYPES);
}

#[test]
fn a_name_is_told_from_an_alias_that_reads_the_same() {
    let field = |name: &str, type_name: &str| FieldDef::new(name, type_name);
    let named_like_alias = TypeDef::object("owner_id").field(field("id", "ID"));
    let with_alias = TypeDef::object("A").field(field("ownerId", "ID"));
    let builder = base().to_builder().add_type(named_like_alias).add_type(with_alias);
    // Another version: nothing of it is a copy.
    let base = builder.version("1.2").build().unwrap();
    let changed = TypeDef::object("A").field(field("ownerId", "ID")).field(field("owner", "owner_id"));
    let builder = base.to_builder().put_type(changed);
    assert!(builder.patched().is_some());
    let changed = builder.build().unwrap();
    assert_eq!(changed.get_field_type("A", "owner").unwrap().target().unwrap().name(), "owner_id");
    assert_eq!(changed.get_field_type("A", "owner_id").unwrap().name(), "ownerId");
}
