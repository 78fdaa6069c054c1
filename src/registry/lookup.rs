//! Why a look-up found nothing, and what was probably meant.

use std::fmt;
use std::ops::Deref;

use super::SchemaRegistry;
use crate::store::names::Name;

/// Why [`SchemaRegistry::lookup`] found nothing.
///
/// It owns what it shows, so it can be returned, sent and kept; making one allocates nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LookupError {
    /// There is no type of that name.
    #[non_exhaustive]
    UnknownType {
        /// The name that was asked for.
        type_name: AskedName,
        /// The most similar name of a type, if one is near.
        nearest: Option<KnownName>,
    },
    /// The type has no field of that name, nor of its camelCase form.
    #[non_exhaustive]
    UnknownField {
        /// The type.
        type_name: KnownName,
        /// The name that was asked for.
        field_name: AskedName,
        /// The most similar name of a field of that type, if one is near.
        nearest: Option<KnownName>,
    },
}

impl LookupError {
    /// The name that was probably meant.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        match self {
            Self::UnknownType { nearest, .. } | Self::UnknownField { nearest, .. } => nearest.as_deref(),
        }
    }
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownType { type_name, .. } => write!(f, "there is no type `{type_name}`")?,
            Self::UnknownField { type_name, field_name, .. } => {
                write!(f, "the type `{type_name}` has no field `{field_name}`")?;
            }
        }
        self.nearest().map_or(Ok(()), |nearest| write!(f, "; did you mean `{nearest}`?"))
    }
}

impl std::error::Error for LookupError {}

/// A name of the registry that was asked. Keeps that registry alive; reads as a `str`.
#[derive(Clone)]
pub struct KnownName {
    registry: SchemaRegistry,
    name: Name,
}

impl KnownName {
    pub(super) fn new(registry: &SchemaRegistry, name: Name) -> Self {
        Self { registry: registry.clone(), name }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.registry.tables().map_or("", |tables| tables.names.get(self.name))
    }
}

/// How much of a name an error repeats, in bytes.
const SHOWN: usize = 47;

/// A name that was asked for. Reads as a `str`; a name of more than 47 bytes is cut short and ends in `…`.
#[derive(Clone, Copy)]
pub struct AskedName {
    bytes: [u8; SHOWN],
    length: u8,
}

impl AskedName {
    pub(super) fn new(name: &str) -> Self {
        const ELLIPSIS: &str = "…";
        let mut asked = Self { bytes: [0; SHOWN], length: 0 };
        if name.len() <= SHOWN {
            asked.push(name);
        } else {
            let most = SHOWN - ELLIPSIS.len();
            let end = (0..=most).rev().find(|&end| name.is_char_boundary(end)).unwrap_or(0);
            asked.push(&name[..end]);
            asked.push(ELLIPSIS);
        }
        asked
    }

    #[expect(clippy::cast_possible_truncation, reason = "at most 47")]
    fn push(&mut self, text: &str) {
        let start = usize::from(self.length);
        self.bytes[start..start + text.len()].copy_from_slice(text.as_bytes());
        self.length += text.len() as u8;
    }

    /// The name, or its beginning.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // It was put together from whole texts, so it is UTF-8.
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

/// Both kinds of name read, compare and show themselves as the text that they are.
macro_rules! reads_as_str {
    ($($name:ident),*) => {$(
        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $name {}

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }
    )*};
}

reads_as_str!(KnownName, AskedName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_at_a_character() {
        assert_eq!(AskedName::new("short"), "short");
        let exact = "x".repeat(SHOWN);
        assert_eq!(AskedName::new(&exact), exact.as_str());
        let cut = AskedName::new(&"é".repeat(40));
        assert_eq!(cut, format!("{}…", "é".repeat(22)).as_str());
    }
}
