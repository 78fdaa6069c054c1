//! What a value keeps on the heap, counted by an allocator that links in place of the system's.

#![allow(dead_code, reason = "each bench and test uses a part")]

use std::hint::black_box;

/// Heap blocks and the bytes that were asked for in them, without the allocator's own rounding and headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Live {
    pub(crate) blocks: i64,
    pub(crate) bytes: i64,
}

/// What the value that `make` returns keeps alive; what `make` allocates and frees on the way does not count.
pub(crate) fn live<T>(make: impl FnOnce() -> T) -> Live {
    let mut kept = None;
    let info = allocation_counter::measure(|| kept = Some(black_box(make())));
    drop(kept);
    Live { blocks: info.count_current, bytes: info.bytes_current }
}

/// The number of allocations that this thread makes while `run` runs.
pub(crate) fn allocations(run: impl FnOnce()) -> u64 {
    allocation_counter::measure(run).count_total
}
