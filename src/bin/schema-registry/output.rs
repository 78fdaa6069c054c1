//! How the tool speaks: with colours to people, where there is a terminal, and in plain text to programs.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Style};
use schema_registry::Criticality;

use crate::Failure;

/// Prints what was asked for. The reader of the output may close it early.
pub(crate) fn print(text: &str) -> Result<ExitCode, Failure> {
    match anstream::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Prints what is wrong, with the severities and the marks of a report in colour. A failure to print is ignored.
pub(crate) fn complain(text: &str) {
    let mut out = String::new();
    for line in text.trim_end().lines() {
        let is_mark =
            line.trim_start().strip_prefix('|').is_some_and(|rest| rest.trim_start().starts_with('^'));
        let style = match line {
            _ if line.starts_with("error") || is_mark => Some(style_of(Criticality::Breaking)),
            _ if line.starts_with("warning") => Some(style_of(Criticality::Dangerous)),
            _ => None,
        };
        match style {
            Some(style) => out += &painted(line, style),
            None => out += line,
        }
        out.push('\n');
    }
    let _ = anstream::stderr().lock().write_all(out.as_bytes());
}

pub(crate) fn style_of(criticality: Criticality) -> Style {
    match criticality {
        Criticality::Breaking => AnsiColor::Red.on_default().bold(),
        Criticality::Dangerous => AnsiColor::Yellow.on_default(),
        Criticality::Safe => AnsiColor::Green.on_default(),
    }
}

pub(crate) fn painted(text: &str, style: Style) -> String {
    format!("{style}{text}{style:#}")
}

/// An annotation of GitHub Actions.
pub(crate) fn annotation(
    level: &str,
    place: Option<(&str, usize, usize)>,
    title: &str,
    message: &str,
) -> String {
    let escaped = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escaped(text).replace(':', "%3A").replace(',', "%2C");
    let place =
        place.map(|(file, line, column)| format!("file={},line={line},col={column},", property(file)));
    format!("::{level} {}title={}::{}\n", place.unwrap_or_default(), property(title), escaped(message))
}
