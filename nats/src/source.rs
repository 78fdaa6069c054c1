//! `NatsSource`: follows a key of a bucket.

use std::error::Error;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use async_nats::Client;
use async_nats::jetstream::kv::{Entry, Operation, Store, Watch};
use async_nats::jetstream::{self, Context};
use futures_util::StreamExt;
use schema_registry::source::{Feed, Outcome, Status, StatusWatcher};
use schema_registry::{SchemaRegistry, WaitError};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::document::document;
use crate::rollout::Reporter;

type AnyError = Box<dyn Error + Send + Sync>;

/// How long a request to the cluster may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Keeps a handle current from a key of a NATS `JetStream` key-value bucket, until it is dropped.
///
/// The watch is polled in a task of its own; documents are loaded on a blocking thread of the runtime. Dropping the
/// source ends the task without waiting for it: a document that is being loaded may still be installed.
#[derive(Debug)]
pub struct NatsSource {
    status: StatusWatcher,
    refresh: Arc<Notify>,
    tasks: Vec<JoinHandle<()>>,
}

/// The options of a [`NatsSource`].
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is started"]
pub struct NatsSourceBuilder {
    client: Client,
    bucket: String,
    key: String,
    check_every: Duration,
    backoff: RangeInclusive<Duration>,
    waits_for_document: bool,
    name: Option<String>,
}

/// There is nothing to serve at the start.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{bucket}/{key}: {outcome}")]
pub struct StartError {
    bucket: String,
    key: String,
    outcome: Outcome,
}

impl StartError {
    /// Returns the outcome of the first document, or of the attempt to read it.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }
}

impl NatsSource {
    /// Returns the options of a source that follows a key of a bucket. The client is yours: servers, TLS,
    /// credentials.
    pub fn builder(client: Client, bucket: impl Into<String>, key: impl Into<String>) -> NatsSourceBuilder {
        NatsSourceBuilder {
            client,
            bucket: bucket.into(),
            key: key.into(),
            check_every: Duration::from_secs(30),
            backoff: Duration::from_millis(250)..=Duration::from_secs(30),
            waits_for_document: false,
            name: None,
        }
    }

    /// Returns the current status. Never waits.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        self.status.status()
    }

    /// Returns a watcher of the status, which may outlive the source.
    pub fn watch_status(&self) -> StatusWatcher {
        self.status.clone()
    }

    /// Waits until the status is `wanted`.
    ///
    /// # Errors
    ///
    /// [`WaitError::TimedOut`] if that did not happen in time, [`WaitError::Closed`] if the source has ended.
    pub async fn wait_for(
        &self,
        within: Duration,
        wanted: impl Fn(&Status) -> bool,
    ) -> Result<Arc<Status>, WaitError> {
        let mut watcher = self.status.clone();
        let reached = async {
            loop {
                let status = watcher.status();
                if wanted(&status) {
                    return Ok(status);
                }
                watcher.changed().await?;
            }
        };
        timeout(within, reached).await.unwrap_or(Err(WaitError::TimedOut))
    }

    /// Requests that the key is read now. Does not wait for it.
    pub fn refresh(&self) {
        self.refresh.notify_one();
    }
}

impl Drop for NatsSource {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl NatsSourceBuilder {
    /// Sets how often the key is also read, in case the watch was silently lost. The default is 30 seconds; up to a
    /// fifth is added at random.
    pub fn check_every(mut self, interval: Duration) -> Self {
        self.check_every = interval;
        self
    }

    /// Sets how long to wait before the cluster is tried again: the start of the range at first, twice as long each
    /// time, half of it random. The default is from 250 ms to 30 seconds.
    pub fn backoff(mut self, range: RangeInclusive<Duration>) -> Self {
        self.backoff = range;
        self
    }

    /// Lets the source start without a document, and wait for one.
    pub fn wait_for_document(mut self) -> Self {
        self.waits_for_document = true;
        self
    }

