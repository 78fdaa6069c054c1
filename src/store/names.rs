//! The arena: each distinct name once, referred to by its offset.

use hashbrown::HashTable;

use super::camel::has_underscore;
use super::hash::Seed;
use super::words::are_equal;

/// The position of a name in the arena: the offset of its length.
///
/// Two interned names are equal if and only if their offsets are, since each distinct text is interned once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(u32);

/// No name.
impl Default for Name {
    fn default() -> Self {
        Self::NONE
    }
}

impl Name {
    /// Stands for an absent name. No arena reaches this offset.
    pub(crate) const NONE: Self = Self(u32::MAX);

    /// The name with that number.
    pub(crate) fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// The offset, which identifies interned names.
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    pub(crate) fn is_some(self) -> bool {
        self != Self::NONE
    }

    pub(crate) fn some(self) -> Option<Self> {
        self.is_some().then_some(self)
    }
}

/// The arena is valid UTF-8 throughout, lengths included, so that returning a name needs no check. Before each name
/// stands one ASCII character: its length plus 1, if that is at most [`SHORT`]. For a longer name the character is
/// [`LONG`], and the length follows in five characters of seven bits each.
const LONG: u8 = 0;
const SHORT: usize = 0x7e;
const LONG_DIGITS: usize = 5;

/// The finished arena.
#[derive(Debug)]
pub(crate) struct Names {
    text: Box<str>,
    seed: Seed,
}

impl Names {
    /// The text of a name.
    #[inline]
    pub(crate) fn get(&self, name: Name) -> &str {
        text_at(&self.text, name)
    }

    /// The text of an optional name.
    #[inline]
    pub(crate) fn get_some(&self, name: Name) -> Option<&str> {
        name.some().map(|name| self.get(name))
    }

    /// The hash of a text.
    #[inline]
    pub(crate) fn hash(&self, text: &[u8]) -> u64 {
        self.seed.hash(text)
    }

    /// Whether a name reads as `text`.
    #[inline]
    pub(crate) fn is(&self, name: Name, text: &[u8]) -> bool {
        is_at(&self.text, name, text)
    }
}

#[inline]
fn is_at(arena: &str, name: Name, text: &[u8]) -> bool {
    let Some((&mark, rest)) = arena.as_bytes().get(name.0 as usize..).and_then(<[u8]>::split_first) else {
        return false;
    };
    if usize::from(mark) != text.len() + 1 {
        return mark == LONG && is_long_at(arena, name, text);
    }
    rest.get(..text.len()).is_some_and(|stored| are_equal(stored, text))
}

#[cold]
#[inline(never)]
fn is_long_at(arena: &str, name: Name, text: &[u8]) -> bool {
    text_at(arena, name).as_bytes() == text
}

#[inline]
fn text_at(text: &str, name: Name) -> &str {
    let start = name.0 as usize + 1;
    match text.as_bytes()[start - 1] {
        LONG => long_text_at(text, start),
        mark => &text[start..start + usize::from(mark) - 1],
    }
}

#[cold]
fn long_text_at(text: &str, start: usize) -> &str {
    let digits = &text.as_bytes()[start..start + LONG_DIGITS];
    let length = digits.iter().fold(0, |length, &digit| length << 7 | usize::from(digit));
    &text[start + LONG_DIGITS..][..length]
}

/// The growing arena, with a table to find texts that are already in it.
#[derive(Debug)]
pub(crate) struct Interner {
    seed: Seed,
    text: String,
    entries: HashTable<Entry>,
    full: bool,
}

/// A name, with what was determined about its text when it was added.
#[derive(Debug, Clone, Copy)]
struct Entry {
    name: Name,
    says: Says,
}

/// A text in the arena, with its properties.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interned {
    pub(crate) name: Name,
    pub(crate) says: Says,
    pub(crate) hash: u64,
}

/// Properties of a name: independent bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Says(u8);

