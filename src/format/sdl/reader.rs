//! From a syntax tree to a document.

use std::borrow::Cow;

use apollo_parser::SyntaxKind;

use super::syntax::{Document, EnumValue, InputValue, Reference};
use super::tree::{Node, kinds, type_kind};
use super::{Fault, literal};
use crate::registry::Operation;

/// The reason of a `@deprecated` that gives none.
const DEFAULT_REASON: &str = "No longer supported";

/// Something is missing that the parser does not ask for.
#[derive(Debug)]
pub(super) struct Incomplete {
    pub(super) offset: usize,
    pub(super) missing: &'static str,
}

type Read<T> = Result<T, Incomplete>;

/// Adds what stands in a tree without errors.
pub(super) fn read<'a>(root: Node<'_, 'a>, document: &mut Document<'a>, faults: &mut Vec<Fault>) {
    let mut reader = Reader { document, faults };
    for node in root.children() {
        let read = reader.definition(node);
        reader.complete(read);
    }
}

struct Reader<'d, 'a> {
    document: &'d mut Document<'a>,
    faults: &'d mut Vec<Fault>,
}

fn incomplete(node: Node<'_, '_>, missing: &'static str) -> Incomplete {
    Incomplete { offset: node.end(), missing }
}

fn name<'a>(node: Node<'_, 'a>) -> Read<&'a str> {
    node.child(kinds::NAME).map(Node::text).ok_or_else(|| incomplete(node, "a name"))
}

