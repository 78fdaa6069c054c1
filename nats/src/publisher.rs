//! `Publisher`: changes what a fleet follows.

use std::fmt;

use async_nats::header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE;
use async_nats::jetstream::context::PublishErrorKind;
use async_nats::jetstream::kv::{Config, Operation, Store};
use async_nats::jetstream::{self, Context};
use async_nats::{Client, HeaderMap, HeaderValue};
use futures_util::TryStreamExt;
use schema_registry::{Change, Criticality, Fingerprint, LoadError, LoadOptions, SchemaRegistry};
use serde::Serialize;
use time::format_description::well_known::Rfc3339;

use crate::document::{compressed, document};
use crate::rollout::{Rollout, followers};
use crate::source::{chain, patiently};

const AUTHOR: &str = "Schema-Author";
const NOTE: &str = "Schema-Note";
const FINGERPRINT: &str = "Schema-Fingerprint";

/// What the server adds to a message besides its headers and its payload.
const OVERHEAD: usize = 512;

/// Publishes documents under a key of a bucket.
#[derive(Debug, Clone)]
pub struct Publisher {
    client: Client,
    context: Context,
    store: Store,
    bucket: String,
    key: String,
    options: LoadOptions,
}

/// A document to publish, with its author and a note.
#[derive(Debug, Clone)]
#[must_use]
pub struct Publication {
    document: Vec<u8>,
    author: Option<String>,
    note: Option<String>,
}

impl Publication {
    /// Returns a document to publish, in any format that [`LoadOptions::detect`] reads.
    pub fn new(document: impl Into<Vec<u8>>) -> Self {
        Self { document: document.into(), author: None, note: None }
    }

    /// Sets who publishes it. Control characters become spaces.
    pub fn author(mut self, author: impl AsRef<str>) -> Self {
        self.author = Some(in_one_line(author.as_ref()));
        self
    }

    /// Sets a note saying why. Control characters become spaces.
    pub fn note(mut self, note: impl AsRef<str>) -> Self {
        self.note = Some(in_one_line(note.as_ref()));
        self
    }
}

/// A header has only one line.
fn in_one_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect::<String>().trim().to_owned()
}

/// A request to the cluster failed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct NatsError(String);

impl NatsError {
    pub(crate) fn new(error: &(dyn std::error::Error + 'static)) -> Self {
        Self(chain(error))
    }
}

impl From<Box<dyn std::error::Error + Send + Sync>> for NatsError {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self(chain(&*error))
    }
}

impl From<&str> for NatsError {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Why a document was not published. Nothing has changed, unless the variant says otherwise.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// Someone else has published since.
    #[error("revision {expected} was expected, and the key is at {}", current.map_or("none".to_owned(), |it| it.to_string()))]
    Conflict {
        /// The expected revision; 0 for none.
        expected: u64,
        /// The current revision; `None` if there is none.
        current: Option<u64>,
    },
    /// The document, compressed, is larger than the server or the bucket accepts.
    #[error("the document has {size} bytes after compression, and the limit is {limit}")]
    TooLarge {
        /// Size of the message in bytes.
        size: usize,
        /// The limit: the server's `max_payload`, or the bucket's `max_value_size`.
        limit: usize,
    },
    /// The document does not load.
    #[error("the document does not load: {0}")]
    Load(#[from] LoadError),
    /// There is no such revision to go back to, or it has no document.
    #[error("revision {0} has no document, or is no longer in the bucket's history")]
    NoSuchRevision(u64),
    /// A request to the cluster failed. If the answer was lost, the document may have been published.
    #[error(transparent)]
    Nats(#[from] NatsError),
}

/// What a document would change.
#[derive(Debug, Clone)]
pub struct Proposed {
    revision: u64,
    changes: Vec<Change>,
    is_unchanged: bool,
}

impl Proposed {
    /// Returns the revision that the document was compared with, to be passed to [`Publisher::publish`] as the
    /// expected one; 0 if there is none.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns what would change for the fleet, each change with its position in the document.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Returns whether the document has the same content as the current one.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.is_unchanged
    }

    /// Returns whether any change is breaking.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.changes.iter().any(|change| change.criticality() == Criticality::Breaking)
    }
}

/// The number of changes of each criticality. Displays as `1 breaking, 0 dangerous, 12 safe`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Breaking changes.
    pub breaking: usize,
    /// Dangerous changes.
    pub dangerous: usize,
    /// Safe changes.
    pub safe: usize,
}

impl Summary {
    fn of(changes: &[Change]) -> Self {
        let count = |criticality| changes.iter().filter(|it| it.criticality() == criticality).count();
        Self {
            breaking: count(Criticality::Breaking),
            dangerous: count(Criticality::Dangerous),
            safe: count(Criticality::Safe),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} breaking, {} dangerous, {} safe", self.breaking, self.dangerous, self.safe)
    }
}

