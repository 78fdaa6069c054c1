//! Rows as a database gives them, made up by the schema: `snake_case` columns, joined rows in them, and what a schema does
//! not know.
//!
//! One value in ten is null, and each row has a column that is nobody's business. Values of scalars that GraphQL does not
//! define are now and then JSON, whose keys are to stay as they are.

use std::fmt::Write as _;

use schema_registry::{FieldInfo, SchemaRegistry, TypeInfo, TypeKind};
use serde_json::{Map, Number, Value, json};

use super::super::random::Random;
use super::super::schema::snake_case;

/// How much there is in a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    /// Values of scalars and enums, or lists of them, at most.
    pub(crate) columns: usize,
    /// Joined rows, or lists of them, at most.
    pub(crate) joined: usize,
    /// How deep rows are joined.
    pub(crate) levels: usize,
}

/// That of the rows which are measured.
pub(crate) const ORDINARY: Extent = Extent { columns: 12, joined: 2, levels: 2 };
/// That of a row which a person is to read.
pub(crate) const SMALL: Extent = Extent { columns: 5, joined: 1, levels: 1 };

const WORDS: [&str; 8] = [
    "ready",
    "to be reviewed",
    "naïve",
    "a \"quoted\" one",
    "C:\\temp",
    "line\nbreak",
    "🦀 crab",
    "2026-11-25",
];

/// A list of `count` ordinary rows of the type `of`, as JSON text.
pub(crate) fn rows(registry: &SchemaRegistry, of: TypeInfo<'_>, count: usize, seed: u64) -> String {
    let mut maker = Maker { registry, extent: ORDINARY, random: Random::new(seed) };
    let mut rows = String::from("[");
    for index in 0..count {
        rows += if index == 0 { "" } else { "," };
        rows += &maker.row(of, ORDINARY.levels);
    }
    rows + "]"
}

/// One small row.
pub(crate) fn small_row(registry: &SchemaRegistry, of: TypeInfo<'_>, seed: u64) -> String {
    Maker { registry, extent: SMALL, random: Random::new(seed) }.row(of, SMALL.levels)
}

struct Maker<'a> {
    registry: &'a SchemaRegistry,
    extent: Extent,
    random: Random,
}

impl Maker<'_> {
    /// The columns come in the order of the schema, and the type's name first, so that this is text and not a `Value`.
    fn row(&mut self, of: TypeInfo<'_>, levels: usize) -> String {
        let Extent { mut columns, mut joined, .. } = self.extent;
        let mut row = String::from("{");
        if of.kind() == TypeKind::Interface || of.kind() == TypeKind::Union {
            return self.row_of_some(of, levels);
        }
        for field in of.fields() {
            let budget = if field.is_nested_object() { &mut joined } else { &mut columns };
            if *budget == 0 || field.is_nested_object() && levels == 0 {
                continue;
            }
            *budget -= 1;
            let wrappers = field.type_ref().as_str().matches('[').count();
            let value = self.value(field, wrappers, levels);
            write!(row, "{}:{value},", quoted(&column(of, field))).expect("a String takes all");
        }
        row + r#""internal_note":{"author_id":7,"text":"not for everyone"}}"#
    }

    /// A row of one of the types that a value of an interface or a union may have, which it says.
    fn row_of_some(&mut self, of: TypeInfo<'_>, levels: usize) -> String {
        let possible: Vec<_> = of.possible_types().collect();
        if possible.is_empty() {
            return "null".to_owned();
        }
        let one = *self.random.pick(&possible);
        let row = self.row(one, levels);
        format!(r#"{{"__typename":{},{}"#, quoted(one.name()), &row[1..])
    }

    fn value(&mut self, field: FieldInfo<'_>, wrappers: usize, levels: usize) -> String {
        if self.random.chance(10) {
            return "null".to_owned();
        }
        if wrappers > 0 {
            let count = self.random.below(4);
            let items: Vec<_> = (0..count).map(|_| self.value(field, wrappers - 1, levels)).collect();
            return format!("[{}]", items.join(","));
        }
        match field.named_type() {
            Some(target) if field.is_nested_object() => self.row(target, levels - 1),
            _ => self.scalar(field.type_name()).to_string(),
        }
    }

    fn scalar(&mut self, type_name: &str) -> Value {
        let number = self.random.below(1_000_000);
        let number_as_f64 = Number::from_f64(f64::from(u32::try_from(number).expect("it is small")) / 8.0);
        match type_name {
            "Int" => json!(number),
            "Float" => json!(number_as_f64),
            "Boolean" => json!(number & 1 == 0),
            "ID" => json!(format!("id-{number}")),
            "String" => json!(format!("{} {number}", self.random.pick(&WORDS))),
            _ => self.other(type_name),
        }
    }

    fn other(&mut self, type_name: &str) -> Value {
        let values: Vec<_> = self
            .registry
            .get_type(type_name)
            .iter()
            .flat_map(TypeInfo::values)
            .map(|value| value.name())
            .collect();
        if !values.is_empty() {
            return json!(self.random.pick(&values));
        }
        if type_name.starts_with("Date") {
            return json!(format!("2026-11-25T09:{}:00Z", 10 + self.random.below(50)));
        }
        if self.random.chance(80) {
            return json!(self.random.pick(&WORDS));
        }
        Map::from_iter([("created_at".to_owned(), json!([1, null, { "user_id": 2 }]))]).into()
    }
}

/// What a database would call the field: its `snake_case` form, if that leads back to it.
fn column(of: TypeInfo<'_>, field: FieldInfo<'_>) -> String {
    let snake = snake_case(field.name());
    let leads_back = of.field(&snake).is_some_and(|found| found.name() == field.name());
    if leads_back { snake } else { field.name().to_owned() }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
