//! From a thousand fields to a million: what a field costs to load, and what a look-up costs, beside what the same growth
//! does to one probe of a hash table and to a parser that keeps nothing.
//!
//! A larger document has the same types, only more; but its names get a few digits more, and there are more distinct ones.
//! What does not fit the caches any more is slower for everyone, the parser and the probe included: that is what their rows
//! are for. A look-up that grows as one probe does, within a fifth, grows by cache misses alone; `instructions` counts the
//! rest.

use std::hint::black_box;

use schema_registry::SchemaRegistry;
use serde::de::IgnoredAny;

use crate::support::figures::{Target, Unit};
use crate::support::old_design::OldRegistry;
use crate::support::queries::Queries;
use crate::support::schema::{Names, synthetic};
use crate::support::workloads::{Floor, ask_floor, ask_ours};
use crate::table::{Counted, Table, median, timed};

const FIELDS_OF_A_TYPE: usize = 15;
/// A turn of one size does about as many fields.
const FIELDS_OF_A_TURN: usize = 200_000;

/// Nanoseconds for one field, or one look-up.
#[derive(Default)]
struct Turn {
    load: f64,
    old: f64,
    skip: f64,
    look_up: f64,
    probe: f64,
}

/// One figure of a turn.
type Of = fn(&Turn) -> f64;

struct Size {
    fields: usize,
    json: String,
    registry: SchemaRegistry,
    floor: Floor,
    queries: Queries,
}

impl Size {
    fn new(fields: usize) -> Self {
        let json = synthetic(fields.div_ceil(FIELDS_OF_A_TYPE), FIELDS_OF_A_TYPE);
        let registry = load(&json);
        let names = Names::in_registry(&registry);
        let (floor, queries) = (Floor::new(&names), Queries::exact(&names));
        assert_eq!(ask_ours(&registry, &queries), queries.len());
        Self { fields: queries.len(), json, registry, floor, queries }
    }

    fn turn(&self) -> Turn {
        let repeats = (FIELDS_OF_A_TURN / self.fields).max(1);
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let each = |work: &dyn Fn() -> f64| {
            (0..repeats).map(|_| work()).sum::<f64>() / repeats as f64 / self.fields as f64
        };
        Turn {
            load: each(&|| timed(|| load(&self.json))),
            old: each(&|| timed(|| OldRegistry::from_json(&self.json).expect("the old design reads it"))),
            skip: each(&|| timed(|| serde_json::from_str::<IgnoredAny>(&self.json).expect("it is JSON"))),
            look_up: each(&|| timed(|| black_box(ask_ours(&self.registry, &self.queries)))),
            probe: each(&|| timed(|| black_box(ask_floor(&self.floor, &self.queries)))),
        }
    }
}

fn load(json: &str) -> SchemaRegistry {
    SchemaRegistry::from_json(json).expect("the document loads")
}

pub(crate) fn rows(table: &mut Table) {
    table.section("growth");
    if ![
        "load a field",
        "load a field by the old design",
        "look-up",
        "one hashbrown probe",
        "skip a field by IgnoredAny",
    ]
    .iter()
    .any(|what| {
        table.wants(
            &format!("{what}, 1,000 10,000 100,000 1,000,000 fields"),
            "the same, 1,000 fields its growth old design",
        )
    }) {
        return;
    }
    let counts: &[(usize, &str)] = if table.is_rehearsal() {
        &[(1_000, "1,000"), (10_000, "10,000")]
    } else {
        &[(1_000, "1,000"), (10_000, "10,000"), (100_000, "100,000"), (1_000_000, "1,000,000")]
    };
    let sizes: Vec<Size> = counts.iter().map(|(fields, _)| Size::new(*fields)).collect();
    let turns: Vec<Vec<Turn>> =
        (0..table.turns().min(9)).map(|_| sizes.iter().map(Size::turn).collect()).collect();
    let figure = |size: usize, of: Of| median(turns.iter().map(|turn| of(&turn[size])).collect());

    let kinds: [(&str, Of, Target); 5] = [
        ("load a field", |turn| turn.load, Target::AtMostTimes(3.0)),
        ("load a field by the old design", |turn| turn.old, Target::Times),
        ("skip a field by IgnoredAny", |turn| turn.skip, Target::Times),
        ("exact look-up", |turn| turn.look_up, Target::Times),
        ("one hashbrown probe", |turn| turn.probe, Target::Times),
    ];
    for (what, of, target) in kinds {
        for (size, (_, name)) in counts.iter().enumerate().skip(1) {
            table.count(Counted {
                what: format!("{what}, {name} fields"),
                against: "the same, 1,000 fields",
                unit: Unit::Nanoseconds,
                other: Some(figure(0, of)),
                ours: figure(size, of),
                target,
            });
        }
    }
    let last = sizes.len() - 1;
    table.count(Counted {
        what: format!("load a field, {} fields", counts[last].1),
        against: "old design",
        unit: Unit::Nanoseconds,
        other: Some(figure(last, |turn| turn.old)),
        ours: figure(last, |turn| turn.load),
        target: Target::TimesBetter(1.0),
    });
    let growth = |of: Of| median(turns.iter().map(|turn| of(&turn[last]) / of(&turn[0])).collect());
    table.count(Counted {
        what: format!("growth of a look-up to {} fields", counts[last].1),
        against: "growth of one probe",
        unit: Unit::Growth,
        other: Some(growth(|turn| turn.probe)),
        ours: growth(|turn| turn.look_up),
        target: Target::AtMostTimes(1.2),
    });
}
