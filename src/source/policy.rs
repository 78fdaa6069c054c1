//! Which documents are installed.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::{Change, ChangeKind, Coordinate, Criticality, Element, Proposal, SchemaRegistry, TypeInfo};

/// Decides which documents a [`Feed`](super::Feed) installs, out of those that load and change something.
///
/// The first document of a handle that is not initialized is compared with nothing, so nothing in it is breaking.
///
/// ```
/// use schema_registry::source::Policy;
/// use schema_registry::{Criticality, SchemaRegistry};
///
/// // No more than ten changes at a time.
/// let cautious = Policy::when(|proposal| proposal.changes().len() <= 10);
///
/// // No breaking change, but what was deprecated may go, and a scope may not be taken from a field.
/// let strict: Policy = Policy::non_breaking()
///     .allowing_deprecated_removals()
///     .extension("requires_scope", Criticality::Breaking);
/// # let _ = (cautious, strict);
/// ```
pub struct Policy<T = SchemaRegistry> {
    rule: Rule<T>,
    accepted: Arc<[Accepted]>,
    allows_deprecated: bool,
    extensions: HashMap<String, Criticality>,
    directives: HashMap<String, Criticality>,
}

enum Rule<T> {
    Any,
    /// No change of this criticality or above.
    Below(Criticality),
    When(Arc<Judge<T>>),
}

type Judge<T> = dyn Fn(&Proposal<T>) -> bool + Send + Sync;

/// A breaking change that was agreed upon. [`Policy::allowing`] takes a list of these, which may be read from a file.
///
/// ```
/// use schema_registry::source::Accepted;
///
/// let json = r#"[{ "change": "FieldRemoved", "coordinate": "User.nick", "until": "2027-03-31" }]"#;
/// let accepted: Vec<Accepted> = serde_json::from_str(json)?;
/// assert_eq!(accepted[0].coordinate.to_string(), "User.nick");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The kind of the change.
    pub change: ChangeKind,
    /// The element that changes.
    pub coordinate: Coordinate,
    /// The last day on which it is accepted, in UTC; `None` for no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

/// A calendar day, written `2027-03-31`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    year: u16,
    month: u8,
    of_month: u8,
}

/// The error of parsing a text that is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day such as 2027-03-31")]
pub struct InvalidDay(String);

/// What a policy decides about a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It is installed.
    Taken,
    /// It is refused because of these changes.
    Refused(Vec<Change>),
}

impl Policy {
    /// Accepts documents for which `f` is true. `f` is called when the document is offered, and again for each change
    /// of the handle that comes in between; if it panics, the attempt has failed.
    ///
    /// For a value of your own, use [`when_value`](Self::when_value).
    pub fn when(f: impl Fn(&Proposal) -> bool + Send + Sync + 'static) -> Self {
        Self::when_value(f)
    }
}

impl<T> Policy<T> {
    fn new(rule: Rule<T>) -> Self {
        Self {
            rule,
            accepted: Arc::default(),
            allows_deprecated: false,
            extensions: HashMap::new(),
            directives: HashMap::new(),
        }
    }

    /// Accepts every document.
    #[must_use]
    pub fn any() -> Self {
        Self::new(Rule::Any)
    }

    /// Accepts documents without a breaking change.
    #[must_use]
    pub fn non_breaking() -> Self {
        Self::refusing(Criticality::Breaking)
    }

    /// Accepts documents all of whose changes are below this criticality: `refusing(Criticality::Safe)` refuses every
    /// change. It can be adjusted in the same ways as [`non_breaking`](Self::non_breaking).
    #[must_use]
    pub fn refusing(criticality: Criticality) -> Self {
        Self::new(Rule::Below(criticality))
    }

    /// Like [`Policy::when`], for a value of your own.
    pub fn when_value(f: impl Fn(&Proposal<T>) -> bool + Send + Sync + 'static) -> Self {
        Self::new(Rule::When(Arc::new(f)))
    }

    /// Makes a [`non_breaking`](Self::non_breaking) policy accept these changes too.
    #[must_use]
    pub fn allowing(mut self, accepted: impl IntoIterator<Item = Accepted>) -> Self {
        self.accepted = self.accepted.iter().cloned().chain(accepted).collect();
        self
    }