impl Says {
    /// It is a GraphQL Name: `/[_A-Za-z][_0-9A-Za-z]*/`.
    const GRAPHQL_NAME: u8 = 1;
    /// An underscore follows another character.
    const INNER_UNDERSCORE: u8 = 2;
    /// There is an ASCII letter in upper case.
    const UPPER_CASE: u8 = 4;
    /// Some field has this name, or had it before.
    const FIELD_NAME: u8 = 8;

    pub(crate) fn is_graphql_name(self) -> bool {
        self.0 & Self::GRAPHQL_NAME != 0
    }

    pub(crate) fn has_inner_underscore(self) -> bool {
        self.0 & Self::INNER_UNDERSCORE != 0
    }

    /// Whether this is the first field with a name that may have an alias.
    pub(crate) fn may_need_alias(self) -> bool {
        self.0 & (Self::UPPER_CASE | Self::INNER_UNDERSCORE | Self::FIELD_NAME) == Self::UPPER_CASE
    }
}

impl Interner {
    /// An arena with room for about `bytes` of text and that many names, so that large documents do not make it
    /// reallocate.
    pub(crate) fn with_capacity(seed: Seed, bytes: usize, names: usize) -> Self {
        Self {
            seed,
            text: String::with_capacity(bytes),
            entries: HashTable::with_capacity(names),
            full: false,
        }
    }

    /// The name of `text`, which is added if it is new.
    ///
    /// Once the arena is full, every new text gets the same name, and [`Interner::is_full`] reports it: names
    /// interned since then must not be used.
    pub(crate) fn intern(&mut self, text: &str) -> Interned {
        self.intern_hashed(text, self.hash_text(text))
    }

    /// The same for a text whose hash is known.
    #[inline]
    pub(crate) fn intern_hashed(&mut self, text: &str, hash: u64) -> Interned {
        let (text_so_far, bytes) = (&self.text, text.as_bytes());
        match self.entries.find(hash, |entry| is_at(text_so_far, entry.name, bytes)) {
            Some(&Entry { name, says }) => Interned { name, says, hash },
            None => self.add(text, hash, 0),
        }
    }

    /// The name of a field, which is added if it is new.
    #[inline]
    pub(crate) fn intern_field(&mut self, text: &str) -> Interned {
        let hash = self.seed.hash(text.as_bytes());
        let (text_so_far, bytes) = (&self.text, text.as_bytes());
        match self.entries.find_mut(hash, |entry| is_at(text_so_far, entry.name, bytes)) {
            Some(entry) => {
                let Entry { name, says } = *entry;
                entry.says.0 |= Says::FIELD_NAME;
                Interned { name, says, hash }
            }
            None => self.add(text, hash, Says::FIELD_NAME),
        }
    }

    /// The name of a text that is never looked up: it is appended without a search, so the arena may contain it
    /// twice.
    pub(crate) fn append(&mut self, text: &str) -> Name {
        append(&mut self.text, text).unwrap_or_else(|| {
            self.full = true;
            Name(0)
        })
    }

    /// Adds a name that is not in the arena. The bit for a field's name applies only to later uses.
    #[inline(never)]
    fn add(&mut self, text: &str, hash: u64, of_field: u8) -> Interned {
        let name = self.append(text);
        let arena = &self.text;
        let classes = classes(text.as_bytes());
        let has_inner_underscore =
            classes & UNDERSCORE != 0 && has_underscore(text.trim_start_matches('_').as_bytes());
        let bit = |is_so: bool, bit: u8| if is_so { bit } else { 0 };
        let says = bit(is_name(text, classes), Says::GRAPHQL_NAME)
            | bit(has_inner_underscore, Says::INNER_UNDERSCORE)
            | bit(classes & UPPER_CASE != 0, Says::UPPER_CASE);
        if !self.full {
            let entry = Entry { name, says: Says(says | of_field) };
            let seed = self.seed;
            self.entries.insert_unique(hash, entry, |entry| seed.hash(text_at(arena, entry.name).as_bytes()));
        }
        Interned { name, says: Says(says), hash }
    }

    pub(crate) fn get(&self, name: Name) -> &str {
        text_at(&self.text, name)
    }

    /// Whether a name reads as `text`.
    pub(crate) fn is(&self, name: Name, text: &str) -> bool {
        is_at(&self.text, name, text.as_bytes())
    }

