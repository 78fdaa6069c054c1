//! The schema definition language, read into a registry.
//!
//! apollo-parser makes a syntax tree of it. What the registry keeps is read out of that as slices of the source. It goes
//! on after a mistake, but takes what follows for something else; see `recovery` for how one mistake hides no other.

mod literal;
mod locate;
mod lower;
mod reader;
mod recovery;
mod strings;
mod syntax;
#[cfg(test)]
mod tests;
mod tree;

use super::graphql;
use super::options::{LoadOptions, Loaded};
use crate::build::{Capacity, Draft};
use crate::registry::{Diagnostic, Finding, JsonPath, LoadError, SchemaRegistry};

pub(super) use literal::reprint;
use syntax::Document;
use tree::Node;

/// A place where the source cannot be read.
#[derive(Debug)]
struct Fault {
    offset: usize,
    message: String,
}

/// Reads a document: as text, then as definitions in the order in which they were written, then as a whole.
pub(super) fn read(source: &str, options: LoadOptions) -> Result<Loaded, LoadError> {
    super::options::check_at_most(source.len(), Capacity::MAX.fields as usize)?;
    let (document, faults) = parse(source);
    let layout = lower::Layout::of(&document);
    let mut draft = Draft::new(options.capacity(), source.len().saturating_mul(3));
    lower::lower(&document, &layout, &mut draft);
    let (tables, mut diagnostics) = draft.finish();
    let registry = SchemaRegistry::from_tables(tables);
    diagnostics.extend(graphql::check(&registry));
    if faults.is_empty() && diagnostics.is_empty() {
        return Ok(Loaded { registry, warnings: diagnostics });
    }
    let has_faults = !faults.is_empty();
    let lacks_definitions = has_faults && document.lost_definition;
    let placed = diagnostics
        .into_iter()
        .filter(|it| !has_faults || stands_beside_faults(it.finding(), lacks_definitions))
        .map(|it| (locate::offset_of(&document, &layout, source, &it), it))
        .chain(faults.into_iter().map(|fault| (fault.offset, fault.into())))
        .collect();
    let diagnostics = super::locate::in_order(source, placed);
    options.judge_schema(diagnostics, registry)
}

fn parse(source: &str) -> (Document<'_>, Vec<Fault>) {
    let mut document = Document::new(source.len());
    let mut faults = Vec::new();
    let tree = tree::parser(source).parse();
    if tree.errors().next().is_none() {
        reader::read(Node::root(&tree.green(), source, 0), &mut document, &mut faults);
    } else {
        recovery::read(source, &mut document, &mut faults);
    }
    faults.truncate(recovery::MAX_FAULTS);
    (document, faults)
}

/// Whether a finding says something where not all of the document could be read.
fn stands_beside_faults(finding: &Finding, lacks_definitions: bool) -> bool {
    match finding {
        Finding::Duplicate { .. }
        | Finding::ExtensionOfOtherKind { .. }
        | Finding::NotAnInterface { .. }
        | Finding::NotAnObject { .. }
        | Finding::NotInput { .. }
        | Finding::NotOutput { .. } => true,
        Finding::UnresolvedReference { .. } | Finding::ExtensionOfNothing { .. } => !lacks_definitions,
        _ => false,
    }
}

impl From<Fault> for Diagnostic {
    fn from(fault: Fault) -> Self {
        Self::new(JsonPath::default(), Finding::Syntax { message: fault.message })
    }
}
