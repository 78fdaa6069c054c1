//! Follows a schema.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

#[cfg(feature = "http")]
use schema_registry::source::HttpSource;
use schema_registry::source::{FileSource, Outcome, Policy, Status};
use schema_registry::{RegistryHandle, WaitError};

use crate::input::Input;
use crate::output::print;
use crate::rules::Rules;
use crate::{Failure, keeping_all};

/// The maximum number of changes shown for one attempt.
const SHOWN: usize = 20;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A path or a URL.
    input: Input,
    #[command(flatten)]
    rules: Rules,
    /// Keep the last good document in this file, and start with it if the source is unreachable.
    #[arg(long, value_name = "FILE")]
    copy: Option<PathBuf>,
    /// Judge the first document against this one.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// The time between two requests for a URL, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0)]
    poll_every: f64,
    /// End after this many attempts.
    #[arg(long, hide = true)]
    attempts: Option<u64>,
}

enum Source {
    File(FileSource),
    #[cfg(feature = "http")]
    Http(HttpSource),
}

impl Source {
    fn wait_for(&self, is_wanted: impl Fn(&Status) -> bool) -> Result<std::sync::Arc<Status>, WaitError> {
        match self {
            Self::File(source) => source.wait_for(Duration::MAX, is_wanted),
            #[cfg(feature = "http")]
            Self::Http(source) => source.wait_for(Duration::MAX, is_wanted),
        }
    }
}

/// The builder of a source with these options, whichever it is.
macro_rules! configured {
    ($builder:expr, $arguments:expr, $policy:expr) => {{
        let mut builder = $builder.policy($policy).load_options(keeping_all()).wait_for_document();
        if let Some(path) = &$arguments.copy {
            builder = builder.copy(path);
        }
        if let Some(path) = &$arguments.baseline {
            builder = builder.baseline(path);
        }
        builder
    }};
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let handle = RegistryHandle::new();
    let source = start(arguments, &handle, arguments.rules.policy()?)?;
    let mut seen = 0;
    loop {
        let status = source.wait_for(|status| status.attempts() > seen)?;
        seen = status.attempts();
        print(&report(&status, handle.generation()))?;
        if arguments.attempts.is_some_and(|attempts| seen >= attempts) {
            return Ok(ExitCode::SUCCESS);
        }
    }
}

fn start(arguments: &Arguments, handle: &RegistryHandle, policy: Policy) -> Result<Source, Failure> {
    match &arguments.input {
        Input::Path(path) => {
            Ok(Source::File(configured!(FileSource::builder(path), arguments, policy).start(handle)?))
        }
        #[cfg(feature = "http")]
        Input::Url(url) => {
            let interval = Duration::try_from_secs_f64(arguments.poll_every)?;
            let builder = HttpSource::builder(url).poll_every(interval);
            Ok(Source::Http(configured!(builder, arguments, policy).start(handle)?))
        }
        #[cfg(not(feature = "http"))]
        Input::Url(_) => {
            Err(Failure("to follow a URL, this tool must be built with the feature `http`".to_owned()))
        }
        Input::Stdin | Input::Git(_) => {
            Err(Failure(format!("{}: only a path or a URL can be followed", arguments.input)))
        }
    }
}

fn report(status: &Status, generation: u64) -> String {
    let outcome = status.last_outcome();
    let mut out =
        format!("generation {generation}: {}\n", outcome.map(ToString::to_string).unwrap_or_default());
    if let (Some(Outcome::Applied { changes, .. }), 2..) = (outcome, generation) {
        out.extend(changes.iter().take(SHOWN).map(|it| format!("  {}: {it}\n", it.criticality())));
        if changes.len() > SHOWN {
            out.extend([format!("  and {} more\n", changes.len() - SHOWN)]);
        }
    }
    out
}
