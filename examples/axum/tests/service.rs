//! The service, asked by a client over a real port while its schema file changes.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use schema_registry::RegistryHandle;
use schema_registry::source::{FileSource, Policy};
use schema_registry_axum::{Api, App, serve};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A wait that takes as long as that has failed.
const WATCHDOG: Duration = Duration::from_mins(1);

/// A running service and the file that it follows.
struct Service {
    address: SocketAddr,
    file: PathBuf,
    source: FileSource,
    end: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
    _folder: TempDir,
}

impl Service {
    /// As the example starts it.
    fn start(patience: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("schema.json");
        let registry = RegistryHandle::default();
        let source = FileSource::builder(&file).build_with(Api::prepare);
        let source = source.policy(Policy::non_breaking()).wait_for_document();
        let source = source.start(&registry).unwrap();
        let app = App::new(registry, source.watch_status(), patience);

        let (end, ended) = oneshot::channel();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let server =
            thread::spawn(move || runtime.block_on(serve(listener, app, async { ended.await.unwrap() })));
        Self { address, file, source, end, server, _folder: folder }
    }

    fn write(&self, fields: &[&str]) {
        fs::write(&self.file, document(fields)).unwrap();
    }

    fn get(&self, path: &str) -> (u16, Value) {
        get(self.address, path)
    }