    /// Reports under this name what the process runs, for [`Publisher::rollout`](crate::Publisher::rollout). Without
    /// a name, nothing is reported.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Installs the first document, and follows the key from there. If the document cannot be read, or is refused
    /// while nothing is installed, the feed's copy is offered.
    ///
    /// # Errors
    ///
    /// If and only if nothing is installed after that, and the source may not
    /// [wait](NatsSourceBuilder::wait_for_document).
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime.
    pub async fn start<T>(self, feed: Feed<T>) -> Result<NatsSource, StartError>
    where
        T: AsRef<SchemaRegistry> + Send + Sync + 'static,
    {
        let feed = Arc::new(feed);
        let refresh = Arc::new(Notify::new());
        let mut following = Following {
            context: jetstream::new(self.client.clone()),
            how: self.clone(),
            feed: Arc::clone(&feed),
            refresh: Arc::clone(&refresh),
            seen: None,
            last: None,
        };
        let watch = following.connect_or_tell().await;
        if feed.status().good_generation().is_none() {
            following.on_feed(|feed| _ = feed.offer_copy()).await;
        }
        let is_served = feed.status().good_generation().is_some() || feed.handle().is_initialized();
        if let (false, false, Some(outcome)) =
            (is_served, self.waits_for_document, feed.status().last_outcome().cloned())
        {
            return Err(StartError { bucket: self.bucket, key: self.key, outcome });
        }
        let status = feed.watch_status();
        let mut tasks = vec![tokio::spawn(following.run(watch))];
        if let Some(name) = self.name {
            let reporter = Reporter::new(self.client, &self.bucket, &self.key, name);
            tasks.push(tokio::spawn(reporter.run(feed.watch_status())));
        }
        Ok(NatsSource { status, refresh, tasks })
    }
}

/// The state of the task that follows.
struct Following<T> {
    context: Context,
    how: NatsSourceBuilder,
    feed: Arc<Feed<T>>,
    refresh: Arc<Notify>,
    /// The identity of the bucket, by its creation time, and the last revision read.
    seen: Option<(String, u64)>,
    /// What was reported missing, so that it is reported once.
    last: Option<String>,
}

/// The result of reading the key.
enum Look {
    /// The bucket is the one that is watched.
    Same,
    /// The bucket was recreated: the watch belongs to one that is gone.
    Anew,
}

impl<T: AsRef<SchemaRegistry> + Send + Sync + 'static> Following<T> {
    async fn run(mut self, mut watch: Option<Watch>) {
        let mut handle = self.feed.handle().watch();
        let mut pause = *self.how.backoff.start();
        let mut next_look = self.next_look();
        let refresh = Arc::clone(&self.refresh);
        loop {
            let Some(entries) = &mut watch else {
                tokio::select! {
                    () = sleep(half_at_random(pause)) => {}
                    () = refresh.notified() => {}
                }
                watch = self.connect_or_tell().await;
                pause = if watch.is_some() {
                    *self.how.backoff.start()
                } else {
                    (pause * 2).min(*self.how.backoff.end())
                };
                next_look = self.next_look();
                continue;
            };
            let is_lost = tokio::select! {
                entry = entries.next() => match entry {
                    Some(Ok(entry)) => {
                        self.take(entry).await;
                        false
                    }
                    // Whether the cluster is unreachable is shown by connecting again.
                    Some(Err(_)) | None => true,
                },
                () = sleep_until(next_look) => self.look_again(&mut next_look).await,
                () = refresh.notified() => self.look_again(&mut next_look).await,
                changed = handle.changed() => {
                    if changed.is_ok() {
                        self.on_feed(|feed| _ = feed.reconsider()).await;
                    }
                    false
                }
            };
            if is_lost {
                watch = self.connect_or_tell().await;
            }
        }
    }

    fn next_look(&self) -> Instant {
        Instant::now() + self.how.check_every.mul_f64(1.0 + rand::random::<f64>() / 5.0)
    }

    /// Reads the key independently of the watch. Returns whether the watch must be restarted.
    async fn look_again(&mut self, next: &mut Instant) -> bool {
        let looked = self.look().await;
        *next = self.next_look();
        !matches!(looked, Ok(Look::Same))
    }

