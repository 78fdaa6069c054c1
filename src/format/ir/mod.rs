//! The JSON IR: the registry's own document format, versions 1.0 and 1.1.

mod definitions;
mod kept;
mod reader;
mod write;

use serde::de::{Deserialize, Deserializer, Error};

use super::options::{Format, LoadOptions};
use crate::build::KeepDirectives;
use crate::registry::SchemaRegistry;

pub(super) use write::{serialize, to_json};

pub(super) const FORMAT: Format = Format { room: str::len, is_schema: false, read: reader::read };

/// Reads a document embedded in another one: as JSON text, with the same reader as any other.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SchemaRegistry, D::Error> {
    let json = super::foreign::JsonText::deserialize(deserializer)?.0;
    let options = LoadOptions::new().descriptions(true).directives(KeepDirectives::All);
    options.load(&json, FORMAT).map(|loaded| loaded.registry).map_err(|error| {
        // Lines and columns would refer to a text that the caller has never seen.
        D::Error::custom(error.without_places())
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::reader::read_by;
    use crate::build::{Capacity, Draft, Judging};
    use crate::registry::SchemaRegistry;

    fn github() -> String {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/schemas/github-15.ir.json.gz");
        let mut json = String::new();
        let file = std::fs::File::open(path).unwrap();
        flate2::read::GzDecoder::new(file).read_to_string(&mut json).unwrap();
        json
    }

    fn read(json: &str, passes_known: bool) -> (SchemaRegistry, usize) {
        let mut draft = Draft::new(Capacity::MAX, Judging::default(), json.len());
        let passed = read_by(json, &mut draft, passes_known);
        let (tables, findings) = draft.finish();
        assert!(findings.is_empty());
        (SchemaRegistry::from_tables(tables), passed)
    }

    #[test]
    fn most_definitions_of_a_real_schema_are_passed_over_and_mean_what_reading_them_means() {
        let json = github();
        let ((passing, passed), (reading, none)) = (read(&json, true), read(&json, false));
        assert_eq!((passing.to_json(), passing.fingerprint()), (reading.to_json(), reading.fingerprint()));
        let args: usize = reading.types().flat_map(|of| of.fields()).map(|field| field.args().len()).sum();
        let values: usize = reading.types().map(|of| of.values().len()).sum();
        let definitions = reading.field_count() + args + values;
        assert_eq!(none, 0);
        assert!(passed * 3 > definitions * 2, "{passed} of {definitions}");
    }
}