/// One entry in the history of a key.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Published {
    /// The revision.
    pub revision: u64,
    /// When it was published, in RFC 3339.
    pub when: String,
    /// Its author.
    pub author: Option<String>,
    /// Its note.
    pub note: Option<String>,
    /// The fingerprint of the document; `None` if it does not load, having been written by something else.
    pub fingerprint: Option<Fingerprint>,
    /// Size of the document in bytes.
    pub size: usize,
    /// Size in the bucket in bytes, compressed.
    pub stored_size: usize,
    /// The changes since the previous entry, if both load.
    pub changes: Option<Summary>,
    /// Whether the key was deleted.
    pub is_deleted: bool,
}

/// The current content of the key.
struct Current {
    /// 0 if the key never had any.
    revision: u64,
    document: Option<Vec<u8>>,
}

impl Publisher {
    /// Opens an existing bucket, to publish under a key.
    ///
    /// # Errors
    ///
    /// If the cluster does not answer, or has no such bucket.
    pub async fn open(
        client: Client,
        bucket: impl Into<String>,
        key: impl Into<String>,
    ) -> Result<Self, NatsError> {
        let (bucket, key, context) = (bucket.into(), key.into(), jetstream::new(client.clone()));
        let store = patiently("looking for the bucket", context.get_key_value(&bucket)).await?;
        Ok(Self { client, context, store, bucket, key, options: LoadOptions::new() })
    }

    /// Like [`Publisher::open`], but creates the bucket if it does not exist: with 64 revisions of history, and that
    /// many replicas.
    ///
    /// # Errors
    ///
    /// As [`Publisher::open`].
    pub async fn create(
        client: Client,
        bucket: impl Into<String>,
        key: impl Into<String>,
        replicas: usize,
    ) -> Result<Self, NatsError> {
        let (bucket, key) = (bucket.into(), key.into());
        if let Ok(publisher) = Self::open(client.clone(), bucket.clone(), key.clone()).await {
            return Ok(publisher);
        }
        let config = Config {
            bucket: bucket.clone(),
            description: "schemas".to_owned(),
            history: 64,
            num_replicas: replicas,
            ..Config::default()
        };
        let context = jetstream::new(client.clone());
        patiently("making the bucket", context.create_key_value(config)).await?;
        Self::open(client, bucket, key).await
    }

    /// Sets how documents that are published or proposed are loaded.
    #[must_use]
    pub fn load_options(mut self, options: LoadOptions) -> Self {
        self.options = options;
        self
    }

    /// Publishes a document over the revision `expected`, 0 if the key has none, and returns the new revision. An
    /// acknowledged publication is on as many servers as the bucket has replicas.
    ///
    /// # Errors
    ///
    /// See [`PublishError`].
    pub async fn publish(&self, publication: &Publication, expected: u64) -> Result<u64, PublishError> {
        let loaded = self.options.detect_slice(&publication.document)?;
        self.send(publication, loaded.registry.fingerprint(), expected).await
    }

    async fn send(
        &self,
        publication: &Publication,
        fingerprint: Fingerprint,
        expected: u64,
    ) -> Result<u64, PublishError> {
        let value = compressed(&publication.document);
        let mut headers = HeaderMap::new();
        headers.insert(NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, HeaderValue::from(expected));
        headers.insert(FINGERPRINT, fingerprint.to_string());
        for (name, text) in [(AUTHOR, &publication.author), (NOTE, &publication.note)] {
            if let Some(text) = text {
                headers.insert(name, &**text);
            }
        }
        self.check_size(&value, publication)?;
        let prefix = self.store.put_prefix.as_ref().unwrap_or(&self.store.prefix);
        let subject = format!("{prefix}{}", self.key);
        let sent = async { self.context.publish_with_headers(subject, headers, value.into()).await?.await };
        let sent = tokio::time::timeout(crate::source::PATIENCE, sent).await;
        match sent {
            Ok(Ok(acknowledged)) => Ok(acknowledged.sequence),
            Ok(Err(error)) if error.kind() == PublishErrorKind::WrongLastSequence => {
                let current = self.current().await?.revision;
                Err(PublishError::Conflict { expected, current: (current > 0).then_some(current) })
            }
            Ok(Err(error)) => Err(NatsError::new(&error).into()),
            Err(_) => {
                Err(NatsError::from("publishing: no answer, so it is not known whether it was published")
                    .into())
            }
        }
    }

    /// Before anything is sent.
    fn check_size(&self, value: &[u8], publication: &Publication) -> Result<(), PublishError> {
        let texts = [&publication.author, &publication.note];
        let size = value.len() + OVERHEAD + texts.into_iter().flatten().map(String::len).sum::<usize>();
        let of_server = self.client.server_info().max_payload;
        let of_bucket = self.store.stream.cached_info().config.max_message_size;
        let limits =
            [Some(of_server).filter(|&it| it > 0), usize::try_from(of_bucket).ok().filter(|&it| it > 0)];
        match limits.into_iter().flatten().min() {
            Some(limit) if size > limit => Err(PublishError::TooLarge { size, limit }),
            _ => Ok(()),
        }
    }

