//! How an index is built: keys are grouped into buckets, and for each bucket, largest first, the first pilot that
//! fits is found.

use super::{IN_REST, Index, bucket, place, tag};

/// The average number of keys in a bucket. Fewer make pilots easier to find, more make them take less space.
const KEYS_A_BUCKET: usize = 2;
/// No pilot is sought for larger buckets. Only documents made for that purpose have any.
const LARGEST_BUCKET: usize = 16;
/// How many buckets have their hashes fetched at once. The fetches then overlap, which matters where the keys fit no cache.
const GROUP: usize = 16;
/// The slot of a key that has none yet.
const NOWHERE: u32 = u32::MAX;

/// A finished table, and where each key went.
#[derive(Debug)]
pub(crate) struct Built<T> {
    pub(crate) index: Index<T>,
    /// The slot of each key, in the order of the keys; for duplicates, the slot of the first one.
    pub(crate) slots: Vec<u32>,
    /// The numbers of the keys that repeat an earlier one.
    pub(crate) duplicates: Vec<u32>,
}

/// A table of `keys`, given their hashes and an equality for keys with equal hashes. A slot holds what `record` makes
/// of its key; a free slot holds `free`, which must not match any look-up.
///
/// Takes time proportional to the number of keys, or to n log n if hashes were made to collide.
pub(crate) fn build<K, T: Copy>(
    keys: &[K],
    hash: impl Fn(&K) -> u64,
    identity: impl Fn(u32, &K) -> u64,
    record: impl Fn(u32, &K) -> T,
    free: T,
) -> Built<T> {
    let buckets = Buckets::new(keys, &hash);
    let mut placement = Placement::new(keys.len(), buckets.count());
    let mut entries = Vec::new();
    for group in buckets.largest_first().chunks(GROUP) {
        entries.clear();
        let with_hash = |&key: &u32| Entry { hash: hash(&keys[key as usize]), key, slot: NOWHERE };
        entries.extend(group.iter().flat_map(|&number| buckets.keys(number)).map(with_hash));
        let mut rest = &mut entries[..];
        for &number in group {
            let (bucket, others) = rest.split_at_mut(buckets.keys(number).len());
            placement.place(number, bucket, |key| identity(key, &keys[key as usize]));
            rest = others;
        }
    }
    // The records may have the memory.
    drop(buckets);
    placement.finish(keys, record, free)
}

/// A key that is being placed.
#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u64,
    /// The number of the key.
    key: u32,
    /// The place that was taken for it.
    slot: u32,
}

/// The keys in the order of their buckets.
struct Buckets {
    /// By number. Fetching the hashes from where they are takes less time than moving them.
    keys: Vec<u32>,
    /// Where each bucket starts, and where the last one ends.
    starts: Vec<u32>,
}

impl Buckets {
    fn new<K>(keys: &[K], hash: impl Fn(&K) -> u64) -> Self {
        let count = keys.len().div_ceil(KEYS_A_BUCKET);
        let bucket = |key| bucket(hash(key), count);
        // The counts are stored one place further on, so their sums are the ends of the buckets; filling moves each
        // to its start.
        let mut starts = vec![0_u32; count + 1];
        for key in keys {
            starts[bucket(key)] += 1;
        }
        add_up(&mut starts);
        let mut sorted = vec![NOWHERE; keys.len()];
        for (number, key) in (0..).zip(keys) {
            let start = &mut starts[bucket(key)];
            *start -= 1;
            sorted[*start as usize] = number;
        }
        Self { keys: sorted, starts }
    }

    fn count(&self) -> usize {
        self.starts.len() - 1
    }

    fn keys(&self, number: u32) -> &[u32] {
        &self.keys[self.starts[number as usize] as usize..self.starts[number as usize + 1] as usize]
    }

    /// The numbers of the buckets that have keys, those whose pilot is hardest to find first.
    fn largest_first(&self) -> Vec<u32> {
        let sizes = || self.starts.windows(2).map(|bounds| (bounds[1] - bounds[0]) as usize);
        // The larger a bucket, the lower its rank.
        let rank = |size: usize| LARGEST_BUCKET - size.min(LARGEST_BUCKET);
        let mut ends = [0; LARGEST_BUCKET + 1];
        sizes().for_each(|size| ends[rank(size)] += 1);
        add_up(&mut ends);
        let mut numbers = vec![0; self.count()];
        for (number, size) in (0..).zip(sizes()) {
            let end = &mut ends[rank(size)];
            *end -= 1;
            numbers[*end as usize] = number;
        }
        // By now each end is a start, and the last one belongs to the buckets without keys.
        numbers.truncate(ends[LARGEST_BUCKET] as usize);
        numbers
    }
}

