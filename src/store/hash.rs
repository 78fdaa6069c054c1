//! The one place that says how a name, and a field of a type, are hashed.

use super::words::{inner_words, middle_words, outer_words, word};

/// Odd numbers without pattern: the first hexadecimal digits of the fraction of pi.
const KEYS: [u64; 4] =
    [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7345, 0xa409_3822_299f_31d1, 0x082e_fa98_ec4e_6c89];

/// The hash of a name.
///
/// Folded multiplication of the whole name, as in wyhash and foldhash: both words of a product of 128 bits, one over the
/// other. Tables are built once from a document and never grow under requests, so fixed keys are enough: a look-up with
/// hostile names can only miss, it cannot add entries that collide. A hostile document can, and takes long to load then:
/// that is what limits on its size are for.
#[inline]
pub(crate) fn hash_name(name: &[u8]) -> u64 {
    let (first, last) = outer_words(name);
    let hash = fold(first ^ KEYS[0] ^ name.len() as u64, last ^ KEYS[1]);
    if name.len() <= 16 { hash } else { hash ^ hash_inside(name) }
}

/// The hash of what lies between the first and the last word of a name.
#[inline]
fn hash_inside(name: &[u8]) -> u64 {
    let (second, before_last) = inner_words(name).unwrap_or_default();
    let hash = fold(second ^ KEYS[2], before_last ^ KEYS[3]);
    if name.len() <= 32 { hash } else { hash ^ hash_middle(name) }
}

/// The hash of what lies between the first two words of a name and the last two.
#[inline]
fn hash_middle(name: &[u8]) -> u64 {
    let (third, before) = middle_words(name).unwrap_or_default();
    let mut hash = fold(third ^ KEYS[1], before ^ KEYS[2]);
    let mut start = 24;
    while start + 24 < name.len() {
        let (Some(first), Some(second)) = (word(name, start), word(name, start + 8)) else { break };
        hash = fold(hash ^ first, second ^ KEYS[3]);
        start += 16;
    }
    hash
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
    let folded = product as u64 ^ (product >> 64) as u64;
    folded
}

/// The hash of a field of a type, from the hash of the type's name and half of that of its own.
///
/// The two are computed independently, so that a processor overlaps them, and the multiplication keeps `a.b` apart from
/// `b.a`.
#[inline]
pub(crate) fn hash_field(type_hash: u64, field_hash: u32) -> u64 {
    type_hash ^ u64::from(field_hash).wrapping_mul(KEYS[0])
}

/// The half of a name's hash that the hash of a field needs.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "half is wanted")]
pub(crate) fn half(hash: u64) -> u32 {
    hash as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_type_and_field_counts() {
        let (a, b) = (hash_name(b"a"), hash_name(b"b"));
        assert_ne!(hash_field(a, half(b)), hash_field(b, half(a)));
        assert_ne!(hash_field(a, half(a)), hash_field(b, half(b)));
    }

    #[test]
    fn hashes_of_numbered_names_spread_evenly() {
        let mut counts = [0_u32; 1_000];
        for number in 0..100_000 {
            let name = |prefix, number| hash_name(format!("{prefix}{number}").as_bytes());
            let hash = hash_field(name("Type", number / 10), half(name("f", number % 10)));
            counts[usize::try_from(((hash >> 32) * 1_000) >> 32).unwrap()] += 1;
        }
        // A hundred a bucket is expected, with a standard deviation of ten.
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!((50..=150).contains(least) && (50..=150).contains(most), "{least} to {most}");
    }
}
