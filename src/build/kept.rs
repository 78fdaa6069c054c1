//! What is kept of a definition besides its attributes: extensions always, descriptions and directives on request.

use std::collections::BTreeMap;

use super::{Draft, next_number};
use crate::store::names::Name;
use crate::store::tables::{KeptRecord, KeptSort, NONE, Tables, kept_of};

/// Which applied directives loading keeps.
///
/// The content of `@deprecated`, `@specifiedBy` and `@oneOf` is always kept, as an attribute of the element that they
/// are applied to (`deprecation_reason`, `specified_by_url`, `is_one_of`), and never as a directive as well.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum KeepDirectives {
    /// None. [`Loaded::dropped`](crate::Loaded::dropped) counts them.
    #[default]
    None,
    /// All, together with the directive definitions.
    All,
    /// The directives with these names, without the `@`.
    Named(Vec<String>),
}

impl KeepDirectives {
    /// Returns the variant that keeps directives with these names.
    pub fn named(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Named(names.into_iter().map(Into::into).collect())
    }
}

/// What readers keep.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Keep {
    pub(crate) directives: KeepDirectives,
    pub(crate) descriptions: bool,
}

impl Keep {
    /// Whether a directive of that name is kept where it is applied.
    pub(crate) fn takes_directive(&self, name: &str) -> bool {
        match &self.directives {
            KeepDirectives::None => false,
            KeepDirectives::All => true,
            KeepDirectives::Named(names) => names.iter().any(|it| it == name),
        }
    }

    pub(crate) fn takes_some_directives(&self) -> bool {
        self.directives != KeepDirectives::None
    }

    pub(crate) fn takes_definitions(&self) -> bool {
        self.directives == KeepDirectives::All
    }
}

/// Counts what loading left out because it was not asked to keep it; returned by
/// [`Loaded::dropped`](crate::Loaded::dropped).
///
/// Extensions are never left out. A JSON IR document with descriptions and directives therefore keeps them, as
/// extensions, even under the default options.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dropped {
    descriptions: usize,
    directives: BTreeMap<String, usize>,
    directive_definitions: usize,
}

impl Dropped {
    /// Returns whether nothing was left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns how many descriptions were left out.
    #[must_use]
    pub fn descriptions(&self) -> usize {
        self.descriptions
    }

    /// Returns how many applications of the directive `name`, without the `@`, were left out.
    #[must_use]
    pub fn directive(&self, name: &str) -> usize {
        self.directives.get(name).copied().unwrap_or_default()
    }

    /// Returns the names of the directives that were left out, sorted, each with the number of its applications.
    #[must_use]
    pub fn directives(&self) -> impl ExactSizeIterator<Item = (&str, usize)> {
        self.directives.iter().map(|(name, &count)| (&**name, count))
    }

    /// Returns how many directive definitions were left out.
    #[must_use]
    pub fn directive_definitions(&self) -> usize {
        self.directive_definitions
    }

    #[cfg(feature = "graphql")]
    pub(crate) fn add_description(&mut self) {
        self.descriptions += 1;
    }

    pub(crate) fn add_directive(&mut self, name: &str) {
        match self.directives.get_mut(name) {
            Some(count) => *count += 1,
            None => _ = self.directives.insert(name.to_owned(), 1),
        }
    }

    #[cfg(feature = "graphql")]
    pub(crate) fn add_directive_definition(&mut self) {
        self.directive_definitions += 1;
    }
}

/// Something kept of a definition that is about to be pushed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept {
    sort: KeptSort,
    name: Name,
    value: u32,
}

/// An applied directive as texts: its name, and its arguments with their literals.
#[cfg(feature = "graphql")]
pub(crate) type Applied<'a> = (&'a str, Vec<(&'a str, &'a str)>);

/// An argument, as texts.
#[cfg(feature = "graphql")]
pub(crate) struct ArgText<'a> {
    pub(crate) name: &'a str,
    pub(crate) type_ref: &'a str,
    pub(crate) default: Option<&'a str>,
    pub(crate) deprecated: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
    pub(crate) directives: Vec<Applied<'a>>,
}

impl Draft {
    fn kept_of_sort(&mut self, sort: KeptSort, name: &str, value: &str) -> Kept {
        Kept { sort, name: self.text(name), value: self.text(value).number() }
    }

    /// An unknown key, and its value as canonical JSON.
    pub(crate) fn extension(&mut self, key: &str, canonical_json: &str) -> Kept {
        self.kept_of_sort(KeptSort::Extension, key, canonical_json)
    }

    pub(crate) fn description(&mut self, text: &str) -> Kept {
        self.kept_of_sort(KeptSort::Description, "", text)
    }

    /// An applied directive, with its arguments.
    pub(crate) fn directive(&mut self, name: &str, args: &[Kept]) -> Kept {
        Kept { sort: KeptSort::Directive, name: self.text(name), value: self.push_kept(args) }
    }

