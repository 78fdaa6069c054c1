//! A source that follows a URL, against a real nginx that serves a file, and all that goes wrong between the two.
//!
//! Needs `nginx` and `openssl`; `./check servers` runs it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use schema_registry::RegistryHandle;
use schema_registry::source::{HttpSource, HttpSourceBuilder, Outcome, SourceError, Status};
use tempfile::TempDir;

const WATCHDOG: Duration = Duration::from_secs(60);
/// Between two questions.
const INTERVAL: Duration = Duration::from_millis(20);

/// An nginx of the test's own. What it does to `/schema` is said by files: see `CONF`.
struct Nginx {
    folder: TempDir,
    port: u16,
    tls_port: u16,
    process: Option<Child>,
}

const CONF: &str = r"
daemon off;
master_process off;
user root;
pid FOLDER/nginx.pid;
error_log FOLDER/error.log;
events {}
http {
    log_format asked '$status $request_uri';
    access_log FOLDER/access.log asked;
    client_body_temp_path FOLDER/body;
    proxy_temp_path FOLDER/proxy;
    fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi;
    scgi_temp_path FOLDER/scgi;
    keepalive_timeout 0;
    server {
        listen 127.0.0.1:PORT;
        listen 127.0.0.1:TLS_PORT ssl;
        ssl_certificate FOLDER/certificate.pem;
        ssl_certificate_key FOLDER/key.pem;
        root FOLDER/served;
        location = /schema {
            if (-f FOLDER/is/erring) { add_header Retry-After 3600 always; return 500; }
            if (-f FOLDER/is/looping) { return 302 /schema; }
            if (-f FOLDER/is/slow) { limit_rate 1; }
            if (-f FOLDER/is/mislabelled) { add_header Content-Encoding gzip; }
            if (-f FOLDER/is/cut) { proxy_pass http://127.0.0.1:UPSTREAM; }
            try_files /schema =404;
        }
    }
}
";

impl Nginx {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [port, tls_port] = [free_port(), free_port()];
        for name in ["served", "is"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"])
            .args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem"])
            .current_dir(&folder)
            .stderr(Stdio::null())
            .status();
        assert!(made.expect("openssl is installed").success());
        let conf = CONF
            .replace("TLS_PORT", &tls_port.to_string())
            .replace("PORT", &port.to_string())
            .replace("UPSTREAM", &cutting_upstream().to_string())
            .replace("FOLDER", folder.path().to_str().unwrap());
        fs::write(folder.path().join("nginx.conf"), conf).unwrap();
        let mut nginx = Self { folder, port, tls_port, process: None };
        nginx.start();
        nginx
    }

    fn start(&mut self) {
        let path = |name| self.folder.path().join(name);
        let started = Command::new("nginx")
            .args([OsStr::new("-c"), path("nginx.conf").as_os_str()])
            .args([OsStr::new("-e"), path("error.log").as_os_str()])
            .stderr(Stdio::null())
            .spawn();
        self.process = Some(started.expect("nginx is installed"));
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(since.elapsed() < WATCHDOG, "{}", self.read("error.log"));
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// At once, whatever it is doing.
    fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/schema", self.port)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    /// Serves a document from now on. It is written as deployments do: beside it, and renamed.
    fn serve(&self, document: impl AsRef<[u8]>) {
        let (beside, served) = (self.folder.path().join("beside"), self.served());
        fs::write(&beside, document).unwrap();
        fs::rename(beside, served).unwrap();
    }

    fn served(&self) -> PathBuf {
        self.folder.path().join("served/schema")
    }

    /// Makes it `erring`, `looping` and so on.
    fn make(&self, what: &str) {
        fs::write(self.folder.path().join("is").join(what), "").unwrap();
    }

    fn make_well(&self, what: &str) {
        fs::remove_file(self.folder.path().join("is").join(what)).unwrap();
    }

    /// The status of each answer so far.
    fn answers(&self) -> Vec<String> {
        self.read("access.log").lines().map(|line| line[..3].to_owned()).collect()
    }

    /// Waits until it has answered so often from now on.
    fn answered(&self, times: usize) {
        let wanted = self.answers().len() + times;
        let since = Instant::now();
        while self.answers().len() < wanted {
            assert!(since.elapsed() < WATCHDOG, "nobody asks");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        if self.process.is_some() {
            self.kill();
        }
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Promises more than it sends.
fn cutting_upstream() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let _ = connection.read(&mut [0; 4096]);
            let _ =
                write!(connection, "HTTP/1.0 200 OK\r\ncontent-length: 500\r\n\r\ntype Query {{ a: Int }}");
        }
    });
    port
}

/// A schema with that many fields.
fn document(fields: usize) -> String {
    let fields: Vec<String> = (0..fields).map(|number| format!("field{number}: Int")).collect();
    format!("type Query {{ {} }}", fields.join(" "))
}

fn following(url: &str) -> HttpSourceBuilder {
    HttpSource::builder(url)
        .poll_every(INTERVAL)
        .backoff(INTERVAL..=INTERVAL * 2)
        .timeout(Duration::from_millis(500))
}

#[track_caller]
fn wait(source: &HttpSource, wanted: impl Fn(&Status) -> bool) -> Arc<Status> {
    source.wait_for(WATCHDOG, wanted).unwrap_or_else(|error| panic!("{error}: {:?}", source.status()))
}

#[test]
fn what_is_unchanged_costs_no_load_and_a_change_is_seen_by_the_next_question() {
    let nginx = Nginx::new();
    nginx.serve(document(1));
    let handle = RegistryHandle::new();
    let source = following(&nginx.url()).start(&handle).unwrap();
    nginx.answered(10);
    assert_eq!(source.status().attempts(), 1);

    nginx.serve(document(2));
    let asked = nginx.answers().len();
    wait(&source, |status| status.applied() == 2);
    nginx.answered(2);
    // One may have been under way when the document was replaced.
    let position = nginx.answers()[asked..].iter().position(|status| status == "200");
    assert!(position.is_some_and(|position| position <= 1), "{:?}", nginx.answers());
    let answers = nginx.answers();
    assert_eq!(answers.iter().filter(|status| *status == "200").count(), 2, "{answers:?}");
    assert!(answers.iter().all(|status| ["200", "304"].contains(&status.as_str())), "{answers:?}");

    // The same document, of another time: another tag.
    let later = SystemTime::now() + Duration::from_secs(60);
    File::options().write(true).open(nginx.served()).unwrap().set_modified(later).unwrap();
    wait(&source, |status| status.unchanged() == 1);
    assert_eq!(handle.generation(), 2);
}

#[test]
fn whatever_goes_wrong_the_last_good_schema_stays_and_the_next_good_answer_is_taken() {
    let mut nginx = Nginx::new();
    nginx.serve(document(1));
    let handle = RegistryHandle::new();
    let source = following(&nginx.url()).start(&handle).unwrap();
    let mut fields = 1;

    // Each in turn: it goes wrong, the reason is said, it is well again, and another document is taken.
    let mut survives =
        |nginx: &mut Nginx, begin: &dyn Fn(&mut Nginx), end: &dyn Fn(&mut Nginx), reason: &str| {
            let failed = source.status().failed();
            begin(nginx);
            let status = wait(&source, |status| status.failed() > failed);
            let said = status.last_outcome().unwrap().to_string();
            assert!(said.contains(reason), "{said}");
            assert!(!status.is_good());
            assert_eq!(handle.load().field_count(), fields, "the last good one stays");
            fields += 1;
            nginx.serve(document(fields));
            end(nginx);
            source.refresh(); // where it is told to leave the server alone
            let since = Instant::now();
            while handle.load().field_count() != fields {
                assert!(since.elapsed() < WATCHDOG, "{:?}", source.status());
                thread::sleep(Duration::from_millis(2));
            }
            wait(&source, Status::is_good);
        };
    let nothing = |_: &mut Nginx| {};
    survives(&mut nginx, &|it| it.serve("<html>please sign in</html>"), &nothing, "does not load");
    survives(&mut nginx, &|it| it.serve("type Query { a: Int"), &nothing, "does not load");
    survives(&mut nginx, &|it| it.serve(vec![b' '; 64 << 20]), &nothing, "16777216");
    survives(&mut nginx, &|it| fs::remove_file(it.served()).unwrap(), &nothing, "answered 404");
    for (what, reason) in [
        ("erring", "answered 500"),
        ("looping", "redirect"),
        ("slow", "timeout"),
        ("mislabelled", "could not be read"),
        ("cut", "could not be read"),
    ] {
        survives(
            &mut nginx,
            // A new tag, without which the answer would be that nothing is new.
            &|it| {
                it.make(what);
                it.serve(format!("{} # {what}", document(1)));
            },
            &|it| it.make_well(what),
            reason,
        );
    }
    survives(&mut nginx, &Nginx::kill, &Nginx::start, "refused");
    survives(
        &mut nginx,
        &|it| {
            it.make("slow");
            it.serve(format!("{} # slow", document(1)));
            it.answered(0);
            thread::sleep(Duration::from_millis(100)); // in the middle of an answer
            it.kill();
        },
        &|it| {
            it.make_well("slow");
            it.start();
        },
        "",
    );
}

#[test]
fn a_server_that_asks_for_an_hour_is_left_alone() {
    let nginx = Nginx::new();
    nginx.serve(document(1));
    let handle = RegistryHandle::new();
    let source = following(&nginx.url()).start(&handle).unwrap();
    nginx.make("erring");
    wait(&source, |status| status.failed() == 1);
    nginx.make_well("erring");
    nginx.serve(document(2));
    let asked = nginx.answers().len();
    thread::sleep(INTERVAL * 50);
    assert_eq!((nginx.answers().len(), handle.generation()), (asked, 1));
    source.refresh();
    wait(&source, |status| status.applied() == 2);
}

#[test]
fn a_certificate_that_is_not_trusted_is_a_failure() {
    let nginx = Nginx::new();
    nginx.serve(document(1));
    let url = format!("https://127.0.0.1:{}/schema", nginx.tls_port);
    let error = following(&url).start(&RegistryHandle::new()).unwrap_err();
    assert!(error.to_string().contains("certificate"), "{error}");
    // The next URL is trusted.
    let handle = RegistryHandle::new();
    let _source = following(&url).or_else(nginx.url()).start(&handle).unwrap();
    assert!(handle.is_initialized());
}

#[test]
fn a_server_that_is_away_at_the_start_is_replaced_by_the_copy() {
    let mut nginx = Nginx::new();
    nginx.serve(document(1));
    let copy = nginx.folder.path().join("copy");
    let start = |url: &str, handle: &RegistryHandle| following(url).copy(&copy).start(handle);
    drop(start(&nginx.url(), &RegistryHandle::new()).unwrap());
    nginx.kill();

    let without = following(&nginx.url()).start(&RegistryHandle::new()).unwrap_err();
    assert!(without.to_string().contains("refused"), "{without}");
    let waiting = RegistryHandle::new();
    let source = following(&nginx.url()).wait_for_document().start(&waiting).unwrap();
    assert!(!source.status().is_good() && !waiting.is_initialized());

    let handle = RegistryHandle::new();
    let served = start(&nginx.url(), &handle).unwrap();
    assert_eq!(handle.load().field_count(), 1);
    assert!(served.status().served_copy().is_some());
    let elsewhere = start("http://127.0.0.1:9/other", &RegistryHandle::new()).unwrap_err();
    assert!(elsewhere.to_string().contains("it is of another document"), "{elsewhere}");

    nginx.start();
    waiting.wait_initialized(WATCHDOG).unwrap();
    wait(&served, |status| status.served_copy().is_none() && status.is_good());
    assert_eq!(handle.generation(), 1, "it is the same document");
    drop(served);
    let bytes = fs::read(&copy).unwrap();
    fs::write(&copy, &bytes[..bytes.len() - 1]).unwrap();
    nginx.kill();
    let truncated = start(&nginx.url(), &RegistryHandle::new()).unwrap_err();
    assert!(
        matches!(&truncated, schema_registry::source::StartError::Document {
            outcome: Outcome::Failed(SourceError::Read(error)), ..
        } if error.to_string().contains("truncated or damaged")),
        "{truncated}"
    );
}
