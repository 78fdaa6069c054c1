//! The immutable snapshot: what a document says, in flat tables that are made once and then only read.
//!
//! Definitions come in through a draft ([`RegistryBuilder`], or a format), are checked and resolved as a whole, and
//! go out as `Copy` views ([`TypeInfo`], [`FieldInfo`]). Nothing in here knows of handles nor of formats.

mod builder;
mod fingerprint;
mod lookup;
mod nearest;
mod views;

use std::fmt;
use std::sync::{Arc, OnceLock};

pub use crate::changes::{Change, ChangeKind, Criticality};
pub use crate::diagnostics::{Diagnostic, Finding, JsonPath, LoadError, Position, Severity};
pub use crate::model::{ArgDef, Extensions, FieldDef, Operation, TypeDef, TypeKind, ValueDef};
pub use crate::reference::TypeExpr;
pub use builder::RegistryBuilder;
pub use fingerprint::{Fingerprint, InvalidFingerprint};
pub use lookup::{AskedName, KnownName, LookupError};
pub use views::{ArgInfo, Extension, FieldInfo, TypeInfo, ValueInfo};

use crate::build::{Capacity, Draft, Judging};
use crate::store::tables::{NONE, Tables};
use nearest::nearest;

/// The version of a registry that nobody gave one.
const DEFAULT_VERSION: &str = "1.1";

/// Type metadata: which type has which field, of what type, a list or not.
///
/// Immutable, and cheap to clone: clones share the tables. A number of heap blocks that does not depend on the number of
/// types holds all of it, so that the last clone is dropped at once, wherever that happens.
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

/// The tables, and what is computed of them when it is first asked for.
struct Content {
    tables: Tables,
    fingerprint: OnceLock<Fingerprint>,
}

impl SchemaRegistry {
    /// A registry of version 1.1 without types. Costs nothing.
    #[must_use]
    pub const fn empty() -> Self {
        Self { content: None }
    }

    /// A builder that starts with nothing.
    pub fn builder(version: impl Into<String>) -> RegistryBuilder {
        RegistryBuilder::new(version.into())
    }

    /// A builder that starts with all that is in this registry.
    /// [`RegistryBuilder::build`] then makes all tables anew, whatever changes: that costs about what loading costs.
    pub fn to_builder(&self) -> RegistryBuilder {
        RegistryBuilder::from_registry(self)
    }

    pub(crate) fn from_tables(tables: Tables) -> Self {
        Self { content: Some(Arc::new(Content { tables, fingerprint: OnceLock::new() })) }
    }

    pub(crate) fn tables(&self) -> Option<&Tables> {
        self.content.as_ref().map(|content| &content.tables)
    }

    /// The version of the document.
    #[must_use]
    pub fn version(&self) -> &str {
        self.tables().map_or(DEFAULT_VERSION, |tables| tables.names.get(tables.document.version))
    }

    /// The features that the document lists, in its order.
    pub fn features(&self) -> impl Iterator<Item = &str> + Clone {
        self.tables()
            .into_iter()
            .flat_map(|tables| tables.features.iter().map(|&name| tables.names.get(name)))
    }

    /// Whether the document lists this feature.
    #[must_use]
    pub fn has_feature(&self, feature: &str) -> bool {
        self.features().any(|listed| listed == feature)
    }

    /// The number of types.
    #[must_use]
    pub fn type_count(&self) -> usize {
        self.tables().map_or(0, |tables| tables.type_count() as usize)
    }

    /// The number of fields of all types together.
    #[must_use]
    pub fn field_count(&self) -> usize {
        self.tables().map_or(0, |tables| tables.field_count() as usize)
    }

