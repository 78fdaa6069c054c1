//! What is kept of a definition besides its attributes: extensions, descriptions, directives.

use std::collections::{HashMap, VecDeque};

use super::super::ChangeKind;
use super::super::pairs::Pairs;
use super::{At, Comparison};
use crate::registry::{DESCRIPTION, DIRECTIVE_DEFINITIONS, DIRECTIVES, as_extensions};
use crate::store::tables::{KeptRecord, KeptSort, Tables};

/// An applied directive: its name, and its text with sorted arguments.
struct Applied<'a> {
    name: &'a str,
    text: String,
}

impl Comparison<'_> {
    pub(super) fn kept(&mut self, at: At<'_>, old: u32, new: u32) {
        if self.is_same_kept(old, new) {
            return;
        }
        // If one of the two registries has a key as an extension, the other's is compared as an extension too.
        let (was, is) = (extensions(self.old, old), extensions(self.new, new));
        let is_extension = |key: &str| was.iter().chain(&is).any(|&(it, _)| it == key);
        let unread: Vec<&str> = [DESCRIPTION, DIRECTIVES, DIRECTIVE_DEFINITIONS]
            .into_iter()
            .filter(|&key| is_extension(key))
            .collect();
        if unread.is_empty() {
            self.keyed(at, &was, &is, ChangeKind::ExtensionChanged);
        } else {
            let [was, is] = [(self.old, old), (self.new, new)].map(|(tables, first)| {
                let mut pairs = as_extensions(tables, first);
                let is_read = |key| [DESCRIPTION, DIRECTIVES, DIRECTIVE_DEFINITIONS].contains(&key);
                pairs.retain(|&(key, _)| !is_read(key) || unread.contains(&key));
                pairs
            });
            let [was, is] =
                [&was, &is].map(|pairs| pairs.iter().map(|(key, json)| (*key, &**json)).collect::<Vec<_>>());
            self.keyed(at, &was, &is, ChangeKind::ExtensionChanged);
        }
        if !unread.contains(&DIRECTIVE_DEFINITIONS) {
            let [was, is] = [(self.old, old), (self.new, new)]
                .map(|(tables, first)| pairs_of(tables, first, KeptSort::DirectiveDefinition));
            self.keyed(at, &was, &is, ChangeKind::DirectiveDefinitionChanged);
        }
        if !unread.contains(&DESCRIPTION) {
            let [before, after] = [(self.old, old), (self.new, new)].map(|(tables, first)| {
                pairs_of(tables, first, KeptSort::Description).first().map(|&(_, text)| text)
            });
            if before != after {
                self.push(at, ChangeKind::DescriptionChanged, before, after);
            }
        }
        if !unread.contains(&DIRECTIVES) {
            self.directives(at, applied(self.old, old), applied(self.new, new));
        }
    }

    /// Something with a key and a text.
    fn keyed(&mut self, at: At<'_>, was: &[(&str, &str)], is: &[(&str, &str)], kind: ChangeKind) {
        let pairs = Pairs::of(was, is, |it| it.0, |it| it.0);
        for &(key, text) in pairs.removed(was) {
            self.push_keyed(at, key, kind, Some(text), None);
        }
        for &(key, text) in pairs.added(is) {
            self.push_keyed(at, key, kind, None, Some(text));
        }
        for (&(key, before), &(_, after)) in pairs.both(was, is).filter(|(was, is)| was.1 != is.1) {
            self.push_keyed(at, key, kind, Some(before), Some(after));
        }
    }

    /// A directive may be applied several times. Equal applications are paired first, then those with the same name,
    /// in order.
    fn directives(&mut self, at: At<'_>, was: Vec<Applied<'_>>, is: Vec<Applied<'_>>) {
        if was.iter().map(|it| &it.text).eq(is.iter().map(|it| &it.text)) {
            return;
        }
        let [before, after] = [&was, &is].map(|uses| {
            let texts: Vec<&str> = uses.iter().map(|it| &*it.text).collect();
            texts.join(" ")
        });
        let (was, is) = without_common(was, is);
        if was.is_empty() && is.is_empty() {
            return self.push(at, ChangeKind::DirectivesReordered, Some(&before), Some(&after));
        }
        let mut unpaired: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (number, it) in is.iter().enumerate() {
            unpaired.entry(it.name).or_default().push_back(number);
        }
        let mut is_paired = vec![false; is.len()];
        for it in &was {
            let (kind, after) = match unpaired.get_mut(it.name).and_then(VecDeque::pop_front) {
                Some(other) => {
                    is_paired[other] = true;
                    (ChangeKind::DirectiveChanged, Some(&*is[other].text))
                }
                None => (ChangeKind::DirectiveRemoved, None),
            };
            self.push_keyed(at, it.name, kind, Some(&it.text), after);
        }
        for (it, _) in is.iter().zip(is_paired).filter(|&(_, is_paired)| !is_paired) {
            self.push_keyed(at, it.name, ChangeKind::DirectiveAdded, None, Some(&it.text));
        }
    }
}

/// The records of one definition that have that kind.
fn of_sort(tables: &Tables, first: u32, sort: KeptSort) -> &[KeptRecord] {
    let numbers = tables.kept_numbers(first, sort);
    tables.kept.get(numbers.start as usize..numbers.end as usize).unwrap_or_default()
}

fn extensions(tables: &Tables, first: u32) -> Vec<(&str, &str)> {
    pairs_of(tables, first, KeptSort::Extension)
}

/// The names and texts of the records that have that kind.
fn pairs_of(tables: &Tables, first: u32, sort: KeptSort) -> Vec<(&str, &str)> {
    let records = of_sort(tables, first, sort).iter();
    records.map(|record| (tables.names.get(record.name), tables.kept_text(record))).collect()
}

fn applied(tables: &Tables, first: u32) -> Vec<Applied<'_>> {
    let of_one = |record: &KeptRecord| {
        let name = tables.names.get(record.name);
        let mut args: Vec<&KeptRecord> = tables.kept_of(record.value).iter().collect();
        // Arguments before extensions, which SDL does not have.
        args.sort_by_key(|arg| (arg.sort == KeptSort::Extension, tables.names.get(arg.name)));
        let args: Vec<String> = args
            .into_iter()
            .map(|arg| format!("{}: {}", tables.names.get(arg.name), tables.kept_text(arg)))
            .collect();
        let text = if args.is_empty() { format!("@{name}") } else { format!("@{name}({})", args.join(", ")) };
        Applied { name, text }
    };
    of_sort(tables, first, KeptSort::Directive).iter().map(of_one).collect()
}

/// Both lists without the applications that are in both.
fn without_common<'o, 'n>(
    mut was: Vec<Applied<'o>>,
    mut is: Vec<Applied<'n>>,
) -> (Vec<Applied<'o>>, Vec<Applied<'n>>) {
    let mut counts: HashMap<String, [usize; 2]> = HashMap::new();
    for (side, uses) in [(0, &was[..]), (1, &is[..])] {
        for it in uses {
            counts.entry(it.text.clone()).or_default()[side] += 1;
        }
    }
    for sides in counts.values_mut() {
        *sides = [sides[0].min(sides[1]); 2];
    }
    let mut is_left = |text: &str, side: usize| {
        let count = counts.get_mut(text).map(|counts| &mut counts[side]).filter(|count| **count > 0);
        count.map(|count| *count -= 1).is_none()
    };
    was.retain(|it| is_left(&it.text, 0));
    is.retain(|it| is_left(&it.text, 1));
    (was, is)
}
