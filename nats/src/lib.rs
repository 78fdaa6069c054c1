//! One schema registry for a fleet of machines.
//!
//! Documents live in a NATS `JetStream` key-value bucket, an existing replicated store that pushes: one key for each document.
//! A [`NatsSource`] follows a key through a [`Feed`](schema_registry::source::Feed), so that policy, status, copy and baseline
//! are those of every other source. A [`Publisher`] writes the key by compare-and-set, says what a document would change before
//! it is sent, rolls back, and tells which process runs which revision.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use schema_registry::RegistryHandle;
//! use schema_registry::source::{Feed, Policy};
//! use schema_registry_nats::{NatsSource, Publication, Publisher};
//!
//! let client = async_nats::connect("nats://127.0.0.1:4222").await?; // with TLS and credentials as you like
//!
//! // Each process of the fleet:
//! let handle = RegistryHandle::new();
//! let feed = Feed::builder("nats", "schemas/app").policy(Policy::non_breaking()).open(&handle);
//! let source = NatsSource::builder(client.clone(), "schemas", "app").name("pod-7").start(feed).await?;
//!
//! // Whoever publishes:
//! let publisher = Publisher::open(client, "schemas", "app").await?;
//! let sdl = "type Query { me: String }";
//! let proposed = publisher.propose(sdl.as_bytes()).await?;
//! if !proposed.is_breaking() {
//!     publisher.publish(&Publication::new(sdl).author("me"), proposed.revision()).await?;
//! }
//! # drop(source);
//! # Ok(())
//! # }
//! ```
//!
//! # Meaning
//!
//! - A process never goes back to an older revision of a bucket, and always comes to the last one: the watch pushes it, and the
//!   key is read besides every so often, so that a watch that was lost in silence is noticed.
//! - While the cluster is away, the last good snapshot is served, and the status says why; after it, the process catches up.
//! - A key, a bucket or a stream that is missing is never a reset. A bucket that was made anew is followed, though its
//!   revisions start again.
//! - A publication that was acknowledged is on as many servers as the bucket has replicas, and overwrote exactly the revision
//!   that the publisher had seen.
//!
//! # The cluster
//!
//! Three nodes and `replicas: 3` survive the loss of one; of two, reads and writes stop until one is back, and processes go on
//! with what they have. `history` is how far a rollback reaches (64 at most). A follower is one connection, one watch, and two
//! small requests every thirty seconds, plus one small message for its report: 10,000 followers are some 1,000 requests a
//! second, and each publication is sent 10,000 times: 10 MB of compressed schema are 100 GB on the wire, so mind how large
//! documents are. The server's `max_payload` (1 MB by default) limits a document after compression; a 12 MB introspection
//! result is about 0.5 MB.
//!
//! What a process needs to be allowed: to subscribe to its inbox, to publish to `$JS.API.STREAM.INFO.KV_<bucket>`,
//! `$JS.API.CONSUMER.>`, `$JS.API.DIRECT.GET.>` and `$JS.API.STREAM.MSG.GET.>`, and to `$KV.<bucket>-rollout.>` if it
//! reports; a publisher to `$KV.<bucket>.>` besides.

mod document;
mod publisher;
mod rollout;
mod source;

pub use publisher::{NatsError, Proposed, Publication, PublishError, Published, Publisher, Summary};
pub use rollout::{Follower, Rollout};
pub use source::{NatsSource, NatsSourceBuilder, StartError};
