//! What is kept of a definition besides its attributes: extensions, descriptions, directives.

use std::collections::{HashMap, VecDeque};

use super::super::ChangeKind;
use super::super::pairs::Pairs;
use super::{At, Comparison};
use crate::store::tables::{KeptRecord, KeptSort, Tables};

/// A directive as it is applied: its name, and how it is written with its arguments in the order of their names.
struct Applied<'a> {
    name: &'a str,
    text: String,
}

impl Comparison<'_> {
    pub(super) fn kept(&mut self, at: At<'_>, old: u32, new: u32) {
        if self.is_same_kept(old, new) {
            return;
        }
        self.keyed(at, old, new, KeptSort::Extension, ChangeKind::ExtensionChanged);
        self.keyed(at, old, new, KeptSort::DirectiveDefinition, ChangeKind::DirectiveDefinitionChanged);
        let [before, after] = [(self.old, old), (self.new, new)].map(|(tables, first)| {
            let record = of_sort(tables, first, KeptSort::Description).first();
            record.map(|record| tables.kept_text(record))
        });
        if before != after {
            self.push(at, ChangeKind::DescriptionChanged, before, after);
        }
        self.directives(at, applied(self.old, old), applied(self.new, new));
    }

    /// What has a key and a text.
    fn keyed(&mut self, at: At<'_>, old: u32, new: u32, sort: KeptSort, kind: ChangeKind) {
        let (was, is) = (of_sort(self.old, old, sort), of_sort(self.new, new, sort));
        let old_key = |it: &KeptRecord| self.old.names.get(it.name);
        let new_key = |it: &KeptRecord| self.new.names.get(it.name);
        let (old_text, new_text) = (|it| self.old.kept_text(it), |it| self.new.kept_text(it));
        let pairs = Pairs::of(was, is, old_key, new_key);
        let mut found: Vec<(&str, Option<&str>, Option<&str>)> = Vec::new();
        found.extend(pairs.removed(was).map(|it| (old_key(it), Some(old_text(it)), None)));
        found.extend(pairs.added(is).map(|it| (new_key(it), None, Some(new_text(it)))));
        let both = pairs.both(was, is);
        found.extend(both.map(|(was, is)| (old_key(was), Some(old_text(was)), Some(new_text(is)))));
        for (key, before, after) in found.into_iter().filter(|(_, before, after)| before != after) {
            self.push_keyed(at, key, kind, before, after);
        }
    }

    /// A directive may be applied several times. Uses that are the same in both are paired first, then those of the same
    /// name, in their order.
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

/// The records of one definition that are of that sort.
fn of_sort(tables: &Tables, first: u32, sort: KeptSort) -> &[KeptRecord] {
    let numbers = tables.kept_numbers(first, sort);
    tables.kept.get(numbers.start as usize..numbers.end as usize).unwrap_or_default()
}

fn applied(tables: &Tables, first: u32) -> Vec<Applied<'_>> {
    let of_one = |record: &KeptRecord| {
        let name = tables.names.get(record.name);
        let mut args: Vec<&KeptRecord> = tables.kept_of(record.value).iter().collect();
        // Arguments before extensions, which no SDL has.
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

/// Both lists without the uses that are in both.
fn without_common<'o, 'n>(
    was: Vec<Applied<'o>>,
    is: Vec<Applied<'n>>,
) -> (Vec<Applied<'o>>, Vec<Applied<'n>>) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for it in &is {
        *counts.entry(it.text.clone()).or_default() += 1;
    }
    let mut common: HashMap<String, usize> = HashMap::new();
    let was = was
        .into_iter()
        .filter(|it| match counts.get_mut(&it.text) {
            Some(count) if *count > 0 => {
                *count -= 1;
                *common.entry(it.text.clone()).or_default() += 1;
                false
            }
            _ => true,
        })
        .collect();
    let is = is
        .into_iter()
        .filter(|it| match common.get_mut(&it.text) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        })
        .collect();
    (was, is)
}
