//! Which changes are taken, as the command line says it.

use std::path::PathBuf;

use clap::ValueEnum;
use schema_registry::Criticality;
use schema_registry::source::{Accepted, Policy};

use crate::Failure;

#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    /// The lowest criticality that is refused.
    #[arg(long, value_enum, value_name = "CRITICALITY", default_value_t = Limit::Breaking)]
    fail_on: Limit,
    /// A JSON file with changes that are accepted anyway: `[{"change": "FieldRemoved", "coordinate": "User.nick",
    /// "until": "2027-03-31"}]`. `until` may be absent.
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// Accept the removal of what was deprecated.
    #[arg(long)]
    allow_deprecated_removals: bool,
    /// The criticality of changes to a directive, such as `auth=breaking`.
    #[arg(long, value_name = "NAME=CRITICALITY", value_parser = criticality)]
    directive: Vec<(String, Criticality)>,
    /// The criticality of changes to an extension.
    #[arg(long, value_name = "KEY=CRITICALITY", value_parser = criticality)]
    extension: Vec<(String, Criticality)>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Limit {
    Breaking,
    Dangerous,
    Safe,
    Never,
}

fn criticality(text: &str) -> Result<(String, Criticality), String> {
    let parsed = text.split_once('=').and_then(|(name, word)| {
        let all = [Criticality::Safe, Criticality::Dangerous, Criticality::Breaking];
        let criticality = all.into_iter().find(|it| it.to_string() == word)?;
        Some((name.trim_start_matches('@').to_owned(), criticality))
    });
    parsed.ok_or_else(|| {
        "expected a name and `safe`, `dangerous` or `breaking`, as in auth=breaking".to_owned()
    })
}

impl Rules {
    pub(crate) fn policy(&self) -> Result<Policy, Failure> {
        let mut policy = match self.fail_on {
            Limit::Breaking => Policy::non_breaking(),
            Limit::Dangerous => Policy::refusing(Criticality::Dangerous),
            Limit::Safe => Policy::refusing(Criticality::Safe),
            Limit::Never => Policy::any(),
        };
        if let Some(path) = &self.accepted {
            let failure = |error: &dyn std::fmt::Display| Failure(format!("{}: {error}", path.display()));
            let text = std::fs::read(path).map_err(|error| failure(&error))?;
            let accepted: Vec<Accepted> = serde_json::from_slice(&text).map_err(|error| failure(&error))?;
            policy = policy.allowing(accepted);
        }
        if self.allow_deprecated_removals {
            policy = policy.allowing_deprecated_removals();
        }
        for (name, criticality) in &self.directive {
            policy = policy.directive(name, *criticality);
        }
        for (key, criticality) in &self.extension {
            policy = policy.extension(key, *criticality);
        }
        Ok(policy)
    }
}