    /// Makes a [`non_breaking`](Self::non_breaking) policy accept the removal of what was deprecated in the installed
    /// registry: fields, arguments, input fields, enum values, and types that only these led to.
    #[must_use]
    pub fn allowing_deprecated_removals(mut self) -> Self {
        self.allows_deprecated = true;
        self
    }

    /// Sets the criticality of changes to the extension `key`, wherever it stands. Without this they are safe, since
    /// the registry does not know what extensions mean.
    #[must_use]
    pub fn extension(mut self, key: impl Into<String>, criticality: Criticality) -> Self {
        self.extensions.insert(key.into(), criticality);
        self
    }

    /// Sets the criticality of changes to the directive `name`, without the `@`, wherever it is applied or defined.
    /// Without this they are safe.
    #[must_use]
    pub fn directive(mut self, name: impl Into<String>, criticality: Criticality) -> Self {
        self.directives.insert(name.into(), criticality);
        self
    }

    /// Whether it accepts everything.
    pub(super) fn is_any(&self) -> bool {
        matches!(self.rule, Rule::Any)
    }

    /// Returns what a change means under this policy.
    #[must_use]
    pub fn criticality(&self, change: &Change) -> Criticality {
        let of_extension = change.extension().and_then(|key| self.extensions.get(key));
        let of_directive = change.directive().and_then(|name| self.directives.get(name));
        of_extension.or(of_directive).copied().unwrap_or_else(|| change.criticality())
    }

    /// Returns what the policy decides about a proposal.
    #[must_use]
    pub fn judge(&self, proposal: &Proposal<T>) -> Verdict
    where
        T: AsRef<SchemaRegistry>,
    {
        let in_the_way = match &self.rule {
            Rule::Any => Vec::new(),
            Rule::When(f) if f(proposal) => Vec::new(),
            Rule::When(_) => return Verdict::Refused(proposal.changes().to_vec()),
            Rule::Below(limit) => self.refused(*limit, proposal.older(), proposal.changes()),
        };
        if in_the_way.is_empty() { Verdict::Taken } else { Verdict::Refused(in_the_way) }
    }

    fn refused(&self, limit: Criticality, older: &SchemaRegistry, changes: &[Change]) -> Vec<Change> {
        let today = Day::today();
        let is_accepted = |change: &Change| {
            let coordinate = change.coordinate();
            self.accepted.iter().any(|accepted| {
                accepted.change == change.kind()
                    && Some(&accepted.coordinate) == coordinate.as_ref()
                    && accepted.until.is_none_or(|until| today <= until)
            })
        };
        let removals = self.allows_deprecated.then(|| Removals::of(older, changes));
        let is_allowed = |change: &Change| removals.as_ref().is_some_and(|removals| removals.allow(change));
        let is_refused = |change: &&Change| {
            self.criticality(change) >= limit && !is_accepted(change) && !is_allowed(change)
        };
        changes.iter().filter(is_refused).cloned().collect()
    }
}

/// Which removals only take away what was deprecated.
struct Removals<'a> {
    older: &'a SchemaRegistry,
    /// Removed types that only deprecated elements led to, which were removed too.
    types: HashSet<&'a str>,
}

impl<'a> Removals<'a> {
    fn of(older: &'a SchemaRegistry, changes: &[Change]) -> Self {
        let removed: HashSet<Coordinate> = changes
            .iter()
            .filter(|change| is_removal(change.kind()))
            .filter_map(Change::coordinate)
            .collect();
        let mut types: HashSet<&str> = older
            .types()
            .filter(|info| removed.contains(&info.coordinate()))
            .map(|info| info.name())
            .collect();
        for operation in crate::Operation::ALL {
            older.root_name(operation).map(|name| types.remove(name));
        }
        // A type that is also led to by something that was not deprecated, or still exists, does not count; nor do
        // then the types that it leads to.
        let mut remaining: Vec<TypeInfo<'_>> =
            older.types().filter(|info| !types.contains(info.name())).collect();
        while let Some(info) = remaining.pop() {
            for name in led_to(info, &removed) {
                if types.remove(name) {
                    remaining.extend(older.get_type(name));
                }
            }
        }
        Self { older, types }
    }

