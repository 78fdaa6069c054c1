//! Directives and descriptions that are kept on request: from each format, through each other, and what is left out.

use schema_registry::{
    ChangeKind, Coordinate, Criticality, DirectiveDef, Element, FieldDef, KeepDirectives, LoadOptions,
    Loaded, RegistryHandle, SchemaRegistry, Strictness, TypeDef, ValueDef,
};

const SDL: &str = r#""""The schema."""
schema @link(url: "https://example.org/\"x\"", import: ["@key", { name: "@tag" }]) {
  query: Query
}

"""Who may see it"""
directive @auth(
  """The least role"""
  role: Role! = ADMIN
  scopes: [String!] @deprecated
) repeatable on FIELD_DEFINITION | OBJECT

directive @tag(name: String!) repeatable on FIELD_DEFINITION | ENUM_VALUE

"""All of it"""
type Query implements Node @auth {
  """
  First line

    indented
  """
  users(
    """How many"""
    first: Int = 10 @tag(name: "arg")
    after: ID
  ): [String!] @deprecated(reason: "old") @tag(name: "b") @tag(name: "a") @auth(role: ADMIN, scopes: ["x", "y"])

  """
  Ends with a backslash \
  """
  id: ID!
}

"""Has an id"""
interface Node @tag(name: "node") {
  id: ID!
}

"""One or the other"""
union Result @tag(name: "union") = Query

enum Role @tag(name: "enum") {
  """May do all"""
  ADMIN @deprecated @tag(name: "value")
  USER
}

"""Exactly one"""
input Filter @oneOf @tag(name: "input") {
  """A name"""
  name: String @tag(name: "field")
  nested: Filter
}

"""A moment"""
scalar DateTime @specifiedBy(url: "https://example.org/datetime") @tag(name: "scalar")
"#;

fn all() -> LoadOptions {
    LoadOptions::new().directives(KeepDirectives::All).descriptions(true)
}

#[track_caller]
fn load(sdl: &str, options: &LoadOptions) -> Loaded {
    options.sdl(sdl).unwrap_or_else(|error| panic!("{error}"))
}

fn kept(sdl: &str) -> SchemaRegistry {
    load(sdl, &all()).registry
}

fn of_field<'a>(registry: &'a SchemaRegistry, coordinate: &str) -> schema_registry::FieldInfo<'a> {
    let coordinate: Coordinate = coordinate.parse().unwrap();
    match registry.at(&coordinate) {
        Some(Element::Field(field)) => field,
        found => panic!("{coordinate}: {found:?}"),
    }
}

