//! The syntax tree of apollo-parser, as slices of the source.
//!
//! It is read in its bare ("green") form: the typed view of it allocates at each step.

use apollo_parser::cst::{CstNode, StringValue};
use apollo_parser::{Parser, SyntaxKind as Kind, SyntaxNode};
use rowan::{GreenNodeData, NodeOrToken};

/// How deep lists, objects and selections may be nested. A thread's stack holds several times that.
pub(super) const MAX_DEPTH: usize = 500;

/// A parser of a source.
pub(super) fn parser(source: &str) -> Parser<'_> {
    Parser::new(source).recursion_limit(MAX_DEPTH).token_limit(source.len() + 1)
}

const fn raw(kind: Kind) -> rowan::SyntaxKind {
    rowan::SyntaxKind(kind as u16)
}

/// The kinds of nodes that are looked at.
pub(super) mod kinds {
    use super::{Kind, raw};
    use rowan::SyntaxKind;

    pub(crate) const ARGUMENT: SyntaxKind = raw(Kind::ARGUMENT);
    pub(crate) const ARGUMENTS: SyntaxKind = raw(Kind::ARGUMENTS);
    pub(crate) const ARGUMENTS_DEFINITION: SyntaxKind = raw(Kind::ARGUMENTS_DEFINITION);
    pub(crate) const DEFAULT_VALUE: SyntaxKind = raw(Kind::DEFAULT_VALUE);
    pub(crate) const DIRECTIVE: SyntaxKind = raw(Kind::DIRECTIVE);
    pub(crate) const DIRECTIVE_DEFINITION: SyntaxKind = raw(Kind::DIRECTIVE_DEFINITION);
    pub(crate) const DIRECTIVES: SyntaxKind = raw(Kind::DIRECTIVES);
    pub(crate) const ENUM_VALUE: SyntaxKind = raw(Kind::ENUM_VALUE);
    pub(crate) const ENUM_VALUE_DEFINITION: SyntaxKind = raw(Kind::ENUM_VALUE_DEFINITION);
    pub(crate) const ENUM_VALUES_DEFINITION: SyntaxKind = raw(Kind::ENUM_VALUES_DEFINITION);
    pub(crate) const FIELD_DEFINITION: SyntaxKind = raw(Kind::FIELD_DEFINITION);
    pub(crate) const FIELDS_DEFINITION: SyntaxKind = raw(Kind::FIELDS_DEFINITION);
    pub(crate) const FRAGMENT_DEFINITION: SyntaxKind = raw(Kind::FRAGMENT_DEFINITION);
    pub(crate) const IMPLEMENTS_INTERFACES: SyntaxKind = raw(Kind::IMPLEMENTS_INTERFACES);
    pub(crate) const INPUT_FIELDS_DEFINITION: SyntaxKind = raw(Kind::INPUT_FIELDS_DEFINITION);
    pub(crate) const INPUT_VALUE_DEFINITION: SyntaxKind = raw(Kind::INPUT_VALUE_DEFINITION);
    pub(crate) const LIST_TYPE: SyntaxKind = raw(Kind::LIST_TYPE);
    pub(crate) const LIST_VALUE: SyntaxKind = raw(Kind::LIST_VALUE);
    pub(crate) const NAME: SyntaxKind = raw(Kind::NAME);
    pub(crate) const NAMED_TYPE: SyntaxKind = raw(Kind::NAMED_TYPE);
    pub(crate) const NON_NULL_TYPE: SyntaxKind = raw(Kind::NON_NULL_TYPE);
    pub(crate) const OBJECT_VALUE: SyntaxKind = raw(Kind::OBJECT_VALUE);
    pub(crate) const OPERATION_DEFINITION: SyntaxKind = raw(Kind::OPERATION_DEFINITION);
    pub(crate) const OPERATION_TYPE: SyntaxKind = raw(Kind::OPERATION_TYPE);
    pub(crate) const ROOT_OPERATION: SyntaxKind = raw(Kind::ROOT_OPERATION_TYPE_DEFINITION);
    pub(crate) const SCHEMA_DEFINITION: SyntaxKind = raw(Kind::SCHEMA_DEFINITION);
    pub(crate) const SCHEMA_EXTENSION: SyntaxKind = raw(Kind::SCHEMA_EXTENSION);
    pub(crate) const STRING_VALUE: SyntaxKind = raw(Kind::STRING_VALUE);
    pub(crate) const UNION_MEMBER_TYPES: SyntaxKind = raw(Kind::UNION_MEMBER_TYPES);
}

