//! Types, fields, arguments and enum values as objects that own what they show.
//!
//! A Rust view borrows its registry, a Python object cannot. So each object holds the registry, whose tables it keeps
//! alive, together with the view into it.

pub(crate) mod fields;
pub(crate) mod types;

pub use fields::{PyArgInfo, PyFieldInfo};
pub use types::{PyTypeInfo, PyValueInfo};

use std::hash::{DefaultHasher, Hash, Hasher};

/// A hash that is the same for equal names.
fn hash_of(names: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    names.hash(&mut hasher);
    hasher.finish()
}
