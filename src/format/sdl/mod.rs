//! The schema definition language, read into a registry.
//!
//! A lexer and a recursive-descent parser, with one function for each production, push definitions as they are read.
//! The grammar is that of the September 2025 specification as graphql-js 17 implements it.

mod definitions;
mod directives;
mod executable;
mod lexer;
mod literal;
mod parser;
mod strings;
mod write;

use super::options::Format;
use crate::build::{Capacity, Draft, Element, Judging, Part};
use crate::diagnostics::Finding;
use crate::model::TypeKind;
use crate::reference::TypeRef;

use lexer::TokenKind;
pub(super) use literal::reprint;
use parser::{Parser, Root, Roots};
pub(super) use write::{DirectiveDefinition, to_sdl};

pub(super) const FORMAT: Format = Format { room, is_schema: true, read: read_into };

/// The room that a field or an argument takes; each has a colon. Descriptions take none. In a long text colons are
/// estimated from samples: counting all of them would fetch the text from memory once more.
fn room(source: &str) -> usize {
    const SAMPLE: usize = 4096;
    const SAMPLES: usize = 16;
    let step = source.len().div_ceil(SAMPLE * SAMPLES).max(1);
    let samples = source.as_bytes().chunks(SAMPLE).step_by(step);
    let colons = step * samples.map(|sample| memchr::memchr_iter(b':', sample).count()).sum::<usize>();
    source.len().saturating_mul(3).min(colons.saturating_mul(112))
}

fn read_into(source: &str, draft: &mut Draft) {
    // In a second reading everything is read, so that places are known.
    let passes_known = !draft.is_locating();
    read_by(source, draft, passes_known);
}

/// Reads a document; `passes_known` says whether signatures with a known text are skipped, and types read as a whole.
/// Returns how many signatures were skipped.
fn read_by(source: &str, draft: &mut Draft, passes_known: bool) -> usize {
    super::begin_schema(draft);
    let mut parser = Parser::new(source, draft);
    parser.passes_known = passes_known;
    while parser.token.kind != TokenKind::EndOfText {
        if parser.definition().is_err() {
            parser.recover_definition();
        }
        if parser.draft.has_overflowed() {
            return parser.signatures.passed;
        }
    }
    if parser.has_executable && !parser.has_type_system && !parser.draft.is_incomplete() {
        parser.report(None, 0..source.len(), Finding::NoTypes);
    }
    let kept = std::mem::take(&mut parser.kept);
    parser.draft.keep_in_document(&kept);
    push_roots(&mut parser);
    parser.signatures.passed
}

/// The types of the arguments of a directive's definition, and their defaults.
pub(crate) fn arguments_of_directive(definition: &str) -> Vec<(String, Option<String>)> {
    let mut draft = Draft::new(Capacity::MAX, Judging::default(), 0);
    let mut parser = Parser::new(definition, &mut draft);
    parser.directive_signature();
    let named = |type_ref| TypeRef::new(type_ref).named().to_owned();
    draft.open_args().map(|arg| (named(arg.type_ref), arg.default.map(str::to_owned))).collect()
}

/// Adds the roots that the document names. Without a `schema` definition, the roots are the object types with the
/// usual names, and an extension of the schema can only add to them, or name them.
fn push_roots(parser: &mut Parser<'_, '_>) {
    let Roots { named, extended, usual, has_definition } = std::mem::take(&mut parser.roots);
    for (root, kind) in usual.into_iter().filter(|_| !has_definition) {
        if kind == TypeKind::Object {
            set_root(parser, &root);
        } else {
            let finding = Finding::RootOfOtherKind { name: root.1.to_owned(), kind, operation: root.0 };
            parser.report(None, root.2, finding);
        }
    }
    let mut is_named = [false; 3];
    for root in named.into_iter().chain(extended) {
        let is_repeated = std::mem::replace(&mut is_named[root.0 as usize], true);
        let other = parser.draft.root(root.0).filter(|&other| is_repeated || other != root.1);
        if other.is_some() {
            let key = root.0.as_str().to_owned();
            parser.report(None, root.2, Finding::Duplicate { key });
        } else {
            set_root(parser, &root);
        }
    }
}

