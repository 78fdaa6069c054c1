//! String literals: their content, and how GraphQL printers print them.

use std::borrow::Cow;
use std::fmt::Write as _;

use memchr::memchr;

use super::lexer::escape;

/// The content of a string literal that was read as a token.
pub(super) fn value(literal: &str) -> Cow<'_, str> {
    if let Some(block) = literal.strip_prefix("\"\"\"").and_then(|rest| rest.strip_suffix("\"\"\"")) {
        return Cow::Owned(block_value(&block.replace("\\\"\"\"", "\"\"\"")));
    }
    let inner = literal.get(1..literal.len() - 1).unwrap_or_default();
    if memchr(b'\\', inner.as_bytes()).is_none() {
        return Cow::Borrowed(inner);
    }
    let mut value = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(backslash) = memchr(b'\\', rest.as_bytes()) {
        value.push_str(&rest[..backslash]);
        // Otherwise the token would not be a string.
        let (character, length) = escape(&rest.as_bytes()[backslash..]).unwrap_or(('\\', 1));
        value.push(character);
        rest = &rest[backslash + length..];
    }
    value.push_str(rest);
    Cow::Owned(value)
}

/// The specification's `BlockStringValue`: without the common indentation of its lines, and without blank lines at
/// its start and end.
fn block_value(raw: &str) -> String {
    let lines = lines(raw);
    let indentation = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let is_blank = |line: &&str| indentation(line) == line.len();
    let common = lines.iter().skip(1).filter(|line| !is_blank(line)).map(indentation).min().unwrap_or(0);
    let first = lines.iter().position(|line| !is_blank(line)).unwrap_or(lines.len());
    let end = lines.iter().rposition(|line| !is_blank(line)).map_or(0, |last| last + 1);
    let mut value = String::with_capacity(raw.len());
    for (at, line) in lines.iter().enumerate().take(end).skip(first) {
        if at > first {
            value.push('\n');
        }
        value.push_str(if at == 0 { line } else { line.get(common..).unwrap_or_default() });
    }
    value
}

/// The lines of a text. Only `\n`, `\r` and `\r\n` end one.
fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(end) = memchr::memchr2(b'\n', b'\r', rest.as_bytes()) {
        lines.push(&rest[..end]);
        let length = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[end + length..];
    }
    lines.push(rest);
    lines
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

/// Whether a string can be written as a block string literal with the same content, as `isPrintableAsBlockString` of
/// graphql-js defines it.
pub(super) fn is_printable_as_block(value: &str) -> bool {
    let is_blank = |line: &str| line.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
    let is_odd = |byte: u8| matches!(byte, 0..=8 | 0xb..=0xf);
    let lines = || value.split('\n');
    if value.is_empty() {
        return true;
    }
    let is_indented = |line: &str| line.starts_with([' ', '\t']);
    let has_several = lines().nth(1).is_some();
    let has_common_indentation = lines().filter(|line| !is_blank(line)).all(is_indented);
    let starts_blank = lines().next().is_some_and(is_blank);
    let ends_blank = lines().next_back().is_some_and(is_blank);
    let loses_lines = ends_blank || has_several && (starts_blank || has_common_indentation);
    !loses_lines && !value.bytes().any(is_odd)
}

/// Writes a string as a block string literal, on several lines if that reads better.
pub(super) fn print_block(value: &str, out: &mut String) {
    let escaped = value.replace("\"\"\"", "\\\"\"\"");
    let is_white = |text: &str| text.starts_with([' ', '\t']);
    let lines = lines(&escaped);
    let is_single_line = lines.len() == 1;
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
