//! A source that follows a document at a URL.

use std::error::Error;
use std::io::Read;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use ureq::Agent;
use ureq::http::{Response, StatusCode, header};

use super::feed::FeedBuilder;
use super::poll::{Fetched, Poll, PollSource, Unavailable};
use super::{Outcome, Policy, Revision, StartError, Status, StatusWatcher};
use crate::{Limits, LoadOptions, RegistryHandle, SchemaRegistry, WaitError};

/// The limit on the text of a document, if the application sets none.
const MAX_BYTES: usize = 16 << 20;

/// The introspection query.
const INTROSPECTION: &str = include_str!("introspection.graphql");

/// Keeps a handle current from a document at a URL: on a CDN, in an object store, on an artifact server, in a schema
/// registry, or behind a GraphQL endpoint that answers introspection.
///
/// It polls, with conditional requests: `If-None-Match` if the server sends an `ETag`, `If-Modified-Since` if it
/// sends a date; otherwise it compares the content. Several URLs are tried in order, each one if those before it
/// fail. It follows up to ten redirects, accepts gzip, and reads no more of a response than the
/// [limit](LoadOptions::limits). After failures it backs off, and waits for as long as `Retry-After` says.
///
/// A response other than 200 and 304 is a failure that is not settled, so the document is requested again. A 200
/// whose text is no schema, such as a proxy's page, is a failure too, and is looked at again when the server reports
/// a new version. Whatever fails, the last good snapshot stays, and the [`status`](Self::status) says why.
///
/// ```no_run
/// use std::time::Duration;
/// use schema_registry::RegistryHandle;
/// use schema_registry::source::{HttpSource, Policy};
///
/// let handle = RegistryHandle::new();
/// let source = HttpSource::builder("https://cdn.example.org/app/schema.graphql")
///     .or_else("https://fallback.example.org/app/schema.graphql")
///     .bearer_token("secret")
///     .poll_every(Duration::from_secs(10))
///     .policy(Policy::non_breaking())
///     .copy("/var/cache/app/schema.graphql")
///     .start(&handle)?;
/// # Ok::<(), schema_registry::source::StartError>(())
/// ```
#[derive(Debug)]
#[must_use = "a source ends when it is dropped"]
pub struct HttpSource {
    source: PollSource,
}

/// The options of an [`HttpSource`]. Made by [`HttpSource::builder`].
#[derive(Clone)]
#[must_use = "nothing is asked until `start`"]
pub struct HttpSourceBuilder<T = SchemaRegistry> {
    urls: Vec<String>,
    headers: Vec<(String, String)>,
    timeout: Duration,
    introspects: bool,
    poll: Poll,
    max_bytes: usize,
    feed: FeedBuilder<T>,
}

impl HttpSource {
    /// Returns the options of a source that follows the document at `url`.
    pub fn builder(url: impl Into<String>) -> HttpSourceBuilder {
        let url = url.into();
        let limits = Limits { document_bytes: MAX_BYTES, ..Limits::default() };
        let feed = FeedBuilder::new("http", url.clone()).load_options(LoadOptions::new().limits(limits));
        let (urls, headers, timeout) = (vec![url], Vec::new(), Duration::from_secs(30));
        let poll = Poll::every(Duration::from_secs(30));
        HttpSourceBuilder { urls, headers, timeout, introspects: false, poll, max_bytes: MAX_BYTES, feed }
    }

    /// Returns the current status. Never waits.
    #[must_use]
    pub fn status(&self) -> Arc<Status> {
        self.source.status()
    }

    /// Returns a watcher of the status, which may outlive the source and does not keep it running.
    pub fn watch_status(&self) -> StatusWatcher {
        self.source.watch_status()
    }

    /// Blocks until a status is `wanted`, like [`StatusWatcher::wait_for`].
    ///
    /// # Errors
    ///
    /// As [`StatusWatcher::wait_for`].
    pub fn wait_for(
        &self,
        timeout: Duration,
        wanted: impl Fn(&Status) -> bool,
    ) -> Result<Arc<Status>, WaitError> {
        self.source.wait_for(timeout, wanted)
    }