    /// Asks until the answer is as wanted.
    #[track_caller]
    fn get_until(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let since = Instant::now();
        loop {
            let (_, body) = self.get(path);
            if wanted(&body) {
                return body;
            }
            assert!(since.elapsed() < WATCHDOG, "it did not come to that: {body}");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

fn document(fields: &[&str]) -> String {
    let field = |name: &&str| {
        format!(r#""{name}": {{ "type_name": "String", "is_nested_object": false, "is_list": true }}"#)
    };
    let fields: Vec<_> = fields.iter().map(field).collect();
    format!(
        r#"{{ "version": "1.0", "features": [], "types": {{ "User": {{ "fields": {{ {} }} }} }} }}"#,
        fields.join(", ")
    )
}

fn get(address: SocketAddr, path: &str) -> (u16, Value) {
    let (head, body) = text(address, path);
    assert!(head.to_lowercase().contains("content-type: application/json"), "{head}");
    let status = head.split(' ').nth(1).expect("a status").parse().expect("a number");
    (status, serde_json::from_str(&body).unwrap())
}

/// The head and the body of an answer.
fn text(address: SocketAddr, path: &str) -> (String, String) {
    let mut connection = TcpStream::connect(address).unwrap();
    connection.set_read_timeout(Some(WATCHDOG)).unwrap();
    write!(connection, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
    let mut response = String::new();
    connection.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").expect("an answer has a head");
    (head.to_owned(), body.to_owned())
}

#[test]
fn a_field_is_answered_by_the_name_of_a_column_too_and_a_miss_says_what_was_probably_meant() {
    let service = Service::start(WATCHDOG);
    service.write(&["createdAt", "name"]);
    assert_eq!(service.get("/ready"), (200, json!({ "ready": true, "generation": 1 })));

    let (status, field) = service.get("/types/User/fields/created_at");
    assert_eq!(status, 200);
    assert_eq!(
        field,
        json!({
            "generation": 1, "parent": "User", "name": "createdAt", "type": "[String]", "type_name": "String",
            "is_list": true, "is_nested_object": false, "deprecated": null,
        })
    );
    let (status, miss) = service.get("/types/User/fields/nmae");
    assert_eq!((status, &miss["suggestions"][0]), (404, &json!("name")));
    assert_eq!(miss["error"], "`User` has no field `nmae`; did you mean `name`?");
    let (status, miss) = service.get("/types/Usr/fields/name");
    assert_eq!((status, &miss["suggestions"][0]), (404, &json!("User")));
}

#[test]
fn a_reload_is_seen_while_it_runs_and_a_breaking_one_is_refused_and_shows_in_the_health() {
    let service = Service::start(WATCHDOG);
    service.write(&["name"]);
    service.get("/ready");
    // A source's status says it a moment after the handle has it.
    let first = service.get_until("/health", |body| body["source"]["is_good"] == true);
    assert_eq!(first["generation"], 1);
    assert_eq!(service.get("/types/User/fields/email").0, 404);

    service.write(&["name", "email"]);
    let email = service.get_until("/types/User/fields/email", |body| body["name"] == "email");
    assert_eq!(email["generation"], 2);
    let second = service.get("/health").1;
    assert_ne!(first["fingerprint"], second["fingerprint"]);

    service.write(&["email"]);
    let refused = service.get_until("/health", |body| {
        let reason = body["source"]["last_reason"].as_str().unwrap_or_default();
        reason.starts_with("refused: line 1, ") && reason.ends_with("field `User.name` removed (breaking)")
    });
    assert_eq!(refused["source"]["is_good"], false);
    assert_eq!((&refused["generation"], &refused["fingerprint"]), (&json!(2), &second["fingerprint"]));
    assert_eq!(service.get("/types/User/fields/name").0, 200); // the last good schema is served on
}

#[test]
fn permissions_are_those_of_the_schema_that_the_request_sees() {
    let service = Service::start(WATCHDOG);
    let with_scope = |scope: &str| {
        let field = r#""type_name": "String", "is_nested_object": false, "is_list": false"#;
        fs::write(
            &service.file,
            format!(
                r#"{{ "version": "1.1", "features": [], "types": {{ "User": {{ "fields": {{
                    "email": {{ {field}{scope} }}, "name": {{ {field} }} }} }} }} }}"#
            ),
        )
        .unwrap();
    };
    with_scope(r#", "requires_scope": "admin""#);
    service.get("/ready");
    assert_eq!(service.get("/types/User/fields/name").0, 200);
    let refused = service.get("/types/User/fields/email");
    assert_eq!(refused, (403, json!({ "error": "requires the scope admin" })));

    with_scope(r#", "requires_scope": 7"#); // permissions that cannot be derived: nothing changes
    let reason = "failed: the value could not be built: User.email: a scope is a text, not 7";
    service.get_until("/health", |body| body["source"]["last_reason"] == reason);
    assert_eq!(service.get("/types/User/fields/email").0, 403);

    with_scope("");
    service.get_until("/types/User/fields/email", |body| body["name"] == "email");
}

#[test]
fn the_metrics_say_how_the_source_fares() {
    let service = Service::start(WATCHDOG);
    service.write(&["name"]);
    // Readers see the schema a moment before the status tells of it.
    service.get_until("/health", |body| body["source"]["is_good"] == true);
    let metrics = text(service.address, "/metrics").1;
    assert!(metrics.contains("schema_registry_generation 1\n"), "{metrics}");
    assert!(metrics.contains("schema_registry_attempts_total{outcome=\"applied\"} 1\n"), "{metrics}");
}

#[test]
fn ready_waits_for_the_first_schema_and_not_for_ever() {
    let impatient = Service::start(Duration::from_millis(20));
    assert_eq!(impatient.get("/ready"), (503, json!({ "error": "there is no schema yet" })));
    assert_eq!(impatient.get("/types/User/fields/name").0, 503);
    let health = impatient.get("/health").1;
    assert_eq!((&health["initialized"], &health["generation"]), (&json!(false), &json!(0)));

    let patient = Service::start(WATCHDOG);
    let address = patient.address;
    let waiting = thread::spawn(move || get(address, "/ready"));
    patient.get_until("/health", |body| body["waiting"] == 1);
    patient.write(&["name"]);
    assert_eq!(waiting.join().unwrap(), (200, json!({ "ready": true, "generation": 1 })));
}

#[test]
fn at_the_end_requests_under_way_are_answered_and_nothing_is_left() {
    let service = Service::start(WATCHDOG);
    let address = service.address;
    let waiting = thread::spawn(move || get(address, "/ready"));
    service.get_until("/health", |body| body["waiting"] == 1);
    service.end.send(()).unwrap();
    service.server.join().unwrap().unwrap();
    assert_eq!(waiting.join().unwrap(), (503, json!({ "error": "the service is ending" })));
    drop(service.source);
}
