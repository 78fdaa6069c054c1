//! Findings and their places: an element is known by its number until a second reading of the document finds its
//! bytes.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::Draft;
use crate::coordinate::Coordinate;
use crate::diagnostics::{
    Diagnostic, Diagnostics, Finding, JsonPath, Location, Positions, Severity, Strictness,
};
use crate::model::Operation;

/// An element of a document. The numbers are those assigned when it was pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Element {
    Document,
    Root(Operation),
    Type(u32),
    Field(u32),
    /// An argument, by the number of its field and its position there. Fields may share their lists of arguments.
    Arg(u32, u32),
    Value(u32),
    /// An interface of a type, or a member of a union.
    Link(u32),
}

/// The part of an element that a finding is about. Keys are those of the IR; the reader of another format notes its
/// equivalent for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Name,
    /// All of it, if something is missing.
    Whole,
    /// The key, if it should not be there.
    Key(&'static str),
    /// The value of that key.
    Value(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) element: Element,
    pub(crate) part: Part,
}

/// How the findings of a document are judged.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Judging {
    pub(crate) strictness: Strictness,
    /// Whether the document is a GraphQL schema, which lists all of its types.
    pub(crate) is_schema: bool,
    /// Whether only missing requirements of interfaces are reported.
    pub(crate) only_interfaces: bool,
}

/// All findings, before their places are known.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    kept: Vec<(Diagnostic, At)>,
    errors: usize,
    warnings: usize,
}

/// The place of a finding, as far as it is known.
#[derive(Debug)]
enum At {
    Place(Place),
    Location(Location),
}

impl Findings {
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Whether any finding has no location yet, so that the document must be read again.
    pub(crate) fn lack_locations(&self) -> bool {
        self.kept.iter().any(|(_, at)| matches!(at, At::Place(_)))
    }

    /// Forgets all findings about a text that is not of the format.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn push(&mut self, diagnostic: Diagnostic, at: At) {
        let count = match diagnostic.severity() {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count <= Diagnostics::KEPT {
            self.kept.push((diagnostic, at));
        }
    }

    /// The diagnostics in the order of the text. `second` is the draft of the second reading, if there was one.
    pub(crate) fn locate(self, text: &str, second: Option<Draft>) -> Diagnostics {
        let mut locations = second.and_then(|draft| draft.locations).unwrap_or_default();
        let locate = |(diagnostic, at)| match at {
            At::Location(location) => (location, diagnostic),
            At::Place(place) => (locations.take(place), diagnostic),
        };
        let mut located: Vec<(Location, Diagnostic)> = self.kept.into_iter().map(locate).collect();
        located.sort_by_key(|(location, _)| location.span.start);
        let mut positions = Positions::new(text);
        let kept = located.into_iter().map(|(location, it)| it.at(location, &mut positions)).collect();
        Diagnostics { kept, errors: self.errors, warnings: self.warnings }
    }

    /// The diagnostics of a registry that has no text.
    pub(crate) fn without_locations(self) -> Diagnostics {
        let kept = self.kept.into_iter().map(|(diagnostic, _)| diagnostic).collect();
        Diagnostics { kept, errors: self.errors, warnings: self.warnings }
    }
}

/// What a second reading looks for: the locations of the findings.
#[derive(Debug, Default)]
pub(super) struct Locations {
    wanted: HashMap<Place, Option<Location>, FixedState>,
}

impl Locations {
    fn of(findings: &Findings) -> Self {
        let mut wanted = HashMap::default();
        for (_, at) in &findings.kept {
            if let At::Place(place) = at {
                wanted.insert(*place, None);
                wanted.insert(Place { part: Part::Name, ..*place }, None);
            }
        }
        Self { wanted }
    }

    /// The location of a place, or of its element's name if the document does not have that part.
    fn take(&mut self, place: Place) -> Location {
        let of = |place| self.wanted.get(&place).cloned().flatten();
        let is_schema_wide = matches!(place.element, Element::Document);
        of(place)
            .or_else(|| of(Place { part: Part::Name, ..place }))
            .unwrap_or(Location { span: 0..0, path: is_schema_wide.then(JsonPath::default) })
    }
}

