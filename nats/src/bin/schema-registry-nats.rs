//! The command line of a fleet: publish, show the history, roll back, show the rollout, follow.

use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use async_nats::{Client, ConnectOptions};
use clap::{Parser, Subcommand, ValueEnum};
use schema_registry::RegistryHandle;
use schema_registry::source::{Feed, Policy};
use schema_registry_nats::{NatsSource, Publication, PublishError, Published, Publisher, Rollout};

/// Publish a GraphQL schema to a fleet through a NATS `JetStream` key-value bucket, and see which process runs it.
///
/// Exits with 0; with 1 if the answer is no (a breaking change, or someone else has published meanwhile); and with 2
/// for any other failure.
#[derive(Debug, Parser)]
#[command(name = "schema-registry-nats", version, max_term_width = 100)]
struct Arguments {
    /// The servers.
    #[arg(
        long,
        env = "NATS_URL",
        default_value = "nats://127.0.0.1:4222",
        value_delimiter = ',',
        global = true
    )]
    server: Vec<String>,
    /// A file with credentials.
    #[arg(long, env = "NATS_CREDS", value_name = "FILE", global = true)]
    creds: Option<PathBuf>,
    /// The bucket.
    #[arg(long, default_value = "schemas", global = true)]
    bucket: String,
    /// The key in it.
    #[arg(long, default_value = "app", global = true)]
    key: String,
    /// How results are shown.
    #[arg(long, value_enum, default_value_t = Format::Text, global = true)]
    format: Format,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Publish a document over the current one, `-` for standard input, and show what changes. Refuses breaking
    /// changes.
    Publish {
        file: PathBuf,
        /// Who publishes it.
        #[arg(long, env = "USER")]
        author: Option<String>,
        /// Why.
        #[arg(long)]
        note: Option<String>,
        /// Publish it even if it breaks clients.
        #[arg(long)]
        breaking: bool,
        /// Show what would change, and publish nothing.
        #[arg(long)]
        dry_run: bool,
        /// Create the bucket if it does not exist, with this many replicas.
        #[arg(long, value_name = "REPLICAS")]
        create: Option<usize>,
    },
    /// Show the revisions in the bucket: author, time, note and changes.
    History,
    /// Publish the document of an earlier revision again.
    Rollback {
        revision: u64,
        /// Who rolls back.
        #[arg(long, env = "USER")]
        author: Option<String>,
    },
    /// Show which process runs which revision, which refused it and why, and which have gone quiet. Exits with 1 if
    /// any does not serve the current one.
    Rollout,
    /// Follow the key, and show the outcome of each revision, until interrupted.
    Follow {
        /// Refuse breaking changes.
        #[arg(long)]
        non_breaking: bool,
        /// Report under this name.
        #[arg(long)]
        name: Option<String>,
        /// End after this many attempts.
        #[arg(long, hide = true)]
        attempts: Option<u64>,
    },
}

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            let is_conflict =
                error.downcast_ref().is_some_and(|error| matches!(error, PublishError::Conflict { .. }));
            ExitCode::from(if is_conflict { 1 } else { 2 })
        }
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let client = connect(&arguments).await?;
    let Arguments { bucket, key, format, command, .. } = arguments;
    let is_json = format == Format::Json;
    let open = || Publisher::open(client.clone(), bucket.clone(), key.clone());
    match command {
        Command::Publish { file, author, note, breaking, dry_run, create } => {
            let document = read(&file)?;
            let publisher = match create {
                Some(replicas) => Publisher::create(client, bucket, key, replicas).await?,
                None => open().await?,
            };
            let mut publication = Publication::new(document.clone());
            if let Some(author) = author {
                publication = publication.author(author);
            }
            if let Some(note) = note {
                publication = publication.note(note);
            }
            let proposed = publisher.propose(&document).await?;
            let is_refused = proposed.is_breaking() && !breaking;
            let revision = if dry_run || is_refused || proposed.is_unchanged() {
                None
            } else {
                Some(publisher.publish(&publication, proposed.revision()).await?)
            };
            print(&if is_json {
                let value = serde_json::json!({
                    "over": proposed.revision(), "revision": revision, "refused": is_refused,
                    "unchanged": proposed.is_unchanged(), "changes": proposed.changes(),
                });
                serde_json::to_string_pretty(&value)? + "\n"
            } else {
                let lines = proposed.changes().iter().map(|it| format!("{:<9}  {it}\n", it.criticality()));
                let outcome = match revision {
                    Some(revision) => format!("published as revision {revision}\n"),
                    None if is_refused => {
                        "refused: it breaks clients; --breaking publishes it all the same\n".to_owned()
                    }
                    None if proposed.is_unchanged() => {
                        format!("revision {} says the same already\n", proposed.revision())
                    }
                    None => "nothing was published\n".to_owned(),
                };
                lines.collect::<String>() + &outcome
            })?;
            Ok(ExitCode::from(u8::from(is_refused)))
        }
        Command::History => {
            let history = open().await?.history().await?;
            print(&if is_json {
                serde_json::to_string_pretty(&history)? + "\n"
            } else {
                history_table(&history)
            })
        }
        Command::Rollback { revision, author } => {
            let new = open().await?.rollback(revision, author.as_deref()).await?;
            print(&if is_json {
                format!("{{ \"revision\": {new} }}\n")
            } else {
                format!("published revision {revision} again, as {new}\n")
            })
        }
        Command::Rollout => {
            let rollout = open().await?.rollout().await?;
            print(&if is_json {
                serde_json::to_string_pretty(&rollout)? + "\n"
            } else {
                rollout_table(&rollout)
            })?;
            Ok(ExitCode::from(u8::from(!rollout.is_complete())))
        }
        Command::Follow { non_breaking, name, attempts } => {
            follow(client, (bucket, key), non_breaking, name, attempts).await
        }
    }
}

