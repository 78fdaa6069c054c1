//! Small `Copy` views into a registry: what a look-up gives.

use std::fmt;

use crate::model::TypeKind;
use crate::reference::TypeExpr;
use crate::store::tables::{
    ArgRecord, FieldRecord, NONE, ReferenceRecord, SignatureRecord, Tables, ValueRecord, Written,
};

/// A type of a registry.
///
/// A view is a reference and a number. It borrows the registry, so it cannot outlive the snapshot that it came from.
#[derive(Clone, Copy)]
pub struct TypeInfo<'a> {
    tables: &'a Tables,
    id: u32,
}

/// A field of a type.
#[derive(Clone, Copy)]
pub struct FieldInfo<'a> {
    tables: &'a Tables,
    record: &'a FieldRecord,
}

/// An argument of a field.
#[derive(Clone, Copy)]
pub struct ArgInfo<'a> {
    tables: &'a Tables,
    record: &'a ArgRecord,
}

/// A value of an enum.
#[derive(Clone, Copy)]
pub struct ValueInfo<'a> {
    tables: &'a Tables,
    record: &'a ValueRecord,
}

/// A key that the registry does not know, and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    key: &'a str,
    json: &'a str,
}

impl<'a> TypeInfo<'a> {
    #[inline]
    pub(crate) fn new(tables: &'a Tables, id: u32) -> Self {
        Self { tables, id }
    }

    fn of(tables: &'a Tables, id: u32) -> Option<Self> {
        (id != NONE).then_some(Self { tables, id })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.tables.names.get(self.tables.type_record(self.id).name)
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> TypeKind {
        self.tables.type_record(self.id).kind
    }

    /// The field of exactly this name, as requests ask for it. One hash, no allocation.
    #[inline]
    #[must_use]
    pub fn field(&self, name: &str) -> Option<FieldInfo<'a>> {
        let record = self.tables.find_exact_field_of(self.id, name);
        record.map(|record| FieldInfo { tables: self.tables, record })
    }

    /// The field that a row of a database means by this name: the field of that name first, then the one that the name's
    /// camelCase form names, as [`SchemaRegistry::get_field_type`](super::SchemaRegistry::get_field_type). No allocation.
    #[inline]
    #[must_use]
    pub fn field_by_alias(&self, name: &str) -> Option<FieldInfo<'a>> {
        self.tables.find_field_of(self.id, name).map(|record| FieldInfo { tables: self.tables, record })
    }

    /// The fields in document order; none for a union, an enum or a scalar.
    #[must_use]
    pub fn fields(
        &self,
    ) -> impl ExactSizeIterator<Item = FieldInfo<'a>> + DoubleEndedIterator + Clone + use<'a> {
        let tables = self.tables;
        tables.fields_of(self.id).map(move |record| FieldInfo { tables, record })
    }

    /// The names of the interfaces that an object or interface implements.
    #[must_use]
    pub fn implements(&self) -> impl ExactSizeIterator<Item = &'a str> + Clone + use<'a> {
        self.links(self.kind().has_interfaces())
    }

    /// The names of a union's members, whether the registry has these types or not.
    #[must_use]
    pub fn members(&self) -> impl ExactSizeIterator<Item = &'a str> + Clone + use<'a> {
        self.links(self.kind() == TypeKind::Union)
    }

    fn links(&self, has_them: bool) -> impl ExactSizeIterator<Item = &'a str> + Clone + use<'a> {
        let tables = self.tables;
        let links = if has_them { tables.links_of(self.id) } else { &[] };
        links.iter().map(|link| tables.names.get(link.name))
    }

    /// The object types that a value of an interface or a union may be of: those that implement the interface, the
    /// members of the union. In document order; none for other kinds. Computed when the registry was built.
    #[must_use]
    pub fn possible_types(&self) -> impl ExactSizeIterator<Item = TypeInfo<'a>> + Clone + use<'a> {
        let tables = self.tables;
        tables.possible_of(self.id).iter().map(move |&id| TypeInfo { tables, id })
    }

    /// The values of an enum, in document order.
    #[must_use]
    pub fn values(&self) -> impl ExactSizeIterator<Item = ValueInfo<'a>> + Clone + use<'a> {
        let tables = self.tables;
        tables.values_of(self.id).iter().map(move |record| ValueInfo { tables, record })
    }

    /// Whether every value of this type is one of `other` too: the type itself, an interface that it implements, a
    /// union that it is a member of. Costs a walk over the interfaces of the one and the members of the other.
    #[must_use]
    pub fn is_subtype_of(&self, other: TypeInfo<'_>) -> bool {
        let name = other.name();
        self.name() == name
            || self.implements().any(|interface| interface == name)
            || other.members().any(|member| member == self.name())
    }

    /// Keys of the definition that the registry does not know.
    #[must_use]
    pub fn extensions(&self) -> impl ExactSizeIterator<Item = Extension<'a>> + Clone + use<'a> {
        extensions(self.tables, self.tables.type_record(self.id).extensions)
    }

    /// Which optional keys the definition had.
    /// Whether it is an input object that takes exactly one of its fields (`@oneOf`).
    #[must_use]
    pub fn is_one_of(&self) -> bool {
        self.tables.type_record(self.id).one_of
    }

    /// Where the values of a scalar are specified (`@specifiedBy`): a URL.
    #[must_use]
    pub fn specified_by_url(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.tables.type_record(self.id).specified_by)
    }

    pub(crate) fn written(&self) -> Written {
        self.tables.type_record(self.id).written
    }
}

