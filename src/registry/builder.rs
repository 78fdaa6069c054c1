//! Building a registry by hand, from nothing or from another one.

use std::collections::{HashMap, HashSet};

use super::extension::{Canonical, canonical_json};
use super::views::Extension;
use super::{ArgInfo, FieldInfo, Finding, LoadError, Operation, SchemaRegistry, TypeInfo, ValueInfo};
use crate::build::{Capacity, Draft, Nesting, Signature};
use crate::diagnostics::{Diagnostic, JsonPath, Severity};
use crate::model::{ArgDef, Extensions, FieldDef, TypeDef, ValueDef};
use crate::reference::TypeExpr;
use crate::store::names::Name;
use crate::store::tables::{NONE, Written};

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
    added: Vec<TypeDef>,
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
        self.added.push(definition);
        self
    }

    /// Adds a type in the place of those that have the same name, if there are any.
    pub fn put_type(mut self, definition: TypeDef) -> Self {
        self.added.retain(|added| added.name != definition.name);
        if self.base.get_type(&definition.name).is_some() {
            self.edits.insert(definition.name.clone(), Some(definition));
        } else {
            self.added.push(definition);
        }
        self
    }

    /// Leaves out the types of that name.
    pub fn remove_type(mut self, name: &str) -> Self {
        self.added.retain(|added| added.name != name);
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
    /// If and only if some definition is wrong in itself or contradicts another: see
    /// [`Finding`](super::Finding). The paths are those of the document that the registry would be written as.
    pub fn build(self) -> Result<SchemaRegistry, LoadError> {
        self.build_with_warnings().map(|(registry, _)| registry)
    }

    /// The registry, and what the checks have to say of it.
    ///
    /// # Errors
    ///
    /// As [`RegistryBuilder::build`].
    pub fn build_with_warnings(self) -> Result<(SchemaRegistry, Vec<Diagnostic>), LoadError> {
        let (tables, diagnostics) = self.draft().finish();
        if diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error) {
            return Err(LoadError::new(diagnostics));
        }
        Ok((SchemaRegistry::from_tables(tables), diagnostics))
    }

    /// A draft with all but the types.
    fn begin(&self) -> Draft {
        let mut draft = Draft::new(Capacity::MAX, 0);
        draft.set_version(&self.version);
        self.features.iter().for_each(|feature| draft.add_feature(feature));
        self.push_document(&mut draft);
        draft
    }

    fn draft(&self) -> Draft {
        let mut draft = self.begin();
        for base in self.base.types() {
            match self.edits.get(base.name()) {
                None => copy_type(&mut draft, base, false),
                Some(Some(definition)) => push_type(&mut draft, definition),
                Some(None) => {}
            }
        }
        self.added.iter().for_each(|definition| push_type(&mut draft, definition));
        draft
    }

    fn push_document(&self, draft: &mut Draft) {
        let roots = self.roots.each_ref();
        for (operation, name) in Operation::ALL.into_iter().zip(roots) {
            if let Some(name) = name {
                let link = draft.link(name);
                draft.document().roots[operation as usize] = link;
                draft.document().roots_written = true;
            }
        }
        draft.document().roots_written |= self.base.has_roots_key();
        let of_roots = copy_extensions(draft, self.base.roots_extensions());
        draft.document().roots_extensions = of_roots;
        let mut entries: Vec<(Name, Name)> = self
            .base
            .extensions()
            .filter(|kept| self.extensions.iter().all(|(key, _)| key != kept.key()))
            .map(|kept| (draft.text(kept.key()), draft.text(kept.json())))
            .collect();
        let known = ["version", "features", "types", "roots"];
        entries.extend(extension_entries(draft, &self.extensions, &JsonPath::default(), &known));
        let extensions = draft.push_extensions(&entries);
        draft.document().extensions = extensions;
    }
}

impl SchemaRegistry {
    /// The registry with the first only of those definitions of one thing that have the same name.
    #[cold]
    pub(crate) fn without_duplicates(&self) -> Self {
        let mut draft = self.to_builder().begin();
        for base in firsts(true, self.types(), TypeInfo::name) {
            copy_type(&mut draft, base, true);
        }
        Self::from_tables(draft.finish().0)
    }
}

/// The items, or only the first of each name.
fn firsts<'a, T>(
    only_first: bool,
    items: impl Iterator<Item = T>,
    name: fn(&T) -> &'a str,
) -> impl Iterator<Item = T> {
    let mut seen = HashSet::new();
    items.filter(move |item| !only_first || seen.insert(name(item)))
}

fn push_type(draft: &mut Draft, definition: &TypeDef) {
    let id = draft.begin_type(&definition.name);
    let kind = definition.kind;
    definition.fields.iter().for_each(|field| push_field(draft, id, field));
    definition.implements.iter().chain(&definition.members).for_each(|name| draft.push_link(name));
    for ValueDef { name, deprecated, extensions } in &definition.values {
        let path = draft.type_path(id).key("values").key(name);
        let extensions = push_extensions(draft, extensions, &path, &["deprecated"]);
        let deprecated = deprecated.as_deref().map(|reason| draft.text(reason));
        draft.push_value(name, deprecated, extensions);
    }
    let extensions = push_extensions(
        draft,
        &definition.extensions,
        &draft.type_path(id),
        &["kind", "fields", "implements", "members", "values"],
    );
    let written = Written {
        kind: true,
        fields: kind.has_fields() || !definition.fields.is_empty(),
        implements: !definition.implements.is_empty(),
        members: !definition.members.is_empty(),
        values: !definition.values.is_empty(),
    };
    draft.end_type(id, Some(kind), written, extensions);
}

