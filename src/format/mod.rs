//! Documents to and from a registry.

mod detect;
mod foreign;
#[cfg(feature = "graphql")]
mod introspection;
pub(crate) mod ir;
mod known;
mod load;
mod options;
#[cfg(feature = "graphql")]
mod sdl;

use crate::build::{Draft, Incomplete};
use crate::diagnostics::{Finding, Location};
use crate::json::Cursor;
#[cfg(feature = "graphql")]
use crate::model::TypeKind;
#[cfg(feature = "graphql")]
use crate::store::tables::Written;

#[cfg(feature = "graphql")]
pub(crate) use sdl::arguments_of_directive;

pub use options::{Limits, LoadOptions, Loaded};

/// Starts a registry for a GraphQL schema.
#[cfg(feature = "graphql")]
fn begin_schema(draft: &mut Draft) {
    draft.set_version("1.1");
    draft.add_feature("type_resolution");
    draft.set_roots_written();
}

/// Which keys the IR of a type of a GraphQL schema has.
#[cfg(feature = "graphql")]
fn written(kind: TypeKind, has_links: bool) -> Written {
    Written {
        kind: true,
        fields: kind.has_fields(),
        implements: kind.has_interfaces() && has_links,
        members: kind == TypeKind::Union,
        values: kind == TypeKind::Enum,
    }
}

/// Reports why a JSON text could be read no further.
fn report_fault(cursor: &Cursor<'_>, draft: &mut Draft) {
    // Without a fault, reading stopped because the capacity was exceeded.
    let Some(fault) = cursor.fault() else { return };
    let start = cursor.text().len() - cursor.text().trim_start().len();
    draft.set_incomplete(Incomplete::Text);
    let (at, finding) = if cursor.text()[start..].starts_with('<') {
        (start, Finding::OtherFormat { message: "this is a page of HTML or XML, not JSON".to_owned() })
    } else {
        (fault.at, Finding::of_fault(Some(fault)))
    };
    draft.report(None, Location { span: at..at, path: None }, finding);
}
