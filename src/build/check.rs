//! Checks that need the whole registry: references that lead nowhere, names that collide.
//!
//! A valid registry pays one pass over the distinct references and over the lists of arguments, values and links. The
//! elements that a finding is about are determined only once there is something to report.

use std::collections::HashSet;
use std::ops::Range;

use super::{Draft, DraftField, Element, Part};
use crate::coordinate::Coordinate;
use crate::diagnostics::Finding;
use crate::model::{BUILT_IN_SCALARS, INTROSPECTION_TYPES, Operation, TypeKind};
use crate::store::camel::camel_chars;
use crate::store::names::{Name, is_graphql_name};
use crate::store::tables::{LinkRecord, NONE, TypeRecord, range};

use super::references::DraftReference;

/// Up to this length a list is searched for duplicates pair by pair; a longer one is sorted.
const SHORT_LIST: usize = 16;

impl Draft {
    /// Reports duplicates: these fields, and values, arguments, interfaces and members. Drops them, and returns
    /// whether a field was dropped.
    pub(super) fn drop_repeated(&mut self, fields: &[u32]) -> bool {
        for &id in fields {
            let key = self.text_of(self.fields[id as usize].name);
            self.report_field(id, Part::Name, Finding::Duplicate { key });
        }
        let values = self.repeated_in_types(Self::values_of, |draft, at| draft.values[at].name);
        for &(id, value) in &values {
            let key = self.text_of(self.values[value as usize].name);
            self.report_value(id, value, Finding::Duplicate { key });
        }
        let links = self.repeated_in_types(Self::links_of, |draft, at| draft.links[at].name);
        for &(id, link) in &links {
            let key = self.text_of(self.links[link as usize].name);
            // Listing a name twice is no mistake in an IR document.
            let is_schema = self.judging.is_schema;
            self.report_link(
                id,
                link,
                if is_schema { Finding::Duplicate { key } } else { Finding::ListedTwice { name: key } },
            );
        }
        let args = self.repeated_args();
        if !values.is_empty() {
            self.drop_values(&numbers(&values));
        }
        if !links.is_empty() {
            self.drop_links(&numbers(&links));
        }
        if !args.is_empty() {
            self.drop_args(&args);
        }
        if !fields.is_empty() {
            self.drop_fields(fields);
        }
        !fields.is_empty()
    }

    /// Types, each with the numbers of duplicates in one of its lists.
    fn repeated_in_types(
        &self,
        list: impl Fn(&Self, u32) -> Range<usize>,
        name: impl Fn(&Self, usize) -> Name + Copy,
    ) -> Vec<(u32, u32)> {
        let mut repeated = Vec::new();
        for id in self.type_ids() {
            let list = list(self, id);
            if has_duplicate(list.clone().map(|at| name(self, at))) {
                repeated.extend(second_ones(list, |at| name(self, at)).map(|at| (id, at)));
            }
        }
        repeated
    }

    /// Reports duplicate arguments and returns their numbers.
    fn repeated_args(&mut self) -> Vec<u32> {
        let lists = self.signatures.windows(2).map(|pair| range(pair[0].args, pair[1].args));
        let mut repeated = Vec::new();
        let mut signatures: HashSet<u32> = HashSet::new();
        for (signature, list) in (0..).zip(lists) {
            if has_duplicate(list.clone().map(|at| self.args[at].name)) {
                repeated.extend(second_ones(list, |at| self.args[at].name));
                signatures.insert(signature);
            }
        }
        if repeated.is_empty() {
            return repeated;
        }
        for id in 0..number(self.fields.len()) {
            let signature = self.fields[id as usize].signature;
            if !signatures.remove(&signature) {
                continue;
            }
            let [start, end] = [signature, signature + 1].map(|it| self.signatures[it as usize].args);
            let first = repeated.partition_point(|&arg| arg < start);
            for &arg in repeated[first..].iter().take_while(|&&arg| arg < end) {
                let key = self.text_of(self.args[arg as usize].name);
                self.report_arg(id, arg, Part::Name, Finding::Duplicate { key });
            }
        }
        repeated
    }