/// The kind of type that a definition or an extension is of, and whether it is an extension.
pub(super) fn type_kind(kind: rowan::SyntaxKind) -> Option<(crate::registry::TypeKind, bool)> {
    use crate::registry::TypeKind;
    const KINDS: [(TypeKind, Kind, Kind); 6] = [
        (TypeKind::Object, Kind::OBJECT_TYPE_DEFINITION, Kind::OBJECT_TYPE_EXTENSION),
        (TypeKind::InputObject, Kind::INPUT_OBJECT_TYPE_DEFINITION, Kind::INPUT_OBJECT_TYPE_EXTENSION),
        (TypeKind::Enum, Kind::ENUM_TYPE_DEFINITION, Kind::ENUM_TYPE_EXTENSION),
        (TypeKind::Interface, Kind::INTERFACE_TYPE_DEFINITION, Kind::INTERFACE_TYPE_EXTENSION),
        (TypeKind::Union, Kind::UNION_TYPE_DEFINITION, Kind::UNION_TYPE_EXTENSION),
        (TypeKind::Scalar, Kind::SCALAR_TYPE_DEFINITION, Kind::SCALAR_TYPE_EXTENSION),
    ];
    KINDS.iter().find_map(|&(type_kind, definition, extension)| {
        let is_extension = kind == raw(extension);
        (is_extension || kind == raw(definition)).then_some((type_kind, is_extension))
    })
}

/// A node of a tree and the source that it was read from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'t, 'a> {
    green: &'t GreenNodeData,
    source: &'a str,
    offset: usize,
}

impl<'t, 'a> Node<'t, 'a> {
    /// The root of a tree without errors, which holds every byte of what was parsed: the source from an offset on.
    pub(super) fn root(green: &'t GreenNodeData, source: &'a str, offset: usize) -> Self {
        Self { green, source, offset }
    }

    pub(super) fn kind(self) -> rowan::SyntaxKind {
        self.green.kind()
    }

    /// The text, which starts and ends with a token that counts.
    pub(super) fn text(self) -> &'a str {
        &self.source[self.offset..self.end()]
    }

    pub(super) fn end(self) -> usize {
        // Brackets that were added to close the last definition are not in the source.
        self.source.len().min(self.offset + usize::from(self.green.text_len()))
    }

    /// The nodes directly in this one.
    pub(super) fn children(self) -> impl Iterator<Item = Node<'t, 'a>> {
        let mut offset = self.offset;
        self.green.children().filter_map(move |child| {
            let start = offset;
            offset += usize::from(child.text_len());
            child.into_node().map(|green| Node { green, source: self.source, offset: start })
        })
    }

    pub(super) fn child(self, kind: rowan::SyntaxKind) -> Option<Node<'t, 'a>> {
        self.children().find(|child| child.kind() == kind)
    }

    /// The first token of that kind that stands directly in this node.
    pub(super) fn token(self, kind: Kind) -> Option<&'a str> {
        let mut offset = self.offset;
        self.green.children().find_map(|child| {
            let start = offset;
            offset += usize::from(child.text_len());
            let is_it = child.into_token().is_some_and(|token| token.kind() == raw(kind));
            is_it.then(|| self.source.get(start..offset)).flatten()
        })
    }

    /// The text without what GraphQL ignores.
    pub(super) fn compact(self) -> Box<str> {
        fn push(node: &GreenNodeData, out: &mut String) {
            for child in node.children() {
                match child {
                    NodeOrToken::Node(node) => push(node, out),
                    NodeOrToken::Token(token) => {
                        let kind = token.kind();
                        if ![Kind::WHITESPACE, Kind::COMMENT, Kind::COMMA].map(raw).contains(&kind) {
                            out.push_str(token.text());
                        }
                    }
                }
            }
        }
        let mut out = String::new();
        push(self.green, &mut out);
        out.into_boxed_str()
    }

    /// What a string literal says.
    pub(super) fn string(self) -> Option<String> {
        StringValue::cast(SyntaxNode::new_root(self.green.to_owned())).map(String::from)
    }
}
