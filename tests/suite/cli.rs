//! The command-line tool, as a person or a pipeline runs it.

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
    let (_, json, _) = said(folder.path(), &["show", "--format", "json", "old.graphql"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["types"], &json["kinds"]["OBJECT"]), (&7.into(), &2.into()));

    let (code, found, _) = said(folder.path(), &["get", "--format", "json", "old.graphql", "User.name"]);
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!((code, &found["name"], &found["type"]), (0, &"name".into(), &"String".into()));
    let missed = said(folder.path(), &["get", "old.graphql", "User.nmae"]);
    assert_eq!(missed, (1, String::new(), "`User` has no field `nmae`; did you mean `name`?\n".to_owned()));
    let missed = said(folder.path(), &["get", "old.graphql", "User.name(x:)"]);
    assert_eq!(missed, (1, String::new(), "there is no User.name(x:)\n".to_owned()));
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
    assert!(
        findings.starts_with("error: unknown type `Usr`\n  --> bad.graphql, line 2, column 7, "),
        "{findings}"
    );
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
    assert_eq!(diff(&["--fail-on", "never"]).0, 0);
    assert_eq!(
        said(folder.path(), &["diff", "old.graphql", "old.graphql"]),
        (0, "no changes\n".to_owned(), String::new())
    );

    let (code, json, _) = diff(&["--format", "json", "--allow-deprecated-removals"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    let refused: Vec<&Value> =
        json["changes"].as_array().unwrap().iter().filter(|it| it["refused"] == true).collect();
    assert_eq!((code, &json["taken"], refused.len()), (1, &false.into(), 1));
    assert_eq!((&refused[0]["coordinate"], &refused[0]["line"]), (&"User.nick".into(), &2.into()));

    let accepted = r#"[{ "change": "FieldRemoved", "coordinate": "User.nick" }]"#;
    fs::write(folder.path().join("accepted.json"), accepted).unwrap();
    let (code, text, _) = diff(&["--allow-deprecated-removals", "--accepted", "accepted.json"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("breaking, accepted") && text.ends_with(": taken\n"), "{text}");
    fs::write(folder.path().join("accepted.json"), "[{}]").unwrap();
    assert_eq!(diff(&["--accepted", "accepted.json"]).0, 2);

    let (_, markdown, _) = diff(&["--format", "markdown"]);
    assert!(
        markdown.starts_with("**Schema: 2 breaking, 0 dangerous, 1 safe: refused**\n\n| | change | place |"),
        "{markdown}"
    );
    let (_, annotations, _) = diff(&["--format", "github"]);
    assert!(
        annotations.starts_with("::error file=new.graphql,line=1,col=6,title=Schema (breaking)::"),
        "{annotations}"
    );
    assert!(
        annotations.contains("\n::notice file=new.graphql,line=2,col=26,title=Schema (safe)::"),
        "{annotations}"
    );
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
fn it_ends_silently_when_its_output_is_closed() {
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

#[test]
fn get_answers_in_one_line() {
    let folder = folder();
    let sdl = "directive @d(x: Int) on OBJECT\ninterface I { a: Int }\n\"It\" type Query implements I @d(x: 1) { a: Int f(x: [Int!] = [1], y: In): U! @deprecated }\n\
        union U = Query | Other type Other { b: E } enum E { A B @deprecated(reason: \"no\") } input In { a: Int! = 2 } scalar S";
    fs::write(folder.path().join("all.graphql"), sdl).unwrap();
    for (coordinate, line) in [
        ("Query", "type Query implements I (2 fields) @d(x: 1)"),
        ("Query.f", "Query.f(x: [Int!] = [1], y: In): U! @deprecated(reason: \"No longer supported\")"),
        ("Query.f(x:)", "Query.f(x:): [Int!] = [1]"),
        ("U", "union U = Query | Other"),
        ("E", "enum E (2 values)"),
        ("E.B", "E.B @deprecated(reason: \"no\")"),
        ("In", "input In (1 fields)"),
        ("In.a", "In.a: Int! = 2"),
        ("S", "scalar S"),
        ("I", "interface I (1 fields)"),
        ("@d", "directive @d(x: Int) on OBJECT"),
    ] {
        assert_eq!(
            said(folder.path(), &["get", "all.graphql", coordinate]),
            (0, format!("{line}\n"), String::new())
        );
    }
}

#[test]
fn show_says_what_a_schema_has_besides() {
    let folder = folder();
    fs::write(
        folder.path().join("kept.graphql"),
        "directive @d on OBJECT \"It\" type Query @d @e @d { a: Int }",
    )
    .unwrap();
    let (_, shown, _) = said(folder.path(), &["show", "kept.graphql"]);
    let besides = "besides, and not in the fingerprint\n       1  descriptions\n       1  definitions of directives\n       2  @d\n       1  @e\n";
    assert!(shown.ends_with(besides), "{shown}");
    let (_, json, _) = said(folder.path(), &["show", "--format", "json", "kept.graphql"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["descriptions"], &json["directives"]["d"]), (&1.into(), &2.into()));
}

#[test]
fn each_finding_of_a_folder_has_its_own_file() {
    let folder = folder();
    let parts = folder.path().join("parts");
    fs::create_dir(&parts).unwrap();
    fs::write(parts.join("a.graphql"), "type Query {\n  me: User\n}\n").unwrap();
    fs::write(parts.join("b.graphql"), "type User {\n  id: Idd\n}\n").unwrap();
    let (code, _, findings) = said(folder.path(), &["check", "parts"]);
    assert_eq!(code, 2);
    let expected = "error: unknown type `Idd`\n  --> parts/b.graphql, line 2, column 7, in User.id\n  |\n2 |   id: Idd\n  |       ^^^\n";
    assert_eq!(findings, expected);
    let (_, annotations, _) = said(folder.path(), &["check", "parts", "--format", "github"]);
    assert!(
        annotations.starts_with("::error file=parts/b.graphql,line=2,col=7,title=unresolved_reference::"),
        "{annotations}"
    );
    let (code, json, _) = said(folder.path(), &["check", "parts", "old.graphql", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json[0]["sound"], &json[1]["types"]), (2, &false.into(), &7.into()));
    let found = &json[0]["findings"][0];
    assert_eq!((&found["file"], &found["line"]), (&"parts/b.graphql".into(), &2.into()));
    // A change is where its file says.
    fs::write(parts.join("b.graphql"), "type User {\n  id: ID\n}\n").unwrap();
    let (_, changes, _) = said(folder.path(), &["diff", "old.graphql", "parts"]);
    assert!(changes.contains("field `User.id` added  (parts/b.graphql:2:3)\n"), "{changes}");
}

#[test]
fn the_rules_of_a_diff_say_what_is_refused() {
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("a.graphql", "type Query { salary: Int @auth  e: E } enum E { A }");
    write("b.graphql", "type Query { salary: Int  e: E } enum E { A B }");
    let diff = |more: &[&str]| said(folder.path(), &[&["diff", "a.graphql", "b.graphql"], more].concat());
    assert_eq!(diff(&[]).0, 0);
    assert_eq!(diff(&["--fail-on", "dangerous"]).0, 1);
    let (code, text, _) = diff(&["--directive", "auth=breaking"]);
    assert_eq!(code, 1);
    assert_eq!(
        text,
        "breaking   directive `@auth` removed from `Query.salary`  (b.graphql:1:14)\n\
         dangerous  value `E.B` added  (b.graphql:1:45)\n1 breaking, 1 dangerous, 0 safe: refused\n"
    );
    for (until, code) in [("2020-01-01", 1), ("2999-12-31", 0)] {
        write(
            "accepted.json",
            &format!(r#"[{{"change": "ValueAdded", "coordinate": "E.B", "until": "{until}"}}]"#),
        );
        assert_eq!(diff(&["--fail-on", "dangerous", "--accepted", "accepted.json"]).0, code, "{until}");
    }
    let (code, _, why) = diff(&["--directive", "auth"]);
    assert!(code == 2 && why.contains("as in auth=breaking"), "{why}");
    let (code, _, why) = diff(&["--accepted", "none.json"]);
    assert!(code == 2 && why.starts_with("none.json: "), "{why}");
}

#[test]
fn convert_keeps_descriptions_and_directives_unless_it_is_told_not_to() {
    let folder = folder();
    let sdl = "directive @d(x: Int) on OBJECT\n\n\"\"\"It\"\"\"\ntype Query @d(x: 1) {\n  a: Int\n}\n";
    fs::write(folder.path().join("kept.graphql"), sdl).unwrap();
    assert_eq!(said(folder.path(), &["convert", "kept.graphql", "--to", "sdl"]).1, sdl);
    let (_, json, _) = said(folder.path(), &["convert", "kept.graphql", "--to", "json"]);
    fs::write(folder.path().join("kept.json"), json).unwrap();
    assert_eq!(said(folder.path(), &["convert", "kept.json", "--to", "sdl"]).1, sdl);
    let facts = said(folder.path(), &["convert", "kept.graphql", "--to", "sdl", "--facts"]).1;
    assert_eq!(facts, "type Query {\n  a: Int\n}\n");
}

#[test]
fn there_are_colours_for_people_and_none_for_programs() {
    let folder = folder();
    let coloured = Command::new(env!("CARGO_BIN_EXE_schema-registry"))
        .args(["diff", "old.graphql", "new.graphql"])
        .env("CLICOLOR_FORCE", "1")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8(coloured.stdout).unwrap();
    assert!(text.starts_with("\u{1b}[1m\u{1b}[31mbreaking"), "{text:?}");
    assert!(!said(folder.path(), &["diff", "old.graphql", "new.graphql"]).1.contains('\u{1b}'));
}

#[test]
fn completions_name_the_subcommands() {
    let folder = folder();
    for shell in ["bash", "zsh", "fish"] {
        let (code, script, _) = said(folder.path(), &["completions", shell]);
        assert!(code == 0 && script.contains("convert") && script.contains("fail-on"), "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn a_path_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder();
    let name = std::ffi::OsStr::from_bytes(b"sch\xffema.graphql");
    fs::write(folder.path().join(name), NEW).unwrap();
    let ended = Command::new(env!("CARGO_BIN_EXE_schema-registry"))
        .arg("check")
        .arg(name)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(ended.status.success(), "{ended:?}");
}

#[cfg(feature = "http")]
#[test]
fn an_input_may_be_at_a_url() {
    use std::io::{BufRead, BufReader};
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    let serving = std::thread::spawn(move || {
        for status in ["200 OK", "404 Not Found"] {
            let (mut connection, _) = server.accept().unwrap();
            let mut lines = BufReader::new(connection.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let length = OLD.len();
            write!(
                connection,
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{OLD}"
            )
            .unwrap();
        }
    });
    let folder = folder();
    let url = format!("http://{address}/schema.graphql");
    assert_eq!(said(folder.path(), &["diff", &url, "old.graphql"]).1, "no changes\n");
    let (code, _, why) = said(folder.path(), &["show", &url]);
    assert!(code == 2 && why.starts_with(&url) && why.contains("404"), "{why}");
    serving.join().unwrap();
    let (code, _, why) = said(folder.path(), &["show", &url]);
    assert!(code == 2 && why.starts_with(&url), "{why}");
}

#[test]
fn only_what_can_change_is_followed() {
    let folder = folder();
    let (code, _, why) = said(folder.path(), &["watch", "-"]);
    assert_eq!((code, why.as_str()), (2, "standard input: only a path or a URL can be followed\n"));
}
