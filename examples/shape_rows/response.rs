//! Database rows become response objects while they are read: nothing of a row is kept except what has been written.
//!
//! For each object the schema determines which fields there are and what they lead to. A key may be the field's name
//! or its `snake_case` form; it is written as the field's name. Keys unknown to the schema are omitted. `__typename`
//! is added at the start of every object. A row for an interface or a union must state its type in a `__typename` of
//! its own, which comes first. The values of scalars and enums, including JSON columns, are copied verbatim.

use std::fmt;

use schema_registry::{FieldInfo, SchemaRegistry, TypeInfo};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::Serialize;
use serde_json::value::RawValue;

/// Writes to `out` the responses of type `of` for `rows`: one row, or a list of them.
///
/// # Errors
///
/// If and only if `rows` is not JSON, or a row states a type that the registry does not have.
pub(crate) fn shape(
    registry: &SchemaRegistry,
    of: TypeInfo<'_>,
    rows: &str,
    out: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(rows);
    Shape { registry, of, out }.deserialize(&mut reader)?;
    reader.end()
}

/// The next value has the type `of`, or is a list of that, or is not an object at all.
struct Shape<'r> {
    registry: &'r SchemaRegistry,
    of: TypeInfo<'r>,
    out: &'r mut Vec<u8>,
}

impl Shape<'_> {
    fn write<E: Error>(self, scalar: impl Serialize) -> Result<(), E> {
        write(self.out, scalar)
    }

    /// Reads the value of a field that is an object or a list of them.
    fn nested<'de, A: MapAccess<'de>>(&mut self, of: TypeInfo<'_>, row: &mut A) -> Result<(), A::Error> {
        row.next_value_seed(Shape { registry: self.registry, of, out: self.out })
    }

    /// Writes the key of a field, if it is in the schema, and reads its value.
    fn field<'de, A: MapAccess<'de>>(
        &mut self,
        field: Option<FieldInfo<'_>>,
        row: &mut A,
    ) -> Result<(), A::Error> {
        let target = field.and_then(|field| field.named_type());
        let Some(field) = field.filter(|field| target.is_some() || !field.is_nested_object()) else {
            return row.next_value::<IgnoredAny>().map(drop);
        };
        self.out.push(b',');
        write(self.out, field.name())?;
        self.out.push(b':');
        match target {
            Some(of) if field.is_nested_object() => self.nested(of, row),
            _ => {
                let value: &RawValue = row.next_value()?;
                self.out.extend_from_slice(value.get().as_bytes());
                Ok(())
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Shape<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Shape<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rows of the type `{}`", self.of.name())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut row: A) -> Result<(), A::Error> {
        let mut key = row.next_key_seed(Key { of: self.of })?;
        if matches!(key, Some(Found::TypeName)) {
            let name: String = row.next_value()?;
            let of = self.registry.get_type(&name);
            self.of = of.ok_or_else(|| A::Error::custom(format_args!("unknown type `{name}`")))?;
            key = row.next_key_seed(Key { of: self.of })?;
        }
        self.out.extend_from_slice(b"{\"__typename\":");
        write(self.out, self.of.name())?;
        while let Some(found) = key {
            match found {
                Found::TypeName => drop(row.next_value::<IgnoredAny>()?),
                Found::Field(field) => self.field(field, &mut row)?,
            }
            key = row.next_key_seed(Key { of: self.of })?;
        }
        self.out.push(b'}');
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        let Self { registry, of, out } = self;
        out.push(b'[');
        let mut start = out.len();
        while rows.next_element_seed(Shape { registry, of, out: &mut *out })?.is_some() {
            start = out.len();
            out.push(b',');
        }
        out.truncate(start); // the comma after the last
        out.push(b']');
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.write(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.write(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.write(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.write(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.write(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.write(value)
    }
}

fn write<E: Error>(out: &mut Vec<u8>, value: impl Serialize) -> Result<(), E> {
    serde_json::to_writer(out, &value).map_err(E::custom)
}

/// Reads a key of a row of this type, and returns only the field that it names.
struct Key<'a> {
    of: TypeInfo<'a>,
}

enum Found<'a> {
    TypeName,
    Field(Option<FieldInfo<'a>>),
}

impl<'de, 'a> DeserializeSeed<'de> for Key<'a> {
    type Value = Found<'a>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Found<'a>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Key<'a> {
    type Value = Found<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Found<'a>, E> {
        Ok(if key == "__typename" { Found::TypeName } else { Found::Field(self.of.field_by_alias(key)) })
    }
}
