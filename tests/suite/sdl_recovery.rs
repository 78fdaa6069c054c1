//! After a mistake in SDL, reading continues with the next member or definition.

use std::fmt::Write;

use schema_registry::SchemaRegistry;

use crate::marks::{SDL, assert_refused};

#[test]
fn reading_goes_on_after_a_syntax_error() {
    assert_refused(
        SDL,
        "type A {\n  a ⟦colon⟧Int\n  b: [Int\n  ⟦bracket⟧c: Int ⟦default⟧= 3\n  d(⟦no arg⟧): Int e: Int\n}\n\
         enum E { A ⟦character⟧% B }\ntype B {\n  f: Int\ntype ⟦brace⟧C { g: ⟦missing⟧Missing }\ntype D {⟦empty⟧}\n\
         input I { a: String = ⟦quote⟧'x' }\ntype F { a(b: Int = 0⟦number⟧1): Int twice: Int ⟦twice⟧twice: Int }\n\
         scalar S @deprecated(reason: \"a⟦escape⟧\\x\")\n",
        &[
            ("colon", "expected `:`, found `Int`"),
            ("bracket", "expected `]`, found `c`"),
            ("default", "expected a name, found `=`"),
            ("no arg", "expected a name, found `)`"),
            ("character", "unexpected character"),
            ("brace", "expected `:`, found `C`"),
            ("missing", "unknown type `Missing`"),
            ("empty", "expected a name, found `}`"),
            ("quote", "unexpected character"),
            ("number", "invalid number"),
            ("twice", "`twice` is defined twice"),
            ("escape", "invalid escape in a string"),
        ],
    );
    assert_refused(
        SDL,
        "⟦keyword⟧typ A { a: Int }\n⟦extend⟧\"described\" extend type A { b: Nowhere }\ntype B { b: Nowhere }\nscalar⟦end⟧",
        &[
            ("keyword", "expected a definition, found `typ`"),
            ("extend", "an extension cannot have a description"),
            ("end", "expected a name, found the end of the text"),
        ],
    );
}

#[test]
fn one_wrong_line_in_ten_thousand_is_found() {
    let mut sdl = String::from("type Query {\n");
    for line in 2..10_000 {
        let colon = if line == 9_000 { " =" } else { ":" };
        let _ = writeln!(sdl, "  field{line}{colon} Int");
    }
    sdl.push('}');
    let error = SchemaRegistry::from_sdl(&sdl).expect_err("it is refused");
    assert_eq!(error.to_string(), "line 9000, column 13: Query.field9000: expected `:`, found `=`");
}

#[test]
fn a_document_of_nothing_but_mistakes_is_given_up_on() {
    let error = SchemaRegistry::from_sdl(&"%".repeat(1_000_000)).expect_err("it is refused");
    assert!((1..=101).contains(&error.diagnostics().len()), "{}", error.diagnostics().len());
}

#[test]
fn what_is_indented_further_belongs_to_the_broken_definition() {
    assert_refused(
        SDL,
        "type A implements ⟦bracket⟧(\n type B { a: }\ntype C { b: ⟦brace⟧}\n",
        &[("bracket", "expected a name, found `(`"), ("brace", "expected a type, found `}`")],
    );
    // Wherever in the text that is.
    assert_refused(
        SDL,
        "scalar Date\ntype A implements ⟦bracket⟧(\n type B { a: }\ntype C { b: ⟦brace⟧}\n",
        &[("bracket", "expected a name, found `(`"), ("brace", "expected a type, found `}`")],
    );
    // And what starts a line of its own is a definition.
    assert_refused(
        SDL,
        "type A implements ⟦bracket⟧(\nscalar Date\n⟦colon⟧: oops\ntype B { b: ID }",
        &[("bracket", "expected a name, found `(`"), ("colon", "expected a definition, found `:`")],
    );
}

#[test]
fn a_keyword_within_a_definition_starts_no_other() {
    for member in ["b(id: Int, name ⟦word⟧type Int @deprecated): Int", "b(name ⟦word⟧type Int = 1): Int"]
    {
        assert_refused(
            SDL,
            &format!("type A {{ a: Int {member} }}\ntype B {{ c(d: Int): Int }}"),
            &[("word", "expected `:`, found `type`")],
        );
    }
}

#[test]
fn a_definition_that_was_read_as_a_default_or_as_values_is_one_all_the_same() {
    assert_refused(
        SDL,
        "union Result = User\ninput Filter { at: Int =\ntype User ⟦body⟧implements Node { id: ID! }\ninterface Node { id: ID! }",
        &[("body", "expected `:`, found `implements`")],
    );
    assert_refused(
        SDL,
        "enum Color { RED, A1 @deprecated\nscalar Date\nscalar Time\ntype Tag ⟦brace⟧{ date: Date }\ntype Post { at: Time tag: Tag }",
        &[("brace", "expected a name, found `{`")],
    );
}

#[test]
fn a_text_that_is_cut_off_says_nothing_of_what_is_gone() {
    assert_refused(
        SDL,
        "union Result = User\ntype Post { ⟦end⟧",
        &[("end", "expected a name, found the end of the text")],
    );
    // There may have been types, too.
    assert_refused(
        SDL,
        "⟦query⟧query { a }\nquery { a ⟦end⟧",
        &[
            ("query", "operations and fragments are ignored"),
            ("end", "expected a name, found the end of the text"),
        ],
    );
}

#[test]
fn a_description_belongs_to_its_definition_where_reading_continues() {
    for (sdl, expected) in [
        ("type Query { ⟦here⟧{\n  a: It\n}\n\"It\"\ntype It { a: Int }", "expected a name, found `{`"),
        (
            "type Query { a: It }\n\"It\"\ntype It {\n  a(\n    b: [Int⟦here⟧",
            "expected `]`, found the end of the text",
        ),
    ] {
        assert_refused(SDL, sdl, &[("here", expected)]);
    }
}

#[test]
fn what_only_looks_like_a_definition_is_not_read_as_one() {
    for (sdl, expected) in [
        (
            "type Query {\n  a: It\n  type ⟦here⟧It\n  b: Int\n}\ntype It { a: Int }",
            "expected `:`, found `It`",
        ),
        ("extend ⟦here⟧1 schema @a\ntype Query { a: Int }", "expected a definition, found `1`"),
    ] {
        assert_refused(SDL, sdl, &[("here", expected)]);
    }
    // An operation is one, even if the bracket before it is missing.
    assert_refused(
        SDL,
        "type Query {\n  a: It\n⟦query⟧query ⟦brace⟧{ a }\ntype It { a: Int }",
        &[("query", "operations and fragments are ignored"), ("brace", "expected `:`, found `{`")],
    );
}

#[test]
fn a_definition_with_a_description_and_a_mistake_is_read_once() {
    for (definition, expected) in [
        ("\"It\"\nunion It = Query |⟦here⟧| Query", "expected a name, found `|`"),
        ("\"It\" interface It @⟦here⟧{ a: Int }", "expected a name, found `{`"),
        ("\"\"\"\nIt\n\"\"\"\ntype It implements Node &⟦here⟧{ a: Int }", "expected a name, found `{`"),
    ] {
        let sdl = format!("{definition}\ntype Query implements Node {{ a: It }}\ninterface Node {{ a: It }}");
        assert_refused(SDL, &sdl, &[("here", expected)]);
    }
}