fn push_field(draft: &mut Draft, parent: u32, definition: &FieldDef) {
    let id = draft.begin_field(parent, &definition.name);
    let path = draft.field_path(id);
    let nesting = Nesting::Otherwise(definition.is_nested_object);
    let reference = push_reference(draft, &definition.type_expr, nesting, &path);
    let args = draft.args_start();
    for ArgDef { name, type_expr, default, deprecated, extensions } in &definition.args {
        let path = path.clone().key("args").key(name);
        let reference = push_reference(draft, type_expr, Nesting::Otherwise(false), &path);
        let extensions = push_extensions(draft, extensions, &path, &["type", "default", "deprecated"]);
        let [default, deprecated] =
            [default, deprecated].map(|text| text.as_deref().map(|text| draft.text(text)));
        draft.push_arg(name, reference, default, deprecated, extensions);
    }
    let FieldDef { default, deprecated, .. } = definition;
    let [default, deprecated] =
        [default, deprecated].map(|text| text.as_deref().map(|text| draft.text(text)));
    let args_written = !definition.args.is_empty();
    let extensions = push_extensions(
        draft,
        &definition.extensions,
        &path,
        &["type_name", "is_nested_object", "is_list", "type", "args", "default", "deprecated"],
    );
    let signature =
        draft.signature(Signature { reference, args, args_written, default, deprecated, extensions });
    draft.end_field(id, signature);
}

fn push_reference(draft: &mut Draft, expr: &str, nesting: Nesting, path: &JsonPath) -> u32 {
    draft.full_reference(expr, nesting).unwrap_or_else(|| {
        draft.report(path.clone().key("type"), Finding::InvalidTypeReference { text: expr.to_owned() });
        draft.short_reference("", false, false)
    })
}

fn push_extensions(draft: &mut Draft, extensions: &Extensions, path: &JsonPath, known: &[&str]) -> u32 {
    let entries = extension_entries(draft, extensions, path, known);
    draft.push_extensions(&entries)
}

/// The extensions of a definition that has the keys `known` itself.
fn extension_entries(
    draft: &mut Draft,
    extensions: &Extensions,
    path: &JsonPath,
    known: &[&str],
) -> Vec<(Name, Name)> {
    let mut entries = Vec::with_capacity(extensions.len());
    let mut seen: HashSet<&str> = known.iter().copied().collect();
    for (key, value) in extensions {
        if !seen.insert(key) {
            draft.report(path.clone().nth_key(key, 1), Finding::Duplicate { key: key.clone() });
            continue;
        }
        match canonical_json(&value.to_string()) {
            // No key of a `Value` is there twice.
            Ok(Canonical { json, .. }) => entries.push((draft.text(key), draft.text(&json))),
            Err(fault) => draft.report(fault.path(path.clone().key(key)), fault.finding),
        }
    }
    entries
}

/// Pushes a type of another registry as it is.
fn copy_type(draft: &mut Draft, base: TypeInfo<'_>, only_first: bool) {
    let id = draft.begin_type(base.name());
    firsts(only_first, base.fields(), FieldInfo::name)
        .for_each(|field| copy_field(draft, id, field, only_first));
    let links = base.implements().chain(base.members());
    firsts(only_first, links, |name| name).for_each(|name| draft.push_link(name));
    for value in firsts(only_first, base.values(), ValueInfo::name) {
        let extensions = copy_extensions(draft, value.extensions());
        let deprecated = value.deprecated().map(|reason| draft.text(reason));
        draft.push_value(value.name(), deprecated, extensions);
    }
    let extensions = copy_extensions(draft, base.extensions());
    draft.end_type(id, Some(base.kind()), base.written(), extensions);
}

fn copy_field(draft: &mut Draft, parent: u32, base: FieldInfo<'_>, only_first: bool) {
    let id = draft.begin_field(parent, base.name());
    let reference = if base.has_full_reference() {
        copy_reference(draft, base.type_expr(), Nesting::Otherwise(base.is_nested_object()))
    } else {
        draft.short_reference(base.type_name(), base.is_list(), base.is_nested_object())
    };
    let args = draft.args_start();
    for arg in firsts(only_first, base.args(), ArgInfo::name) {
        let reference = copy_reference(draft, arg.type_expr(), Nesting::Otherwise(false));
        let [default, deprecated] =
            [arg.default(), arg.deprecated()].map(|text| text.map(|text| draft.text(text)));
        let extensions = copy_extensions(draft, arg.extensions());
        draft.push_arg(arg.name(), reference, default, deprecated, extensions);
    }
    let [default, deprecated] =
        [base.default(), base.deprecated()].map(|text| text.map(|text| draft.text(text)));
    let extensions = copy_extensions(draft, base.extensions());
    let args_written = base.has_args_key();
    let signature =
        draft.signature(Signature { reference, args, args_written, default, deprecated, extensions });
    draft.end_field(id, signature);
}

/// A reference of a registry that was built has been read before.
fn copy_reference(draft: &mut Draft, expr: TypeExpr<'_>, nesting: Nesting) -> u32 {
    draft
        .full_reference(expr.as_str(), nesting)
        .unwrap_or_else(|| draft.short_reference(expr.as_str(), false, false))
}

fn copy_extensions<'a>(draft: &mut Draft, extensions: impl Iterator<Item = Extension<'a>>) -> u32 {
    let entries: Vec<(Name, Name)> =
        extensions.map(|extension| (draft.text(extension.key()), draft.text(extension.json()))).collect();
    if entries.is_empty() { NONE } else { draft.push_extensions(&entries) }
}
