//! Schema coordinates: the notation for a place in a schema, such as `User.name`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::store::names::is_graphql_name;

/// A schema coordinate of the GraphQL specification (September 2025): the name of one element of a schema.
///
/// | coordinate | element |
/// |---|---|
/// | `User` | a type |
/// | `User.name` | a field, an input field or an enum value |
/// | `Query.users(first:)` | an argument of a field |
/// | `@auth` | a directive |
/// | `@auth(role:)` | an argument of a directive |
///
/// Coordinates are ordered by their parts: a type comes before its members, a field before its arguments, and
/// directives come last.
///
/// ```
/// use schema_registry::Coordinate;
///
/// let coordinate: Coordinate = "Query.users(first:)".parse()?;
/// assert_eq!(coordinate.type_name(), Some("Query"));
/// assert_eq!(coordinate.member(), Some("users"));
/// assert_eq!(coordinate.argument(), Some("first"));
/// assert_eq!(coordinate.to_string(), "Query.users(first:)");
/// assert!("Query.users(first)".parse::<Coordinate>().is_err());
/// # Ok::<(), schema_registry::InvalidCoordinate>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinate {
    element: Element,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Element {
    Type { name: Box<str>, member: Option<Box<str>>, argument: Option<Box<str>> },
    Directive { name: Box<str>, argument: Option<Box<str>> },
}

impl Coordinate {
    /// Returns the coordinate of a type.
    pub fn of_type(name: impl Into<Box<str>>) -> Self {
        Self { element: Element::Type { name: name.into(), member: None, argument: None } }
    }

    /// Returns the coordinate of a field, an input field or an enum value.
    pub fn of_member(type_name: impl Into<Box<str>>, member: impl Into<Box<str>>) -> Self {
        Self {
            element: Element::Type { name: type_name.into(), member: Some(member.into()), argument: None },
        }
    }

    /// Returns the coordinate of an argument of a field.
    pub fn of_argument(
        type_name: impl Into<Box<str>>,
        field: impl Into<Box<str>>,
        argument: impl Into<Box<str>>,
    ) -> Self {
        let (name, member, argument) = (type_name.into(), Some(field.into()), Some(argument.into()));
        Self { element: Element::Type { name, member, argument } }
    }

    /// Returns the coordinate of a directive.
    pub fn of_directive(name: impl Into<Box<str>>) -> Self {
        Self { element: Element::Directive { name: name.into(), argument: None } }
    }

    /// Returns the coordinate of an argument of a directive.
    pub fn of_directive_argument(name: impl Into<Box<str>>, argument: impl Into<Box<str>>) -> Self {
        Self { element: Element::Directive { name: name.into(), argument: Some(argument.into()) } }
    }

    /// Returns the name of the type, or `None` for a directive and its arguments.
    #[must_use]
    pub fn type_name(&self) -> Option<&str> {
        match &self.element {
            Element::Type { name, .. } => Some(name),
            Element::Directive { .. } => None,
        }
    }

    /// Returns the name of the field, input field or enum value.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        match &self.element {
            Element::Type { member, .. } => member.as_deref(),
            Element::Directive { .. } => None,
        }
    }

    /// Returns the name of the argument, of a field or of a directive.
    #[must_use]
    pub fn argument(&self) -> Option<&str> {
        match &self.element {
            Element::Type { argument, .. } | Element::Directive { argument, .. } => argument.as_deref(),
        }
    }

    /// Returns the name of the directive, or `None` for any other element.
    #[must_use]
    pub fn directive(&self) -> Option<&str> {
        match &self.element {
            Element::Directive { name, .. } => Some(name),
            Element::Type { .. } => None,
        }
    }
}

impl fmt::Display for Coordinate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let argument = match &self.element {
            Element::Type { name, member, argument } => {
                f.write_str(name)?;
                if let Some(member) = member {
                    write!(f, ".{member}")?;
                }
                argument
            }
            Element::Directive { name, argument } => {
                write!(f, "@{name}")?;
                argument
            }
        };
        argument.as_ref().map_or(Ok(()), |argument| write!(f, "({argument}:)"))
    }
}

impl fmt::Debug for Coordinate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Coordinate({self})")
    }
}

/// The error of parsing a text that is not a schema coordinate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a schema coordinate such as `User`, `User.name`, `Query.users(first:)` or `@auth(role:)`"
)]
pub struct InvalidCoordinate {
    text: String,
}

impl InvalidCoordinate {
    /// Returns the text that is not a coordinate.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Parses by the grammar of the specification: no white space, and every name a GraphQL name.
impl FromStr for Coordinate {
    type Err = InvalidCoordinate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| InvalidCoordinate { text: text.to_owned() })
    }
}

fn parse(text: &str) -> Option<Coordinate> {
    let name = |text: &str| is_graphql_name(text).then(|| Box::from(text));
    let (path, argument) = match text.strip_suffix(":)") {
        Some(rest) => {
            let (path, argument) = rest.split_once('(')?;
            (path, Some(name(argument)?))
        }
        None => (text, None),
    };
    if let Some(directive) = path.strip_prefix('@') {
        return Some(Coordinate { element: Element::Directive { name: name(directive)?, argument } });
    }
    let (type_name, member) = match path.split_once('.') {
        Some((type_name, member)) => (type_name, Some(name(member)?)),
        None => (path, None),
    };
    if argument.is_some() && member.is_none() {
        return None;
    }
    Some(Coordinate { element: Element::Type { name: name(type_name)?, member, argument } })
}

/// Serializes as text.
impl Serialize for Coordinate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Deserializes from text.
impl<'de> Deserialize<'de> for Coordinate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_coordinate_reads_back_as_it_is_written() {
        for text in ["User", "User.name", "Query.users(first:)", "@auth", "@auth(role:)", "_._(_:)"] {
            let coordinate: Coordinate = text.parse().unwrap();
            assert_eq!(coordinate.to_string(), text);
            let json = serde_json::to_string(&coordinate).unwrap();
            assert_eq!(serde_json::from_str::<Coordinate>(&json).unwrap(), coordinate);
        }
    }

    #[test]
    fn what_is_not_a_coordinate_is_refused_with_its_text() {
        for text in [
            "",
            ".",
            "User.",
            ".name",
            "User.name.more",
            "User(first:)",
            "User.name()",
            "User.name(:)",
            "User.name(a)",
            "User.name(a:b)",
            "User.name(a:) ",
            " User",
            "@",
            "@auth.role",
            "@auth(role)",
            "1User",
            "User.name(a:)(b:)",
            "@@a",
        ] {
            let error = text.parse::<Coordinate>().unwrap_err();
            assert_eq!(error.text(), text);
        }
    }

    #[test]
    fn elements_are_ordered_below_what_they_belong_to() {
        let texts = ["Query", "Query.a", "Query.a(x:)", "Query.b", "User", "@auth", "@auth(role:)"];
        let coordinates: Vec<Coordinate> = texts.iter().map(|text| text.parse().unwrap()).collect();
        assert!(coordinates.is_sorted());
    }
}