impl Draft {
    /// A draft for the second reading of a document: the same reader pushes the same items into it, and notes where
    /// they are.
    pub(crate) fn locating(self, findings: &Findings) -> Self {
        Self { locations: Some(Locations::of(findings)), ..self }
    }

    /// The same, for places.
    pub(crate) fn locating_places(self, places: impl Iterator<Item = Place>) -> Self {
        let wanted = places.map(|place| (place, None)).collect();
        Self { locations: Some(Locations { wanted }), ..self }
    }

    /// The locations of the wanted places, after the second reading.
    pub(crate) fn located(self) -> HashMap<Place, Location, FixedState> {
        let noted = self.locations.unwrap_or_default().wanted.into_iter();
        noted.filter_map(|(place, location)| Some((place, location?))).collect()
    }

    /// Whether this is the second reading of a document.
    pub(crate) fn is_locating(&self) -> bool {
        self.locations.is_some()
    }

    /// Notes where something is, if that is wanted. The first note of a place counts.
    pub(crate) fn note(&mut self, element: Element, part: Part, location: impl FnOnce() -> Location) {
        let wanted = self.locations.as_mut().and_then(|it| it.wanted.get_mut(&Place { element, part }));
        if let Some(noted @ None) = wanted {
            *noted = Some(location());
        }
    }

    /// Reports a finding of a reader, with its place.
    pub(crate) fn report(&mut self, coordinate: Option<Coordinate>, location: Location, finding: Finding) {
        self.push_finding(coordinate, At::Location(location), finding);
    }

    /// Whether a finding is among those that are kept, so that its details are worth computing.
    pub(super) fn keeps(&self, finding: &Finding) -> bool {
        let Judging { strictness, is_schema, .. } = self.judging;
        let count = match finding.severity(strictness, is_schema) {
            Severity::Error => self.findings.errors,
            Severity::Warning => self.findings.warnings,
        };
        count < Diagnostics::KEPT
    }

    /// Reports a finding of a check.
    pub(crate) fn report_at(
        &mut self,
        coordinate: Option<Coordinate>,
        element: Element,
        part: Part,
        finding: Finding,
    ) {
        if self.incomplete.hides(&finding) {
            return;
        }
        self.push_finding(coordinate, At::Place(Place { element, part }), finding);
    }

    fn push_finding(&mut self, coordinate: Option<Coordinate>, at: At, finding: Finding) {
        if self.is_locating() {
            return;
        }
        let Judging { strictness, is_schema, .. } = self.judging;
        let severity = finding.severity(strictness, is_schema);
        self.findings.push(Diagnostic::new(severity, finding, coordinate), at);
    }
}

/// How much of a document could not be read. Findings that require the complete document are then not reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Incomplete {
    #[default]
    No,
    /// Parts of definitions are missing.
    Parts,
    /// Whole definitions, of which not even the names are known.
    Definitions,
    /// The text is not of the format at all.
    Text,
}

impl Incomplete {
    fn hides(self, finding: &Finding) -> bool {
        match finding {
            Finding::TooMany { .. } => false,
            _ if self == Self::Text => true,
            Finding::EmptyName
            | Finding::InvalidName { .. }
            | Finding::Duplicate { .. }
            | Finding::Repeated { .. }
            | Finding::ListedTwice { .. }
            | Finding::ExtensionOfOtherKind { .. }
            | Finding::NotAnInterface { .. }
            | Finding::NotAnObject { .. }
            | Finding::NotInput { .. }
            | Finding::NotOutput { .. } => false,
            Finding::UnresolvedReference { .. } | Finding::ExtensionOfNothing { .. } => {
                self >= Self::Definitions
            }
            _ => self >= Self::Parts,
        }
    }
}
