//! Short texts as whole words, to hash and compare names without a loop over their bytes.
//!
//! The first and the last word of a text overlap and so cover up to 16 bytes (as in wyhash and foldhash); with their
//! neighbours they cover up to 32, and with the next ones up to 48.

/// The first and the last word of a text: of 8 bytes each, or of 4 for shorter texts. For less than 4 bytes, the
/// first word has all of them.
#[inline]
pub(crate) fn outer_words(text: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into());
    }
    (tiny_word(text), 0)
}

/// The second and the second to last word of a text of at least 16 bytes.
#[inline]
pub(crate) fn inner_words(text: &[u8]) -> Option<(u64, u64)> {
    let (first, last) = (text.first_chunk::<16>()?, text.last_chunk::<16>()?);
    Some((word(first, 8)?, word(last, 0)?))
}

/// The third and the third to last word of a text of at least 24 bytes.
#[inline]
pub(crate) fn middle_words(text: &[u8]) -> Option<(u64, u64)> {
    let (first, last) = (text.first_chunk::<24>()?, text.last_chunk::<24>()?);
    Some((word(first, 16)?, word(last, 0)?))
}

/// Whether two texts of equal length are equal.
#[inline]
pub(crate) fn are_equal(a: &[u8], b: &[u8]) -> bool {
    let ((a_first, a_last), (b_first, b_last)) = (outer_words(a), outer_words(b));
    (a_first ^ b_first) | (a_last ^ b_last) == 0 && (a.len() <= 16 || are_equal_inside(a, b))
}

/// Whether two texts of equal length, more than 16, are equal except for their outer words, which are skipped.
#[inline(never)]
fn are_equal_inside(a: &[u8], b: &[u8]) -> bool {
    let is_same = |words: fn(&[u8]) -> Option<(u64, u64)>| match (words(a), words(b)) {
        (Some((a_first, a_last)), Some((b_first, b_last))) => (a_first ^ b_first) | (a_last ^ b_last) == 0,
        _ => false,
    };
    match a.len() {
        ..=32 => is_same(inner_words),
        33..=48 => is_same(inner_words) && is_same(middle_words),
        _ => a == b,
    }
}

/// All of a text of less than four bytes.
#[inline]
fn tiny_word(text: &[u8]) -> u64 {
    let byte = |at: usize| text.get(at).copied().map_or(0, u64::from);
    byte(0) | byte(text.len() / 2) << 8 | byte(text.len().wrapping_sub(1)) << 16
}

/// The eight bytes from `start` on, the first one lowest.
#[inline]
pub(crate) fn word(text: &[u8], start: usize) -> Option<u64> {
    text.get(start..start + 8)?.first_chunk().copied().map(u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::hash::Seed;

    #[test]
    fn every_byte_of_a_text_of_any_length_counts() {
        for length in 0..150 {
            let text: Vec<u8> = (0..length).map(|at| b'a' + at % 23).collect();
            assert!(are_equal(&text, &text.clone()), "{length}");
            for at in 0..text.len() {
                let mut other = text.clone();
                other[at] ^= 1;
                assert!(!are_equal(&text, &other), "byte {at} of {length}");
                assert_ne!(Seed::known().hash(&text), Seed::known().hash(&other), "byte {at} of {length}");
            }
            let longer = [&text[..], b"\0"].concat();
            assert_ne!(Seed::known().hash(&text), Seed::known().hash(&longer), "{length}");
        }
    }
}
