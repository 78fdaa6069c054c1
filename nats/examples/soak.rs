//! A long run with faults: do memory, threads and descriptors stay flat, and does everyone reach the last document?
//!
//! ```sh
//! cargo run --release --example soak -- --minutes 60                # a nats-server from PATH or NATS_SERVER
//! cargo run --release --example soak -- --minutes 5 --seed 7        # the faults of an earlier run
//! ```
//!
//! Once a second a new document goes to a NATS bucket followed by twenty processes, to a file and to an HTTP server,
//! while writers, waiters and readers use a handle of their own. Meanwhile the server is killed, or suspended for a
//! minute and then killed, its key and bucket are deleted, the file is removed, truncated and written in pieces, and
//! the HTTP server answers with errors, half responses, or not at all. Every read checks that the registry is whole
//! and no older than the one before. A line a minute reports progress; at the end everyone must have the last
//! document. The program exits with 1 if someone does not, if a read was wrong, or if memory, threads or descriptors
//! grew by more than a fifth in the second half of the run.

#[expect(dead_code, reason = "the tests use the rest of it")]
#[path = "../tests/server/support.rs"]
mod support;

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use async_nats::Client;
use async_nats::jetstream::{self, kv};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use schema_registry::source::{FileSource, HttpSource, Policy};
use schema_registry::{RegistryHandle, SchemaRegistry};
use schema_registry_nats::{Publication, Publisher};
use support::{Process, Server, eventually, number_of};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const PROCESSES: usize = 20;
const TYPES: usize = 200;
/// How long a publication is watched until it arrives; there is one a second.
const IN_TIME: Duration = Duration::from_millis(250);

/// State shared by all parts of the run.
#[derive(Default)]
struct Run {
    is_over: AtomicBool,
    published: AtomicUsize,
    reads: AtomicU64,
    wrong: Mutex<Vec<String>>,
}

impl Run {
    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    fn wrong(&self, what: String) {
        eprintln!("{what}");
        self.wrong.lock().unwrap().push(what);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (minutes, seed) = arguments()?;
    println!("{minutes} minutes, --seed {seed}");
    let run = Arc::new(Run::default());
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("schema.graphql");
    std::fs::write(&file, document(0))?;
    let web = Web::start().await?;
    let mut server = Server::start();
    let client = server.client().await;
    drop(Publisher::create(client.clone(), "schemas", "app", 1).await?);

    let mut processes = Vec::new();
    for number in 0..PROCESSES {
        let name = format!("pod-{number}");
        processes.push(Process::start_named(server.client().await, Policy::any(), Some(&name)).await);
    }
    let mut handles: Vec<(String, RegistryHandle)> =
        processes.iter().enumerate().map(|(n, it)| (format!("pod-{n}"), it.handle.clone())).collect();
    let of_file = RegistryHandle::new();
    let file_source = FileSource::builder(&file).poll_every(Duration::from_secs(2)).start(&of_file)?;
    let of_web = RegistryHandle::new();
    let short = Duration::from_millis(200);
    let builder = HttpSource::builder(&web.url).poll_every(Duration::from_secs(1)).backoff(short..=short * 5);
    let web_source = builder.timeout(Duration::from_secs(2)).start(&of_web)?;
    handles.extend([("file".to_owned(), of_file), ("http".to_owned(), of_web)]);

    let own = RegistryHandle::new();
    let mut threads = readers(&run, &handles);
    threads.extend(writers_and_waiters(&run, &own));

    let mut dice = StdRng::seed_from_u64(seed);
    let began = Instant::now();
    let ends = began + Duration::from_secs(minutes * 60);
    let mut figures = Figures::default();
    let mut number = 0;
    let mut is_down_until = None;
    let mut next = Instant::now();
    while Instant::now() < ends {
        number += 1;
        publish(&run, &client, &mut figures, &processes, number, is_down_until.is_none()).await;
        web.set(number, &mut dice);
        spoil_file(&file, number, &mut dice)?;
        if is_down_until.is_some_and(|until| Instant::now() >= until) {
            server.kill(); // Stopped or gone.
            server.restart();
            is_down_until = None;
        } else if is_down_until.is_none() && dice.random_ratio(1, 45) {
            is_down_until = spoil_server(&mut server, &client, &mut dice, &mut figures).await;
        }
        if number % 60 == 0 {
            figures.minute(began.elapsed(), &run);
        }
        next += Duration::from_secs(1);
        tokio::time::sleep_until(next.into()).await;
    }

    // All faults end, and everyone reaches the last document.
    server.kill();
    server.restart();
    number += 1;
    std::fs::write(&file, document(number))?;
    web.set_plain(number);
    eventually("the last is published", async || offer(&client, number).await.is_ok()).await;
    for (name, handle) in &handles {
        eventually(&format!("{name} has the last"), async || number_of(&handle.load()) == Some(number)).await;
    }
    figures.minute(began.elapsed(), &run);
    run.is_over.store(true, Ordering::Relaxed);
    own.set(SchemaRegistry::from_sdl(&document(number))?);
    for thread in threads {
        thread.join().map_err(|_| "a thread panicked")?;
    }
    drop((file_source, web_source));
    figures.verdict(&run)
}

fn arguments() -> Result<(u64, u64), Box<dyn Error>> {
    let (mut minutes, mut seed) = (60, rand::random());
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} has no value"))?;
        match &*name {
            "--minutes" => minutes = value.parse()?,
            "--seed" => seed = value.parse()?,
            _ => return Err(format!("{name}: there are --minutes and --seed").into()),
        }
    }
    Ok((minutes, seed))
}

