//! What `{:?}` shows: which one it is, and never all that it holds.

use schema_registry::source::{Day, Feed, Policy};
use schema_registry::{
    AlreadyInitialized, Coordinate, KeepDirectives, LoadOptions, RegistryHandle, SchemaRegistry, Superseded,
};

const SDL: &str = r#"directive @tag(name: String) on OBJECT
type Query @tag(name: "x") { user(id: ID = 7): User }  type User { id: ID @deprecated(reason: "old") }
enum Color { RED BLUE @deprecated(reason: "sad") }"#;

fn registry() -> SchemaRegistry {
    LoadOptions::new().directives(KeepDirectives::All).sdl(SDL).expect("it loads").registry
}

#[test]
fn views_show_what_tells_them_apart() {
    let registry = registry();
    let query = registry.get_type("Query").expect("it is there");
    let user = query.field("user").expect("it is there");
    assert_eq!(format!("{registry:?}"), r#"SchemaRegistry { version: "1.1", types: 8, fields: 2, .. }"#);
    assert_eq!(format!("{query:?}"), r#"TypeInfo { name: "Query", kind: Object, .. }"#);
    assert_eq!(format!("{user:?}"), r#"FieldInfo { parent: "Query", name: "user", type_ref: "User", .. }"#);
    assert_eq!(
        format!("{:?}", user.args()),
        r#"[ArgInfo { name: "id", type_ref: "ID", default_value: Some("7"), .. }]"#
    );
    assert_eq!(
        format!("{:?}", registry.get_type("Color").expect("it is there").values()),
        r#"[ValueInfo { name: "RED", deprecation_reason: None, .. }, ValueInfo { name: "BLUE", deprecation_reason: Some("sad"), .. }]"#
    );
    let tag = query.directive("tag").expect("it is there");
    assert_eq!(format!("{tag:?}"), r#"DirectiveInfo(@tag(name: "x"))"#);
    let missed = registry.lookup_type("Usr").expect_err("it is not there");
    assert_eq!(
        format!("{missed:?}"),
        r#"LookupError { coordinate: Coordinate(Usr), suggestions: ["User"] }"#
    );
    let hex = registry.fingerprint().to_string();
    assert_eq!(format!("{:?}", registry.fingerprint()), format!("Fingerprint({hex})"));
    let argument = Coordinate::of_directive_argument("tag", "name");
    assert_eq!(
        (format!("{argument:?}"), argument.type_name(), argument.member()),
        ("Coordinate(@tag(name:))".into(), None, None)
    );
}

#[test]
fn a_handle_and_what_it_gives_show_the_generation() {
    let handle = RegistryHandle::new();
    handle.set(registry());
    let shown = "Snapshot { generation: 1, initialized: true, .. }";
    assert_eq!(format!("{:?}", handle.snapshot()), shown);
    assert_eq!(format!("{handle:?}"), format!("RegistryHandle({shown})"));
    assert_eq!(format!("{:?}", handle.load()), format!("SnapshotGuard({shown})"));
    assert_eq!(format!("{:?}", handle.reader()), format!("RegistryReader {{ of: {shown} }}"));
    assert_eq!(format!("{:?}", handle.reader().clone()), format!("RegistryReader {{ of: {shown} }}"));
    assert_eq!(format!("{:?}", handle.watch()), format!("RegistryWatcher {{ of: {shown}, seen: 1 }}"));
    assert_eq!(
        format!("{:?}", handle.propose(registry())),
        format!("Proposal {{ base: {shown}, changes: [], .. }}")
    );
    let second: AlreadyInitialized = handle.initialize(registry()).expect_err("it is");
    assert_eq!(format!("{second:?}"), format!("AlreadyInitialized {{ current: {shown}, .. }}"));
    assert_eq!(second.value(), &registry());
    let late: Superseded = handle.set_if(0, registry()).expect_err("it is the first");
    assert_eq!(format!("{late:?}"), format!("Superseded {{ expected: 0, current: {shown}, .. }}"));
    assert_eq!(late.value(), &registry());
}

#[test]
fn a_source_shows_where_it_reads_and_by_which_rule() {
    let handle = RegistryHandle::new();
    let feed = Feed::builder("a store", "the key").policy(Policy::non_breaking()).open(&handle);
    let shown = format!("{feed:?}");
    assert!(shown.contains("the key") && shown.contains(r#"rule: "non_breaking""#), "{shown}");
    for (policy, rule) in [(Policy::<SchemaRegistry>::any(), "any"), (Policy::when(|_| true), "when")] {
        let shown = format!("{policy:?}");
        assert!(shown.contains(&format!("rule: {rule:?}")), "{shown}");
    }
    assert_eq!(format!("{:?}", "2026-11-27".parse::<Day>().expect("it is one")), "Day(2026-11-27)");
    let watcher = feed.watch_status();
    assert!(format!("{watcher:?}").starts_with("StatusWatcher { status: Status {"), "{watcher:?}");
}

#[test]
fn an_error_shows_ten_findings_and_how_many_there_are() {
    let error = SchemaRegistry::from_sdl(&"type A { a: B }\n".repeat(2_000)).expect_err("it is broken");
    let shown = format!("{error:?}");
    assert!(shown.starts_with("LoadError { count: 2000, diagnostics: ["), "{shown}");
    assert_eq!(shown.matches("line ").count(), 10, "{shown}");
}
