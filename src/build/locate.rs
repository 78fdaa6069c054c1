//! Where the elements of a document stand, by their coordinates.

use std::collections::HashMap;

use super::check::number;
use super::places::Place;
use super::{Draft, Element, Part};
use crate::coordinate::Coordinate;

impl Draft {
    /// The places of elements. If an element does not exist, the place of the nearest one that would contain it: the
    /// type of a field, the field of an argument. Elements without even that are left out.
    pub(crate) fn places_of<'c>(
        mut self,
        wanted: impl IntoIterator<Item = &'c Coordinate>,
    ) -> Vec<(&'c Coordinate, Place)> {
        if self.has_overflowed() {
            return Vec::new();
        }
        self.drop_what_no_type_has();
        self.join_extensions();
        self.index_types();
        self.push_sentinels();
        let mut by_type: HashMap<&str, Vec<&'c Coordinate>> = HashMap::new();
        for coordinate in wanted {
            if let Some(name) = coordinate.type_name() {
                by_type.entry(name).or_default().push(coordinate);
            }
        }
        let mut found = Vec::new();
        for id in self.type_ids() {
            let name = self.names.get(self.types[id as usize].name);
            let Some(coordinates) = by_type.remove(name) else { continue };
            let mut members: HashMap<&str, Element> = HashMap::new();
            for value in self.values_of(id) {
                members.insert(self.names.get(self.values[value].name), Element::Value(number(value)));
            }
            for field in self.fields_of(id) {
                members.insert(self.names.get(self.fields[field as usize].name), Element::Field(field));
            }
            for coordinate in coordinates {
                let member = coordinate.member().and_then(|member| members.get(member).copied());
                let argument = || self.argument(member?, coordinate.argument()?);
                let element = argument().or(member).unwrap_or(Element::Type(id));
                found.push((coordinate, Place { element: self.origins.of(element), part: Part::Name }));
            }
        }
        found
    }

    fn argument(&self, of: Element, name: &str) -> Option<Element> {
        let Element::Field(field) = of else { return None };
        let (_, mut args) = self.reference_and_args(field);
        let first = args.start;
        let arg = args.find(|&arg| self.names.get(self.args[arg as usize].name) == name)?;
        Some(Element::Arg(field, self.origins.position(first, arg)))
    }
}
