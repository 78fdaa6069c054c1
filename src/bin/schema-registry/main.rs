//! The command line: what a schema holds, whether it is sound, what changed between two, and one format for another.

mod diff;
mod input;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use schema_registry::source::{FileSource, Policy, Status};
use schema_registry::{Coordinate, Element, Operation, RegistryHandle, SchemaRegistry, Strictness, TypeKind};

use input::Input;

/// Look into GraphQL schemas, check them, compare them and convert them.
///
/// An INPUT is a file of any format (SDL, an introspection result, the JSON document of this tool), compressed by gzip or
/// not; `-` for standard input; a folder, for all SDL files in it; or `git:REVISION:PATH`, for a file of a commit.
#[derive(Debug, Parser)]
#[command(name = "schema-registry", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show what a schema holds.
    Show {
        input: Input,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show the element at a schema coordinate, such as `User.name` or `Query.users(first:)`.
    Get { input: Input, coordinate: Coordinate },
    /// Check schemas, and show each finding with its line. Exits with 2 if one is not sound.
    Check {
        #[arg(required = true)]
        inputs: Vec<Input>,
        #[command(flatten)]
        judging: Judging,
    },
    /// Show what changed from one schema to another. Exits with 1 if the policy refuses it.
    Diff(diff::Arguments),
    /// Write a schema in another format, to standard output.
    Convert {
        input: Input,
        #[arg(long, value_enum)]
        to: Format,
    },
    /// Follow a schema file, and show what becomes of each change, until interrupted.
    Watch {
        path: std::path::PathBuf,
        /// Refuse breaking changes.
        #[arg(long)]
        non_breaking: bool,
        /// End after so many attempts.
        #[arg(long, hide = true)]
        attempts: Option<u64>,
    },
}

/// How documents are judged.
#[derive(Debug, Clone, Copy, clap::Args)]
struct Judging {
    /// Every finding is an error.
    #[arg(long, conflicts_with = "lenient")]
    strict: bool,
    /// What is wrong about the content, and not about the form, is a warning.
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

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Sdl,
}

/// Bad input, with all there is to say of it.
#[derive(Debug)]
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(Failure(message)) => {
            eprintln!("{}", message.trim_end());
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let text = match arguments.command {
        Command::Show { input, json } => show(&input.load(Strictness::Standard)?, json)?,
        Command::Get { input, coordinate } => get(&input.load(Strictness::Standard)?, &coordinate)?,
        Command::Check { inputs, judging } => return check(&inputs, judging.strictness()),
        Command::Diff(arguments) => return diff::run(&arguments),
        Command::Convert { input, to } => {
            let registry = input.load(Strictness::Standard)?;
            match to {
                Format::Json => registry.to_json() + "\n",
                Format::Sdl => registry.to_sdl(),
            }
        }
        Command::Watch { path, non_breaking, attempts } => return watch(&path, non_breaking, attempts),
    };
    print(&text)
}

/// The reader of the output may close it early.
fn print(text: &str) -> Result<ExitCode, Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn show(registry: &SchemaRegistry, json: bool) -> Result<String, Failure> {
    let count = |kind| registry.types().filter(|info| info.kind() == kind).count();
    let roots = Operation::ALL.map(|operation| (operation, registry.root_name(operation)));
    if json {
        let kinds: serde_json::Map<_, _> =
            TypeKind::ALL.into_iter().map(|kind| (kind.to_string(), count(kind).into())).collect();
        let roots: serde_json::Map<_, _> =
            roots.into_iter().map(|(operation, name)| (operation.to_string(), name.into())).collect();
        let value = serde_json::json!({
            "version": registry.version(), "features": registry.features().collect::<Vec<_>>(), "roots": roots,
            "types": registry.type_count(), "fields": registry.field_count(), "kinds": kinds,
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
    Ok(out)
}

fn get(registry: &SchemaRegistry, coordinate: &Coordinate) -> Result<String, Failure> {
    let json = match registry.at(coordinate) {
        Some(Element::Type(info)) => serde_json::to_string_pretty(&info),
        Some(Element::Field(info)) => serde_json::to_string_pretty(&info),
        Some(Element::Argument(info)) => serde_json::to_string_pretty(&info),
        Some(Element::Value(info)) => serde_json::to_string_pretty(&info),
        _ => {
            // A reason, where a type or a field is what is missing.
            let type_name = coordinate.type_name().unwrap_or_default();
            registry.lookup_type(type_name)?;
            if let Some(member) = coordinate.member() {
                registry.lookup(type_name, member)?;
            }
            return Err(Failure(format!("there is no {coordinate}")));
        }
    };
    Ok(json? + "\n")
}

fn check(inputs: &[Input], strictness: Strictness) -> Result<ExitCode, Failure> {
    let mut code = ExitCode::SUCCESS;
    for input in inputs {
        let text = input.read()?;
        match schema_registry::LoadOptions::new().strictness(strictness).detect(&text) {
            Ok(loaded) => {
                for warning in &loaded.warnings {
                    eprintln!("{input}: warning: {warning}");
                }
                let (types, fields) = (loaded.registry.type_count(), loaded.registry.field_count());
                print(&format!("{input}: {types} types, {fields} fields\n"))?;
            }
            Err(error) => {
                eprint!("{input}:\n{}", error.report(&text));
                code = ExitCode::from(2);
            }
        }
    }
    Ok(code)
}

fn watch(path: &std::path::Path, non_breaking: bool, attempts: Option<u64>) -> Result<ExitCode, Failure> {
    let handle = RegistryHandle::new();
    let policy = if non_breaking { Policy::non_breaking() } else { Policy::any() };
    let source = FileSource::builder(path).policy(policy).wait_for_document().start(&handle)?;
    let report = |status: &Status| {
        let generation = handle.generation();
        let outcome = status.last_outcome().map(ToString::to_string).unwrap_or_default();
        print(&format!("generation {generation}: {outcome}\n"))
    };
    let mut seen = 0;
    loop {
        let status = source.wait_for(Duration::MAX, |status| status.attempts() > seen)?;
        seen = status.attempts();
        report(&status)?;
        if attempts.is_some_and(|attempts| seen >= attempts) {
            return Ok(ExitCode::SUCCESS);
        }
    }
}
