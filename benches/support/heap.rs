//! What the bench `memory` counts, as it tells the table of `ratios`, which must not count allocations while it measures.

use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Heap {
    pub(crate) schemas: Vec<SchemaHeap>,
    /// For each of many handles, on the heap and off it.
    pub(crate) handle_bytes: f64,
}

/// Live blocks, and the bytes that were asked for in them.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SchemaHeap {
    pub(crate) schema: String,
    pub(crate) json_bytes: usize,
    pub(crate) old_blocks: f64,
    pub(crate) old_bytes: f64,
    pub(crate) our_blocks: f64,
    pub(crate) our_bytes: f64,
}
