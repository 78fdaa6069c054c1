//! The design that this crate replaces, as the baseline of every ratio.
//!
//! Nested `std::collections::HashMap`s with the standard hasher, read by serde's derive with `#[serde(flatten)]` at
//! each level to keep unknown keys, and a fallback for `snake_case` names that builds the camelCase `String`. It is
//! written as one would write it with care, and nothing in it is slower than it has to be for what it is.
//!
//! It knows IR 1.0. Of an IR 1.1 document it keeps the rest as extensions, as the flattening does.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct OldRegistry {
    pub(crate) version: String,
    pub(crate) features: Vec<String>,
    pub(crate) types: HashMap<String, OldType>,
    #[serde(flatten)]
    pub(crate) extensions: HashMap<String, Value>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OldType {
    /// Absent for scalars, enums and unions, which IR 1.0 does not list.
    #[serde(default)]
    pub(crate) fields: HashMap<String, OldField>,
    #[serde(flatten)]
    pub(crate) extensions: HashMap<String, Value>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OldField {
    pub(crate) type_name: String,
    pub(crate) is_nested_object: bool,
    pub(crate) is_list: bool,
    #[serde(flatten)]
    pub(crate) extensions: HashMap<String, Value>,
}

impl OldRegistry {
    pub(crate) fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    pub(crate) fn get_field_type(&self, type_name: &str, field_name: &str) -> Option<&OldField> {
        let fields = &self.types.get(type_name)?.fields;
        if let Some(field) = fields.get(field_name) {
            return Some(field);
        }
        fields.get(&camel_case(field_name))
    }
}

/// Leading underscores stay; each other run of underscores goes and the character after it is upper-cased.
pub(crate) fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut leading = true;
    let mut upper = false;
    for character in name.chars() {
        if character == '_' {
            if leading {
                camel.push('_');
            } else {
                upper = true;
            }
        } else {
            leading = false;
            if upper {
                camel.extend(character.to_uppercase());
            } else {
                camel.push(character);
            }
            upper = false;
        }
    }
    camel
}

/// The cell that the old `get_registry()` read: a swap of whole registries, of which every reader got a counted share.
/// It was a global; here it is a value, so that benches do not share one.
#[derive(Debug, Default)]
pub(crate) struct OldGlobal {
    cell: ArcSwap<OldRegistry>,
}

impl OldGlobal {
    pub(crate) fn get_registry(&self) -> Arc<OldRegistry> {
        self.cell.load_full()
    }

    pub(crate) fn set_registry(&self, registry: OldRegistry) {
        self.cell.store(Arc::new(registry));
    }
}
