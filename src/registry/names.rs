//! The text arena: each distinct name once, found again by its offset.

use hashbrown::HashTable;

use super::camel::has_underscore;
use super::hash::hash_name;
use super::words::are_equal;

/// Where a name stands in the arena: the offset of its length.
///
/// Two names that were interned are equal if and only if their offsets are, since each distinct text is interned once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(u32);

/// No name.
impl Default for Name {
    fn default() -> Self {
        Self::NONE
    }
}

impl Name {
    /// Stands where an optional name is absent. No arena reaches this offset.
    pub(crate) const NONE: Self = Self(u32::MAX);

    /// The offset, which tells interned names apart.
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

/// The arena is text throughout, lengths included, so that handing out a name needs no UTF-8 check: before the name
/// stands one ASCII character, which is its length and 1 up to [`SHORT`]. A longer name has this one, and five of seven
/// bits each that are its length.
const LONG: u8 = 0;
const SHORT: usize = 0x7e;
const LONG_DIGITS: usize = 5;

/// The finished arena.
#[derive(Debug, Default)]
pub(crate) struct Names {
    text: Box<str>,
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

/// The growing arena, and the table that finds a text that is already there.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    text: String,
    entries: HashTable<Entry>,
    full: bool,
}

/// A name, and what was found out about its text when it was new.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "they note independent things")]
struct Entry {
    name: Name,
    is_graphql_name: bool,
    has_inner_underscore: bool,
    has_upper_case: bool,
    /// Whether some field has it as its name.
    is_field_name: bool,
}

/// A text in the arena, and what is known of it.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "they note independent things")]
pub(crate) struct Interned {
    pub(crate) name: Name,
    pub(crate) hash: u64,
    /// Whether it is a GraphQL Name: `/[_A-Za-z][_0-9A-Za-z]*/`.
    pub(crate) is_graphql_name: bool,
    /// Whether an underscore follows another character.
    pub(crate) has_inner_underscore: bool,
    /// Whether there is an ASCII letter in upper case.
    pub(crate) has_upper_case: bool,
    /// Whether some field had it as its name before.
    pub(crate) is_field_name: bool,
}

impl Interner {
    /// An arena with room for about `bytes` of text and that many names, so that a large document does not make it move.
    pub(crate) fn with_capacity(bytes: usize, names: usize) -> Self {
        Self { text: String::with_capacity(bytes), entries: HashTable::with_capacity(names), full: false }
    }

    /// The name of `text`, added where it is new.
    ///
    /// Once the arena is full every new text becomes one and the same name, and [`Interner::is_full`] says so: what
    /// was interned since must not be used.
    pub(crate) fn intern(&mut self, text: &str) -> Interned {
        self.intern_as(text, false)
    }

    /// The name of a field, added where it is new.
    pub(crate) fn intern_field(&mut self, text: &str) -> Interned {
        self.intern_as(text, true)
    }

    /// The name of a text that nobody will look for: it is added without a look at what is there, and may be there twice.
    pub(crate) fn append(&mut self, text: &str) -> Name {
        append(&mut self.text, text).unwrap_or_else(|| {
            self.full = true;
            Name(0)
        })
    }

    #[inline]
    fn intern_as(&mut self, text: &str, is_field_name: bool) -> Interned {
        let hash = hash_name(text.as_bytes());
        let arena = &self.text;
        let Some(entry) = self.entries.find_mut(hash, |entry| is_at(arena, entry.name, text.as_bytes()))
        else {
            return self.add(text, hash, is_field_name);
        };
        let interned = entry.interned(hash);
        entry.is_field_name |= is_field_name;
        interned
    }

    /// Adds a name that is not there yet.
    #[inline(never)]
    fn add(&mut self, text: &str, hash: u64, is_field_name: bool) -> Interned {
        let name = self.append(text);
        let arena = &self.text;
        let classes = classes(text.as_bytes());
        let entry = Entry {
            name,
            is_graphql_name: is_name(text, classes),
            has_inner_underscore: classes & UNDERSCORE != 0
                && has_underscore(text.trim_start_matches('_').as_bytes()),
            has_upper_case: classes & UPPER_CASE != 0,
            is_field_name,
        };
        if !self.full {
            self.entries.insert_unique(hash, entry, |entry| hash_name(text_at(arena, entry.name).as_bytes()));
        }
        Interned { is_field_name: false, ..entry.interned(hash) }
    }

