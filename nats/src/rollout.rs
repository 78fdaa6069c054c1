//! Which process runs what: each process reports, and a publisher reads the reports.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_nats::Client;
use async_nats::jetstream::kv::{Config, Store};
use async_nats::jetstream::stream::StorageType;
use async_nats::jetstream::{self, Context};
use futures_util::TryStreamExt;
use schema_registry::source::{Status, StatusWatcher};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::publisher::NatsError;
use crate::source::{PATIENCE, patiently};

/// A process reports at least this often.
const REPORT_EVERY: Duration = Duration::from_secs(30);
/// A process without a report for this long has gone quiet.
const QUIET_AFTER: Duration = Duration::from_secs(90);
/// How long a report is kept.
const KEPT_FOR: Duration = Duration::from_secs(24 * 3600);

/// Which process runs what, at one moment. Returned by [`Publisher::rollout`](crate::Publisher::rollout).
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Rollout {
    /// The current revision of the key; `None` if it has no document.
    pub revision: Option<u64>,
    /// The reporting processes, by name.
    pub followers: Vec<Follower>,
}

/// The report of one process.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Follower {
    /// The name of the process.
    pub name: String,
    /// The revision that it serves; `None` before the first one, and for a copy.
    pub revision: Option<String>,
    /// The generation of its handle.
    pub generation: Option<u64>,
    /// The fingerprint of the content that it serves.
    pub fingerprint: Option<String>,
    /// The outcome of the last attempt: `applied`, `unchanged`, `refused` or `failed`.
    pub outcome: Option<String>,
    /// The reason, if the outcome is not good.
    pub reason: Option<String>,
    /// Whether it serves its copy.
    pub is_copy: bool,
    /// The age of the report, in seconds.
    #[serde(default)]
    pub age: u64,
    /// Whether the report is overdue.
    #[serde(default)]
    pub is_quiet: bool,
}

impl Rollout {
    /// Returns whether every reporting process serves the current revision.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let current = self.revision.map(|revision| revision.to_string());
        self.followers.iter().all(|follower| !follower.is_quiet && follower.revision == current)
    }
}

pub(crate) fn bucket_of_reports(bucket: &str) -> String {
    format!("{bucket}-rollout")
}

/// A key allows only some characters, a name all of them.
fn key_of_report(key: &str, name: &str) -> String {
    name.bytes().fold(format!("{key}."), |mut key, byte| {
        // Writing to a string does not fail.
        let _ = write!(key, "{byte:02x}");
        key
    })
}

/// The bucket of reports, which is created if it does not exist.
async fn reports(context: &Context, bucket: &str) -> Result<Store, NatsError> {
    let name = bucket_of_reports(bucket);
    if let Ok(store) = patiently("looking for the reports", context.get_key_value(&name)).await {
        return Ok(store);
    }
    let config = Config {
        bucket: name,
        description: "who runs what".to_owned(),
        history: 1,
        max_age: KEPT_FOR,
        storage: StorageType::Memory,
        ..Config::default()
    };
    Ok(patiently("making the bucket of reports", context.create_key_value(config)).await?)
}

/// Reports what a process runs.
pub(crate) struct Reporter {
    context: Context,
    bucket: String,
    key: String,
    name: String,
}

impl Reporter {
    pub(crate) fn new(client: Client, bucket: &str, key: &str, name: String) -> Self {
        let key = key_of_report(key, &name);
        Self { context: jetstream::new(client), bucket: bucket.to_owned(), key, name }
    }

    /// Ends with the source. A report that cannot be sent is sent later.
    pub(crate) async fn run(self, mut status: StatusWatcher) {
        loop {
            if let Ok(store) = reports(&self.context, &self.bucket).await {
                let report = self.report(&status.status());
                let _ = timeout(PATIENCE, store.put(&self.key, report.into())).await;
            }
            if let Ok(Err(_)) = timeout(REPORT_EVERY, status.changed()).await {
                return;
            }
        }
    }

    fn report(&self, status: &Status) -> Vec<u8> {
        let outcome = status.last_outcome();
        let follower = Follower {
            name: self.name.clone(),
            revision: status.good_revision().map(ToString::to_string),
            generation: status.good_generation(),
            fingerprint: status.good_fingerprint().map(|it| it.to_string()),
            outcome: outcome.map(|it| it.as_str().to_owned()),
            reason: outcome.filter(|it| !it.is_good()).map(ToString::to_string),
            is_copy: status.served_copy().is_some(),
            age: 0,
            is_quiet: false,
        };
        serde_json::to_vec(&follower).expect("it has names for keys")
    }
}

/// The reports of the followers of the key.
pub(crate) async fn followers(
    context: &Context,
    bucket: &str,
    key: &str,
) -> Result<Vec<Follower>, NatsError> {
    let store = reports(context, bucket).await?;
    let prefix = format!("{key}.");
    let keys: Vec<String> = {
        let keys = patiently("listing the reports", store.keys()).await?;
        match timeout(PATIENCE, keys.try_collect::<Vec<_>>()).await {
            Ok(keys) => keys.map_err(|error| NatsError::new(&error))?,
            Err(_) => return Err(NatsError::from("listing the reports: no answer")),
        }
    };
    let mut followers = Vec::new();
    for key in keys.iter().filter(|it| it.strip_prefix(&prefix).is_some_and(|rest| !rest.contains('.'))) {
        let Some(entry) = patiently("reading a report", store.entry(key)).await? else { continue };
        // An unreadable entry is not ours.
        let Ok(mut follower) = serde_json::from_slice::<Follower>(&entry.value) else { continue };
        let reported =
            UNIX_EPOCH + Duration::from_secs(entry.created.unix_timestamp().try_into().unwrap_or(0));
        let age = SystemTime::now().duration_since(reported).unwrap_or_default();
        follower.age = age.as_secs();
        follower.is_quiet = age > QUIET_AFTER;
        followers.push(follower);
    }
    followers.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(followers)
}
