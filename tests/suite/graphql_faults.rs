//! What is wrong with a GraphQL schema is said all at once, each with its line and column.

use schema_registry::{KeepDirectives, LoadOptions, Operation, SchemaRegistry, Strictness};

use crate::marks::{INTROSPECTION, Marked, SDL, assert_refused, place_and_message};

#[test]
fn all_definitions_that_stand_twice_are_found() {
    assert_refused(
        SDL,
        "type Query {\n  # é 😀
  a: Int  ⟦field⟧a: String\n  \"é\" c(b: Int, ⟦arg⟧b: Int): Int }\nenum E { A B ⟦value⟧A }\n\
         type ⟦type⟧Query { d: Int }\nunion U = Query | ⟦member⟧Query\n\
         schema { query: Query query: ⟦root⟧Query }\n⟦schema⟧schema { mutation: Query }\n\
         extend enum E { ⟦extended⟧B C }",
        &[
            ("field", "`a` is defined twice"),
            ("arg", "`b` is defined twice"),
            ("value", "`A` is defined twice"),
            ("type", "`Query` is defined twice"),
            ("member", "`Query` is defined twice"),
            ("root", "`query` is defined twice"),
            ("schema", "`schema` is defined twice"),
            ("extended", "`B` is defined twice"),
        ],
    );
}

#[test]
fn all_names_that_lead_nowhere_are_found() {
    assert_refused(
        SDL,
        "schema { query: Query mutation: ⟦root⟧Mutation }\n\
         type Query implements ⟦interface⟧Missing { a: [⟦field⟧Nothing!]! b(c: ⟦arg⟧None): Int }\n\
         union U = ⟦member⟧Nobody\ninput I { a: ⟦input⟧Nowhere = {} }\nextend type ⟦extension⟧Absent { a: Int }",
        &[
            ("root", "unknown type `Mutation`"),
            ("interface", "unknown type `Missing`"),
            ("field", "unknown type `Nothing`"),
            ("arg", "unknown type `None`"),
            ("member", "unknown type `Nobody`"),
            ("input", "unknown type `Nowhere`"),
            ("extension", "cannot extend unknown type `Absent`"),
        ],
    );
}

#[test]
fn what_is_of_the_wrong_kind_is_found() {
    assert_refused(
        SDL,
        "schema { query: ⟦root⟧Color }\nenum Color { RED }\ninput In { a: ⟦input⟧Thing }\n\
         type Thing implements ⟦interface⟧Color { a(b: ⟦arg⟧Thing): ⟦field⟧In }\n\
         union U = ⟦member⟧Color\nextend input ⟦extension⟧Color { b: Int }",
        &[
            ("root", "`Color` must be an OBJECT, but is of kind ENUM"),
            ("input", "`Thing` cannot be an input type: it is of kind OBJECT"),
            ("interface", "`Color` cannot be implemented: it is of kind ENUM"),
            ("arg", "`Thing` cannot be an input type: it is of kind OBJECT"),
            ("field", "`In` cannot be an output type: it is of kind INPUT_OBJECT"),
            ("member", "`Color` must be an OBJECT, but is of kind ENUM"),
            ("extension", "`Color` cannot be extended as INPUT_OBJECT: it is of kind ENUM"),
        ],
    );
}

#[test]
fn a_type_that_does_not_keep_what_its_interface_promises_is_found() {
    assert_refused(
        SDL,
        "interface Node { id: ID! }\ninterface Named implements Node { id: ID! name(short: Boolean): String! }\n\
         type A implements ⟦above⟧Named { id: ID! ⟦required⟧name(⟦arg⟧long: Int!): ⟦type⟧Int }\n\
         type B implements Node & ⟦field⟧Named { id: ID! }\ntype C implements Named & Node { id: ID! name(short: Boolean): String! }",
        &[
            ("above", "missing interface `Node`, required by interface `Named`"),
            ("required", "missing argument `short: Boolean`, required by interface `Named`"),
            ("arg", "required argument `long` is not in interface `Named`"),
            ("type", "type `Int` does not match `String!` of interface `Named`"),
            ("field", "missing field `name`, required by interface `Named`"),
        ],
    );
}

