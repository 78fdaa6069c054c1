//! The one place that says how a name, and a field of a type, are hashed.

use std::hash::Hasher;

use foldhash::SharedSeed;
use foldhash::fast::FoldHasher;

/// Tables are built once from a document and never grow under requests, so a fixed seed is enough: a look-up with
/// hostile names can only miss, it cannot add entries that collide. A hostile document can, and takes long to load then:
/// that is what limits on its size are for.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a name.
#[inline]
pub(super) fn hash_name(name: &[u8]) -> u64 {
    let mut hasher = FoldHasher::with_seed(SEED, SharedSeed::global_fixed());
    hasher.write(name);
    hasher.finish()
}

/// The hash of a field of a type, from the hashes of the two names.
///
/// The two are computed independently, so that a processor overlaps them, and the rotation keeps `a.b` apart from
/// `b.a`.
#[inline]
pub(super) fn hash_field(type_hash: u64, field_hash: u64) -> u64 {
    type_hash ^ field_hash.rotate_left(32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_type_and_field_counts() {
        let (a, b) = (hash_name(b"a"), hash_name(b"b"));
        assert_ne!(hash_field(a, b), hash_field(b, a));
        assert_ne!(hash_field(a, a), hash_field(b, b));
    }

    #[test]
    fn hashes_of_numbered_names_spread_evenly() {
        let mut counts = [0_u32; 1_000];
        for number in 0..100_000 {
            let name = |prefix, number| hash_name(format!("{prefix}{number}").as_bytes());
            let hash = hash_field(name("Type", number / 10), name("f", number % 10));
            counts[usize::try_from(((hash >> 32) * 1_000) >> 32).unwrap()] += 1;
        }
        // A hundred a bucket is expected, with a standard deviation of ten.
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!((50..=150).contains(least) && (50..=150).contains(most), "{least} to {most}");
    }
}
