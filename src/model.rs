//! Owned definitions, for building a registry by hand.

use std::fmt;
use std::str::FromStr;

/// The kind of a type, with the names of GraphQL introspection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum TypeKind {
    /// `OBJECT`, which is also the kind of a type that does not state one.
    #[default]
    Object,
    /// `INTERFACE`.
    Interface,
    /// `UNION`.
    Union,
    /// `ENUM`.
    Enum,
    /// `INPUT_OBJECT`.
    InputObject,
    /// `SCALAR`.
    Scalar,
}

impl TypeKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Object, Self::Interface, Self::Union, Self::Enum, Self::InputObject, Self::Scalar];

    /// Returns the name, such as `INPUT_OBJECT`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Object => "OBJECT",
            Self::Interface => "INTERFACE",
            Self::Union => "UNION",
            Self::Enum => "ENUM",
            Self::InputObject => "INPUT_OBJECT",
            Self::Scalar => "SCALAR",
        }
    }

    /// Returns whether types of this kind have fields.
    #[must_use]
    pub fn has_fields(self) -> bool {
        matches!(self, Self::Object | Self::Interface | Self::InputObject)
    }

    /// Returns whether types of this kind may implement interfaces.
    #[must_use]
    pub fn has_interfaces(self) -> bool {
        matches!(self, Self::Object | Self::Interface)
    }

    /// Returns whether this is `OBJECT`, which is what `is_nested_object` of a field with such a type says.
    #[must_use]
    pub fn is_nested_object(self) -> bool {
        self == Self::Object
    }

    /// Returns whether fields of this kind have a selection set: objects, interfaces and unions do.
    #[must_use]
    pub fn is_composite(self) -> bool {
        matches!(self, Self::Object | Self::Interface | Self::Union)
    }

    /// Returns whether arguments and input fields can have this kind: scalars, enums and input objects can.
    #[must_use]
    pub fn is_input(self) -> bool {
        matches!(self, Self::Scalar | Self::Enum | Self::InputObject)
    }
}

/// The error of parsing a text that names no kind of type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a kind of type (OBJECT, INTERFACE, UNION, ENUM, INPUT_OBJECT, SCALAR)")]
pub struct InvalidTypeKind(String);

/// Parses the name, such as `INPUT_OBJECT`.
impl FromStr for TypeKind {
    type Err = InvalidTypeKind;

    fn from_str(name: &str) -> Result<Self, InvalidTypeKind> {
        let kind = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        kind.ok_or_else(|| InvalidTypeKind(name.to_owned()))
    }
}

impl fmt::Display for TypeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One of the three operations for which a schema has a root type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Reading.
    Query,
    /// Writing.
    Mutation,
    /// A stream of events.
    Subscription,
}

impl Operation {
    /// The three, in the order in which schemas list them.
    pub const ALL: [Self; 3] = [Self::Query, Self::Mutation, Self::Subscription];

    /// Returns the name, such as `query`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }
}

/// The error of parsing a text that names no operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an operation (query, mutation, subscription)")]
pub struct InvalidOperation(String);

/// Parses the name, such as `query`.
impl FromStr for Operation {
    type Err = InvalidOperation;

    fn from_str(name: &str) -> Result<Self, InvalidOperation> {
        let operation = Self::ALL.into_iter().find(|operation| operation.as_str() == name);
        operation.ok_or_else(|| InvalidOperation(name.to_owned()))
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The five scalars that every GraphQL schema has.
pub(crate) const BUILT_IN_SCALARS: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];

/// The reason of a deprecation without one.
#[cfg(feature = "graphql")]
pub(crate) const DEFAULT_DEPRECATION_REASON: &str = "No longer supported";

/// The directives that every GraphQL schema has.
#[cfg(feature = "graphql")]
pub(crate) const SPECIFIED_DIRECTIVES: [&str; 5] = ["include", "skip", "deprecated", "specifiedBy", "oneOf"];

/// The types of the introspection system, which every GraphQL schema has and no registry lists.
pub(crate) const INTROSPECTION_TYPES: [&str; 8] = [
    "__Schema",
    "__Type",
    "__TypeKind",
    "__Field",
    "__InputValue",
    "__EnumValue",
    "__Directive",
    "__DirectiveLocation",
];

/// Extensions of a definition: keys unknown to the registry, with their JSON values.
pub type Extensions = Vec<(String, serde_json::Value)>;

/// A directive applied to a definition.
///
/// ```
/// use schema_registry::{DirectiveDef, FieldDef};
///
/// let salary = FieldDef::new("salary", "Int").directive(DirectiveDef::new("auth").arg("role", "ADMIN"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DirectiveDef {
    /// The name, without the `@`.
    pub name: String,
    /// The arguments: their names, each with its value as an SDL literal.
    pub args: Vec<(String, String)>,
}