fn set_root(parser: &mut Parser<'_, '_>, (operation, name, span): &Root<'_>) {
    if parser.draft.root(*operation).is_none() {
        parser.draft.set_root(*operation, name);
        parser.note(Element::Root(*operation), Part::Name, span.clone());
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use proptest::prelude::*;

    use super::read_by;
    use crate::build::{Capacity, Draft, Judging};
    use crate::registry::SchemaRegistry;

    /// The registry or the findings, and how many signatures were skipped.
    fn try_read(sdl: &str, passes_known: bool) -> (Result<SchemaRegistry, String>, usize) {
        let mut draft = Draft::new(Capacity::MAX, Judging { is_schema: true, ..Judging::default() }, 0);
        let passed = read_by(sdl, &mut draft, passes_known);
        let (tables, findings) = draft.finish();
        let is_sound = findings.is_empty();
        let registry = is_sound.then(|| SchemaRegistry::from_tables(tables));
        (registry.ok_or_else(|| format!("{findings:?}")), passed)
    }

    fn read(sdl: &str, passes_known: bool) -> (SchemaRegistry, usize) {
        let (registry, passed) = try_read(sdl, passes_known);
        (registry.expect(sdl), passed)
    }

    /// Asserts that the document has the same content whether signatures are skipped or read; returns how many were
    /// skipped.
    fn passed(sdl: &str) -> usize {
        let ((passing, passed), (reading, none)) = (read(sdl, true), read(sdl, false));
        assert_eq!((passing.to_json(), passing.fingerprint()), (reading.to_json(), reading.fingerprint()));
        assert_eq!(none, 0);
        passed
    }

    #[test]
    fn most_signatures_of_a_real_schema_are_passed_over_and_mean_what_reading_them_means() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/schemas/github-15.graphql.gz");
        let mut sdl = String::new();
        let file = std::fs::File::open(path).unwrap();
        flate2::read::GzDecoder::new(file).read_to_string(&mut sdl).unwrap();
        let (passed, fields) = (passed(&sdl), read(&sdl, true).0.field_count());
        assert!(passed * 4 > fields * 3, "{passed} of {fields}");
    }

    #[test]
    fn a_signature_is_passed_over_only_if_all_of_it_is_on_a_line_that_ends_as_before() {
        let second =
            |rest: &str| passed(&format!("type Query {{\n  a: [Int] # it\n  b{rest}\n}}\nscalar Other"));
        for known in [": [Int] # it", ": [Int] # it\n  c: ID"] {
            assert_eq!(second(known), 1, "{known}");
        }
        for other in [
            ": [Int]",
            ":[Int] # it",
            "\n  : [Int] # it",
            ": [Int] # it!",
            ": [Int] # it\n  !",
            ": [Int] # it\n  @deprecated",
            ": [Int] # it\n  # and on\n\n  @deprecated(reason: \"b\")",
            "(x: Int): [Int] # it",
        ] {
            assert_eq!(second(other), 0, "{other}");
        }
        let twice = |rest: &str| passed(&format!("type Query {{\n  a{rest}\n  b{rest}\n}}"));
        for known in [": Int", "(x: Int = 1, y: [ID!]): Int", ": Int\r", ": Int,", "(x: Int): Int # \u{e9}"] {
            assert_eq!(twice(known), 1, "{known}");
        }
        for read in
            [": Int @deprecated", "(x: Int @a): Int", "(\"x\" x: Int): Int", "(x: Int,\n y: Int): Int"]
        {
            assert_eq!(twice(read), 0, "{read}");
        }
    }

    /// A member of a type by what follows its name: often repeated, and sometimes not allowed there.
    fn member() -> impl Strategy<Value = (u8, &'static str)> {
        let rest = prop::sample::select(vec![
            ": Int",
            ": Int",
            ": [T!]!",
            ":Int",
            ": Int # it",
            ": Int\r",
            "(x: Int): Int",
            "(x: Int = 1): Int",
            ": Int = 1",
            ": Int @deprecated",
            ": Int\n  @deprecated",
            ": Int\n  !",
            ": Int\n  = 2",
            ": Int\n  : Int",
            ":",
            "",
            ": Nothing",
            "(x: Int",
            ": Int \"a\"",
            ": Int }",
            ": Int !",
            ": Int!!",
            ": [Int ]",
            ": [Int!\n]",
            ": [[Int]]]",
            ": [1]",
            ": 1a",
            ":\u{feff} Int",
        ]);
        (0..8_u8, rest)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn passing_over_finds_what_reading_finds(
            types in prop::collection::vec((prop::bool::ANY, prop::collection::vec(member(), 1..6)), 1..5),
        ) {
            let types = types.iter().zip(["T", "A", "B", "C"]).map(|((is_input, members), name)| {
                let members: Vec<String> = members.iter().map(|(name, rest)| format!("  f{name}{rest}\n")).collect();
                format!("{} {name} {{\n{}}}\n", if *is_input { "input" } else { "type" }, members.concat())
            });
            let sdl: String = std::iter::once("scalar Query\n".to_owned()).chain(types).collect();
            let of = |passes_known| try_read(&sdl, passes_known).0.map(|registry| registry.to_json());
            prop_assert_eq!(of(true), of(false), "{}", sdl);
        }
    }
}
