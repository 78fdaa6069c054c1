//! `TypeInfo` and `ValueInfo`.

use std::fmt;

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyTuple};
use schema_registry::{SchemaRegistry, TypeInfo, ValueInfo};
use self_cell::self_cell;

use super::fields::find_field;
use super::hash_of;
use crate::registry::same;
use crate::{PyDirectiveInfo, PyFieldInfo, extensions};

self_cell! {
    struct OwnedType {
        owner: SchemaRegistry,
        #[covariant]
        dependent: TypeInfo,
    }
}

/// An enum value, and the type that it is a value of.
#[derive(Clone, Copy)]
struct ValueView<'a> {
    parent: TypeInfo<'a>,
    value: ValueInfo<'a>,
}

self_cell! {
    struct OwnedValue {
        owner: SchemaRegistry,
        #[covariant]
        dependent: ValueView,
    }
}

/// A type of a registry. Two are equal if they are the same type of equal registries.
#[pyclass(frozen, name = "TypeInfo", module = "schema_registry")]
pub struct PyTypeInfo {
    cell: OwnedType,
}

/// A value of an enum.
#[pyclass(frozen, name = "ValueInfo", module = "schema_registry")]
pub struct PyValueInfo {
    cell: OwnedValue,
}

impl PyTypeInfo {
    /// The type of that name.
    #[must_use]
    pub fn find(registry: &SchemaRegistry, name: &str) -> Option<Self> {
        OwnedType::try_new(registry.clone(), |registry| registry.get_type(name).ok_or(()))
            .ok()
            .map(|cell| Self { cell })
    }

    /// The same types as objects.
    pub(crate) fn all<'a>(
        registry: &SchemaRegistry,
        types: impl IntoIterator<Item = TypeInfo<'a>>,
    ) -> Vec<Self> {
        types.into_iter().filter_map(|found| Self::find(registry, found.name())).collect()
    }

    fn registry(&self) -> &SchemaRegistry {
        self.cell.borrow_owner()
    }

    fn view(&self) -> TypeInfo<'_> {
        *self.cell.borrow_dependent()
    }
}

#[pymethods]
impl PyTypeInfo {
    /// The schema coordinate, such as ``User``.
    #[getter]
    fn coordinate(&self) -> String {
        self.view().coordinate().to_string()
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    /// By the registry and the coordinate.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        crate::registry::reduce_view(py, self.registry(), &self.coordinate())
    }

    /// The name.
    #[getter]
    fn name(&self) -> &str {
        self.view().name()
    }

    /// The kind: ``"OBJECT"``, ``"INTERFACE"``, ``"UNION"``, ``"ENUM"``, ``"INPUT_OBJECT"`` or ``"SCALAR"``.
    #[getter]
    fn kind(&self) -> &'static str {
        self.view().kind().as_str()
    }

    /// Returns the field with exactly this name, as requests ask for it, or `None`.
    fn field(&self, name: PyBackedStr) -> Option<PyFieldInfo> {
        self.field_named(&name)
    }

    /// Returns the field that a database row means by this name, or `None`, like `SchemaRegistry.get_field_type`.
    fn field_by_alias(&self, name: PyBackedStr) -> Option<PyFieldInfo> {
        let type_name = self.view().name();
        find_field(self.registry(), |registry| registry.get_field_type(type_name, &name))
    }

    /// Returns the enum value with that name, or `None`.
    fn value(&self, name: PyBackedStr) -> Option<PyValueInfo> {
        self.value_named(&name)
    }

    /// Whether this is an input object that takes exactly one of its fields (``@oneOf``).
    #[getter]
    fn is_one_of(&self) -> bool {
        self.view().is_one_of()
    }

    /// The URL of a scalar's specification (``@specifiedBy``).
    #[getter]
    fn specified_by_url(&self) -> Option<&str> {
        self.view().specified_by_url()
    }

    /// The fields in document order; none for a union, an enum or a scalar.
    #[getter]
    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let fields: Vec<_> =
            self.view().fields().filter_map(|field| self.field_named(field.name())).collect();
        PyTuple::new(py, fields)
    }

    /// The names of the implemented interfaces.
    #[getter]
    fn interfaces<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.view().interfaces())
    }

    /// The names of a union's members, whether or not the registry contains these types.
    #[getter]
    fn members<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.view().members())
    }

    /// The object types that a value of an interface or a union can have, in document order.
    #[getter]
    fn possible_types<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, Self::all(self.registry(), self.view().possible_types()))
    }

    /// The values of an enum, in document order.
    #[getter]
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let values: Vec<_> =
            self.view().values().filter_map(|value| self.value_named(value.name())).collect();
        PyTuple::new(py, values)
    }

    /// Returns whether every value of this type is also one of `other`: the same type, an interface that it
    /// implements, or a union that contains it.
    fn is_subtype_of(&self, other: &Self) -> bool {
        self.view().is_subtype_of(other.view())
    }

    /// The description, if loading was asked to keep it.
    #[getter]
    fn description(&self) -> Option<&str> {
        self.view().description()
    }

    /// The applied directives in order, as far as loading was asked to keep them.
    #[getter]
    fn directives<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, PyDirectiveInfo::all(self.view().directives()))
    }

    /// Returns the first applied directive with that name, without the ``@``, or `None`.
    fn directive(&self, name: &str) -> Option<PyDirectiveInfo> {
        self.view().directive(name).map(Into::into)
    }

    /// The keys of the definition that are unknown to the registry, with their values.
    #[getter]
    fn extensions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        extensions::to_dict(py, self.view().extensions())
    }

    fn __eq__(&self, py: Python<'_>, other: &Self) -> bool {
        self.view().name() == other.view().name() && same(py, self.registry(), other.registry())
    }

    fn __hash__(&self) -> u64 {
        hash_of(self.view().name())
    }

    fn __repr__(&self) -> String {
        format!("<TypeInfo {} {}>", self.view().kind().as_str(), self.view().name())
    }
}