    /// The hash of a name, computed anew.
    pub(crate) fn hash(&self, name: Name) -> u64 {
        self.hash_text(self.get(name))
    }

    /// The hash of a text.
    pub(crate) fn hash_text(&self, text: &str) -> u64 {
        self.seed.hash(text.as_bytes())
    }

    /// Whether a text did not fit into the 4 GiB that a name can refer to.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    /// The finished arena.
    pub(crate) fn finish(self) -> Names {
        Names { text: self.text.into_boxed_str(), seed: self.seed }
    }
}

/// Whether a text is a GraphQL Name.
pub(crate) fn is_graphql_name(text: &str) -> bool {
    is_name(text, classes(text.as_bytes()))
}

/// Whether a text whose bytes have these classes is a GraphQL Name.
#[inline]
fn is_name(text: &str, classes: u8) -> bool {
    classes & OTHER == 0 && text.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}

/// Classes of bytes in a name.
const UNDERSCORE: u8 = 1;
const UPPER_CASE: u8 = 2;
const OTHER: u8 = 4;

/// The class of each byte; 0 for digits and lower-case letters.
const CLASSES: [u8; 256] = {
    let mut classes = [OTHER; 256];
    let mut byte = 0;
    while byte < 128 {
        match byte {
            b'_' => classes[byte as usize] = UNDERSCORE,
            b'A'..=b'Z' => classes[byte as usize] = UPPER_CASE,
            b'a'..=b'z' | b'0'..=b'9' => classes[byte as usize] = 0,
            _ => {}
        }
        byte += 1;
    }
    classes
};

/// The union of the classes of all bytes.
#[inline]
fn classes(text: &[u8]) -> u8 {
    let of = |bytes: &[u8]| bytes.iter().fold(0, |classes, &byte| classes | CLASSES[usize::from(byte)]);
    let of_eight = |bytes: &[u8; 8]| of(bytes);
    // Looking at some bytes twice takes less time than a loop with an unpredictable end.
    match text.last_chunk() {
        Some(last) => text
            .chunks_exact(8)
            .filter_map(<[u8]>::first_chunk)
            .fold(of_eight(last), |all, eight| all | of_eight(eight)),
        None => of(text),
    }
}

fn append(arena: &mut String, text: &str) -> Option<Name> {
    let name = Name(u32::try_from(arena.len()).ok()?);
    let end = u32::try_from(arena.len() + 1 + LONG_DIGITS + text.len()).ok()?;
    if end == u32::MAX {
        return None;
    }
    if text.len() <= SHORT {
        arena.push(ascii(text.len() + 1));
    } else {
        arena.push(char::from(LONG));
        for digit in (0..LONG_DIGITS).rev() {
            arena.push(ascii(text.len() >> (7 * digit)));
        }
    }
    arena.push_str(text);
    Some(name)
}

#[expect(clippy::cast_possible_truncation, reason = "seven bits are left")]
fn ascii(bits: usize) -> char {
    char::from((bits & 0x7f) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_stored_once_and_read_back_at_every_length() {
        let mut interner = Interner::with_capacity(Seed::known(), 0, 0);
        let texts: Vec<String> = [0, 1, 3, 4, 7, 8, 15, 16, 17, 126, 127, 128, 20_000, 3_000_000]
            .iter()
            .map(|&length| "é".repeat(length / 2) + &"x".repeat(length % 2))
            .collect();
        let names: Vec<Name> = texts.iter().map(|text| interner.intern(text).name).collect();
        let size = interner.text.len();
        for (text, &name) in texts.iter().zip(&names) {
            assert_eq!(interner.intern(text).name, name);
            assert_eq!(interner.get(name), text);
        }
        assert_eq!(interner.text.len(), size);
        let arena = interner.finish();
        for (text, &name) in texts.iter().zip(&names) {
            assert_eq!(arena.get(name), text);
            for other in &texts {
                assert_eq!(arena.is(name, other.as_bytes()), text == other, "{} {}", text.len(), other.len());
            }
        }
    }
}
