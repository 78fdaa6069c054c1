//! Beside others that hold a table which is replaced while it is read.
//!
//! | | what it does better | what it leaves to you |
//! |---|---|---|
//! | `Lazy<ArcSwap<HashMap<..>>>`, by hand | Nothing to learn, no dependency but `arc-swap`, any value type; reads cost the same | One for the whole process, so tests share it. Initialize-once, compare-and-set, generations, waiting; a map of maps is freed field by field on the thread that lets go last |
//! | `apollo-compiler`'s `Schema` | A whole GraphQL front end: SDL with positions, descriptions and directives, validation of schemas and queries | Replacing it while it is read, look-ups by the names that a database has, a compact form for a process that only looks up |
//! | `prost-reflect`'s `DescriptorPool` | The same shape (a cheap-clone pool, views that index into it) for Protobuf, with dynamic messages on top | GraphQL, and replacement: a change to a pool is not seen by its clones |
//! | `kube-rs`' `reflector::Store` | Follows a cluster by itself, replaces single objects, can be awaited until it is ready | A view of one moment that costs nothing: each `get` takes a lock anew, `state()` copies the list of all objects |
//! | `tracing_subscriber::reload::Handle` | Changes a value in place, and re-evaluates what depended on it; does not keep the subscriber alive | Reads that do not wait (it is an `RwLock`), versions, compare-and-set |
