//! The engine room: names in one arena, records in flat tables, and the index that finds them.
//!
//! Nothing in here knows a format, a builder or a handle.

pub(crate) mod camel;
mod find;
pub(crate) mod hash;
pub(crate) mod index;
pub(crate) mod names;
pub(crate) mod tables;
pub(crate) mod words;
