//! `SchemaRegistry`: what is in it, and where it comes from.

use std::fmt;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use schema_registry::{
    Coordinate, InvalidCoordinate, InvalidOperation, KeepDirectives, LoadError, LoadOptions, Loaded,
    Operation, SchemaRegistry,
};

use crate::document::Document;
use crate::loading::{Directives, Keywords, PyLimits};
use crate::memo::Memo;
use crate::views::fields::find_field;
use crate::{
    PyChange, PyDirectiveDefinition, PyDirectiveInfo, PyFieldInfo, PyLoaded, PyTypeInfo, errors, extensions,
    views,
};

/// Type metadata: which type has which field, of what type, a list or not.
///
/// Immutable. Registries are equal, and have the same hash, if they have the same content, whatever the order of keys
/// in their documents. ``len()`` is the number of types, ``in`` asks for a type by name, iteration yields the names
/// of the types in document order, and ``registry["User"]`` returns a type or raises `UnknownType`.
///
/// Loading and comparing let other threads run.
#[pyclass(frozen, subclass, weakref, name = "SchemaRegistry", module = "schema_registry")]
pub struct PySchemaRegistry {
    registry: SchemaRegistry,
    memo: Memo,
}

impl PySchemaRegistry {
    /// A Python object for `registry`.
    #[must_use]
    pub fn new(py: Python<'_>, registry: SchemaRegistry) -> Self {
        Self { memo: Memo::new(py, &registry), registry }
    }

    /// The registry, which is cheap to clone.
    #[must_use]
    pub fn registry(&self) -> &SchemaRegistry {
        &self.registry
    }

    /// `registry` in the words in which the classes show themselves.
    pub(crate) fn words(&self) -> String {
        let registry = &self.registry;
        format!(
            "version={:?}, types={}, fields={}",
            registry.version(),
            registry.type_count(),
            registry.field_count()
        )
    }

    fn read(
        py: Python<'_>,
        document: &Document,
        keywords: Keywords,
        load: impl FnOnce(&LoadOptions, &str) -> Result<Loaded, LoadError> + Send,
    ) -> PyResult<Loaded> {
        let options = keywords.into();
        py.detach(|| document.load(&options, load)).map_err(|error| errors::load_error(py, &error))
    }
}