impl<'a> FieldInfo<'a> {
    #[inline]
    pub(crate) fn new(tables: &'a Tables, record: &'a FieldRecord) -> Self {
        Self { tables, record }
    }

    #[inline]
    fn signature(&self) -> &'a SignatureRecord {
        self.tables.signature(self.record)
    }

    #[inline]
    fn reference(&self) -> &'a ReferenceRecord {
        &self.tables.references[self.signature().reference as usize]
    }

    /// The field's own name, also where it was found by another.
    #[inline]
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.tables.names.get(self.record.name)
    }

    /// The type whose field this is. One probe of a hash table.
    #[must_use]
    pub fn parent(&self) -> TypeInfo<'a> {
        TypeInfo { tables: self.tables, id: self.tables.parent_of(self.record) }
    }

    /// The named type, without wrappers: `User` of `[User!]!`.
    #[inline]
    #[must_use]
    pub fn type_name(&self) -> &'a str {
        self.tables.names.get(self.reference().type_name)
    }

    /// Whether the named type is an object, interface, union or input object.
    #[inline]
    #[must_use]
    pub fn is_nested_object(&self) -> bool {
        self.record.signature.is_nested_object()
    }

    /// Whether the value is a list, nullable or not.
    #[inline]
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.record.signature.is_list()
    }

    /// The full type reference, which displays as SDL: `[User!]!`.
    #[inline]
    #[must_use]
    pub fn type_expr(&self) -> TypeExpr<'a> {
        TypeExpr::new(self.tables.names.get(self.reference().expr))
    }

    /// Whether the field has a selection: its named type is an object, an interface or a union. False where the registry does
    /// not have that type.
    #[must_use]
    pub fn is_composite(&self) -> bool {
        self.target().is_some_and(|target| target.kind().is_composite())
    }

    /// The named type itself, where the registry has it. Resolved when the registry was built: no hash, no search.
    #[inline]
    #[must_use]
    pub fn target(&self) -> Option<TypeInfo<'a>> {
        TypeInfo::of(self.tables, self.signature().target)
    }

    /// The arguments in document order.
    #[must_use]
    pub fn args(&self) -> impl ExactSizeIterator<Item = ArgInfo<'a>> + Clone + use<'a> {
        let tables = self.tables;
        tables.args_of(self.record).iter().map(move |record| ArgInfo { tables, record })
    }

    /// The argument of that name. Costs a walk over the arguments.
    #[must_use]
    pub fn arg(&self, name: &str) -> Option<ArgInfo<'a>> {
        self.args().find(|arg| arg.name() == name)
    }

    /// The default of an input field: the SDL text of its literal.
    #[must_use]
    pub fn default(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.signature().default)
    }

    /// The reason why the field is deprecated, if it is.
    #[must_use]
    pub fn deprecated(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.signature().deprecated)
    }

    /// Keys of the definition that the registry does not know.
    #[must_use]
    pub fn extensions(&self) -> impl ExactSizeIterator<Item = Extension<'a>> + Clone + use<'a> {
        extensions(self.tables, self.signature().extensions)
    }

    /// Whether the document says the whole reference, and not just its name and whether it is a list.
    pub(crate) fn has_full_reference(&self) -> bool {
        self.reference().is_full
    }

    /// Whether the definition has the key `args`, which may be empty.
    pub(crate) fn has_args_key(&self) -> bool {
        self.signature().args_written
    }
}

