//! The changes between two schemas, for people, programs, pull requests and GitHub Actions.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::ValueEnum;
use schema_registry::source::Verdict;
use schema_registry::{Change, Criticality, Position, RegistryHandle};

use crate::input::Input;
use crate::output::{annotation, painted, print, style_of};
use crate::rules::Rules;
use crate::{Failure, keeping_all};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    old: Input,
    new: Input,
    /// How the changes are shown.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    format: Output,
    #[command(flatten)]
    rules: Rules,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    Text,
    Json,
    /// A table, for a pull request.
    Markdown,
    /// Annotations of GitHub Actions.
    Github,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let policy = arguments.rules.policy()?;
    let options = keeping_all();
    let old = arguments.old.read()?.load(&options)?.registry;
    let document = arguments.new.read()?;
    let handle = RegistryHandle::new();
    handle.set(old);
    let proposal = handle.propose(document.load(&options)?.registry);
    let mut changes = proposal.changes().to_vec();
    options.locate(&mut changes, &document.text);
    let refused = match policy.judge(&proposal) {
        Verdict::Refused(changes) => changes,
        _ => Vec::new(),
    };
    let refused: std::collections::HashSet<&Change> = refused.iter().collect();
    // The most severe first.
    changes.sort_by_key(|change| std::cmp::Reverse(policy.criticality(change)));
    let changes: Vec<Judged<'_>> = changes
        .iter()
        .map(|change| Judged {
            change,
            criticality: policy.criticality(change),
            is_refused: refused.contains(change),
            place: change.position().map(|position| document.place(position)),
        })
        .collect();
    let text = match arguments.format {
        Output::Text => text(&changes)?,
        Output::Json => json(&changes)?,
        Output::Markdown => markdown(&changes)?,
        Output::Github => changes.iter().map(Judged::annotation).collect(),
    };
    let code = print(&text)?;
    Ok(if refused.is_empty() { code } else { ExitCode::from(1) })
}

/// A change, and the verdict of the rules.
struct Judged<'a> {
    change: &'a Change,
    criticality: Criticality,
    is_refused: bool,
    /// The file, and the place in it.
    place: Option<(&'a str, Position)>,
}

impl Judged<'_> {
    /// What people see for a change.
    fn word(&self) -> String {
        let is_accepted = self.criticality == Criticality::Breaking && !self.is_refused;
        format!("{}{}", self.criticality, if is_accepted { ", accepted" } else { "" })
    }

    fn place(&self) -> String {
        self.place
            .map_or_else(String::new, |(file, Position { line, column })| format!("{file}:{line}:{column}"))
    }

    fn annotation(&self) -> String {
        let level = match self.criticality {
            _ if self.is_refused => "error",
            Criticality::Safe => "notice",
            _ => "warning",
        };
        let place = self.place.map(|(file, Position { line, column })| (file, line, column));
        annotation(level, place, &format!("Schema ({})", self.word()), &self.change.to_string())
    }
}

fn summary(changes: &[Judged<'_>]) -> String {
    if changes.is_empty() {
        return "no changes".to_owned();
    }
    let count = |criticality| changes.iter().filter(|it| it.criticality == criticality).count();
    let [breaking, dangerous, safe] =
        [Criticality::Breaking, Criticality::Dangerous, Criticality::Safe].map(count);
    let verdict = if changes.iter().any(|it| it.is_refused) { "refused" } else { "taken" };
    format!("{breaking} breaking, {dangerous} dangerous, {safe} safe: {verdict}")
}

fn text(changes: &[Judged<'_>]) -> Result<String, Failure> {
    let width = changes.iter().map(|it| it.word().len()).max().unwrap_or_default();
    let mut out = String::new();
    for it in changes {
        let word = painted(&format!("{:<width$}", it.word()), style_of(it.criticality));
        let place = it.place();
        let place = if place.is_empty() { String::new() } else { format!("  ({place})") };
        writeln!(out, "{word}  {}{place}", it.change)?;
    }
    writeln!(out, "{}", summary(changes))?;
    Ok(out)
}

fn json(changes: &[Judged<'_>]) -> Result<String, Failure> {
    let entries: Result<Vec<_>, _> = changes
        .iter()
        .map(|it| {
            let mut entry = serde_json::to_value(it.change)?;
            entry["criticality"] = it.criticality.to_string().into();
            entry["refused"] = it.is_refused.into();
            if let Some((file, Position { line, column })) = it.place {
                (entry["file"], entry["line"], entry["column"]) = (file.into(), line.into(), column.into());
            }
            Ok::<_, serde_json::Error>(entry)
        })
        .collect();
    let is_taken = !changes.iter().any(|it| it.is_refused);
    let value = serde_json::json!({ "changes": entries?, "taken": is_taken });
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}

fn markdown(changes: &[Judged<'_>]) -> Result<String, Failure> {
    let mut out = format!("**Schema: {}**\n", summary(changes));
    if !changes.is_empty() {
        out += "\n| | change | place |\n|---|---|---|\n";
    }
    let cell = |text: &str| text.replace('|', "\\|").replace(['\n', '\r'], " ");
    for it in changes {
        writeln!(out, "| {} | {} | {} |", it.word(), cell(&it.change.to_string()), cell(&it.place()))?;
    }
    Ok(out)
}
