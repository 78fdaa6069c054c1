//! What changed between two schemas, for people, programs, pull requests and GitHub Actions.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use schema_registry::source::{Accepted, Policy, Verdict};
use schema_registry::{Change, Criticality, RegistryHandle, Strictness};

use crate::input::Input;
use crate::{Failure, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    old: Input,
    new: Input,
    /// How the changes are shown.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    format: Output,
    /// Which changes are taken.
    #[arg(long, value_enum, default_value_t = Rule::NonBreaking)]
    policy: Rule,
    /// A JSON file with breaking changes that are taken all the same: `[{"change": "FieldRemoved", "coordinate":
    /// "User.nick", "until": "2027-03-31"}]`. `until` may be absent.
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// Take the removal of what was deprecated.
    #[arg(long)]
    allow_deprecated_removals: bool,
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

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Rule {
    Any,
    NonBreaking,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let [old, new] = [&arguments.old, &arguments.new].map(|input| input.load(Strictness::Standard));
    let (old, new) = (old?, new?);
    let mut policy = match arguments.policy {
        Rule::Any => Policy::any(),
        Rule::NonBreaking => Policy::non_breaking(),
    };
    if let Some(path) = &arguments.accept {
        let text = std::fs::read(path).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        let accepted: Vec<Accepted> =
            serde_json::from_slice(&text).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
        policy = policy.allowing(accepted);
    }
    if arguments.allow_deprecated_removals {
        policy = policy.allowing_deprecated_removals();
    }
    let handle = RegistryHandle::new();
    handle.set(old);
    let proposal = handle.propose(new);
    let refused = match policy.judge(&proposal) {
        Verdict::Refused(changes) => changes,
        _ => Vec::new(),
    };
    let mut changes: Vec<&Change> = proposal.changes().iter().collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.criticality()));
    let text = match arguments.format {
        Output::Text => text(&changes, &refused)?,
        Output::Json => json(&changes, &refused)?,
        Output::Markdown => markdown(&changes, &refused)?,
        Output::Github => annotations(&changes, &refused)?,
    };
    let code = print(&text)?;
    Ok(if refused.is_empty() { code } else { ExitCode::from(1) })
}

fn count(changes: &[&Change], criticality: Criticality) -> usize {
    changes.iter().filter(|change| change.criticality() == criticality).count()
}

fn summary(changes: &[&Change], refused: &[Change]) -> String {
    if changes.is_empty() {
        return "no changes".to_owned();
    }
    let [breaking, dangerous, safe] =
        [Criticality::Breaking, Criticality::Dangerous, Criticality::Safe].map(|it| count(changes, it));
    let verdict = if refused.is_empty() { "taken" } else { "refused" };
    format!("{breaking} breaking, {dangerous} dangerous, {safe} safe: {verdict}")
}

/// What people see beside a change.
fn word(change: &Change, refused: &[Change]) -> String {
    let is_accepted = change.criticality() == Criticality::Breaking && !refused.contains(change);
    format!("{}{}", change.criticality(), if is_accepted { ", accepted" } else { "" })
}

fn text(changes: &[&Change], refused: &[Change]) -> Result<String, Failure> {
    let mut out = String::new();
    for change in changes {
        writeln!(out, "{:<18} {change}", word(change, refused))?;
    }
    writeln!(out, "{}", summary(changes, refused))?;
    Ok(out)
}

fn json(changes: &[&Change], refused: &[Change]) -> Result<String, Failure> {
    let value = serde_json::json!({ "changes": changes, "refused": refused, "taken": refused.is_empty() });
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}

fn markdown(changes: &[&Change], refused: &[Change]) -> Result<String, Failure> {
    let mut out = format!("**Schema: {}**\n", summary(changes, refused));
    if !changes.is_empty() {
        out += "\n| | change |\n|---|---|\n";
    }
    for change in changes {
        let message = change.to_string().replace('|', "\\|").replace(['\n', '\r'], " ");
        writeln!(out, "| {} | {message} |", word(change, refused))?;
    }
    Ok(out)
}

fn annotations(changes: &[&Change], refused: &[Change]) -> Result<String, Failure> {
    let mut out = String::new();
    for change in changes {
        let level = if refused.contains(change) {
            "error"
        } else if change.criticality() == Criticality::Safe {
            "notice"
        } else {
            "warning"
        };
        let escaped = change.to_string().replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        writeln!(out, "::{level} title=Schema ({})::{escaped}", word(change, refused))?;
    }
    Ok(out)
}
