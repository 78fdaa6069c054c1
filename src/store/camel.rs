//! The camelCase rule: how a look-up by a database column's name finds a field.
//!
//! Leading underscores stay; every other run of underscores is removed, and the character after it is upper-cased. So
//! `network_config` becomes `networkConfig`, `_id` stays as it is, and `block__no_` becomes `blockNo`.

/// Longer names, and names that are not ASCII, are converted without a buffer.
const BUFFER: usize = 64;
/// A word is always written whole, even if only its first bytes count.
const ROOM: usize = BUFFER + 8;

use super::words::outer_words;

const LOW_BITS: u64 = u64::from_le_bytes([1; 8]);
const HIGH_BITS: u64 = LOW_BITS << 7;
const UNDERSCORES: u64 = u64::from_le_bytes([b'_'; 8]);

/// The camelCase form of a name.
pub(crate) enum Camel {
    /// The name itself.
    Same,
    /// This.
    Short(CamelCased),
    /// A form to be compared by [`is_camel_of`].
    Long,
}

/// Applies the rule to `name`.
#[inline]
pub(crate) fn camel(name: &[u8]) -> Camel {
    let leading = name.iter().take_while(|&&byte| byte == b'_').count();
    let rest = &name[leading..];
    if !has_underscore(rest) {
        return Camel::Same;
    }
    if name.len() > BUFFER {
        return Camel::Long;
    }
    let mut folded = CamelCased { bytes: [b'_'; ROOM], length: leading, after_underscore: false };
    let mut all = 0;
    let mut start = 0;
    while let Some(word) = word_at(rest, start) {
        folded.push(word, 8);
        all |= word;
        start += 8;
    }
    let length = rest.len() - start;
    if length > 0 {
        let word = last_word(rest, length);
        folded.push(word, length);
        all |= word;
    }
    if all & HIGH_BITS == 0 { Camel::Short(folded) } else { Camel::Long }
}

/// A short ASCII name in its camelCase form, on the stack.
pub(crate) struct CamelCased {
    bytes: [u8; ROOM],
    length: usize,
    /// Whether the next character is upper-cased.
    after_underscore: bool,
}

impl CamelCased {
    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length.min(ROOM)]
    }

    /// Appends a word of `length` bytes without its underscores.
    #[inline]
    fn push(&mut self, mut word: u64, mut length: usize) {
        if self.after_underscore {
            word = raise(word, 0);
        }
        self.after_underscore = word >> (8 * (length - 1)) == u64::from(b'_');
        let mut found = underscores(word);
        while found != 0 {
            let at = found.trailing_zeros() & !7;
            let before = word & ((1 << at) - 1);
            // Two shifts, since their sum may be 64.
            let after = word >> at >> 8;
            word = raise(before | after << at, at);
            length -= 1;
            found = underscores(word);
        }
        if let Some(room) = self.bytes.get_mut(self.length..self.length + 8) {
            room.copy_from_slice(&word.to_le_bytes());
        }
        self.length += length;
    }
}

/// Whether there is an underscore anywhere.
#[inline]
pub(crate) fn has_underscore(name: &[u8]) -> bool {
    let (first, last) = outer_words(name);
    underscores(first) | underscores(last) != 0 || (name.len() > 16 && has_underscore_inside(name))
}

/// Whether there is an underscore in a name of more than 16 bytes, eight bytes at a time; the outer words are
/// skipped.
#[inline(never)]
fn has_underscore_inside(name: &[u8]) -> bool {
    let mut start = 8;
    while let Some(word) = word_at(name, start) {
        if underscores(word) != 0 {
            return true;
        }
        start += 8;
    }
    false
}

/// Whether a name that is not an alias made by [`make_snake`] cannot be the alias of any field: any field with its
/// camelCase form would have exactly this alias.
pub(crate) fn is_snake(name: &[u8]) -> bool {
    let mut after_underscore = if name.first() == Some(&b'_') { HIGH_BITS } else { 0 };
    let mut start = 0;
    while start < name.len() {
        let word = word_at(name, start).unwrap_or_else(|| last_word(name, name.len() - start));
        let underscores = bytes_from_to(word, b'_', b'_');
        let must_be_letters = underscores << 8 | after_underscore;
        if must_be_letters & !bytes_from_to(word, b'a', b'z') | bytes_from_to(word, b'A', b'Z') != 0 {
            return false;
        }
        after_underscore = underscores >> 56;
        start += 8;
    }
    after_underscore == 0
}

