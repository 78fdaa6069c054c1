//! String literals: what they mean, and how GraphQL printers write them.

use std::borrow::Cow;
use std::fmt::Write as _;

/// What a string literal means, or the offset in it and the text of an escape that means nothing.
pub(super) fn value(literal: &str) -> Result<Cow<'_, str>, (usize, &str)> {
    let inner = &literal[1..literal.len() - 1];
    if !inner.contains('\\') {
        return Ok(Cow::Borrowed(inner));
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at..];
        let Some((character, length)) = unescape(escape) else {
            let end = escape.char_indices().nth(6).map_or(escape.len(), |(end, _)| end);
            return Err((literal.len() - 1 - escape.len(), &escape[..end]));
        };
        out.push(character);
        rest = &escape[length..];
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// The character that an escape means, and the escape's length.
fn unescape(escape: &str) -> Option<(char, usize)> {
    let simple = |character| Some((character, 2));
    match escape.as_bytes().get(1)? {
        b'"' => simple('"'),
        b'\\' => simple('\\'),
        b'/' => simple('/'),
        b'b' => simple('\u{8}'),
        b'f' => simple('\u{c}'),
        b'n' => simple('\n'),
        b'r' => simple('\r'),
        b't' => simple('\t'),
        b'u' if escape.as_bytes().get(2) == Some(&b'{') => {
            let digits = &escape[3..escape.find('}')?];
            let is_sound = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let code = u32::from_str_radix(digits, 16).ok().filter(|_| is_sound)?;
            Some((char::from_u32(code)?, digits.len() + 4))
        }
        b'u' => {
            let first = hex_code(escape, 2)?;
            if let Some(character) = char::from_u32(first) {
                return Some((character, 6));
            }
            let is_pair = (0xd800..0xdc00).contains(&first) && escape.get(6..8) == Some("\\u");
            let second = hex_code(escape, 8).filter(|code| is_pair && (0xdc00..0xe000).contains(code))?;
            let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            Some((char::from_u32(code)?, 12))
        }
        _ => None,
    }
}

fn hex_code(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// What a block string literal means: common indentation and blank lines around it are not part of it.
pub(super) fn block_value(literal: &str) -> String {
    let raw = literal[3..literal.len() - 3].replace("\\\"\"\"", "\"\"\"");
    let lines: Vec<&str> = graphql_lines(&raw).collect();
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let is_blank = |line: &&str| indent(line) == line.len();
    let common =
        lines.iter().skip(1).filter(|line| !is_blank(line)).map(|line| indent(line)).min().unwrap_or(0);
    let first = lines.iter().position(|line| !is_blank(line)).unwrap_or(lines.len());
    let end = lines.iter().rposition(|line| !is_blank(line)).map_or(first, |last| last + 1);
    let mut out = String::with_capacity(raw.len());
    for (number, line) in lines.iter().enumerate().take(end).skip(first) {
        if number > first {
            out.push('\n');
        }
        out.push_str(if number == 0 { line } else { line.get(common..).unwrap_or_default() });
    }
    out
}

/// The lines of a text as GraphQL has them: each ends at `\n`, `\r\n` or `\r`.
fn graphql_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r']) else {
            rest = None;
            return Some(text);
        };
        let skip = if text[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = Some(&text[end + skip..]);
        Some(&text[..end])
    })
}

/// Writes a string as a literal.
pub(super) fn print(value: &str, out: &mut String) {
    out.push('"');
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{:04X}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// Writes a string as a block string literal, on lines of its own where that reads better.
pub(super) fn print_block(value: &str, out: &mut String) {
    let escaped = value.replace("\"\"\"", "\\\"\"\"");
    let is_white = |text: &str| text.starts_with([' ', '\t']);
    let lines: Vec<&str> = unicode_lines(&escaped);
    let is_single_line = lines.len() <= 1;
    let needs_leading_line =
        lines.len() > 1 && lines[1..].iter().all(|line| line.is_empty() || is_white(line));
    let ends_with_quotes = escaped.ends_with("\\\"\"\"");
    let needs_trailing_line = (value.ends_with('"') && !ends_with_quotes) || value.ends_with('\\');
    let is_spread = !is_single_line
        || value.chars().count() > 70
        || needs_trailing_line
        || needs_leading_line
        || ends_with_quotes;
    let keeps_white = is_single_line && is_white(value);
    out.push_str("\"\"\"");
    if (is_spread && !keeps_white) || needs_leading_line {
        out.push('\n');
    }
    out.push_str(&escaped);
    if is_spread || needs_trailing_line {
        out.push('\n');
    }
    out.push_str("\"\"\"");
}

/// The lines of a text where each character that Unicode calls a line or paragraph boundary ends one.
fn unicode_lines(text: &str) -> Vec<&str> {
    let is_end = |c: char| {
        matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    let mut lines: Vec<&str> = text.split(is_end).collect();
    if lines.last() == Some(&"") {
        lines.pop();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_mean_what_the_specification_says() {
        assert_eq!(value(r#""a\"\\\/\b\f\n\r\t""#).unwrap(), "a\"\\/\u{8}\u{c}\n\r\t");
        assert_eq!(value(r#""\u00e9\u{1F600}\ud83d\ude00""#).unwrap(), "é😀😀");
        for (literal, offset) in
            [(r#""ab\x""#, 3), (r#""\ud83d""#, 1), (r#""\u{110000}""#, 1), (r#""\u12""#, 1)]
        {
            assert_eq!(value(literal).unwrap_err().0, offset, "{literal}");
        }
    }

    #[test]
    fn a_block_string_loses_its_common_indentation() {
        assert_eq!(block_value("\"\"\"\n    a\n      b\n\n    c\n  \"\"\""), "a\n  b\n\nc");
        assert_eq!(block_value("\"\"\"  a\r\n   b \\\"\"\" \"\"\""), "  a\nb \"\"\" ");
        assert_eq!(block_value("\"\"\"\n \n\"\"\""), "");
    }

    #[test]
    fn printed_strings_read_back_as_themselves() {
        for text in ["", "a", "a\"b\\c\n\t\u{7f}\u{85}\u{1}é😀", "\u{b}"] {
            let mut printed = String::new();
            print(text, &mut printed);
            assert_eq!(value(&printed).unwrap(), text);
        }
        for text in ["", "a", " a", "a\n b", "ends\"", "ends\\", "a\"\"\"b", "a\"\"\"", "x\ny\n z"] {
            let mut printed = String::new();
            print_block(text, &mut printed);
            assert_eq!(block_value(&printed), text, "{printed}");
        }
    }
}
