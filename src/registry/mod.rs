//! The immutable snapshot: the content of a document in flat tables, which are built once and then only read.
//!
//! Definitions enter through a draft ([`RegistryBuilder`], or a format), are checked and resolved as a whole, and are
//! read through `Copy` views ([`TypeInfo`], [`FieldInfo`]). Nothing here knows about handles or formats.

mod builder;
mod copy;
mod fingerprint;
mod iter;
mod kept;
mod lookup;
mod owned;
mod views;

use std::fmt;
use std::sync::{Arc, OnceLock};

pub use crate::changes::{Change, ChangeKind, Criticality, InvalidChangeKind};
pub use crate::diagnostics::{Diagnostic, JsonPath, LoadError, Position, Severity};
pub use crate::model::{
    ArgDef, DirectiveDef, Extensions, FieldDef, InvalidOperation, InvalidTypeKind, Operation, TypeDef,
    TypeKind, ValueDef,
};
pub use crate::reference::TypeRef;
pub use builder::RegistryBuilder;
pub use fingerprint::{Fingerprint, InvalidFingerprint};
pub use iter::Iter;
pub(crate) use kept::{DESCRIPTION, DIRECTIVE_DEFINITIONS, DIRECTIVES, as_extensions};
pub use kept::{DirectiveDefinition, DirectiveInfo, Extension};
pub use lookup::LookupError;
pub use views::{ArgInfo, Element, FieldInfo, TypeInfo, ValueInfo};

use crate::build::{Capacity, Draft, Judging};
use crate::coordinate::Coordinate;
use crate::nearest::nearest;
use crate::store::tables::{FieldRecord, NONE, Tables};
pub(crate) use copy::{Selection, part_of};
use iter::Owner;
use kept::KeptOf;

/// The version of an empty registry.
const DEFAULT_VERSION: &str = "1.1";

/// Type metadata: which type has which field, of what type, a list or not.
///
/// Immutable, and cheap to clone: clones share the tables. All of it lives in a fixed number of heap blocks, whatever
/// the number of types, so the last clone is dropped in constant time.
///
/// ```
/// use schema_registry::SchemaRegistry;
///
/// let registry = SchemaRegistry::from_json(r#"{
///     "version": "1.0", "features": ["type_resolution"],
///     "types": { "User": { "fields": {
///         "networkConfig": { "type_name": "Network", "is_nested_object": true, "is_list": false }
///     } } }
/// }"#)?;
///
/// let field = registry.get_field_type("User", "network_config").unwrap();
/// assert_eq!((field.name(), field.type_name(), field.is_list()), ("networkConfig", "Network", false));
/// assert!(registry.get_field_type("User", "password").is_none());
/// # Ok::<(), schema_registry::LoadError>(())
/// ```
#[derive(Clone, Default)]
pub struct SchemaRegistry {
    /// `None` is the empty registry: a handle that waits for its first schema costs no tables.
    content: Option<Arc<Content>>,
}

/// The tables, and what is computed from them on demand.
struct Content {
    tables: Tables,
    fingerprint: OnceLock<Fingerprint>,
}

impl SchemaRegistry {
    /// Returns a registry of version 1.1 without types. Costs nothing.
    #[must_use]
    pub const fn empty() -> Self {
        Self { content: None }
    }

    /// Returns an empty builder.
    pub fn builder(version: impl Into<String>) -> RegistryBuilder {
        RegistryBuilder::new(version.into())
    }

    /// Returns a builder that starts with the content of this registry. [`RegistryBuilder::build`] then builds all
    /// tables anew, whatever changed, at about the cost of loading.
    pub fn to_builder(&self) -> RegistryBuilder {
        RegistryBuilder::from_registry(self)
    }

    pub(crate) fn from_tables(tables: Tables) -> Self {
        Self { content: Some(Arc::new(Content { tables, fingerprint: OnceLock::new() })) }
    }

    pub(crate) fn tables(&self) -> Option<&Tables> {
        self.content.as_ref().map(|content| &content.tables)
    }

    /// Returns the version of the document.
    #[must_use]
    pub fn version(&self) -> &str {
        self.tables().map_or(DEFAULT_VERSION, |tables| tables.names.get(tables.document.version))
    }