    /// Checks the version, and that all names lead somewhere. Requires resolved targets, and the sentinels.
    pub(super) fn check_references(&mut self) {
        let version = self.text_of(self.document.version);
        let minor = minor_version(&version);
        // A missing version has already been reported.
        if minor.is_none() && self.has_version {
            self.report_at(
                None,
                Element::Document,
                Part::Value("version"),
                Finding::OtherVersion { version },
            );
        }
        self.check_field_references(minor != Some(0));
        self.check_links();
        self.check_roots();
        if self.has_odd_names {
            self.report_odd_names();
        }
    }

    /// Runs the other checks, which require that there are no duplicates.
    pub(super) fn check(&mut self) {
        self.check_keys();
        if self.has_underscored {
            self.check_camel_case();
        }
    }

    /// Checks that each type has what its kind requires, and nothing else.
    fn check_keys(&mut self) {
        let has_args = self.signatures.iter().any(|it| it.args_written);
        let has_defaults = self.signatures.iter().any(|it| it.default.is_some());
        for id in self.type_ids() {
            let TypeRecord { kind, written, one_of, specified_by, .. } = self.types[id as usize];
            if self.of_unknown_kind.binary_search(&id).is_ok() {
                continue;
            }
            let has_fields = !self.fields_of(id).is_empty();
            let keys = [
                ("fields", has_fields, kind.has_fields()),
                ("implements", written.implements, kind.has_interfaces()),
                ("members", written.members, kind == TypeKind::Union),
                ("values", written.values, kind == TypeKind::Enum),
                ("one_of", one_of, kind == TypeKind::InputObject),
                ("specified_by", specified_by.is_some(), kind == TypeKind::Scalar),
            ];
            for (key, _, _) in
                keys.into_iter().filter(|&(_, is_written, is_allowed)| is_written && !is_allowed)
            {
                self.report_type(id, Part::Key(key), Finding::KeyOfOtherKind { key, kind });
            }
            if kind.has_fields() && !written.fields {
                self.report_type(id, Part::Whole, Finding::MissingKey { key: "fields" });
            }
            let is_input = kind == TypeKind::InputObject;
            if if is_input { has_args } else { has_defaults } {
                self.check_field_keys(id, kind);
            }
        }
    }

    /// Checks that input fields have no arguments, and other fields no defaults.
    fn check_field_keys(&mut self, id: u32, kind: TypeKind) {
        for field in self.fields_of(id) {
            let signature = self.signatures[self.fields[field as usize].signature as usize];
            let (key, is_written) = match kind {
                TypeKind::InputObject => ("args", signature.args_written),
                _ => ("default", signature.default.is_some()),
            };
            if is_written {
                self.report_field(field, Part::Key(key), Finding::KeyOfOtherKind { key, kind });
            }
        }
    }

    fn check_field_references(&mut self, lists_scalars: bool) {
        let is_dangling = |it: &DraftReference| {
            // A missing scalar is no mistake if scalars are not listed.
            (lists_scalars || it.record.is_nested_object)
                && self.is_dangling(it.record.type_name, it.record.target)
        };
        // If there is only a name, it must be a plain name.
        let is_wrapped = |it: &DraftReference| {
            self.has_odd_references
                && !it.record.is_full
                && self.names.get(it.record.type_name).contains(['[', ']', '!'])
        };
        if !self.references.iter().any(|it| it.is_contradicted || is_dangling(it) || is_wrapped(it)) {
            return;
        }
        let is_dangling: Vec<bool> = self.references.iter().map(is_dangling).collect();
        let is_wrapped: Vec<bool> = self.references.iter().map(is_wrapped).collect();
        for id in 0..number(self.fields.len()) {
            let (reference, args) = self.reference_and_args(id);
            let it = self.references[reference as usize];
            if it.is_contradicted {
                let type_name = self.text_of(it.record.type_name);
                let kind = self.types[it.record.target as usize].kind;
                let finding =
                    Finding::NestingContradiction { written: !it.record.is_nested_object, type_name, kind };
                self.report_field(id, Part::Value("is_nested_object"), finding);
            }
            if is_wrapped[reference as usize] {
                let name = self.text_of(it.record.type_name);
                self.report_field(id, Part::Value("type_name"), Finding::InvalidName { name });
            }
            if is_dangling[reference as usize] {
                let name = self.text_of(it.record.type_name);
                self.report_field(id, Part::Value("type_name"), Finding::UnresolvedReference { name });
            }
            for arg in args {
                let reference = self.args[arg as usize].reference as usize;
                if lists_scalars && is_dangling[reference] {
                    let name = self.text_of(self.references[reference].record.type_name);
                    self.report_arg(id, arg, Part::Value("type"), Finding::UnresolvedReference { name });
                }
            }
        }
    }

