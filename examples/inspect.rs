//! What a person wants to see first of a schema document, and answers to look-ups.
//!
//! ```text
//! cargo run --example inspect                                  a real schema, embedded
//! cargo run --example inspect -- schema.json.gz                your own, compressed or not
//! cargo run --example inspect -- schema.json User.name Query   and what its types and fields are
//! ```
//!
//! A document that is refused is an error with all its findings, each as `FILE:LINE:COLUMN`. The exit code is 1 for such
//! a document and for a look-up that finds nothing, 2 for a wrong use of the command.

mod common;

use std::error::Error;
use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use common::{Align, Document, Table, place, said, thousands};
use lexopt::prelude::*;
use schema_registry::{FieldInfo, Loaded, LookupError, Operation, SchemaRegistry, TypeInfo, TypeKind};

const USAGE: &str = "usage: inspect [FILE] [TYPE | TYPE.FIELD]...";

/// How many types and warnings are listed.
const SHOWN: usize = 10;

/// What to ask where nobody asks: a hit, a name as a database has it, one step of a did-you-mean each, and a type.
const QUESTIONS: [&str; 5] = [
    "Repository.issue",
    "Repository.name_with_owner",
    "Repository.stargazerCuont",
    "Repositry.name",
    "Actor",
];

struct Arguments {
    file: Option<PathBuf>,
    questions: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = match parse_arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn parse_arguments() -> Result<Option<Arguments>, lexopt::Error> {
    let mut arguments = Arguments { file: None, questions: Vec::new() };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Value(value) if arguments.file.is_none() && is_file(Path::new(&value)) => {
                arguments.file = Some(value.into());
            }
            Value(value) => arguments.questions.push(value.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(arguments))
}

/// Whether an argument means a file, which `User.name` does not. A file that is not there is still meant as one.
fn is_file(path: &Path) -> bool {
    let named_like_one = ["json", "gz", "graphql", "graphqls", "gql"]
        .iter()
        .any(|known| path.extension() == Some(known.as_ref()));
    named_like_one || path.components().count() > 1 || path.is_file()
}

fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let document = arguments.file.as_deref().map_or_else(|| Ok(Document::github_15()), Document::read)?;
    let began = Instant::now();
    let loaded = document.load()?;
    let took = began.elapsed();

