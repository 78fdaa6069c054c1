//! The figures as Markdown, for the documentation.

use std::fmt::Write;

use super::figures::{Figure, Figures, Measured, print_ratio};

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
            write!(text, "\n**{section}**\n\n| what | against | other | here | ratio |\n")
                .expect("a String takes all");
            text += "|---|---|---|---|---|\n";
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
    let ours = figure.unit.print(figure.ours);
    let (what, against) = (marked(&figure.what), marked(&figure.against));
    format!("| {what} | {against} | {other} | {ours} | {ratio} |\n")
}
