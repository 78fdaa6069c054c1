//! Which format a document is in, by its content.

use super::load::refusal;
use super::options::{LoadOptions, Loaded};
use crate::diagnostics::{Finding, LoadError};
use crate::json::{Cursor, Kind, Stop};

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Ir,
    Introspection,
    Sdl,
}

/// Reads a document of any format.
pub(super) fn read(text: &str, options: &LoadOptions) -> Result<Loaded, LoadError> {
    let content = text.trim_start_matches('\u{feff}').trim_start();
    let start = text.len() - content.len();
    let refuse = |message: &str| {
        let finding = Finding::OtherFormat { message: message.to_owned() };
        Err(refusal(text, start..start, finding))
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
    // Reading stops as soon as the format is known; what is wrong with the text its own reader says.
    format_of_json(&mut Cursor::new(content)).ok().flatten().unwrap_or(Format::Ir)
}

/// Looks at the keys of a document up to the first that tells.
fn format_of_json(cursor: &mut Cursor<'_>) -> Result<Option<Format>, Stop> {
    let mut more = cursor.open_object()?;
    while more {
        match cursor.key()?.as_ref() {
            "version" | "features" | "roots" => return Ok(Some(Format::Ir)),
            "__schema" | "data" | "errors" | "queryType" | "mutationType" | "subscriptionType"
            | "directives" => {
                return Ok(Some(Format::Introspection));
            }
            "types" => {
                // An object in the IR, an array in an introspection result.
                let is_array = cursor.kind()? == Kind::Array;
                return Ok(Some(if is_array { Format::Introspection } else { Format::Ir }));
            }
            _ => cursor.skip()?,
        }
        more = cursor.more_members()?;
    }
    Ok(None)
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