impl<'a> ArgInfo<'a> {
    fn reference(&self) -> &'a ReferenceRecord {
        &self.tables.references[self.record.reference as usize]
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.tables.names.get(self.record.name)
    }

    /// The full type reference, which displays as SDL.
    #[must_use]
    pub fn type_expr(&self) -> TypeExpr<'a> {
        TypeExpr::new(self.tables.names.get(self.reference().expr))
    }

    /// The named type, without wrappers.
    #[must_use]
    pub fn type_name(&self) -> &'a str {
        self.tables.names.get(self.reference().type_name)
    }

    /// The named type itself, where the registry has it.
    #[must_use]
    pub fn target(&self) -> Option<TypeInfo<'a>> {
        TypeInfo::of(self.tables, self.reference().target)
    }

    /// The default: the SDL text of its literal.
    #[must_use]
    pub fn default(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.record.default)
    }

    /// The reason why the argument is deprecated, if it is.
    #[must_use]
    pub fn deprecated(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.record.deprecated)
    }

    /// Whether a request must give it: it is non-null and has no default.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.type_expr().is_non_null() && self.default().is_none()
    }

    /// Keys of the definition that the registry does not know.
    #[must_use]
    pub fn extensions(&self) -> impl ExactSizeIterator<Item = Extension<'a>> + Clone + use<'a> {
        extensions(self.tables, self.record.extensions)
    }
}

impl<'a> ValueInfo<'a> {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.tables.names.get(self.record.name)
    }

    /// The reason why the value is deprecated, if it is.
    #[must_use]
    pub fn deprecated(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.record.deprecated)
    }

    /// Keys of the definition that the registry does not know.
    #[must_use]
    pub fn extensions(&self) -> impl ExactSizeIterator<Item = Extension<'a>> + Clone + use<'a> {
        extensions(self.tables, self.record.extensions)
    }
}

macro_rules! extension_of {
    ($($view:ident),*) => {$(
        impl<'a> $view<'a> {
            /// The value of one unknown key, as canonical JSON text. Costs a walk over the unknown keys.
            #[must_use]
            pub fn extension(&self, key: &str) -> Option<&'a str> {
                self.extensions().find(|extension| extension.key() == key).map(|extension| extension.json)
            }
        }
    )*};
}

extension_of!(TypeInfo, FieldInfo, ArgInfo, ValueInfo);

impl<'a> Extension<'a> {
    /// The key.
    #[must_use]
    pub fn key(&self) -> &'a str {
        self.key
    }

    /// The value as canonical JSON text: no white space, object keys sorted, numbers in one form for equal ones.
    #[must_use]
    pub fn json(&self) -> &'a str {
        self.json
    }
}

pub(crate) fn extensions(
    tables: &Tables,
    first: u32,
) -> impl ExactSizeIterator<Item = Extension<'_>> + Clone + use<'_> {
    tables
        .extensions_of(first)
        .iter()
        .map(|record| Extension { key: tables.names.get(record.key), json: tables.names.get(record.json) })
}

impl fmt::Debug for TypeInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypeInfo")
            .field("name", &self.name())
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for FieldInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldInfo")
            .field("parent", &self.parent().name())
            .field("name", &self.name())
            .field("type_expr", &self.type_expr().as_str())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ArgInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArgInfo")
            .field("name", &self.name())
            .field("type_expr", &self.type_expr().as_str())
            .field("default", &self.default())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ValueInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValueInfo")
            .field("name", &self.name())
            .field("deprecated", &self.deprecated())
            .finish_non_exhaustive()
    }
}
