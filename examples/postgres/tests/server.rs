//! Against a real server, which is stopped and started in between.
//!
//! Needs the server's programs, in `PATH` or where Debian has them, and, as root, the user `postgres` to run them as, since the
//! server refuses root.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use postgres::{Client, Config, NoTls};
use schema_registry::RegistryHandle;
use schema_registry::source::{Feed, Policy, Poll, PollSource, Status};
use schema_registry_postgres::{SCHEMA, follow};
use tempfile::TempDir;

const WATCHDOG: Duration = Duration::from_mins(1);
const NEVER: Duration = Duration::from_hours(100 * 365 * 24);

struct Server {
    folder: TempDir,
}

impl Server {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        if is_root() {
            let given = Command::new("chown").arg("postgres").arg(folder.path()).status().unwrap();
            assert!(given.success());
        }
        let server = Self { folder };
        server.run("initdb", &["--username=app", "--auth=trust", "--no-sync", "--pgdata"]);
        server.start();
        server.client().batch_execute(SCHEMA).unwrap();
        server
    }

    fn start(&self) {
        let folder = self.folder.path().display();
        let options = format!("-c listen_addresses= -c fsync=off -k {folder}");
        self.run(
            "pg_ctl",
            &["start", "--wait", "--silent", "--log=/dev/null", "--options", &options, "--pgdata"],
        );
    }

    /// At once, as if it had crashed.
    fn stop(&self) {
        self.run("pg_ctl", &["stop", "--wait", "--silent", "--mode=immediate", "--pgdata"]);
    }

    /// Runs one of the server's programs, with the folder of the data as its last argument.
    fn run(&self, program: &str, arguments: &[&str]) {
        let program = programs().join(program);
        let mut command = if is_root() {
            let mut as_user = Command::new("setpriv");
            as_user.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
            as_user
        } else {
            Command::new(program)
        };
        command.args(arguments).arg(self.folder.path().join("data")).current_dir(&self.folder);
        let status = command.stdout(Stdio::null()).status().unwrap();
        assert!(status.success(), "{command:?}: {status}");
    }

    fn config(&self) -> Config {
        let mut config = Config::new();
        config.host_path(self.folder.path()).user("app").dbname("postgres");
        config
    }

    fn client(&self) -> Client {
        self.config().connect(NoTls).unwrap()
    }

    /// Writes the document of the schema `app`.
    fn write(&self, document: &str) {
        let upsert = "INSERT INTO schemas VALUES ('app', $1) ON CONFLICT (name) DO UPDATE SET document = $1";
        self.client().execute(upsert, &[&document]).unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !thread::panicking() || self.folder.path().join("data/postmaster.pid").exists() {
            self.stop();
        }
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// The folder of the server's programs.
fn programs() -> PathBuf {
    let in_path = std::env::var_os("PATH").unwrap_or_default();
    let debians = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let debians = debians.map(|version| version.unwrap().path().join("bin"));
    std::env::split_paths(&in_path)
        .chain(debians)
        .find(|folder| folder.join("initdb").exists())
        .expect("PostgreSQL's server is installed")
}

#[track_caller]
fn wait(source: &PollSource, wanted: impl Fn(&Status) -> bool) -> Arc<Status> {
    source.wait_for(WATCHDOG, wanted).unwrap_or_else(|error| panic!("{error}: {:?}", source.status()))
}

#[test]
fn a_row_is_followed_through_stops_and_starts_of_the_server() {
    let server = Server::new();
    server.write("type Query { a: Int }");
    let handle = RegistryHandle::new();
    let feed = Feed::builder("postgres", "app").policy(Policy::non_breaking()).open(&handle);
    // Never asked but by hints, and after failures.
    let poll = Poll::every(NEVER).backoff(Duration::from_millis(20)..=Duration::from_millis(100));
    let source = follow(&server.config(), "app", poll, feed).unwrap();
    assert_eq!(handle.load().field_count(), 1);
    wait(&source, |status| status.unchanged() > 0); // it listens

    server.write("type Query { a: Int b: Int }");
    let status = wait(&source, |status| status.applied() == 2);
    assert_eq!(status.settled_revision().unwrap().as_str(), "2");

    for bad in ["type Query { b: Int }", "type Query {"] {
        let before = source.status().attempts();
        server.write(bad);
        assert!(!wait(&source, |status| status.attempts() > before).is_good());
        assert_eq!(handle.load().field_count(), 2);
    }

    server.stop();
    source.refresh();
    let status = wait(&source, |status| status.failures_in_a_row() > 3);
    assert!(status.last_outcome().unwrap().to_string().contains("could not be read"));
    assert_eq!(handle.load().field_count(), 2, "the last good one stays");
    server.start();
    server.write("type Query { a: Int b: Int c: Int }");
    wait(&source, |status| status.applied() == 3);

    // Hints come again, and a row that is missing is no empty schema.
    server.write("type Query { a: Int b: Int c: Int d: Int }");
    wait(&source, |status| status.applied() == 4);
    server.client().execute("DELETE FROM schemas", &[]).unwrap();
    source.refresh();
    let status = wait(&source, |status| status.failures_in_a_row() > 0);
    assert!(status.last_outcome().unwrap().to_string().ends_with("the table has no schema `app`"));
    assert_eq!(handle.load().field_count(), 4);
}

#[test]
fn a_server_that_is_away_at_the_start_is_an_error_or_a_wait() {
    let server = Server::new();
    server.stop();
    let feed = |handle: &RegistryHandle| Feed::builder("postgres", "app").open(handle);
    let handle = RegistryHandle::new();
    let poll = Poll::every(NEVER).backoff(Duration::from_millis(20)..=Duration::from_millis(100));
    let error = follow(&server.config(), "app", poll.clone(), feed(&handle)).unwrap_err();
    assert!(error.to_string().starts_with("app: no good document to start with"), "{error}");

    let source = follow(&server.config(), "app", poll.wait_for_document(), feed(&handle)).unwrap();
    server.start();
    server.write("type Query { a: Int }");
    handle.wait_initialized(WATCHDOG).unwrap();
    wait(&source, Status::is_good);
    let ended = source.watch_status();
    drop(source);
    assert!(ended.status().is_ended());
}
