//! Building a registry by hand, from nothing or from another one.

use std::collections::{HashMap, HashSet};

use super::views::Extension;
use super::{FieldInfo, SchemaRegistry, TypeInfo};
use crate::build::{Attributes, Capacity, Draft, Element, Judging, Kept, Nesting, Part, Reference, TypeHead};
use crate::coordinate::Coordinate;
use crate::diagnostics::{Diagnostic, Finding, LoadError};
use crate::json::canonical_of;
use crate::model::{ArgDef, Extensions, FieldDef, Operation, TypeDef, ValueDef};
use crate::reference::TypeRef;
use crate::store::tables::Written;

/// Collects definitions and makes a registry of them.
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
    version: String,
    features: Vec<String>,
    roots: [Option<String>; Operation::ALL.len()],
    extensions: Extensions,
    /// Where the types come from that are not defined anew.
    base: SchemaRegistry,
    /// What becomes of types of the base: another definition, or none.
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
            base: registry.clone(),
            ..Self::new(registry.version().to_owned())
        }
    }

    /// Sets the version.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// Adds a feature, if it is not there yet.
    pub fn feature(mut self, feature: impl Into<String>) -> Self {
        let feature = feature.into();
        if !self.features.contains(&feature) {
            self.features.push(feature);
        }
        self
    }

    /// Names the root type of an operation.
    pub fn root(mut self, operation: Operation, type_name: impl Into<String>) -> Self {
        self.roots[operation as usize] = Some(type_name.into());
        self
    }

    /// Adds a type. A second type of the same name is an error when the registry is built;
    /// [`RegistryBuilder::put_type`] replaces.
    pub fn add_type(mut self, definition: TypeDef) -> Self {
        self.places.entry(definition.name.clone()).or_default().push(self.added.len());
        self.added.push(Some(definition));
        self
    }

    /// Adds a type in the place of those that have the same name, if there are any.
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

    /// Leaves out the types of that name.
    pub fn remove_type(mut self, name: &str) -> Self {
        self.drop_added(name);
        if self.base.get_type(name).is_some() {
            self.edits.insert(name.to_owned(), None);
        }
        self
    }

    /// Adds an extension of the document as a whole.
    pub fn extension(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.extensions.push((key.into(), value.into()));
        self
    }

    /// The registry. Runs the same checks as loading; warnings are dropped.
    ///
    /// # Errors
    ///
    /// If and only if some definition is wrong in itself or contradicts another. Each finding has the coordinate of the
    /// element that it is about.
    pub fn build(self) -> Result<SchemaRegistry, LoadError> {
        self.build_with_warnings().map(|(registry, _)| registry)
    }

    /// The registry, and what the checks have to say of it.
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
        draft.set_version(&self.version);
        self.features.iter().for_each(|feature| draft.add_feature(feature));
        self.push_document(&mut draft);
        for base in self.base.types() {
            match self.edits.get(base.name()) {
                None => copy_type(&mut draft, base),
                Some(Some(definition)) => push_type(&mut draft, definition),
                Some(None) => {}
            }
        }
        self.added.iter().flatten().for_each(|definition| push_type(&mut draft, definition));
        draft
    }

    fn push_document(&self, draft: &mut Draft) {
        for (operation, name) in Operation::ALL.into_iter().zip(&self.roots) {
            if let Some(name) = name {
                draft.set_root(operation, name);
            }
        }
        if self.base.has_roots_key() {
            draft.set_roots_written();
        }
        let of_roots = copy_kept(draft, self.base.roots_extensions());
        draft.keep_in_roots(&of_roots);
        let is_replaced = |kept: &Extension<'_>| self.extensions.iter().any(|(key, _)| key == kept.key());
        let of_base = self.base.extensions().filter(|kept| !is_replaced(kept));
        let mut kept = copy_kept(draft, of_base);
        let known = ["version", "features", "types", "roots"];
        kept.extend(keep(draft, None, &self.extensions, &known));
        draft.keep_in_document(&kept);
    }
}

