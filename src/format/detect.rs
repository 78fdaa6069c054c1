//! The format of a document, detected from its content.

use super::load::refusal;
use super::options::Format;
use crate::diagnostics::{Finding, LoadError};
use crate::json::{Cursor, Kind, Stop};

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detected {
    Ir,
    Introspection,
    Sdl,
}

/// The format of a document of any.
pub(super) fn format(text: &str) -> Result<Format, LoadError> {
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
    match format_of(content) {
        Detected::Ir => Ok(super::ir::FORMAT),
        #[cfg(feature = "graphql")]
        Detected::Introspection => Ok(super::introspection::FORMAT),
        #[cfg(feature = "graphql")]
        Detected::Sdl => Ok(super::sdl::FORMAT),
        #[cfg(not(feature = "graphql"))]
        Detected::Introspection => {
            refuse("this is an introspection result, for which the feature `graphql` is needed")
        }
        #[cfg(not(feature = "graphql"))]
        Detected::Sdl => refuse("this is no JSON; if it is SDL, the feature `graphql` is needed"),
    }
}

fn format_of(content: &str) -> Detected {
    let is_json = match content.as_bytes() {
        [b'{', rest @ ..] => {
            // An anonymous query also starts with a brace, but without a quote after it.
            let next = rest.iter().find(|byte| !byte.is_ascii_whitespace());
            matches!(next, None | Some(b'"' | b'}'))
        }
        [b'[', ..] => true,
        _ => false,
    };
    if !is_json {
        return Detected::Sdl;
    }
    // Reading stops as soon as the format is known; mistakes are reported by its own reader.
    format_of_json(&mut Cursor::new(content)).ok().flatten().unwrap_or(Detected::Ir)
}

/// Looks at the keys of a document up to the first that decides.
fn format_of_json(cursor: &mut Cursor<'_>) -> Result<Option<Detected>, Stop> {
    let mut more = cursor.open_object()?;
    while more {
        match cursor.key()?.as_ref() {
            "version" | "features" | "roots" => return Ok(Some(Detected::Ir)),
            "__schema" | "data" | "errors" | "queryType" | "mutationType" | "subscriptionType" => {
                return Ok(Some(Detected::Introspection));
            }
            "types" => {
                // An object in the IR, an array in an introspection result.
                let is_array = cursor.kind()? == Kind::Array;
                return Ok(Some(if is_array { Detected::Introspection } else { Detected::Ir }));
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
            (r#"{"types":{}"#, Detected::Ir),
            (r#"{"x-made-by":{"data":[1]},"version":"1.0""#, Detected::Ir),
            ("{}", Detected::Ir),
            ("[1]", Detected::Ir),
            (r#"{ "data" : { "#, Detected::Introspection),
            (r#"{"errors":[]}"#, Detected::Introspection),
            (r#"{"types":[{"kind":"#, Detected::Introspection),
            // Both have directives.
            (r#"{"description":"","directives":[],"features":[]"#, Detected::Ir),
            (r#"{"directives":[],"types":[]"#, Detected::Introspection),
            ("type A { b: C }", Detected::Sdl),
            ("{ me { name } }", Detected::Sdl),
            ("\"a description\" scalar D", Detected::Sdl),
        ] {
            assert_eq!(format_of(content), format, "{content}");
        }
    }
}
