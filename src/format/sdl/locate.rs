//! Where in the source a path of the registry leads.

use super::lower::{Layout, Parts};
use super::syntax::{Document, InputValue};
use crate::diagnostics::Step;
use crate::format::graphql;
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
    let (first, rest) = steps.split_first()?;
    match first.key() {
        "roots" => {
            let operation = Operation::from_name(rest.first()?.key())?;
            let mut written = document.roots.iter().filter(|root| root.0 == operation);
            let occurrence = usize::from(matches!(rest.first()?, Step::Key { occurrence: 1.., .. }));
            let usual = || layout.types.iter().find(|it| it.name() == graphql::usual_root(operation));
            written.nth(occurrence).map(|root| root.1).or_else(|| usual().map(Parts::name))
        }
        "schema" => document.schemas.get(1).copied(),
        "executable" => document.executables.first().copied(),
        _ => {
            let (step, rest) = rest.split_first()?;
            let parts = step.pick(layout.types.iter(), |it| it.name())?;
            Some(in_type(document, parts, rest).unwrap_or(parts.name()))
        }
    }
}

fn in_type<'a>(document: &Document<'a>, parts: &Parts<'_, 'a>, steps: &[Step]) -> Option<&'a str> {
    let (list, steps) = steps.split_first()?;
    let (step, steps) = steps.split_first()?;
    match list.key() {
        "implements" | "members" => {
            step.pick(parts.iter().flat_map(|part| document.links_of(part)), |name| name).copied()
        }
        "values" => {
            let values = parts.iter().flat_map(|part| document.values_of(part));
            step.pick(values, |value| value.name).map(|value| value.name)
        }
        _ => {
            let fields = parts.iter().flat_map(|part| document.fields_of(part));
            let field = step.pick(fields, |field| field.input.name)?;
            match steps {
                [args, arg, steps @ ..] if args.key() == "args" => {
                    let arg = arg.pick(document.args_of(field).iter(), |arg| arg.name)?;
                    Some(in_value(arg, steps.first().map(Step::key)))
                }
                steps => Some(in_value(&field.input, steps.first().map(Step::key))),
            }
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
