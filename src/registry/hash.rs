//! How a name is hashed and compared: as three words, which up to 24 bytes are all of it.
//!
//! Names are short and of all lengths, so a look-up's time is mostly that of mispredicted branches on lengths. Three
//! overlapping words, from the start, the middle and the end, cover every name of 8 to 24 bytes in one way; nine in ten
//! names of public schemas are no longer. The same words then decide equality, without a call of `memcmp`.

use std::hash::Hasher;

use foldhash::SharedSeed;
use foldhash::fast::FoldHasher;

/// The longest name that its words say all of.
const WHOLE: usize = 24;

/// Odd constants without structure: the fractional parts of the golden ratio, and of the square roots of 2 and 3.
/// They are fixed: tables are built once from a document and never grow under requests, so a look-up with hostile
/// names can only miss, it cannot add entries that collide.
const SEEDS: [u64; 3] = [0x9e37_79b9_7f4a_7c15, 0x6a09_e667_f3bc_c909, 0xbb67_ae85_84ca_a73b];

/// A name to look up: read once, then hashed and compared from registers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key<'a> {
    bytes: &'a [u8],
    words: [u64; 3],
}

impl<'a> Key<'a> {
    #[inline]
    pub(super) fn new(name: &'a str) -> Self {
        Self::from_bytes(name.as_bytes())
    }

    #[inline]
    pub(super) fn from_bytes(bytes: &'a [u8]) -> Self {
        Self { bytes, words: words(bytes) }
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The hash of the name.
    #[inline]
    pub(super) fn hash(&self) -> u64 {
        let length = self.bytes.len();
        if length > WHOLE {
            return hash_long(self.bytes);
        }
        let [first, middle, last] = self.words;
        let ends = folded_multiply(first ^ SEEDS[0], last ^ SEEDS[1] ^ length as u64);
        folded_multiply(ends ^ middle, SEEDS[2])
    }

    /// Whether the name is this one, which is known to be of the same length.
    #[inline]
    pub(super) fn is(&self, bytes: &[u8]) -> bool {
        words(bytes) == self.words && (bytes.len() <= WHOLE || bytes == self.bytes)
    }
}

/// The hash of a name.
#[inline]
pub(super) fn hash_name(name: &str) -> u64 {
    Key::new(name).hash()
}

/// The hash of a field of a type, from the hashes of the two names.
///
/// The two are computed independently, so that a processor overlaps them, and the rotation keeps `a.b` apart from
/// `b.a`.
#[inline]
pub(super) fn hash_field(type_hash: u64, field_hash: u64) -> u64 {
    type_hash ^ field_hash.rotate_left(32)
}

/// The three words of a name. Of one length, two names of up to [`WHOLE`] bytes are equal if and only if theirs are.
#[inline]
fn words(bytes: &[u8]) -> [u64; 3] {
    if let (Some(&first), Some(&last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let middle = bytes[bytes.len() / 2 - 4..].first_chunk().copied().unwrap_or_default();
        [first, middle, last].map(u64::from_le_bytes)
    } else if let (Some(&first), Some(&last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        [u32::from_le_bytes(first).into(), 0, u32::from_le_bytes(last).into()]
    } else if let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) {
        [first.into(), bytes[bytes.len() / 2].into(), last.into()]
    } else {
        [0; 3]
    }
}

/// Both halves of the product, folded into one: the mixing step of wyhash (Wang Yi, 2019) and of its descendants.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the two halves")]
fn folded_multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[inline(never)]
fn hash_long(bytes: &[u8]) -> u64 {
    let mut hasher = FoldHasher::with_seed(SEEDS[0], SharedSeed::global_fixed());
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_one_byte_differ_at_every_length() {
        for length in 1..60 {
            let name = vec![b'a'; length];
            let key = Key::from_bytes(&name);
            assert!(key.is(&name));
            for at in 0..length {
                let mut other = name.clone();
                other[at] = b'b';
                assert!(!key.is(&other), "length {length}, byte {at}");
                assert_ne!(key.hash(), Key::from_bytes(&other).hash(), "length {length}, byte {at}");
            }
        }
    }

    #[test]
    fn the_length_counts() {
        let hashes: std::collections::HashSet<u64> =
            (0..60).map(|length| hash_name(&"a".repeat(length))).collect();
        assert_eq!(hashes.len(), 60);
    }

    #[test]
    fn the_order_of_type_and_field_counts() {
        let (a, b) = (hash_name("a"), hash_name("b"));
        assert_ne!(hash_field(a, b), hash_field(b, a));
        assert_ne!(hash_field(a, a), hash_field(b, b));
    }

    #[test]
    fn hashes_of_numbered_names_spread_evenly() {
        const BUCKETS: u64 = 1_000;
        let mut counts = [0_u32; BUCKETS as usize];
        for number in 0..100 * BUCKETS {
            let hash = hash_field(
                hash_name(&format!("Type{}", number / 10)),
                hash_name(&format!("f{}", number % 10)),
            );
            counts[usize::try_from((hash >> 32) * BUCKETS >> 32).unwrap()] += 1;
        }
        // A hundred a bucket is expected, with a standard deviation of ten.
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!((50..=150).contains(least) && (50..=150).contains(most), "{least} to {most}");
    }
}