#[test]
fn every_element_has_its_description_and_its_directives_in_their_order() {
    let registry = kept(SDL);
    assert_eq!(registry.description(), Some("The schema."));
    let link = registry.directives().next().unwrap();
    assert_eq!(
        link.to_string(),
        r#"@link(url: "https://example.org/\"x\"", import: ["@key", {name: "@tag"}])"#
    );
    let query = registry.get_type("Query").unwrap();
    assert_eq!(query.description(), Some("All of it"));
    assert_eq!(query.directive("auth").map(|auth| auth.args().len()), Some(0));

    let users = of_field(&registry, "Query.users");
    assert_eq!(users.description(), Some("First line\n\n  indented"));
    assert_eq!(users.deprecation_reason(), Some("old"));
    let texts: Vec<String> = users.directives().map(|it| it.to_string()).collect();
    assert_eq!(
        texts,
        [r#"@tag(name: "b")"#, r#"@tag(name: "a")"#, r#"@auth(role: ADMIN, scopes: ["x", "y"])"#]
    );
    assert_eq!(users.directive("auth").unwrap().arg("scopes"), Some(r#"["x", "y"]"#));
    assert_eq!(users.directive("auth").unwrap().arg("role"), Some("ADMIN"));
    assert_eq!(users.directive("deprecated"), None);
    let first = users.arg("first").unwrap();
    assert_eq!((first.description(), first.directives().len()), (Some("How many"), 1));

    let admin = registry.get_type("Role").unwrap().value("ADMIN").unwrap();
    assert_eq!(admin.description(), Some("May do all"));
    assert_eq!(admin.directive("tag").unwrap().arg("name"), Some(r#""value""#));
    assert_eq!(of_field(&registry, "Query.id").description(), Some(r"Ends with a backslash \"));
    assert_eq!(of_field(&registry, "Filter.name").directive("tag").unwrap().arg("name"), Some(r#""field""#));
    assert_eq!(registry.get_type("DateTime").unwrap().directives().len(), 1);
    assert_eq!(registry.get_type("Result").unwrap().description(), Some("One or the other"));

    let names: Vec<&str> = registry.directive_definitions().map(|it| it.name()).collect();
    assert_eq!(names, ["auth", "tag"]);
    let Some(Element::Directive(auth)) = registry.at(&"@auth".parse().unwrap()) else { panic!() };
    assert!(
        auth.sdl()
            .starts_with("\"\"\"Who may see it\"\"\"\ndirective @auth(\n  \"\"\"The least role\"\"\"\n")
    );
    assert!(auth.sdl().ends_with(") repeatable on FIELD_DEFINITION | OBJECT"), "{}", auth.sdl());
    assert_eq!(registry.at(&"@auth(role:)".parse().unwrap()), None);
}

#[test]
fn what_is_kept_is_written_as_it_was_read_in_sdl_and_in_the_ir() {
    let registry = kept(SDL);
    // graphql-js indents blank lines too.
    assert_eq!(registry.to_sdl(), SDL.replace("First line\n\n", "First line\n  \n"));
    assert_eq!(kept(&registry.to_sdl()), registry);
    let json = registry.to_json();
    let again = all().json(&json).unwrap().registry;
    assert_eq!(again, registry);
    assert_eq!(again.to_json(), json);
    assert_eq!(again.to_sdl(), registry.to_sdl());
    let rebuilt = again.to_builder().build().unwrap();
    assert_eq!(rebuilt.to_json(), json);
    let anew =
        registry.types().fold(registry.to_builder(), |of, info| of.put_type(info.into())).build().unwrap();
    assert_eq!(anew, registry);
}

#[test]
fn by_default_nothing_is_kept_and_what_was_left_out_is_counted() {
    let loaded = load(SDL, &LoadOptions::new());
    let dropped = loaded.dropped();
    assert_eq!((dropped.descriptions(), dropped.directive_definitions()), (13, 2));
    assert_eq!(dropped.directives().collect::<Vec<_>>(), [("auth", 2), ("link", 1), ("tag", 10)]);
    assert_eq!((dropped.directive("auth"), dropped.directive("nothing")), (2, 0));
    assert!(!dropped.is_empty());
    let plain = loaded.registry;
    assert!(plain.types().all(|info| info.description().is_none() && info.directives().len() == 0));
    assert!(!plain.to_json().contains("descri") && !plain.to_sdl().contains("@tag"));
    assert!(load(SDL, &all()).dropped().is_empty());

    let named = load(SDL, &LoadOptions::new().directives(KeepDirectives::named(["auth"])));
    assert_eq!(named.registry.directive_definitions().len(), 0);
    assert_eq!(of_field(&named.registry, "Query.users").directives().len(), 1);
    assert_eq!(named.dropped().directives().map(|(name, _)| name).collect::<Vec<_>>(), ["link", "tag"]);
}

#[test]
fn extensions_join_their_directives_to_those_of_what_they_extend() {
    let sdl = "extend type User @c extend schema @e type Query { me: User } type User @a { id: ID } extend type User @b { name: String }";
    let registry = kept(sdl);
    let names: Vec<&str> = registry.get_type("User").unwrap().directives().map(|it| it.name()).collect();
    assert_eq!(names, ["a", "c", "b"]);
    assert_eq!(registry.directives().next().unwrap().name(), "e");
    assert_eq!(kept(&registry.to_sdl()), registry);
}

#[test]
fn the_ir_has_places_for_what_is_wrong_with_what_is_kept() {
    let json = r#"{ "version": "1.1", "features": [], "types": { "User": { "fields": { "name": {
        "type_name": "String", "is_nested_object": false, "is_list": false, "type": "String",
        "description": 5, "directives": [{ "args": { "a": 1, "b": "2", "b": "3" } }, "auth", { "name": "ok", "x": 1 }]
    } } } } }"#;
    let error = all().json(json).unwrap_err();
    let found: Vec<String> =
        error.diagnostics().iter().map(|it| format!("{}: {}", it.path().unwrap(), it.message())).collect();
    let at = "types.User.fields.name.";
    assert_eq!(found.len(), 5, "{found:?}");
    for (path, what) in [
        ("description", "expected a string, found a number"),
        ("directives[0]", "missing key `name`"),
        ("directives[0].args.a", "expected a string, found a number"),
        ("directives[0].args.b", "`b` is defined twice"),
        ("directives[1]", "expected an object, found a string"),
    ] {
        assert!(found.contains(&format!("{at}{path}: {what}")), "{path}: {found:#?}");
    }
    // Told nothing, it keeps all of it as extensions.
    let sound = json.replace(r#", "b": "3""#, "");
    let loaded = LoadOptions::new().json(&sound).unwrap();
    assert!(loaded.dropped().is_empty());
    let name = of_field(&loaded.registry, "User.name");
    assert_eq!((name.extension("description"), name.description()), (Some("5"), None));
    assert_eq!(name.directives().len(), 0);
}

#[test]
fn in_a_document_of_version_1_0_keys_of_another_type_stay_extensions() {
    let json = r#"{ "version": "1.0", "features": [], "description": ["x"], "types": { "User": { "fields": {}, "directives": {} } } }"#;
    let loaded = all().json(json).unwrap();
    assert_eq!(loaded.warnings.len(), 2);
    assert_eq!(loaded.registry.extensions().next().unwrap().json(), r#"["x"]"#);
    assert_eq!(loaded.registry.get_type("User").unwrap().extension("directives"), Some("{}"));
}

#[test]
fn a_key_of_a_directive_that_nobody_knows_is_written_back() {
    let json = r#"{"version":"1.1","features":[],"types":{"User":{"kind":"OBJECT","directives":[{"name":"auth","args":{"a":"1"},"note":{"x":[1]}}],"fields":{}}}}"#;
    let registry = all().json(json).unwrap().registry;
    assert_eq!(registry.to_json(), json);
    let auth = registry.get_type("User").unwrap().directive("auth").unwrap();
    assert_eq!((auth.args().len(), auth.extensions().len()), (1, 1));
    let other = all().json(&json.replace("[1]", "[2]")).unwrap().registry;
    assert_ne!(other.fingerprint(), registry.fingerprint());
    assert_eq!(other.changes_since(&registry).len(), 1);
}

#[test]
fn a_builder_takes_descriptions_and_directives_and_says_what_is_there_twice() {
    let field = FieldDef::new("name", "String")
        .description("In full")
        .directive(DirectiveDef::new("auth").arg("role", "ADMIN"));
    let role = TypeDef::enumeration("Role", [ValueDef::new("ADMIN").description("All")]);
    let builder = SchemaRegistry::builder("1.1")
        .description("People")
        .directive(DirectiveDef::new("link"))
        .directive_definition("auth", "directive @auth(role: Role) on FIELD_DEFINITION")
        .add_type(TypeDef::object("User").field(field))
        .add_type(role);
    let registry = builder.clone().build().unwrap();
    assert_eq!(registry.description(), Some("People"));
    assert_eq!(registry.to_sdl().lines().next(), Some("extend schema @link"));
    assert_eq!(all().json(&registry.to_json()).unwrap().registry, registry);
    let twice = FieldDef::new("age", "Int")
        .description("x")
        .extension("description", "y")
        .directive(DirectiveDef::new("a").arg("b", "1").arg("b", "2"));
    let error = builder.add_type(TypeDef::object("Other").field(twice)).build().unwrap_err();
    let messages: Vec<String> = error.diagnostics().iter().map(ToString::to_string).collect();
    assert_eq!(messages, ["Other.age: `b` is defined twice", "Other.age: `description` is defined twice"]);
}

#[test]
fn directives_and_descriptions_that_change_are_safe_changes_of_their_own() {
    let one = kept(
        r#""A" type Query @a { x: Int @tag(name: "1") @tag(name: "2") @auth(role: A) y: Int @p @q } directive @a on OBJECT"#,
    );
    let other = kept(
        r#""B" type Query { x: Int @tag(name: "2") @auth(role: B) @new "d" y: Int @q @p } directive @a(x: Int) on OBJECT"#,
    );
    let changes = other.changes_since(&one);
    let messages: Vec<String> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "description of `Query` changed",
            "directive `@a` removed from `Query`",
            r#"directive `@tag(name: "1")` removed from `Query.x`"#,
            "directive of `Query.x` changed from `@auth(role: A)` to `@auth(role: B)`",
            "directive `@new` added to `Query.x`",
            "description of `Query.y` added",
            "directives of `Query.y` reordered from `@p @q` to `@q @p`",
            "definition of directive `@a` changed from `directive @a on OBJECT` to `directive @a(x: Int) on OBJECT`",
        ]
    );
    assert!(changes.iter().all(|change| change.criticality() == Criticality::Safe));
    assert_eq!(changes[3].kind(), ChangeKind::DirectiveChanged);
    assert_eq!((changes[3].directive(), changes[3].extension()), (Some("auth"), None));
    assert_eq!(changes[3].path().to_string(), "types.Query.fields.x.directives.auth");
    assert_eq!(changes[7].coordinate().unwrap().to_string(), "@a");
    assert!(one.changes_since(&one.clone()).is_empty());
}

#[test]
fn a_policy_judges_changes_of_a_directive_as_it_is_told() {
    use schema_registry::source::{Policy, Verdict};
    let handle = RegistryHandle::new();
    handle.set(kept("type Query { salary: Int @auth(role: ADMIN) name: String @tag }"));
    let without = handle.propose(kept("type Query { salary: Int name: String }"));
    let policy: Policy = Policy::non_breaking();
    assert_eq!(policy.judge(&without), Verdict::Taken);
    let Verdict::Refused(changes) = policy.directive("auth", Criticality::Breaking).judge(&without) else {
        panic!()
    };
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].to_string(), "directive `@auth(role: ADMIN)` removed from `Query.salary`");
    let Verdict::Refused(all) = Policy::refusing(Criticality::Safe).judge(&without) else { panic!() };
    assert_eq!(all.len(), 2);
    assert_eq!(Policy::refusing(Criticality::Dangerous).judge(&without), Verdict::Taken);
}

#[test]
fn an_introspection_result_gives_its_descriptions_and_its_definitions_of_directives() {
    let json = r#"{ "__schema": { "description": "The schema", "queryType": { "name": "Query" }, "types": [
        { "kind": "OBJECT", "name": "Query", "description": "All", "interfaces": [], "fields": [
            { "name": "users", "description": "Them", "type": { "kind": "SCALAR", "name": "Int" }, "args": [
                { "name": "first", "description": "How many", "type": { "kind": "SCALAR", "name": "Int" } } ] } ] },
        { "kind": "ENUM", "name": "Role", "description": null, "enumValues": [ { "name": "ADMIN", "description": "Top" } ] } ],
        "directives": [
            { "name": "skip", "locations": ["FIELD"], "args": [] },
            { "name": "auth", "description": "Who", "isRepeatable": true, "locations": ["OBJECT", "FIELD_DEFINITION"], "args": [
                { "name": "role", "type": { "kind": "ENUM", "name": "Role" }, "defaultValue": "ADMIN" } ] } ] } }"#;
    let sdl = "\"\"\"The schema\"\"\"\nschema {\n  query: Query\n}\n\n\"\"\"Who\"\"\"\ndirective @auth(role: Role = ADMIN) repeatable on OBJECT | FIELD_DEFINITION\n\n\
        \"\"\"All\"\"\"\ntype Query {\n  \"\"\"Them\"\"\"\n  users(\n    \"\"\"How many\"\"\"\n    first: Int\n  ): Int\n}\n\nenum Role {\n  \"\"\"Top\"\"\"\n  ADMIN\n}\n";
    let loaded = all().introspection(json).unwrap();
    assert_eq!(loaded.registry.to_sdl(), sdl);
    assert_eq!(loaded.registry, kept(sdl));
    let plain = LoadOptions::new().introspection(json).unwrap();
    assert_eq!((plain.dropped().descriptions(), plain.dropped().directive_definitions()), (5, 2));
    assert_eq!(plain.registry, load(sdl, &LoadOptions::new()).registry);
}

