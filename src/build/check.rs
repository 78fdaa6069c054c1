//! What only the whole of a registry can show: references that lead nowhere, names that collide.
//!
//! A sound registry pays one pass over the distinct references and over the lists of arguments, values and links. The
//! places of findings are looked for only once there is something to report.

use std::collections::HashMap;

use super::{Draft, DraftField, DraftReference};
use crate::diagnostics::{Finding, JsonPath};
use crate::model::BUILT_IN_SCALARS;
use crate::model::Operation;
use crate::store::camel::camel_chars;
use crate::store::names::{Name, is_graphql_name};
use crate::store::tables::{NONE, range};

/// A list up to this long is searched for a duplicate pair by pair, a longer one is sorted.
const SHORT_LIST: usize = 16;

impl Draft {
    /// Runs all checks. Targets are resolved, and the sentinels are there.
    pub(crate) fn check(&mut self) {
        let version = self.names.get(self.document.version).to_owned();
        let minor = minor_version(&version);
        // A document without a version has been reported.
        if minor.is_none() && self.has_version {
            self.report(JsonPath::default().key("version"), Finding::OtherVersion { version });
        }
        self.check_references(lists_scalars(minor));
        self.check_links();
        self.check_roots();
        self.check_definitions();
    }

    /// Runs the checks that concern one definition each. The sentinels are there.
    pub(crate) fn check_definitions(&mut self) {
        self.check_argument_names();
        self.check_value_names();
        if self.has_odd_names {
            self.report_odd_names();
        }
        if !self.underscored.is_empty() {
            self.check_camel_case();
        }
    }

    fn check_references(&mut self, lists_scalars: bool) {
        let is_dangling = |it: &DraftReference| {
            // A scalar that is not there is no mistake where scalars are not listed.
            (lists_scalars || it.record.is_nested_object)
                && self.is_dangling(it.record.type_name, it.record.target)
        };
        // Where only a name is said, it must not be more than a name.
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
        for id in 0..self.field_ids() {
            let (reference, args) = self.reference_and_args(id);
            let it = self.references[reference as usize];
            if it.is_contradicted {
                let type_name = self.names.get(it.record.type_name).to_owned();
                let kind = self.types[it.record.target as usize].kind;
                let written = !it.record.is_nested_object;
                let path = self.field_path(id).key("is_nested_object");
                self.report(path, Finding::NestingContradiction { written, type_name, kind });
            }
            if is_wrapped[reference as usize] {
                let name = self.names.get(it.record.type_name).to_owned();
                self.report(self.field_path(id).key("type_name"), Finding::InvalidName { name });
            }
            if is_dangling[reference as usize] {
                self.report_dangling(self.field_path(id).key("type_name"), it.record.type_name);
            }
            for number in args {
                let arg = self.args[number];
                if lists_scalars && is_dangling[arg.reference as usize] {
                    let path = self.arg_path(id, self.names.get(arg.name)).key("type");
                    self.report_dangling(path, self.references[arg.reference as usize].record.type_name);
                }
            }
        }
    }

    /// Whether a name leads to no type although it should. The empty name has been reported where it stands.
    fn is_dangling(&self, name: Name, target: u32) -> bool {
        if target != NONE {
            return false;
        }
        let text = self.names.get(name);
        !text.is_empty() && !BUILT_IN_SCALARS.contains(&text)
    }

    fn report_dangling(&mut self, path: JsonPath, name: Name) {
        let name = self.names.get(name).to_owned();
        self.report(path, Finding::UnresolvedReference { name });
    }

    fn check_links(&mut self) {
        if self.links.iter().all(|link| link.target != NONE) {
            return;
        }
        for id in 0..self.type_ids() {
            let record = self.types[id as usize];
            if record.written.implements && record.written.members {
                // No kind has both, so one of the lists has been reported.
                continue;
            }
            let key = if record.written.members { "members" } else { "implements" };
            for (index, number) in range(record.links, self.types[id as usize + 1].links).enumerate() {
                let link = self.links[number];
                let path = self.type_path(id).key(key).index(index);
                if self.names.get(link.name).is_empty() {
                    self.report(path, Finding::InvalidTypeReference { text: String::new() });
                } else if self.is_dangling(link.name, link.target) {
                    self.report_dangling(path, link.name);
                }
            }
        }
    }

    fn check_roots(&mut self) {
        for (operation, root) in Operation::ALL.into_iter().zip(self.document.roots) {
            if root.name.is_some() && root.target == NONE {
                self.report_dangling(JsonPath::default().key("roots").key(operation.as_str()), root.name);
            }
        }
    }

