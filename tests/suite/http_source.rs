//! A source that follows a URL, against a server of the test's own that answers as servers do on bad days.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use schema_registry::source::{HttpSource, Outcome, Policy, SourceError, Status};
use schema_registry::{FieldDef, RegistryHandle, SchemaRegistry, TypeDef};

const WATCHDOG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(5);

fn document(fields: &[&str]) -> Vec<u8> {
    let user =
        fields.iter().fold(TypeDef::object("User"), |user, name| user.field(FieldDef::new(*name, "String")));
    SchemaRegistry::builder("1.1").add_type(user).build().unwrap().to_json().into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What the server does with a connection.
#[derive(Clone)]
enum Answer {
    /// Status line, headers, body.
    Whole(&'static str, Vec<(&'static str, String)>, Vec<u8>),
    /// Less body than it says.
    CutOff(Vec<u8>),
    /// A byte now and then, without end.
    Slow,
    /// Nothing: the connection is closed.
    Closed,
}

impl Answer {
    fn ok(body: &[u8]) -> Self {
        Self::Whole("200 OK", Vec::new(), body.to_vec())
    }

    fn tagged(body: &[u8], etag: &str) -> Self {
        Self::Whole("200 OK", vec![("etag", etag.to_owned())], body.to_vec())
    }

    fn status(status: &'static str) -> Self {
        Self::Whole(status, Vec::new(), b"<html>an error page</html>".to_vec())
    }
}

struct Server {
    url: String,
    state: Arc<Mutex<State>>,
}

struct State {
    answer: Answer,
    /// The heads of all requests.
    requests: Vec<String>,
}

