//! Everything that can be wrong with a document, and how severe it is.

use super::{Severity, Strictness};
use crate::json::{Fault, FaultKind, MAX_DEPTH};
use crate::model::{Operation, TypeKind};

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(
    not(any(feature = "graphql", test)),
    expect(dead_code, reason = "some are found in GraphQL schemas alone")
)]
pub(crate) enum Finding {
    /// The text is not of the format. Reading stopped here.
    #[error("{message}")]
    Syntax {
        /// What the parser says.
        message: String,
    },
    /// The bytes are not UTF-8.
    #[error("the text is not UTF-8")]
    NotUtf8,
    /// A required key is missing.
    #[error("missing key `{key}`")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// A value has the wrong JSON type.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// What belongs here.
        expected: &'static str,
        /// What is here.
        found: &'static str,
    },
    /// A type, field, argument or enum value has an empty name.
    #[error("a name must not be empty")]
    EmptyName,
    /// An unknown key that is similar to a known one.
    #[error("`{key}` is kept as an unknown key; did you mean `{meant}`?")]
    MisspelledKey {
        /// The key.
        key: String,
        /// The similar key.
        meant: &'static str,
    },
    /// An object has the same key twice; this is the second.
    #[error("`{key}` is defined twice")]
    Duplicate {
        /// The key.
        key: String,
    },
    /// A type is defined twice, with the same content; this is the second.
    #[error("`{name}` is defined twice; both definitions are equal")]
    Repeated {
        /// The name.
        name: String,
    },
    /// An interface or a member is listed twice; this is the second.
    #[error("`{name}` is listed twice")]
    ListedTwice {
        /// The name.
        name: String,
    },
    /// A key in the value of an extension that no document may have.
    #[error("the key `{key}` is reserved")]
    ReservedKey {
        /// The key.
        key: String,
    },
    /// A type reference cannot be read.
    #[error("`{text}` is not a type reference such as `[User!]!`")]
    InvalidTypeReference {
        /// The text.
        text: String,
    },
    /// `type` contradicts `type_name` or `is_list`.
    #[error("the type `{text}` contradicts `{key}`: {value}")]
    Contradiction {
        /// The full type reference.
        text: String,
        /// The contradicted key.
        key: &'static str,
        /// The value of that key.
        value: String,
    },
    /// `is_nested_object` contradicts the kind of the named type.
    #[error(
        "`is_nested_object` is {written}, but `{type_name}` is of kind {kind}; the kind takes precedence"
    )]
    NestingContradiction {
        /// What is written.
        written: bool,
        /// The named type.
        type_name: String,
        /// Its kind.
        kind: TypeKind,
    },
    /// The kind of a type is none of the six.
    #[error("`{kind}` is not a kind of type (OBJECT, INTERFACE, UNION, ENUM, INPUT_OBJECT, SCALAR)")]
    UnknownKind {
        /// The kind.
        kind: String,
    },
    /// A document of version 1.0 has a key from version 1.1, with a value that is not allowed there.
    #[error(
        "`{key}` is kept as an unknown key: the document is of version 1.0, and the value is not valid in version 1.1"
    )]
    KeyOfLaterVersion {
        /// The key.
        key: &'static str,
    },
    /// A key that is not allowed for types of this kind.
    #[error("a type of kind {kind} has no `{key}`")]
    KeyOfOtherKind {
        /// The key.
        key: &'static str,
        /// The kind.
        kind: TypeKind,
    },
    /// The document exceeds the capacity or a limit.
    #[error("more than {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The maximum.
        limit: u64,
    },
    /// Values are nested too deeply.
    #[error("nested more than {limit} levels deep")]
    TooDeep {
        /// The maximum number of levels.
        limit: usize,
    },
    /// The version is not `1.x`.
    #[error("unknown version `{version}`; read as 1.x")]
    OtherVersion {
        /// The version.
        version: String,
    },
    /// A name refers to a type that does not exist.
    #[error("unknown type `{name}`")]
    UnresolvedReference {
        /// The name.
        name: String,
    },
    /// A name is not a GraphQL Name (`/[_A-Za-z][_0-9A-Za-z]*/`).
    #[error("`{name}` is not a GraphQL name")]
    InvalidName {
        /// The name.
        name: String,
    },
    /// The format of the document is not supported.
    #[error("{message}")]
    OtherFormat {
        /// What it seems to be, and what is supported.
        message: String,
    },
    /// The response with an introspection result also contains errors.
    #[error("the server reported an error along with the schema: {message}")]
    ServerErrors {
        /// The message of the first error.
        message: String,
    },
    /// An introspection result without types.
    #[error("the schema has no types")]
    NoTypes,
    /// A name that is reserved for the introspection system, and not part of it.
    #[error("the type `{name}` is ignored: names that begin with `__` are reserved")]
    ReservedName {
        /// The name.
        name: String,
    },
    /// A type has the usual name of a root, but is not an object type.
    #[error("`{name}` is not the {operation} root, since it is of kind {kind}")]
    RootOfOtherKind {
        /// The type.
        name: String,
        /// Its kind.
        kind: TypeKind,
        /// The operation.
        operation: Operation,
    },
    /// An argument of a directive that the registry understands is not a string.
    #[error("`{argument}` of `@{directive}` must be a string")]
    ArgumentNotAString {
        /// The directive.
        directive: String,
        /// The argument.
        argument: String,
    },
    /// SDL extends a type that the document does not define.
    #[error("cannot extend unknown type `{name}`")]
    ExtensionOfNothing {
        /// The name.
        name: String,
    },
    /// SDL extends a type with the keyword of another kind.
    #[error("`{name}` cannot be extended as {extended_as}: it is of kind {kind}")]
    ExtensionOfOtherKind {
        /// The name.
        name: String,
        /// The kind of the type.
        kind: TypeKind,
        /// The kind of the extension.
        extended_as: TypeKind,
    },
    /// An SDL document contains an operation or a fragment, which is ignored.
    #[error("operations and fragments are ignored")]
    NotAboutTypes,
    /// An introspection result has `null`, or nothing, instead of a list of the parts of a type.
    #[error("the {kind} `{name}` has no list `{key}`")]
    MissingList {
        /// The kind of the type.
        kind: TypeKind,
        /// The type, or the type and its field.
        name: String,
        /// The key that should have the list.
        key: &'static str,
    },
    /// The default value in an introspection result is not a literal.
    #[error("`{text}` is not a literal")]
    InvalidLiteral {
        /// The text.
        text: String,
    },
    /// A type without fields, members or values.
    #[error("the {kind} `{name}` is empty")]
    EmptyType {
        /// The type.
        name: String,
        /// Its kind.
        kind: TypeKind,
    },
    /// A type implements something that is not an interface.
    #[error("`{name}` cannot be implemented: it is of kind {kind}")]
    NotAnInterface {
        /// What it implements.
        name: String,
        /// The kind of that type.
        kind: TypeKind,
    },
    /// A member of a union, or a root, is not an object type.
    #[error("`{name}` must be an OBJECT, but is of kind {kind}")]
    NotAnObject {
        /// The type.
        name: String,
        /// Its kind.
        kind: TypeKind,
    },
    /// An argument or an input field has a type that is not an input type.
    #[error("`{name}` cannot be an input type: it is of kind {kind}")]
    NotInput {
        /// The type.
        name: String,
        /// Its kind.
        kind: TypeKind,
    },
    /// A field has a type that is not an output type.
    #[error("`{name}` cannot be an output type: it is of kind {kind}")]
    NotOutput {
        /// The type.
        name: String,
        /// Its kind.
        kind: TypeKind,
    },
    /// A type lacks a field of an interface that it implements.
    #[error("missing field `{field}`, required by interface `{interface}`")]
    MissingField {
        /// The interface.
        interface: String,
        /// The field.
        field: String,
    },
    /// A type implements an interface, but not an interface that this one implements.
    #[error("missing interface `{name}`, required by interface `{because_of}`")]
    MissingInterface {
        /// The interface that is missing.
        name: String,
        /// The interface that requires it.
        because_of: String,
    },
    /// The type of a field does not match that in an interface.
    #[error("type `{found}` does not match `{expected}` of interface `{interface}`")]
    OtherTypeThanInterface {
        /// The interface.
        interface: String,
        /// The field's type.
        found: String,
        /// The type of the interface's field.
        expected: String,
    },
    /// A field lacks an argument that an interface requires, or the argument has another type.
    #[error("missing argument `{argument}: {expected}`, required by interface `{interface}`")]
    OtherArgumentThanInterface {
        /// The interface.
        interface: String,
        /// The argument.
        argument: String,
        /// Its type.
        expected: String,
    },
    /// A field requires an argument that the interface does not have.
    #[error("required argument `{argument}` is not in interface `{interface}`")]
    RequiredArgumentNotInInterface {
        /// The interface.
        interface: String,
        /// The argument.
        argument: String,
    },
    /// Two fields of one type have the same camelCase form.
    #[error("the fields `{first}` and `{second}` are both `{camel_case}` in camelCase")]
    CamelCaseCollision {
        /// The first field in the document.
        first: String,
        /// The field that is reported.
        second: String,
        /// Their common camelCase form.
        camel_case: String,
    },
}