    /// Whether a name leads to no type although it should. The empty name has already been reported.
    fn is_dangling(&self, name: Name, target: u32) -> bool {
        if target != NONE {
            return false;
        }
        let text = self.names.get(name);
        let is_known = BUILT_IN_SCALARS.contains(&text)
            || (self.judging.is_schema && INTROSPECTION_TYPES.contains(&text));
        !text.is_empty() && !is_known
    }

    fn check_links(&mut self) {
        if self.links.iter().all(|link| link.target != NONE) {
            return;
        }
        for id in self.type_ids() {
            for at in self.links_of(id) {
                let LinkRecord { name, target } = self.links[at];
                if self.names.get(name).is_empty() {
                    let finding = Finding::InvalidTypeReference { text: String::new() };
                    self.report_link(id, number(at), finding);
                } else if self.is_dangling(name, target) {
                    let name = self.text_of(name);
                    self.report_link(id, number(at), Finding::UnresolvedReference { name });
                }
            }
        }
    }

    fn check_roots(&mut self) {
        for (operation, root) in Operation::ALL.into_iter().zip(self.document.roots) {
            if root.name.is_some() && root.target == NONE && self.is_dangling(root.name, root.target) {
                let name = self.text_of(root.name);
                let finding = Finding::UnresolvedReference { name };
                self.report_at(None, Element::Root(operation), Part::Name, finding);
            }
        }
    }

    fn report_odd_names(&mut self) {
        for id in self.type_ids() {
            if let Some(finding) = self.odd_name(self.types[id as usize].name) {
                self.report_type(id, Part::Name, finding);
            }
            for at in self.values_of(id) {
                if let Some(finding) = self.odd_name(self.values[at].name) {
                    self.report_value(id, number(at), finding);
                }
            }
        }
        for id in 0..number(self.fields.len()) {
            if let Some(finding) = self.odd_name(self.fields[id as usize].name) {
                self.report_field(id, Part::Name, finding);
            }
            for arg in self.reference_and_args(id).1 {
                if let Some(finding) = self.odd_name(self.args[arg as usize].name) {
                    self.report_arg(id, arg, Part::Name, finding);
                }
            }
        }
    }

    fn odd_name(&self, name: Name) -> Option<Finding> {
        match self.names.get(name) {
            "" => Some(Finding::EmptyName),
            name if is_graphql_name(name) => None,
            name => Some(Finding::InvalidName { name: name.to_owned() }),
        }
    }

    /// Looks at the types that have a field with an underscore, since only there can two names have one camelCase
    /// form.
    fn check_camel_case(&mut self) {
        for id in self.type_ids() {
            let ids = self.fields_of(id);
            let name = |id: u32| self.names.get(self.fields[id as usize].name);
            if !ids.clone().any(|id| name(id).contains('_')) {
                continue;
            }
            let mut forms: Vec<(String, u32)> = ids.map(|id| (camel_chars(name(id)).collect(), id)).collect();
            forms.sort_unstable();
            let collisions: Vec<(u32, Finding)> = forms
                .windows(2)
                .filter(|pair| pair[0].0 == pair[1].0)
                .map(|pair| {
                    let (first, second) = (name(pair[0].1).to_owned(), name(pair[1].1).to_owned());
                    (pair[1].1, Finding::CamelCaseCollision { first, second, camel_case: pair[1].0.clone() })
                })
                .collect();
            for (id, finding) in collisions {
                self.report_field(id, Part::Name, finding);
            }
        }
    }

