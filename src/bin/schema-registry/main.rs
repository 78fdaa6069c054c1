//! The command line: shows, checks, compares and converts schemas.

mod diff;
mod get;
mod input;
mod output;
mod rules;
mod watch;

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use schema_registry::{
    Coordinate, Dropped, KeepDirectives, LoadOptions, Loaded, Operation, Severity, Strictness, TypeKind,
};

use input::Input;
use output::{annotation, complain, print};

/// Inspect, check, compare and convert GraphQL schemas.
///
/// An INPUT is a file in any format (SDL, an introspection result, the JSON document of this tool), optionally
/// compressed with gzip; `-` for standard input; a folder, for all SDL files in it; `git:REVISION:PATH`, for a file
/// of a commit; or a URL, if the tool was built with the feature `http`.
///
/// Exits with 0; with 1 if the answer is no (changes are refused, or a coordinate leads nowhere); and with 2 for bad
/// input.
#[derive(Debug, Parser)]
#[command(name = "schema-registry", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show a summary of a schema.
    Show {
        input: Input,
        #[arg(long, value_enum, default_value_t = Output::Text)]
        format: Output,
    },
    /// Show the element at a schema coordinate, such as `User.name` or `Query.users(first:)`, in one line. Exits with 1 if
    /// there is none.
    Get {
        input: Input,
        coordinate: Coordinate,
        #[arg(long, value_enum, default_value_t = Output::Text)]
        format: Output,
    },
    /// Check schemas, and show each finding with its line. Exits with 2 if any is invalid.
    Check {
        #[arg(required = true)]
        inputs: Vec<Input>,
        #[command(flatten)]
        judging: Judging,
        #[arg(long, value_enum, default_value_t = CheckOutput::Text)]
        format: CheckOutput,
    },
    /// Show the changes from one schema to another, with their places in the new one. Exits with 1 if a change is
    /// refused.
    Diff(diff::Arguments),
    /// Write a schema in another format to standard output, with its descriptions and directives.
    Convert {
        input: Input,
        #[arg(long, value_enum)]
        to: Format,
        /// Leave out descriptions, directives and their definitions.
        #[arg(long)]
        facts: bool,
    },
    /// Follow a schema at a path or a URL, and show the outcome of each change, until interrupted.
    Watch(watch::Arguments),
    /// Write completions for a shell, to standard output.
    Completions { shell: clap_complete::Shell },
}

/// How documents are judged.
#[derive(Debug, Clone, Copy, clap::Args)]
struct Judging {
    /// Every finding is an error.
    #[arg(long, conflicts_with = "lenient")]
    strict: bool,
    /// Findings about the content, as opposed to the syntax, are warnings.
    #[arg(long)]
    lenient: bool,
}

