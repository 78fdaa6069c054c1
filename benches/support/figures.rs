//! The figures of one run, as they are printed, kept in `benches/figures.json`, and drawn.

#![allow(dead_code, reason = "the bench writes them, and the example that draws reads them")]

use std::path::PathBuf;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// All figures of one run, and where they come from.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) measured: Measured,
    pub(crate) figures: Vec<Figure>,
}

/// When, on what, and with what.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) date: String,
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) system: String,
    pub(crate) rustc: String,
}

/// One row of the table: what something else takes or does, and what we do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Figure {
    pub(crate) section: String,
    pub(crate) what: String,
    /// What `other` is of.
    pub(crate) against: String,
    pub(crate) unit: Unit,
    pub(crate) other: Option<f64>,
    pub(crate) ours: f64,
    /// As the target reads it: how many times better than the other we are, or how many times the other ours is.
    pub(crate) ratio: Option<f64>,
    pub(crate) target: Target,
    pub(crate) met: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    Nanoseconds,
    Bytes,
    Blocks,
    PerSecond,
    /// How many times as long on something larger.
    Growth,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// So many times better than the other, at least: of times and sizes the other's by ours, of rates ours by the
    /// other's.
    TimesBetter(f64),
    /// At most so many times the other.
    AtMostTimes(f64),
    /// At most so much, whatever others do.
    AtMost(f64),
    /// None: how many times better we are is there to see.
    Better,
    /// None: how many times the other's figure ours is is there to see.
    Times,
}

impl Target {
    /// The ratio as this target reads it, of the other's figure by ours.
    pub(crate) fn ratio(self, unit: Unit, other_by_ours: f64) -> Option<f64> {
        match self {
            Self::AtMost(_) => None,
            Self::AtMostTimes(_) | Self::Times => Some(1.0 / other_by_ours),
            Self::TimesBetter(_) | Self::Better if unit == Unit::PerSecond => Some(1.0 / other_by_ours),
            Self::TimesBetter(_) | Self::Better => Some(other_by_ours),
        }
    }

    /// Whether it is met; `None` where there is none.
    pub(crate) fn is_met(self, ratio: Option<f64>, ours: f64) -> Option<bool> {
        match self {
            Self::TimesBetter(at_least) => ratio.map(|ratio| ratio >= at_least),
            Self::AtMostTimes(at_most) => ratio.map(|ratio| ratio <= at_most),
            Self::AtMost(at_most) => Some(ours <= at_most),
            Self::Better | Self::Times => None,
        }
    }

    pub(crate) fn print(self, unit: Unit) -> String {
        match self {
            Self::TimesBetter(at_least) => format!(">= {at_least}x"),
            Self::AtMostTimes(at_most) => format!("<= {at_most}x"),
            Self::AtMost(at_most) => format!("<= {}", unit.print(at_most)),
            Self::Better | Self::Times => "-".to_owned(),
        }
    }
}

impl Unit {
    /// The value with its unit, in three digits or a little more.
    pub(crate) fn print(self, value: f64) -> String {
        let scales: &[(f64, &str)] = match self {
            Self::Nanoseconds => &[(1.0, "ns"), (1e3, "µs"), (1e6, "ms"), (1e9, "s")],
            Self::Bytes => &[(1.0, "B"), (1e3, "kB"), (1e6, "MB")],
            Self::Blocks => return format!("{value:.0}"),
            Self::PerSecond => &[(1.0, "/s"), (1e3, "k/s"), (1e6, "M/s")],
            Self::Growth => &[(1.0, "x")],
        };
        let fits = scales.iter().rev().find(|(scale, _)| value >= *scale);
        let (scale, unit) = fits.unwrap_or(&scales[0]);
        let shown = value / scale;
        let digits = match shown {
            99.95.. => 0,
            9.995.. => 1,
            _ => 2,
        };
        format!("{shown:.digits$} {unit}")
    }
}

/// A ratio, in so many digits that one can compare it with a target.
pub(crate) fn print_ratio(ratio: f64) -> String {
    if ratio >= 99.95 { format!("{ratio:.0}") } else { format!("{ratio:.2}") }
}

impl Figures {
    /// Where a whole run leaves them.
    pub(crate) fn path() -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/figures.json"))
    }

    pub(crate) fn read() -> std::io::Result<Self> {
        Ok(serde_json::from_slice(&std::fs::read(Self::path())?)?)
    }

    pub(crate) fn write(&self) -> std::io::Result<()> {
        std::fs::write(Self::path(), serde_json::to_string_pretty(self)? + "\n")
    }

    /// The figure of that name.
    pub(crate) fn find(&self, what: &str, against: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.what == what && figure.against == against)
    }
}

impl Measured {
    /// Now, and this machine, as far as it tells.
    pub(crate) fn here() -> Self {
        let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
        Self {
            date: said_by("date", &["-u", "+%Y-%m-%d"]),
            processor: processor(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            rustc: said_by(&rustc, &["--version"]),
        }
    }
}

fn said_by(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command).args(arguments).output();
    let said = output.ok().filter(|output| output.status.success()).map(|output| output.stdout);
    said.map_or_else(|| "unknown".to_owned(), |text| String::from_utf8_lossy(&text).trim().to_owned())
}

/// The name, and the family, since a virtual machine often says no more than who made it.
fn processor() -> String {
    let told = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let value = |key: &str| {
        let line = told.lines().find(|line| line.split(':').next().is_some_and(|name| name.trim() == key))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let name = value("model name").unwrap_or_else(|| "unknown".to_owned());
    match (value("cpu family"), value("model")) {
        (Some(family), Some(model)) => format!("{name} (family {family}, model {model})"),
        _ => name,
    }
}