async fn connect(arguments: &Arguments) -> Result<Client, Failure> {
    let options = match &arguments.creds {
        Some(path) => ConnectOptions::with_credentials_file(path)
            .await
            .map_err(|error| format!("{}: {error}", path.display()))?,
        None => ConnectOptions::new(),
    };
    let client = options.connect(&arguments.server[..]).await;
    client.map_err(|error| format!("{}: {error}", arguments.server.join(", ")).into())
}

fn read(file: &std::path::Path) -> Result<Vec<u8>, Failure> {
    if file.as_os_str() == "-" {
        let mut document = Vec::new();
        io::stdin().lock().read_to_end(&mut document)?;
        return Ok(document);
    }
    std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// The reader of the output may close it early.
fn print(text: &str) -> Result<ExitCode, Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Columns as wide as their content.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}  "));
        cells.collect::<String>().trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

fn heading(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn history_table(history: &[Published]) -> String {
    let mut rows = vec![heading(&["revision", "when", "author", "fingerprint", "bytes", "changes", "note"])];
    rows.extend(history.iter().map(|it| {
        let fingerprint = match (&it.fingerprint, it.is_deleted) {
            (_, true) => "deleted".to_owned(),
            (Some(fingerprint), _) => format!("{fingerprint:.12}"),
            (None, _) => "does not load".to_owned(),
        };
        vec![
            it.revision.to_string(),
            it.when.split('.').next().unwrap_or_default().trim_end_matches('Z').to_owned() + "Z",
            it.author.clone().unwrap_or_default(),
            fingerprint,
            format!("{} ({})", it.size, it.stored_size),
            it.changes.map(|changes| changes.to_string()).unwrap_or_default(),
            it.note.clone().unwrap_or_default(),
        ]
    }));
    table(&rows)
}

fn rollout_table(rollout: &Rollout) -> String {
    let mut rows = vec![heading(&["process", "revision", "generation", "outcome", "reported", "reason"])];
    rows.extend(rollout.followers.iter().map(|it| {
        vec![
            it.name.clone(),
            it.revision.clone().unwrap_or_default() + if it.is_copy { " (copy)" } else { "" },
            it.generation.map(|it| it.to_string()).unwrap_or_default(),
            it.outcome.clone().unwrap_or_default(),
            format!("{} s ago{}", it.age, if it.is_quiet { ", quiet" } else { "" }),
            it.reason.clone().unwrap_or_default(),
        ]
    }));
    let current = rollout.revision.map_or_else(|| "no revision".to_owned(), |it| format!("revision {it}"));
    format!("{current}\n{}", table(&rows))
}

async fn follow(
    client: Client,
    (bucket, key): (String, String),
    non_breaking: bool,
    name: Option<String>,
    attempts: Option<u64>,
) -> Result<ExitCode, Failure> {
    let handle = RegistryHandle::new();
    let policy = if non_breaking { Policy::non_breaking() } else { Policy::any() };
    let feed = Feed::builder("nats", format!("{bucket}/{key}")).policy(policy).open(&handle);
    let mut builder = NatsSource::builder(client, bucket, key).wait_for_document();
    if let Some(name) = name {
        builder = builder.name(name);
    }
    let source = builder.start(feed).await?;
    let mut watcher = source.watch_status();
    let mut seen = 0;
    loop {
        let status = watcher.status();
        if status.attempts() > seen {
            seen = status.attempts();
            let outcome = status.last_outcome().map(ToString::to_string).unwrap_or_default();
            let revision = status.offered_revision().map(|it| format!("revision {it}, ")).unwrap_or_default();
            print(&format!("{revision}generation {}: {outcome}\n", handle.generation()))?;
        }
        if attempts.is_some_and(|attempts| seen >= attempts) {
            return Ok(ExitCode::SUCCESS);
        }
        tokio::select! {
            changed = watcher.changed() => { changed?; }
            interrupted = tokio::signal::ctrl_c() => {
                interrupted?;
                return Ok(ExitCode::SUCCESS);
            }
        }
    }
}