/// Replaces each number by the sum of all up to it.
fn add_up(numbers: &mut [u32]) {
    let mut sum = 0;
    for number in numbers {
        sum += *number;
        *number = sum;
    }
}

/// Where the keys go.
struct Placement {
    pilots: Vec<u8>,
    /// For each place, whether it is taken.
    taken: Vec<bool>,
    tags: Vec<u8>,
    slots: Vec<u32>,
    rest: Vec<Entry>,
    /// A key, and the earlier one that it repeats.
    duplicates: Vec<(u32, u32)>,
}

impl Placement {
    fn new(keys: usize, buckets: usize) -> Self {
        let places = keys + keys.div_ceil(4);
        Self {
            pilots: vec![0; buckets],
            taken: vec![false; places],
            tags: vec![0; places],
            slots: vec![NOWHERE; keys],
            rest: Vec::new(),
            duplicates: Vec::new(),
        }
    }

    fn place(&mut self, number: u32, entries: &mut [Entry], identity: impl Fn(u32) -> u64) {
        let is_plain = entries.len() <= LARGEST_BUCKET && has_distinct_hashes(entries);
        let pilot = if is_plain { self.find_pilot(entries) } else { None };
        self.pilots[number as usize] = pilot.unwrap_or(IN_REST);
        if pilot.is_none() {
            self.place_in_rest(entries, identity);
        }
    }

    /// Takes the places given by the first pilot that sends each of these keys to a free place of its own.
    fn find_pilot(&mut self, entries: &mut [Entry]) -> Option<u8> {
        match entries.len() {
            1 => self.find_pilot_of::<1>(entries),
            2 => self.find_pilot_of::<2>(entries),
            3 => self.find_pilot_of::<3>(entries),
            4 => self.find_pilot_of::<4>(entries),
            _ => {
                let pilot = (0..IN_REST).find(|&pilot| self.take_places(entries, pilot))?;
                for entry in &*entries {
                    self.settle(entry, entry.slot as usize);
                }
                Some(pilot)
            }
        }
    }

    /// The same for a small, constant number of keys: they are tried all at once, with one branch for each pilot that
    /// does not fit, rather than one unpredictable branch for each key.
    fn find_pilot_of<const KEYS: usize>(&mut self, entries: &[Entry]) -> Option<u8> {
        let entries: &[Entry; KEYS] = entries.first_chunk()?;
        let taken = &self.taken[..];
        let (pilot, slots) = (0..IN_REST).find_map(|pilot| {
            let slots = entries.map(|entry| place(entry.hash, pilot, taken.len()));
            let is_taken = slots.iter().fold(false, |is_taken, &slot| is_taken | taken[slot]);
            (!is_taken && are_distinct(&slots)).then_some((pilot, slots))
        })?;
        for (entry, slot) in entries.iter().zip(slots) {
            self.taken[slot] = true;
            self.settle(entry, slot);
        }
        Some(pilot)
    }

    fn settle(&mut self, entry: &Entry, slot: usize) {
        self.tags[slot] = tag(entry.hash);
        self.slots[entry.key as usize] = number(slot);
    }

    /// Takes the places to which a pilot sends these keys; none of them, if some place is taken.
    #[inline]
    fn take_places(&mut self, entries: &mut [Entry], pilot: u8) -> bool {
        for position in 0..entries.len() {
            let slot = place(entries[position].hash, pilot, self.taken.len());
            if std::mem::replace(&mut self.taken[slot], true) {
                entries[..position].iter().for_each(|entry| self.taken[entry.slot as usize] = false);
                return false;
            }
            entries[position].slot = number(slot);
        }
        true
    }

