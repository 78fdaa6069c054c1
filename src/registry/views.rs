//! Small `Copy` views into a registry, returned by look-ups.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ptr;

use super::iter::{Iter, Owner};
use super::kept::{DirectiveDefinition, KeptOf};
use crate::coordinate::Coordinate;
use crate::model::TypeKind;
use crate::reference::TypeRef;
use crate::store::tables::{
    ArgRecord, FieldRecord, NONE, ReferenceRecord, SignatureRecord, Tables, TypeRecord, ValueRecord, Written,
};

/// A type of a registry.
///
/// A view is a reference and a number. It borrows the registry, so it cannot outlive the snapshot it came from.
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
    field: &'a FieldRecord,
    record: &'a ArgRecord,
}

/// A value of an enum.
#[derive(Clone, Copy)]
pub struct ValueInfo<'a> {
    tables: &'a Tables,
    parent: u32,
    record: &'a ValueRecord,
}

/// What a [`Coordinate`] leads to; returned by [`SchemaRegistry::at`](super::SchemaRegistry::at).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Element<'a> {
    /// A type.
    Type(TypeInfo<'a>),
    /// A field, or an input field.
    Field(FieldInfo<'a>),
    /// An argument of a field.
    Argument(ArgInfo<'a>),
    /// A value of an enum.
    Value(ValueInfo<'a>),
    /// The definition of a directive.
    Directive(DirectiveDefinition<'a>),
}

impl<'a> Element<'a> {
    pub(crate) fn kept(&self) -> KeptOf<'a> {
        match self {
            Self::Type(info) => info.kept(),
            Self::Field(info) => info.kept(),
            Self::Argument(info) => info.kept(),
            Self::Value(info) => info.kept(),
            Self::Directive(_) => KeptOf { tables: None, first: NONE },
        }
    }

    /// Returns the coordinate that leads to the element.
    #[must_use]
    pub fn coordinate(&self) -> Coordinate {
        match self {
            Self::Type(info) => info.coordinate(),
            Self::Field(info) => info.coordinate(),
            Self::Argument(info) => info.coordinate(),
            Self::Value(info) => info.coordinate(),
            Self::Directive(definition) => definition.coordinate(),
        }
    }
}

impl<'a> TypeInfo<'a> {
    #[inline]
    pub(crate) fn new(tables: &'a Tables, id: u32) -> Self {
        Self { tables, id }
    }

    fn of(tables: &'a Tables, id: u32) -> Option<Self> {
        (id != NONE).then_some(Self { tables, id })
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.tables.names.get(self.tables.type_record(self.id).name)
    }

    /// Returns the kind.
    #[must_use]
    pub fn kind(&self) -> TypeKind {
        self.tables.type_record(self.id).kind
    }

    /// Returns the field with exactly this name, as requests ask for it. Costs one hash, no allocation.
    #[inline]
    #[must_use]
    pub fn field(&self, name: &str) -> Option<FieldInfo<'a>> {
        let record = self.tables.find_exact_field_of(self.id, name);
        record.map(|record| FieldInfo { tables: self.tables, record })
    }

    /// Returns the field that a database row means by this name: the field with that name, or else with its camelCase
    /// form, as [`SchemaRegistry::get_field_type`](super::SchemaRegistry::get_field_type) defines it. No allocation.
    #[inline]
    #[must_use]
    pub fn field_by_alias(&self, name: &str) -> Option<FieldInfo<'a>> {
        self.tables.find_field_of(self.id, name).map(|record| FieldInfo { tables: self.tables, record })
    }

    /// Returns the fields in document order; none for a union, an enum or a scalar.
    #[must_use]
    pub fn fields(&self) -> Iter<'a, FieldInfo<'a>> {
        self.iter(
            |it| it.fields,
            |of, number| FieldInfo { tables: of.tables, record: of.tables.field(number) },
        )
    }

    /// Returns the names of the implemented interfaces, whether or not the registry contains these types.
    #[must_use]
    pub fn interfaces(&self) -> Iter<'a, &'a str> {
        self.links(self.kind().has_interfaces())
    }

    /// Returns the names of a union's members, whether or not the registry contains these types.
    #[must_use]
    pub fn members(&self) -> Iter<'a, &'a str> {
        self.links(self.kind() == TypeKind::Union)
    }

    /// Its interfaces or members: the names, and the types if the registry contains them.
    pub(crate) fn link_targets(&self) -> Iter<'a, (&'a str, Option<TypeInfo<'a>>)> {
        self.iter(
            |it| it.links,
            |of, number| {
                let link = &of.tables.links[number as usize];
                (of.tables.names.get(link.name), TypeInfo::of(of.tables, link.target))
            },
        )
    }

    fn links(&self, has_them: bool) -> Iter<'a, &'a str> {
        let name = |of: Owner<'a>, number| of.tables.names.get(of.tables.links[number as usize].name);
        if has_them { self.iter(|it| it.links, name) } else { Iter::empty(name) }
    }

    /// Returns the object types that a value of an interface or a union can have: those that implement the interface,
    /// or the members of the union. In document order; none for other kinds. Computed when the registry is built.
    #[must_use]
    pub fn possible_types(&self) -> Iter<'a, TypeInfo<'a>> {
        self.iter(
            |it| it.possible,
            |of, number| TypeInfo { tables: of.tables, id: of.tables.possible[number as usize] },
        )
    }

    /// Returns the values of an enum, in document order.
    #[must_use]
    pub fn values(&self) -> Iter<'a, ValueInfo<'a>> {
        self.iter(
            |it| it.values,
            |of, number| ValueInfo {
                tables: of.tables,
                parent: of.type_id,
                record: &of.tables.values[number as usize],
            },
        )
    }

    /// Returns the enum value with that name. Costs a walk over the values.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<ValueInfo<'a>> {
        self.values().find(|value| value.name() == name)
    }

    /// The list that starts where the type's record says and ends where that of the next record starts.
    fn iter<T>(&self, start: fn(&TypeRecord) -> u32, get: fn(Owner<'a>, u32) -> T) -> Iter<'a, T> {
        let Self { tables, id } = *self;
        let numbers = start(tables.type_record(id))..start(tables.type_end(id));
        Iter::new(Owner { tables, type_id: id, field: &FieldRecord::FREE }, numbers, get)
    }

    /// Returns the schema coordinate, which is the type's name.
    #[must_use]
    pub fn coordinate(&self) -> Coordinate {
        Coordinate::of_type(self.name())
    }

    /// Returns whether every value of this type is also one of `other`: the same type, an interface that it
    /// implements, or a union that contains it. Costs a walk over the interfaces of the one and the members of the
    /// other.
    #[must_use]
    pub fn is_subtype_of(&self, other: TypeInfo<'_>) -> bool {
        let name = other.name();
        self.name() == name
            || self.interfaces().any(|interface| interface == name)
            || other.members().any(|member| member == self.name())
    }

    /// What is kept of the definition besides its attributes.
    pub(crate) fn kept(&self) -> KeptOf<'a> {
        KeptOf { tables: Some(self.tables), first: self.tables.type_record(self.id).kept }
    }

    /// Returns whether this is an input object that takes exactly one of its fields (`@oneOf`).
    #[must_use]
    pub fn is_one_of(&self) -> bool {
        self.tables.type_record(self.id).one_of
    }

    /// Returns the URL of a scalar's specification (`@specifiedBy`).
    #[must_use]
    pub fn specified_by_url(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.tables.type_record(self.id).specified_by)
    }

    /// Which optional keys the definition had.
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

    /// Returns the field's own name, even if it was found by another one.
    #[inline]
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.tables.names.get(self.record.name)
    }

    /// Returns the type that the field belongs to. Costs one probe of a hash table.
    #[must_use]
    pub fn parent(&self) -> TypeInfo<'a> {
        TypeInfo { tables: self.tables, id: self.tables.parent_of(self.record) }
    }

    /// Returns the named type, without wrappers: `User` for `[User!]!`.
    #[inline]
    #[must_use]
    pub fn type_name(&self) -> &'a str {
        self.tables.names.get(self.reference().type_name)
    }

    /// Returns whether the named type is an object, in the sense of documents of version 1.0. Whether the field has a
    /// selection set is [`FieldInfo::is_composite`].
    #[inline]
    #[must_use]
    pub fn is_nested_object(&self) -> bool {
        self.record.signature.is_nested_object()
    }

    /// Returns whether the value is a list, nullable or not.
    #[inline]
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.record.signature.is_list()
    }

    /// Returns the full type reference, which displays as SDL: `[User!]!`.
    #[inline]
    #[must_use]
    pub fn type_ref(&self) -> TypeRef<'a> {
        TypeRef::new(self.tables.names.get(self.reference().expr))
    }

    /// Returns whether the field has a selection set: its named type is an object, an interface or a union. False if
    /// the registry does not contain that type.
    #[must_use]
    pub fn is_composite(&self) -> bool {
        self.named_type().is_some_and(|named| named.kind().is_composite())
    }

    /// Returns the named type, if the registry contains it. Resolved when the registry is built: no hash, no search.
    #[inline]
    #[must_use]
    pub fn named_type(&self) -> Option<TypeInfo<'a>> {
        TypeInfo::of(self.tables, self.signature().target)
    }

    /// Returns the arguments in document order.
    #[must_use]
    pub fn args(&self) -> Iter<'a, ArgInfo<'a>> {
        let Self { tables, record } = *self;
        let of = Owner { tables, type_id: NONE, field: record };
        Iter::new(of, tables.arg_numbers(record), |of, number| ArgInfo {
            tables: of.tables,
            field: of.field,
            record: &of.tables.args[number as usize],
        })
    }

    /// Returns the argument with that name. Costs a walk over the arguments.
    #[must_use]
    pub fn arg(&self, name: &str) -> Option<ArgInfo<'a>> {
        self.args().find(|arg| arg.name() == name)
    }

    /// Returns the default of an input field, as an SDL literal.
    #[must_use]
    pub fn default_value(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.signature().default)
    }

    /// Returns the deprecation reason, if the field is deprecated.
    #[must_use]
    pub fn deprecation_reason(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.signature().deprecated)
    }

    /// Returns whether requests must provide the input field: it is non-null and has no default. Meaningless for
    /// output fields.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.type_ref().is_non_null() && self.default_value().is_none()
    }

    /// Returns the schema coordinate, such as `User.name`.
    #[must_use]
    pub fn coordinate(&self) -> Coordinate {
        Coordinate::of_member(self.tables.names.get(self.record.parent_name), self.name())
    }

    /// What is kept of the definition besides its attributes.
    pub(crate) fn kept(&self) -> KeptOf<'a> {
        KeptOf { tables: Some(self.tables), first: self.signature().kept }
    }

    /// Whether the document contains the whole reference, and not only its name and whether it is a list.
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

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.tables.names.get(self.record.name)
    }

    /// Returns the field that the argument belongs to.
    #[must_use]
    pub fn field(&self) -> FieldInfo<'a> {
        FieldInfo { tables: self.tables, record: self.field }
    }

    /// Returns the schema coordinate, such as `Query.users(first:)`.
    #[must_use]
    pub fn coordinate(&self) -> Coordinate {
        let names = [self.field.parent_name, self.field.name, self.record.name];
        let [parent, field, name] = names.map(|name| self.tables.names.get(name));
        Coordinate::of_argument(parent, field, name)
    }

    /// Returns the full type reference, which displays as SDL.
    #[must_use]
    pub fn type_ref(&self) -> TypeRef<'a> {
        TypeRef::new(self.tables.names.get(self.reference().expr))
    }

    /// Returns the named type, without wrappers.
    #[must_use]
    pub fn type_name(&self) -> &'a str {
        self.tables.names.get(self.reference().type_name)
    }

    /// Returns the named type, if the registry contains it.
    #[must_use]
    pub fn named_type(&self) -> Option<TypeInfo<'a>> {
        TypeInfo::of(self.tables, self.reference().target)
    }

    /// Returns the default, as an SDL literal.
    #[must_use]
    pub fn default_value(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.record.default)
    }

    /// Returns the deprecation reason, if the argument is deprecated.
    #[must_use]
    pub fn deprecation_reason(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.record.deprecated)
    }

    /// Returns whether requests must provide the argument: it is non-null and has no default.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.type_ref().is_non_null() && self.default_value().is_none()
    }

    /// What is kept of the definition besides its attributes.
    pub(crate) fn kept(&self) -> KeptOf<'a> {
        KeptOf { tables: Some(self.tables), first: self.record.kept }
    }
}