    fn check_argument_names(&mut self) {
        let with_duplicates: Vec<u32> = (0..)
            .zip(self.signatures.windows(2))
            .filter(|(_, it)| {
                has_duplicate(self.args[range(it[0].args, it[1].args)].iter().map(|arg| arg.name))
            })
            .map(|(number, _)| number)
            .collect();
        if with_duplicates.is_empty() {
            return;
        }
        for id in 0..self.field_ids() {
            if with_duplicates.binary_search(&self.fields[id as usize].signature).is_ok() {
                let names: Vec<Name> =
                    self.reference_and_args(id).1.map(|number| self.args[number].name).collect();
                self.report_duplicates(&self.field_path(id).key("args"), &names);
            }
        }
    }

    fn check_value_names(&mut self) {
        for id in 0..self.type_ids() {
            let values = range(self.types[id as usize].values, self.types[id as usize + 1].values);
            if has_duplicate(self.values[values.clone()].iter().map(|value| value.name)) {
                let names: Vec<Name> = self.values[values].iter().map(|value| value.name).collect();
                self.report_duplicates(&self.type_path(id).key("values"), &names);
            }
        }
    }

    fn report_duplicates(&mut self, path: &JsonPath, names: &[Name]) {
        let mut occurrences: HashMap<Name, u32> = HashMap::new();
        for &name in names {
            let next = occurrences.entry(name).or_default();
            let occurrence = *next;
            *next += 1;
            if occurrence > 0 {
                self.report_duplicate(path.clone().nth_key(self.names.get(name), occurrence), name);
            }
        }
    }

    fn report_odd_names(&mut self) {
        for id in 0..self.type_ids() {
            self.report_odd_name(self.types[id as usize].name, |draft, _| draft.type_path(id));
            let values = range(self.types[id as usize].values, self.types[id as usize + 1].values);
            for number in values {
                let path = |draft: &Self, name: &str| draft.type_path(id).key("values").key(name);
                self.report_odd_name(self.values[number].name, path);
            }
        }
        for id in 0..self.field_ids() {
            self.report_odd_name(self.fields[id as usize].name, |draft, _| draft.field_path(id));
            for number in self.reference_and_args(id).1 {
                let path = |draft: &Self, name: &str| draft.arg_path(id, name);
                self.report_odd_name(self.args[number].name, path);
            }
        }
    }

    fn report_odd_name(&mut self, name: Name, path: impl Fn(&Self, &str) -> JsonPath) {
        let name = self.names.get(name);
        if is_graphql_name(name) {
            return;
        }
        let finding =
            if name.is_empty() { Finding::EmptyName } else { Finding::InvalidName { name: name.to_owned() } };
        let path = path(self, name);
        self.report(path, finding);
    }

    /// Looks at the types that have a field with an underscore, since only there can two names become one.
    fn check_camel_case(&mut self) {
        let underscored = std::mem::take(&mut self.underscored);
        let mut parents: Vec<u32> = underscored.iter().map(|&id| self.parent_of(id)).collect();
        parents.dedup();
        for parent in parents {
            let ids = self.types[parent as usize].fields..self.types[parent as usize + 1].fields;
            let name = |id: u32| self.names.get(self.fields[id as usize].name);
            let mut forms: Vec<(String, u32)> = ids.map(|id| (camel_chars(name(id)).collect(), id)).collect();
            forms.sort_unstable();
            let collisions: Vec<(u32, Finding)> = forms
                .windows(2)
                // The same name twice is a duplicate, and reported as such.
                .filter(|pair| pair[0].0 == pair[1].0 && name(pair[0].1) != name(pair[1].1))
                .map(|pair| {
                    let (first, second) = (name(pair[0].1).to_owned(), name(pair[1].1).to_owned());
                    (pair[1].1, Finding::CamelCaseCollision { first, second, camel_case: pair[1].0.clone() })
                })
                .collect();
            for (id, finding) in collisions {
                self.report(self.field_path(id), finding);
            }
        }
    }

    fn reference_and_args(&self, field: u32) -> (u32, std::ops::Range<usize>) {
        let DraftField { signature, .. } = self.fields[field as usize];
        let (it, next) = (&self.signatures[signature as usize], &self.signatures[signature as usize + 1]);
        (it.reference, range(it.args, next.args))
    }

    /// The end of the numbers of types, the sentinel left out.
    fn type_ids(&self) -> u32 {
        self.types.len().saturating_sub(1).try_into().unwrap_or(NONE)
    }

    fn field_ids(&self) -> u32 {
        self.fields.len().try_into().unwrap_or(NONE)
    }
}

/// The minor number of a version `1.x`.
pub(crate) fn minor_version(version: &str) -> Option<u32> {
    let minor = version.strip_prefix("1.")?.split('.').next()?;
    if minor.bytes().all(|byte| byte.is_ascii_digit()) { minor.parse().ok() } else { None }
}

/// Whether registries of that minor version list the scalars that their fields are of.
pub(crate) fn lists_scalars(minor: Option<u32>) -> bool {
    minor != Some(0)
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
