//! The end of a string, sought a word at a time.

const LOW_BITS: u64 = u64::from_le_bytes([1; 8]);
const HIGH_BITS: u64 = LOW_BITS << 7;

/// The number of bytes before the first quote, backslash or control character.
///
/// There is no branch on the position within a block: names end anywhere, so it would rarely be predicted.
#[inline]
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let mut start = 0;
    while let Some(block) = bytes.get(start..).and_then(|rest| rest.first_chunk::<BLOCK>()) {
        let position = position_in_block(block);
        start += position;
        if position < BLOCK {
            return start;
        }
    }
    let is_plain = |&&byte: &&u8| byte != b'"' && byte != b'\\' && byte >= 0x20;
    start + bytes[start..].iter().take_while(is_plain).count()
}

/// Longer than most names.
const BLOCK: usize = 16;

/// The position of the first special byte, or the length of a block if there is none.
#[inline]
fn position_in_block(block: &[u8; BLOCK]) -> usize {
    let bits_before = |start: usize| {
        let word = block[start..].first_chunk().map_or(0, |&word| u64::from_le_bytes(word));
        special_bytes(word).trailing_zeros() as usize
    };
    // If there is none, all 64 bits of a word precede it.
    let go_on = |before: usize, start: usize| before + usize::from(before == 8 * start) * bits_before(start);
    go_on(bits_before(0), 8) / 8
}

/// The high bits of quotes, backslashes and control characters, correct up to the first one.
#[inline]
fn special_bytes(word: u64) -> u64 {
    // A byte that borrows is below the subtrahend, unless its high bit was already set: then it is part of a
    // character. Quotes are exchanged with 0x20, which follows the control characters.
    let quotes_and_controls = (word ^ (LOW_BITS * 2)).wrapping_sub(LOW_BITS * 0x21);
    let backslashes = (word ^ (LOW_BITS * u64::from(b'\\'))).wrapping_sub(LOW_BITS);
    (quotes_and_controls | backslashes) & !word & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_string_is_plain_up_to_where_a_loop_over_the_bytes_says(
            bytes in prop::collection::vec(prop_oneof![20 => 0x20_u8..=255, 1 => any::<u8>()], 0..100),
        ) {
            let is_special = |&byte: &u8| byte == b'"' || byte == b'\\' || byte < 0x20;
            prop_assert_eq!(plain_length(&bytes), bytes.iter().position(is_special).unwrap_or(bytes.len()));
        }
    }
}
