//! Measures row after row, prints each as soon as it is known, and keeps the figures.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::support::figures::{Figure, Figures, Measured, Target, Unit, print_ratio};

/// A turn of both together takes about this long at least.
const TURN_NANOSECONDS: f64 = 30e6;

/// What both sides of a row do, each giving the nanoseconds that it took.
pub(crate) struct Timed<'a> {
    pub(crate) what: String,
    pub(crate) against: &'static str,
    /// Of what is done: a figure is for one.
    pub(crate) units: usize,
    pub(crate) other: Box<dyn Fn() -> f64 + 'a>,
    pub(crate) ours: Box<dyn Fn() -> f64 + 'a>,
    pub(crate) target: Target,
}

/// A row whose figures are known already.
pub(crate) struct Counted {
    pub(crate) what: String,
    pub(crate) against: &'static str,
    pub(crate) unit: Unit,
    pub(crate) other: Option<f64>,
    pub(crate) ours: f64,
    pub(crate) target: Target,
}

pub(crate) struct Table {
    /// A row is wanted if it contains all of them.
    words: Vec<String>,
    turns: usize,
    section: &'static str,
    has_heading: bool,
    figures: Vec<Figure>,
}

impl Table {
    pub(crate) fn from_arguments() -> Self {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let measures = arguments.iter().any(|argument| argument == "--bench");
        let words = arguments.into_iter().filter(|argument| !argument.starts_with("--")).collect();
        Self {
            words,
            turns: if measures { 21 } else { 1 },
            section: "",
            has_heading: true,
            figures: Vec::new(),
        }
    }

    /// Whether nothing is measured: `cargo test --benches` passes no `--bench`, and one turn, on less, shows that all of it
    /// still runs.
    pub(crate) fn is_rehearsal(&self) -> bool {
        self.turns == 1
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.words.is_empty()
    }

    pub(crate) fn turns(&self) -> usize {
        self.turns
    }

    /// Whether some row may be wanted whose text contains one of the parts. Saves the making of what nobody asks for.
    pub(crate) fn wants(&self, what: &str, against: &str) -> bool {
        let text = format!("{}: {what} {against}", self.section);
        self.words.iter().all(|word| text.contains(word.as_str()))
    }

    pub(crate) fn section(&mut self, name: &'static str) {
        self.section = name;
        self.has_heading = false;
    }

    pub(crate) fn time(&mut self, row: &Timed<'_>) {
        if !self.wants(&row.what, row.against) {
            return;
        }
        let (other, ours, other_by_ours) = measure(row, self.turns);
        self.add(Figure {
            section: self.section.to_owned(),
            what: row.what.clone(),
            against: row.against.to_owned(),
            unit: Unit::Nanoseconds,
            other: Some(other),
            ours,
            ratio: row.target.ratio(Unit::Nanoseconds, other_by_ours),
            target: row.target,
            met: None,
        });
    }

    pub(crate) fn count(&mut self, row: Counted) {
        let Counted { what, against, unit, other, ours, target } = row;
        if !self.wants(&what, against) {
            return;
        }
        let ratio = other.and_then(|other| target.ratio(unit, other / ours));
        let (section, against) = (self.section.to_owned(), against.to_owned());
        self.add(Figure { section, what, against, unit, other, ours, ratio, target, met: None });
    }

    fn add(&mut self, mut figure: Figure) {
        if !self.has_heading {
            self.has_heading = true;
            println!(
                "\n{:<44} {:<29} {:>9} {:>9} {:>8}  target",
                self.section, "against", "other", "ours", "ratio"
            );
        }
        figure.met = figure.target.is_met(figure.ratio, figure.ours);
        let other = figure.other.map_or_else(String::new, |other| figure.unit.print(other));
        let ratio = figure.ratio.map_or_else(String::new, |ratio| print_ratio(ratio) + "x");
        let mark = if figure.met == Some(false) && !self.is_rehearsal() { "   MISSED" } else { "" };
        println!(
            "{:<44} {:<29} {other:>9} {:>9} {ratio:>8}  {}{mark}",
            figure.what,
            figure.against,
            figure.unit.print(figure.ours),
            figure.target.print(figure.unit)
        );
        self.figures.push(figure);
    }

    /// Says what was missed.
    pub(crate) fn finish(self) -> Figures {
        let with_target = self.figures.iter().filter(|figure| figure.met.is_some()).count();
        let missed = self.figures.iter().filter(|figure| figure.met == Some(false)).count();
        if self.is_rehearsal() {
            println!(
                "\n{} rows ran once, to see that they run: these figures mean nothing",
                self.figures.len()
            );
        } else {
            println!("\n{} rows, {with_target} with a target, {missed} missed", self.figures.len());
        }
        Figures { measured: Measured::here(), figures: self.figures }
    }
}

/// Nanoseconds that `work` takes, without dropping what it made.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    let made = black_box(work());
    let elapsed = start.elapsed();
    drop(made);
    nanoseconds(elapsed)
}

/// Nanoseconds that dropping `value` takes.
pub(crate) fn timed_drop<T>(value: T) -> f64 {
    let start = Instant::now();
    drop(black_box(value));
    nanoseconds(start.elapsed())
}

fn nanoseconds(elapsed: Duration) -> f64 {
    elapsed.as_secs_f64() * 1e9
}

/// Medians for one unit of the other's time, of ours, and of how many times as long the other takes.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn measure(row: &Timed<'_>, turns: usize) -> (f64, f64, f64) {
    let repeats = if turns == 1 { 1 } else { repeats(timed(|| ((row.other)(), (row.ours)()))) };
    let one = |work: &dyn Fn() -> f64| {
        // What the other has left in caches and branch predictors is not ours to pay for, nor the other way round.
        (0..repeats / 4).for_each(|_| {
            work();
        });
        let nanoseconds: f64 = (0..repeats).map(|_| work()).sum();
        nanoseconds / repeats as f64 / row.units as f64
    };
    let (mut other, mut ours, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..turns {
        let (a, b) = (one(&row.other), one(&row.ours));
        other.push(a);
        ours.push(b);
        ratios.push(a / b);
    }
    (median(other), median(ours), median(ratios))
}

/// How often to repeat what takes both together `nanoseconds`, preparation included, to fill a turn of both.
fn repeats(nanoseconds: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a small positive number"
    )]
    let repeats = (TURN_NANOSECONDS / nanoseconds).clamp(1.0, 50.0) as usize;
    repeats
}

pub(crate) fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_unstable_by(f64::total_cmp);
    samples[samples.len() / 2]
}
