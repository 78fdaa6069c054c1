//! The figures as Markdown: all of them for the documentation, some for the README.

use std::fmt::Write;

use super::Shown;
use super::figures::{Figure, Figures, Measured, Target, print_ratio};

const BEGIN: &str = "<!-- figures: written by `cargo run` in benches/ -->\n";
const END: &str = "<!-- end of figures -->";

fn origin(measured: &Measured) -> String {
    let Measured { date, processor, cores, system, rustc } = measured;
    format!("{processor}, {cores} cores, {}; {rustc}; {date}", system.replace('_', "-"))
}

/// Every figure, section by section.
pub(crate) fn all(figures: &Figures) -> String {
    let mut text = format!("Measured on: {}.\n", origin(&figures.measured));
    let mut section = "";
    for figure in &figures.figures {
        if figure.section != section {
            section = &figure.section;
            write!(text, "\n**{section}**\n\n| what | against | other | here | ratio | target |\n")
                .expect("a String takes all");
            text += "|---|---|---|---|---|---|\n";
        }
        text += &row(figure);
    }
    text
}

/// The words that are code, marked as such.
fn marked(words: &str) -> String {
    let mark = |word: &str| {
        let (code, comma) = word.strip_suffix(',').map_or((word, ""), |code| (code, ","));
        let (code, possessive) = code.strip_suffix("'s").map_or((code, ""), |code| (code, "'s"));
        let is_code = code.contains(['_', '&']) || code.contains("()") || code.contains("::");
        let is_code = is_code || ["IgnoredAny", "Value"].contains(&code);
        if is_code { format!("`{code}`{possessive}{comma}") } else { word.to_owned() }
    };
    words.split(' ').map(mark).collect::<Vec<_>>().join(" ")
}

fn row(figure: &Figure) -> String {
    let other = figure.other.map(|other| figure.unit.print(other)).unwrap_or_default();
    let ratio = figure.ratio.map(|ratio| print_ratio(ratio) + "×").unwrap_or_default();
    let target = match figure.target {
        Target::Better | Target::Times => String::new(),
        target => target.print(figure.unit).replace(">=", "≥").replace("<=", "≤").replace('x', "×"),
    };
    let mark = if figure.met == Some(false) { ", missed" } else { "" };
    let ours = figure.unit.print(figure.ours);
    let (what, against) = (marked(&figure.what), marked(&figure.against));
    format!("| {what} | {against} | {other} | {ours} | {ratio} | {target}{mark} |\n")
}

/// The README with the table of today between its marks.
pub(crate) fn with_short_table(
    readme: &str,
    measured: &Measured,
    shown: &[Shown<'_>],
) -> Result<String, String> {
    let marks = || Some((readme.find(BEGIN)? + BEGIN.len(), readme.find(END)?));
    let (begin, end) = marks().ok_or("the README has no marks for the figures")?;
    let mut table = String::from("\n| what | here | beside | |\n|---|---|---|---|\n");
    for Shown { label, figure, times } in shown {
        let other = figure.other.map(|other| figure.unit.print(other)).unwrap_or_default();
        writeln!(table, "| {} | {} | {other} | {times:.1}× |", marked(label), figure.unit.print(figure.ours))
            .expect("a String takes all");
    }
    writeln!(table, "\n{}.\n", origin(measured)).expect("a String takes all");
    Ok(format!("{}{table}{}", &readme[..begin], &readme[end..]))
}
