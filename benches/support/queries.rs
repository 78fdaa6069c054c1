//! Sequences of look-ups.
//!
//! A sequence asks for every name of a document once, in an order that nothing can predict, so that a look-up pays for
//! the branches and cache lines that a service under mixed load pays for. The names lie one after the other in one text,
//! in the order they are asked for: reading the question costs next to nothing and is the same for everyone.

use std::collections::HashSet;

use super::random::Random;
use super::schema::{Names, snake_case};

/// Pairs of a type name and a field name.
pub(crate) struct Queries {
    pairs: Vec<(&'static str, &'static str)>,
    /// `Type.field` of each pair as one string.
    joined: Vec<&'static str>,
}

impl Queries {
    /// Every field by its own name.
    pub(crate) fn exact(names: &Names) -> Self {
        Self::shuffled(names.pairs().map(|(of, field)| (of.to_owned(), field.to_owned())).collect())
    }

    /// Every field that has a `snake_case` name which differs from its own and leads to it and no other field.
    pub(crate) fn alias(names: &Names) -> Self {
        let aliases = names.types.iter().flat_map(|(of, fields)| {
            let own: HashSet<&str> = fields.iter().map(String::as_str).collect();
            let alias = move |field: &String| {
                let snake = snake_case(field);
                let leads_back = super::old_design::camel_case(&snake) == *field;
                (leads_back && !own.contains(snake.as_str())).then(|| (of.clone(), snake))
            };
            fields.iter().filter_map(alias)
        });
        Self::shuffled(aliases.collect())
    }

    /// Fields that their type does not have: half of the names exist in other types, half exist nowhere.
    pub(crate) fn missed_field(names: &Names, underscore: bool) -> Self {
        let all: Vec<&str> = names.pairs().map(|(_, field)| field).collect();
        let mut random = Random::new(11);
        let missed = names.types.iter().flat_map(|(of, fields)| {
            let own: HashSet<&str> = fields.iter().map(String::as_str).collect();
            let missed: Vec<_> = (0..fields.len())
                .filter_map(|index| {
                    let borrowed = *random.pick(&all);
                    let name = if index % 2 == 0 { borrowed.to_owned() } else { format!("{borrowed}Xq") };
                    let asked = if underscore { snake_case(&name) } else { name };
                    let camel = super::old_design::camel_case(&asked);
                    let hit = own.contains(asked.as_str()) || own.contains(camel.as_str());
                    (!hit && asked.contains('_') == underscore).then(|| (of.clone(), asked))
                })
                .collect();
            missed
        });
        Self::shuffled(missed.collect())
    }

    /// Types that are not there, asked for fields that other types have.
    pub(crate) fn missed_type(names: &Names) -> Self {
        let missed = names.pairs().map(|(of, field)| (format!("{of}Xq"), field.to_owned()));
        Self::shuffled(missed.collect())
    }

    /// The text lives as long as the bench: a pair is read without a check of where it starts and ends.
    fn shuffled(mut pairs: Vec<(String, String)>) -> Self {
        Random::new(3).shuffle(&mut pairs);
        let text: String = pairs.iter().map(|(of, field)| format!("{of}.{field}")).collect();
        let mut rest: &'static str = text.leak();
        let mut queries = Self { pairs: Vec::new(), joined: Vec::new() };
        for (of, field) in &pairs {
            let (joined, after) = rest.split_at(of.len() + 1 + field.len());
            queries.pairs.push((&joined[..of.len()], &joined[of.len() + 1..]));
            queries.joined.push(joined);
            rest = after;
        }
        queries
    }

    pub(crate) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Type and field of each look-up.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().copied()
    }

    /// `Type.field` of each look-up as one string.
    pub(crate) fn joined(&self) -> impl Iterator<Item = &str> {
        self.joined.iter().copied()
    }
}