    /// Returns the features that the document lists, in order.
    #[must_use]
    pub fn features(&self) -> Iter<'_, &str> {
        self.iter(Tables::feature_count, |of, number| {
            of.tables.names.get(of.tables.features[number as usize])
        })
    }

    /// Returns whether the document lists this feature.
    #[must_use]
    pub fn has_feature(&self, feature: &str) -> bool {
        self.features().any(|listed| listed == feature)
    }

    /// Returns the number of types.
    #[must_use]
    pub fn type_count(&self) -> usize {
        self.tables().map_or(0, |tables| tables.type_count() as usize)
    }

    /// Returns the number of fields of all types together.
    #[must_use]
    pub fn field_count(&self) -> usize {
        self.tables().map_or(0, |tables| tables.field_count() as usize)
    }

    /// Returns the fingerprint, which identifies the content. The first call sorts all names and digests all text, at
    /// about the cost of loading; later calls cost nothing.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        match &self.content {
            Some(content) => *content.fingerprint.get_or_init(|| Fingerprint::of(&content.tables)),
            None => Fingerprint::of(&empty_tables()),
        }
    }

    /// Returns the field that both names lead to, or `None`.
    ///
    /// A field with exactly that name takes precedence. Without one, the camelCase form of the name is looked up, for
    /// names that come from database rows: leading underscores stay, every other run of underscores is removed and
    /// the character after it upper-cased, so `network_config` finds `networkConfig`.
    ///
    /// Costs one probe of a hash table for an exact name. A name with an underscore that is no field's own costs one
    /// probe for its alias and another for the field. If it is longer than 64 bytes or not ASCII, and not in
    /// `snake_case`, it costs a walk over the fields of the type. Allocates nothing.
    #[inline]
    #[must_use]
    pub fn get_field_type(&self, type_name: &str, field_name: &str) -> Option<FieldInfo<'_>> {
        let tables = self.tables()?;
        tables.find_field(type_name, field_name).map(|record| FieldInfo::new(tables, record))
    }

    /// Returns the field with exactly these names, or `None`. This is right for GraphQL requests, which must name
    /// fields exactly; for database columns use [`SchemaRegistry::get_field_type`].
    ///
    /// Costs one probe of a hash table. Allocates nothing.
    #[inline]
    #[must_use]
    pub fn get_field(&self, type_name: &str, field_name: &str) -> Option<FieldInfo<'_>> {
        let tables = self.tables()?;
        tables.find_exact_field(type_name, field_name).map(|record| FieldInfo::new(tables, record))
    }

    /// Like [`SchemaRegistry::get_field_type`], with an error for people if there is no such field. For requests,
    /// many of which may miss, use [`SchemaRegistry::get_field`] or `get_field_type`.
    ///
    /// # Errors
    ///
    /// If and only if `get_field_type` returns `None`. To suggest up to three similar names, the error compares those
    /// of all types, or of the type's fields: some microseconds, and never more than a few milliseconds.
    pub fn lookup(&self, type_name: &str, field_name: &str) -> Result<FieldInfo<'_>, LookupError> {
        self.get_field_type(type_name, field_name).ok_or_else(|| self.missed(type_name, Some(field_name)))
    }

    /// Like [`SchemaRegistry::get_type`], with an error for people if there is no such type.
    ///
    /// # Errors
    ///
    /// If and only if `get_type` returns `None`; with suggestions, as for [`SchemaRegistry::lookup`].
    pub fn lookup_type(&self, type_name: &str) -> Result<TypeInfo<'_>, LookupError> {
        self.get_type(type_name).ok_or_else(|| self.missed(type_name, None))
    }

    #[cold]
    fn missed(&self, type_name: &str, field_name: Option<&str>) -> LookupError {
        if let (Some(found), Some(field_name)) = (self.get_type(type_name), field_name) {
            let names = found.fields().map(|field| field.name());
            return LookupError::unknown_field(found.name(), field_name, nearest(field_name, names));
        }
        let names = self.types().map(|found| found.name());
        LookupError::unknown_type(type_name, nearest(type_name, names))
    }

    /// Returns the element at a schema coordinate, by exact names. Costs a probe of a hash table, and for an argument
    /// or an enum value a walk over those of its field or type.
    ///
    /// `None` if the registry has no such element. A directive is found if loading was asked to keep its definition;
    /// arguments of directives are never found.
    ///
    /// ```
    /// use schema_registry::{Element, FieldDef, SchemaRegistry, TypeDef};
    ///
    /// let users = FieldDef::new("users", "[String]").arg("first", "Int");
    /// let registry = SchemaRegistry::builder("1.1").add_type(TypeDef::object("Query").field(users)).build()?;
    /// let Some(Element::Argument(first)) = registry.at(&"Query.users(first:)".parse()?) else { panic!() };
    /// assert_eq!(first.type_ref().as_str(), "Int");
    /// assert_eq!(registry.at(&"Query.posts".parse()?), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn at(&self, coordinate: &Coordinate) -> Option<Element<'_>> {
        if let Some(name) = coordinate.directive() {
            let mut definitions = self.directive_definitions().filter(|_| coordinate.argument().is_none());
            return definitions.find(|definition| definition.name() == name).map(Element::Directive);
        }
        let found = self.get_type(coordinate.type_name()?)?;
        let Some(member) = coordinate.member() else { return Some(Element::Type(found)) };
        let field = found.field(member);
        match coordinate.argument() {
            Some(argument) => field?.arg(argument).map(Element::Argument),
            None => field.map(Element::Field).or_else(|| found.value(member).map(Element::Value)),
        }
    }

    /// Returns the type with that name. Costs one probe of a hash table.
    #[inline]
    #[must_use]
    pub fn get_type(&self, type_name: &str) -> Option<TypeInfo<'_>> {
        let tables = self.tables()?;
        tables.find_type(type_name).map(|id| TypeInfo::new(tables, id))
    }

    /// Returns all types, in document order.
    #[must_use]
    pub fn types(&self) -> Iter<'_, TypeInfo<'_>> {
        self.iter(Tables::type_count, |of, id| TypeInfo::new(of.tables, id))
    }

    fn iter<'a, T>(&'a self, count: fn(&Tables) -> u32, get: fn(Owner<'a>, u32) -> T) -> Iter<'a, T> {
        let Some(tables) = self.tables() else { return Iter::empty(get) };
        Iter::new(Owner { tables, type_id: NONE, field: &FieldRecord::FREE }, 0..count(tables), get)
    }

    /// Returns the root type of an operation, if the document names one and contains it.
    #[must_use]
    pub fn root(&self, operation: Operation) -> Option<TypeInfo<'_>> {
        let tables = self.tables()?;
        let target = tables.document.roots[operation as usize].target;
        (target != NONE).then(|| TypeInfo::new(tables, target))
    }

    /// Returns the name of the root type of an operation, whether or not the document contains that type.
    #[must_use]
    pub fn root_name(&self, operation: Operation) -> Option<&str> {
        let tables = self.tables()?;
        tables.names.get_some(tables.document.roots[operation as usize].name)
    }

    /// Whether the document has the key `roots`.
    pub(crate) fn has_roots_key(&self) -> bool {
        self.tables().is_some_and(|tables| tables.document.roots_written)
    }

    /// Returns the keys of the document that are unknown to the registry.
    #[must_use]
    pub fn extensions(&self) -> Iter<'_, Extension<'_>> {
        self.kept().extensions()
    }

    /// Returns the description of the schema, if loading was asked to keep it.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.kept().description()
    }

    /// Returns the directives applied to the schema definition, in order, as far as loading was asked to keep them.
    #[must_use]
    pub fn directives(&self) -> Iter<'_, DirectiveInfo<'_>> {
        self.kept().directives()
    }

    /// Returns the directive definitions in document order, if loading was asked to keep all directives.
    #[must_use]
    pub fn directive_definitions(&self) -> Iter<'_, DirectiveDefinition<'_>> {
        self.kept().directive_definitions()
    }

    pub(crate) fn kept(&self) -> KeptOf<'_> {
        let tables = self.tables();
        KeptOf { tables, first: tables.map_or(NONE, |tables| tables.document.kept) }
    }

    pub(crate) fn roots_extensions(&self) -> Iter<'_, Extension<'_>> {
        let tables = self.tables();
        KeptOf { tables, first: tables.map_or(NONE, |tables| tables.document.roots_kept) }.extensions()
    }

    /// Returns whether both share the same tables, as opposed to being merely equal.
    #[must_use]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

pub(crate) fn empty_tables() -> Tables {
    let mut draft = Draft::new(Capacity::MAX, Judging::default(), 0);
    draft.set_version(DEFAULT_VERSION);
    draft.finish().0
}

impl<'a> IntoIterator for &'a SchemaRegistry {
    type Item = TypeInfo<'a>;
    type IntoIter = Iter<'a, TypeInfo<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.types()
    }
}

/// Compares content, like [`SchemaRegistry::fingerprint`]: the order of keys does not matter.
impl PartialEq for SchemaRegistry {
    fn eq(&self, other: &Self) -> bool {
        self.ptr_eq(other) || self.fingerprint() == other.fingerprint()
    }
}

impl Eq for SchemaRegistry {}

impl AsRef<Self> for SchemaRegistry {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for SchemaRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SchemaRegistry")
            .field("version", &self.version())
            .field("types", &self.type_count())
            .field("fields", &self.field_count())
            .finish_non_exhaustive()
    }
}
