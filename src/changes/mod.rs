//! What is different between two registries, and what that means for clients.

mod compare;
mod pairs;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::coordinate::Coordinate;
use crate::diagnostics::{JsonPath, Position};
use crate::registry::SchemaRegistry;

/// What a change means for clients that were written against the older schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Criticality {
    /// No request fails and no answer changes its form.
    Safe,
    /// Requests stay valid, but a client may meet what it does not know, or another default.
    Dangerous,
    /// Some request that was valid is not any more, or its answer has another form.
    Breaking,
}

impl fmt::Display for Criticality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Safe => "safe",
            Self::Dangerous => "dangerous",
            Self::Breaking => "breaking",
        })
    }
}

/// Declares the kinds with their criticality, their documentation and the sentence in which a change displays.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident, $criticality:ident, |$change:ident, $f:ident| $sentence:expr;)+) => {
        /// What kind of change it is. The names in brackets are those of graphql-js 17.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ChangeKind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl ChangeKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// What a change of this kind means for clients.
            #[must_use]
            pub fn criticality(self) -> Criticality {
                match self {
                    $(Self::$kind => Criticality::$criticality,)+
                }
            }

            /// The name, as in `FieldRemoved`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($kind),)+
                }
            }
        }

        /// One sentence, such as ``field `User.name` removed``.
        impl fmt::Display for Change {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.kind {
                    $(ChangeKind::$kind => {
                        let ($change, $f) = (self, f);
                        $sentence
                    })+
                }
            }
        }
    };
}

