//! Documents with marks at the places where a finding is due.

use std::collections::HashMap;

#[cfg(feature = "graphql")]
use schema_registry::{Diagnostic, LoadError, LoadOptions, Loaded};

/// A document without its marks, which look like `⟦name⟧`, and where each of them stood.
pub(crate) struct Marked {
    pub(crate) text: String,
    places: HashMap<String, (usize, usize)>,
}

impl Marked {
    pub(crate) fn new(marked: &str) -> Self {
        let mut pieces = marked.split('⟦');
        let mut text = pieces.next().unwrap_or_default().to_owned();
        let mut places = HashMap::new();
        for piece in pieces {
            let (mark, rest) = piece.split_once('⟧').expect("a mark has two brackets");
            let line_start = text.rfind('\n').map_or(0, |at| at + 1);
            let line = text.matches('\n').count() + 1;
            let column = text[line_start..].chars().count() + 1;
            assert!(places.insert(mark.to_owned(), (line, column)).is_none(), "mark {mark} stands once");
            text.push_str(rest);
        }
        Self { text, places }
    }

    /// Line and column of the character behind the mark, from 1.
    #[track_caller]
    pub(crate) fn place(&self, mark: &str) -> (usize, usize) {
        *self.places.get(mark).unwrap_or_else(|| panic!("the document has no mark {mark}"))
    }
}

#[cfg(feature = "graphql")]
pub(crate) type Load = fn(&LoadOptions, &str) -> Result<Loaded, LoadError>;
#[cfg(feature = "graphql")]
pub(crate) const SDL: Load = LoadOptions::sdl;
#[cfg(feature = "graphql")]
pub(crate) const INTROSPECTION: Load = LoadOptions::introspection;

/// Asserts that a marked document is refused with exactly these findings, `(mark, message)`, in this order.
#[cfg(feature = "graphql")]
#[track_caller]
pub(crate) fn assert_refused(load: Load, marked: &str, expected: &[(&str, &str)]) {
    let document = Marked::new(marked);
    let error = load(&LoadOptions::new(), &document.text).expect_err("the document is refused");
    let found: Vec<_> = error.diagnostics().iter().map(place_and_message).collect();
    let expected: Vec<_> =
        expected.iter().map(|&(mark, message)| (document.place(mark), message.to_owned())).collect();
    assert_eq!(found, expected);
}

#[cfg(feature = "graphql")]
pub(crate) fn place_and_message(diagnostic: &Diagnostic) -> ((usize, usize), String) {
    let place = diagnostic.line().zip(diagnostic.column()).expect("a finding in a text has a place");
    (place, diagnostic.message())
}
