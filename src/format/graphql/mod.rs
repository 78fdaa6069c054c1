//! What the two ways of writing a GraphQL schema down have in common.

mod rules;

use crate::build::{Draft, Nesting};
use crate::registry::{BUILT_IN_SCALARS, Operation, TypeKind};
use crate::store::tables::{NONE, Written};

pub(super) use rules::check;

/// The version and the feature of a registry that is made from a GraphQL schema.
const VERSION: &str = "1.1";
const FEATURE: &str = "type_resolution";

pub(super) fn begin(draft: &mut Draft) {
    draft.set_version(VERSION);
    draft.add_feature(FEATURE);
    draft.document().roots_written = true;
}

/// Adds those of the five built-in scalars that a document does not define, as few do.
pub(super) fn push_missing_scalars(draft: &mut Draft, is_there: impl Fn(&str) -> bool) {
    for name in BUILT_IN_SCALARS.into_iter().filter(|name| !is_there(name)) {
        let id = draft.begin_type(name);
        draft.end_type(id, Some(TypeKind::Scalar), written(TypeKind::Scalar, false), NONE);
    }
}

/// Which keys the IR of such a type has.
pub(super) fn written(kind: TypeKind, has_links: bool) -> Written {
    Written {
        kind: true,
        fields: kind.has_fields(),
        implements: kind.has_interfaces() && has_links,
        members: kind == TypeKind::Union,
        values: kind == TypeKind::Enum,
    }
}

pub(super) fn set_root(draft: &mut Draft, operation: Operation, name: &str) {
    let link = draft.link(name);
    draft.document().roots[operation as usize] = link;
}

/// The root type of a schema that does not say.
pub(super) fn usual_root(operation: Operation) -> &'static str {
    match operation {
        Operation::Query => "Query",
        Operation::Mutation => "Mutation",
        Operation::Subscription => "Subscription",
    }
}

pub(super) fn is_built_in(name: &str) -> bool {
    BUILT_IN_SCALARS.contains(&name)
}

/// Whether a type is part of the introspection system, which every schema has and no registry lists.
pub(super) fn is_introspection(name: &str) -> bool {
    name.starts_with("__")
}

/// How a GraphQL schema says which type a field is of: the named type's kind tells the rest.
pub(super) const NESTING: Nesting = Nesting::Otherwise(false);

pub(super) fn built_ins() -> impl Iterator<Item = &'static str> {
    BUILT_IN_SCALARS.into_iter()
}
