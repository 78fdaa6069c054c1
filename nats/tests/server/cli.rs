//! The command line, as a person or a pipeline runs it.

use std::process::Command;

use serde_json::Value;

use crate::support::Server;

/// The exit code, standard output and standard error.
fn said(server: &Server, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_schema-registry-nats"))
        .args(["--server", &server.url()])
        .args(arguments)
        .env("USER", "tester")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_is_published_looked_back_at_and_rolled_back() {
    let server = Server::start();
    server.client().await;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let one = file("one.graphql", "type Query { me: String  id: ID }");
    let two = file("two.graphql", "type Query { me: String }");
    let bad = file("bad.graphql", "type Query { me: }");

    let (code, _, why) = said(&server, &["publish", &one]);
    assert!(code == 2 && why.starts_with("looking for the bucket: "), "{why}");
    let (code, text, _) = said(&server, &["publish", &one, "--create", "1", "--note", "the first"]);
    assert_eq!((code, text.lines().last().unwrap()), (0, "published as revision 1"));
    assert_eq!(said(&server, &["publish", &one]).1, "revision 1 says the same already\n");
    let (code, _, why) = said(&server, &["publish", &bad]);
    assert!(code == 2 && why.starts_with("the document does not load: line 1, column 18: "), "{why}");

    let refused = "breaking   field `Query.id` removed\nrefused: it breaks clients; --breaking publishes it all the same\n";
    assert_eq!(said(&server, &["publish", &two]), (1, refused.to_owned(), String::new()));
    let (code, json, _) = said(&server, &["publish", &two, "--breaking", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["over"], &json["revision"]), (0, &1.into(), &2.into()));
    assert_eq!((&json["refused"], &json["changes"][0]["coordinate"]), (&false.into(), &"Query.id".into()));
    let dry = said(&server, &["publish", &one, "--dry-run"]).1;
    assert_eq!(dry, "safe       field `Query.id` added\nnothing was published\n");

    assert_eq!(said(&server, &["rollback", "1"]).1, "published revision 1 again, as 3\n");
    let (code, _, why) = said(&server, &["rollback", "9"]);
    assert_eq!((code, &*why), (2, "revision 9 has no document, or is no longer in the bucket's history\n"));
    let (_, table, _) = said(&server, &["history"]);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 4);
    let heading: Vec<&str> = lines[0].split_whitespace().collect();
    assert_eq!(heading, ["revision", "when", "author", "fingerprint", "bytes", "changes", "note"]);
    assert!(lines[1].contains("Z  tester  ") && lines[1].ends_with("the first"), "{table}");
    assert!(lines[2].ends_with("1 breaking, 0 dangerous, 0 safe"), "{table}");
    assert!(lines[3].ends_with("0 breaking, 0 dangerous, 1 safe  rollback to revision 1"), "{table}");
    let (_, json, _) = said(&server, &["history", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json[0]["fingerprint"], json.as_array().unwrap().len()), (&json[2]["fingerprint"], 3));

    let (code, followed, _) = said(&server, &["follow", "--attempts", "1", "--name", "me"]);
    assert_eq!((code, &*followed), (0, "revision 3, generation 1: applied\n"));
    let (code, rollout, _) = said(&server, &["rollout"]);
    assert!(
        code == 0 && rollout.starts_with("revision 3\nprocess  revision  generation  outcome"),
        "{rollout}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_named() {
    let server = Server::start();
    let url = server.url();
    server.client().await;
    drop(server);
    let output = Command::new(env!("CARGO_BIN_EXE_schema-registry-nats"))
        .args(["--server", &url, "history"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with(&url));
}