    pub(super) fn report_value(&mut self, id: u32, value: u32, finding: Finding) {
        let of_value = || {
            let names = [self.types[id as usize].name, self.values[value as usize].name];
            let [of_type, value] = names.map(|name| self.names.get(name));
            Coordinate::of_member(of_type, value)
        };
        let coordinate = self.keeps(&finding).then(of_value);
        self.report_at(coordinate, self.origins.of(Element::Value(value)), Part::Name, finding);
    }

    pub(super) fn report_link(&mut self, id: u32, link: u32, finding: Finding) {
        let of_type = || Coordinate::of_type(self.names.get(self.types[id as usize].name));
        let coordinate = self.keeps(&finding).then(of_type);
        self.report_at(coordinate, self.origins.of(Element::Link(link)), Part::Name, finding);
    }

    pub(super) fn text_of(&self, name: Name) -> String {
        self.names.get(name).to_owned()
    }

    pub(super) fn reference_and_args(&self, field: u32) -> (u32, Range<u32>) {
        let DraftField { signature, .. } = self.fields[field as usize];
        let (it, next) = (&self.signatures[signature as usize], &self.signatures[signature as usize + 1]);
        (it.reference, it.args..next.args)
    }

    /// The numbers of types, without the sentinel.
    pub(super) fn type_ids(&self) -> Range<u32> {
        0..number(self.types.len().saturating_sub(1))
    }

    pub(super) fn fields_of(&self, id: u32) -> Range<u32> {
        let next = self.types.get(id as usize + 1);
        self.types[id as usize].fields..next.map_or(self.open.fields, |next| next.fields)
    }

    pub(super) fn values_of(&self, id: u32) -> Range<usize> {
        let next = self.types.get(id as usize + 1);
        range(self.types[id as usize].values, next.map_or(self.open.values, |next| next.values))
    }

    pub(super) fn links_of(&self, id: u32) -> Range<usize> {
        let next = self.types.get(id as usize + 1);
        range(self.types[id as usize].links, next.map_or(self.open.links, |next| next.links))
    }
}

/// A number in a table. Tables are checked against their capacity first.
#[expect(clippy::cast_possible_truncation, reason = "see above")]
pub(super) fn number(at: usize) -> u32 {
    at as u32
}

fn numbers(of_types: &[(u32, u32)]) -> Vec<u32> {
    of_types.iter().map(|&(_, number)| number).collect()
}

/// The numbers of the entries of a list that repeat an earlier name.
fn second_ones(list: Range<usize>, name: impl Fn(usize) -> Name) -> impl Iterator<Item = u32> {
    let mut seen = HashSet::new();
    list.filter(move |&at| !seen.insert(name(at))).map(number)
}

/// The minor number of a version `1.x`.
fn minor_version(version: &str) -> Option<u32> {
    let minor = version.strip_prefix("1.")?.split('.').next()?;
    if minor.bytes().all(|byte| byte.is_ascii_digit()) { minor.parse().ok() } else { None }
}

fn has_duplicate(names: impl ExactSizeIterator<Item = Name> + Clone) -> bool {
    if names.len() <= SHORT_LIST {
        let mut rest = names;
        while let Some(name) = rest.next() {
            if rest.clone().any(|other| other == name) {
                return true;
            }
        }
        return false;
    }
    let mut sorted: Vec<Name> = names.collect();
    sorted.sort_unstable();
    sorted.windows(2).any(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_one_and_a_number() {
        assert_eq!(minor_version("1.0"), Some(0));
        assert_eq!(minor_version("1.12"), Some(12));
        for version in ["", "1", "1.", "1.x", "2.0", "11.0", "v1.0", "1.+5"] {
            assert_eq!(minor_version(version), None, "{version:?}");
        }
    }
}
