//! Documents to and from a registry.

pub(crate) mod ir;
mod load;
mod options;

pub use options::{Limits, LoadOptions, Loaded};
