//! Sequences of look-ups.
//!
//! Those in here ask for every name of a document once, in an order that nothing can predict: the worst case for caches
//! and branch predictors, in which no type is more popular than another. `requests` makes the sequence that a service
//! sees. In all of them the names lie one after the other in one text, in the order they are asked for: reading the
//! question costs next to nothing and is the same for everyone.

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

    /// Every field by its own name that `wanted` takes.
    pub(crate) fn exact_where(names: &Names, wanted: impl Fn(&str, &str) -> bool) -> Self {
        let pairs = names.pairs().filter(|(of, field)| wanted(of, field));
        Self::shuffled(pairs.map(|(of, field)| (of.to_owned(), field.to_owned())).collect())
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

    fn shuffled(mut pairs: Vec<(String, String)>) -> Self {
        Random::new(3).shuffle(&mut pairs);
        Self::in_order(&pairs)
    }

    /// These pairs, in this order. The text lives as long as the bench: a pair is read without a check of where it starts
    /// and ends.
    pub(crate) fn in_order(pairs: &[(impl AsRef<str>, impl AsRef<str>)]) -> Self {
        let names = pairs.iter().map(|(of, field)| (of.as_ref(), field.as_ref()));
        let text: String = names.clone().flat_map(|(of, field)| [of, ".", field]).collect();
        let mut rest: &'static str = text.leak();
        let mut queries = Self { pairs: Vec::new(), joined: Vec::new() };
        for (of, field) in names {
            let (joined, after) = rest.split_at(of.len() + 1 + field.len());
            queries.pairs.push((&joined[..of.len()], &joined[of.len() + 1..]));
            queries.joined.push(joined);
            rest = after;
        }
        queries
    }

    /// No more than the first `count`.
    pub(crate) fn first(mut self, count: usize) -> Self {
        self.pairs.truncate(count);
        self.joined.truncate(count);
        self
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