impl<'a> ValueInfo<'a> {
    /// Returns the enum that the value belongs to.
    #[must_use]
    pub fn parent(&self) -> TypeInfo<'a> {
        TypeInfo { tables: self.tables, id: self.parent }
    }

    /// Returns the schema coordinate, such as `Role.ADMIN`.
    #[must_use]
    pub fn coordinate(&self) -> Coordinate {
        Coordinate::of_member(self.parent().name(), self.name())
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.tables.names.get(self.record.name)
    }

    /// Returns the deprecation reason, if the value is deprecated.
    #[must_use]
    pub fn deprecation_reason(&self) -> Option<&'a str> {
        self.tables.names.get_some(self.record.deprecated)
    }

    /// What is kept of the definition besides its attributes.
    pub(crate) fn kept(&self) -> KeptOf<'a> {
        KeptOf { tables: Some(self.tables), first: self.record.kept }
    }
}

/// Views are equal if they are of the same element of the same registry; elements of another, equal registry are
/// different.
macro_rules! same_element {
    ($($view:ident: $($part:ident),+;)*) => {$(
        impl PartialEq for $view<'_> {
            fn eq(&self, other: &Self) -> bool {
                $(ptr::eq(self.$part, other.$part))&&+
            }
        }

        impl Eq for $view<'_> {}

        impl Hash for $view<'_> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                $(ptr::from_ref(self.$part).hash(state);)+
            }
        }
    )*};
}

same_element! {
    FieldInfo: record;
    ArgInfo: field, record;
    ValueInfo: record;
}

impl PartialEq for TypeInfo<'_> {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.tables, other.tables) && self.id == other.id
    }
}

impl Eq for TypeInfo<'_> {}

impl Hash for TypeInfo<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (ptr::from_ref(self.tables), self.id).hash(state);
    }
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
            .field("type_ref", &self.type_ref().as_str())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ArgInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArgInfo")
            .field("name", &self.name())
            .field("type_ref", &self.type_ref().as_str())
            .field("default_value", &self.default_value())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ValueInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValueInfo")
            .field("name", &self.name())
            .field("deprecation_reason", &self.deprecation_reason())
            .finish_non_exhaustive()
    }
}