#[test]
fn what_leaves_every_answer_right_is_a_warning() {
    let sdl = "type Query { a: Int }\ntype Empty\nenum None\nquery { a }\nfragment F on Query { a }";
    let loaded = LoadOptions::new().sdl(sdl).expect("it loads");
    assert_eq!(
        loaded.warnings.iter().map(schema_registry::Diagnostic::line).collect::<Vec<_>>(),
        [Some(2), Some(3), Some(4)]
    );
    assert_eq!(
        LoadOptions::new()
            .strictness(Strictness::Strict)
            .sdl(sdl)
            .expect_err("it is refused")
            .diagnostics()
            .len(),
        3
    );
}

#[test]
fn a_document_of_another_format_is_named() {
    let page = "\n  <!DOCTYPE html><html></html>";
    for load in [INTROSPECTION, LoadOptions::json, LoadOptions::detect] {
        let error = load(&LoadOptions::new(), page).expect_err("it is refused");
        assert_eq!(error.diagnostics()[0].code(), "other_format", "{error}");
        assert_eq!((error.diagnostics()[0].line(), error.diagnostics()[0].column()), (Some(2), Some(3)));
    }
    assert!(LoadOptions::new().sdl(page).is_err());
    let error = LoadOptions::new().detect(" \n").expect_err("it is refused");
    assert_eq!(error.to_string(), "line 2, column 1: the document is empty");
    let errors = r#"{"errors": [{"message": "introspection is off"}], "data": null}"#;
    let error = LoadOptions::new().detect(errors).expect_err("it is refused");
    assert!(error.to_string().ends_with("instead of a schema: introspection is off"), "{error}");
    assert!(INTROSPECTION(&LoadOptions::new(), r#"{"version": "1.0"}"#).is_err());
}

#[test]
fn truncated_json_is_refused_at_its_end() {
    let json = r#"{"data": {"__schema": {"types": [{"kind": "OBJECT", "name": "Query", "fields": ["#;
    for end in [2, 20, 40, json.len()] {
        for load in [INTROSPECTION, LoadOptions::detect] {
            let error = load(&LoadOptions::new(), &json[..end]).expect_err("it is refused");
            assert_eq!(error.diagnostics()[0].code(), "syntax", "{error}");
            assert_eq!(error.diagnostics()[0].column(), Some(end.max(1)), "{error}");
        }
    }
}

#[test]
fn all_lists_that_an_introspection_result_lacks_are_found() {
    assert_refused(
        INTROSPECTION,
        r#"{"data": {"__schema": {"queryType": {"name": ⟦root⟧"Query"}, "types": [
            {"kind": "UNION", "name": "Result", "possibleTypes": ⟦union⟧null},
            ⟦enum⟧{"kind": "ENUM", "name": "Color"},
            {"possibleTypes": [], "enumValues": null, "interfaces": null, "fields": [
                {"name": "a", "args": [{"name": "x", "type": ⟦deep⟧{"kind": "LIST"}}], "type": {"kind": "SCALAR", "name": "Int"}},
                {"name": ⟦twice⟧"a", "args": [], "type": ⟦second⟧{"kind": "OBJECT", "name": "Nowhere"}},
                {"name": "b", "args": ⟦args⟧null, "type": ⟦nowhere⟧{"kind": "OBJECT", "name": "Nowhere"}}
            ], "name": "Node", "kind": "INTERFACE"},
            {"name": "Thing", "kind": "OBJECT", "interfaces": [⟦interface⟧{"name": "Color"}], "fields": ⟦fields⟧7},
            {"kind": ⟦kind⟧"THING", "name": "Odd"},
            {"kind": "INPUT_OBJECT", "name": "In", "inputFields": [
                {"name": "a", "type": {"kind": "SCALAR", "name": "Int"}, "defaultValue": ⟦default⟧"{"}
            ]}
        ]}}}"#,
        &[
            ("root", "unknown type `Query`"),
            ("union", "the UNION `Result` has no list `possibleTypes`"),
            ("enum", "the ENUM `Color` has no list `enumValues`"),
            ("deep", "missing key `ofType`"),
            ("twice", "`a` is defined twice"),
            ("second", "unknown type `Nowhere`"),
            ("args", "the OBJECT `b` has no list `args`"),
            ("nowhere", "unknown type `Nowhere`"),
            ("interface", "`Color` cannot be implemented: it is of kind ENUM"),
            ("fields", "expected an array, found a number"),
            ("kind", "`THING` is not a kind of type (OBJECT, INTERFACE, UNION, ENUM, INPUT_OBJECT, SCALAR)"),
            ("default", "`{` is not a literal"),
        ],
    );
}

