//! The hash index: a perfect hash table whose slots hold the records themselves.
//!
//! All keys are known before the first look-up. So instead of several slots that a key may be in, there is exactly
//! one: the hash selects a bucket, and the bucket's *pilot*, a byte that was found when the table was built, sends
//! each key of that bucket to a slot of its own (Fox, Heath, Chen & Daoud, "Practical minimal perfect hash functions
//! for large databases", 1992; in the form of `PTHash`, Pibiri & Trani, 2021). Pilots and tags are small enough to
//! stay in the cache, so a hit reads one record, and a miss nearly always none.
//!
//! There are a quarter more slots than keys, so that pilots are quick to find. Keys for which none is found go to the
//! *rest*, which is searched last.

mod build;

pub(crate) use build::{Built, build};

/// In place of a pilot: the keys of this bucket are in the rest.
const IN_REST: u8 = u8::MAX;

/// A hash table that is built once.
#[derive(Debug, Clone)]
pub(crate) struct Index<T> {
    pilots: Box<[u8]>,
    /// Eight bits of the hash of the key in each slot, which reject nearly all misses.
    tags: Box<[u8]>,
    /// The slots that pilots lead to, and behind them the rest: records of keys for which there was no pilot.
    slots: Vec<T>,
    /// The hashes of the records in the rest, in order, and their slots.
    rest: Vec<(u64, u32)>,
}

impl<T: Copy> Index<T> {
    /// The record whose key has this hash and satisfies `is_key`.
    #[inline]
    pub(crate) fn find(&self, hash: u64, is_key: impl Fn(&T) -> bool) -> Option<&T> {
        match self.candidate(hash) {
            Some(record) if is_key(record) => Some(record),
            _ if self.has_rest() => self.find_in_rest(hash, is_key),
            _ => None,
        }
    }

    /// The one record, outside of the rest, whose key may have this hash.
    #[inline]
    pub(crate) fn candidate(&self, hash: u64) -> Option<&T> {
        let pilot = *self.pilots.get(bucket(hash, self.pilots.len()))?;
        let slot = place(hash, pilot, self.tags.len());
        if *self.tags.get(slot)? == tag(hash) { self.slots.get(slot) } else { None }
    }

    /// Whether there are records that only [`Index::find_in_rest`] finds.
    #[inline]
    pub(crate) fn has_rest(&self) -> bool {
        !self.rest.is_empty()
    }

    /// The record in the rest whose key has this hash and satisfies `is_key`.
    #[cold]
    #[inline(never)]
    pub(crate) fn find_in_rest(&self, hash: u64, is_key: impl Fn(&T) -> bool) -> Option<&T> {
        let first = self.rest.partition_point(|&(other, _)| other < hash);
        let same = self.rest[first..].iter().take_while(|&&(other, _)| other == hash);
        same.map(|&(_, slot)| self.slot(slot)).find(|record| is_key(record))
    }

    /// The record in a slot.
    #[inline]
    pub(crate) fn slot(&self, slot: u32) -> &T {
        &self.slots[slot as usize]
    }
}

/// The bits of a hash that stand beside its record. Bucket and slot are chosen by others.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lowest bits are wanted")]
fn tag(hash: u64) -> u8 {
    hash as u8
}

/// The bucket of a hash: its high half, scaled to the number of buckets (Lemire, "Fast random integer generation in an
/// interval", 2019).
#[inline]
fn bucket(hash: u64, buckets: usize) -> usize {
    scale(hash >> 32, buckets)
}

/// Odd factors without pattern: 2^64 over the golden ratio (Knuth, "The Art of Computer Programming", 6.4), which spreads
/// the pilots over all bits, and one that carries every bit of a hash into its high half.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
const MIX: u64 = 0xd6e8_feb8_6659_fd93;

/// The slot to which a pilot sends a hash.
#[inline]
fn place(hash: u64, pilot: u8, places: usize) -> usize {
    let mixed = (hash ^ u64::from(pilot).wrapping_mul(SPREAD)).wrapping_mul(MIX);
    scale(mixed >> 32, places)
}

/// A number of 32 bits, scaled from all such numbers to those below `end`.
#[inline]
fn scale(number: u64, end: usize) -> usize {
    ((number * end as u64) >> 32) as usize
}
