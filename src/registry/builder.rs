//! Building a registry by hand, from scratch or from another one.

use std::collections::{HashMap, HashSet};

use super::SchemaRegistry;
use super::copy::{Selection, copy_type};
use crate::build::{Attributes, Capacity, Draft, Element, Judging, Kept, Nesting, Part, Reference, TypeHead};
use crate::coordinate::Coordinate;
use crate::diagnostics::{Diagnostic, Finding, LoadError};
use crate::json::canonical_of;
use crate::model::{ArgDef, DirectiveDef, Extensions, FieldDef, Operation, TypeDef, ValueDef};
use crate::store::tables::Written;

/// Collects definitions and builds a registry from them.
///
/// ```
/// use schema_registry::{FieldDef, Operation, SchemaRegistry, TypeDef};
///
/// let registry = SchemaRegistry::builder("1.1")
///     .feature("type_resolution")
///     .root(Operation::Query, "Query")
///     .add_type(TypeDef::object("Query").field(FieldDef::new("me", "User")))
///     .add_type(TypeDef::object("User").field(FieldDef::new("name", "String!")))
///     .build()?;
///
/// // One type of it changed, the rest as it was:
/// let renamed = registry
///     .to_builder()
///     .put_type(TypeDef::object("User").field(FieldDef::new("fullName", "String!")))
///     .build()?;
/// assert!(renamed.get_field_type("User", "full_name").is_some());
/// assert!(registry.get_field_type("User", "full_name").is_none());
/// # Ok::<(), schema_registry::LoadError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder makes a registry only when `build` is called"]
pub struct RegistryBuilder {
    pub(super) version: String,
    pub(super) features: Vec<String>,
    pub(super) roots: [Option<String>; Operation::ALL.len()],
    description: Option<String>,
    pub(super) directives: Vec<DirectiveDef>,
    pub(super) directive_definitions: Vec<(String, String)>,
    extensions: Extensions,
    /// The registry whose types are reused.
    base: SchemaRegistry,
    /// Replaced types of the base: by another definition, or by none.
    edits: HashMap<String, Option<TypeDef>>,
    added: Vec<Option<TypeDef>>,
    /// Where in `added` the types of each name are.
    places: HashMap<String, Vec<usize>>,
    /// How names are hashed, in tests that need to know.
    #[cfg(test)]
    pub(crate) seed: Option<crate::store::hash::Seed>,
}

impl RegistryBuilder {
    pub(super) fn new(version: String) -> Self {
        Self {
            version,
            features: Vec::new(),
            roots: Default::default(),
            description: None,
            directives: Vec::new(),
            directive_definitions: Vec::new(),
            extensions: Vec::new(),
            base: SchemaRegistry::empty(),
            edits: HashMap::new(),
            added: Vec::new(),
            places: HashMap::new(),
            #[cfg(test)]
            seed: None,
        }
    }

    pub(super) fn from_registry(registry: &SchemaRegistry) -> Self {
        let roots = Operation::ALL.map(|operation| registry.root_name(operation).map(str::to_owned));
        Self {
            features: registry.features().map(str::to_owned).collect(),
            roots,
            description: registry.description().map(str::to_owned),
            directives: registry.directives().map(Into::into).collect(),
            directive_definitions: registry
                .directive_definitions()
                .map(|it| (it.name().to_owned(), it.sdl().to_owned()))
                .collect(),
            base: registry.clone(),
            ..Self::new(registry.version().to_owned())
        }
    }

    /// Sets the version.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// Adds a feature, unless it is already listed.
    pub fn feature(mut self, feature: impl Into<String>) -> Self {
        let feature = feature.into();
        if !self.features.contains(&feature) {
            self.features.push(feature);
        }
        self
    }

    /// Sets the root type of an operation.
    pub fn root(mut self, operation: Operation, type_name: impl Into<String>) -> Self {
        self.roots[operation as usize] = Some(type_name.into());
        self
    }

    /// Adds a type. Adding two types with the same name is an error at [`RegistryBuilder::build`]; to replace a type,
    /// use [`RegistryBuilder::put_type`].
    pub fn add_type(mut self, definition: TypeDef) -> Self {
        self.places.entry(definition.name.clone()).or_default().push(self.added.len());
        self.added.push(Some(definition));
        self
    }

    /// Adds a type, replacing any with the same name.
    pub fn put_type(mut self, definition: TypeDef) -> Self {
        self.drop_added(&definition.name);
        if self.base.get_type(&definition.name).is_some() {
            self.edits.insert(definition.name.clone(), Some(definition));
            return self;
        }
        self.add_type(definition)
    }