#[test]
fn a_lenient_load_keeps_what_can_be_read() {
    let sdl = "type Query implements Missing { a: Int  a: String  b(c: Int, c: ID): Nowhere }\n\
               type Query { z: Int }\nenum E { A A B }\nextend type Absent { x: Int }\nextend input E { y: Int }";
    let loaded = LoadOptions::new().strictness(Strictness::Lenient).sdl(sdl).expect("it loads");
    let registry = &loaded.registry;
    let written = registry.to_json();
    assert_eq!(SchemaRegistry::from_json(&written).expect("what is written loads"), *registry);
    assert_eq!(registry.get_field_type("Query", "a").expect("it is there").type_name(), "Int");
    assert!(registry.get_field_type("Query", "z").is_none());
    assert_eq!(registry.get_field_type("Query", "b").expect("it is there").args().len(), 1);
    assert_eq!(registry.get_type("E").expect("it is there").values().len(), 2);
    assert!(registry.get_field_type("Absent", "x").is_some());
    assert_eq!(loaded.warnings.len(), 8, "{:#?}", loaded.warnings);
    assert!(LoadOptions::new().strictness(Strictness::Lenient).sdl("type Query {").is_err());
    assert!(LoadOptions::new().strictness(Strictness::Strict).sdl(sdl).is_err());

    let json = r#"{"__schema": {"types": [{"kind": "UNION", "name": "U", "possibleTypes": null}]}}"#;
    let loaded = LoadOptions::new().strictness(Strictness::Lenient).introspection(json).expect("it loads");
    assert_eq!(loaded.registry.get_type("U").expect("it is there").members().len(), 0);
}

#[test]
fn wrappers_go_deep_and_too_deep_is_an_error() {
    let deep = |depth: usize| format!("{}Int{}", "[".repeat(depth), "!]".repeat(depth));
    let sdl = |depth: usize| format!("type Query {{ a: {} b(c: {}): Int }}", deep(depth), deep(depth / 2));
    let registry = SchemaRegistry::from_sdl(&sdl(400)).expect("it loads");
    assert_eq!(registry.get_field_type("Query", "a").expect("it is there").type_ref().as_str(), deep(400));
    let other = SchemaRegistry::from_sdl(&sdl(400).replacen("Int", "ID", 1)).expect("it loads");
    assert_eq!(other.changes_since(&registry).len(), 1);

    let deep_object = format!("type Query {{ a(b: Int = {}): Int }}", "{a: ".repeat(100_000));
    let deep_value = format!("type Query {{ a(b: Int = {}): Int }}", "[".repeat(100_000));
    let deep_query = "{ a ".repeat(100_000);
    for document in [sdl(100_000), deep_object, deep_value, deep_query] {
        let error = SchemaRegistry::from_sdl(&document).expect_err("it is refused");
        assert_eq!(error.diagnostics()[0].code(), "too_deep", "{error}");
    }

    let mut reference = r#"{"kind": "SCALAR", "name": "Int"}"#.to_owned();
    for _ in 0..50 {
        reference = format!(
            r#"{{"ofType": {{"name": null, "ofType": {reference}, "kind": "NON_NULL"}}, "kind": "LIST"}}"#
        );
    }
    let json = format!(
        r#"{{"types": [{{"kind": "OBJECT", "name": "Q", "interfaces": [], "fields": [
            {{"name": "a", "args": [], "type": {reference}}}]}}]}}"#
    );
    let registry = SchemaRegistry::from_introspection(&json).expect("it loads");
    assert_eq!(registry.get_field_type("Q", "a").expect("it is there").type_ref().as_str(), deep(50));
}

