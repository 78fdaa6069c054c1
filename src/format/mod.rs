//! Documents to and from a registry.

mod detect;
#[cfg(feature = "graphql")]
mod introspection;
pub(crate) mod ir;
mod load;
mod options;
#[cfg(feature = "graphql")]
mod sdl;

pub use options::{Limits, LoadOptions, Loaded};
