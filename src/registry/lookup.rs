//! Why a look-up found nothing, and which names are similar.

use std::fmt;

use crate::coordinate::Coordinate;

/// The maximum length in bytes of a name repeated in an error.
const SHOWN: usize = 128;

/// Why [`SchemaRegistry::lookup`](super::SchemaRegistry::lookup) or
/// [`lookup_type`](super::SchemaRegistry::lookup_type) found nothing, with up to three similar names.
///
/// ```
/// use schema_registry::{FieldDef, SchemaRegistry, TypeDef};
///
/// let user = TypeDef::object("User").field(FieldDef::new("name", "String"));
/// let registry = SchemaRegistry::builder("1.1").add_type(user).build()?;
/// let missed = registry.lookup("User", "nmae").unwrap_err();
/// assert_eq!(missed.to_string(), "`User` has no field `nmae`; did you mean `name`?");
/// assert_eq!(missed.coordinate().to_string(), "User.nmae");
/// # Ok::<(), schema_registry::LoadError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct LookupError {
    missed: Box<Missed>,
}

#[derive(Clone, PartialEq, Eq)]
struct Missed {
    coordinate: Coordinate,
    suggestions: Vec<Box<str>>,
}

impl LookupError {
    pub(super) fn unknown_type(asked: &str, suggestions: Vec<&str>) -> Self {
        Self::new(Coordinate::of_type(shown(asked)), suggestions)
    }

    pub(super) fn unknown_field(type_name: &str, asked: &str, suggestions: Vec<&str>) -> Self {
        Self::new(Coordinate::of_member(type_name, shown(asked)), suggestions)
    }

    fn new(coordinate: Coordinate, suggestions: Vec<&str>) -> Self {
        let suggestions = suggestions.into_iter().map(Into::into).collect();
        Self { missed: Box::new(Missed { coordinate, suggestions }) }
    }

    /// Returns what is missing: the type, or the field of an existing type. A name longer than 128 bytes is truncated
    /// and ends in `…`.
    #[must_use]
    pub fn coordinate(&self) -> &Coordinate {
        &self.missed.coordinate
    }

    /// Returns up to three similar names, the most similar first: of types, or of fields of the type.
    #[must_use]
    pub fn suggestions(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.missed.suggestions.iter().map(|name| &**name)
    }
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let coordinate = self.coordinate();
        let type_name = coordinate.type_name().unwrap_or_default();
        match coordinate.member() {
            Some(field) => write!(f, "`{type_name}` has no field `{field}`")?,
            None => write!(f, "unknown type `{type_name}`")?,
        }
        match &self.missed.suggestions[..] {
            [] => Ok(()),
            [one] => write!(f, "; did you mean `{one}`?"),
            [one, other] => write!(f, "; did you mean `{one}` or `{other}`?"),
            [first, more @ .., last] => {
                write!(f, "; did you mean `{first}`")?;
                more.iter().try_for_each(|name| write!(f, ", `{name}`"))?;
                write!(f, " or `{last}`?")
            }
        }
    }
}

impl fmt::Debug for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Missed { coordinate, suggestions } = &*self.missed;
        let mut out = f.debug_struct("LookupError");
        out.field("coordinate", coordinate).field("suggestions", suggestions).finish()
    }
}

impl std::error::Error for LookupError {}

/// The name, or its start.
fn shown(name: &str) -> Box<str> {
    if name.len() <= SHOWN {
        return name.into();
    }
    let end = (0..=SHOWN).rev().find(|&end| name.is_char_boundary(end)).unwrap_or(0);
    format!("{}…", &name[..end]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_at_a_character() {
        let exact = "x".repeat(SHOWN);
        assert_eq!(*shown(&exact), exact);
        assert_eq!(*shown(&"é".repeat(80)), format!("{}…", "é".repeat(64)));
    }
}
