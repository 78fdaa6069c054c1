//! Response objects the straightforward way: the rows as a tree of `serde_json::Value`, another tree made of it with
//! look-ups by two names in the old design, and that one printed.
//!
//! It does what `response` does, and takes the row apart instead of cloning it.

use serde::de::Error;
use serde_json::{Map, Value};

use super::super::old_design::{OldRegistry, camel_case};

/// Gives the text of what `rows` are as responses of type `of`: one row, or a list of them.
pub(crate) fn shape(registry: &OldRegistry, of: &str, rows: &str) -> Result<String, serde_json::Error> {
    let rows: Value = serde_json::from_str(rows)?;
    serde_json::to_string(&shape_value(registry, of, rows)?)
}

fn shape_value(registry: &OldRegistry, of: &str, value: Value) -> Result<Value, serde_json::Error> {
    match value {
        Value::Array(rows) => rows.into_iter().map(|row| shape_value(registry, of, row)).collect(),
        Value::Object(row) => shape_row(registry, of, row),
        scalar => Ok(scalar),
    }
}

fn shape_row(
    registry: &OldRegistry,
    of: &str,
    mut row: Map<String, Value>,
) -> Result<Value, serde_json::Error> {
    let own = row.remove("__typename");
    let of = own.as_ref().and_then(Value::as_str).unwrap_or(of);
    let Some(known) = registry.types.get(of) else {
        return Err(serde_json::Error::custom(format_args!("unknown type `{of}`")));
    };
    let mut object = Map::new();
    object.insert("__typename".to_owned(), of.into());
    for (key, value) in row {
        let Some(field) = registry.get_field_type(of, &key) else { continue };
        let value = if !field.is_nested_object {
            value
        } else if registry.types.contains_key(&field.type_name) {
            shape_value(registry, &field.type_name, value)?
        } else {
            continue;
        };
        // An exact name goes before a camelCased one; only a name with an underscore can be either.
        let is_exact = !key.contains('_') || known.fields.contains_key(&key);
        object.insert(if is_exact { key } else { camel_case(&key) }, value);
    }
    Ok(object.into())
}
