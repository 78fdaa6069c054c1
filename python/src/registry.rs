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
/// Immutable. Registries are equal, and have the same hash, if they say the same, whatever the order of keys in the
/// documents that they came from. ``len()`` is the number of types, ``in`` asks for a type by name, iterating gives the
/// names of the types in document order, and ``registry["User"]`` gives a type or raises `UnknownType`.
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
    /// ``descriptions=True`` keeps descriptions; ``directives=True`` keeps applied directives and the definitions of
    /// directives, a list of names those directives where they are applied. ``limits`` are for documents that are not
    /// trusted.
    ///
    /// Raises `LoadError` if and only if the document is not sound: its ``diagnostics`` are all findings, each with its
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

    /// Loads a GraphQL schema that is written in the schema definition language. Otherwise as `from_json`.
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

    /// Loads the result of an introspection query, with or without its envelope. Otherwise as `from_json`.
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

    /// Loads a document of any of the three formats, which its content tells. Otherwise as `from_json`.
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

    /// `detect`, with the warnings, and with what was left out since loading was not told to keep it.
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

    /// The registry as a JSON IR document, which reads back as an equal registry.
    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| self.registry.to_json())
    }

    /// The version of the document.
    #[getter]
    fn version(&self) -> &str {
        self.registry.version()
    }

    /// The features that the document lists, in its order.
    #[getter]
    fn features<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.registry.features().collect::<Vec<_>>())
    }

    /// The number of fields of all types together.
    #[getter]
    fn field_count(&self) -> usize {
        self.registry.field_count()
    }

    /// What tells registries apart by content: 64 hexadecimal digits, the same on every machine.
    #[getter]
    fn fingerprint(&self, py: Python<'_>) -> String {
        py.detach(|| self.registry.fingerprint()).to_string()
    }

    /// The description of the schema, where loading was told to keep it.
    #[getter]
    fn description(&self) -> Option<&str> {
        self.registry.description()
    }

    /// The directives that are applied to the schema definition, in their order, as far as loading was told to keep them.
    #[getter]
    fn directives<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, PyDirectiveInfo::all(self.registry.directives()))
    }

    /// The definitions of directives, in document order, where loading was told to keep all directives.
    #[getter]
    fn directive_definitions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(
            py,
            self.registry.directive_definitions().map(PyDirectiveDefinition::from).collect::<Vec<_>>(),
        )
    }

    /// The part of the registry for which `keeps` is true, without anything that refers to what is gone: how one document
    /// serves several audiences.
    ///
    /// `keeps` is called with each type but the built-in scalars, each field, argument and enum value of a type that is kept,
    /// and each definition of a directive. What else goes is that which refers to what is gone, and types that are left
    /// empty; what no root reaches stays, unless `reachable` takes it away.
    ///
    /// Raises `LoadError` if and only if a type that is kept would lack what an interface of it asks for.
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

    /// The part of the registry that a request can meet: the roots, and all types that they lead to.
    fn reachable(&self, py: Python<'_>) -> Self {
        Self::new(py, py.detach(|| self.registry.reachable()))
    }

    /// Keys of the document that the registry does not know, and their values.
    #[getter]
    fn extensions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        extensions::to_dict(py, self.registry.extensions())
    }

    /// The field that a look-up by both names means, or `None`.
    ///
    /// The field of exactly that name comes first; where the type has none, it is the field that the name's camelCase
    /// form names: ``network_config`` finds ``networkConfig``.
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

    /// `get_field_type` with a reason where there is no such field.
    ///
    /// Raises `UnknownType` or `UnknownField`, which are kinds of `KeyError`, each with up to three ``suggestions``.
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

    /// The field of exactly these names, or `None`: what a request means.
    fn get_field(&self, type_name: PyBackedStr, field_name: PyBackedStr) -> Option<PyFieldInfo> {
        find_field(&self.registry, |registry| registry.get_field(&type_name, &field_name))
    }

    /// The type of that name. Raises `UnknownType`, a kind of `KeyError`, with up to three ``suggestions``.
    fn lookup_type(&self, py: Python<'_>, type_name: PyBackedStr) -> PyResult<PyTypeInfo> {
        self.__getitem__(py, type_name)
    }

    /// The type, field, argument, enum value or definition of a directive that a coordinate such as ``Query.users(first:)`` leads to, or `None`.
    ///
    /// Raises `ValueError` for a text that is no coordinate.
    fn at(&self, py: Python<'_>, coordinate: &str) -> PyResult<Option<Py<PyAny>>> {
        let coordinate: Coordinate = coordinate
            .parse()
            .map_err(|error: InvalidCoordinate| PyValueError::new_err(error.to_string()))?;
        views::object(py, &self.registry, &coordinate)
    }

    /// The registry as SDL, as graphql-js prints it. It reads back as an equal registry where it came from SDL or
    /// introspection.
    fn to_sdl(&self, py: Python<'_>) -> String {
        py.detach(|| self.registry.to_sdl())
    }

    /// The type of that name, or `None`.
    fn get_type(&self, type_name: PyBackedStr) -> Option<PyTypeInfo> {
        PyTypeInfo::find(&self.registry, &type_name)
    }

    /// All types, in document order.
    fn types<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, PyTypeInfo::all(&self.registry, self.registry.types()))
    }

    /// The root type of ``"query"``, ``"mutation"`` or ``"subscription"``, where the document names one and has it.
    ///
    /// Raises `ValueError` for any other word.
    fn root(&self, operation: &str) -> PyResult<Option<PyTypeInfo>> {
        Ok(self
            .registry
            .root(parse_operation(operation)?)
            .and_then(|root| PyTypeInfo::find(&self.registry, root.name())))
    }

    /// The name of the root type of an operation, whether the document has that type or not; `None` where it names none.
    ///
    /// Raises `ValueError` for any other word.
    fn root_name(&self, operation: &str) -> PyResult<Option<&str>> {
        Ok(self.registry.root_name(parse_operation(operation)?))
    }

    /// What is different from an older registry, in a list that is empty if and only if the fingerprints are equal.
    ///
    /// What is breaking and what is dangerous is what graphql-core 3.3 says, directives aside; and the loss of a root type and
    /// another default of an input field, at which it does not look.
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