    /// Requests the document now, unconditionally, like [`PollSource::refresh`].
    pub fn refresh(&self) {
        self.source.refresh();
    }

    /// Installs the document that was refused, like [`Feed::accept_refused`](super::Feed::accept_refused).
    pub fn accept_refused(&self) -> Option<Outcome> {
        self.source.accept_refused()
    }
}

impl HttpSourceBuilder {
    /// Installs what `build` makes of each registry, like [`FeedBuilder::build_with`]. Must be called before
    /// [`policy`](Self::policy).
    pub fn build_with<T, E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        build: impl Fn(SchemaRegistry) -> Result<T, E> + Send + Sync + 'static,
    ) -> HttpSourceBuilder<T> {
        let Self { urls, headers, timeout, introspects, poll, max_bytes, feed } = self;
        HttpSourceBuilder {
            urls,
            headers,
            timeout,
            introspects,
            poll,
            max_bytes,
            feed: feed.build_with(build),
        }
    }
}

impl<T: AsRef<SchemaRegistry> + Send + Sync + 'static> HttpSourceBuilder<T> {
    /// Adds another URL of the document, which is tried if those before it fail.
    pub fn or_else(mut self, url: impl Into<String>) -> Self {
        self.urls.push(url.into());
        self
    }

    /// Adds a header to each request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds the header `Authorization: Bearer …`.
    pub fn bearer_token(self, token: impl AsRef<str>) -> Self {
        self.header("authorization", format!("Bearer {}", token.as_ref()))
    }

    /// Sets how long a whole response may take, redirects included. The default is 30 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends the introspection query to a GraphQL endpoint instead of requesting a document.
    pub fn introspect(mut self) -> Self {
        self.introspects = true;
        self
    }

    /// Sets the time between a response and the next request. The default is 30 s.
    pub fn poll_every(mut self, interval: Duration) -> Self {
        self.poll.interval = interval;
        self
    }

    /// Sets which share of each interval is random, like [`Poll::jitter`].
    pub fn jitter(mut self, share: f64) -> Self {
        self.poll = self.poll.jitter(share);
        self
    }

    /// Sets how long to wait after failures, like [`Poll::backoff`].
    pub fn backoff(mut self, range: RangeInclusive<Duration>) -> Self {
        self.poll = self.poll.backoff(range);
        self
    }

    /// Lets the source start without a good document, and wait for one.
    pub fn wait_for_document(mut self) -> Self {
        self.poll = self.poll.wait_for_document();
        self
    }

    /// Sets which documents are installed. The default is [`Policy::any`].
    pub fn policy(mut self, policy: Policy<T>) -> Self {
        self.feed = self.feed.policy(policy);
        self
    }

    /// Sets how documents are loaded. The default limits the text to 16 MiB.
    pub fn load_options(mut self, options: LoadOptions) -> Self {
        self.max_bytes = options.document_bytes();
        self.feed = self.feed.load_options(options);
        self
    }

    /// Keeps the last good document in a file, for a start while no server is reachable: see [`FeedBuilder::copy`].
    pub fn copy(mut self, path: impl Into<PathBuf>) -> Self {
        self.feed = self.feed.copy(path);
        self
    }

    /// Sets the document that others are judged against while the handle is not initialized: see
    /// [`FeedBuilder::baseline`].
    pub fn baseline(mut self, path: impl Into<PathBuf>) -> Self {
        self.feed = self.feed.baseline(path);
        self
    }

    /// Requests the document once, on this thread, and polls on another.
    ///
    /// # Errors
    ///
    /// As [`Poll::start`].
    pub fn start(self, handle: &RegistryHandle<T>) -> Result<HttpSource, StartError> {
        let Self { urls, headers, timeout, introspects, poll, max_bytes, feed } = self;
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(timeout));
        let agent = Agent::new_with_config(config.build());
        let mut client = Client { agent, urls, headers, introspects, max_bytes, answered: None };
        let source = poll.drive(feed.open(handle), move |since| client.fetch(since))?;
        Ok(HttpSource { source })
    }
}