/// Pushes a definition.
fn push_type(draft: &mut Draft, definition: &TypeDef) {
    let TypeDef { name, kind, fields, interfaces, members, values, extensions, .. } = definition;
    for field in fields {
        push_field(draft, name, field);
    }
    for link in interfaces.iter().chain(members) {
        draft.push_link(link);
    }
    for ValueDef { name: value, deprecation_reason, extensions } in values {
        let coordinate = || Coordinate::of_member(&**name, &**value);
        let kept = keep(draft, Some(&coordinate), extensions, &["deprecated"]);
        draft.push_value(
            value,
            Attributes { deprecated: deprecation_reason.as_deref(), kept: &kept, default: None },
        );
    }
    let known = ["kind", "fields", "implements", "members", "values", "one_of", "specified_by"];
    let kept = keep(draft, Some(&|| Coordinate::of_type(&**name)), extensions, &known);
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
    let FieldDef { name, type_ref, is_nested_object, args, extensions, .. } = definition;
    let known = ["type", "default", "deprecated"];
    for ArgDef { name: arg, type_ref, default_value, deprecation_reason, extensions } in args {
        let coordinate = || Coordinate::of_argument(parent, &**name, &**arg);
        let reference = push_reference(draft, &coordinate, type_ref, Nesting::Otherwise(false));
        let kept = keep(draft, Some(&coordinate), extensions, &known);
        let (default, deprecated) = (default_value.as_deref(), deprecation_reason.as_deref());
        draft.push_arg(arg, reference, Attributes { default, deprecated, kept: &kept });
    }
    let coordinate = || Coordinate::of_member(parent, &**name);
    let reference = push_reference(draft, &coordinate, type_ref, Nesting::Otherwise(*is_nested_object));
    let known = ["type_name", "is_nested_object", "is_list", "type", "args", "default", "deprecated"];
    let kept = keep(draft, Some(&coordinate), extensions, &known);
    let (default, deprecated) =
        (definition.default_value.as_deref(), definition.deprecation_reason.as_deref());
    draft.push_field(name, reference, !args.is_empty(), Attributes { default, deprecated, kept: &kept });
}

/// Reports something of a definition that has no place in a text.
fn report(draft: &mut Draft, coordinate: Option<&dyn Fn() -> Coordinate>, finding: Finding) {
    draft.report_at(coordinate.map(|coordinate| coordinate()), Element::Document, Part::Whole, finding);
}

fn push_reference(draft: &mut Draft, of: &dyn Fn() -> Coordinate, expr: &str, nesting: Nesting) -> Reference {
    draft.reference(expr, nesting).unwrap_or_else(|| {
        report(draft, Some(of), Finding::InvalidTypeReference { text: expr.to_owned() });
        draft.unread_reference()
    })
}

/// Keeps the extensions of a definition that has the keys `known` itself.
fn keep(
    draft: &mut Draft,
    of: Option<&dyn Fn() -> Coordinate>,
    extensions: &Extensions,
    known: &[&str],
) -> Vec<Kept> {
    let mut kept = Vec::with_capacity(extensions.len());
    let mut seen: HashSet<&str> = known.iter().copied().collect();
    for (key, value) in extensions {
        if !seen.insert(key) {
            report(draft, of, Finding::Duplicate { key: key.clone() });
            continue;
        }
        match canonical_of(value) {
            Ok(json) => kept.push(draft.kept(key, &json)),
            Err(finding) => report(draft, of, finding),
        }
    }
    kept
}

/// Pushes a type of another registry as it is.
fn copy_type(draft: &mut Draft, base: TypeInfo<'_>) {
    base.fields().for_each(|field| copy_field(draft, field));
    for link in base.interfaces().chain(base.members()) {
        draft.push_link(link);
    }
    for value in base.values() {
        let kept = copy_kept(draft, value.extensions());
        draft.push_value(
            value.name(),
            Attributes { deprecated: value.deprecation_reason(), kept: &kept, default: None },
        );
    }
    let kept = copy_kept(draft, base.extensions());
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

fn copy_field(draft: &mut Draft, base: FieldInfo<'_>) {
    for arg in base.args() {
        let reference = copy_reference(draft, arg.type_ref(), Nesting::Otherwise(false));
        let kept = copy_kept(draft, arg.extensions());
        let (default, deprecated) = (arg.default_value(), arg.deprecation_reason());
        draft.push_arg(arg.name(), reference, Attributes { default, deprecated, kept: &kept });
    }
    let reference = if base.has_full_reference() {
        copy_reference(draft, base.type_ref(), Nesting::Otherwise(base.is_nested_object()))
    } else {
        draft.named_reference(base.type_name(), base.is_list(), base.is_nested_object())
    };
    let kept = copy_kept(draft, base.extensions());
    let (default, deprecated) = (base.default_value(), base.deprecation_reason());
    let attributes = Attributes { default, deprecated, kept: &kept };
    draft.push_field(base.name(), reference, base.has_args_key(), attributes);
}

/// A reference of a registry that was built has been read before.
fn copy_reference(draft: &mut Draft, expr: TypeRef<'_>, nesting: Nesting) -> Reference {
    draft
        .reference(expr.as_str(), nesting)
        .unwrap_or_else(|| draft.named_reference(expr.as_str(), false, false))
}

fn copy_kept<'a>(draft: &mut Draft, extensions: impl Iterator<Item = Extension<'a>>) -> Vec<Kept> {
    extensions.map(|extension| draft.kept(extension.key(), extension.json())).collect()
}
