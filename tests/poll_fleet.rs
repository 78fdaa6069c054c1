//! A thousand polls of one server, as of so many processes: how their questions are spread.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use schema_registry::source::{Feed, Fetched, Poll, PollSource, Revision};
use schema_registry::{RegistryHandle, SchemaRegistry};

const PROCESSES: usize = 1_000;
const INTERVAL: Duration = Duration::from_secs(1);

/// Answers that nothing is new, or, while it is away, nothing at all; and knows when it was asked.
struct Server {
    address: std::net::SocketAddr,
    is_away: AtomicBool,
    asked: Mutex<Vec<Instant>>,
}

impl Server {
    fn new() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = Arc::new(Self { address, is_away: AtomicBool::new(false), asked: Mutex::default() });
        let serving = Arc::clone(&server);
        thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.unwrap();
                if !serving.is_away.load(Ordering::Relaxed) {
                    let _ = connection.write_all(b"=");
                    serving.asked.lock().push(Instant::now());
                }
            }
        });
        server
    }

    /// How many questions there were in each tenth of the time from now on.
    fn histogram(&self, time: Duration) -> [usize; 10] {
        let since = Instant::now();
        self.asked.lock().clear();
        thread::sleep(time);
        let mut histogram = [0; 10];
        for asked in &*self.asked.lock() {
            let tenth = (*asked - since).as_nanos() * 10 / time.as_nanos();
            histogram[usize::try_from(tenth).unwrap().min(9)] += 1;
        }
        println!("{histogram:?}");
        histogram
    }
}

fn process(server: &Arc<Server>, document: &Arc<[u8]>) -> PollSource {
    let (server, document) = (Arc::clone(server), Arc::clone(document));
    let is_asking = AtomicBool::new(false);
    let fetch = move |since: Option<&Revision>| {
        assert!(!is_asking.swap(true, Ordering::AcqRel), "one question at a time");
        let mut answer = Vec::new();
        let asked =
            TcpStream::connect(server.address).and_then(|mut answered| answered.read_to_end(&mut answer));
        is_asking.store(false, Ordering::Release);
        asked?;
        match (answer.is_empty(), since) {
            (true, _) => Err(std::io::Error::other("away")),
            (false, Some(_)) => Ok(Fetched::Unchanged),
            (false, None) => Ok(Fetched::Document { bytes: document.to_vec(), revision: "1".into() }),
        }
    };
    let feed = Feed::builder("test", "document").open(&RegistryHandle::new());
    Poll::every(INTERVAL).backoff(INTERVAL / 10..=INTERVAL).start(feed, fetch).unwrap()
}

#[test]
fn questions_are_spread_over_the_interval_and_come_back_one_by_one_after_an_outage() {
    let server = Server::new();
    let document = SchemaRegistry::empty().to_json().into_bytes().into();
    // They start together.
    let processes: Vec<PollSource> = (0..PROCESSES).map(|_| process(&server, &document)).collect();
    let usual = server.histogram(INTERVAL);
    // A tenth of the interval has a tenth of the questions; three times that is what a busy machine may make of it.
    assert!(usual.iter().all(|&count| count < PROCESSES * 3 / 10), "{usual:?}");

    server.is_away.store(true, Ordering::Relaxed);
    for process in &processes {
        let status = process.wait_for(Duration::from_secs(60), |status| status.failures_in_a_row() >= 5);
        assert!(status.is_ok());
    }
    server.is_away.store(false, Ordering::Relaxed);
    let after = server.histogram(INTERVAL);
    assert!(after.iter().all(|&count| count < PROCESSES * 3 / 10), "{after:?}");
    for process in &processes {
        assert!(process.wait_for(Duration::from_secs(60), |status| status.failures_in_a_row() == 0).is_ok());
    }
}