/// A document in which every type contains the document's number.
fn document(number: usize) -> String {
    let mut text = format!("type Query {{ me: String }} enum Number {{ N{number} }}\n");
    for n in 0..TYPES {
        let _ = writeln!(text, "type Type{n} {{ id: ID! number{number}: [Type{}!]! }}", (n + 1) % TYPES);
    }
    text
}

/// The number of a registry, if all of it has the same.
fn whole(registry: &SchemaRegistry, types: std::ops::Range<usize>) -> Result<usize, String> {
    let number = number_of(registry).ok_or("a registry without a number")?;
    let field = format!("number{number}");
    for n in types {
        let target = registry.get_field_type(&format!("Type{n}"), &field);
        let target = target.ok_or_else(|| format!("Type{n} is not of number {number}"))?;
        if !target.is_list() || target.type_name() != format!("Type{}", (n + 1) % TYPES) {
            return Err(format!("Type{n}.{field} is {}", target.type_ref()));
        }
    }
    Ok(number)
}

fn readers(run: &Arc<Run>, handles: &[(String, RegistryHandle)]) -> Vec<JoinHandle<()>> {
    let read = |part: usize| {
        let (run, handles) = (Arc::clone(run), handles.to_vec());
        std::thread::spawn(move || {
            let mut last = vec![0; handles.len()];
            let mut at = part;
            while !run.is_over() {
                for ((name, handle), last) in handles.iter().zip(&mut last) {
                    let snapshot = handle.load();
                    if !snapshot.is_initialized() {
                        continue;
                    }
                    at = (at + 7) % TYPES;
                    match whole(&snapshot, at..(at + 10).min(TYPES)) {
                        Ok(number) if number < *last => run.wrong(format!("{name}: {number} after {last}")),
                        Ok(number) => *last = number,
                        Err(what) => run.wrong(format!("{name}: {what}")),
                    }
                    run.reads.fetch_add(10, Ordering::Relaxed);
                }
                std::thread::sleep(Duration::from_millis(2));
            }
        })
    };
    (0..2).map(read).collect()
}