    fn drop_added(&mut self, name: &str) {
        for at in self.places.remove(name).unwrap_or_default() {
            self.added[at] = None;
        }
    }

    /// Removes the types with that name.
    pub fn remove_type(mut self, name: &str) -> Self {
        self.drop_added(name);
        if self.base.get_type(name).is_some() {
            self.edits.insert(name.to_owned(), None);
        }
        self
    }

    /// Sets the description of the schema.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Applies a directive to the schema, after those already applied.
    pub fn directive(mut self, directive: DirectiveDef) -> Self {
        self.directives.push(directive);
        self
    }

    /// Adds the definition of a directive, as SDL, replacing one with the same name. The name is without the `@`.
    pub fn directive_definition(mut self, name: impl Into<String>, sdl: impl Into<String>) -> Self {
        let name = name.into();
        self.directive_definitions.retain(|(it, _)| *it != name);
        self.directive_definitions.push((name, sdl.into()));
        self
    }

    /// Adds an extension of the document as a whole.
    pub fn extension(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.extensions.push((key.into(), value.into()));
        self
    }

    /// Builds the registry. Runs the same checks as loading; warnings are dropped.
    ///
    /// # Errors
    ///
    /// If and only if some definition is invalid by itself or contradicts another one. Each finding has the
    /// coordinate of its element.
    pub fn build(self) -> Result<SchemaRegistry, LoadError> {
        self.build_with_warnings().map(|(registry, _)| registry)
    }

    /// Builds the registry and returns the warnings as well.
    ///
    /// # Errors
    ///
    /// As [`RegistryBuilder::build`].
    pub fn build_with_warnings(self) -> Result<(SchemaRegistry, Vec<Diagnostic>), LoadError> {
        let (tables, findings) = self.draft().finish();
        let is_refused = findings.has_errors();
        let diagnostics = findings.without_locations();
        if is_refused {
            return Err(LoadError::new(diagnostics));
        }
        Ok((SchemaRegistry::from_tables(tables), diagnostics.kept))
    }

    fn draft(&self) -> Draft {
        let mut draft = Draft::new(Capacity::MAX, Judging::default(), 0);
        #[cfg(test)]
        if let Some(seed) = self.seed {
            draft.set_seed(seed);
        }
        self.push_document(&mut draft);
        for base in self.base.types() {
            match self.edits.get(base.name()) {
                None => copy_type(&mut draft, base, Selection::ALL),
                Some(Some(definition)) => push_type(&mut draft, definition),
                Some(None) => {}
            }
        }
        self.added.iter().flatten().for_each(|definition| push_type(&mut draft, definition));
        draft
    }

    pub(super) fn push_document(&self, draft: &mut Draft) {
        draft.set_version(&self.version);
        self.features.iter().for_each(|feature| draft.add_feature(feature));
        for (operation, name) in Operation::ALL.into_iter().zip(&self.roots) {
            if let Some(name) = name {
                draft.set_root(operation, name);
            }
        }
        if self.base.has_roots_key() {
            draft.set_roots_written();
        }
        let of_roots = self.base.roots_extensions().map(|it| draft.extension(it.key(), it.json()));
        let of_roots: Vec<Kept> = of_roots.collect();
        draft.keep_in_roots(&of_roots);
        let is_replaced = |key: &str| self.extensions.iter().any(|(it, _)| it == key);
        let of_base = self.base.extensions().filter(|it| !is_replaced(it.key()));
        let mut kept: Vec<Kept> = of_base.map(|it| draft.extension(it.key(), it.json())).collect();
        kept.extend(
            self.directive_definitions.iter().filter_map(|(name, sdl)| draft.directive_definition(name, sdl)),
        );
        let (description, directives) = (&self.description, &self.directives);
        let own = Own { description, directives, extensions: &self.extensions };
        kept.extend(keep(draft, None, own, &["version", "features", "types", "roots"]));
        draft.keep_in_document(&kept);
    }
}

