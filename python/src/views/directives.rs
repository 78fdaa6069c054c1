//! `DirectiveInfo` and `DirectiveDefinition`.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use schema_registry::{DirectiveDefinition, DirectiveInfo};

/// A directive applied to a definition. `str()` returns it as SDL. Two are equal if they are written the same.
#[pyclass(frozen, eq, hash, name = "DirectiveInfo", module = "schema_registry")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PyDirectiveInfo {
    name: String,
    args: Vec<(String, String)>,
}

impl From<DirectiveInfo<'_>> for PyDirectiveInfo {
    fn from(info: DirectiveInfo<'_>) -> Self {
        let args = info.args().map(|(name, literal)| (name.to_owned(), literal.to_owned()));
        Self { name: info.name().to_owned(), args: args.collect() }
    }
}

impl PyDirectiveInfo {
    /// The directives applied to one definition.
    pub(crate) fn all<'a>(directives: impl Iterator<Item = DirectiveInfo<'a>>) -> Vec<Self> {
        directives.map(Into::into).collect()
    }
}

/// What a directive is made of, for `pickle`.
type Parts = (String, Vec<(String, String)>);

#[pymethods]
impl PyDirectiveInfo {
    /// Restores a directive from its pickled content.
    #[staticmethod]
    fn _restore(name: String, args: Vec<(String, String)>) -> Self {
        Self { name, args }
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Parts)> {
        Ok((py.get_type::<Self>().getattr("_restore")?, (self.name.clone(), self.args.clone())))
    }

    /// The name, without the ``@``.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// The arguments by name, each with its value as an SDL literal; a string therefore includes its quotes.
    #[getter]
    fn args<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let args = PyDict::new(py);
        self.args.iter().try_for_each(|(name, literal)| args.set_item(name, literal))?;
        Ok(args)
    }

    /// Returns the value of an argument as an SDL literal, or `None`.
    fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(arg, _)| arg == name).map(|(_, literal)| &**literal)
    }

    fn __str__(&self) -> String {
        let args: Vec<String> =
            self.args.iter().map(|(name, literal)| format!("{name}: {literal}")).collect();
        let args = if args.is_empty() { String::new() } else { format!("({})", args.join(", ")) };
        format!("@{}{args}", self.name)
    }

    fn __repr__(&self) -> String {
        format!("<DirectiveInfo {}>", self.__str__())
    }
}

/// The definition of a directive.
#[pyclass(frozen, eq, hash, get_all, name = "DirectiveDefinition", module = "schema_registry")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PyDirectiveDefinition {
    /// The name, without the ``@``.
    name: String,
    /// The definition as SDL.
    sdl: String,
    /// The schema coordinate, such as ``@auth``.
    coordinate: String,
}

impl From<DirectiveDefinition<'_>> for PyDirectiveDefinition {
    fn from(definition: DirectiveDefinition<'_>) -> Self {
        Self {
            name: definition.name().to_owned(),
            sdl: definition.sdl().to_owned(),
            coordinate: definition.coordinate().to_string(),
        }
    }
}

#[pymethods]
impl PyDirectiveDefinition {
    /// Restores a definition from its pickled content.
    #[staticmethod]
    fn _restore(name: String, sdl: String, coordinate: String) -> Self {
        Self { name, sdl, coordinate }
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String, String, String))> {
        let Self { name, sdl, coordinate } = self.clone();
        Ok((py.get_type::<Self>().getattr("_restore")?, (name, sdl, coordinate)))
    }

    fn __repr__(&self) -> String {
        format!("<DirectiveDefinition @{}>", self.name)
    }
}