    pub(crate) fn get(&self, name: Name) -> &str {
        text_at(&self.text, name)
    }

    /// The hash of a name, computed anew.
    pub(crate) fn hash(&self, name: Name) -> u64 {
        hash_name(self.get(name).as_bytes())
    }

    /// Whether a text did not fit into the 4 GiB that a name can point into.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    /// The arena, done growing.
    pub(crate) fn finish(self) -> Names {
        Names { text: self.text.into_boxed_str() }
    }
}

/// Names of one arena in a copy of another, which has those besides that it did not have.
#[derive(Debug)]
pub(crate) struct NamePatch {
    text: String,
    /// Sorted.
    names: Vec<(Name, Name)>,
}

impl Names {
    /// The names of an interner in a copy of this arena. Costs a walk over the arena. Names for which `is_alias` says so,
    /// given their hashes, stand there for themselves: none of them is the name of anything.
    ///
    /// Nothing, if there is no room.
    pub(crate) fn patch(&self, wanted: &Interner, is_alias: impl Fn(Name, u64) -> bool) -> Option<NamePatch> {
        let mut found: HashTable<(u64, Name, Name)> = HashTable::with_capacity(wanted.entries.len());
        let mut shapes = [false; 256];
        for entry in &wanted.entries {
            let hash = wanted.hash(entry.name);
            shapes[shape(wanted.get(entry.name).as_bytes())] = true;
            found.insert_unique(hash, (hash, entry.name, Name::NONE), |&(hash, ..)| hash);
        }
        let mut at = 0;
        while at < self.text.len() {
            let name = Name(u32::try_from(at).ok()?);
            let text = self.get(name);
            at = text.as_ptr() as usize - self.text.as_ptr() as usize + text.len();
            if !shapes[shape(text.as_bytes())] {
                continue;
            }
            let hash = hash_name(text.as_bytes());
            if let Some(it) = found.find_mut(hash, |it| wanted.get(it.1) == text) {
                if !is_alias(name, hash) {
                    it.2 = name;
                }
            }
        }
        let mut patch =
            NamePatch { text: String::with_capacity(self.text.len() + wanted.text.len()), names: Vec::new() };
        patch.text.push_str(&self.text);
        for (_, wanted_name, name) in found {
            let name = if name.is_some() { name } else { patch.append(wanted.get(wanted_name))? };
            patch.names.push((wanted_name, name));
        }
        patch.names.sort_unstable();
        Some(patch)
    }
}

impl NamePatch {
    /// What a name of the interner is here.
    pub(crate) fn of(&self, name: Name) -> Name {
        let found = self.names.binary_search_by_key(&name, |&(wanted, _)| wanted);
        found.map_or(Name::NONE, |at| self.names[at].1)
    }

    /// The name of a text that nobody will look for.
    pub(crate) fn append(&mut self, text: &str) -> Option<Name> {
        append(&mut self.text, text)
    }

    pub(crate) fn finish(self) -> Names {
        Names { text: self.text.into_boxed_str() }
    }
}

/// A number from what is seen of a text at a glance.
fn shape(text: &[u8]) -> usize {
    let end = |byte: Option<&u8>| byte.map_or(0, |&byte| usize::from(byte));
    (text.len() * 7 + end(text.first()) * 31 + end(text.last()) * 13) % 256
}

impl Entry {
    fn interned(self, hash: u64) -> Interned {
        let Self { name, is_graphql_name, has_inner_underscore, has_upper_case, is_field_name } = self;
        Interned { name, hash, is_graphql_name, has_inner_underscore, has_upper_case, is_field_name }
    }
}

/// Whether a text is a GraphQL Name.
pub(crate) fn is_graphql_name(text: &str) -> bool {
    is_name(text, classes(text.as_bytes()))
}

/// Whether a text whose bytes are of these classes is a GraphQL Name.
#[inline]
fn is_name(text: &str, classes: u8) -> bool {
    classes & OTHER == 0 && text.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}

/// What bytes can be in a name.
const UNDERSCORE: u8 = 1;
const UPPER_CASE: u8 = 2;
const OTHER: u8 = 4;

/// The class of each byte; none of those above where it is a digit or a letter in lower case.
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

/// The classes of all bytes together.
#[inline]
fn classes(text: &[u8]) -> u8 {
    text.iter().fold(0, |classes, &byte| classes | CLASSES[usize::from(byte)])
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
        let mut interner = Interner::default();
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