/// Two writers, each of whose updates must count, and waiters that see generations rise to the last.
fn writers_and_waiters(run: &Arc<Run>, handle: &RegistryHandle) -> Vec<JoinHandle<()>> {
    let mut threads = Vec::new();
    for writer in 0..2 {
        let (run, handle) = (Arc::clone(run), handle.clone());
        threads.push(std::thread::spawn(move || {
            let documents =
                [document(writer), document(writer + 2)].map(|it| SchemaRegistry::from_sdl(&it).unwrap());
            for n in 0.. {
                if run.is_over() {
                    break;
                }
                let before = handle.generation();
                let installed = handle.update(|_| Ok::<_, ()>(documents[n % 2].clone())).unwrap();
                if installed.generation() <= before {
                    run.wrong(format!("an update made generation {} after {before}", installed.generation()));
                }
                if n % 100 == 0 {
                    handle.reset();
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }));
    }
    for _ in 0..2 {
        let (run, mut watcher) = (Arc::clone(run), handle.watch());
        threads.push(std::thread::spawn(move || {
            let mut last = 0;
            while !run.is_over() {
                let Ok(snapshot) = watcher.wait_timeout(Duration::from_secs(1)) else { continue };
                if snapshot.generation() <= last {
                    run.wrong(format!("a waiter saw generation {} after {last}", snapshot.generation()));
                }
                last = snapshot.generation();
                if snapshot.is_initialized()
                    && let Err(what) = whole(&snapshot, 0..10)
                {
                    run.wrong(what);
                }
            }
        }));
    }
    threads
}

async fn offer(client: &Client, number: usize) -> Result<(), Box<dyn Error>> {
    let publisher = Publisher::create(client.clone(), "schemas", "app", 1).await?;
    let document = document(number);
    let over = publisher.propose(document.as_bytes()).await?.revision();
    publisher.publish(&Publication::new(document).author("soak"), over).await?;
    Ok(())
}

/// Publishes within the second and, if the server is well, measures how long it takes until everyone has the
/// document.
async fn publish(
    run: &Run,
    client: &Client,
    figures: &mut Figures,
    processes: &[Process],
    number: usize,
    is_up: bool,
) {
    let Ok(Ok(())) = tokio::time::timeout(Duration::from_millis(700), offer(client, number)).await else {
        return;
    };
    let began = Instant::now();
    run.published.fetch_add(1, Ordering::Relaxed);
    let within = began + IN_TIME;
    while is_up && Instant::now() < within {
        if processes.iter().all(|it| it.number().is_some_and(|it| it >= number)) {
            figures.visible.push(began.elapsed());
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// One fault of the server or its data. Returns until when the server is down, if it is.
async fn spoil_server(
    server: &mut Server,
    client: &Client,
    dice: &mut StdRng,
    figures: &mut Figures,
) -> Option<Instant> {
    figures.faults += 1;
    let until = Some(Instant::now() + Duration::from_secs(dice.random_range(1..=20)));
    let kind = dice.random_range(0..6);
    if kind == 0 {
        server.kill();
        return until;
    }
    if kind == 1 {
        server.signal("-STOP");
        return Some(Instant::now() + Duration::from_secs(60));
    }
    let context = jetstream::new(client.clone());
    // A server that has just started may not answer yet: then this fault is skipped.
    let Ok(store) = context.get_key_value("schemas").await else { return None };
    let _ = match kind {
        2 => store.delete("app").await.map_err(text),
        3 => context.delete_key_value("schemas").await.map(|_| ()).map_err(text),
        4 => store.put("app", "type Query {".into()).await.map(|_| ()).map_err(text),
        _ => garbage(&store, dice).await.map_err(text),
    };
    None
}

async fn garbage(store: &kv::Store, dice: &mut StdRng) -> Result<(), kv::PutError> {
    let mut bytes = vec![0; 100_000];
    dice.fill(&mut bytes[..]);
    store.put("app", bytes.into()).await.map(|_| ())
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn spoil_file(path: &Path, number: usize, dice: &mut StdRng) -> std::io::Result<()> {
    let text = document(number);
    match dice.random_range(0..12) {
        0 => std::fs::remove_file(path).or(Ok(())),
        1 => std::fs::write(path, &text[..text.len() / 2]),
        2 => std::fs::write(path, [0xff; 100]),
        3 => std::fs::write(path, ""),
        4 => text.as_bytes().chunks(4096).try_for_each(|piece| {
            std::io::Write::write_all(
                &mut std::fs::File::options().append(true).create(true).open(path)?,
                piece,
            )
        }),
        _ => {
            let new = path.with_extension("new");
            std::fs::write(&new, text)?;
            std::fs::rename(new, path)
        }
    }
}

/// A server with temporary faults.
struct Web {
    url: String,
    now: Arc<Mutex<(u8, String)>>,
}

impl Web {
    async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/schema.graphql", listener.local_addr()?);
        let now = Arc::new(Mutex::new((u8::MAX, document(0))));
        let answers = Arc::clone(&now);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (mood, text) = answers.lock().unwrap().clone();
                tokio::spawn(async move { answer(stream, mood, &text).await });
            }
        });
        Ok(Self { url, now })
    }

    fn set(&self, number: usize, dice: &mut StdRng) {
        *self.now.lock().unwrap() = (dice.random_range(0..20), document(number));
    }

    fn set_plain(&self, number: usize) {
        *self.now.lock().unwrap() = (u8::MAX, document(number));
    }
}

/// Answers one request and closes.
async fn answer(mut stream: TcpStream, mood: u8, text: &str) -> std::io::Result<()> {
    let mut request = [0; 4096];
    let _ = stream.read(&mut request).await?;
    let head = |status: &str, length: usize| {
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")
    };
    match mood {
        0 => tokio::time::sleep(Duration::from_secs(5)).await,
        1 => stream.write_all(head("503 Service Unavailable", 0).as_bytes()).await?,
        2 => stream.write_all(format!("{}type Que", head("200 OK", text.len())).as_bytes()).await?,
        3 => stream.write_all(format!("{}<html>", head("200 OK", 6)).as_bytes()).await?,
        4 => {}
        _ => stream.write_all(format!("{}{text}", head("200 OK", text.len())).as_bytes()).await?,
    }
    stream.shutdown().await
}

#[derive(Default)]
struct Figures {
    faults: usize,
    visible: Vec<Duration>,
    /// Resident kilobytes, threads and descriptors, once a minute.
    minutes: Vec<[usize; 3]>,
}

impl Figures {
    fn minute(&mut self, elapsed: Duration, run: &Run) {
        let now = [status("VmRSS:"), status("Threads:"), descriptors()];
        self.minutes.push(now);
        let [memory, threads, descriptors] = now;
        println!(
            "{:>3} min: {} published, {} M reads, {} faults of the server; {} MB, {threads} threads, {descriptors} descriptors",
            elapsed.as_secs() / 60,
            run.published.load(Ordering::Relaxed),
            run.reads.load(Ordering::Relaxed) / 1_000_000,
            self.faults,
            memory / 1024,
        );
    }

    fn verdict(mut self, run: &Run) -> Result<(), Box<dyn Error>> {
        self.visible.sort();
        let times = self.visible.len();
        if times > 0 {
            let [p50, p90, p99, max] =
                [50, 90, 99, 100].map(|percent| self.visible[(times - 1) * percent / 100]);
            println!(
                "visible to all within {IN_TIME:?}: {times} of {}: p50 {p50:?}, p90 {p90:?}, p99 {p99:?}, max {max:?}",
                run.published.load(Ordering::Relaxed)
            );
        }
        let wrong = run.wrong.lock().unwrap().len();
        if wrong > 0 {
            return Err(format!("{wrong} reads were wrong").into());
        }
        let settled = self.minutes.len() / 10;
        let (early, late) = self.minutes.split_at((self.minutes.len() / 2).max(settled + 1));
        let most = |minutes: &[[usize; 3]], what: usize| minutes.iter().map(|it| it[what]).max().unwrap_or(0);
        for (what, name) in ["memory", "threads", "descriptors"].into_iter().enumerate() {
            let (before, after) = (most(&early[settled.min(early.len())..], what), most(late, what));
            if before > 0 && after > before + before / 5 {
                return Err(format!("{name} grew: at most {before}, then {after}").into());
            }
        }
        Ok(())
    }
}

fn status(key: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}