impl Finding {
    /// The stable code of this kind of finding.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "syntax",
            Self::NotUtf8 => "not_utf8",
            Self::MissingKey { .. } => "missing_key",
            Self::WrongType { .. } => "wrong_type",
            Self::EmptyName => "empty_name",
            Self::MisspelledKey { .. } => "misspelled_key",
            Self::Duplicate { .. } => "duplicate",
            Self::Repeated { .. } => "repeated",
            Self::ListedTwice { .. } => "listed_twice",
            Self::ReservedKey { .. } => "reserved_key",
            Self::InvalidTypeReference { .. } => "invalid_type_reference",
            Self::Contradiction { .. } => "contradiction",
            Self::NestingContradiction { .. } => "nesting_contradiction",
            Self::UnknownKind { .. } => "unknown_kind",
            Self::KeyOfLaterVersion { .. } => "key_of_later_version",
            Self::KeyOfOtherKind { .. } => "key_of_other_kind",
            Self::TooMany { .. } => "too_many",
            Self::TooDeep { .. } => "too_deep",
            Self::OtherVersion { .. } => "other_version",
            Self::UnresolvedReference { .. } => "unresolved_reference",
            Self::InvalidName { .. } => "invalid_name",
            Self::OtherFormat { .. } => "other_format",
            Self::ServerErrors { .. } => "server_errors",
            Self::NoTypes => "no_types",
            Self::ReservedName { .. } => "reserved_name",
            Self::RootOfOtherKind { .. } => "root_of_other_kind",
            Self::ArgumentNotAString { .. } => "argument_not_a_string",
            Self::ExtensionOfNothing { .. } => "extension_of_nothing",
            Self::ExtensionOfOtherKind { .. } => "extension_of_other_kind",
            Self::NotAboutTypes => "not_about_types",
            Self::MissingList { .. } => "missing_list",
            Self::InvalidLiteral { .. } => "invalid_literal",
            Self::EmptyType { .. } => "empty_type",
            Self::NotAnInterface { .. } => "not_an_interface",
            Self::NotAnObject { .. } => "not_an_object",
            Self::NotInput { .. } => "not_input",
            Self::NotOutput { .. } => "not_output",
            Self::MissingField { .. } => "missing_field",
            Self::MissingInterface { .. } => "missing_interface",
            Self::OtherTypeThanInterface { .. } => "other_type_than_interface",
            Self::OtherArgumentThanInterface { .. } => "other_argument_than_interface",
            Self::RequiredArgumentNotInInterface { .. } => "required_argument_not_in_interface",
            Self::CamelCaseCollision { .. } => "camel_case_collision",
        }
    }

    /// The category of a JSON syntax error, or of nesting that is too deep.
    pub(crate) fn of_fault(fault: Option<&Fault>) -> Self {
        let message = match fault.map(|fault| &fault.kind) {
            Some(FaultKind::Expected { expected, found }) => format!("expected {expected}, found {found}"),
            Some(FaultKind::InvalidString(what)) => (*what).to_owned(),
            Some(FaultKind::NumberOutOfRange) => "the number is out of range".to_owned(),
            Some(FaultKind::TooDeep) | None => return Self::TooDeep { limit: MAX_DEPTH },
        };
        Self::Syntax { message }
    }

    /// The severity under the given strictness.
    pub(crate) fn severity(&self, strictness: Strictness, is_schema: bool) -> Severity {
        let is_warning = match self {
            // A GraphQL schema lists all of its types, so there an unresolved name is a mistake.
            Self::UnresolvedReference { .. } => !is_schema,
            _ => self.is_warning(),
        };
        match strictness {
            Strictness::Strict => Severity::Error,
            Strictness::Lenient if self.is_about_meaning() => Severity::Warning,
            _ if is_warning => Severity::Warning,
            _ => Severity::Error,
        }
    }

    fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::OtherVersion { .. }
                | Self::ListedTwice { .. }
                | Self::NestingContradiction { .. }
                | Self::KeyOfLaterVersion { .. }
                | Self::ServerErrors { .. }
                | Self::RootOfOtherKind { .. }
                | Self::ReservedName { .. }
                | Self::UnresolvedReference { .. }
                | Self::InvalidName { .. }
                | Self::NotAboutTypes
                | Self::EmptyType { .. }
                | Self::OtherTypeThanInterface { .. }
                | Self::OtherArgumentThanInterface { .. }
                | Self::RequiredArgumentNotInInterface { .. }
                | Self::CamelCaseCollision { .. }
        )
    }

    /// Whether the document can still be read: the mistake is in its content, not in its syntax.
    fn is_about_meaning(&self) -> bool {
        matches!(
            self,
            Self::Duplicate { .. }
                | Self::Repeated { .. }
                | Self::ExtensionOfNothing { .. }
                | Self::ExtensionOfOtherKind { .. }
                | Self::MissingList { .. }
                | Self::InvalidLiteral { .. }
                | Self::NotAnInterface { .. }
                | Self::NotAnObject { .. }
                | Self::NotInput { .. }
                | Self::NotOutput { .. }
                | Self::MissingField { .. }
                | Self::MissingInterface { .. }
        ) || self.is_warning()
    }
}

#[cfg(test)]
mod tests;