impl PyTypeInfo {
    fn field_named(&self, name: &str) -> Option<PyFieldInfo> {
        let type_name = self.view().name();
        find_field(self.registry(), |registry| registry.get_field(type_name, name))
    }

    pub(crate) fn value_named(&self, name: &str) -> Option<PyValueInfo> {
        let type_name = self.view().name();
        OwnedValue::try_new(self.registry().clone(), |registry| {
            let parent = registry.get_type(type_name).ok_or(())?;
            let value = parent.values().find(|value| value.name() == name).ok_or(())?;
            Ok::<_, ()>(ValueView { parent, value })
        })
        .ok()
        .map(|cell| PyValueInfo { cell })
    }
}

#[pymethods]
impl PyValueInfo {
    /// The schema coordinate, such as ``Role.ADMIN``.
    #[getter]
    fn coordinate(&self) -> String {
        self.view().coordinate().to_string()
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    /// By the registry and the coordinate.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        crate::registry::reduce_view(py, self.cell.borrow_owner(), &self.coordinate())
    }

    /// The name.
    #[getter]
    fn name(&self) -> &str {
        self.view().name()
    }

    /// The deprecation reason, if the value is deprecated.
    #[getter]
    fn deprecation_reason(&self) -> Option<&str> {
        self.view().deprecation_reason()
    }

    /// The description, if loading was asked to keep it.
    #[getter]
    fn description(&self) -> Option<&str> {
        self.view().description()
    }

    /// The applied directives in order, as far as loading was asked to keep them.
    #[getter]
    fn directives<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, PyDirectiveInfo::all(self.view().directives()))
    }

    /// Returns the first applied directive with that name, without the ``@``, or `None`.
    fn directive(&self, name: &str) -> Option<PyDirectiveInfo> {
        self.view().directive(name).map(Into::into)
    }

    /// The keys of the definition that are unknown to the registry, with their values.
    #[getter]
    fn extensions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        extensions::to_dict(py, self.view().extensions())
    }

    fn __eq__(&self, py: Python<'_>, other: &Self) -> bool {
        self.names() == other.names() && same(py, self.cell.borrow_owner(), other.cell.borrow_owner())
    }

    fn __hash__(&self) -> u64 {
        hash_of(self.names())
    }

    fn __repr__(&self) -> String {
        let (type_name, name) = self.names();
        format!("<ValueInfo {type_name}.{name}>")
    }
}

impl PyValueInfo {
    fn view(&self) -> ValueInfo<'_> {
        self.cell.borrow_dependent().value
    }

    fn names(&self) -> (&str, &str) {
        let ValueView { parent, value } = *self.cell.borrow_dependent();
        (parent.name(), value.name())
    }
}

impl fmt::Debug for PyTypeInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PyTypeInfo").field(&self.view()).finish()
    }
}

impl fmt::Debug for PyValueInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PyValueInfo").field(&self.view()).finish()
    }
}