impl<'a> Reader<'_, 'a> {
    /// Reports what is missing, so that the rest can be read.
    fn complete<T>(&mut self, read: Read<T>) -> Option<T> {
        let report = |Incomplete { offset, missing }| {
            self.faults.push(Fault { offset, message: format!("expected {missing}") });
        };
        read.map_err(report).ok()
    }

    fn definition(&mut self, node: Node<'_, 'a>) -> Read<()> {
        match node.kind() {
            kinds::OPERATION_DEFINITION | kinds::FRAGMENT_DEFINITION => {
                self.document.executables.push(node.text());
            }
            kinds::DIRECTIVE_DEFINITION => check_directive_definition(node)?,
            kinds::SCHEMA_DEFINITION => {
                self.document.schemas.extend(node.token(SyntaxKind::schema_KW));
                if node.child(kinds::ROOT_OPERATION).is_none() {
                    return Err(incomplete(node, "`{` and the root types"));
                }
                self.schema(node)?;
            }
            kinds::SCHEMA_EXTENSION => self.schema(node)?,
            _ => self.type_definition(node)?,
        }
        Ok(())
    }

    fn schema(&mut self, node: Node<'_, 'a>) -> Read<()> {
        for child in node.children() {
            match child.kind() {
                kinds::DIRECTIVES => _ = deprecation(child)?,
                kinds::ROOT_OPERATION => {
                    let operation = child.child(kinds::OPERATION_TYPE).map(Node::text);
                    let Some(operation) = operation.and_then(Operation::from_name) else {
                        return Err(incomplete(child, "`query`, `mutation` or `subscription`"));
                    };
                    let Some(named) = child.child(kinds::NAMED_TYPE) else {
                        return Err(incomplete(child, "the name of a type"));
                    };
                    self.document.roots.push((operation, named.text()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn type_definition(&mut self, node: Node<'_, 'a>) -> Read<()> {
        let Some((kind, is_extension)) = type_kind(node.kind()) else { return Ok(()) };
        let name = name(node)?;
        let start = self.document.start();
        let content = node.children().try_for_each(|child| self.type_part(child));
        // What could be read of an incomplete type is kept, so that references to it are not reported on top.
        self.document.push_definition(start, kind, is_extension, name);
        content
    }

    fn type_part(&mut self, node: Node<'_, 'a>) -> Read<()> {
        match node.kind() {
            kinds::IMPLEMENTS_INTERFACES | kinds::UNION_MEMBER_TYPES => {
                for link in node.children().filter(|child| child.kind() == kinds::NAMED_TYPE) {
                    self.document.push_link(link.text());
                }
            }
            kinds::DIRECTIVES => _ = deprecation(node)?,
            kinds::FIELDS_DEFINITION => {
                for field in node.children().filter(|child| child.kind() == kinds::FIELD_DEFINITION) {
                    self.field(field);
                }
            }
            kinds::INPUT_FIELDS_DEFINITION => {
                for field in node.children().filter(|child| child.kind() == kinds::INPUT_VALUE_DEFINITION) {
                    let args_start = self.document.args_start();
                    if let Some(field) = self.complete(input_value(field)) {
                        self.document.push_field(field, args_start);
                    }
                }
            }
            kinds::ENUM_VALUES_DEFINITION => {
                for value in node.children().filter(|child| child.kind() == kinds::ENUM_VALUE_DEFINITION) {
                    if let Some(value) = self.complete(enum_value(value)) {
                        self.document.push_value(value);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn field(&mut self, node: Node<'_, 'a>) {
        let args_start = self.document.args_start();
        let args = node.child(kinds::ARGUMENTS_DEFINITION);
        for arg in args.into_iter().flat_map(Node::children) {
            if let Some(arg) = self.complete(input_value(arg)) {
                self.document.push_arg(arg);
            }
        }
        match self.complete(input_value(node)) {
            Some(field) => self.document.push_field(field, args_start),
            None => self.document.drop_args(args_start),
        }
    }
}

/// Nothing of it is kept, but a literal in it may be incomplete.
fn check_directive_definition(node: Node<'_, '_>) -> Read<()> {
    let args = node.child(kinds::ARGUMENTS_DEFINITION);
    args.into_iter().flat_map(Node::children).try_for_each(|arg| input_value(arg).map(|_| ()))
}

/// What a field, an input field and an argument have in common.
fn input_value<'a>(node: Node<'_, 'a>) -> Read<InputValue<'a>> {
    let mut value = InputValue { name: "", reference: Reference::default(), default: None, deprecated: None };
    for child in node.children() {
        match child.kind() {
            kinds::NAME => value.name = child.text(),
            kinds::NAMED_TYPE | kinds::LIST_TYPE | kinds::NON_NULL_TYPE => {
                value.reference = reference(child);
            }
            kinds::DEFAULT_VALUE => {
                let literal = child.children().next().ok_or_else(|| incomplete(child, "a value"))?;
                value.default = Some(literal::print(literal)?);
            }
            kinds::DIRECTIVES => value.deprecated = deprecation(child)?,
            _ => {}
        }
    }
    Ok(value)
}

fn enum_value<'a>(node: Node<'_, 'a>) -> Read<EnumValue<'a>> {
    let Some(value) = node.child(kinds::ENUM_VALUE) else { return Err(incomplete(node, "a name")) };
    let deprecated = node.child(kinds::DIRECTIVES).map(deprecation).transpose()?.flatten();
    Ok(EnumValue { name: value.text(), deprecated })
}

fn reference<'a>(node: Node<'_, 'a>) -> Reference<'a> {
    let source = node.text();
    let counts =
        |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric() || matches!(byte, b'[' | b']' | b'!');
    let compact = (!source.bytes().all(counts)).then(|| node.compact());
    Reference { source, compact }
}

/// Reads over directives; gives the reason of the first `@deprecated` among them.
fn deprecation<'a>(node: Node<'_, 'a>) -> Read<Option<Cow<'a, str>>> {
    let mut deprecated = None;
    for directive in node.children() {
        let reason = reason(directive)?;
        if deprecated.is_none() && name(directive)? == "deprecated" {
            deprecated = Some(reason.unwrap_or(Cow::Borrowed(DEFAULT_REASON)));
        }
    }
    Ok(deprecated)
}

/// What a directive's argument `reason` says. All arguments must have a value.
fn reason<'a>(directive: Node<'_, 'a>) -> Read<Option<Cow<'a, str>>> {
    let mut reason = None;
    for arg in directive.child(kinds::ARGUMENTS).into_iter().flat_map(Node::children) {
        let value = arg.children().find(|child| child.kind() != kinds::NAME);
        let value = value.ok_or_else(|| incomplete(arg, "`:` and a value"))?;
        if reason.is_none() && value.kind() == kinds::STRING_VALUE && name(arg)? == "reason" {
            reason = Some(literal::text(value));
        } else {
            literal::check(value)?;
        }
    }
    Ok(reason)
}
