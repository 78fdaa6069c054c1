//! The hash index: from the hash of a key to the number of its record.
//!
//! The index is built once, at its final size, and never changes. That allows what a general hash table cannot do:
//! any number of buckets (no power of two, so the load is what we choose), no tombstones, no growth. A bucket is eight
//! one-byte tags beside their eight record numbers, so that a look-up reads one place in memory; the tags are compared
//! all at once as one 64-bit word, as Swiss tables do with SIMD (Kulukundis, "Designing a fast, efficient,
//! cache-friendly hash table", 2017).

/// Tags and record numbers of up to eight keys. Slots are filled from the first one on.
#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    /// One byte a slot, the first slot lowest; 0 means free.
    tags: u64,
    records: [u32; SLOTS],
}

const SLOTS: usize = 8;
const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// How many keys share a bucket on average, in tenths. Fewer keep overflow (a second bucket to read) rare, more keep
/// the index small.
const TENTHS_A_BUCKET: usize = 50;

/// A fixed hash index.
#[derive(Debug)]
pub(super) struct Index {
    buckets: Box<[Bucket]>,
}

impl Index {
    /// An index for that many keys.
    pub(super) fn with_capacity(keys: usize) -> Self {
        Self { buckets: vec![Bucket::default(); keys * 10 / TENTHS_A_BUCKET + 1].into_boxed_slice() }
    }

    /// The record whose key has this hash and satisfies `is_key`.
    #[inline]
    pub(super) fn find(&self, hash: u64, mut is_key: impl FnMut(u32) -> bool) -> Option<u32> {
        let mut at = self.home(hash);
        let pattern = u64::from(tag(hash)) * LOW_BITS;
        loop {
            let bucket = self.buckets.get(at)?;
            let mut candidates = zero_bytes(bucket.tags ^ pattern);
            while candidates != 0 {
                let record = bucket.records[candidates.trailing_zeros() as usize / 8 % SLOTS];
                if is_key(record) {
                    return Some(record);
                }
                candidates &= candidates - 1;
            }
            if !bucket.is_full() {
                return None;
            }
            at = self.after(at);
        }
    }

    /// Adds a record, or returns the one whose key is the same.
    pub(super) fn insert(
        &mut self,
        hash: u64,
        record: u32,
        is_key: impl FnMut(u32) -> bool,
    ) -> Result<(), u32> {
        if let Some(there) = self.find(hash, is_key) {
            return Err(there);
        }
        let mut at = self.home(hash);
        while self.buckets[at].is_full() {
            at = self.after(at);
        }
        self.buckets[at].push(tag(hash), record);
        Ok(())
    }

    /// The bucket where a search starts: the high half of the hash, scaled to the number of buckets (Lemire, "Fast
    /// random integer generation in an interval", 2019).
    #[inline]
    fn home(&self, hash: u64) -> usize {
        (((hash >> 32) * self.buckets.len() as u64) >> 32) as usize
    }

    fn after(&self, at: usize) -> usize {
        if at + 1 == self.buckets.len() { 0 } else { at + 1 }
    }
}

impl Bucket {
    #[inline]
    fn is_full(&self) -> bool {
        self.tags >> (8 * (SLOTS - 1)) != 0
    }

    fn push(&mut self, tag: u8, record: u32) {
        let slot = SLOTS - self.tags.leading_zeros() as usize / 8;
        self.tags |= u64::from(tag) << (8 * slot);
        self.records[slot] = record;
    }
}

/// The byte of the hash that a bucket keeps, never 0. The bucket is chosen by other bits.
#[inline]
fn tag(hash: u64) -> u8 {
    hash.to_le_bytes()[0].max(1)
}

/// The high bit of every byte that is zero, and now and then of a byte above such a one: a candidate is compared
/// anyway.
#[inline]
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(LOW_BITS) & !word & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(index: &Index, keys: &[u64], key: u64) -> Option<u32> {
        index.find(key, |record| keys[record as usize] == key)
    }

    fn index_of(keys: &[u64]) -> Index {
        let mut index = Index::with_capacity(keys.len());
        for (record, &key) in (0..).zip(keys) {
            assert_eq!(index.insert(key, record, |other| keys[other as usize] == key), Ok(()));
        }
        index
    }

    #[test]
    fn every_key_is_found_and_no_other() {
        let spread = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17);
        for count in [0, 1, 7, 8, 9, 100, 10_000] {
            let keys: Vec<u64> = (0..count).map(spread).collect();
            let index = index_of(&keys);
            for (record, &key) in (0..).zip(&keys) {
                assert_eq!(find(&index, &keys, key), Some(record));
            }
            for n in count..count + 1_000 {
                assert_eq!(find(&index, &keys, spread(n)), None);
            }
        }
    }

    #[test]
    fn keys_that_all_hash_to_the_last_bucket_are_found() {
        let keys: Vec<u64> = (0..500).map(|n| u64::MAX - (n % 3)).scan(0, |_, key| Some(key)).collect();
        let mut index = Index::with_capacity(keys.len());
        for record in 0..500 {
            assert_eq!(index.insert(keys[record as usize], record, |_| false), Ok(()));
        }
        for wanted in 0..500 {
            assert_eq!(index.find(keys[wanted as usize], |record| record == wanted), Some(wanted));
        }
        assert_eq!(index.find(u64::MAX, |_| false), None);
    }

    #[test]
    fn a_key_that_is_there_is_reported_and_not_added() {
        let keys = [5 << 40, 6 << 40];
        let mut index = index_of(&keys);
        assert_eq!(index.insert(keys[1], 9, |other| keys[other as usize] == keys[1]), Err(1));
    }
}
