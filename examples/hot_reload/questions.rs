//! The look-ups of the readers, and the answers of each version.

use std::collections::BTreeSet;

use schema_registry::{SchemaRegistry, Snapshot};

/// The compared part of an answer: the named type, and whether it is a list. `None` means that there is no such
/// field.
type Answer = Option<(String, bool)>;

struct Question {
    type_name: String,
    field_name: String,
    /// In the first version and in the second.
    answers: [Answer; 2],
}

/// Every field of either version, in requests of [`Questions::PER_REQUEST`].
pub(crate) struct Questions {
    all: Vec<Question>,
    /// Where the fields start for which both versions have the same answer.
    alike: usize,
}

impl Questions {
    /// How many fields a request looks up.
    pub(crate) const PER_REQUEST: usize = 16;

    pub(crate) fn about(versions: &[SchemaRegistry; 2]) -> Self {
        let names: BTreeSet<(&str, &str)> = versions
            .iter()
            .flat_map(SchemaRegistry::types)
            .flat_map(|found| found.fields().map(move |field| (found.name(), field.name())))
            .collect();
        let ask = |(type_name, field_name): (&str, &str)| Question {
            type_name: type_name.to_owned(),
            field_name: field_name.to_owned(),
            answers: [0, 1].map(|version: usize| answer(&versions[version], type_name, field_name)),
        };
        let mut all: Vec<Question> = names.into_iter().map(ask).collect();
        all.sort_by_key(|question| question.answers[0] == question.answers[1]);
        let alike = all.partition_point(|question| question.answers[0] != question.answers[1]);
        Self { all, alike }
    }

    pub(crate) fn count(&self) -> usize {
        self.all.len()
    }

    /// How many fields have different answers in the two versions.
    pub(crate) fn differing(&self) -> usize {
        self.alike
    }

    /// Runs one request on `snapshot`. Returns whether all answers are those of the version of its generation.
    pub(crate) fn are_answered_by(&self, snapshot: &Snapshot, request: usize) -> bool {
        // Odd generations hold the first version.
        let version = usize::from(snapshot.generation() % 2 == 0);
        self.of_request(request).all(|question| {
            let found = snapshot.get_field_type(&question.type_name, &question.field_name);
            let found = found.map(|field| (field.type_name(), field.is_list()));
            let expected = question.answers[version].as_ref();
            found == expected.map(|(type_name, is_list)| (type_name.as_str(), *is_list))
        })
    }

    /// Each request starts and ends with a field whose answers differ, if there are any: a change in between would be
    /// noticed.
    fn of_request(&self, request: usize) -> impl Iterator<Item = &Question> {
        // Steps of a prime number reach every part of the schema.
        let start = request.wrapping_mul(7_919);
        let nth = move |position: usize, of: &[Question]| start.wrapping_add(position) % of.len().max(1);
        (0..Self::PER_REQUEST).filter_map(move |position| {
            let at_an_end = position == 0 || position == Self::PER_REQUEST - 1;
            let of = if at_an_end && self.alike > 0 { &self.all[..self.alike] } else { &self.all[..] };
            of.get(nth(position, of))
        })
    }
}

fn answer(registry: &SchemaRegistry, type_name: &str, field_name: &str) -> Answer {
    let field = registry.get_field_type(type_name, field_name)?;
    Some((field.type_name().to_owned(), field.is_list()))
}