/// The high bit of each byte in the range from `first` to `last`, which are ASCII.
#[inline]
fn bytes_from_to(word: u64, first: u8, last: u8) -> u64 {
    let low = word & !HIGH_BITS;
    // Each sum stays within its byte, and has the high bit if the byte is at least that large.
    let at_least = |byte: u8| low + LOW_BITS * u64::from(0x80 - byte);
    at_least(first) & !at_least(last + 1) & !word & HIGH_BITS
}

/// The eight bytes from `start` on, the first one lowest.
#[inline]
fn word_at(name: &[u8], start: usize) -> Option<u64> {
    name.get(start..start + 8)?.first_chunk().copied().map(u64::from_le_bytes)
}

/// The last `length` bytes, fewer than eight: read together with the bytes before them, if there are enough.
#[inline]
fn last_word(name: &[u8], length: usize) -> u64 {
    match name.last_chunk() {
        Some(&last) => u64::from_le_bytes(last) >> (8 * (8 - length)),
        None => name.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}

/// The high bit of the lowest byte that is an underscore. Higher bytes may have theirs set as well.
#[inline]
fn underscores(word: u64) -> u64 {
    let zero_where = word ^ UNDERSCORES;
    zero_where.wrapping_sub(LOW_BITS) & !zero_where & HIGH_BITS
}

/// The word with the letter at bit `at` upper-cased.
#[inline]
fn raise(word: u64, at: u32) -> u64 {
    let letter = word >> at & 0xff;
    let is_lowercase = letter.wrapping_sub(u64::from(b'a')) < 26;
    word ^ u64::from(is_lowercase) << (at + 5)
}

/// Whether `name` is the camelCase form of `alias`, for names of any length and script.
pub(crate) fn is_camel_of(name: &str, alias: &str) -> bool {
    camel_chars(alias).eq(name.chars())
}

/// The camelCase form of a name, character by character.
pub(crate) fn camel_chars(name: &str) -> impl Iterator<Item = char> {
    let rest = name.trim_start_matches('_');
    let mut after_underscore = false;
    let folded = rest.chars().flat_map(move |character| {
        let upper = std::mem::replace(&mut after_underscore, character == '_');
        let raised = upper.then(|| character.to_uppercase());
        let plain = (!upper).then_some(character);
        raised.into_iter().flatten().chain(plain).filter(|&character| character != '_')
    });
    name[..name.len() - rest.len()].chars().chain(folded)
}

/// Writes to `snake` the `snake_case` name whose camelCase form is this name, if there is one: `network_config` for
/// `networkConfig`. For names with an upper-case letter and without an underscore, except leading ones.
pub(crate) fn make_snake(name: &str, snake: &mut String) -> bool {
    let inner = name.trim_start_matches('_').as_bytes();
    // A character after leading underscores stays as it is.
    if inner.first().is_none_or(u8::is_ascii_uppercase) {
        return false;
    }
    snake.clear();
    if name.len() > BUFFER {
        for letter in name.chars() {
            if letter.is_ascii_uppercase() {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        }
        return true;
    }
    // Each letter becomes at most two. The result is verified in words as it is written, which takes fewer steps.
    let mut buffer = [0; 2 * BUFFER + 8];
    let length = write_snake(name.as_bytes(), &mut buffer);
    let checked = std::str::from_utf8(&buffer[..length.next_multiple_of(8)]);
    let Some(checked) = checked.ok().and_then(|checked| checked.get(..length)) else { return false };
    snake.push_str(checked);
    true
}

/// Writes each upper-case letter as an underscore and a lower-case letter. Returns the length; zeros follow.
fn write_snake(name: &[u8], buffer: &mut [u8; 2 * BUFFER + 8]) -> usize {
    let mut length = 0;
    let mut write = |word: u64, bytes: usize| {
        buffer[length..length + 8].copy_from_slice(&word.to_le_bytes());
        length += bytes;
    };
    for start in (0..name.len()).step_by(8) {
        let size = (name.len() - start).min(8);
        let word = word_at(name, start).unwrap_or_else(|| last_word(name, size));
        let mut upper = bytes_from_to(word, b'A', b'Z');
        let lower = word | upper >> 2;
        let mut written = 0;
        while upper != 0 {
            let letter = upper.trailing_zeros() as usize / 8;
            write(lower >> (8 * written), letter - written);
            write(u64::from(b'_'), 1);
            written = letter;
            upper &= upper - 1;
        }
        write(lower >> (8 * written), size - written);
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snake_of(name: &str) -> Option<String> {
        let mut snake = "left over".to_owned();
        make_snake(name, &mut snake).then_some(snake)
    }

    #[test]
    fn a_snake_case_name_leads_back_or_there_is_none() {
        assert_eq!(snake_of("networkConfig").as_deref(), Some("network_config"));
        assert_eq!(snake_of("address2Line").as_deref(), Some("address2_line"));
        assert_eq!(snake_of("_nodeID").as_deref(), Some("_node_i_d"));
        for name in ["Name", "_Id", "__ID"] {
            assert_eq!(snake_of(name), None, "{name}");
        }
        for name in ["networkConfig", "__aBC", "aÄÖx", "a1B2", "äB"] {
            assert!(snake_of(name).is_none_or(|snake| is_camel_of(name, &snake)), "{name}");
        }
    }

    #[test]
    fn a_name_is_in_snake_case_if_its_camel_case_form_leads_back() {
        for number in 0..5_u32.pow(8) {
            let digits = (0..number % 11).map(|digit| number / 5_u32.pow(digit) % 5);
            let name: String = digits.map(|digit| char::from(b"_aB2z"[digit as usize])).collect();
            let camel: String = camel_chars(&name).collect();
            let has_snake = camel.contains(|c: char| c.is_ascii_uppercase());
            let snake =
                snake_of(&camel).filter(|_| has_snake && !camel.trim_start_matches('_').contains('_'));
            let leads_back = snake.is_some_and(|snake| snake == name);
            let expected = leads_back && !name.starts_with('_');
            let has_alias = name.contains('_') && is_snake(name.as_bytes());
            assert_eq!(has_alias, expected, "{name} {camel}");
        }
    }

    #[track_caller]
    fn assert_camel(name: &str, expected: &str) {
        assert_eq!(camel_chars(name).collect::<String>(), expected);
        assert!(is_camel_of(expected, name));
        match camel(name.as_bytes()) {
            Camel::Same => assert_eq!(name, expected),
            Camel::Short(short) => assert_eq!(short.as_bytes(), expected.as_bytes()),
            Camel::Long => assert!(name.len() > BUFFER || !name.is_ascii()),
        }
    }

    #[test]
    fn the_rule_holds_for_leading_inner_and_trailing_runs() {
        assert_camel("", "");
        assert_camel("_", "_");
        assert_camel("___", "___");
        assert_camel("name", "name");
        assert_camel("_id", "_id");
        assert_camel("__type_name", "__typeName");
        assert_camel("network_config", "networkConfig");
        assert_camel("network__config_", "networkConfig");
        assert_camel("address_2_line", "address2Line");
        assert_camel("a_B_c", "aBC");
        assert_camel("name_", "name");
        assert_camel("straße_ähnlich", "straßeÄhnlich");
        assert_camel(&"long_name".repeat(20), &format!("longName{}", "longName".repeat(19)));
    }

    #[test]
    fn the_rule_holds_for_every_short_name_of_three_characters() {
        for length in 0..10 {
            for number in 0..3_u32.pow(length) {
                let name: String = (0..length)
                    .map(|digit| char::from(b"_aB"[number as usize / 3_usize.pow(digit) % 3]))
                    .collect();
                assert_camel(&name, &camel_chars(&name).collect::<String>());
            }
        }
    }

    #[test]
    fn a_name_as_long_as_the_buffer_fits() {
        assert_camel(&("_".repeat(BUFFER - 3) + "a_b"), &("_".repeat(BUFFER - 3) + "aB"));
        assert_camel(
            &("a_".to_owned() + &"b".repeat(BUFFER - 2)),
            &("aB".to_owned() + &"b".repeat(BUFFER - 3)),
        );
    }
}
