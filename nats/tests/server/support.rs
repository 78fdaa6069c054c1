//! Servers of the tests' own, on free ports of the loopback interface.

use std::ffi::OsString;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use async_nats::{Client, ConnectOptions};
use schema_registry::source::{Feed, Policy};
use schema_registry::{RegistryHandle, SchemaRegistry};
use schema_registry_nats::{NatsSource, Publication, Publisher};

/// A server that ends with the test, or sooner and comes back on the same port.
pub(crate) struct Server {
    folder: Arc<tempfile::TempDir>,
    /// The program with its arguments, behind another that starts it if there has to be one.
    command: Vec<OsString>,
    port: u16,
    child: Option<Child>,
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn program() -> PathBuf {
    std::env::var_os("NATS_SERVER").map_or_else(|| "nats-server".into(), PathBuf::from)
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    pub(crate) fn start_with(more: &[&str]) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::start_in(folder, "one", free_port(), more)
    }

    fn start_in(folder: Arc<tempfile::TempDir>, name: &str, port: u16, more: &[&str]) -> Self {
        Self::start_behind(&[], folder, name, ("127.0.0.1", port), more)
    }

    /// One that another program starts: the last of `before` executes what follows.
    pub(crate) fn start_behind(
        before: &[&str],
        folder: Arc<tempfile::TempDir>,
        name: &str,
        (address, port): (&str, u16),
        more: &[&str],
    ) -> Self {
        let mut command: Vec<OsString> = before.iter().map(Into::into).collect();
        command.push(program().into());
        let port_text = port.to_string();
        command.extend(["-js", "-a", address, "-p", &port_text, "-n", name, "-sd"].map(Into::into));
        command.push(folder.path().join(name).into());
        command.extend(more.iter().map(Into::into));
        let mut server = Self { folder, command, port, child: None };
        server.restart();
        server
    }

    /// Three that replicate to each other.
    pub(crate) fn cluster() -> Vec<Self> {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let routes: Vec<u16> = (0..3).map(|_| free_port()).collect();
        let listed: Vec<String> = routes.iter().map(|port| format!("nats://127.0.0.1:{port}")).collect();
        let listed = listed.join(",");
        let start = |number: usize| {
            let own = format!("nats://127.0.0.1:{}", routes[number]);
            let more = ["--cluster_name", "fleet", "--cluster", &own, "--routes", &listed];
            Self::start_in(Arc::clone(&folder), &format!("node{number}"), free_port(), &more)
        };
        (0..3).map(start).collect()
    }

    pub(crate) fn restart(&mut self) {
        let log =
            std::fs::File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        let child = Command::new(&self.command[0])
            .args(&self.command[1..])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{}: {error}; set NATS_SERVER to a nats-server", self.command[0].display())
            });
        self.child = Some(child);
    }

    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Kills it, and takes away all that it stored.
    pub(crate) fn lose(&mut self) {
        self.kill();
        for entry in std::fs::read_dir(self.folder.path()).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                std::fs::remove_dir_all(entry.path()).unwrap();
            }
        }
    }

    /// Stops it, or lets it go on: connections stay half open meanwhile.
    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    pub(crate) async fn client(&self) -> Client {
        client_of(&[self.url()]).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A client that is there as soon as a server is.
pub(crate) async fn client_of(urls: &[String]) -> Client {
    client_with(ConnectOptions::new(), urls).await
}

pub(crate) async fn client_with(options: ConnectOptions, urls: &[String]) -> Client {
    let options = options
        .retry_on_initial_connect()
        .ping_interval(Duration::from_secs(1))
        .request_timeout(Some(Duration::from_secs(2)))
        .reconnect_delay_callback(|_| Duration::from_millis(100));
    let client = options.connect(urls).await.unwrap();
    eventually("the server answers", async || {
        client.flush().await.is_ok() && client.try_server_info().is_some_and(|it| it.jetstream)
    })
    .await;
    client
}

/// Waits until it is so.
pub(crate) async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let is_so = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let outcome = tokio::time::timeout(Duration::from_secs(60), is_so).await;
    assert!(outcome.is_ok(), "it did not come to this within a minute: {what}");
}

/// A process of a fleet.
pub(crate) struct Process {
    pub(crate) handle: RegistryHandle,
    pub(crate) source: NatsSource,
}

impl Process {
    pub(crate) async fn start(client: Client, policy: Policy) -> Self {
        Self::start_named(client, policy, None).await
    }

    pub(crate) async fn start_named(client: Client, policy: Policy, name: Option<&str>) -> Self {
        let handle = RegistryHandle::new();
        let feed = Feed::builder("nats", "schemas/app").policy(policy).open(&handle);
        let builder = NatsSource::builder(client, "schemas", "app")
            .check_every(Duration::from_secs(2))
            .backoff(Duration::from_millis(100)..=Duration::from_millis(500))
            .wait_for_document();
        let builder = match name {
            Some(name) => builder.name(name),
            None => builder,
        };
        Self { handle, source: builder.start(feed).await.unwrap() }
    }

    /// The number that the document it serves was published with.
    pub(crate) fn number(&self) -> Option<usize> {
        number_of(&self.handle.load())
    }

    pub(crate) async fn comes_to(&self, number: usize) {
        let what = format!("number {number} is served: {:?}", self.source.status().last_outcome());
        eventually(&what, async || self.number() == Some(number)).await;
    }

    pub(crate) fn reason(&self) -> String {
        self.source.status().last_outcome().map(ToString::to_string).unwrap_or_default()
    }
}

/// A document with a number.
pub(crate) fn numbered(number: usize) -> String {
    format!("type Query {{ me: String }} enum Number {{ N{number} }}")
}

pub(crate) fn number_of(registry: &SchemaRegistry) -> Option<usize> {
    let number = registry.get_type("Number")?.values().next()?;
    number.name().strip_prefix('N')?.parse().ok()
}

/// Publishes the document with this number as soon as a leader takes it; returns its revision.
pub(crate) async fn publish(publisher: &Publisher, number: usize) -> u64 {
    let mut revision = None;
    eventually(&format!("number {number} is published"), async || {
        let Ok(proposed) = publisher.propose(numbered(number).as_bytes()).await else { return false };
        revision = publisher.publish(&Publication::new(numbered(number)), proposed.revision()).await.ok();
        revision.is_some()
    })
    .await;
    revision.unwrap()
}
