//! The command-line tool, as a person or a pipeline runs it.
#![cfg(feature = "cli")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const OLD: &str =
    "type Query { user: User  old: Int @deprecated }\ntype User { name: String nick: String }\n";
const NEW: &str = "type Query { user: User }\ntype User { name: String email: String }\n";

/// A folder with `old.graphql` and `new.graphql`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("old.graphql"), OLD).unwrap();
    fs::write(folder.path().join("new.graphql"), NEW).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_schema-registry"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input); // it may not read it
    child.wait_with_output().unwrap()
}

/// The exit code, standard output and standard error.
fn said(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = run(folder, arguments, b"");
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn show_and_get_tell_what_a_schema_holds() {
    let folder = folder();
    let (code, shown, _) = said(folder.path(), &["show", "old.graphql"]);
    assert_eq!(code, 0);
    assert!(shown.contains("query        Query\n7 types, 4 fields\n"), "{shown}");
    let (_, json, _) = said(folder.path(), &["show", "--json", "old.graphql"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["types"], &json["kinds"]["OBJECT"]), (&7.into(), &2.into()));

    let (code, found, _) = said(folder.path(), &["get", "old.graphql", "User.name"]);
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!((code, &found["name"], &found["type"]), (0, &"name".into(), &"String".into()));
    let missed = said(folder.path(), &["get", "old.graphql", "User.nmae"]);
    assert_eq!(missed, (2, String::new(), "`User` has no field `nmae`; did you mean `name`?\n".to_owned()));
    let (code, _, usage) = said(folder.path(), &["get", "old.graphql", "User."]);
    assert!(code == 2 && usage.contains("is not a schema coordinate"), "{usage}");
}

#[test]
fn check_shows_each_finding_with_its_line() {
    let folder = folder();
    fs::write(folder.path().join("bad.graphql"), "type Query {\n  me: Usr\n}\n").unwrap();
    let (code, checked, findings) =
        said(folder.path(), &["check", "old.graphql", "bad.graphql", "new.graphql"]);
    assert_eq!(code, 2);
    assert_eq!(checked, "old.graphql: 7 types, 4 fields\nnew.graphql: 7 types, 3 fields\n");
    assert!(findings.starts_with("bad.graphql:\nerror: "), "{findings}");
    assert!(findings.contains("2 |   me: Usr\n  |       ^^^\n"), "{findings}");
    assert_eq!(said(folder.path(), &["check", "none.graphql"]).0, 2);
}

#[test]
fn diff_exits_with_1_where_the_policy_refuses() {
    let folder = folder();
    let diff = |more: &[&str]| said(folder.path(), &[&["diff", "old.graphql", "new.graphql"], more].concat());
    let (code, text, _) = diff(&[]);
    assert_eq!(code, 1);
    assert!(text.ends_with("2 breaking, 0 dangerous, 1 safe: refused\n"), "{text}");
    assert_eq!(text.lines().count(), 4);
    assert_eq!(diff(&["--policy", "any"]).0, 0);
    assert_eq!(
        said(folder.path(), &["diff", "old.graphql", "old.graphql"]),
        (0, "no changes\n".to_owned(), String::new())
    );

    let (code, json, _) = diff(&["--format", "json", "--allow-deprecated-removals"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["taken"], json["refused"].as_array().unwrap().len()), (1, &false.into(), 1));
    assert_eq!(json["refused"][0]["coordinate"], "User.nick");

    let accepted = r#"[{ "change": "FieldRemoved", "coordinate": "User.nick" }]"#;
    fs::write(folder.path().join("accepted.json"), accepted).unwrap();
    let (code, text, _) = diff(&["--allow-deprecated-removals", "--accept", "accepted.json"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("breaking, accepted") && text.ends_with(": taken\n"), "{text}");
    fs::write(folder.path().join("accepted.json"), "[{}]").unwrap();
    assert_eq!(diff(&["--accept", "accepted.json"]).0, 2);

    let (_, markdown, _) = diff(&["--format", "markdown"]);
    assert!(
        markdown.starts_with("**Schema: 2 breaking, 0 dangerous, 1 safe: refused**\n\n| | change |"),
        "{markdown}"
    );
    let (_, annotations, _) = diff(&["--format", "github"]);
    assert!(annotations.starts_with("::error title=Schema (breaking)::"), "{annotations}");
    assert!(annotations.contains("\n::notice title=Schema (safe)::"), "{annotations}");
}

#[test]
fn convert_writes_what_reads_back_the_same() {
    let folder = folder();
    let (code, json, _) = said(folder.path(), &["convert", "old.graphql", "--to", "json"]);
    assert_eq!(code, 0);
    let back = run(folder.path(), &["convert", "-", "--to", "sdl"], json.as_bytes());
    let again = run(folder.path(), &["convert", "-", "--to", "json"], &back.stdout);
    assert_eq!(String::from_utf8(again.stdout).unwrap(), json);
}

#[test]
fn an_input_may_be_compressed_or_a_folder_or_of_a_commit() {
    let folder = folder();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(OLD.as_bytes()).unwrap();
    fs::write(folder.path().join("old.gz"), gzip.finish().unwrap()).unwrap();
    assert_eq!(said(folder.path(), &["diff", "old.graphql", "old.gz"]).1, "no changes\n");

    let parts = folder.path().join("parts/more");
    fs::create_dir_all(&parts).unwrap();
    let (query, user) = OLD.split_once('\n').unwrap();
    fs::write(folder.path().join("parts/query.graphql"), query).unwrap();
    fs::write(parts.join("user.graphqls"), user).unwrap();
    fs::write(parts.join("README.md"), "no schema").unwrap();
    assert_eq!(said(folder.path(), &["diff", "old.graphql", "parts"]).1, "no changes\n");
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(said(folder.path(), &["show", "empty"]).0, 2);

    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
        let ended =
            Command::new("git").args(identity).args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(ended.status.success(), "{ended:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "old.graphql"]);
    git(&["commit", "--quiet", "--message", "first"]);
    fs::write(folder.path().join("old.graphql"), NEW).unwrap();
    assert_eq!(said(folder.path(), &["diff", "git:HEAD:old.graphql", "old.graphql"]).0, 1);
    let (code, _, why) = said(folder.path(), &["show", "git:HEAD:none.graphql"]);
    assert!(code == 2 && why.starts_with("HEAD:none.graphql: "), "{why}");
    assert_eq!(said(folder.path(), &["show", "git:HEAD"]).0, 2);
}

#[test]
fn watch_shows_what_becomes_of_each_change() {
    let folder = folder();
    let (code, shown, _) = said(folder.path(), &["watch", "old.graphql", "--attempts", "1"]);
    assert_eq!((code, shown.as_str()), (0, "generation 1: applied\n"));
}

#[test]
fn whoever_stops_reading_ends_it_without_a_word() {
    let folder = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_schema-registry"))
        .args(["convert", "old.graphql", "--to", "json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
}