    async fn current(&self) -> Result<Current, NatsError> {
        let entry = patiently("reading the key", self.store.entry(&self.key)).await?;
        let Some(entry) = entry else { return Ok(Current { revision: 0, document: None }) };
        let is_put = entry.operation == Operation::Put;
        let bytes = is_put.then(|| document(&entry.value).map(std::borrow::Cow::into_owned));
        let document = bytes.transpose().map_err(|error| NatsError::new(&error))?;
        Ok(Current { revision: entry.revision, document })
    }

    /// Compares a document with the current one, without sending it.
    ///
    /// # Errors
    ///
    /// If the document does not load, or the cluster does not answer. A current document that does not load is
    /// treated as none.
    pub async fn propose(&self, document: &[u8]) -> Result<Proposed, PublishError> {
        let candidate = self.options.detect_slice(document)?.registry;
        let current = self.current().await?;
        let loaded = current.document.and_then(|it| self.options.detect_slice(&it).ok());
        let is_there = loaded.is_some();
        let older = loaded.map_or_else(SchemaRegistry::empty, |it| it.registry);
        let mut changes = candidate.changes_since(&older);
        if let Ok(text) = std::str::from_utf8(document) {
            self.options.locate(&mut changes, text);
        }
        let is_unchanged = is_there && older == candidate;
        Ok(Proposed { revision: current.revision, changes, is_unchanged })
    }

    /// Returns the revisions that the bucket still has, oldest first, with author, time, note and changes. Costs a
    /// request for each.
    ///
    /// # Errors
    ///
    /// If the cluster does not answer.
    pub async fn history(&self) -> Result<Vec<Published>, NatsError> {
        let entries = patiently("reading the history", self.store.history(&self.key)).await?;
        let entries: Vec<_> = patiently("reading the history", entries.try_collect()).await?;
        let mut history: Vec<Published> = Vec::new();
        let mut older: Option<SchemaRegistry> = None;
        for entry in entries {
            let raw = self.store.stream.get_raw_message(entry.revision);
            let headers = patiently("reading a revision", raw).await.map(|it| it.headers).unwrap_or_default();
            let header = |name: &str| headers.get(name).map(|value| value.as_str().to_owned());
            let is_deleted = entry.operation != Operation::Put;
            let bytes = document(&entry.value).unwrap_or_default();
            let registry =
                self.options.detect_slice(&bytes).ok().filter(|_| !is_deleted).map(|it| it.registry);
            let changes =
                older.as_ref().zip(registry.as_ref()).map(|(older, newer)| newer.changes_since(older));
            history.push(Published {
                revision: entry.revision,
                when: entry.created.format(&Rfc3339).unwrap_or_default(),
                author: header(AUTHOR),
                note: header(NOTE),
                fingerprint: registry.as_ref().map(SchemaRegistry::fingerprint),
                size: bytes.len(),
                stored_size: entry.value.len(),
                changes: changes.map(|changes| Summary::of(&changes)),
                is_deleted,
            });
            older = registry;
        }
        Ok(history)
    }

    /// Publishes the document of an earlier revision again, over the current one, and returns the new revision.
    ///
    /// # Errors
    ///
    /// See [`PublishError`]: `Conflict` if someone else publishes meanwhile.
    pub async fn rollback(&self, revision: u64, author: Option<&str>) -> Result<u64, PublishError> {
        let entry = self.store.entry_for_revision(&self.key, revision);
        // A revision that is gone has an error of its own.
        let entry = patiently("reading a revision", entry).await.ok().flatten();
        let entry = entry.filter(|it| it.operation == Operation::Put && it.revision == revision);
        let entry = entry.ok_or(PublishError::NoSuchRevision(revision))?;
        let bytes = document(&entry.value).map_err(|error| NatsError::new(&error))?.into_owned();
        let fingerprint = self.options.detect_slice(&bytes)?.registry.fingerprint();
        let mut publication = Publication::new(bytes).note(format!("rollback to revision {revision}"));
        if let Some(author) = author {
            publication = publication.author(author);
        }
        self.send(&publication, fingerprint, self.current().await?.revision).await
    }

    /// Returns which of the reporting processes run which revision, which refused it and why, and which have gone
    /// quiet.
    ///
    /// # Errors
    ///
    /// If the cluster does not answer.
    pub async fn rollout(&self) -> Result<Rollout, NatsError> {
        let current = self.current().await?;
        let revision = current.document.map(|_| current.revision);
        Ok(Rollout { revision, followers: followers(&self.context, &self.bucket, &self.key).await? })
    }
}
