//! Whatever stands in a GraphQL document, there is a registry or an error.

use proptest::prelude::*;
use proptest::sample::Index;
use schema_registry::{LoadOptions, SchemaRegistry, Strictness};

use crate::support::fixtures;

fn small(name: &str) -> String {
    let path = format!("{}/tests/fixtures/sdl/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Loads a document in every way. What loads must be written and read again as itself.
fn load(document: &str) {
    for options in [LoadOptions::new(), LoadOptions::new().strictness(Strictness::Lenient)] {
        for loaded in [options.sdl(document), options.introspection(document), options.detect(document)] {
            match loaded {
                Ok(loaded) => {
                    let again =
                        SchemaRegistry::from_json(&loaded.registry.to_json()).expect("what is written loads");
                    assert_eq!(again.changes_since(&loaded.registry), []);
                    assert_eq!(again, loaded.registry);
                }
                Err(error) => assert!(!error.diagnostics().is_empty()),
            }
        }
    }
}

#[test]
fn a_document_cut_short_anywhere_gives_a_result_or_an_error() {
    for name in ["literals.graphql", "extensions.graphql", "unusual.graphql", "extensions.introspection.json"]
    {
        let document = small(name);
        let step = document.len() / 400 + 1;
        for end in (0..document.len()).step_by(step).filter(|&end| document.is_char_boundary(end)) {
            load(&document[..end]);
        }
    }
}

/// Names are hashed with another seed in each registry, so what depends on where they fall shows in some of many.
#[test]
fn types_that_are_defined_twice_are_reported_wherever_their_names_fall() {
    for round in 0..500 {
        let types: Vec<String> = (0..20).map(|number| format!("scalar A{round}x{number}\n")).collect();
        let error = SchemaRegistry::from_sdl(&types.concat().repeat(2)).expect_err("each is there twice");
        assert_eq!(error.count(), 20, "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn tokens_that_change_places_give_a_result_or_an_error(
        name in prop::sample::select(vec!["literals.graphql", "extensions.graphql", "unusual.graphql"]),
        edits in prop::collection::vec((any::<Index>(), any::<Index>()), 1..6),
    ) {
        let document = small(name);
        let mut tokens: Vec<&str> = document.split_inclusive([' ', '\n', '(', '{', ':', '"', '!', ')']).collect();
        for (one, other) in edits {
            let (one, other) = (one.index(tokens.len()), other.index(tokens.len()));
            tokens[one] = tokens[other];
        }
        load(&tokens.concat());
    }

    #[test]
    fn any_text_gives_a_result_or_an_error(document in "[a-z{}()\\[\\]:!=&|@#\"'\\\\ \n0-9.é\u{feff}]{0,60}") {
        load(&document);
    }
}

/// Each line is a directive of the line before, and could be a definition.
#[test]
fn what_was_read_again_after_a_mistake_is_not_read_a_third_time() {
    for (head, line) in
        [("type Query { 1\n", "schema @\n"), ("", "query {\n"), ("type Query { a: Int @\n", "schema @\n")]
    {
        let sdl = head.to_owned() + &line.repeat(20_000);
        let count = SchemaRegistry::from_sdl(&sdl).expect_err("it has a mistake").count();
        assert!(count <= 1_000, "{line:?}: {count}");
    }
}

#[test]
fn a_definition_far_to_the_right_on_its_line_may_have_many_mistakes() {
    let sdl = format!("{}type Query {{\n{}}}", " ".repeat(1_000_000), "a 1\n".repeat(5_000));
    assert_eq!(SchemaRegistry::from_sdl(&sdl).expect_err("it has mistakes").count(), 5_000);
}

#[test]
fn a_large_document_with_many_mistakes_is_read_to_its_end() {
    let github =
        fixtures::schema("github-15.graphql").replace("String", "Strin").replace("Boolean!", "Boolea!");
    let error = SchemaRegistry::from_sdl(&github).expect_err("it is refused");
    assert!(error.count() > 1_000, "{}", error.count());
    assert_eq!(error.diagnostics().len(), 1_000);

    let shopify = fixtures::schema("shopify-admin-2026-01.introspection.json")
        .replace(r#""name":"Boolean","ofType""#, r#""name":"Boolea","ofType""#);
    assert!(SchemaRegistry::from_introspection(&shopify).is_err());
}
