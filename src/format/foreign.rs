//! Values from documents of any format, as JSON text.
//!
//! `serde_json::Value` silently keeps the last of several members with the same key. Here all of them are written, so
//! that the reader of the text can report them.

use std::fmt::{self, Write};

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::json::write_string;

/// The key under which `serde_json` passes numbers on if its feature `arbitrary_precision` is on.
const NUMBER: &str = "$serde_json::private::Number";

/// A value as JSON text, with everything it contains.
#[derive(Debug)]
pub(super) struct JsonText(pub(super) String);

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut text = String::new();
        Writer { out: &mut text }.deserialize(deserializer)?;
        Ok(Self(text))
    }
}

/// Writes one value.
struct Writer<'o> {
    out: &'o mut String,
}

impl Writer<'_> {
    fn display<E: Error>(self, scalar: impl fmt::Display) -> Result<(), E> {
        write!(self.out, "{scalar}").map_err(E::custom)
    }
}

impl<'de> DeserializeSeed<'de> for Writer<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Writer<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        self.display(flag)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.display(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.display(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        // A number that JSON does not have becomes `null`.
        self.display(serde_json::Value::from(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        write_string(text, self.out);
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.display("null")
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.out.push('[');
        let start = self.out.len();
        while seq.next_element_seed(Writer { out: self.out })?.is_some() {
            self.out.push(',');
        }
        close(self.out, start, ']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut key = map.next_key::<String>()?;
        if key.as_deref() == Some(NUMBER) {
            let number: String = map.next_value()?;
            return self
                .display(serde_json::from_str::<serde_json::Number>(&number).map_err(A::Error::custom)?);
        }
        self.out.push('{');
        let start = self.out.len();
        while let Some(text) = key {
            write_string(&text, self.out);
            self.out.push(':');
            map.next_value_seed(Writer { out: self.out })?;
            self.out.push(',');
            key = map.next_key()?;
        }
        close(self.out, start, '}');
        Ok(())
    }
}

/// Ends a list that was opened at `start`, of which each item is followed by a comma.
fn close(out: &mut String, start: usize, bracket: char) {
    if out.len() > start {
        out.pop();
    }
    out.push(bracket);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_with_all_that_it_has() {
        for json in [
            r#"{"a":[1,-2,1.5,true,null,"x\n\u0001",{}],"a":{"b":[],"b":[[]]}}"#,
            "18446744073709551615",
            "1.25",
            "[]",
        ] {
            let JsonText(text) = serde_json::from_str(json).unwrap();
            assert_eq!(text, json);
        }
    }

    #[test]
    fn what_is_no_number_in_json_is_null() {
        let nan = serde::de::value::F64Deserializer::<serde::de::value::Error>::new(f64::NAN);
        assert_eq!(JsonText::deserialize(nan).unwrap().0, "null");
    }
}
