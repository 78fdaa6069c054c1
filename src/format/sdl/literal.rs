//! Literals: defaults and the arguments of directives, written again as GraphQL printers write them.

use std::borrow::Cow;

use super::reader::Incomplete;
use super::strings;
use super::tree::{self, Node, kinds};
use crate::store::names::is_graphql_name;

/// A text that is one literal, written again; `None` if it is none.
pub(in crate::format) fn reprint(text: &str) -> Option<Cow<'_, str>> {
    if is_as_printed(text) {
        return Some(Cow::Borrowed(text));
    }
    // The parser reads whole documents only. The line end closes a comment that the text may end with.
    let source = format!("scalar S @d(a: {text}\n)");
    let tree = tree::parser(&source).parse();
    if tree.errors().next().is_some() {
        return None;
    }
    let green = tree.green();
    let only = |node: Node<'_, '_>, count| node.children().count() == count;
    let root = Node::root(&green, &source, 0);
    let definition = root.children().next().filter(|_| only(root, 1))?;
    let directives = definition.child(kinds::DIRECTIVES).filter(|&it| only(it, 1))?;
    let arguments = directives.child(kinds::DIRECTIVE)?.child(kinds::ARGUMENTS).filter(|&it| only(it, 1))?;
    let argument = arguments.child(kinds::ARGUMENT)?;
    let value = argument.children().find(|child| child.kind() != kinds::NAME)?;
    print(value).ok().map(|literal| Cow::Owned(literal.into_owned()))
}

/// Whether a text is, at a glance, a literal in its printed form: a name, a whole number, a string of plain characters or
/// an empty list, as nearly all defaults of a schema are.
fn is_as_printed(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number =
        digits == "0" || (!digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let is_plain = |byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    is_graphql_name(text)
        || text == "[]"
        || (is_number && !digits.is_empty())
        || inner.is_some_and(|inner| inner.bytes().all(is_plain))
}

/// A literal: white space is one blank or none, strings have the fewest escapes.
pub(super) fn print<'a>(value: Node<'_, 'a>) -> Result<Cow<'a, str>, Incomplete> {
    match value.kind() {
        kinds::STRING_VALUE | kinds::LIST_VALUE | kinds::OBJECT_VALUE => {
            let mut out = String::new();
            push(value, &mut out)?;
            Ok(Cow::Owned(out))
        }
        _ => Ok(Cow::Borrowed(value.text())),
    }
}

/// What a string literal says.
pub(super) fn text<'a>(value: Node<'_, 'a>) -> Cow<'a, str> {
    let literal = value.text();
    let is_plain = !literal.starts_with("\"\"\"") && !literal.contains('\\');
    if is_plain {
        Cow::Borrowed(&literal[1..literal.len() - 1])
    } else {
        Cow::Owned(value.string().unwrap_or_default())
    }
}

/// Whether all of a literal is there: the parser lets a field of an object do without a value.
pub(super) fn check(value: Node<'_, '_>) -> Result<(), Incomplete> {
    match value.kind() {
        kinds::LIST_VALUE => value.children().try_for_each(check),
        kinds::OBJECT_VALUE => value.children().try_for_each(|field| check(field_value(field)?)),
        _ => Ok(()),
    }
}

fn field_value<'t, 'a>(field: Node<'t, 'a>) -> Result<Node<'t, 'a>, Incomplete> {
    let missing = Incomplete { offset: field.end(), missing: "`:` and a value" };
    field.children().find(|child| child.kind() != kinds::NAME).ok_or(missing)
}

fn push(value: Node<'_, '_>, out: &mut String) -> Result<(), Incomplete> {
    match value.kind() {
        kinds::STRING_VALUE if value.text().starts_with("\"\"\"") => {
            strings::print_block(&text(value), out);
        }
        kinds::STRING_VALUE => strings::print(&text(value), out),
        kinds::LIST_VALUE => {
            out.push('[');
            push_separated(value, out, push)?;
            out.push(']');
        }
        kinds::OBJECT_VALUE => {
            out.push('{');
            push_separated(value, out, |field, out| {
                out.push_str(field.child(kinds::NAME).map_or("", Node::text));
                out.push_str(": ");
                push(field_value(field)?, out)
            })?;
            out.push('}');
        }
        _ => out.push_str(value.text()),
    }
    Ok(())
}

fn push_separated(
    node: Node<'_, '_>,
    out: &mut String,
    push: impl Fn(Node<'_, '_>, &mut String) -> Result<(), Incomplete>,
) -> Result<(), Incomplete> {
    for (number, child) in node.children().enumerate() {
        if number > 0 {
            out.push_str(", ");
        }
        push(child, out)?;
    }
    Ok(())
}
