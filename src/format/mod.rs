//! Documents to and from a registry.

mod cursor;
mod detect;
mod foreign;
#[cfg(feature = "graphql")]
mod graphql;
#[cfg(feature = "graphql")]
mod introspection;
pub(crate) mod ir;
mod json;
mod load;
mod locate;
mod options;
#[cfg(feature = "graphql")]
mod sdl;

pub use options::{Limits, LoadOptions, Loaded};