#[pymethods]
impl PySchemaRegistry {
    /// Loads a JSON IR document.
    ///
    /// With ``strict``, warnings refuse the document too; with ``lenient``, only what makes it unreadable does.
    /// ``descriptions=True`` keeps descriptions. ``directives=True`` keeps applied directives and directive
    /// definitions; a list of names keeps only the applications of those. ``limits`` are for untrusted documents.
    ///
    /// Raises `LoadError` if and only if the document is invalid: its ``diagnostics`` are all findings, each with its
    /// path, line and column.
    #[staticmethod]
    #[pyo3(signature = (document, *, strict = false, lenient = false, descriptions = false,
        directives = Directives::default(), limits = None))]
    #[pyo3(
        text_signature = "(document, *, strict=False, lenient=False, descriptions=False, directives=False, limits=None)"
    )]
    fn from_json(
        py: Python<'_>,
        document: Document,
        strict: bool,
        lenient: bool,
        descriptions: bool,
        directives: Directives,
        limits: Option<PyLimits>,
    ) -> PyResult<Self> {
        let keywords = Keywords { strict, lenient, descriptions, directives, limits };
        let loaded = Self::read(py, &document, keywords, LoadOptions::json)?;
        Ok(Self::new(py, loaded.registry))
    }

    /// Loads a GraphQL schema in the schema definition language. Otherwise like `from_json`.
    #[staticmethod]
    #[pyo3(signature = (document, *, strict = false, lenient = false, descriptions = false,
        directives = Directives::default(), limits = None))]
    #[pyo3(
        text_signature = "(document, *, strict=False, lenient=False, descriptions=False, directives=False, limits=None)"
    )]
    fn from_sdl(
        py: Python<'_>,
        document: Document,
        strict: bool,
        lenient: bool,
        descriptions: bool,
        directives: Directives,
        limits: Option<PyLimits>,
    ) -> PyResult<Self> {
        let keywords = Keywords { strict, lenient, descriptions, directives, limits };
        let loaded = Self::read(py, &document, keywords, LoadOptions::sdl)?;
        Ok(Self::new(py, loaded.registry))
    }

    /// Loads the result of an introspection query, with or without its envelope. Otherwise like `from_json`.
    #[staticmethod]
    #[pyo3(signature = (document, *, strict = false, lenient = false, descriptions = false,
        directives = Directives::default(), limits = None))]
    #[pyo3(
        text_signature = "(document, *, strict=False, lenient=False, descriptions=False, directives=False, limits=None)"
    )]
    fn from_introspection(
        py: Python<'_>,
        document: Document,
        strict: bool,
        lenient: bool,
        descriptions: bool,
        directives: Directives,
        limits: Option<PyLimits>,
    ) -> PyResult<Self> {
        let keywords = Keywords { strict, lenient, descriptions, directives, limits };
        let loaded = Self::read(py, &document, keywords, LoadOptions::introspection)?;
        Ok(Self::new(py, loaded.registry))
    }

    /// Loads a document of any of the three formats, detected from its content. Otherwise like `from_json`.
    #[staticmethod]
    #[pyo3(signature = (document, *, strict = false, lenient = false, descriptions = false,
        directives = Directives::default(), limits = None))]
    #[pyo3(
        text_signature = "(document, *, strict=False, lenient=False, descriptions=False, directives=False, limits=None)"
    )]
    fn detect(
        py: Python<'_>,
        document: Document,
        strict: bool,
        lenient: bool,
        descriptions: bool,
        directives: Directives,
        limits: Option<PyLimits>,
    ) -> PyResult<Self> {
        let keywords = Keywords { strict, lenient, descriptions, directives, limits };
        let loaded = Self::read(py, &document, keywords, LoadOptions::detect)?;
        Ok(Self::new(py, loaded.registry))
    }

    /// Like `detect`, but also returns the warnings, and what was left out because loading was not asked to keep it.
    #[staticmethod]
    #[pyo3(signature = (document, *, strict = false, lenient = false, descriptions = false,
        directives = Directives::default(), limits = None))]
    #[pyo3(
        text_signature = "(document, *, strict=False, lenient=False, descriptions=False, directives=False, limits=None)"
    )]
    fn load(
        py: Python<'_>,
        document: Document,
        strict: bool,
        lenient: bool,
        descriptions: bool,
        directives: Directives,
        limits: Option<PyLimits>,
    ) -> PyResult<PyLoaded> {
        let keywords = Keywords { strict, lenient, descriptions, directives, limits };
        let loaded = Self::read(py, &document, keywords, LoadOptions::detect)?;
        PyLoaded::new(py, loaded)
    }

    /// Returns the registry as a JSON IR document, which loads as an equal registry.
    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| self.registry.to_json())
    }

    /// The version of the document.
    #[getter]
    fn version(&self) -> &str {
        self.registry.version()
    }

    /// The features that the document lists, in order.
    #[getter]
    fn features<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.registry.features().collect::<Vec<_>>())
    }

    /// The number of fields of all types together.
    #[getter]
    fn field_count(&self) -> usize {
        self.registry.field_count()
    }

    /// The fingerprint, which identifies the content: 64 hexadecimal digits, the same on every machine.
    #[getter]
    fn fingerprint(&self, py: Python<'_>) -> String {
        py.detach(|| self.registry.fingerprint()).to_string()
    }

    /// The description of the schema, if loading was asked to keep it.
    #[getter]
    fn description(&self) -> Option<&str> {
        self.registry.description()
    }

    /// The directives applied to the schema definition, in order, as far as loading was asked to keep them.
    #[getter]
    fn directives<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, PyDirectiveInfo::all(self.registry.directives()))
    }

    /// The directive definitions in document order, if loading was asked to keep all directives.
    #[getter]
    fn directive_definitions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(
            py,
            self.registry.directive_definitions().map(PyDirectiveDefinition::from).collect::<Vec<_>>(),
        )
    }

    /// Returns the part of the registry for which `keeps` is true, with no reference to anything that was removed:
    /// how one document serves several audiences.
    ///
    /// `keeps` is called with each type except the built-in scalars, each field, argument and enum value of a kept
    /// type, and each directive definition. Whatever refers to something removed is removed as well, and so are types
    /// left empty. Types that no root reaches stay; `reachable` removes them.
    ///
    /// Raises `LoadError` if and only if a kept type would lack what one of its interfaces requires.
    fn filter(&self, py: Python<'_>, keeps: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mut raised = None;
        let filtered = self.registry.filter(|element| {
            let decided = || {
                let object = views::object(py, &self.registry, &element.coordinate())?;
                keeps.call1((object,))?.is_truthy()
            };
            raised.is_some()
                || decided().unwrap_or_else(|error| {
                    raised = Some(error);
                    true
                })
        });
        match raised {
            Some(error) => Err(error),
            None => filtered
                .map(|registry| Self::new(py, registry))
                .map_err(|error| errors::load_error(py, &error)),
        }
    }

    /// Returns the part of the registry that requests can reach: the roots, and all types that they lead to.
    fn reachable(&self, py: Python<'_>) -> Self {
        Self::new(py, py.detach(|| self.registry.reachable()))
    }

    /// The keys of the document that are unknown to the registry, with their values.
    #[getter]
    fn extensions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        extensions::to_dict(py, self.registry.extensions())
    }

    /// Returns the field that both names lead to, or `None`.
    ///
    /// A field with exactly that name takes precedence; otherwise the camelCase form of the name is looked up:
    /// ``network_config`` finds ``networkConfig``.
    fn get_field_type<'py>(
        &self,
        type_name: &Bound<'py, PyString>,
        field_name: &Bound<'py, PyString>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        if let Some(field) = self.memo.get(type_name, field_name)? {
            return Ok(Some(field));
        }
        let (type_text, field_text): (PyBackedStr, PyBackedStr) =
            (type_name.extract()?, field_name.extract()?);
        match find_field(&self.registry, |registry| registry.get_field_type(&type_text, &field_text)) {
            Some(field) => {
                self.memo.keep(type_name, field_name, Bound::new(type_name.py(), field)?).map(Some)
            }
            None => Ok(None),
        }
    }

    /// Like `get_field_type`, but raises an error if there is no such field.
    ///
    /// Raises `UnknownType` or `UnknownField`, both subclasses of `KeyError`, with up to three ``suggestions``.
    fn lookup<'py>(
        &self,
        type_name: &Bound<'py, PyString>,
        field_name: &Bound<'py, PyString>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let Some(field) = self.get_field_type(type_name, field_name)? {
            return Ok(field);
        }
        let py = type_name.py();
        let (type_text, field_text): (PyBackedStr, PyBackedStr) =
            (type_name.extract()?, field_name.extract()?);
        match py.detach(|| self.registry.lookup(&type_text, &field_text).map(|_| ())) {
            Err(error) => Err(errors::lookup_error(py, &error, &type_text, Some(&field_text))),
            Ok(()) => unreachable!("a registry does not change between two look-ups"),
        }
    }

    /// Returns the field with exactly these names, or `None`. This is right for GraphQL requests.
    fn get_field(&self, type_name: PyBackedStr, field_name: PyBackedStr) -> Option<PyFieldInfo> {
        find_field(&self.registry, |registry| registry.get_field(&type_name, &field_name))
    }

    /// Returns the type with that name. Raises `UnknownType`, a subclass of `KeyError`, with up to three
    /// ``suggestions``.
    fn lookup_type(&self, py: Python<'_>, type_name: PyBackedStr) -> PyResult<PyTypeInfo> {
        self.__getitem__(py, type_name)
    }

    /// Returns the type, field, argument, enum value or directive definition at a coordinate such as
    /// ``Query.users(first:)``, or `None`.
    ///
    /// Raises `ValueError` for a text that is not a coordinate.
    fn at(&self, py: Python<'_>, coordinate: &str) -> PyResult<Option<Py<PyAny>>> {
        let coordinate: Coordinate = coordinate
            .parse()
            .map_err(|error: InvalidCoordinate| PyValueError::new_err(error.to_string()))?;
        views::object(py, &self.registry, &coordinate)
    }

    /// Returns the registry as SDL, printed as graphql-js prints it. It loads as an equal registry if the registry
    /// came from SDL or introspection.
    fn to_sdl(&self, py: Python<'_>) -> String {
        py.detach(|| self.registry.to_sdl())
    }

    /// Returns the type with that name, or `None`.
    fn get_type(&self, type_name: PyBackedStr) -> Option<PyTypeInfo> {
        PyTypeInfo::find(&self.registry, &type_name)
    }

    /// Returns all types, in document order.
    fn types<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, PyTypeInfo::all(&self.registry, self.registry.types()))
    }

    /// Returns the root type of ``"query"``, ``"mutation"`` or ``"subscription"``, if the document names one and
    /// contains it.
    ///
    /// Raises `ValueError` for any other word.
    fn root(&self, operation: &str) -> PyResult<Option<PyTypeInfo>> {
        Ok(self
            .registry
            .root(parse_operation(operation)?)
            .and_then(|root| PyTypeInfo::find(&self.registry, root.name())))
    }

    /// Returns the name of the root type of an operation, whether or not the document contains that type; `None` if
    /// it names none.
    ///
    /// Raises `ValueError` for any other word.
    fn root_name(&self, operation: &str) -> PyResult<Option<&str>> {
        Ok(self.registry.root_name(parse_operation(operation)?))
    }

    /// Returns the changes from an older registry to this one; the list is empty if and only if the fingerprints are
    /// equal.
    ///
    /// Breaking and dangerous are what graphql-core 3.3 reports, except for directives; and the loss of a root type
    /// and a changed default of an input field, which it does not check.
    fn changes_since(&self, py: Python<'_>, older: &Self) -> Vec<PyChange> {
        PyChange::all(py.detach(|| self.registry.changes_since(&older.registry)))
    }

    /// `{type_name: {field_name: FieldInfo}}`, of what `get_field_type` gave before.
    #[getter]
    fn _memo(&self) -> &Py<PyDict> {
        self.memo.fields()
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    /// Makes a registry again of what it was pickled as.
    #[staticmethod]
    fn _restore(py: Python<'_>, json: &str) -> PyResult<Self> {
        let options = LoadOptions::new().descriptions(true).directives(KeepDirectives::All);
        let loaded = py.detach(|| options.json(json)).map_err(|error| errors::load_error(py, &error))?;
        Ok(Self::new(py, loaded.registry))
    }

    /// By the JSON IR. A `Snapshot` crosses as the registry that it is.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((py.get_type::<Self>().getattr("_restore")?, (self.to_json(py),)))
    }

    fn __len__(&self) -> usize {
        self.registry.type_count()
    }

    fn __contains__(&self, type_name: &Bound<'_, PyAny>) -> PyResult<bool> {
        match type_name.cast::<PyString>() {
            Ok(name) => Ok(self.registry.get_type(&name.extract::<PyBackedStr>()?).is_some()),
            Err(_) => Ok(false),
        }
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let names = PyTuple::new(py, self.registry.types().map(|found| found.name()))?;
        names.call_method0("__iter__")
    }

    fn __getitem__(&self, py: Python<'_>, type_name: PyBackedStr) -> PyResult<PyTypeInfo> {
        if let Some(found) = PyTypeInfo::find(&self.registry, &type_name) {
            return Ok(found);
        }
        match py.detach(|| self.registry.lookup_type(&type_name).map(|_| ())) {
            Err(error) => Err(errors::lookup_error(py, &error, &type_name, None)),
            Ok(()) => unreachable!("a registry does not change between two look-ups"),
        }
    }

    fn __eq__(&self, py: Python<'_>, other: &Self) -> bool {
        same(py, &self.registry, &other.registry)
    }

    fn __hash__(&self, py: Python<'_>) -> u64 {
        let fingerprint = py.detach(|| self.registry.fingerprint());
        fingerprint.as_bytes().iter().take(8).fold(0, |hash, &byte| hash << 8 | u64::from(byte))
    }

    fn __repr__(&self) -> String {
        format!("SchemaRegistry({})", self.words())
    }
}

fn parse_operation(word: &str) -> PyResult<Operation> {
    word.parse().map_err(|error: InvalidOperation| PyValueError::new_err(error.to_string()))
}

/// How a view is pickled: as the call `registry.at(coordinate)`.
pub(crate) fn reduce_view<'py>(
    py: Python<'py>,
    registry: &SchemaRegistry,
    coordinate: &str,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let registry = Bound::new(py, PySchemaRegistry::new(py, registry.clone()))?;
    let arguments = PyTuple::new(py, [registry.into_any(), PyString::new(py, coordinate).into_any()])?;
    Ok((py.get_type::<PySchemaRegistry>().getattr("at")?, arguments.into_any()))
}

/// Whether both say the same. Other threads run while fingerprints are computed.
pub(crate) fn same(py: Python<'_>, one: &SchemaRegistry, other: &SchemaRegistry) -> bool {
    one.ptr_eq(other) || py.detach(|| one == other)
}

impl fmt::Debug for PySchemaRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PySchemaRegistry").field(&self.registry).finish()
    }
}
