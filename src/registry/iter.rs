//! The iterator over the parts of a registry.

use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;

use crate::store::tables::{FieldRecord, Tables};

/// Iterates over types, fields, arguments, values or names in document order. Returned by the registry and its views.
///
/// Its length is exact, it is double-ended, and cheap to clone.
pub struct Iter<'a, T> {
    of: Option<Owner<'a>>,
    numbers: Range<u32>,
    get: fn(Owner<'a>, u32) -> T,
}

/// The owner of the parts.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) tables: &'a Tables,
    /// The type, where it is one.
    pub(super) type_id: u32,
    /// The field, where it is one.
    pub(super) field: &'a FieldRecord,
}

impl<'a, T> Iter<'a, T> {
    pub(super) fn new(of: Owner<'a>, numbers: Range<u32>, get: fn(Owner<'a>, u32) -> T) -> Self {
        Self { of: Some(of), numbers, get }
    }

    /// An empty iterator, for a registry without tables.
    pub(super) fn empty(get: fn(Owner<'a>, u32) -> T) -> Self {
        Self { of: None, numbers: 0..0, get }
    }

    fn get(&self, number: u32) -> Option<T> {
        self.of.map(|of| (self.get)(of, number))
    }
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.numbers.next().and_then(|number| self.get(number))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.numbers.size_hint()
    }

    fn nth(&mut self, n: usize) -> Option<T> {
        self.numbers.nth(n).and_then(|number| self.get(number))
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<T> {
        self.numbers.next_back().and_then(|number| self.get(number))
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {
    fn len(&self) -> usize {
        self.numbers.end.saturating_sub(self.numbers.start) as usize
    }
}

impl<T> FusedIterator for Iter<'_, T> {}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self { of: self.of, numbers: self.numbers.clone(), get: self.get }
    }
}

impl<T: fmt::Debug> fmt::Debug for Iter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