impl<T> std::fmt::Debug for HttpSourceBuilder<T> {
    /// Omits the headers, which may be secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { urls, timeout, introspects, poll, feed, .. } = self;
        let mut out = f.debug_struct("HttpSourceBuilder");
        out.field("urls", urls).field("timeout", timeout).field("introspects", introspects);
        out.field("poll", poll).field("feed", feed).finish_non_exhaustive()
    }
}

struct Client {
    agent: Agent,
    urls: Vec<String>,
    headers: Vec<(String, String)>,
    introspects: bool,
    max_bytes: usize,
    /// The URL that gave the last document: its revisions may mean nothing to others.
    answered: Option<usize>,
}

/// The prefix of a revision that is the digest of the content.
const DIGEST: &str = "sha256:";

impl Client {
    /// Asks the URLs in order; the error is that of the first one, with the number of all.
    fn fetch(&mut self, since: Option<&Revision>) -> Result<Fetched, Unavailable> {
        let mut failure = None;
        for number in 0..self.urls.len() {
            let known = since.filter(|_| self.answered == Some(number));
            match self.ask(&self.urls[number], known) {
                Ok(fetched) => {
                    self.answered = Some(number);
                    let same = |bytes: &Fetched| matches!(bytes, Fetched::Document { revision, .. } if Some(revision) == since);
                    let is_same = fetched_by_digest(&fetched) && same(&fetched);
                    return Ok(if is_same { Fetched::Unchanged } else { fetched });
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        Err(failure.unwrap_or_else(|| Unavailable { error: "no URL".into(), retry_after: None }))
    }

    fn ask(&self, url: &str, since: Option<&Revision>) -> Result<Fetched, Unavailable> {
        let answer = if self.introspects { self.post(url) } else { self.get(url, since) };
        let mut answer = answer
            .map_err(|error| Unavailable { error: format!("{url}: {error}").into(), retry_after: None })?;
        let unavailable = |answer: &Response<ureq::Body>, why: String| Unavailable {
            error: format!("{url}: {why}").into(),
            retry_after: retry_after(answer),
        };
        match answer.status() {
            StatusCode::NOT_MODIFIED if since.is_some() => return Ok(Fetched::Unchanged),
            StatusCode::OK => {}
            status => return Err(unavailable(&answer, format!("the server answered {status}"))),
        }
        let enough = u64::try_from(self.max_bytes).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        let read =
            answer.body_mut().with_config().limit(u64::MAX).reader().take(enough).read_to_end(&mut bytes);
        if let Err(error) = read {
            return Err(unavailable(&answer, format!("the answer could not be read: {error}")));
        }
        let named = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let validator =
            named(header::ETAG).or_else(|| named(header::LAST_MODIFIED)).filter(|_| !self.introspects);
        let revision = match validator {
            Some(validator) => validator.into(),
            None => Revision::from(format!("{DIGEST}{:x}", Sha256::digest(&bytes))),
        };
        Ok(Fetched::Document { bytes, revision })
    }

    fn get(&self, url: &str, since: Option<&Revision>) -> Result<Response<ureq::Body>, ureq::Error> {
        let mut request = self.agent.get(url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(since) = since.map(Revision::as_str).filter(|since| !since.starts_with(DIGEST)) {
            let is_etag = since.starts_with('"') || since.starts_with("W/");
            request = request.header(if is_etag { "if-none-match" } else { "if-modified-since" }, since);
        }
        request.call()
    }

    fn post(&self, url: &str) -> Result<Response<ureq::Body>, ureq::Error> {
        let mut request = self.agent.post(url).header("accept", "application/json");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let body = serde_json::json!({ "query": INTROSPECTION }).to_string();
        request.content_type("application/json").send(body)
    }
}

fn fetched_by_digest(fetched: &Fetched) -> bool {
    matches!(fetched, Fetched::Document { revision, .. } if revision.as_str().starts_with(DIGEST))
}

/// How long the server asks clients to wait, if its header states seconds.
fn retry_after(answer: &Response<ureq::Body>) -> Option<Duration> {
    let value = answer.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    // The maximum is a day, in case the server made a mistake.
    Some(Duration::from_secs(value.trim().parse::<u64>().ok()?.min(86_400)))
}