impl DirectiveDef {
    /// Returns a directive without arguments. The name is without the `@`.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), args: Vec::new() }
    }

    /// Adds an argument with its value as an SDL literal; a string therefore includes its quotes.
    #[must_use]
    pub fn arg(mut self, name: impl Into<String>, literal: impl Into<String>) -> Self {
        self.args.push((name.into(), literal.into()));
        self
    }
}

/// Adds the setters that every definition has.
macro_rules! common_setters {
    ($($definition:ident),*) => {$(
        impl $definition {
            /// Sets the description.
            #[must_use]
            pub fn description(mut self, text: impl Into<String>) -> Self {
                self.description = Some(text.into());
                self
            }

            /// Applies a directive, after those already applied.
            #[must_use]
            pub fn directive(mut self, directive: DirectiveDef) -> Self {
                self.directives.push(directive);
                self
            }

            /// Adds an extension.
            #[must_use]
            pub fn extension(mut self, key: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
                self.extensions.push((key.into(), value.into()));
                self
            }
        }
    )*};
}

common_setters!(TypeDef, FieldDef, ArgDef, ValueDef);

/// A type, for [`RegistryBuilder::add_type`](super::RegistryBuilder::add_type).
///
/// ```
/// use schema_registry::{FieldDef, TypeDef};
///
/// let user = TypeDef::object("User")
///     .implements("Node")
///     .field(FieldDef::new("id", "ID!"))
///     .field(FieldDef::new("posts", "[Post!]!").arg("first", "Int"));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TypeDef {
    /// The name.
    pub name: String,
    /// The kind.
    pub kind: TypeKind,
    /// The fields, for an object, interface or input object.
    pub fields: Vec<FieldDef>,
    /// The names of the implemented interfaces, for an object or interface.
    pub interfaces: Vec<String>,
    /// The names of the member types, for a union.
    pub members: Vec<String>,
    /// The values, for an enum.
    pub values: Vec<ValueDef>,
    /// Whether an input object takes exactly one of its fields (`@oneOf`).
    pub is_one_of: bool,
    /// The URL of a scalar's specification (`@specifiedBy`).
    pub specified_by_url: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The applied directives, in order.
    pub directives: Vec<DirectiveDef>,
    /// Further keys of the definition.
    pub extensions: Extensions,
}

impl TypeDef {
    /// Returns an empty type of that kind.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: TypeKind) -> Self {
        Self {
            name: name.into(),
            kind,
            fields: Vec::new(),
            interfaces: Vec::new(),
            members: Vec::new(),
            values: Vec::new(),
            is_one_of: false,
            specified_by_url: None,
            description: None,
            directives: Vec::new(),
            extensions: Vec::new(),
        }
    }

    /// Returns an object type without fields.
    #[must_use]
    pub fn object(name: impl Into<String>) -> Self {
        Self::new(name, TypeKind::Object)
    }

    /// Returns an interface without fields.
    #[must_use]
    pub fn interface(name: impl Into<String>) -> Self {
        Self::new(name, TypeKind::Interface)
    }

    /// Returns an input object without fields.
    #[must_use]
    pub fn input_object(name: impl Into<String>) -> Self {
        Self::new(name, TypeKind::InputObject)
    }

    /// Returns a scalar.
    #[must_use]
    pub fn scalar(name: impl Into<String>) -> Self {
        Self::new(name, TypeKind::Scalar)
    }

    /// Returns a union of these types.
    #[must_use]
    pub fn union(name: impl Into<String>, members: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { members: members.into_iter().map(Into::into).collect(), ..Self::new(name, TypeKind::Union) }
    }

    /// Returns an enum with these values.
    #[must_use]
    pub fn enumeration(
        name: impl Into<String>,
        values: impl IntoIterator<Item = impl Into<ValueDef>>,
    ) -> Self {
        Self { values: values.into_iter().map(Into::into).collect(), ..Self::new(name, TypeKind::Enum) }
    }

    /// Adds a field.
    #[must_use]
    pub fn field(mut self, field: FieldDef) -> Self {
        self.fields.push(field);
        self
    }

    /// Adds an implemented interface.
    #[must_use]
    pub fn implements(mut self, interface: impl Into<String>) -> Self {
        self.interfaces.push(interface.into());
        self
    }
}

