//! The entries of two lists that have the same names.

use std::collections::HashMap;

/// Which entry of one list has the name of which entry of another.
pub(super) struct Pairs {
    /// For each old entry, the new one; `None` if both lists have the same names in the same order.
    partners: Option<Vec<Option<usize>>>,
    /// The new entries without a partner.
    added: Vec<usize>,
}

impl Pairs {
    pub(super) fn of<'a, T>(
        old: &[T],
        new: &[T],
        old_name: impl Fn(&T) -> &'a str,
        new_name: impl Fn(&T) -> &'a str,
    ) -> Self {
        if old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old_name(old) == new_name(new)) {
            return Self { partners: None, added: Vec::new() };
        }
        let mut numbers: HashMap<&str, Vec<usize>> = HashMap::with_capacity(new.len());
        for (number, entry) in new.iter().enumerate().rev() {
            numbers.entry(new_name(entry)).or_default().push(number);
        }
        let partners: Vec<Option<usize>> =
            old.iter().map(|entry| numbers.get_mut(old_name(entry)).and_then(Vec::pop)).collect();
        let mut added: Vec<usize> = numbers.into_values().flatten().collect();
        added.sort_unstable();
        Self { partners: Some(partners), added }
    }

    fn partner(&self, old: usize) -> Option<usize> {
        self.partners.as_ref().map_or(Some(old), |partners| partners[old])
    }

    pub(super) fn removed<'t, T>(&self, old: &'t [T]) -> impl Iterator<Item = &'t T> {
        old.iter().enumerate().filter(|&(number, _)| self.partner(number).is_none()).map(|(_, entry)| entry)
    }

    pub(super) fn added<'t, T>(&self, new: &'t [T]) -> impl Iterator<Item = &'t T> {
        self.added.iter().map(|&number| &new[number])
    }

    pub(super) fn both<'t, T>(&self, old: &'t [T], new: &'t [T]) -> impl Iterator<Item = (&'t T, &'t T)> {
        old.iter().enumerate().filter_map(|(number, entry)| Some((entry, &new[self.partner(number)?])))
    }
}
