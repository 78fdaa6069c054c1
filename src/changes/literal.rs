//! Literals that are the same value.

use std::fmt::Write as _;

/// How deep a literal is looked into. One that is deeper is the same only as what is written the same.
const MAX_DEPTH: usize = 64;

/// Whether two literals differ in the order of object fields, or in white space, at most.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one == other || canonical(one).is_some_and(|canonical_one| canonical(other) == Some(canonical_one))
}

fn canonical(literal: &str) -> Option<String> {
    let mut out = String::with_capacity(literal.len());
    let rest = write(skip(literal), &mut out, 0)?;
    skip(rest).is_empty().then_some(out)
}

fn skip(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\r', '\n', ','])
}

/// Writes the literal at the start of a text with the fields of objects in the order of their names; returns what follows.
fn write<'a>(text: &'a str, out: &mut String, depth: usize) -> Option<&'a str> {
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some(mut rest) = text.strip_prefix('[') {
        out.push('[');
        loop {
            rest = skip(rest);
            if let Some(rest) = rest.strip_prefix(']') {
                out.push(']');
                return Some(rest);
            }
            rest = write(rest, out, depth + 1)?;
            out.push(',');
        }
    }
    if let Some(mut rest) = text.strip_prefix('{') {
        let mut fields: Vec<(&str, String)> = Vec::new();
        loop {
            rest = skip(rest);
            if let Some(rest) = rest.strip_prefix('}') {
                fields.sort();
                out.push('{');
                // Writing to a string does not fail.
                for (name, value) in &fields {
                    let _ = write!(out, "{name}:{value},");
                }
                out.push('}');
                return Some(rest);
            }
            let (name, after) = rest.split_once(':')?;
            let mut value = String::new();
            rest = write(skip(after), &mut value, depth + 1)?;
            fields.push((name.trim_end(), value));
        }
    }
    let end = if text.starts_with('"') { string_end(text)? } else { word_end(text)? };
    out.push_str(&text[..end]);
    Some(&text[end..])
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
