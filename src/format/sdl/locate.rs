//! Where in the source a path of the registry leads.

use super::lower::{Layout, Parts};
use super::syntax::{Document, InputValue};
use crate::registry::diagnostics::Step;
use crate::registry::{Diagnostic, Finding, Operation};

/// The offset of the text that a finding is about; of the part around it that is known, where it stands nowhere itself.
pub(super) fn offset_of(
    document: &Document<'_>,
    layout: &Layout<'_, '_>,
    source: &str,
    diagnostic: &Diagnostic,
) -> usize {
    let found = match diagnostic.finding() {
        Finding::ExtensionOfNothing { name } => misplaced(layout, name, false),
        Finding::ExtensionOfOtherKind { name, .. } => misplaced(layout, name, true),
        _ => slice(document, layout, diagnostic.path().steps()),
    };
    found.map_or(0, |part| part.as_ptr() as usize - source.as_ptr() as usize)
}

fn misplaced<'a>(layout: &Layout<'_, 'a>, name: &str, has_type: bool) -> Option<&'a str> {
    let found = layout.misplaced.iter().find(|it| it.extension.name == name && it.kind.is_some() == has_type);
    found.map(|it| it.extension.name)
}

fn slice<'a>(document: &Document<'a>, layout: &Layout<'_, 'a>, steps: &[Step]) -> Option<&'a str> {
    let mut keys = steps.iter().map(|step| match step {
        Step::Key { key, occurrence } => (key.as_ref(), *occurrence as usize),
        Step::Index(index) => ("", *index),
    });
    match keys.next()?.0 {
        "roots" => {
            let (operation, occurrence) = keys.next()?;
            let operation = Operation::from_name(operation)?;
            let written = document.roots.iter().filter(|root| root.0 == operation).nth(occurrence);
            let usual = || layout.types.iter().find(|it| it.name() == document_root(operation));
            written.map(|root| root.1).or_else(|| usual().map(Parts::name))
        }
        "schema" => document.schemas.get(1).copied(),
        "executable" => document.executables.first().copied(),
        _ => {
            let (name, occurrence) = keys.next()?;
            let parts = layout.types.iter().filter(|it| it.name() == name).nth(occurrence)?;
            Some(in_type(document, parts, keys).unwrap_or(parts.name()))
        }
    }
}

fn document_root(operation: Operation) -> &'static str {
    crate::format::graphql::usual_root(operation)
}

fn in_type<'a, 'k>(
    document: &Document<'a>,
    parts: &Parts<'_, 'a>,
    mut keys: impl Iterator<Item = (&'k str, usize)>,
) -> Option<&'a str> {
    let list = keys.next()?.0;
    let (name, occurrence) = keys.next()?;
    match list {
        "implements" | "members" => {
            parts.iter().flat_map(|part| document.links_of(part)).nth(occurrence).copied()
        }
        "values" => {
            let values = parts.iter().flat_map(|part| document.values_of(part));
            values.filter(|value| value.name == name).nth(occurrence).map(|value| value.name)
        }
        _ => {
            let fields = parts.iter().flat_map(|part| document.fields_of(part));
            let field = fields.filter(|field| field.input.name == name).nth(occurrence)?;
            let Some((key, _)) = keys.next() else { return Some(field.input.name) };
            if key != "args" {
                return Some(in_value(&field.input, Some(key)));
            }
            let Some((name, occurrence)) = keys.next() else { return Some(field.input.name) };
            let arg = document.args_of(field).iter().filter(|arg| arg.name == name).nth(occurrence)?;
            Some(in_value(arg, keys.next().map(|(key, _)| key)))
        }
    }
}

fn in_value<'a>(value: &InputValue<'a>, key: Option<&str>) -> &'a str {
    match key {
        Some("type" | "type_name") => named(value.reference.source),
        _ => value.name,
    }
}

/// The named type in a reference.
fn named(reference: &str) -> &str {
    let start = reference.find(|c: char| c == '_' || c.is_ascii_alphabetic()).unwrap_or(0);
    &reference[start..]
}
