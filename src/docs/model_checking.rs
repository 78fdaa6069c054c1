//! Checking your own code around a handle with loom.
//!
//! A handle is one part of a protocol that is yours: a flag beside it, a cache that follows it, a shutdown. With the
//! feature `loom` **and** `--cfg loom` the handle becomes a model, and [loom](https://docs.rs/loom) tries every
//! interleaving of your code around it.
//!
//! # A package for the models
//!
//! `--cfg loom` changes how other packages build (tokio loses `net`), so models live in a package of their own,
//! beside the package that they check. Its `Cargo.toml`:
//!
//! ```toml
//! [package]
//! name = "service-models"
//! version = "0.0.0"
//! edition = "2024"
//! publish = false
//!
//! [workspace]
//!
//! [dependencies]
//! loom = "0.7.2"
//! schema-registry = { git = "https://github.com/OWNER/schema-registry", features = ["loom"] }
//!
//! [lints.rust]
//! unexpected_cfgs = { level = "deny", check-cfg = ["cfg(loom)"] }
//! ```
//!
//! and its `tests/shutdown.rs`: a request against a shutdown that raises a flag and *then* resets the registry.
//!
//! ```ignore
//! use std::sync::Arc; // std's: loom does not look at reference counts here
//!
//! use loom::sync::atomic::{AtomicBool, Ordering}; // loom's: whatever threads share must be
//! use loom::thread;
//! use schema_registry::{RegistryHandle, SchemaRegistry};
//!
//! struct Service {
//!     registry: RegistryHandle,
//!     shutting_down: AtomicBool,
//! }
//!
//! #[test]
//! fn no_request_is_answered_from_a_registry_that_is_gone() {
//!     loom::model(|| {
//!         let registry = RegistryHandle::new();
//!         registry.initialize(SchemaRegistry::empty()).unwrap();
//!         let service = Arc::new(Service { registry, shutting_down: AtomicBool::new(false) });
//!
//!         let request = thread::spawn({
//!             let service = Arc::clone(&service);
//!             move || {
//!                 let registry = service.registry.load(); // first the registry, then the flag
//!                 if !service.shutting_down.load(Ordering::Relaxed) {
//!                     assert!(registry.is_initialized(), "answered from a registry that is gone");
//!                 }
//!             }
//!         });
//!         service.shutting_down.store(true, Ordering::Relaxed);
//!         service.registry.reset();
//!         request.join().unwrap();
//!     });
//! }
//! ```
//!
//! Run it with
//!
//! ```text
//! RUSTFLAGS="--cfg loom" cargo test --release
//! ```
//!
//! If the request reads the flag before the registry, the model fails. Whatever threads share must be loom's
//! `AtomicBool`, `Mutex` and so on; data private to one thread need not be. Keep models small: each operation on a
//! handle multiplies the interleavings. If there are too many, `loom::model::Builder` can bound the number of
//! preemptions.
//!
//! # What it proves
//!
//! The protocol of the handle, and yours, **over a correct cell**: compare-and-set, generations, waking, closing.
//! Loom cannot see into `arc_swap`, which the model replaces by an atomic index into an append-only list; for
//! `arc_swap` itself this crate has linearizability tests, stress tests and sanitizers on the real cell. See
//! [`limitations`](super::limitations).
//!
//! # The flag without the feature
//!
//! With `--cfg loom` but without the feature `loom`, every model would pass without exploring a single interleaving
//! of the handle, so that is a compile error. A build that sets the flag for something else, and wants the ordinary
//! handle, must also set `--cfg schema_registry_without_loom`.