#[test]
fn errors_beside_a_schema_and_reserved_names_are_warnings() {
    let query = r#"{"kind": "OBJECT", "name": "Query", "interfaces": [],
        "fields": [{"name": "a", "args": [], "type": {"kind": "SCALAR", "name": "Int"}}]}"#;
    let own =
        r#"{"kind": "SCALAR", "name": "__Custom"}, {"kind": "ENUM", "name": "__TypeKind", "enumValues": []}"#;
    let json = format!(
        r#"{{"errors": [{{"message": "a field failed"}}], "data": {{"__schema": {{"types": [{query}, {own}]}}}}}}"#
    );
    let loaded = LoadOptions::new().introspection(&json).expect("it loads");
    let said: Vec<String> = loaded.warnings.iter().map(schema_registry::Diagnostic::message).collect();
    assert_eq!(
        said,
        [
            "the server reported an error along with the schema: a field failed",
            "the type `__Custom` is ignored: names that begin with `__` are reserved",
        ]
    );
    assert!(loaded.registry.get_type("__Custom").is_none());
}

#[test]
fn a_type_that_stands_twice_is_repeated_only_if_its_fields_have_the_same_types() {
    let document = |second: &str| {
        format!(
            r#"{{"data":{{"__schema":{{"types":[{{"kind":"SCALAR","name":"Int"}},{{"kind":"SCALAR","name":"ID"}},
            {{"kind":"OBJECT","name":"A","interfaces":[],"fields":[{{"name":"a","args":[],"type":{{"kind":"SCALAR","name":"Int"}}}}]}},
            {{"kind":"OBJECT","name":"A","interfaces":[],"fields":[{{"name":"a","args":[],"type":{{"kind":"SCALAR","name":"{second}"}}}}]}}]}}}}}}"#
        )
    };
    let said = |second: &str| match INTROSPECTION(&LoadOptions::new(), &document(second)) {
        Ok(loaded) => loaded.warnings[0].message(),
        Err(error) => error.diagnostics()[0].message(),
    };
    assert_eq!(said("ID"), "`A` is defined twice");
    assert_ne!(said("Int"), said("ID"));
}

#[test]
fn arguments_that_a_field_has_twice_are_refused() {
    let json = r#"{"__schema": {"types": [{"kind": "OBJECT", "name": "Query", "interfaces": [], "fields": [
        {"name": "a", "args": [], "args": [], "type": {"kind": "SCALAR", "name": "Int"}}]}]}}"#;
    let error = SchemaRegistry::from_introspection(json).expect_err("it is refused");
    assert!(error.to_string().ends_with("fields[0].args: `args` is defined twice"), "{error}");
}

/// All of the grammar of executable documents, beside which a type is read.
const EXECUTABLE: &str = r#"
query Q("described" $a: [[Int!]!]! = [[1]] @v(x: 1), $b: By = {id: "x", list: [null, true, 1.5, RED]}) @q(on: $a) {
  alias: name(a: $a, b: {c: [$b]}) @include(if: true) { ...F @s ... on User @d { id } ... @t { id } ... { id } }
}
mutation { a }
subscription S { b }
fragment F on User @f { id }
{ c { } }
fragment Empty on User {}
type User { id: ID }
"#;

#[test]
fn operations_and_fragments_are_read_over_whatever_they_hold() {
    let loaded = LoadOptions::new().sdl(EXECUTABLE).expect("it loads");
    assert_eq!(loaded.registry.field_count(), 1);
    let warnings: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings, ["line 2, column 1: operations and fragments are ignored"]);
}

