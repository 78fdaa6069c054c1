//! A digest of 32 bytes that identifies the content of a registry.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use super::kept::as_extensions;
use crate::store::names::Name;
use crate::store::tables::{ArgRecord, FieldRecord, Tables, ValueRecord};

/// A SHA-256 digest of a registry's content.
///
/// Two registries have the same fingerprint if and only if they have the same content: version, features, roots,
/// types, fields, arguments, defaults, deprecations, extensions, and the descriptions and directives that were kept.
/// The order of keys, and of names in `implements` and `members`, does not matter, nor does whether a document writes
/// out a default (`"kind": "OBJECT"`, an empty `args`). A fingerprint is the same on every machine and in every
/// release, so it may be stored, and the processes of a fleet can compare theirs.
///
/// Displays as 64 hexadecimal digits; `{:.12}` shows the first twelve.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    bytes: [u8; 32],
}

impl Fingerprint {
    /// Returns the digest.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Computes the fingerprint. Costs a sort of all names and a pass over all text.
    pub(super) fn of(tables: &Tables) -> Self {
        let mut writer = Writer { tables, digest: Sha256::new() };
        writer.document();
        Self { bytes: writer.digest.finalize().into() }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(64).min(64);
        (0..digits).try_for_each(|at| {
            let byte = self.bytes[at / 2];
            let digit = if at % 2 == 0 { byte >> 4 } else { byte & 0xf };
            write!(f, "{digit:x}")
        })
    }
}

/// The error of parsing a text that is not a fingerprint of 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a fingerprint of 64 hexadecimal digits")]
pub struct InvalidFingerprint {
    text: String,
}

impl FromStr for Fingerprint {
    type Err = InvalidFingerprint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digit = |at: usize| char::from(*text.as_bytes().get(at)?).to_digit(16);
        let byte = |at: usize| u8::try_from(digit(2 * at)? << 4 | digit(2 * at + 1)?).ok();
        let mut bytes = [0; 32];
        let is_read = text.len() == 64
            && bytes.iter_mut().enumerate().all(|(at, slot)| byte(at).map(|byte| *slot = byte).is_some());
        if is_read { Ok(Self { bytes }) } else { Err(InvalidFingerprint { text: text.to_owned() }) }
    }
}

/// Serializes as 64 hexadecimal digits.
impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Deserializes from 64 hexadecimal digits.
impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// Feeds the digest. Every text is preceded by its length and every list by its count, so that different contents
/// feed different bytes.
struct Writer<'a> {
    tables: &'a Tables,
    digest: Sha256,
}

impl<'a> Writer<'a> {
    fn document(&mut self) {
        let document = &self.tables.document;
        self.text(document.version);
        self.count(self.tables.features.len());
        for &feature in &self.tables.features {
            self.text(feature);
        }
        for root in document.roots {
            self.optional(root.name);
        }
        self.kept(document.roots_kept);
        self.kept(document.kept);
        let mut types: Vec<u32> = (0..self.tables.type_count()).collect();
        types.sort_unstable_by_key(|&id| self.tables.names.get(self.tables.type_record(id).name));
        self.count(types.len());
        for id in types {
            self.type_definition(id);
        }
    }

    fn type_definition(&mut self, id: u32) {
        let tables = self.tables;
        let record = tables.type_record(id);
        self.text(record.name);
        self.digest.update(record.kind.as_str());
        let links: Vec<_> = tables.links_of(id).iter().collect();
        self.sorted(&links, |link| link.name, |writer, link| writer.text(link.name));
        let values: Vec<_> = tables.values_of(id).iter().collect();
        self.sorted(&values, |value| value.name, Writer::value);
        let fields: Vec<_> = tables.fields_of(id).collect();
        self.sorted(&fields, |field| field.name, Self::field);
        self.kept(record.kept);
        // Distinguished from each other and from the following name of a type by a count that no name has.
        if record.one_of {
            self.count(usize::MAX);
        }
        if let Some(url) = record.specified_by.some() {
            self.count(usize::MAX - 1);
            self.text(url);
        }
    }

    fn value(&mut self, value: &ValueRecord) {
        self.text(value.name);
        self.optional(value.deprecated);
        self.kept(value.kept);
    }

    fn field(&mut self, field: &FieldRecord) {
        let signature = self.tables.signature(field);
        self.text(field.name);
        self.reference(signature.reference);
        let args: Vec<_> = self.tables.args_of(field).iter().collect();
        self.sorted(&args, |arg| arg.name, Writer::arg);
        self.optional(signature.default);
        self.optional(signature.deprecated);
        self.kept(signature.kept);
    }

    fn arg(&mut self, arg: &ArgRecord) {
        self.text(arg.name);
        self.reference(arg.reference);
        self.optional(arg.default);
        self.optional(arg.deprecated);
        self.kept(arg.kept);
    }

    fn reference(&mut self, number: u32) {
        let reference = &self.tables.references[number as usize];
        self.text(reference.type_name);
        self.text(reference.expr);
        self.digest.update([u8::from(reference.is_list), u8::from(reference.is_nested_object)]);
    }

    /// What is kept of a definition. Descriptions and directives count as the keys of a JSON IR document, so that the
    /// fingerprint does not depend on whether loading was asked to understand them.
    fn kept(&mut self, first: u32) {
        let mut pairs = as_extensions(self.tables, first);
        pairs.sort_unstable_by_key(|&(key, _)| key);
        self.count(pairs.len());
        for (key, json) in pairs {
            for text in [key, &json] {
                self.count(text.len());
                self.digest.update(text);
            }
        }
    }

    fn sorted<T: Copy>(
        &mut self,
        items: &[T],
        name: impl Fn(T) -> Name,
        mut write: impl FnMut(&mut Self, T),
    ) {
        let mut items = items.to_vec();
        items.sort_unstable_by_key(|&item| self.tables.names.get(name(item)));
        self.count(items.len());
        for item in items {
            write(self, item);
        }
    }

    fn optional(&mut self, name: Name) {
        self.digest.update([u8::from(name.is_some())]);
        if let Some(name) = name.some() {
            self.text(name);
        }
    }

    fn text(&mut self, name: Name) {
        let text: &'a str = self.tables.names.get(name);
        self.count(text.len());
        self.digest.update(text);
    }

    fn count(&mut self, count: usize) {
        self.digest.update((count as u64).to_le_bytes());
    }
}
