//! What the benches share, besides what the tests have: questions as a service asks them, walks, and the figures.

#![allow(dead_code, unused_imports, reason = "each bench uses a part")]

pub(crate) mod contention;
pub(crate) mod figures;
pub(crate) mod heap;
pub(crate) mod requests;
#[path = "../../tests/support/mod.rs"]
mod shared;
pub(crate) mod walks;
pub(crate) mod workloads;

pub(crate) use shared::{fixtures, old_design, queries, random, schema, shape};