    let mut report = String::new();
    write_summary(&mut report, &document, &loaded, took)?;
    write_kinds(&mut report, &loaded.registry)?;
    write_largest(&mut report, &loaded.registry)?;
    write_warnings(&mut report, &loaded)?;
    let asked = !arguments.questions.is_empty();
    let mut all_found = true;
    if asked || arguments.file.is_none() {
        let questions = arguments.questions.iter().map(String::as_str);
        let questions: Vec<&str> = if asked { questions.collect() } else { QUESTIONS.to_vec() };
        all_found = write_answers(&mut report, &loaded.registry, &questions)?;
    }
    print(&report)?;
    Ok(if all_found || !asked { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A reader that has seen enough, such as `head`, is no failure.
fn print(report: &str) -> io::Result<()> {
    match io::Write::write_all(&mut io::stdout(), report.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

fn write_summary(out: &mut String, document: &Document, loaded: &Loaded, took: Duration) -> std::fmt::Result {
    let registry = &loaded.registry;
    let features: Vec<&str> = registry.features().collect();
    let roots: Vec<String> = Operation::ALL
        .into_iter()
        .filter_map(|operation| Some(format!("{operation} {}", registry.root_name(operation)?)))
        .collect();
    writeln!(out, "{}\n", document.name)?;
    writeln!(out, "  version      {}", registry.version())?;
    writeln!(out, "  features     {}", listed(&features))?;
    writeln!(out, "  roots        {}", listed(&roots))?;
    writeln!(out, "  types        {}", thousands(registry.type_count()))?;
    writeln!(out, "  fields       {}", thousands(registry.field_count()))?;
    writeln!(out, "  fingerprint  {}", registry.fingerprint())?;
    writeln!(out, "  loaded       {} bytes in {took:.1?}", thousands(document.size()))
}

fn listed<T: AsRef<str>>(names: &[T]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

fn write_kinds(out: &mut String, registry: &SchemaRegistry) -> std::fmt::Result {
    let mut table = Table::new([("kind", Align::Left), ("types", Align::Right), ("fields", Align::Right)]);
    for kind in TypeKind::ALL {
        let of_kind = registry.types().filter(|found| found.kind() == kind);
        let fields: usize = of_kind.clone().map(|found| found.fields().len()).sum();
        let fields = if kind.has_fields() { thousands(fields) } else { String::new() };
        table.row([kind.to_string(), thousands(of_kind.count()), fields]);
    }
    write!(out, "\n{table}")
}

fn write_largest(out: &mut String, registry: &SchemaRegistry) -> std::fmt::Result {
    let mut types: Vec<TypeInfo<'_>> = registry.types().filter(|found| found.fields().len() > 0).collect();
    types.sort_by_key(|found| std::cmp::Reverse(found.fields().len()));
    if types.is_empty() {
        return Ok(());
    }
    let mut table =
        Table::new([("largest types", Align::Left), ("kind", Align::Left), ("fields", Align::Right)]);
    for found in types.iter().take(SHOWN) {
        table.row([found.name().to_owned(), found.kind().to_string(), thousands(found.fields().len())]);
    }
    write!(out, "\n{table}")
}

fn write_warnings(out: &mut String, loaded: &Loaded) -> std::fmt::Result {
    let count = loaded.warnings.len();
    if count == 0 {
        return writeln!(out, "\n  no warnings");
    }
    let mut table = Table::new([("line:column", Align::Right), ("warnings", Align::Left)]);
    for warning in loaded.warnings.iter().take(SHOWN) {
        table.row([place(warning), said(warning)]);
    }
    write!(out, "\n{table}")?;
    if count > SHOWN {
        writeln!(out, "  and {} more warnings", thousands(count - SHOWN))?;
    }
    Ok(())
}

/// Whether every question had an answer.
fn write_answers(
    out: &mut String,
    registry: &SchemaRegistry,
    questions: &[&str],
) -> Result<bool, std::fmt::Error> {
    let mut table = Table::new([("look-up", Align::Left), ("answer", Align::Left)]);
    let mut all_found = true;
    for question in questions {
        let answer = answer(registry, question).unwrap_or_else(|error| {
            all_found = false;
            error.to_string()
        });
        table.row([(*question).to_owned(), answer]);
    }
    write!(out, "\n{table}")?;
    Ok(all_found)
}

fn answer(registry: &SchemaRegistry, question: &str) -> Result<String, LookupError> {
    let Some((type_name, field_name)) = question.split_once('.') else {
        // A look-up of a field says why there is no such type.
        return match registry.get_type(question) {
            Some(found) => Ok(about_type(found)),
            None => registry.lookup(question, "").map(about_field),
        };
    };
    let field = registry.lookup(type_name, field_name)?;
    let about = about_field(field);
    Ok(if field.name() == field_name { about } else { format!("{}: {about}", field.name()) })
}

fn about_type(found: TypeInfo<'_>) -> String {
    let counts = [
        (found.fields().len(), "fields"),
        (found.interfaces().len(), "interfaces"),
        (found.possible_types().len(), "possible types"),
        (found.values().len(), "values"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(count, what)| format!("{} {what}", thousands(count)));
    listed(&std::iter::once(found.kind().to_string()).chain(counts).collect::<Vec<_>>())
}

fn about_field(field: FieldInfo<'_>) -> String {
    let args: Vec<String> = field.args().map(|arg| format!("{}: {}", arg.name(), arg.type_ref())).collect();
    let parts = [
        Some(field.type_ref().to_string()),
        field.named_type().map(|target| target.kind().to_string()),
        (!args.is_empty()).then(|| format!("arguments ({})", listed(&args))),
        field.deprecation_reason().map(|reason| format!("deprecated: {reason}")),
    ];
    listed(&parts.into_iter().flatten().collect::<Vec<_>>())
}