kinds! {
    /// A type is gone (`TYPE_REMOVED`).
    TypeRemoved, Breaking, |c, f| write!(f, "type `{}` removed", c.place.type_name);
    /// A type is of another kind (`TYPE_CHANGED_KIND`); nothing else of it is compared.
    TypeKindChanged, Breaking, |c, f| write!(f, "type `{}` changed from kind {} to {}", c.place.type_name, c.was(), c.is());
    /// A field of an object, interface or input object is gone (`FIELD_REMOVED`).
    FieldRemoved, Breaking, |c, f| write!(f, "field `{}` removed", c.place);
    /// A field has a type that a client cannot take for the old one (`FIELD_CHANGED_KIND`).
    FieldTypeChanged, Breaking, |c, f| write!(f, "type of field `{}` changed from `{}` to `{}`", c.place, c.was(), c.is());
    /// An input object has a new field that every request must give (`REQUIRED_INPUT_FIELD_ADDED`).
    RequiredInputFieldAdded, Breaking, |c, f| write!(f, "required input field `{}` added", c.place);
    /// A field has a new argument that every request must give (`REQUIRED_ARG_ADDED`).
    RequiredArgumentAdded, Breaking, |c, f| write!(f, "required argument `{}` added", c.place);
    /// An argument is gone (`ARG_REMOVED`).
    ArgumentRemoved, Breaking, |c, f| write!(f, "argument `{}` removed", c.place);
    /// An argument has a type that does not take all that the old one took (`ARG_CHANGED_KIND`).
    ArgumentTypeChanged, Breaking, |c, f| write!(f, "type of argument `{}` changed from `{}` to `{}`", c.place, c.was(), c.is());
    /// A value of an enum is gone (`VALUE_REMOVED_FROM_ENUM`).
    ValueRemoved, Breaking, |c, f| write!(f, "value `{}` removed", c.place);
    /// A type is no longer a member of a union (`TYPE_REMOVED_FROM_UNION`).
    MemberRemoved, Breaking, |c, f| write!(f, "type `{}` removed from union `{}`", c.place.member, c.place.type_name);
    /// A type no longer implements an interface (`IMPLEMENTED_INTERFACE_REMOVED`).
    InterfaceRemoved, Breaking, |c, f| write!(f, "type `{}` no longer implements `{}`", c.place.type_name, c.place.member);
    /// An input object takes exactly one of its fields, and took any before. graphql-js does not look at it.
    OneOfAdded, Breaking, |c, f| write!(f, "input object `{}` became `@oneOf`", c.place.type_name);
    /// An operation has no root type any more. graphql-js does not look at roots.
    RootRemoved, Breaking, |c, f| write!(f, "{} root `{}` removed", c.place.member, c.was());
    /// An operation has another root type. graphql-js does not look at roots.
    RootChanged, Breaking, |c, f| write!(f, "{} root changed from `{}` to `{}`", c.place.member, c.was(), c.is());

    /// An enum has a new value (`VALUE_ADDED_TO_ENUM`).
    ValueAdded, Dangerous, |c, f| write!(f, "value `{}` added", c.place);
    /// A union has a new member (`TYPE_ADDED_TO_UNION`).
    MemberAdded, Dangerous, |c, f| write!(f, "type `{}` added to union `{}`", c.place.member, c.place.type_name);
    /// An input object has a new field that a request may leave out (`OPTIONAL_INPUT_FIELD_ADDED`).
    OptionalInputFieldAdded, Dangerous, |c, f| write!(f, "optional input field `{}` added", c.place);
    /// A field has a new argument that a request may leave out (`OPTIONAL_ARG_ADDED`).
    OptionalArgumentAdded, Dangerous, |c, f| write!(f, "optional argument `{}` added", c.place);
    /// A type implements an interface that it did not (`IMPLEMENTED_INTERFACE_ADDED`).
    InterfaceAdded, Dangerous, |c, f| write!(f, "type `{}` now implements `{}`", c.place.type_name, c.place.member);
    /// An argument has another default, or none any more (`ARG_DEFAULT_VALUE_CHANGE`).
    ArgumentDefaultChanged, Dangerous, |c, f| c.value(f, "default of argument");
    /// An input field has another default, or none any more: a request that leaves the field out has another meaning
    /// (`INPUT_FIELD_DEFAULT_VALUE_CHANGE`, since graphql-js 17).
    InputFieldDefaultChanged, Dangerous, |c, f| c.value(f, "default of input field");

    /// An input object takes any of its fields, and took exactly one before.
    OneOfRemoved, Safe, |c, f| write!(f, "input object `{}` is no longer `@oneOf`", c.place.type_name);
    /// The values of a scalar are specified elsewhere, or nowhere any more.
    SpecifiedByChanged, Safe, |c, f| c.value(f, "specification of");
    /// A type is new.
    TypeAdded, Safe, |c, f| write!(f, "type `{}` added", c.place.type_name);
    /// An object or interface has a new field.
    FieldAdded, Safe, |c, f| write!(f, "field `{}` added", c.place);
    /// A field has another type, which a client can take for the old one.
    FieldTypeNarrowed, Safe, |c, f| write!(f, "type of field `{}` narrowed from `{}` to `{}`", c.place, c.was(), c.is());
    /// An argument or input field has another type, which takes all that the old one took.
    InputTypeWidened, Safe, |c, f| write!(f, "type of input `{}` widened from `{}` to `{}`", c.place, c.was(), c.is());
    /// An argument has a default that had none, or its default is the same value written otherwise.
    ArgumentDefaultAdded, Safe, |c, f| c.value(f, "default of argument");
    /// An input field has a default that had none, or its default is the same value written otherwise
    /// (`INPUT_FIELD_DEFAULT_VALUE_ADDED`).
    InputFieldDefaultAdded, Safe, |c, f| c.value(f, "default of input field");
    /// A document that says less says otherwise whether a field leads to an object.
    FieldNestingChanged, Safe, |c, f| c.value(f, "`is_nested_object` of field");
    /// A field, argument or value is deprecated, is so no more, or is for another reason.
    DeprecationChanged, Safe, |c, f| c.value(f, "deprecation of");
    /// An operation has a root type that had none.
    RootAdded, Safe, |c, f| write!(f, "{} root `{}` added", c.place.member, c.is());
    /// A kept description is new, is gone, or says something else. The texts are in `before` and `after`.
    DescriptionChanged, Safe, |c, f| match (&c.before, &c.after) {
        (None, _) => write!(f, "description of {} added", c.element()),
        (_, None) => write!(f, "description of {} removed", c.element()),
        _ => write!(f, "description of {} changed", c.element()),
    };
    /// A kept directive is applied that was not.
    DirectiveAdded, Safe, |c, f| write!(f, "directive `{}` added to {}", c.is(), c.element());
    /// A kept directive is no longer applied.
    DirectiveRemoved, Safe, |c, f| write!(f, "directive `{}` removed from {}", c.was(), c.element());
    /// A kept directive is applied with other arguments.
    DirectiveChanged, Safe, |c, f| write!(f, "directive of {} changed from `{}` to `{}`", c.element(), c.was(), c.is());
    /// The same directives are applied in another order.
    DirectivesReordered, Safe, |c, f| write!(f, "directives of {} reordered from `{}` to `{}`", c.element(), c.was(), c.is());
    /// The kept definition of a directive is new, is gone, or says something else. What graphql-js says of definitions of
    /// directives is not told apart.
    DirectiveDefinitionChanged, Safe, |c, f| c.value(f, "definition of directive");
    /// An extension is new, is gone, or has another value.
    ExtensionChanged, Safe, |c, f| c.value(f, "extension");
    /// The document has another version.
    VersionChanged, Safe, |c, f| c.value(f, "version");
    /// The document lists other features, or the same ones in another order.
    FeaturesChanged, Safe, |c, f| c.value(f, "list of features");
}

