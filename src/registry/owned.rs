//! From a view to an owned definition.

use super::iter::Iter;
use super::kept::{DirectiveInfo, Extension};
use super::views::{ArgInfo, FieldInfo, TypeInfo, ValueInfo};
use crate::model::{ArgDef, DirectiveDef, FieldDef, TypeDef, ValueDef};

/// Returns the definition, to change it and build another registry.
impl From<TypeInfo<'_>> for TypeDef {
    fn from(info: TypeInfo<'_>) -> Self {
        Self {
            fields: info.fields().map(Into::into).collect(),
            interfaces: info.interfaces().map(str::to_owned).collect(),
            members: info.members().map(str::to_owned).collect(),
            values: info.values().map(Into::into).collect(),
            is_one_of: info.is_one_of(),
            specified_by_url: info.specified_by_url().map(str::to_owned),
            description: info.description().map(str::to_owned),
            directives: info.directives().map(Into::into).collect(),
            extensions: owned(info.extensions()),
            ..Self::new(info.name(), info.kind())
        }
    }
}

/// Returns the definition, to change it and build another registry.
impl From<FieldInfo<'_>> for FieldDef {
    fn from(info: FieldInfo<'_>) -> Self {
        Self {
            is_nested_object: info.is_nested_object(),
            args: info.args().map(Into::into).collect(),
            default_value: info.default_value().map(str::to_owned),
            deprecation_reason: info.deprecation_reason().map(str::to_owned),
            description: info.description().map(str::to_owned),
            directives: info.directives().map(Into::into).collect(),
            extensions: owned(info.extensions()),
            ..Self::new(info.name(), info.type_ref().as_str())
        }
    }
}

/// Returns the definition, to change it and build another registry.
impl From<ArgInfo<'_>> for ArgDef {
    fn from(info: ArgInfo<'_>) -> Self {
        Self {
            default_value: info.default_value().map(str::to_owned),
            deprecation_reason: info.deprecation_reason().map(str::to_owned),
            description: info.description().map(str::to_owned),
            directives: info.directives().map(Into::into).collect(),
            extensions: owned(info.extensions()),
            ..Self::new(info.name(), info.type_ref().as_str())
        }
    }
}

/// Returns the definition, to change it and build another registry.
impl From<ValueInfo<'_>> for ValueDef {
    fn from(info: ValueInfo<'_>) -> Self {
        Self {
            deprecation_reason: info.deprecation_reason().map(str::to_owned),
            description: info.description().map(str::to_owned),
            directives: info.directives().map(Into::into).collect(),
            extensions: owned(info.extensions()),
            ..Self::new(info.name())
        }
    }
}

/// Returns the directive, to apply it in another registry, without its extensions.
impl From<DirectiveInfo<'_>> for DirectiveDef {
    fn from(info: DirectiveInfo<'_>) -> Self {
        info.args().fold(Self::new(info.name()), |of, (name, literal)| of.arg(name, literal))
    }
}

fn owned(extensions: Iter<'_, Extension<'_>>) -> crate::model::Extensions {
    let value = |json| serde_json::from_str(json).expect("an extension was read as JSON");
    extensions.map(|extension| (extension.key().to_owned(), value(extension.json()))).collect()
}
