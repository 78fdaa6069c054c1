//! A fleet on one machine: a server, a publisher and eight followers, one of which refuses breaking changes.
//!
//! ```sh
//! cargo run --release --example fleet                          # starts a nats-server of its own, from PATH or NATS_SERVER
//! cargo run --release --example fleet -- --server nats://…     # takes one that runs
//! ```
//!
//! It publishes changes of a schema, kills and restarts the server (its own) in between, lets one follower refuse a
//! breaking change, rolls back, and prints which follower runs what as it goes.

use std::error::Error;
use std::io::{IsTerminal as _, Write as _};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use async_nats::{Client, ConnectOptions};
use schema_registry::RegistryHandle;
use schema_registry::source::{Feed, Policy};
use schema_registry_nats::{NatsSource, Publication, Publisher};

const FOLLOWERS: usize = 8;

struct Process {
    name: String,
    source: NatsSource,
}

/// A server of the example's own, which ends with it.
struct Server {
    folder: std::path::PathBuf,
    port: u16,
    child: Child,
}

impl Server {
    fn start() -> Result<Self, Box<dyn Error>> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!("fleet-{}", std::process::id()));
        let child = Self::spawn(&folder, port)?;
        Ok(Self { folder, port, child })
    }

    fn spawn(folder: &std::path::Path, port: u16) -> Result<Child, Box<dyn Error>> {
        let program = std::env::var_os("NATS_SERVER").unwrap_or_else(|| "nats-server".into());
        let child = Command::new(&program)
            .args(["-js", "-a", "127.0.0.1", "-p", &port.to_string(), "-sd"])
            .arg(folder)
            .stderr(Stdio::null())
            .spawn();
        child.map_err(|error| format!("{}: {error}; --server takes one that runs", program.display()).into())
    }

    fn restart(&mut self) -> Result<(), Box<dyn Error>> {
        self.child = Self::spawn(&self.folder, self.port)?;
        Ok(())
    }

    fn kill(&mut self) -> std::io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(|_| ())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let given = match arguments.next().as_deref() {
        Some("--server") => Some(arguments.next().ok_or("--server URL")?),
        Some(other) => return Err(format!("{other}: the only argument is --server URL").into()),
        None => None,
    };
    let mut own = if given.is_none() { Some(Server::start()?) } else { None };
    let url = given.unwrap_or_else(|| format!("nats://127.0.0.1:{}", own.as_ref().map_or(0, |it| it.port)));

    // A bucket for this run alone.
    let bucket = format!("fleet-{}", std::process::id());
    let client = connect(&url).await?;
    let publisher =
        patient(async || Publisher::create(client.clone(), &*bucket, "app", 1).await.ok()).await?;
    let mut processes = Vec::new();
    for number in 0..FOLLOWERS {
        let is_careful = number == FOLLOWERS - 1;
        let name = if is_careful { "careful".to_owned() } else { format!("pod-{number}") };
        let policy = if is_careful { Policy::non_breaking() } else { Policy::any() };
        let feed = Feed::builder("nats", format!("{bucket}/app")).policy(policy).open(&RegistryHandle::new());
        let builder = NatsSource::builder(connect(&url).await?, &*bucket, "app");
        let builder = builder.check_every(Duration::from_secs(2)).name(&*name).wait_for_document();
        processes.push(Process { source: builder.start(feed).await?, name });
    }

    let fields = |count: usize| {
        (0..count).map(|number| ["  field", &number.to_string(), ": String\n"].concat()).collect::<String>()
    };
    let schema = |count: usize| format!("type Query {{\n{}}}\n", fields(count));
    let mut good = 0;
    for count in 10..14 {
        good = publish(&publisher, &schema(count), "one more field").await?;
        settle(&processes, good, &[]).await?;
    }
    if let Some(server) = &mut own {
        println!("\nthe server is killed: all go on with what they have");
        server.kill()?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        draw(&processes);
        println!("\nit is back");
        server.restart()?;
        good = publish(&publisher, &schema(15), "after the outage").await?;
        settle(&processes, good, &[]).await?;
    }
    println!("\na breaking change, which one refuses");
    let breaking = publish(&publisher, &schema(5), "ten fields less").await?;
    settle(&processes, breaking, &["careful"]).await?;
    println!("\nrolled back");
    let last = publisher.rollback(good, Some("example")).await?;
    settle(&processes, last, &[]).await?;

    println!("\nhistory");
    for it in publisher.history().await? {
        let changes = it.changes.map(|changes| changes.to_string()).unwrap_or_default();
        println!("{:>3}  {:<32}  {}", it.revision, changes, it.note.unwrap_or_default());
    }
    let context = async_nats::jetstream::new(client);
    for name in [bucket.clone(), format!("{bucket}-rollout")] {
        context.delete_key_value(name).await?;
    }
    Ok(())
}

async fn connect(url: &str) -> Result<Client, Box<dyn Error>> {
    let options = ConnectOptions::new().retry_on_initial_connect().ping_interval(Duration::from_secs(1));
    Ok(options.reconnect_delay_callback(|_| Duration::from_millis(200)).connect(url).await?)
}

/// Tries for half a minute.
async fn patient<T>(mut f: impl AsyncFnMut() -> Option<T>) -> Result<T, Box<dyn Error>> {
    for _ in 0..150 {
        if let Some(value) = f().await {
            return Ok(value);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Err("it did not come to that within half a minute".into())
}

async fn publish(publisher: &Publisher, document: &str, note: &str) -> Result<u64, Box<dyn Error>> {
    let publication = Publication::new(document).author("example").note(note);
    let revision = patient(async || {
        let over = publisher.propose(document.as_bytes()).await.ok()?.revision();
        publisher.publish(&publication, over).await.ok()
    })
    .await?;
    println!("\nrevision {revision}: {note}");
    Ok(revision)
}

/// Prints until all followers except these run the revision.
async fn settle(processes: &[Process], revision: u64, but: &[&str]) -> Result<(), Box<dyn Error>> {
    let is_there = |process: &Process| {
        let status = process.source.status();
        if but.contains(&&*process.name) {
            status.last_outcome().is_some_and(|outcome| outcome.as_str() == "refused")
        } else {
            status.is_good() && status.good_revision().is_some_and(|it| it.as_str() == revision.to_string())
        }
    };
    let settled = patient(async || processes.iter().all(is_there).then_some(())).await;
    draw(processes);
    settled
}

fn draw(processes: &[Process]) {
    let is_coloured = std::io::stdout().is_terminal();
    for Process { name, source } in processes {
        let status = source.status();
        let revision = status.good_revision().map(ToString::to_string).unwrap_or_default();
        let reason =
            status.last_outcome().filter(|it| !it.is_good()).map(ToString::to_string).unwrap_or_default();
        let bar = "#".repeat(revision.parse().unwrap_or(0));
        let bar = match (is_coloured, status.is_good()) {
            (true, true) => format!("\x1b[32m{bar}\x1b[0m"),
            (true, false) => format!("\x1b[33m{bar}\x1b[0m"),
            _ => bar,
        };
        let _ = writeln!(std::io::stdout(), "  {name:<8} {revision:>3} {bar}  {reason}");
    }
}