/// One difference between two registries. Displays as one sentence.
#[derive(Debug, Clone)]
pub struct Change {
    kind: ChangeKind,
    place: Place,
    before: Option<Box<str>>,
    after: Option<Box<str>>,
    position: Option<Position>,
}

/// What changed. The empty text stands for what a change is not about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
struct Place {
    type_name: Box<str>,
    /// The key of the list that the member is in.
    list: &'static str,
    member: Box<str>,
    argument: Box<str>,
    /// The key of the extension, or the name of the directive.
    key: Box<str>,
}

impl Change {
    /// What kind of change it is.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// What it means for clients.
    #[must_use]
    pub fn criticality(&self) -> Criticality {
        self.kind.criticality()
    }

    /// The element that changed, or that is there no more. For a member of a union or an interface of a type, that type;
    /// `None` for the document as a whole and its roots.
    #[must_use]
    pub fn coordinate(&self) -> Option<Coordinate> {
        if self.kind == ChangeKind::DirectiveDefinitionChanged {
            return Some(Coordinate::of_directive(&*self.place.key));
        }
        let Place { type_name, list, member, argument, .. } = &self.place;
        let is_member = matches!(*list, "fields" | "values");
        Some(match (some(type_name)?, some(member).filter(|_| is_member), some(argument)) {
            (type_name, None, _) => Coordinate::of_type(type_name),
            (type_name, Some(member), None) => Coordinate::of_member(type_name, member),
            (type_name, Some(member), Some(argument)) => Coordinate::of_argument(type_name, member, argument),
        })
    }

    /// The type that changed; `None` if it is the document.
    #[must_use]
    pub fn type_name(&self) -> Option<&str> {
        some(&self.place.type_name)
    }

    /// The field, enum value, member or interface of that type that changed; of the document, the operation.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        some(&self.place.member)
    }

    /// The argument of that field that changed.
    #[must_use]
    pub fn argument(&self) -> Option<&str> {
        some(&self.place.argument)
    }

    /// The key of the extension that changed.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        some(&self.place.key).filter(|_| self.kind == ChangeKind::ExtensionChanged)
    }

    /// The name, without the `@`, of the directive whose use or definition changed.
    #[must_use]
    pub fn directive(&self) -> Option<&str> {
        some(&self.place.key).filter(|_| self.kind != ChangeKind::ExtensionChanged)
    }

    /// What was there: a type reference, a literal, a kind, a reason. `None` where there was nothing, or where the kind of
    /// the change says it all.
    #[must_use]
    pub fn before(&self) -> Option<&str> {
        self.before.as_deref()
    }

    /// What is there, as [`Change::before`].
    #[must_use]
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// Where it is in the text of the newer document: known of what a source refused, and after
    /// [`LoadOptions::locate`](crate::LoadOptions::locate).
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    pub(crate) fn set_position(&mut self, position: Option<Position>) {
        self.position = position;
    }

    /// What a change says. Where it is in some text makes no other change of it.
    fn content(&self) -> (ChangeKind, &Place, Option<&str>, Option<&str>) {
        (self.kind, &self.place, self.before(), self.after())
    }

    /// The path in a JSON IR document of what is there now, or was there. An interface or a member has its name in the
    /// place of its index.
    #[must_use]
    pub fn path(&self) -> JsonPath {
        let Place { type_name, list, member, argument, key: last } = &self.place;
        let key = match self.kind {
            ChangeKind::VersionChanged => "version",
            ChangeKind::FeaturesChanged => "features",
            ChangeKind::DirectiveDefinitionChanged => "directive_definitions",
            _ => "",
        };
        let of_element = match self.kind {
            ChangeKind::DescriptionChanged => "description",
            ChangeKind::DirectiveAdded
            | ChangeKind::DirectiveRemoved
            | ChangeKind::DirectiveChanged
            | ChangeKind::DirectivesReordered => "directives",
            _ => "",
        };
        let types = if type_name.is_empty() { "" } else { "types" };
        let args = if argument.is_empty() { "" } else { "args" };
        [key, types, type_name, list, member, args, argument, of_element, last]
            .into_iter()
            .filter(|key| !key.is_empty())
            .fold(JsonPath::default(), JsonPath::key)
    }

    /// Writes that a text was set, removed or replaced.
    fn value(&self, f: &mut fmt::Formatter<'_>, what: &str) -> fmt::Result {
        f.write_str(what)?;
        let place = &self.place;
        match self.kind {
            ChangeKind::VersionChanged | ChangeKind::FeaturesChanged => {}
            ChangeKind::DirectiveDefinitionChanged => write!(f, " `@{}`", place.key)?,
            ChangeKind::ExtensionChanged if place.type_name.is_empty() => {
                write!(f, " `{}`", place.key)?;
            }
            ChangeKind::ExtensionChanged => write!(f, " `{}` of `{place}`", place.key)?,
            _ => write!(f, " `{place}`")?,
        }
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => write!(f, " changed from `{before}` to `{after}`"),
            (None, Some(after)) => write!(f, " set to `{after}`"),
            (Some(before), None) => write!(f, " removed (was `{before}`)"),
            (None, None) => f.write_str(" changed"),
        }
    }

    /// What changed, for a sentence: the element, or the schema as a whole.
    fn element(&self) -> String {
        if self.place.type_name.is_empty() { "the schema".to_owned() } else { format!("`{}`", self.place) }
    }

    fn was(&self) -> &str {
        self.before.as_deref().unwrap_or_default()
    }

    fn is(&self) -> &str {
        self.after.as_deref().unwrap_or_default()
    }
}