impl Judging {
    fn strictness(self) -> Strictness {
        match self {
            Self { strict: true, .. } => Strictness::Strict,
            Self { lenient: true, .. } => Strictness::Lenient,
            Self { .. } => Strictness::Standard,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CheckOutput {
    Text,
    Json,
    /// Annotations of GitHub Actions.
    Github,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Sdl,
}

/// Bad input, with all findings about it.
#[derive(Debug)]
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Loads everything in a document.
fn keeping_all() -> LoadOptions {
    LoadOptions::new().descriptions(true).directives(KeepDirectives::All)
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(Failure(message)) => {
            complain(&message);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    match arguments.command {
        Command::Show { input, format } => {
            print(&show(&input.read()?.load(&LoadOptions::new())?, format == Output::Json)?)
        }
        Command::Get { input, coordinate, format } => {
            get::run(&input.read()?.load(&keeping_all())?.registry, &coordinate, format == Output::Json)
        }
        Command::Check { inputs, judging, format } => check(&inputs, judging.strictness(), format),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Convert { input, to, facts } => {
            let options = if facts { LoadOptions::new() } else { keeping_all() };
            let registry = input.read()?.load(&options)?.registry;
            print(&match to {
                Format::Json => registry.to_json() + "\n",
                Format::Sdl => registry.to_sdl(),
            })
        }
        Command::Watch(arguments) => watch::run(&arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "schema-registry", &mut script);
            print(&String::from_utf8(script)?)
        }
    }
}

fn show(loaded: &Loaded, is_json: bool) -> Result<String, Failure> {
    let (registry, dropped) = (&loaded.registry, loaded.dropped());
    let count = |kind| registry.types().filter(|info| info.kind() == kind).count();
    let roots = Operation::ALL.map(|operation| (operation, registry.root_name(operation)));
    if is_json {
        let kinds: serde_json::Map<_, _> =
            TypeKind::ALL.into_iter().map(|kind| (kind.to_string(), count(kind).into())).collect();
        let roots: serde_json::Map<_, _> =
            roots.into_iter().map(|(operation, name)| (operation.to_string(), name.into())).collect();
        let directives: serde_json::Map<_, _> =
            dropped.directives().map(|(name, count)| (name.to_owned(), count.into())).collect();
        let value = serde_json::json!({
            "version": registry.version(), "features": registry.features().collect::<Vec<_>>(), "roots": roots,
            "types": registry.type_count(), "fields": registry.field_count(), "kinds": kinds,
            "descriptions": dropped.descriptions(), "directives": directives,
            "directive_definitions": dropped.directive_definitions(),
            "fingerprint": registry.fingerprint().to_string(),
        });
        return Ok(serde_json::to_string_pretty(&value)? + "\n");
    }
    let mut out = format!("version      {}\nfingerprint  {}\n", registry.version(), registry.fingerprint());
    for (operation, name) in roots {
        if let Some(name) = name {
            writeln!(out, "{operation:<12} {name}")?;
        }
    }
    writeln!(out, "{} types, {} fields", registry.type_count(), registry.field_count())?;
    for kind in TypeKind::ALL.into_iter().filter(|kind| count(*kind) > 0) {
        writeln!(out, "  {:>6}  {kind}", count(kind))?;
    }
    show_dropped(dropped, &mut out)?;
    Ok(out)
}

/// What the fingerprint leaves out.
fn show_dropped(dropped: &Dropped, out: &mut String) -> Result<(), Failure> {
    if dropped.is_empty() {
        return Ok(());
    }
    writeln!(out, "besides, and not in the fingerprint")?;
    let counts = [
        (dropped.descriptions(), "descriptions"),
        (dropped.directive_definitions(), "definitions of directives"),
    ];
    for (count, what) in counts.into_iter().filter(|&(count, _)| count > 0) {
        writeln!(out, "  {count:>6}  {what}")?;
    }
    for (name, count) in dropped.directives() {
        writeln!(out, "  {count:>6}  @{name}")?;
    }
    Ok(())
}

fn check(inputs: &[Input], strictness: Strictness, format: CheckOutput) -> Result<ExitCode, Failure> {
    let mut is_sound = true;
    let mut results = Vec::new();
    let options = keeping_all().strictness(strictness);
    for input in inputs {
        let document = input.read()?;
        let loaded = options.detect(&document.text);
        let findings = match &loaded {
            Ok(loaded) => &loaded.warnings[..],
            Err(error) => error.diagnostics(),
        };
        is_sound &= loaded.is_ok();
        match format {
            CheckOutput::Json => {
                let counts =
                    loaded.as_ref().ok().map(|it| (it.registry.type_count(), it.registry.field_count()));
                results.push(serde_json::json!({
                    "input": input.to_string(), "sound": loaded.is_ok(),
                    "types": counts.map(|it| it.0), "fields": counts.map(|it| it.1),
                    "findings": findings.iter().map(|found| {
                        let place = found.position().map(|position| document.place(position));
                        serde_json::json!({
                            "severity": found.severity().to_string(), "code": found.code(), "message": found.message(),
                            "coordinate": found.coordinate().map(ToString::to_string),
                            "file": place.map(|it| it.0), "line": place.map(|it| it.1.line),
                            "column": place.map(|it| it.1.column),
                        })
                    }).collect::<Vec<_>>(),
                }));
            }
            CheckOutput::Github => {
                for found in findings {
                    let place = found.position().map(|position| document.place(position));
                    let place = place.map(|(file, at)| (file, at.line, at.column));
                    let level = if found.severity() == Severity::Error { "error" } else { "warning" };
                    print(&annotation(level, place, found.code(), &found.message()))?;
                }
            }
            CheckOutput::Text => match &loaded {
                Ok(loaded) => {
                    for warning in &loaded.warnings {
                        complain(&document.line(warning));
                    }
                    let (types, fields) = (loaded.registry.type_count(), loaded.registry.field_count());
                    print(&format!("{input}: {types} types, {fields} fields\n"))?;
                }
                Err(error) => complain(&document.report(error)),
            },
        }
    }
    if format == CheckOutput::Json {
        print(&(serde_json::to_string_pretty(&results)? + "\n"))?;
    }
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Words that mean something, and any others.
    fn word() -> impl Strategy<Value = String> {
        let commands = ["show", "get", "check", "diff", "convert", "watch", "completions", "help"];
        let options = [
            "--format",
            "--to",
            "--strict",
            "--lenient",
            "--fail-on",
            "--accepted",
            "--directive",
            "--facts",
        ];
        let values = [
            "json", "sdl", "text", "markdown", "github", "breaking", "-", "--", "git:a:b", "http://",
            "A.b(c:)",
        ];
        prop_oneof![
            4 => prop::sample::select([&commands[..], &options, &values].concat()).prop_map(str::to_owned),
            1 => any::<String>(),
        ]
    }

    proptest! {
        /// Any arguments are taken or refused with a message; none makes the tool panic.
        #[test]
        fn any_arguments_are_taken_or_refused(words in prop::collection::vec(word(), 0..8)) {
            let told = Arguments::try_parse_from(std::iter::once("schema-registry".to_owned()).chain(words));
            if let Err(error) = told {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }
}
