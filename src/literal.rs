//! Literals, as far as their content matters.

/// The maximum depth to which a literal is parsed.
const MAX_DEPTH: usize = 64;

/// A literal. The fields of objects are sorted by name, since their order does not matter.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Literal<'a> {
    /// A number, a name or a string, as it is written.
    Scalar(&'a str),
    List(Vec<Self>),
    Object(Vec<(&'a str, Self)>),
}

/// Whether two literals differ at most in white space and in the order of object fields.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one == other || parse(one).is_some_and(|parsed| parse(other) == Some(parsed))
}

/// The parsed literal; `None` if it is none, or too deep.
pub(crate) fn parse(text: &str) -> Option<Literal<'_>> {
    let (literal, rest) = read(skip(text), 0)?;
    skip(rest).is_empty().then_some(literal)
}

fn skip(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\r', '\n', ','])
}

/// The literal at the start of a text, and the rest.
fn read(text: &str, depth: usize) -> Option<(Literal<'_>, &str)> {
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some(mut rest) = text.strip_prefix('[') {
        let mut items = Vec::new();
        loop {
            rest = skip(rest);
            if let Some(rest) = rest.strip_prefix(']') {
                return Some((Literal::List(items), rest));
            }
            let (item, after) = read(rest, depth + 1)?;
            items.push(item);
            rest = after;
        }
    }
    if let Some(mut rest) = text.strip_prefix('{') {
        let mut fields = Vec::new();
        loop {
            rest = skip(rest);
            if let Some(rest) = rest.strip_prefix('}') {
                fields.sort();
                return Some((Literal::Object(fields), rest));
            }
            let (name, value) = rest.split_once(':')?;
            let (value, after) = read(skip(value), depth + 1)?;
            fields.push((name.trim_end(), value));
            rest = after;
        }
    }
    let end = if text.starts_with('"') { string_end(text)? } else { word_end(text)? };
    Some((Literal::Scalar(&text[..end]), &text[end..]))
}

fn word_end(text: &str) -> Option<usize> {
    let end = text.find([' ', '\t', '\r', '\n', ',', '[', ']', '{', '}', ':', '"']).unwrap_or(text.len());
    (end > 0).then_some(end)
}

fn string_end(text: &str) -> Option<usize> {
    let is_block = text.starts_with("\"\"\"");
    let quotes = if is_block { "\"\"\"" } else { "\"" };
    let mut position = quotes.len();
    loop {
        let found = position + text[position..].find(quotes)?;
        let backslashes = text[position..found].bytes().rev().take_while(|&byte| byte == b'\\').count();
        let is_escaped = if is_block { backslashes > 0 } else { backslashes % 2 == 1 };
        if !is_escaped {
            return Some(found + quotes.len());
        }
        position = found + quotes.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_object_fields_does_not_count_and_that_of_items_does() {
        assert!(is_same("{a: 1, b: [{c: 2, d: X}]}", "{ b:[{d:X c:2}] a:1 }"));
        assert!(!is_same("[1, 2]", "[2, 1]"));
        assert!(!is_same("{a: 1}", "{a: 2}"));
        assert!(is_same(r#"{a: "}\"", b: 1}"#, r#"{b: 1, a: "}\""}"#));
        assert!(!is_same("{a: 1", "{a: 1}"));
    }
}