/// A field or an input field.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FieldDef {
    /// The name.
    pub name: String,
    /// The type reference in SDL notation, such as `[User!]!`.
    pub type_ref: String,
    /// Whether the named type is an object. Used only if the registry does not contain the named type; otherwise that
    /// type's kind decides.
    pub is_nested_object: bool,
    /// The arguments.
    pub args: Vec<ArgDef>,
    /// The default of an input field, as an SDL literal.
    pub default_value: Option<String>,
    /// The deprecation reason, if the field is deprecated.
    pub deprecation_reason: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The applied directives, in order.
    pub directives: Vec<DirectiveDef>,
    /// Further keys of the definition.
    pub extensions: Extensions,
}

impl FieldDef {
    /// Returns a field with that type, a reference such as `[User!]!`.
    #[must_use]
    pub fn new(name: impl Into<String>, type_ref: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            type_ref: type_ref.into(),
            is_nested_object: false,
            args: Vec::new(),
            default_value: None,
            deprecation_reason: None,
            description: None,
            directives: Vec::new(),
            extensions: Vec::new(),
        }
    }

    /// States that the named type is an object, for a registry that does not contain it.
    #[must_use]
    pub fn nested_object(mut self) -> Self {
        self.is_nested_object = true;
        self
    }

    /// Adds an argument with that type; [`FieldDef::arg_def`] adds a complete [`ArgDef`].
    #[must_use]
    pub fn arg(self, name: impl Into<String>, type_ref: impl Into<String>) -> Self {
        self.arg_def(ArgDef::new(name, type_ref))
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg_def(mut self, arg: ArgDef) -> Self {
        self.args.push(arg);
        self
    }

    /// Sets the default of an input field, as an SDL literal.
    #[must_use]
    pub fn default_value(mut self, literal: impl Into<String>) -> Self {
        self.default_value = Some(literal.into());
        self
    }

    /// Marks the field as deprecated.
    #[must_use]
    pub fn deprecated(mut self, reason: impl Into<String>) -> Self {
        self.deprecation_reason = Some(reason.into());
        self
    }
}

/// An argument of a field.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ArgDef {
    /// The name.
    pub name: String,
    /// The type reference in SDL notation.
    pub type_ref: String,
    /// The default, as an SDL literal.
    pub default_value: Option<String>,
    /// The deprecation reason, if the argument is deprecated.
    pub deprecation_reason: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The applied directives, in order.
    pub directives: Vec<DirectiveDef>,
    /// Further keys of the definition.
    pub extensions: Extensions,
}

impl ArgDef {
    /// Returns an argument with that type.
    #[must_use]
    pub fn new(name: impl Into<String>, type_ref: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            type_ref: type_ref.into(),
            default_value: None,
            deprecation_reason: None,
            description: None,
            directives: Vec::new(),
            extensions: Vec::new(),
        }
    }

    /// Sets the default, as an SDL literal.
    #[must_use]
    pub fn default_value(mut self, literal: impl Into<String>) -> Self {
        self.default_value = Some(literal.into());
        self
    }

    /// Marks the argument as deprecated.
    #[must_use]
    pub fn deprecated(mut self, reason: impl Into<String>) -> Self {
        self.deprecation_reason = Some(reason.into());
        self
    }
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ValueDef {
    /// The name.
    pub name: String,
    /// The deprecation reason, if the value is deprecated.
    pub deprecation_reason: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The applied directives, in order.
    pub directives: Vec<DirectiveDef>,
    /// Further keys of the definition.
    pub extensions: Extensions,
}

impl ValueDef {
    /// Returns a value with that name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            deprecation_reason: None,
            description: None,
            directives: Vec::new(),
            extensions: Vec::new(),
        }
    }

    /// Marks the value as deprecated.
    #[must_use]
    pub fn deprecated(mut self, reason: impl Into<String>) -> Self {
        self.deprecation_reason = Some(reason.into());
        self
    }
}

impl From<&str> for ValueDef {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for ValueDef {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}