    /// An argument of an applied directive.
    pub(crate) fn directive_argument(&mut self, name: &str, literal: &str) -> Kept {
        self.kept_of_sort(KeptSort::Argument, name, literal)
    }

    /// The definition of a directive; `None` if there already is one with that name.
    pub(crate) fn directive_definition(&mut self, name: &str, sdl: &str) -> Option<Kept> {
        let is_first = self.defined_directives.insert(self.names.intern(name).name);
        is_first.then(|| self.kept_of_sort(KeptSort::DirectiveDefinition, name, sdl))
    }

    /// What is kept of a definition of another registry, except for directives that `takes_directive` rejects.
    pub(crate) fn copied(
        &mut self,
        tables: &Tables,
        first: u32,
        takes_directive: &dyn Fn(&str) -> bool,
    ) -> Vec<Kept> {
        let copied = |record: &KeptRecord| {
            let name = tables.names.get(record.name);
            if record.sort != KeptSort::Directive {
                return Some(self.kept_of_sort(record.sort, name, tables.kept_text(record)));
            }
            takes_directive(name).then(|| {
                let args = self.copied(tables, record.value, takes_directive);
                self.directive(name, &args)
            })
        };
        tables.kept_of(first).iter().filter_map(copied).collect()
    }

    /// Adds what is kept of one definition; returns the number of the first record.
    #[inline]
    pub(super) fn push_kept(&mut self, kept: &[Kept]) -> u32 {
        if kept.is_empty() { NONE } else { self.push_some_kept(kept) }
    }

    fn push_some_kept(&mut self, kept: &[Kept]) -> u32 {
        let first = next_number(&self.kept);
        let record = |&Kept { sort, name, value }: &Kept| KeptRecord { sort, is_last: false, name, value };
        self.kept.extend(kept.iter().map(record));
        let pushed = &mut self.kept[first as usize..];
        pushed.sort_by_key(|record| record.sort);
        if let Some(last) = pushed.last_mut() {
            last.is_last = true;
        }
        first
    }

    /// Joins what is kept of several definitions that become one; returns the number of the first record.
    pub(super) fn join_kept(&mut self, firsts: &[u32]) -> u32 {
        let joined: Vec<Kept> = firsts
            .iter()
            .flat_map(|&first| kept_of(&self.kept, first))
            .map(|&KeptRecord { sort, name, value, .. }| Kept { sort, name, value })
            .collect();
        self.push_kept(&joined)
    }

    /// Whether what is kept of two definitions is the same, in the same order.
    pub(super) fn is_kept_alike(&self, one: u32, other: u32) -> bool {
        let [one, other] = [one, other].map(|first| kept_of(&self.kept, first));
        one.len() == other.len()
            && one.iter().zip(other).all(|(one, other)| {
                let is_same_value = if one.sort == KeptSort::Directive {
                    self.is_kept_alike(one.value, other.value)
                } else {
                    one.value == other.value
                };
                (one.sort, one.name) == (other.sort, other.name) && is_same_value
            })
    }

    /// The arguments that were pushed since the last field.
    #[cfg(feature = "graphql")]
    pub(crate) fn open_args(&self) -> impl Iterator<Item = ArgText<'_>> {
        let kept = |&KeptRecord { sort, name, value, .. }: &KeptRecord| Kept { sort, name, value };
        self.args[self.open.args as usize..].iter().map(move |arg| {
            let kept: Vec<Kept> = kept_of(&self.kept, arg.kept).iter().map(kept).collect();
            ArgText {
                name: self.names.get(arg.name),
                type_ref: self.names.get(self.references[arg.reference as usize].record.expr),
                default: arg.default.some().map(|name| self.names.get(name)),
                deprecated: arg.deprecated.some().map(|name| self.names.get(name)),
                description: self.description_of(&kept),
                directives: self.directives_of(&kept),
            }
        })
    }

    /// The description among what is kept.
    #[cfg(feature = "graphql")]
    pub(crate) fn description_of(&self, kept: &[Kept]) -> Option<&str> {
        let description = kept.iter().find(|it| it.sort == KeptSort::Description);
        description.map(|it| self.names.get(Name::from_number(it.value)))
    }

    /// The directives among what is kept.
    #[cfg(feature = "graphql")]
    pub(crate) fn directives_of(&self, kept: &[Kept]) -> Vec<Applied<'_>> {
        let arg = |record: &KeptRecord| {
            (self.names.get(record.name), self.names.get(Name::from_number(record.value)))
        };
        kept.iter()
            .filter(|it| it.sort == KeptSort::Directive)
            .map(|it| (self.names.get(it.name), kept_of(&self.kept, it.value).iter().map(arg).collect()))
            .collect()
    }
}
