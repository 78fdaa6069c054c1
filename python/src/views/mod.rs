//! Types, fields, arguments and enum values as objects that own what they show.
//!
//! A Rust view borrows its registry, a Python object cannot. So each object holds the registry, whose tables it keeps
//! alive, together with the view into it.

mod directives;
pub(crate) mod fields;
pub(crate) mod types;

pub use directives::{PyDirectiveDefinition, PyDirectiveInfo};
pub use fields::{PyArgInfo, PyFieldInfo};
pub use types::{PyTypeInfo, PyValueInfo};

use std::hash::{DefaultHasher, Hash, Hasher};

use pyo3::prelude::*;
use schema_registry::{Coordinate, Element, SchemaRegistry};

/// The object for what a coordinate leads to.
pub(crate) fn object(
    py: Python<'_>,
    registry: &SchemaRegistry,
    coordinate: &Coordinate,
) -> PyResult<Option<Py<PyAny>>> {
    let of = |name: Option<&str>| PyTypeInfo::find(registry, name.unwrap_or_default());
    let (of_type, member) = (coordinate.type_name(), coordinate.member().unwrap_or_default());
    let find_field = || fields::find_field(registry, |it| it.get_field(of_type.unwrap_or_default(), member));
    Ok(match registry.at(coordinate) {
        Some(Element::Type(_)) => of(of_type).map(|it| Py::new(py, it)).transpose()?.map(Py::into_any),
        Some(Element::Field(_)) => find_field().map(|it| Py::new(py, it)).transpose()?.map(Py::into_any),
        Some(Element::Value(_)) => {
            let value = of(of_type).and_then(|it| it.value_named(member));
            value.map(|it| Py::new(py, it)).transpose()?.map(Py::into_any)
        }
        Some(Element::Argument(arg)) => {
            let arg = find_field().and_then(|it| it.find_arg(arg.name()));
            arg.map(|it| Py::new(py, it)).transpose()?.map(Py::into_any)
        }
        Some(Element::Directive(definition)) => {
            Some(Py::new(py, PyDirectiveDefinition::from(definition))?.into_any())
        }
        _ => None,
    })
}

/// A hash that is the same for equal names.
fn hash_of(names: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    names.hash(&mut hasher);
    hasher.finish()
}
