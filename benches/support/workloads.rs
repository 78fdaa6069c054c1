//! The three schemas that look-ups run on, loaded both ways, with the sequences of look-ups on each.

use std::hint::black_box;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use schema_registry::{RegistryHandle, SchemaRegistry};

use super::fixtures;
use super::old_design::{OldGlobal, OldRegistry};
use super::queries::Queries;
use super::requests::requests;
use super::schema::{self, Names};

pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) old: OldRegistry,
    pub(crate) ours: SchemaRegistry,
    pub(crate) floor: Floor,
    pub(crate) exact: Queries,
    pub(crate) alias: Queries,
    pub(crate) missed_field: Queries,
    pub(crate) missed_field_underscore: Queries,
    pub(crate) missed_type: Queries,
    pub(crate) requests: Queries,
}

impl Workload {
    /// 1,000 types of 15 fields: stays in the second-level cache.
    pub(crate) fn thousand() -> Self {
        Self::new("1,000 x 15", &schema::synthetic(1_000, 15))
    }

    /// 20,000 types of 15 fields: larger than the caches that one core has to itself.
    pub(crate) fn twenty_thousand() -> Self {
        // Where a bench is only seen to run, it is not optimized, and has less to do.
        let types = if cfg!(debug_assertions) { 200 } else { 20_000 };
        Self::new("20,000 x 15", &schema::synthetic(types, 15))
    }

    pub(crate) fn github() -> Self {
        Self::new("GitHub", &fixtures::github())
    }

    fn new(name: &'static str, json: &str) -> Self {
        let names = Names::of(json);
        let ours = SchemaRegistry::from_json(json).expect("the document loads");
        Self {
            name,
            old: OldRegistry::from_json(json).expect("the old design reads the document"),
            floor: Floor::new(&names),
            exact: Queries::exact(&names),
            alias: Queries::alias(&names),
            missed_field: Queries::missed_field(&names, false),
            missed_field_underscore: Queries::missed_field(&names, true),
            missed_type: Queries::missed_type(&names),
            requests: requests(&ours),
            ours,
        }
    }

    /// The sequences with their names and how many look-ups of each must hit: all or none.
    pub(crate) fn sequences(&self) -> [(&'static str, &Queries, bool); 6] {
        [
            ("exact", &self.exact, true),
            ("alias", &self.alias, true),
            ("missed field", &self.missed_field, false),
            ("missed field with underscore", &self.missed_field_underscore, false),
            ("missed type", &self.missed_type, false),
            ("requests", &self.requests, true),
        ]
    }
}

/// The least that a look-up by two strings can cost: one probe with a key that is one string already.
pub(crate) struct Floor {
    index: HashMap<Box<str>, u32, FixedState>,
}

impl Floor {
    pub(crate) fn new(names: &Names) -> Self {
        let joined = names.pairs().map(|(of, field)| format!("{of}.{field}").into_boxed_str());
        Self { index: joined.zip(0..).collect() }
    }
}

/// Asks the old design everything; returns the number of hits.
pub(crate) fn ask_old(registry: &OldRegistry, queries: &Queries) -> usize {
    let found =
        |(of, field)| black_box(registry.get_field_type(of, field).map(|found| found.is_list)).is_some();
    queries.pairs().filter(|&pair| found(pair)).count()
}

/// Asks our registry everything; returns the number of hits.
pub(crate) fn ask_ours(registry: &SchemaRegistry, queries: &Queries) -> usize {
    let found =
        |(of, field)| black_box(registry.get_field_type(of, field).map(|found| found.is_list())).is_some();
    queries.pairs().filter(|&pair| found(pair)).count()
}

/// Probes the joined names; returns the number of hits.
pub(crate) fn ask_floor(floor: &Floor, queries: &Queries) -> usize {
    queries.joined().filter(|&joined| black_box(floor.index.get(joined)).is_some()).count()
}

/// Asks apollo-compiler everything; returns the number of hits.
pub(crate) fn ask_apollo(schema: &apollo_compiler::Schema, queries: &Queries) -> usize {
    let found = |(of, field)| black_box(schema.type_field(of, field).map(|found| found.ty.is_list())).is_ok();
    queries.pairs().filter(|&pair| found(pair)).count()
}

/// Asks the old design everything, fetching its registry anew for each look-up, as a request does.
pub(crate) fn ask_old_global(global: &OldGlobal, queries: &Queries) -> usize {
    let found = |(of, field)| {
        let registry = global.get_registry();
        black_box(registry.get_field_type(of, field).map(|found| found.is_list)).is_some()
    };
    queries.pairs().filter(|&pair| found(pair)).count()
}

/// Asks a handle everything, through a reader that looks for a newer registry before each look-up.
pub(crate) fn ask_reader(handle: &RegistryHandle, queries: &Queries) -> usize {
    let mut reader = handle.reader();
    let mut found = |(of, field)| {
        let registry = reader.get();
        black_box(registry.get_field_type(of, field).map(|found| found.is_list())).is_some()
    };
    queries.pairs().filter(|&pair| found(pair)).count()
}