    fn allow(&self, change: &Change) -> bool {
        let Some(coordinate) = change.coordinate().filter(|_| is_removal(change.kind())) else {
            return false;
        };
        match self.older.at(&coordinate) {
            Some(Element::Type(info)) => self.types.contains(info.name()),
            Some(Element::Field(field)) => field.deprecation_reason().is_some(),
            Some(Element::Argument(arg)) => arg.deprecation_reason().is_some(),
            Some(Element::Value(value)) => value.deprecation_reason().is_some(),
            Some(Element::Directive(_)) | None => false,
        }
    }
}

fn is_removal(kind: ChangeKind) -> bool {
    matches!(
        kind,
        ChangeKind::TypeRemoved
            | ChangeKind::FieldRemoved
            | ChangeKind::ArgumentRemoved
            | ChangeKind::ValueRemoved
    )
}

/// The types that a type leads to, other than by deprecated elements that were removed.
fn led_to<'a>(info: TypeInfo<'a>, removed: &HashSet<Coordinate>) -> Vec<&'a str> {
    let mut names: Vec<&str> = info.interfaces().chain(info.members()).collect();
    for field in info.fields() {
        if field.deprecation_reason().is_some() && removed.contains(&field.coordinate()) {
            continue;
        }
        names.push(field.type_name());
        let stays = |arg: &crate::ArgInfo<'_>| {
            arg.deprecation_reason().is_none() || !removed.contains(&arg.coordinate())
        };
        names.extend(field.args().filter(stays).map(|arg| arg.type_name()));
    }
    names
}

impl Day {
    /// Returns the current day in UTC.
    #[must_use]
    pub fn today() -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self::of_number(since.as_secs() / 86_400)
    }

    /// The day with that number since 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms", 2013).
    #[expect(clippy::cast_possible_truncation, reason = "each part is small")]
    fn of_number(number: u64) -> Self {
        let days = number + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        Self { year: year as u16, month: month as u8, of_month: day as u8 }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |digits: usize| {
            let part = parts.next()?;
            let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            if is_number { part.parse::<u16>().ok() } else { None }
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => return None,
        };
        let is_day = (1..=last).contains(&day) && parts.next().is_none();
        is_day.then_some(Self { year, month: u8::try_from(month).ok()?, of_month: u8::try_from(day).ok()? })
    }
}

impl std::str::FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        Self::parse(text).ok_or_else(|| InvalidDay(text.to_owned()))
    }
}

impl TryFrom<String> for Day {
    type Error = InvalidDay;

    fn try_from(text: String) -> Result<Self, InvalidDay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({self})")
    }
}

impl<T> Default for Policy<T> {
    /// Returns [`Policy::any`].
    fn default() -> Self {
        Self::any()
    }
}

impl<T> Clone for Policy<T> {
    fn clone(&self) -> Self {
        let rule = match &self.rule {
            Rule::Any => Rule::Any,
            Rule::Below(limit) => Rule::Below(*limit),
            Rule::When(f) => Rule::When(Arc::clone(f)),
        };
        Self {
            rule,
            accepted: Arc::clone(&self.accepted),
            allows_deprecated: self.allows_deprecated,
            extensions: self.extensions.clone(),
            directives: self.directives.clone(),
        }
    }
}

impl<T> fmt::Debug for Policy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = match &self.rule {
            Rule::Any => "any",
            Rule::Below(Criticality::Breaking) => "non_breaking",
            Rule::Below(Criticality::Dangerous) => "refusing dangerous",
            Rule::Below(Criticality::Safe) => "refusing safe",
            Rule::When(_) => "when",
        };
        f.debug_struct("Policy")
            .field("rule", &rule)
            .field("accepted", &self.accepted)
            .field("allows_deprecated", &self.allows_deprecated)
            .field("extensions", &self.extensions)
            .field("directives", &self.directives)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        for (number, text) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_783, "2026-11-26"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(Day::of_number(number).to_string(), text);
            assert_eq!(text.parse(), Ok(Day::of_number(number)));
        }
        for text in [
            "",
            "2026-13-01",
            "2026-02-29",
            "2026-2-01",
            "2026-02-01-",
            "26-02-01",
            "2026-04-31",
            "2026-00-10",
        ] {
            assert_eq!(text.parse::<Day>(), Err(InvalidDay(text.to_owned())));
        }
    }
}
