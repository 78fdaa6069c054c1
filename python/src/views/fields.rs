//! `FieldInfo` and `ArgInfo`.

use std::fmt;

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyTuple};
use schema_registry::{ArgInfo, FieldInfo, SchemaRegistry};
use self_cell::self_cell;

use super::hash_of;
use crate::registry::same;
use crate::{PyDirectiveInfo, PyTypeInfo, extensions};

self_cell! {
    struct OwnedField {
        owner: SchemaRegistry,
        #[covariant]
        dependent: FieldInfo,
    }
}

/// An argument, and the field that it is an argument of.
#[derive(Clone, Copy)]
struct ArgView<'a> {
    field: FieldInfo<'a>,
    arg: ArgInfo<'a>,
}

self_cell! {
    struct OwnedArg {
        owner: SchemaRegistry,
        #[covariant]
        dependent: ArgView,
    }
}

/// A field of a type. Two are equal if they are the same field of equal registries.
#[pyclass(frozen, name = "FieldInfo", module = "schema_registry")]
pub struct PyFieldInfo {
    cell: OwnedField,
}

/// An argument of a field. Two are equal if they are the same argument of equal registries.
#[pyclass(frozen, name = "ArgInfo", module = "schema_registry")]
pub struct PyArgInfo {
    cell: OwnedArg,
}

/// The field that `find` finds in the registry.
pub(crate) fn find_field(
    registry: &SchemaRegistry,
    find: impl for<'a> FnOnce(&'a SchemaRegistry) -> Option<FieldInfo<'a>>,
) -> Option<PyFieldInfo> {
    OwnedField::try_new(registry.clone(), |registry| find(registry).ok_or(()))
        .ok()
        .map(|cell| PyFieldInfo { cell })
}

impl PyFieldInfo {
    fn registry(&self) -> &SchemaRegistry {
        self.cell.borrow_owner()
    }

    fn view(&self) -> FieldInfo<'_> {
        *self.cell.borrow_dependent()
    }

    fn names(&self) -> (&str, &str) {
        (self.view().parent().name(), self.view().name())
    }

    pub(crate) fn find_arg(&self, name: &str) -> Option<PyArgInfo> {
        let (type_name, field_name) = self.names();
        OwnedArg::try_new(self.registry().clone(), |registry| {
            let field = registry.get_field(type_name, field_name).ok_or(())?;
            let arg = field.arg(name).ok_or(())?;
            Ok::<_, ()>(ArgView { field, arg })
        })
        .ok()
        .map(|cell| PyArgInfo { cell })
    }
}

#[pymethods]
impl PyFieldInfo {
    /// The schema coordinate, such as ``User.name``.
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

    /// The field's own name, even if it was found by another one.
    #[getter]
    fn name(&self) -> &str {
        self.view().name()
    }

    /// The type that the field belongs to.
    #[getter]
    fn parent(&self) -> Option<PyTypeInfo> {
        PyTypeInfo::find(self.registry(), self.view().parent().name())
    }

    /// The named type, without wrappers: ``User`` for ``[User!]!``.
    #[getter]
    fn type_name(&self) -> &str {
        self.view().type_name()
    }

    /// Whether the named type is an object, in the sense of documents of version 1.0. Whether the field has a
    /// selection set is `is_composite`.
    #[getter]
    fn is_nested_object(&self) -> bool {
        self.view().is_nested_object()
    }

    /// Whether the field has a selection set: its named type is an object, an interface or a union.
    #[getter]
    fn is_composite(&self) -> bool {
        self.view().is_composite()
    }

    /// Whether requests must provide the input field: it is non-null and has no default.
    #[getter]
    fn is_required(&self) -> bool {
        self.view().is_required()
    }

    /// Whether the value is a list, nullable or not.
    #[getter]
    fn is_list(&self) -> bool {
        self.view().is_list()
    }

    /// The full type reference in SDL notation: ``[User!]!``.
    #[getter(_type_ref)]
    fn type_ref(&self) -> &str {
        self.view().type_ref().as_str()
    }

    /// The named type, if the registry contains it.
    #[getter]
    fn named_type(&self) -> Option<PyTypeInfo> {
        PyTypeInfo::find(self.registry(), self.view().named_type()?.name())
    }

    /// The arguments in document order.
    #[getter]
    fn args<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let args: Vec<_> = self.view().args().filter_map(|arg| self.find_arg(arg.name())).collect();
        PyTuple::new(py, args)
    }

    /// Returns the argument with that name, or `None`.
    fn arg(&self, name: PyBackedStr) -> Option<PyArgInfo> {
        self.find_arg(&name)
    }

    /// The default of an input field, as an SDL literal.
    #[getter]
    fn default_value(&self) -> Option<&str> {
        self.view().default_value()
    }

    /// The deprecation reason, if the field is deprecated.
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
        self.names() == other.names() && same(py, self.registry(), other.registry())
    }

    fn __hash__(&self) -> u64 {
        hash_of(self.names())
    }

    fn __repr__(&self) -> String {
        let (type_name, name) = self.names();
        format!("<FieldInfo {type_name}.{name}: {}>", self.view().type_ref())
    }
}

#[pymethods]
impl PyArgInfo {
    /// The schema coordinate, such as ``Query.users(first:)``.
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

    /// The named type, without wrappers.
    #[getter]
    fn type_name(&self) -> &str {
        self.view().type_name()
    }

    /// The full type reference in SDL notation.
    #[getter(_type_ref)]
    fn type_ref(&self) -> &str {
        self.view().type_ref().as_str()
    }

    /// The named type, if the registry contains it.
    #[getter]
    fn named_type(&self) -> Option<PyTypeInfo> {
        PyTypeInfo::find(self.cell.borrow_owner(), self.view().named_type()?.name())
    }

    /// The default, as an SDL literal.
    #[getter]
    fn default_value(&self) -> Option<&str> {
        self.view().default_value()
    }

    /// The deprecation reason, if the argument is deprecated.
    #[getter]
    fn deprecation_reason(&self) -> Option<&str> {
        self.view().deprecation_reason()
    }

    /// Whether requests must provide the argument: it is non-null and has no default.
    #[getter]
    fn is_required(&self) -> bool {
        self.view().is_required()
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
        let (type_name, field_name, name) = self.names();
        format!("<ArgInfo {type_name}.{field_name}({name}:): {}>", self.view().type_ref())
    }
}

impl PyArgInfo {
    fn view(&self) -> ArgInfo<'_> {
        self.cell.borrow_dependent().arg
    }

    fn names(&self) -> (&str, &str, &str) {
        let ArgView { field, arg } = *self.cell.borrow_dependent();
        (field.parent().name(), field.name(), arg.name())
    }
}

impl fmt::Debug for PyFieldInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PyFieldInfo").field(&self.view()).finish()
    }
}

impl fmt::Debug for PyArgInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PyArgInfo").field(&self.view()).finish()
    }
}