#[test]
fn a_directive_that_is_defined_twice_or_has_an_argument_twice_is_reported_where_it_is_kept() {
    let sdl = "directive @a(x: Int) on OBJECT\ndirective @a on OBJECT\ntype Query @a(x: 1, x: 2) { f(y: Int): Int }";
    let error = all().sdl(sdl).unwrap_err();
    let found: Vec<String> = error.diagnostics().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        ["line 2, column 12: @a: `a` is defined twice", "line 3, column 21: Query: `x` is defined twice"]
    );
    let lenient = all().strictness(Strictness::Lenient).sdl(sdl).unwrap();
    assert_eq!(lenient.registry.directive_definitions().len(), 1);
}

#[test]
fn a_document_with_two_definitions_of_the_schema_has_the_description_of_the_first() {
    let sdl = r#""first" schema @a { query: Q } "second" schema @b { mutation: Q } type Q { f: Int }"#;
    assert_eq!(all().sdl(sdl).unwrap_err().to_string(), "line 1, column 41: `schema` is defined twice");
    let registry = all().strictness(Strictness::Lenient).sdl(sdl).unwrap().registry;
    assert_eq!(registry.description(), Some("first"));
    let read = SchemaRegistry::from_json(&registry.to_json()).unwrap();
    assert_eq!(read.fingerprint(), registry.fingerprint());
}