#[test]
fn a_mistake_in_an_operation_or_a_fragment_is_found() {
    let deep = "{ a ".repeat(70);
    for (operation, expected) in [
        ("fragment ⟦here⟧on on User { id }", "expected the name of a fragment, found `on`"),
        ("fragment F ⟦here⟧User { id }", "expected `on`, found `User`"),
        ("fragment F on ⟦here⟧{ id }", "expected a name, found `{`"),
        ("query Q(⟦here⟧a: Int) { a }", "expected `$`, found `a`"),
        ("query Q($⟦here⟧: Int) { a }", "expected a name, found `:`"),
        ("query Q($a ⟦here⟧Int) { a }", "expected `:`, found `Int`"),
        ("query Q($a: ⟦here⟧!) { a }", "expected a type, found `!`"),
        ("query Q($a: [Int⟦here⟧) { a }", "expected `]`, found `)`"),
        ("query Q($a: Int = ⟦here⟧$b) { a }", "expected a value, found `$`"),
        ("query Q($a: Int @⟦here⟧) { a }", "expected a name, found `)`"),
        ("query Q ⟦here⟧a }", "expected `{`, found `a`"),
        ("query Q { a: ⟦here⟧}", "expected a name, found `}`"),
        ("query Q { ...⟦here⟧}", "expected `{`, found `}`"),
        ("query Q { a(b ⟦here⟧1) }", "expected `:`, found `1`"),
        ("query Q { a(b: $⟦here⟧1) }", "expected the name of a variable, found `1`"),
    ] {
        assert_refused(SDL, &format!("{operation}\ntype A {{ a: Int }}"), &[("here", expected)]);
    }
    let error = LoadOptions::new().sdl(&format!("query {deep}")).expect_err("it is too deep");
    assert_eq!(error.diagnostics()[0].message(), "nested more than 64 levels deep");
}

#[test]
fn an_extension_needs_what_it_adds() {
    let sdl = "directive @a on OBJECT\nextend directive @a @b\ndirective @b on DIRECTIVE_DEFINITION\ntype Query { a: Int }";
    LoadOptions::new().sdl(sdl).expect("it loads");
    assert_refused(
        SDL,
        "directive @a on OBJECT\nextend directive @a\n⟦here⟧type Query { a: Int }",
        &[("here", "expected a directive, found `type`")],
    );
    assert_refused(
        SDL,
        "type A { a: Int }\nextend type A\n⟦here⟧type Query { a: Int }",
        &[("here", "expected what the extension adds, found `type`")],
    );
}

#[test]
fn an_extension_of_the_schema_may_name_the_root_that_is_one_anyway_but_no_other_and_not_twice() {
    let registry =
        SchemaRegistry::from_sdl("type Query { a: Int }\nextend schema { query: Query }").expect("it loads");
    assert_eq!(registry.root_name(Operation::Query), Some("Query"));
    let twice = "`query` is defined twice";
    for sdl in [
        "type Query { a: Int }\ntype Other { a: Int }\nextend schema { query: ⟦here⟧Other }",
        "type Query { a: Int }\nextend schema { query: Query query: ⟦here⟧Query }",
        "type Query { a: Int }\nschema { query: Query }\nextend schema { query: ⟦here⟧Query }",
    ] {
        assert_refused(SDL, sdl, &[("here", twice)]);
    }
}

#[test]
fn a_string_without_an_end_is_found_where_it_should_end() {
    for (string, expected) in [
        ("\"b⟦here⟧\n", "unterminated string"),
        ("\"\"\"b\n} \"\" \\\"\"\"⟦here⟧", "unterminated block string"),
    ] {
        let sdl = format!("type Query {{ a: Int }}\ntype A {{ a(b: String = {string}");
        assert_refused(SDL, &sdl, &[("here", expected)]);
    }
}

#[test]
fn an_invalid_escape_is_found_where_it_is_even_if_the_string_has_no_end() {
    assert_refused(SDL, "type Query { a(b: String = \"b⟦here⟧\\u", &[("here", "invalid escape in a string")]);
}

#[test]
fn a_directive_may_stand_in_the_places_that_graphql_js_knows_and_in_no_other() {
    let places = "QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT \
        VARIABLE_DEFINITION FRAGMENT_VARIABLE_DEFINITION SCHEMA SCALAR OBJECT FIELD_DEFINITION ARGUMENT_DEFINITION \
        INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT INPUT_FIELD_DEFINITION DIRECTIVE_DEFINITION";
    let sdl = format!("directive @a on {}\ntype Query {{ a: Int }}", places.replace(' ', " | "));
    LoadOptions::new().sdl(&sdl).expect("it loads");
    assert_refused(
        SDL,
        "directive @a on OBJECT | ⟦here⟧FIELDS\ntype Query { a: Int }",
        &[("here", "expected a place where directives may stand, found `FIELDS`")],
    );
}

