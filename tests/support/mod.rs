//! What tests, examples and benches share: the real schemas, made-up ones of any size, questions to ask of them, and the
//! old design.

#![allow(dead_code, reason = "each uses a part")]

pub(crate) mod fixtures;
pub(crate) mod old_design;
pub(crate) mod queries;
pub(crate) mod random;
pub(crate) mod schema;
pub(crate) mod shape;
