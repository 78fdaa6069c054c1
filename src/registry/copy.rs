//! From another registry to a draft: the whole, or a part of it.

use super::builder::RegistryBuilder;
use super::views::{Element, FieldInfo, TypeInfo};
use super::{SchemaRegistry, TypeRef};
use crate::build::{Attributes, Capacity, Draft, Judging, Nesting, Reference, TypeHead};
use crate::diagnostics::{Diagnostics, Strictness};

/// What is copied from the other registry.
#[derive(Clone, Copy)]
pub(crate) struct Selection<'k> {
    pub(crate) elements: &'k dyn Fn(Element<'_>) -> bool,
    /// By name: applied directives, and their definitions.
    pub(crate) directives: &'k dyn Fn(&str) -> bool,
}

impl Selection<'_> {
    pub(super) const ALL: Selection<'static> = Selection { elements: &|_| true, directives: &|_| true };

    fn keeps_type(self, name: &str, registry: &SchemaRegistry) -> bool {
        registry.get_type(name).is_none_or(|info| (self.elements)(Element::Type(info)))
    }
}

/// A part of a registry, with findings about types that lack what their interfaces require.
pub(crate) fn part_of(base: &SchemaRegistry, selection: Selection<'_>) -> (SchemaRegistry, Diagnostics) {
    let judging = Judging { strictness: Strictness::Strict, only_interfaces: true, ..Judging::default() };
    let mut draft = Draft::new(Capacity::MAX, judging, 0);
    let mut builder = RegistryBuilder::from_registry(base);
    builder.roots = builder.roots.map(|root| root.filter(|name| selection.keeps_type(name, base)));
    builder.directives.retain(|directive| (selection.directives)(&directive.name));
    builder.directive_definitions.retain(|(name, _)| (selection.directives)(name));
    builder.push_document(&mut draft);
    for info in base.types().filter(|&info| (selection.elements)(Element::Type(info))) {
        copy_type(&mut draft, info, selection);
    }
    let (tables, findings) = draft.finish();
    (SchemaRegistry::from_tables(tables), findings.without_locations())
}

/// Pushes a type of another registry as it is.
pub(super) fn copy_type(draft: &mut Draft, base: TypeInfo<'_>, selection: Selection<'_>) {
    for field in base.fields().filter(|&field| (selection.elements)(Element::Field(field))) {
        copy_field(draft, field, selection);
    }
    for (link, target) in base.link_targets() {
        if target.is_none_or(|target| (selection.elements)(Element::Type(target))) {
            draft.push_link(link);
        }
    }
    for value in base.values().filter(|&value| (selection.elements)(Element::Value(value))) {
        let kept = value.kept().copy(draft, selection.directives);
        draft.push_value(
            value.name(),
            Attributes { deprecated: value.deprecation_reason(), kept: &kept, default: None },
        );
    }
    let kept = base.kept().copy(draft, selection.directives);
    draft.push_type(TypeHead {
        name: base.name(),
        kind: Some(base.kind()),
        written: base.written(),
        is_extension: false,
        one_of: base.is_one_of(),
        specified_by: base.specified_by_url(),
        kept: &kept,
    });
}

fn copy_field(draft: &mut Draft, base: FieldInfo<'_>, selection: Selection<'_>) {
    for arg in base.args().filter(|&arg| (selection.elements)(Element::Argument(arg))) {
        let reference = copy_reference(draft, arg.type_ref(), Nesting::Otherwise(false));
        let kept = arg.kept().copy(draft, selection.directives);
        let (default, deprecated) = (arg.default_value(), arg.deprecation_reason());
        draft.push_arg(arg.name(), reference, Attributes { default, deprecated, kept: &kept });
    }
    let reference = if base.has_full_reference() {
        copy_reference(draft, base.type_ref(), Nesting::Otherwise(base.is_nested_object()))
    } else {
        draft.named_reference(base.type_name(), base.is_list(), base.is_nested_object())
    };
    let kept = base.kept().copy(draft, selection.directives);
    let (default, deprecated) = (base.default_value(), base.deprecation_reason());
    let attributes = Attributes { default, deprecated, kept: &kept };
    draft.push_field(base.name(), reference, base.has_args_key(), attributes);
}

/// A reference in a registry has been parsed before.
fn copy_reference(draft: &mut Draft, expr: TypeRef<'_>, nesting: Nesting) -> Reference {
    draft
        .reference(expr.as_str(), nesting)
        .unwrap_or_else(|| draft.named_reference(expr.as_str(), false, false))
}