/// By what they say, wherever that is.
impl PartialEq for Change {
    fn eq(&self, other: &Self) -> bool {
        self.content() == other.content()
    }
}

impl Eq for Change {}

impl Hash for Change {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.content().hash(state);
    }
}

/// With `kind`, `criticality`, `coordinate`, `before`, `after`, `line` and `column` of its position, and, for people, `message`;
/// what there is none of is `null`.
impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Change", 8)?;
        out.serialize_field("kind", self.kind.as_str())?;
        out.serialize_field("criticality", &self.criticality())?;
        out.serialize_field("coordinate", &self.coordinate())?;
        out.serialize_field("before", &self.before)?;
        out.serialize_field("after", &self.after)?;
        out.serialize_field("line", &self.position.map(|at| at.line))?;
        out.serialize_field("column", &self.position.map(|at| at.column))?;
        out.serialize_field("message", &self.to_string())?;
        out.end()
    }
}

/// By the name, as in `FieldRemoved`.
impl Serialize for ChangeKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A text names no kind of change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a kind of change such as FieldRemoved")]
pub struct InvalidChangeKind(String);

/// From the name, as in `FieldRemoved`.
impl FromStr for ChangeKind {
    type Err = InvalidChangeKind;

    fn from_str(name: &str) -> Result<Self, InvalidChangeKind> {
        let kind = Self::ALL.iter().copied().find(|kind| kind.as_str() == name);
        kind.ok_or_else(|| InvalidChangeKind(name.to_owned()))
    }
}

/// By the name, as in `FieldRemoved`.
impl<'de> Deserialize<'de> for ChangeKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// As it displays: `safe`, `dangerous` or `breaking`.
impl Serialize for Criticality {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// As a schema coordinate: `User.posts(first:)`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.type_name)?;
        if !self.member.is_empty() {
            write!(f, ".{}", self.member)?;
        }
        if !self.argument.is_empty() {
            write!(f, "({}:)", self.argument)?;
        }
        Ok(())
    }
}

impl SchemaRegistry {
    /// What is different from an older registry: first of its types in their order, then new types, then the document.
    ///
    /// The list is empty if and only if the fingerprints are equal. What is breaking and what is dangerous is what
    /// `findBreakingChanges` and `findDangerousChanges` of graphql-js 17 say, directives aside, and the loss of a root type;
    /// the names are in [`ChangeKind`].
    ///
    /// Defaults are compared as they are printed, as graphql-js 17 does: `1` and `1.0` are told apart, and such a change is
    /// dangerous. Introspection results of older servers may spell a default otherwise than the SDL that they serve.
    ///
    /// Costs a walk over both registries; what is equal allocates nothing.
    ///
    /// ```
    /// use schema_registry::{ChangeKind, Criticality, FieldDef, SchemaRegistry, TypeDef};
    ///
    /// let user = |name_type| TypeDef::object("User").field(FieldDef::new("name", name_type));
    /// let older = SchemaRegistry::builder("1.1").add_type(user("String!")).build()?;
    /// let newer = older.to_builder().put_type(user("String")).build()?;
    ///
    /// let changes = newer.changes_since(&older);
    /// assert_eq!(changes.len(), 1);
    /// assert_eq!((changes[0].kind(), changes[0].criticality()), (ChangeKind::FieldTypeChanged, Criticality::Breaking));
    /// assert_eq!(changes[0].path().to_string(), "types.User.fields.name");
    /// assert_eq!(changes[0].to_string(), "type of field `User.name` changed from `String!` to `String`");
    /// # Ok::<(), schema_registry::LoadError>(())
    /// ```
    #[must_use]
    pub fn changes_since(&self, older: &Self) -> Vec<Change> {
        if self.ptr_eq(older) {
            return Vec::new();
        }
        compare::compare(older, self)
    }
}