#[test]
fn an_argument_of_a_directive_definition_is_not_taken_for_one_of_the_field_after_it() {
    let error =
        SchemaRegistry::from_sdl("directive @a(x: Int) on OBJECT\ntype Query {\n  f(y: Nowhere): Int\n}")
            .unwrap_err();
    assert_eq!(error.to_string(), "line 3, column 8: Query.f(y:): unknown type `Nowhere`");
}

#[test]
fn a_type_that_is_there_twice_with_the_same_descriptions_is_repeated_and_not_contradicted() {
    let sdl = r#"type Query { f: Int } "D" enum E { "v" A @t } "D" enum E { "v" A @t }"#;
    let [plain, kept] = [LoadOptions::new(), all()].map(|options| options.sdl(sdl));
    assert_eq!(plain.is_ok(), kept.is_ok());
    let fields = r#"type Query { "f" f("x" x: Int @a(b: 1)): Int @c } type Query { "f" f("x" x: Int @a(b: 1)): Int @c }"#;
    let [plain, kept] =
        [LoadOptions::new(), all()].map(|options| options.sdl(fields).map_err(|error| error.to_string()));
    assert_eq!(plain.map(|it| it.warnings.len()), kept.map(|it| it.warnings.len()));
}

#[test]
fn a_document_of_the_ir_says_the_same_whether_its_descriptions_and_directives_were_understood_or_not() {
    let registry = kept(SDL);
    let json = registry.to_json();
    let unread = LoadOptions::new().json(&json).unwrap().registry;
    assert_eq!(unread.get_type("Query").unwrap().description(), None);
    assert_eq!(unread, registry);
    assert!(unread.changes_since(&registry).is_empty() && registry.changes_since(&unread).is_empty());
    let back: SchemaRegistry = serde_json::from_str(&json).unwrap();
    assert_eq!((back.to_json(), back.description()), (json.clone(), registry.description()));

    let other = json.replace("All of it", "Some of it").replace("\"x\\\", \\\"y\\\"", "\"x\\\"");
    assert_ne!(other, json);
    let changes = all().json(&other).unwrap().registry.changes_since(&unread);
    let told: Vec<_> = changes.iter().map(|change| (change.kind(), change.path().to_string())).collect();
    assert_eq!(
        told,
        [
            (ChangeKind::ExtensionChanged, "types.Query.description".to_owned()),
            (ChangeKind::ExtensionChanged, "types.Query.fields.users.directives".to_owned()),
        ]
    );
}
