//! The seam: the only module that knows whether loom is on.
//!
//! `watch` is written against the names below. Normally they stand for `arc_swap` and `parking_lot`; with `--cfg
//! loom` *and* the feature `loom` they stand for models of them, so that the library's own models (`loom-tests/`) and
//! those of an application that embeds a handle explore every interleaving of the real protocol. No type of a
//! dependency is visible.
//!
//! What a model over this seam shows, and what it does not:
//!
//! - It shows that our protocol is correct **over a correct cell**: compare-and-set, generations, waking, closing.
//! - It does not look inside `arc_swap`, whose atomics loom cannot see. The stress, sanitizer and linearizability
//!   tests run on the real cell for that.
//! - It does not show *when* a snapshot is freed: the modelled cell keeps replaced snapshots until it is dropped
//!   itself.

#[cfg(all(loom, feature = "loom"))]
mod modelled;
#[cfg(not(all(loom, feature = "loom")))]
mod real;

#[cfg(all(loom, feature = "loom"))]
pub use modelled::{
    ArcCache, ArcCell, ArcGuard, Condvar, Deadline, Mutex, MutexGuard, holders, model_has_failed,
};
#[cfg(not(all(loom, feature = "loom")))]
pub(crate) use real::{ArcCache, ArcCell, ArcGuard, Condvar, Deadline, Mutex, holders, model_has_failed};