    #[cold]
    fn place_in_rest(&mut self, entries: &[Entry], identity: impl Fn(u32) -> u64) {
        let mut sorted: Vec<(u64, u64, u32)> =
            entries.iter().map(|entry| (entry.hash, identity(entry.key), entry.key)).collect();
        sorted.sort_unstable();
        for same in sorted.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (hash, _, first) = same[0];
            self.rest.push(Entry { hash, key: first, slot: NOWHERE });
            self.duplicates.extend(same[1..].iter().map(|&(_, _, key)| (key, first)));
        }
    }

    fn finish<K, T: Copy>(mut self, keys: &[K], record: impl Fn(u32, &K) -> T, free: T) -> Built<T> {
        self.rest.sort_unstable_by_key(|entry| entry.hash);
        for (entry, slot) in self.rest.iter().zip(self.taken.len()..) {
            self.slots[entry.key as usize] = number(slot);
        }
        let rest = self.rest.iter().map(|entry| (entry.hash, self.slots[entry.key as usize])).collect();
        let mut records = vec![free; self.taken.len() + self.rest.len()];
        for (key, &slot) in (0..).zip(&self.slots) {
            if let Some(place) = records.get_mut(slot as usize) {
                *place = record(key, &keys[key as usize]);
            }
        }
        for &(key, first) in &self.duplicates {
            self.slots[key as usize] = self.slots[first as usize];
        }
        self.duplicates.sort_unstable();
        Built {
            index: Index {
                pilots: self.pilots.into_boxed_slice(),
                tags: self.tags.into_boxed_slice(),
                slots: records,
                rest,
            },
            slots: self.slots,
            duplicates: self.duplicates.iter().map(|&(key, _)| key).collect(),
        }
    }
}

fn has_distinct_hashes(entries: &[Entry]) -> bool {
    entries.iter().enumerate().all(|(at, entry)| entries[..at].iter().all(|other| other.hash != entry.hash))
}

fn are_distinct<const SLOTS: usize>(slots: &[usize; SLOTS]) -> bool {
    slots.iter().enumerate().all(|(at, slot)| slots[..at].iter().all(|other| other != slot))
}

/// A slot as a number. A registry has fewer than 2^32 records, which is checked before its index is built.
#[expect(clippy::cast_possible_truncation, reason = "see above")]
fn number(slot: usize) -> u32 {
    slot as u32
}

#[cfg(test)]
mod tests {
    use super::super::super::hash::Seed;
    use super::*;

    fn index_of(keys: &[u64]) -> Index<u64> {
        let built = build(keys, |&key| key, |_, &key| key, |_, &key| key, 0);
        assert!(built.duplicates.is_empty());
        for (&slot, key) in built.slots.iter().zip(keys) {
            assert_eq!(built.index.slot(slot), key);
        }
        built.index
    }

    fn spread(number: u64) -> u64 {
        Seed::known().hash(format!("name{number}").as_bytes())
    }

    #[test]
    fn every_key_is_found_and_no_other() {
        for count in [0, 1, 2, 3, 4, 7, 8, 100, 10_000] {
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
    fn nearly_every_bucket_of_evenly_spread_hashes_has_a_pilot() {
        let keys: Vec<u64> = (0..100_000).map(spread).collect();
        let rest = index_of(&keys).rest.len();
        assert!(rest < 10, "{rest}");
    }

    #[test]
    fn keys_of_one_bucket_and_of_one_hash_are_found() {
        for hashes in [|key: u64| key, |_| u64::MAX] {
            let keys: Vec<u64> = (1..=500).collect();
            let index = build(&keys, |&key| hashes(key), |_, &key| key, |_, &key| key, 0).index;
            for &wanted in &keys {
                assert_eq!(index.find(hashes(wanted), |&record| record == wanted), Some(&wanted));
            }
            assert_eq!(index.find(hashes(501), |&record| record == 501), None);
        }
    }

    #[test]
    fn a_key_that_comes_again_is_told_and_shares_the_slot_of_the_first() {
        let keys: Vec<u64> = (0..100).map(spread).chain([spread(7), spread(50), spread(7)]).collect();
        let built = build(&keys, |&key| key, |_, &key| key, |number, _| number, u32::MAX);
        assert_eq!(built.duplicates, [100, 101, 102]);
        assert_eq!(built.slots[100..], [built.slots[7], built.slots[50], built.slots[7]]);
        assert_eq!(*built.index.slot(built.slots[7]), 7);
    }

    proptest::proptest! {
        #[test]
        fn an_index_finds_what_a_standard_map_finds(
            hashes in proptest::collection::vec(proptest::prop_oneof![0..40_u64, proptest::num::u64::ANY], 0..300),
            asked in proptest::collection::vec(0..40_u64, 0..100),
        ) {
            let built = build(&hashes, |&key| key, |_, &key| key, |number, _| number, u32::MAX);
            let mut first = std::collections::HashMap::new();
            let mut duplicates = Vec::new();
            for (number, &key) in (0..).zip(&hashes) {
                if *first.entry(key).or_insert(number) != number {
                    duplicates.push(number);
                }
            }
            proptest::prop_assert_eq!(&built.duplicates, &duplicates);
            for key in asked.iter().chain(&hashes) {
                let found = built.index.find(*key, |&number| hashes.get(number as usize) == Some(key));
                proptest::prop_assert_eq!(found, first.get(key));
            }
        }
    }
}
