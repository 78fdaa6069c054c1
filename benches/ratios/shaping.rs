//! Rows of a database to response objects.

use schema_registry::SchemaRegistry;

use crate::support::figures::Target;
use crate::support::fixtures;
use crate::support::old_design::OldRegistry;
use crate::support::shape::{response, rows::rows as make_rows, straightforward};
use crate::table::{Table, Timed, timed};

const ROWS: usize = 500;

pub(crate) fn rows(table: &mut Table) {
    table.section("shape");
    let json = fixtures::github();
    let old = OldRegistry::from_json(&json).expect("the old design reads it");
    let ours = SchemaRegistry::from_json(&json).expect("the document loads");
    for type_name in ["Issue", "Repository"] {
        let of = ours.get_type(type_name).expect("GitHub has it");
        let rows = make_rows(&ours, of, ROWS, 1);
        table.time(&Timed {
            what: format!("a row to a response, {type_name}"),
            against: "straightforward, Value",
            units: ROWS,
            other: Box::new(|| {
                timed(|| straightforward::shape(&old, type_name, &rows).expect("rows are sound"))
            }),
            ours: Box::new(|| {
                timed(|| {
                    let mut out = Vec::new();
                    response::shape(&ours, of, &rows, &mut out).expect("rows are sound");
                    out
                })
            }),
            target: Target::TimesBetter(3.0),
        });
    }
}
