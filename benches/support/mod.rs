//! What the benches and the tests share: documents of every size, questions to ask of them, and the old design.

#![allow(dead_code, reason = "each bench and test uses a part")]

pub(crate) mod contention;
pub(crate) mod figures;
pub(crate) mod fixtures;
pub(crate) mod heap;
#[path = "../old_design/mod.rs"]
pub(crate) mod old_design;
pub(crate) mod queries;
pub(crate) mod random;
pub(crate) mod requests;
pub(crate) mod schema;
pub(crate) mod shape;
pub(crate) mod walks;
pub(crate) mod workloads;
