//! Definitions that were read before, recognized by their text.
//!
//! Most fields, arguments and values of a schema have exactly the same text as an earlier one: objects in the IR, and
//! in SDL the rest of the line after a field's name. Recognizing a text takes a look at a few of its words and one
//! comparison; reading it takes parsing, and a hash for each of its strings.

use std::ops::Range;

use crate::store::words::outer_words;

/// A definition is found by its text up to the first byte that can end it. This is the longest such prefix.
const LONGEST_START: usize = 256;
/// The longest definition that is remembered.
const LONGEST: usize = 4096;
/// More than most schemas need. A table that fits no cache costs more time than it saves.
const MOST_PLACES: usize = 1 << 14;

/// Definitions of one kind, by their text.
///
/// Each has exactly one place, which a later one takes over. So a look-up always costs the same, however many there
/// are and whatever they have in common; at worst, a definition is read again.
pub(super) struct Known<T> {
    /// The number of places is a power of two.
    places: Vec<Definition<T>>,
    /// The byte that ends definitions, and perhaps parts of them.
    last: u8,
    /// The length of the shortest definition: its end is sought only after that.
    shortest: usize,
    /// How many definitions were skipped.
    pub(super) passed: usize,
}

#[derive(Clone, Copy, Default)]
struct Definition<T> {
    start: u32,
    /// At most [`LONGEST`]; 0 for an empty place.
    length: u16,
    /// Sixteen more bits of the hash: a different text is then rarely fetched to be compared.
    check: u16,
    says: T,
}

impl<T: Copy + Default> Known<T> {
    pub(super) fn new(places: usize, last: u8, shortest: usize) -> Self {
        let places = places.min(MOST_PLACES).next_power_of_two();
        Self { places: vec![Definition::default(); places], last, shortest, passed: 0 }
    }

    /// If a known definition stands there: its end, and its content.
    #[inline]
    pub(super) fn find(&self, text: &str, at: usize) -> Option<(usize, T)> {
        let text = text.as_bytes();
        let rest = text.get(at..)?;
        let (place, wanted) = self.place(rest)?;
        let Definition { start, length, check, says } = self.places[place];
        let (start, length) = (start as usize, usize::from(length));
        let is_known =
            length > 0 && check == wanted && rest.get(..length)? == text.get(start..start + length)?;
        is_known.then_some((at + length, says))
    }

    /// Remembers the definition at that span.
    pub(super) fn remember(&mut self, text: &str, span: Range<usize>, says: T) {
        let length = span.len();
        let place =
            text.as_bytes().get(span.start..).and_then(|text| self.place(text)).filter(|_| length <= LONGEST);
        // A definition 4 GiB from the start is not remembered.
        if let (Some((place, check)), Ok(start), Ok(length)) =
            (place, span.start.try_into(), length.try_into())
        {
            self.places[place] = Definition { start, length, check, says };
        }
    }

    /// The place of the definition at the start of a text, and its check.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lowest bits are the check")]
    fn place(&self, text: &[u8]) -> Option<(usize, u16)> {
        let start = text.get(self.shortest..text.len().min(LONGEST_START))?;
        let end = memchr::memchr(self.last, start)?;
        let mixed = mix(text.get(..self.shortest + end)?);
        // The high bits depend on all factors.
        Some(((mixed >> 32) as usize & (self.places.len() - 1), mixed as u16))
    }
}

/// A number that depends on the length and on what usually differs between definitions: the name of the type, near
/// the start, and the end.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "both halves of the product are used")]
fn mix(text: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let word = |bytes: &[u8]| bytes.first_chunk().map_or(0, |&word| u64::from_le_bytes(word));
    let (front, back) = match (text.first_chunk::<32>(), text.last_chunk::<24>()) {
        (Some(front), Some(back)) => (
            word(&front[14..22]) ^ word(&front[22..30]).rotate_left(24),
            word(&back[..8]) ^ word(&back[8..16]).rotate_left(20) ^ word(&back[16..]).rotate_left(40),
        ),
        _ => outer_words(text),
    };
    let product = u128::from(front ^ ODD) * u128::from(back ^ text.len() as u64 ^ ODD.rotate_left(32));
    ((product >> 64) as u64 ^ product as u64).wrapping_mul(ODD)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the definitions of a text one after the other; returns for each the number of the one that it was
    /// recognized by.
    fn read(definitions: &[&str], places: usize, shortest: usize) -> Vec<Option<usize>> {
        let text = definitions.join(",");
        let mut known = Known::new(places, b'}', shortest);
        let mut start = 0;
        let read = |(number, definition): (usize, &&str)| {
            let end = start + definition.len();
            let found = known.find(&text, start);
            match found {
                Some((found_end, _)) => assert_eq!(found_end, end, "{definition}"),
                None => known.remember(&text, start..end, number),
            }
            start = end + 1;
            found.map(|(_, number)| number)
        };
        definitions.iter().enumerate().map(read).collect()
    }

    #[test]
    fn a_definition_is_known_by_one_that_is_the_same_to_the_letter() {
        let field = |list: &str, rest: &str| {
            format!(r#"{{"type_name":"User","is_nested_object":true,"is_list":{list}{rest}}}"#)
        };
        let (plain, list) = (field("false", ""), field("true ", ""));
        let with_args = field("false", r#","args":{"first":{"type":"Int"},"last":{"type":"Int"}}"#);
        let other_args = field("false", r#","args":{"first":{"type":"Int"},"last":{"type":"ID"}}"#);
        let filler = "x".repeat(300);
        let texts = [&plain, &list, &with_args, &plain, &list, &with_args, &other_args, &other_args, &filler];
        let found = read(&texts.map(String::as_str), 1 << 12, 48);
        assert_eq!(found[..3], [None, None, None]);
        assert_eq!(found[3..], [Some(0), Some(1), Some(2), None, Some(6), None]);
    }

    #[test]
    fn one_that_takes_the_place_of_another_is_not_taken_for_it() {
        let texts: Vec<String> = (0..50).map(|number| format!(r#"{{"type":"T{}"}}"#, number % 7)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for places in [1, 2, 4, 64] {
            for (number, found) in read(&texts, places, 8).into_iter().enumerate() {
                assert!(found.is_none_or(|found| texts[found] == texts[number]), "{number} {places}");
            }
        }
        let repeated = read(&["{}", "{}", r#"{"deprecated":""}"#, "{}"], 1, 1);
        assert_eq!(repeated, [None, Some(0), None, None]);
    }
}
