//! One schema registry for a fleet of machines.
//!
//! Documents live in a NATS `JetStream` key-value bucket, a replicated store that pushes changes: one key for each
//! document. A [`NatsSource`] follows a key through a [`Feed`](schema_registry::source::Feed), so policy, status,
//! copy and baseline work as in every other source. A [`Publisher`] writes the key by compare-and-set, shows what a
//! document would change before it is sent, rolls back, and reports which process runs which revision.
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
//! // The publisher:
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
//! - A process never goes back to an older revision of a bucket, and always reaches the last one: the watch pushes
//!   it, and the key is also read periodically, in case a watch was silently lost.
//! - While the cluster is unreachable, the last good snapshot is served, and the status says why; afterwards the
//!   process catches up.
//! - A missing key, bucket or stream never resets a process. A recreated bucket is followed, although its revisions
//!   start again.
//! - An acknowledged publication is on as many servers as the bucket has replicas, and overwrote exactly the revision
//!   that the publisher had seen.
//!
//! # The cluster
//!
//! Three nodes and `replicas: 3` survive the loss of one node. After the loss of two, reads and writes stop until one
//! is back, and processes continue with what they have. `history` is how far a rollback can reach (64 at most). A
//! follower is one connection, one watch, two small requests every thirty seconds, and one small message for its
//! report: 10,000 followers make some 1,000 requests a second, and each publication is sent 10,000 times. With 10 MB
//! of compressed schema that is 100 GB on the wire, so keep documents small. The server's `max_payload` (1 MB by
//! default) limits a document after compression; a 12 MB introspection result compresses to about 0.5 MB.
//!
//! A process needs permission to subscribe to its inbox, to publish to `$JS.API.STREAM.INFO.KV_<bucket>`,
//! `$JS.API.CONSUMER.>`, `$JS.API.DIRECT.GET.>` and `$JS.API.STREAM.MSG.GET.>`, and to `$KV.<bucket>-rollout.>` if it
//! reports; a publisher also to `$KV.<bucket>.>`.

mod document;
mod publisher;
mod rollout;
mod source;

pub use publisher::{NatsError, Proposed, Publication, PublishError, Published, Publisher, Summary};
pub use rollout::{Follower, Rollout};
pub use source::{NatsSource, NatsSourceBuilder, StartError};
