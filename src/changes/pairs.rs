//! Pairs the entries of two lists by name.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Which entry of one list has the name of which entry of another, if the two lists do not have the same names in the
/// same order.
pub(super) struct Pairs {
    /// For each old entry, the new one.
    partners: Vec<Option<usize>>,
    /// The new entries without a partner.
    added: Vec<usize>,
}

/// No number of an entry.
const NONE: usize = usize::MAX;

impl Pairs {
    pub(super) fn of<'a, T>(
        old: &[T],
        new: &[T],
        old_name: impl Fn(&T) -> &'a str,
        new_name: impl Fn(&T) -> &'a str,
    ) -> Self {
        let is_same = |(old, new): &(&T, &T)| old_name(old) == new_name(new);
        // Usually few names have changed: a common start and end of both lists is paired without a table.
        let start = old.iter().zip(new).take_while(is_same).count();
        let (old_rest, new_rest) = (&old[start..], &new[start..]);
        let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(is_same).count();
        let (old_end, new_end) = (old.len() - end, new.len() - end);

        // For each name its first entry, and for each entry the next one with the same name.
        let mut firsts: HashMap<&str, usize, FixedState> = HashMap::default();
        let mut nexts = vec![NONE; new_end - start];
        for number in (start..new_end).rev() {
            nexts[number - start] = firsts.insert(new_name(&new[number]), number).unwrap_or(NONE);
        }
        let mut is_added = vec![true; new_end - start];
        let mut find = |name: &str| {
            let first = firsts.get_mut(name).filter(|first| **first != NONE)?;
            let number = std::mem::replace(first, nexts[*first - start]);
            is_added[number - start] = false;
            Some(number)
        };
        let middle: Vec<Option<usize>> = old[start..old_end].iter().map(|old| find(old_name(old))).collect();
        let partners = (0..start).map(Some).chain(middle).chain((new_end..new.len()).map(Some)).collect();
        let added = (start..new_end).filter(|number| is_added[number - start]).collect();
        Self { partners, added }
    }

    pub(super) fn removed<'t, T>(&self, old: &'t [T]) -> impl Iterator<Item = &'t T> {
        old.iter().zip(&self.partners).filter(|(_, partner)| partner.is_none()).map(|(entry, _)| entry)
    }

    pub(super) fn added<'t, T>(&self, new: &'t [T]) -> impl Iterator<Item = &'t T> {
        self.added.iter().map(|&number| &new[number])
    }

    pub(super) fn both<'t, T>(&self, old: &'t [T], new: &'t [T]) -> impl Iterator<Item = (&'t T, &'t T)> {
        old.iter().zip(&self.partners).filter_map(|(entry, partner)| Some((entry, &new[(*partner)?])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entry_has_at_most_one_partner_and_that_has_its_name() {
        let lists: Vec<Vec<&str>> =
            ["", "a", "b", "aa", "ab", "ba", "aba", "bab", "abcab", "cabac", "xabcz", "acbz"]
                .iter()
                .map(|names| (0..names.len()).map(|at| &names[at..=at]).collect())
                .collect();
        for old in &lists {
            for new in &lists {
                let pairs = Pairs::of(old, new, |name| name, |name| name);
                assert!(pairs.both(old, new).all(|(old, new)| old == new), "{old:?} {new:?}");
                let sorted = |mut names: Vec<&str>| {
                    names.sort_unstable();
                    names.concat()
                };
                let both = || pairs.both(old, new).map(|(old, _)| *old);
                let whole_old = pairs.removed(old).copied().chain(both()).collect();
                let whole_new = pairs.added(new).copied().chain(both()).collect();
                assert_eq!(sorted(whole_old), sorted(old.clone()), "{old:?} {new:?}");
                assert_eq!(sorted(whole_new), sorted(new.clone()), "{old:?} {new:?}");
                // No name is both removed and added.
                assert!(
                    pairs.removed(old).all(|old| pairs.added(new).all(|new| old != new)),
                    "{old:?} {new:?}"
                );
            }
        }
    }
}
