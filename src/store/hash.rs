//! The one place that defines how a name, and a field of a type, are hashed.

use std::hash::{BuildHasher, Hasher, RandomState};

use super::words::{inner_words, middle_words, outer_words, word};

/// Odd numbers without a pattern: the first hexadecimal digits of the fraction of pi.
const KEYS: [u64; 4] =
    [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7345, 0xa409_3822_299f_31d1, 0x082e_fa98_ec4e_6c89];

/// The seed of the hashes of one registry, drawn when its tables are built: nobody can choose names that collide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seed(u64);

impl Seed {
    /// Draws a seed that nobody can know beforehand.
    pub(crate) fn draw() -> Self {
        Self(RandomState::new().build_hasher().finish())
    }

    #[cfg(test)]
    pub(crate) const fn known() -> Self {
        Self(KEYS[3])
    }

    /// The hash of a name.
    ///
    /// Folded multiplication of the whole name, as in wyhash and foldhash: the xor of both words of a 128-bit
    /// product. The length is spread over all bits, so that a difference in a character cannot cancel a difference in
    /// length. Tables are built once from a document and never grow under requests, so the worst a request can do is
    /// miss.
    #[inline]
    pub(crate) fn hash(self, name: &[u8]) -> u64 {
        let (first, last) = outer_words(name);
        let length = (name.len() as u64).wrapping_mul(KEYS[2]);
        let hash = fold(first ^ self.0, last ^ KEYS[1] ^ length);
        if name.len() <= 16 { hash } else { hash ^ hash_inside(self.0, name) }
    }
}

/// The hash of the bytes between the first and the last word of a name.
#[inline]
fn hash_inside(seed: u64, name: &[u8]) -> u64 {
    let (second, before_last) = inner_words(name).unwrap_or_default();
    let hash = fold(second ^ KEYS[2], before_last ^ seed);
    if name.len() <= 32 { hash } else { hash ^ hash_middle(seed, name) }
}

/// The hash of the bytes between the first two words of a name and the last two.
#[inline]
fn hash_middle(seed: u64, name: &[u8]) -> u64 {
    let (third, before) = middle_words(name).unwrap_or_default();
    let mut hash = fold(third ^ seed, before ^ KEYS[2]);
    let mut start = 24;
    while start + 24 < name.len() {
        let (Some(first), Some(second)) = (word(name, start), word(name, start + 8)) else { break };
        hash = fold(hash ^ first, second ^ seed);
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

/// The hash of a field of a type, from the hash of the type's name and half of the hash of its own.
///
/// The two are computed independently, so that a processor overlaps them. The multiplication distinguishes `a.b` from
/// `b.a`.
#[inline]
pub(crate) fn hash_field(type_hash: u64, field_hash: u32) -> u64 {
    type_hash ^ u64::from(field_hash).wrapping_mul(KEYS[0])
}

/// The hash of a field with the same name of another type, from the hash of one and those of both types.
pub(crate) fn hash_field_of_other(field_hash: u64, type_hash: u64, other_type_hash: u64) -> u64 {
    field_hash ^ type_hash ^ other_type_hash
}

/// The half of a name's hash that goes into the hash of a field.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "half is wanted")]
pub(crate) fn half(hash: u64) -> u32 {
    hash as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: Seed = Seed::known();

    #[test]
    fn the_order_of_type_and_field_counts() {
        let (a, b) = (SEED.hash(b"a"), SEED.hash(b"b"));
        assert_ne!(hash_field(a, half(b)), hash_field(b, half(a)));
        assert_ne!(hash_field(a, half(a)), hash_field(b, half(b)));
    }

    #[test]
    fn the_hash_of_a_field_leads_to_that_of_another_type() {
        let [a, b, field] = ["a", "b", "field"].map(|name| SEED.hash(name.as_bytes()));
        let of_a = hash_field(a, half(field));
        assert_eq!(hash_field_of_other(of_a, a, b), hash_field(b, half(field)));
    }

    #[test]
    fn hashes_of_numbered_names_spread_evenly() {
        let mut counts = [0_u32; 1_000];
        for number in 0..100_000 {
            let name = |prefix, number| SEED.hash(format!("{prefix}{number}").as_bytes());
            let hash = hash_field(name("Type", number / 10), half(name("f", number % 10)));
            counts[usize::try_from(((hash >> 32) * 1_000) >> 32).unwrap()] += 1;
        }
        // The expected count is a hundred for each bucket, with a standard deviation of ten.
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!((50..=150).contains(least) && (50..=150).contains(most), "{least} to {most}");
    }

    #[test]
    fn no_two_names_of_up_to_three_characters_have_one_hash() {
        let characters: Vec<u8> = (b'a'..=b'z').chain(b'A'..=b'Z').chain(b'0'..=b'9').chain([b'_']).collect();
        let mut hashes = std::collections::HashSet::new();
        let mut count = 0;
        for &first in &characters[..52] {
            for rest in 0..=characters.len() * (characters.len() + 1) {
                let mut name = vec![first];
                let mut rest = rest;
                while rest > 0 {
                    name.push(characters[(rest - 1) % characters.len()]);
                    rest = (rest - 1) / characters.len();
                }
                hashes.insert(SEED.hash(&name));
                count += 1;
            }
        }
        assert_eq!((hashes.len(), count), (count, 52 * (1 + 63 + 63 * 63)));
    }

    #[test]
    fn names_that_collide_under_one_seed_do_not_under_another() {
        let halves = |seed: Seed| -> std::collections::HashMap<u32, Vec<u32>> {
            let mut names: std::collections::HashMap<u32, Vec<u32>> = std::collections::HashMap::new();
            for number in 0..200_000_u32 {
                names.entry(half(seed.hash(format!("name{number}").as_bytes()))).or_default().push(number);
            }
            names.retain(|_, names| names.len() > 1);
            names
        };
        let one: Vec<Vec<u32>> = halves(SEED).into_values().collect();
        let other: Vec<Vec<u32>> = halves(Seed(7)).into_values().collect();
        assert!(!one.is_empty() && !other.is_empty());
        assert!(one.iter().all(|names| !other.contains(names)));
    }
}
