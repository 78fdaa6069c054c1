//! The hash index: a table whose slots hold the records themselves.
//!
//! It is built once, at its final size, and never changes. That allows what a general hash table cannot do: any number
//! of buckets (no power of two, so the load is what we choose), no tombstones, no growth. A bucket is eight slots, whose
//! one-byte tags stand together in one word and are compared all at once, as Swiss tables do with SIMD (Kulukundis,
//! "Designing a fast, efficient, cache-friendly hash table", 2017). The words of all buckets are small enough to stay
//! in the cache, so that a miss costs no more than one of them, and a hit one record besides.

/// The slots of a bucket.
const SLOTS: usize = 8;
/// How many keys share a bucket on average, in tenths. Fewer keep a second bucket rare, more keep the table small.
const TENTHS_A_BUCKET: usize = 64;

/// A tag has seven bits, and is never 0: that says that its slot is free.
const TAG_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// A fixed hash table.
#[derive(Debug, Clone)]
pub(super) struct Index<T> {
    /// The tags of each bucket, the first slot's lowest.
    tags: Box<[u64]>,
    /// The slots of all buckets.
    slots: Box<[T]>,
}

impl<T: Copy> Index<T> {
    /// A table for that many records, with `free` in the slots that stay free.
    pub(super) fn with_capacity(records: usize, free: T) -> Self {
        let buckets = records * 10 / TENTHS_A_BUCKET + 1;
        Self {
            tags: vec![0; buckets].into_boxed_slice(),
            slots: vec![free; buckets * SLOTS].into_boxed_slice(),
        }
    }

    /// The record whose key has this hash and satisfies `is_key`.
    #[inline]
    pub(super) fn find(&self, hash: u64, mut is_key: impl FnMut(&T) -> bool) -> Option<&T> {
        let mut bucket = self.home(hash);
        let pattern = tag(hash) * LOW_BITS;
        loop {
            let tags = *self.tags.get(bucket)?;
            let mut candidates = zero_bytes((tags & TAG_BITS) ^ pattern);
            while candidates != 0 {
                let slot = bucket * SLOTS + candidates.trailing_zeros() as usize / 8;
                let record = self.slots.get(slot)?;
                if is_key(record) {
                    return Some(record);
                }
                candidates &= candidates - 1;
            }
            if tags & overflow_bit(hash) == 0 {
                return None;
            }
            bucket = self.after(bucket);
        }
    }

    /// Adds a record and gives its slot; gives none where there is a record whose key is the same.
    pub(super) fn insert(&mut self, hash: u64, record: T, is_key: impl FnMut(&T) -> bool) -> Option<u32> {
        if self.find(hash, is_key).is_some() {
            return None;
        }
        let mut bucket = self.home(hash);
        loop {
            let used = self.tags[bucket] & TAG_BITS;
            let free = zero_bytes(used).trailing_zeros() as usize / 8;
            if free < SLOTS {
                self.tags[bucket] |= tag(hash) << (8 * free);
                self.slots[bucket * SLOTS + free] = record;
                return Some(number(bucket * SLOTS + free));
            }
            self.tags[bucket] |= overflow_bit(hash);
            bucket = self.after(bucket);
        }
    }

    /// Makes a slot free.
    pub(super) fn remove(&mut self, slot: u32) {
        let slot = slot as usize;
        self.tags[slot / SLOTS] &= !(0x7f << (8 * (slot % SLOTS)));
    }

    /// Whether that many records can come to the table without making it slow, if it was made for those it has.
    pub(super) fn has_room_for(&self, records: usize) -> bool {
        records <= self.tags.len().div_ceil(2)
    }

    /// The record in a slot.
    #[inline]
    pub(super) fn slot(&self, slot: u32) -> &T {
        &self.slots[slot as usize]
    }

    /// The bucket where a search starts: the high half of the hash, scaled to the number of buckets (Lemire, "Fast
    /// random integer generation in an interval", 2019).
    #[inline]
    fn home(&self, hash: u64) -> usize {
        (((hash >> 32) * self.tags.len() as u64) >> 32) as usize
    }

    fn after(&self, bucket: usize) -> usize {
        if bucket + 1 == self.tags.len() { 0 } else { bucket + 1 }
    }
}

/// A slot as a number. A registry has fewer than 2^32 records, and is checked for that before its index is built.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "see above")]
fn number(slot: usize) -> u32 {
    slot as u32
}

/// The bits of the hash that a bucket's word keeps, never 0. The bucket is chosen by others.
#[inline]
fn tag(hash: u64) -> u64 {
    (hash & 0x7f).max(1)
}

/// The bit of a bucket's word that says that some key like this one had to go on to the next bucket. Each byte has one to
/// spare, so that seven of eight searches that overflow does not concern end where they start.
#[inline]
fn overflow_bit(hash: u64) -> u64 {
    0x80 << (8 * (hash >> 7 & 7))
}

/// The high bit of every byte that is zero, in a word of seven-bit bytes: any other carries into its own high bit.
#[inline]
fn zero_bytes(word: u64) -> u64 {
    !(word + TAG_BITS) & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index_of(keys: &[u64]) -> Index<u64> {
        let mut index = Index::with_capacity(keys.len(), 0);
        for &key in keys {
            assert!(index.insert(key, key, |&other| other == key).is_some());
        }
        index
    }

    #[test]
    fn every_key_is_found_and_no_other() {
        let spread = |n: u64| (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17);
        for count in [0, 1, 7, 8, 9, 100, 10_000] {
            let keys: Vec<u64> = (0..count).map(spread).collect();
            let index = index_of(&keys);
            for &key in &keys {
                assert_eq!(index.find(key, |&other| other == key), Some(&key));
            }
            for key in (count..count + 1_000).map(spread) {
                assert_eq!(index.find(key, |&other| other == key), None);
            }
        }
    }

    #[test]
    fn a_slot_number_leads_to_the_record() {
        let mut index = Index::with_capacity(100, 0);
        for record in 1..=100_u64 {
            let slot = index.insert(record << 57, record, |_| false).unwrap();
            assert_eq!(*index.slot(slot), record);
        }
    }

    #[test]
    fn keys_that_all_hash_to_the_last_bucket_are_found() {
        let mut index = Index::with_capacity(500, 0);
        for record in 1..=500_u64 {
            assert!(index.insert(u64::MAX, record, |_| false).is_some());
        }
        for wanted in 1..=500 {
            assert_eq!(index.find(u64::MAX, |&record| record == wanted), Some(&wanted));
        }
        assert_eq!(index.find(u64::MAX, |_| false), None);
    }

    #[test]
    fn a_free_slot_is_never_a_candidate() {
        for tag in 0..=0x7f {
            let mut index = Index::with_capacity(1, 0);
            assert!(index.insert(tag, 1, |_| false).is_some());
            for other in 0..=0x7f {
                index.find(other, |&record| {
                    assert_eq!(record, 1, "tag {other} in a bucket with tag {tag}");
                    false
                });
            }
        }
    }

    #[test]
    fn a_key_that_is_there_is_not_added() {
        let keys = [5 << 40, 6 << 40];
        let mut index = index_of(&keys);
        assert_eq!(index.insert(keys[1], 9, |&other| other == keys[1]), None);
        assert_eq!(index.find(keys[1], |&other| other == 9), None);
    }
}
