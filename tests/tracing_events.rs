//! What the feature `tracing` reports: the names of events and fields are part of the interface.

use std::fs;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use schema_registry::source::{Feed, FileSource, Outcome, Policy, SourceError, Status};
use schema_registry::{LoadOptions, RegistryHandle, SchemaRegistry};
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

/// Where events go, each as a line of JSON.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn subscriber(&self) -> impl tracing::Subscriber + Send + Sync + use<> {
        let format = tracing_subscriber::fmt().json().without_time().with_max_level(tracing::Level::TRACE);
        format.with_writer(self.clone()).finish()
    }

    fn events(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn reported_by(f: impl FnOnce()) -> Vec<Value> {
    let log = Log::default();
    tracing::subscriber::with_default(log.subscriber(), f);
    log.events()
}

#[test]
fn the_short_forms_of_loading_report_each_warning_with_its_place() {
    let json = r#"{ "version": "2.0", "features": [], "types": { "A": { "fields": {} } } }"#;
    let expected = json!({
        "level": "WARN",
        "target": "schema_registry::format",
        "fields": {
            "message": "a document has a warning",
            "path": "version",
            "line": 1,
            "column": 14,
            "finding": "unknown version `2.0`; read as 1.x",
        },
    });
    assert_eq!(reported_by(|| drop(SchemaRegistry::from_json(json).unwrap()))[0], expected);
    assert_eq!(reported_by(|| drop(SchemaRegistry::from_slice(json.as_bytes()).unwrap()))[0], expected);
    assert_eq!(reported_by(|| drop(SchemaRegistry::from_reader(json.as_bytes()).unwrap()))[0], expected);
    // Who asks for the warnings gets them, and is told nothing twice; what is refused has an error to say so.
    assert_eq!(reported_by(|| drop(LoadOptions::new().json(json).unwrap())), [] as [Value; 0]);
    assert_eq!(reported_by(|| drop(SchemaRegistry::from_json("{").unwrap_err())), [] as [Value; 0]);
}

#[cfg(feature = "graphql")]
#[test]
fn the_short_forms_of_graphql_report_their_warnings_too() {
    let sdl = "type Query { _a_b: Int  _aB: Int }";
    let events = reported_by(|| drop(SchemaRegistry::from_sdl(sdl).unwrap()));
    assert_eq!((&events[0]["target"], events.len()), (&json!("schema_registry::format"), 1));

    let field = |name: &str| {
        json!({ "name": name, "args": [], "type": { "kind": "SCALAR", "name": "Int", "ofType": null },
                "isDeprecated": false, "deprecationReason": null })
    };
    let query = json!({ "kind": "OBJECT", "name": "Query", "interfaces": [], "fields": [field("_a_b"), field("_aB")] });
    let scalar = json!({ "kind": "SCALAR", "name": "Int" });
    let result =
        json!({ "__schema": { "queryType": { "name": "Query" }, "types": [query, scalar] } }).to_string();
    let events = reported_by(|| drop(SchemaRegistry::from_introspection(&result).unwrap()));
    assert_eq!((&events[0]["target"], events.len()), (&json!("schema_registry::format"), 1));
}

fn user(fields: &str, version: &str) -> String {
    format!(
        r#"{{ "version": "{version}", "features": [], "types": {{ "User": {{ "fields": {{ {fields} }} }} }} }}"#
    )
}

#[test]
fn each_attempt_of_a_source_is_a_span_with_one_event_of_its_outcome() {
    let log = Log::default();
    // The source has a thread of its own, which only a global subscriber sees.
    tracing::subscriber::set_global_default(log.subscriber()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schema.json");
    let name = r#""name": { "type_name": "String", "is_nested_object": false, "is_list": false }"#;
    fs::write(&path, user(name, "2.0")).unwrap();

    let handle = RegistryHandle::new();
    let source = FileSource::builder(&path).policy(Policy::non_breaking()).start(&handle).unwrap();
    let wait_until = |wanted: fn(&Status) -> bool| {
        assert!(source.wait_for(Duration::from_secs(60), wanted).is_ok(), "{:?}", source.status());
    };
    let Some(Outcome::Applied { timing, .. }) = source.status().last_outcome().cloned() else { panic!() };
    let took = format!("{:?}", timing.loading + timing.building + timing.comparing);
    fs::write(&path, user(name, "2.0") + " ").unwrap();
    wait_until(|status| status.unchanged() == 1);
    fs::write(&path, user("", "1.0")).unwrap();
    wait_until(|status| status.refused() == 1);
    fs::remove_file(&path).unwrap();
    wait_until(|status| status.failed() == 1);

    let warning = ("schema_registry::format", "WARN", Value::Null, Value::Null);
    let target = "schema_registry::source";
    let expected = [
        (1, warning.clone()),
        (1, (target, "INFO", json!("applied"), json!(1))),
        (2, warning),
        (2, (target, "DEBUG", json!("unchanged"), json!(1))),
        (3, (target, "WARN", json!("refused"), json!(1))),
        (4, (target, "WARN", json!("failed"), json!(1))),
    ];
    let events = of_crate(log.events());
    assert_eq!(events.len(), expected.len(), "{events:#?}");
    for (event, (attempt, (target, level, outcome, generation))) in events.iter().zip(expected) {
        let span = json!({
            "name": "attempt", "source": "file", "document": path.to_str().unwrap(), "attempt": attempt,
        });
        assert_eq!(event["span"], span);
        let fields = &event["fields"];
        let told = (&event["target"], &event["level"], &fields["outcome"], &fields["generation"]);
        assert_eq!(told, (&json!(target), &json!(level), &outcome, &generation));
    }
    assert_eq!(events[1]["fields"]["took"], took);
    let reason = |event: usize| events[event]["fields"]["reason"].as_str().unwrap().to_owned();
    assert!(reason(4).contains("field `User.name` removed (breaking)"), "{}", reason(4));
    assert!(reason(5).contains("the document could not be read"), "{}", reason(5));
}

/// Other crates report things too.
fn of_crate(events: Vec<Value>) -> Vec<Value> {
    let is_ours = |event: &Value| event["target"].as_str().unwrap().starts_with("schema_registry::");
    events.into_iter().filter(is_ours).collect()
}

/// A writer that is gone, as standard error is where `app 2>&1 | logger` has lost its logger.
#[derive(Clone, Copy)]
struct Gone;

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        panic!("planted")
    }

    fn flush(&mut self) -> io::Result<()> {
        panic!("planted")
    }
}

#[test]
fn a_subscriber_that_panics_changes_no_outcome_and_ends_nothing() {
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(|| Gone).finish();
    tracing::subscriber::with_default(subscriber, || {
        let handle = RegistryHandle::new();
        let feed = Feed::builder("test", "document").open(&handle);
        let document = r#"{ "version": "2.0", "features": [], "types": {} }"#; // with a warning
        assert!(matches!(feed.offer(document.as_bytes(), "1"), Outcome::Applied { .. }));
        assert!(matches!(feed.offer(b"{", "2"), Outcome::Failed(SourceError::Load(_))));
        assert!(matches!(feed.unavailable("away"), Outcome::Failed(SourceError::Read(_))));
        assert_eq!((feed.status().attempts(), feed.status().warnings().len()), (3, 1));
    });
}
