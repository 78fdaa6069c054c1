//! The schema definition language, read into a registry.
//!
//! A lexer and a recursive-descent parser, one function for each production, push what they read as they go. The grammar is
//! that of the September 2025 specification as graphql-js 17 reads it.

mod definitions;
mod executable;
mod lexer;
mod literal;
mod parser;
mod strings;
mod write;

use super::options::Format;
use crate::build::{Capacity, Draft, Element, Judging, Part};
use crate::diagnostics::Finding;
use crate::model::TypeKind;
use crate::reference::TypeRef;

use lexer::TokenKind;
pub(super) use literal::reprint;
use parser::{Parser, Root};
pub(super) use write::{DirectiveDefinition, to_sdl};

pub(super) const FORMAT: Format =
    Format { room: |bytes| bytes.saturating_mul(3), is_schema: true, read: read_into };

fn read_into(source: &str, draft: &mut Draft) {
    super::begin_schema(draft);
    let mut parser = Parser::new(source, draft);
    while parser.token.kind != TokenKind::EndOfText {
        if parser.definition().is_err() {
            parser.recover_definition();
        }
        if parser.draft.has_overflowed() {
            return;
        }
    }
    if parser.has_executable && !parser.has_type_system {
        parser.report(None, 0..source.len(), Finding::NoTypes);
    }
    let kept = std::mem::take(&mut parser.kept);
    parser.draft.keep_in_document(&kept);
    push_roots(&mut parser);
}

/// The types of the arguments of a directive's definition, and their defaults.
pub(crate) fn arguments_of_directive(definition: &str) -> Vec<(String, Option<String>)> {
    let mut draft = Draft::new(Capacity::MAX, Judging::default(), 0);
    let mut parser = Parser::new(definition, &mut draft);
    parser.directive_signature();
    let named = |type_ref| TypeRef::new(type_ref).named().to_owned();
    draft.open_args().map(|arg| (named(arg.type_ref), arg.default.map(str::to_owned))).collect()
}

/// Adds the roots that the document names. Where it has no `schema` definition, those are the object types of the usual
/// names, and an extension of the schema can only add to them.
fn push_roots(parser: &mut Parser<'_, '_>) {
    let mut roots = std::mem::take(&mut parser.roots);
    let mut named = roots.named;
    if !roots.has_definition {
        for (root, kind) in roots.usual {
            if kind == TypeKind::Object {
                set_root(parser, &root);
            } else {
                let finding = Finding::RootOfOtherKind { name: root.1.to_owned(), kind, operation: root.0 };
                parser.report(None, root.2, finding);
            }
        }
    }
    named.append(&mut roots.extended);
    for root in named {
        if parser.draft.has_root(root.0) {
            let key = root.0.as_str().to_owned();
            parser.report(None, root.2, Finding::Duplicate { key });
        } else {
            set_root(parser, &root);
        }
    }
}

fn set_root(parser: &mut Parser<'_, '_>, (operation, name, span): &Root<'_>) {
    if !parser.draft.has_root(*operation) {
        parser.draft.set_root(*operation, name);
        parser.note(Element::Root(*operation), Part::Name, span.clone());
    }
}