    /// What tells registries apart by content. The first call sorts all names and digests all text,
    /// which costs about as much as loading; later ones cost nothing.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        match &self.content {
            Some(content) => *content.fingerprint.get_or_init(|| Fingerprint::of(&content.tables)),
            None => Fingerprint::of(&empty_tables()),
        }
    }

    /// The field that a look-up by both names means, or `None`.
    ///
    /// The field of exactly that name comes first. Where the type has none, it is the field that the name's camelCase
    /// form names, since rows come from databases: leading underscores stay, each other run of underscores goes and
    /// the character after it is upper-cased, so `network_config` finds `networkConfig`.
    ///
    /// One probe of a hash table for an exact name. A name with an underscore that is no field's own costs a probe for
    /// the name that it is an alias of, and another for that field; if it is longer than 64 bytes or not ASCII, and no
    /// name in `snake_case`, a walk over the fields of the type. Allocates nothing.
    #[inline]
    #[must_use]
    pub fn get_field_type(&self, type_name: &str, field_name: &str) -> Option<FieldInfo<'_>> {
        let tables = self.tables()?;
        tables.find_field(type_name, field_name).map(|record| FieldInfo::new(tables, record))
    }

    /// The field of exactly these names, or `None`: what a request means, since GraphQL demands the exact name. For the
    /// columns of rows there is [`SchemaRegistry::get_field_type`].
    ///
    /// One probe of a hash table. Allocates nothing.
    #[inline]
    #[must_use]
    pub fn get_field(&self, type_name: &str, field_name: &str) -> Option<FieldInfo<'_>> {
        let tables = self.tables()?;
        tables.find_exact_field(type_name, field_name).map(|record| FieldInfo::new(tables, record))
    }

    /// [`SchemaRegistry::get_field_type`] with a reason where there is no such field.
    ///
    /// # Errors
    ///
    /// If and only if `get_field_type` gives `None`. The error suggests the most similar name, for which it compares
    /// all names of types, or of the type's fields: some microseconds to some milliseconds. It allocates nothing.
    pub fn lookup(&self, type_name: &str, field_name: &str) -> Result<FieldInfo<'_>, LookupError> {
        self.get_field_type(type_name, field_name).ok_or_else(|| self.missed(type_name, field_name))
    }

    #[cold]
    fn missed(&self, type_name: &str, field_name: &str) -> LookupError {
        let unknown_type =
            |nearest| LookupError::UnknownType { type_name: AskedName::new(type_name), nearest };
        let Some(tables) = self.tables() else { return unknown_type(None) };
        let known = |name| KnownName::new(self, name);
        let Some(id) = tables.find_type(type_name) else {
            let types = &tables.types[..self.type_count()];
            let names = types.iter().map(|record| (tables.names.get(record.name), record.name));
            return unknown_type(nearest(type_name, names).map(known));
        };
        let names = tables.fields_of(id).map(|record| (tables.names.get(record.name), record.name));
        LookupError::UnknownField {
            type_name: known(tables.type_record(id).name),
            field_name: AskedName::new(field_name),
            nearest: nearest(field_name, names).map(known),
        }
    }

    /// The type of that name. One probe of a hash table.
    #[inline]
    #[must_use]
    pub fn get_type(&self, type_name: &str) -> Option<TypeInfo<'_>> {
        let tables = self.tables()?;
        tables.find_type(type_name).map(|id| TypeInfo::new(tables, id))
    }

    /// All types, in document order.
    pub fn types(&self) -> impl ExactSizeIterator<Item = TypeInfo<'_>> + DoubleEndedIterator + Clone {
        let tables = self.tables().map_or(&[][..], std::slice::from_ref);
        let count = tables.first().map_or(0, Tables::type_count);
        (0..count).map(move |id| TypeInfo::new(&tables[0], id))
    }

    /// The root type of an operation, where the document names one and has it.
    #[must_use]
    pub fn root(&self, operation: Operation) -> Option<TypeInfo<'_>> {
        let tables = self.tables()?;
        let target = tables.document.roots[operation as usize].target;
        (target != NONE).then(|| TypeInfo::new(tables, target))
    }

    /// The name of the root type of an operation, whether the document has that type or not.
    #[must_use]
    pub fn root_name(&self, operation: Operation) -> Option<&str> {
        let tables = self.tables()?;
        tables.names.get_some(tables.document.roots[operation as usize].name)
    }

    /// Whether the document has the key `roots`.
    pub(crate) fn has_roots_key(&self) -> bool {
        self.tables().is_some_and(|tables| tables.document.roots_written)
    }

    /// Keys of the document that the registry does not know.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        self.tables().into_iter().flat_map(|tables| views::extensions(tables, tables.document.extensions))
    }

    pub(crate) fn roots_extensions(&self) -> impl Iterator<Item = Extension<'_>> {
        self.tables()
            .into_iter()
            .flat_map(|tables| views::extensions(tables, tables.document.roots_extensions))
    }

    /// Whether both are the same tables, and not just equal ones.
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

/// By content, as [`SchemaRegistry::fingerprint`] has it: the order of keys does not count.
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