#[test]
fn a_word_of_json_is_no_enum_value() {
    for word in ["true", "false", "null"] {
        assert_refused(
            SDL,
            &format!("enum E {{ ⟦here⟧{word} }}\ntype Query {{ a: Int }}"),
            &[("here", &format!("`{word}` cannot be the name of an enum value"))],
        );
    }
}

#[test]
fn a_field_may_be_of_a_narrower_type_than_its_interface_has_it_and_of_no_other() {
    let args: String = (0..20).fold(String::new(), |args, number| args + &format!("a{number}: Int "));
    let sdl = format!(
        "interface N {{ a: [Int] b: [N!] c: Int d({args}): Int }}
        type Narrow implements N {{ a: [Int]! b: [Narrow!]! c: Int! d({args}more: Int): Int }}
        type Query implements N {{ a: ⟦a⟧Int b: [[⟦b⟧N!]] c: [⟦c⟧Int] ⟦d⟧d(less: Int): Int }}"
    );
    let marked = Marked::new(&sdl);
    let strict = LoadOptions::new().strictness(Strictness::Strict);
    let error = strict.sdl(&marked.text).expect_err("one of them is none");
    let mut places: Vec<(usize, usize)> =
        error.diagnostics().iter().map(|found| place_and_message(found).0).collect();
    places.dedup();
    assert_eq!(places, ["a", "b", "c", "d"].map(|mark| marked.place(mark)));
    assert_eq!(error.count(), 3 + 20);
}

#[test]
fn definitions_of_directives_in_an_introspection_result_have_names_of_their_own() {
    let load = |second: &str| {
        let json = format!(
            r#"{{"__schema": {{"types": [{{"kind": "SCALAR", "name": "Int"}}], "directives": [
            {{"name": "a", "locations": ["OBJECT"], "args": []}}, {{{second}"locations": ["OBJECT"], "args": []}}]}}}}"#
        );
        let options = LoadOptions::new().directives(KeepDirectives::All);
        options.introspection(&json).map(drop).map_err(|error| error.diagnostics()[0].to_string())
    };
    let at = "line 2, column 65: __schema.directives[1]";
    assert_eq!(load(r#""name": "b", "#), Ok(()));
    assert_eq!(load(r#""name": "a", "#), Err(format!("{at}: `a` is defined twice")));
    assert_eq!(load(""), Err(format!("{at}: missing key `name`")));
}

#[test]
fn an_empty_name_is_an_error_whatever_else_could_not_be_read() {
    let json = r#"{"__schema": {"types": [{"kind": "OBJECT", "name": "Query", "interfaces": [], "fields": [
        {"name": "a", "type": {"kind": "SCALAR", "name": "Int"}}]}, {"kind": "SCALAR", "name": ""}]}}"#;
    let lenient = LoadOptions::new().strictness(Strictness::Lenient);
    let error = lenient.introspection(json).expect_err("it is refused");
    let said: Vec<String> = error.errors().map(ToString::to_string).collect();
    assert_eq!(said, ["line 2, column 96: __schema.types[1].name: a name must not be empty"]);
}

#[test]
fn a_type_that_was_read_before_is_read_again_however_it_is_written() {
    let sdl = "type A { a: B b: B ! c: B # and\n! d:B! e:  B f: [B] g: [ B ] ! h: [B]! i: [B] !}  scalar B";
    let registry = SchemaRegistry::from_sdl(sdl).expect("it loads");
    let fields = registry.get_type("A").expect("it is there").fields();
    let types: Vec<String> = fields.map(|field| field.type_ref().to_string()).collect();
    assert_eq!(types, ["B", "B!", "B!", "B!", "B", "[B]", "[B]!", "[B]!", "[B]!"]);
}
