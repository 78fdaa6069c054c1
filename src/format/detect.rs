//! Which format a document is in, by its content.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::json::Key;
use super::options::{LoadOptions, Loaded};
use crate::registry::{Diagnostic, Finding, JsonPath, LoadError, Position};

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Ir,
    Introspection,
    Sdl,
}

/// Reads a document of any format.
pub(super) fn read(text: &str, options: LoadOptions) -> Result<Loaded, LoadError> {
    let content = text.trim_start_matches('\u{feff}').trim_start();
    let start = text.len() - content.len();
    let refuse = |message: &str| {
        let finding = Finding::OtherFormat { message: message.to_owned() };
        let position = Position::of_offset(text, start);
        Err(LoadError::new(vec![Diagnostic::new(JsonPath::default(), finding).at(Some(position))]))
    };
    if content.is_empty() {
        return refuse("the document is empty");
    }
    if content.starts_with('<') {
        return refuse("this is a page of HTML or XML, not a schema");
    }
    // SDL may start with a byte order mark, JSON may not.
    let json = text.trim_start_matches('\u{feff}');
    match format_of(content) {
        Format::Ir => super::ir::read(json, options),
        #[cfg(feature = "graphql")]
        Format::Introspection => super::introspection::read(json, options),
        #[cfg(feature = "graphql")]
        Format::Sdl => super::sdl::read(text, options),
        #[cfg(not(feature = "graphql"))]
        Format::Introspection => {
            refuse("this is an introspection result, for which the feature `graphql` is needed")
        }
        #[cfg(not(feature = "graphql"))]
        Format::Sdl => refuse("this is no JSON; if it is SDL, the feature `graphql` is needed"),
    }
}

fn format_of(content: &str) -> Format {
    let is_json = match content.as_bytes() {
        [b'{', rest @ ..] => {
            // An anonymous query starts with a brace as well, but no quote follows.
            let next = rest.iter().find(|byte| !byte.is_ascii_whitespace());
            matches!(next, None | Some(b'"' | b'}'))
        }
        [b'[', ..] => true,
        _ => false,
    };
    if !is_json {
        return Format::Sdl;
    }
    let mut format = None;
    // Reading stops as soon as the format is known; what is wrong with the text its own reader says.
    let _ = serde_json::Deserializer::from_str(content).deserialize_any(Keys { format: &mut format });
    format.unwrap_or(Format::Ir)
}

/// Looks at the keys of a document up to the first that tells.
struct Keys<'f> {
    format: &'f mut Option<Format>,
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Key(key)) = map.next_key()? {
            *self.format = match key.as_ref() {
                "version" | "features" | "roots" => Some(Format::Ir),
                "__schema" | "data" | "errors" | "queryType" | "mutationType" | "subscriptionType"
                | "directives" => Some(Format::Introspection),
                "types" => {
                    // An object in the IR, an array in an introspection result.
                    let _ = map.next_value_seed(Types { format: self.format });
                    return Err(A::Error::custom("the format is known"));
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            return Err(A::Error::custom("the format is known"));
        }
        Ok(())
    }
}

struct Types<'f> {
    format: &'f mut Option<Format>,
}

impl<'de> serde::de::DeserializeSeed<'de> for Types<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Types<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("types")
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        *self.format = Some(Format::Ir);
        Err(A::Error::custom("the format is known"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        *self.format = Some(Format::Introspection);
        Err(A::Error::custom("the format is known"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_told_by_its_first_telling_key() {
        for (content, format) in [
            (r#"{"types":{}"#, Format::Ir),
            (r#"{"x-made-by":{"data":[1]},"version":"1.0""#, Format::Ir),
            ("{}", Format::Ir),
            ("[1]", Format::Ir),
            (r#"{ "data" : { "#, Format::Introspection),
            (r#"{"errors":[]}"#, Format::Introspection),
            (r#"{"types":[{"kind":"#, Format::Introspection),
            ("type A { b: C }", Format::Sdl),
            ("{ me { name } }", Format::Sdl),
            ("\"a description\" scalar D", Format::Sdl),
        ] {
            assert_eq!(format_of(content), format, "{content}");
        }
    }
}