impl Server {
    fn new(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/schema", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State { answer, requests: Vec::new() }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for connection in listener.incoming() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(connection.unwrap(), &shared));
            }
        });
        Self { url, state }
    }

    /// Answers all further requests so; returns how many there were before.
    fn answer(&self, answer: Answer) -> usize {
        let mut state = self.state.lock().unwrap();
        state.answer = answer;
        state.requests.len()
    }

    fn requests(&self) -> Vec<String> {
        self.state.lock().unwrap().requests.clone()
    }

    /// Waits until it has been asked that often from now on.
    fn asked(&self, times: usize) {
        self.wait_for_requests(self.requests().len() + times);
    }

    /// Waits until there were that many requests.
    fn wait_for_requests(&self, times: usize) {
        let since = Instant::now();
        while self.requests().len() < times {
            assert!(since.elapsed() < WATCHDOG, "nobody asks");
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Answers one request. What goes wrong with the connection is the client's affair.
fn serve(mut connection: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(connection.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    head.push_str(&String::from_utf8_lossy(&body));
    let answer = {
        let mut state = state.lock().unwrap();
        state.requests.push(head.clone());
        state.answer.clone()
    };
    let _ = match answer {
        Answer::Whole(status, headers, body) => {
            let etag = headers.iter().find(|(name, _)| *name == "etag").map(|(_, value)| value.clone());
            let is_known =
                etag.is_some_and(|etag| head.to_lowercase().contains(&format!("if-none-match: {etag}")));
            if is_known {
                return drop(connection.write_all(b"HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n"));
            }
            let mut text =
                format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
            for (name, value) in headers {
                text.extend([name, ": ", value.as_str(), "\r\n"]);
            }
            connection
                .write_all(text.as_bytes())
                .and_then(|()| connection.write_all(b"\r\n"))
                .and_then(|()| connection.write_all(&body))
        }
        Answer::CutOff(body) => {
            let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len() + 1_000);
            connection.write_all(text.as_bytes()).and_then(|()| connection.write_all(&body))
        }
        Answer::Slow => {
            let _ = connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
            while connection.write_all(b" ").is_ok() {
                thread::sleep(Duration::from_millis(20));
            }
            Ok(())
        }
        Answer::Closed => Ok(()),
    };
}

fn start(server: &Server, handle: &RegistryHandle) -> HttpSource {
    HttpSource::builder(&server.url)
        .poll_every(SHORT)
        .backoff(SHORT..=SHORT * 4)
        .timeout(Duration::from_millis(300))
        .policy(Policy::non_breaking())
        .start(handle)
        .unwrap()
}

#[track_caller]
fn wait(source: &HttpSource, wanted: impl Fn(&Status) -> bool) -> Arc<Status> {
    source.wait_for(WATCHDOG, wanted).unwrap_or_else(|error| panic!("{error}: {:?}", source.status()))
}

#[test]
fn what_the_server_has_not_changed_is_neither_sent_nor_loaded() {
    let server = Server::new(Answer::tagged(&document(&["a"]), "\"1\""));
    let handle = RegistryHandle::new();
    let source = start(&server, &handle);
    server.asked(5);
    assert_eq!(source.status().attempts(), 1);
    assert!(server.requests()[1..].iter().all(|head| head.to_lowercase().contains("if-none-match: \"1\"")));

    server.answer(Answer::tagged(&document(&["a", "b"]), "\"2\""));
    assert_eq!(wait(&source, |status| status.applied() == 2).settled_revision().unwrap().as_str(), "\"2\"");
    // Asked for whatever its revision.
    source.refresh();
    wait(&source, |status| status.unchanged() == 1);
}

#[test]
fn without_a_tag_a_date_tells_or_the_content() {
    let date = "Thu, 26 Nov 2026 10:00:00 GMT".to_owned();
    let server = Server::new(Answer::Whole("200 OK", vec![("last-modified", date)], document(&["a"])));
    let handle = RegistryHandle::new();
    let source = start(&server, &handle);
    server.asked(2);
    assert!(server.requests().last().unwrap().to_lowercase().contains("if-modified-since: thu, 26 nov 2026"));
    drop(source);

    let server = Server::new(Answer::ok(&document(&["a"])));
    let handle = RegistryHandle::new();
    let source = start(&server, &handle);
    server.asked(5);
    assert_eq!(source.status().attempts(), 1, "the same content is not loaded again");
    server.answer(Answer::ok(&gzip(&document(&["a", "b"]))));
    wait(&source, |status| status.failed() == 1); // compressed, and it does not say so
    server.answer(Answer::Whole(
        "200 OK",
        vec![("content-encoding", "gzip".to_owned())],
        gzip(&document(&["a", "b"])),
    ));
    wait(&source, |status| status.applied() == 2);
}

#[test]
fn whatever_the_server_does_the_last_good_schema_stays_and_a_good_one_is_taken_afterwards() {
    let server = Server::new(Answer::tagged(&document(&["a"]), "\"0\""));
    let handle = RegistryHandle::new();
    let source = start(&server, &handle);
    let loops = Answer::Whole("302 Found", vec![("location", server.url.clone())], Vec::new());
    let bad = [
        (Answer::status("500 Internal Server Error"), "the server answered 500"),
        (Answer::status("404 Not Found"), "the server answered 404"),
        (Answer::status("304 Not Modified"), ""),
        (loops, "redirect"),
        (Answer::CutOff(document(&["a", "b"])), ""),
        (Answer::Slow, "timeout"),
        (Answer::Closed, ""),
        (Answer::Whole("200 OK", vec![("content-encoding", "gzip".to_owned())], b"no gzip".to_vec()), ""),
    ];
    for (number, (answer, said)) in bad.into_iter().enumerate() {
        let before = source.status();
        server.answer(answer);
        if number != 2 {
            let status = wait(&source, |status| status.failed() >= before.failed() + 2);
            let reason = status.last_outcome().unwrap().to_string();
            assert!(reason.contains(said) && reason.contains(&server.url), "{number}: {reason}");
            assert!(matches!(status.last_outcome(), Some(Outcome::Failed(SourceError::Read(_)))), "{reason}");
        }
        assert_eq!(handle.load().field_count(), number + 1, "the last good one");
        let fields: Vec<String> = (0..number + 2).map(|field| format!("a{field}")).collect();
        let fields: Vec<&str> = ["a"].into_iter().chain(fields[1..].iter().map(String::as_str)).collect();
        server.answer(Answer::tagged(&document(&fields), &format!("\"{}\"", number + 1)));
        wait(&source, |status| status.applied() == number as u64 + 2);
    }
}

#[test]
fn an_error_page_with_200_is_a_failure_that_is_not_loaded_again_and_again() {
    let server = Server::new(Answer::tagged(&document(&["a"]), "\"1\""));
    let handle = RegistryHandle::new();
    let source = start(&server, &handle);
    server.answer(Answer::tagged(b"<html>please sign in</html>", "\"page\""));
    let status = wait(&source, |status| status.failed() == 1);
    assert!(matches!(status.last_outcome(), Some(Outcome::Failed(SourceError::Load(_)))));
    server.asked(5);
    assert_eq!(source.status().failed(), 1);
    assert_eq!(handle.generation(), 1);
}

#[test]
fn no_more_is_read_than_the_limit_allows() {
    let server = Server::new(Answer::tagged(&vec![b' '; 64 << 20], "\"1\""));
    let handle = RegistryHandle::new();
    let error = HttpSource::builder(&server.url).start(&handle).unwrap_err();
    assert!(error.to_string().contains("more than 16777216"), "{error}");
}

#[test]
fn several_urls_are_asked_in_their_order() {
    let (first, second) =
        (Server::new(Answer::Closed), Server::new(Answer::tagged(&document(&["b"]), "\"b\"")));
    let handle = RegistryHandle::new();
    let source = HttpSource::builder(&first.url)
        .or_else(&second.url)
        .bearer_token("secret")
        .header("x-team", "catalog")
        .poll_every(SHORT)
        .start(&handle)
        .unwrap();
    assert!(handle.load().get_field("User", "b").is_some());
    let asked = second.requests()[0].to_lowercase();
    assert!(asked.contains("authorization: bearer secret") && asked.contains("x-team: catalog"), "{asked}");
    assert!(!format!("{:?}", HttpSource::builder("http://a").bearer_token("secret")).contains("secret"));
    first.answer(Answer::tagged(&document(&["a"]), "\"a\""));
    wait(&source, |_| handle.load().get_field("User", "a").is_some());
}

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    let server = Server::new(Answer::ok(&document(&["a"])));
    let handle = RegistryHandle::new();
    let source = start(&server, &handle);
    server.answer(Answer::Whole(
        "503 Service Unavailable",
        vec![("retry-after", "3600".to_owned())],
        Vec::new(),
    ));
    wait(&source, |status| status.failed() == 1);
    let asked = server.requests().len();
    thread::sleep(Duration::from_millis(100)); // some twenty intervals
    assert_eq!(server.requests().len(), asked);
    source.refresh(); // a person may ask all the same
    server.wait_for_requests(asked + 1);
}

#[cfg(feature = "graphql")]
#[test]
fn an_endpoint_is_asked_by_the_introspection_query() {
    let answer = r#"{ "data": { "__schema": { "queryType": { "name": "Query" }, "types": [
        { "kind": "OBJECT", "name": "Query", "interfaces": [], "fields": [
            { "name": "a", "args": [], "type": { "kind": "SCALAR", "name": "Int", "ofType": null } } ] } ] } } }"#;
    let server = Server::new(Answer::ok(answer.as_bytes()));
    let handle = RegistryHandle::new();
    let source = HttpSource::builder(&server.url).introspect().poll_every(SHORT).start(&handle).unwrap();
    assert_eq!(handle.load().get_field("Query", "a").unwrap().type_ref().as_str(), "Int");
    let asked = &server.requests()[0];
    assert!(asked.starts_with("POST /schema") && asked.contains("__schema"), "{asked}");
    server.asked(3);
    assert_eq!(source.status().attempts(), 1);
}

#[test]
fn a_drop_does_not_wait_for_an_answer_that_never_ends() {
    let server = Server::new(Answer::ok(&document(&["a"])));
    let handle = RegistryHandle::new();
    let source =
        HttpSource::builder(&server.url).poll_every(SHORT).timeout(WATCHDOG * 10).start(&handle).unwrap();
    let before = server.answer(Answer::Slow);
    server.wait_for_requests(before + 1);
    let (done, ended) = std::sync::mpsc::channel();
    thread::spawn(move || {
        drop(source);
        done.send(())
    });
    ended.recv_timeout(WATCHDOG).expect("the drop comes back");
}
