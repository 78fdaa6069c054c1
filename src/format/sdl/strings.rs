//! String literals as GraphQL printers write them.

use std::fmt::Write as _;

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