    /// Reads the key, and watches it from there. Failures are recorded in the status.
    async fn connect_or_tell(&mut self) -> Option<Watch> {
        match self.connect().await {
            Ok(watch) => Some(watch),
            Err(error) => {
                self.unavailable(error).await;
                None
            }
        }
    }

    async fn connect(&mut self) -> Result<Watch, AnyError> {
        let store = self.store().await?;
        self.read(&store).await?;
        let from = self.seen.as_ref().map_or(0, |&(_, revision)| revision);
        Ok(if from == 0 {
            patiently("watching the key", store.watch_with_history(&self.how.key)).await?
        } else {
            patiently("watching the key", store.watch_from_revision(&self.how.key, from + 1)).await?
        })
    }

    async fn store(&self) -> Result<Store, AnyError> {
        patiently("looking for the bucket", self.context.get_key_value(&self.how.bucket)).await
    }

    /// Reads the key, and offers its content.
    async fn look(&mut self) -> Result<Look, AnyError> {
        let before = self.seen.clone();
        let store = self.store().await?;
        self.read(&store).await?;
        let is_same = match (&before, &self.seen) {
            (Some((before, _)), Some((now, _))) => before == now,
            _ => true,
        };
        Ok(if is_same { Look::Same } else { Look::Anew })
    }

    async fn read(&mut self, store: &Store) -> Result<(), AnyError> {
        let created = store.stream.cached_info().created.to_string();
        if self.seen.as_ref().is_none_or(|(seen, _)| *seen != created) {
            self.seen = Some((created, 0));
        }
        match patiently("reading the key", store.entry(&self.how.key)).await? {
            Some(entry) => self.take(entry).await,
            None => self.missing("the bucket has no such key".to_owned()).await,
        }
        Ok(())
    }

    /// Offers an entry unless it is older than the last one offered: a replica may lag.
    async fn take(&mut self, entry: Entry) {
        let (_, seen) = self.seen.get_or_insert_default();
        if entry.revision < *seen || (entry.revision == *seen && entry.operation == Operation::Put) {
            return self.on_feed(Feed::looked).await;
        }
        *seen = entry.revision;
        if entry.operation != Operation::Put {
            return self.missing(format!("the key was deleted at revision {}", entry.revision)).await;
        }
        self.last = None;
        self.on_feed(move |feed| match document(&entry.value) {
            Ok(document) => _ = feed.offer(&document, entry.revision.to_string()),
            Err(error) => _ = feed.unavailable(format!("revision {}: {error}", entry.revision)),
        })
        .await;
    }

    /// A missing key changes nothing.
    async fn missing(&mut self, what: String) {
        if self.last.as_ref() != Some(&what) {
            self.last = Some(what.clone());
            self.on_feed(move |feed| _ = feed.unavailable(what)).await;
        }
    }

    async fn unavailable(&mut self, error: AnyError) {
        self.last = None;
        self.on_feed(move |feed| _ = feed.unavailable(error)).await;
    }

    /// Loading, comparing and a policy take time, so they run on a blocking thread.
    async fn on_feed(&self, f: impl FnOnce(&Feed<T>) + Send + 'static) {
        let feed = Arc::clone(&self.feed);
        // The feed survives panics of the caller's code; there is nobody to propagate others to.
        let _ = tokio::task::spawn_blocking(move || f(&feed)).await;
    }
}

/// The response to a request, if it arrives in time.
pub(crate) async fn patiently<R, E: Error + Send + Sync + 'static>(
    doing: &str,
    request: impl Future<Output = Result<R, E>>,
) -> Result<R, AnyError> {
    match timeout(PATIENCE, request).await {
        Ok(answer) => answer.map_err(|error| format!("{doing}: {}", chain(&error)).into()),
        Err(_) => Err(format!("{doing}: no answer within {} s", PATIENCE.as_secs()).into()),
    }
}

/// An error with its causes, each stated once.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let cause = error.to_string();
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
        source = error.source();
    }
    text
}

fn half_at_random(pause: Duration) -> Duration {
    pause.mul_f64(0.5 + rand::random::<f64>() / 2.0)
}

impl<T> fmt::Debug for Following<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Following").field("how", &self.how).field("seen", &self.seen).finish_non_exhaustive()
    }
}
