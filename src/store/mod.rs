//! The storage engine: names in one arena, records in flat tables, and the index that finds them.
//!
//! It knows no format, no builder and no handle.

pub(crate) mod camel;
mod find;
pub(crate) mod hash;
pub(crate) mod index;
pub(crate) mod names;
pub(crate) mod tables;
pub(crate) mod words;