/// Pushes a definition.
fn push_type(draft: &mut Draft, definition: &TypeDef) {
    let TypeDef {
        name, kind, fields, interfaces, members, values, description, directives, extensions, ..
    } = definition;
    for field in fields {
        push_field(draft, name, field);
    }
    for link in interfaces.iter().chain(members) {
        draft.push_link(link);
    }
    for ValueDef { name: value, deprecation_reason, description, directives, extensions } in values {
        let coordinate = || Coordinate::of_member(&**name, &**value);
        let own = Own { description, directives, extensions };
        let kept = keep(draft, Some(&coordinate), own, &["deprecated"]);
        draft.push_value(
            value,
            Attributes { deprecated: deprecation_reason.as_deref(), kept: &kept, default: None },
        );
    }
    let known = ["kind", "fields", "implements", "members", "values", "one_of", "specified_by"];
    let own = Own { description, directives, extensions };
    let kept = keep(draft, Some(&|| Coordinate::of_type(&**name)), own, &known);
    let written = Written {
        kind: true,
        fields: true,
        implements: !interfaces.is_empty(),
        members: !members.is_empty(),
        values: !values.is_empty(),
    };
    draft.push_type(TypeHead {
        name,
        kind: Some(*kind),
        written,
        is_extension: false,
        one_of: definition.is_one_of,
        specified_by: definition.specified_by_url.as_deref(),
        kept: &kept,
    });
}

fn push_field(draft: &mut Draft, parent: &str, definition: &FieldDef) {
    let FieldDef { name, type_ref, is_nested_object, args, description, directives, extensions, .. } =
        definition;
    let known = ["type", "default", "deprecated"];
    for of_arg in args {
        let ArgDef { name: arg, type_ref, default_value, deprecation_reason, .. } = of_arg;
        let coordinate = || Coordinate::of_argument(parent, &**name, &**arg);
        let reference = push_reference(draft, &coordinate, type_ref, Nesting::Otherwise(false));
        let ArgDef { description, directives, extensions, .. } = of_arg;
        let kept = keep(draft, Some(&coordinate), Own { description, directives, extensions }, &known);
        let (default, deprecated) = (default_value.as_deref(), deprecation_reason.as_deref());
        draft.push_arg(arg, reference, Attributes { default, deprecated, kept: &kept });
    }
    let coordinate = || Coordinate::of_member(parent, &**name);
    let reference = push_reference(draft, &coordinate, type_ref, Nesting::Otherwise(*is_nested_object));
    let known = ["type_name", "is_nested_object", "is_list", "type", "args", "default", "deprecated"];
    let kept = keep(draft, Some(&coordinate), Own { description, directives, extensions }, &known);
    let (default, deprecated) =
        (definition.default_value.as_deref(), definition.deprecation_reason.as_deref());
    draft.push_field(name, reference, !args.is_empty(), Attributes { default, deprecated, kept: &kept });
}

/// Reports a finding about a definition, which has no place in a text.
fn report(draft: &mut Draft, coordinate: Option<&dyn Fn() -> Coordinate>, finding: Finding) {
    draft.report_at(coordinate.map(|coordinate| coordinate()), Element::Document, Part::Whole, finding);
}

fn push_reference(draft: &mut Draft, of: &dyn Fn() -> Coordinate, expr: &str, nesting: Nesting) -> Reference {
    draft.reference(expr, nesting).unwrap_or_else(|| {
        report(draft, Some(of), Finding::InvalidTypeReference { text: expr.to_owned() });
        draft.unread_reference()
    })
}

/// What a definition has besides its attributes.
#[derive(Clone, Copy)]
struct Own<'a> {
    description: &'a Option<String>,
    directives: &'a [DirectiveDef],
    extensions: &'a Extensions,
}

/// Keeps the extensions of a definition whose own keys are `known`.
fn keep(draft: &mut Draft, of: Option<&dyn Fn() -> Coordinate>, own: Own<'_>, known: &[&str]) -> Vec<Kept> {
    let Own { description, directives, extensions } = own;
    let mut kept = Vec::with_capacity(extensions.len());
    let mut seen: HashSet<&str> = known.iter().copied().collect();
    if let Some(text) = description {
        seen.insert("description");
        kept.push(draft.description(text));
    }
    for DirectiveDef { name, args } in directives {
        seen.insert("directives");
        let mut names = HashSet::new();
        for (arg, _) in args.iter().filter(|(arg, _)| !names.insert(&**arg)) {
            report(draft, of, Finding::Duplicate { key: arg.clone() });
        }
        let args: Vec<Kept> =
            args.iter().map(|(arg, literal)| draft.directive_argument(arg, literal)).collect();
        kept.push(draft.directive(name, &args));
    }
    for (key, value) in extensions {
        if !seen.insert(key) {
            report(draft, of, Finding::Duplicate { key: key.clone() });
            continue;
        }
        match canonical_of(value) {
            Ok(json) => kept.push(draft.extension(key, &json)),
            Err(finding) => report(draft, of, finding),
        }
    }
    kept
}
