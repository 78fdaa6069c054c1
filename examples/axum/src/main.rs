//! A web service that answers from a schema and follows its file: axum, with a handle in the state.
//!
//! ```text
//! cd examples/axum && cargo run -- schema.graphql
//! curl localhost:3000/types/User/fields/name
//! ```
//!
//! The schema is reloaded when the file changes, and a change that would break clients is refused. Without the file
//! the service still starts, and `/ready` waits for it. Ctrl-C or SIGTERM ends the service once running requests are
//! answered.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use lexopt::prelude::*;
use schema_registry::RegistryHandle;
use schema_registry::source::{FileSource, Policy};
use schema_registry_axum::{Api, App, serve};
use tokio::net::TcpListener;

const USAGE: &str = "\
usage: schema-registry-axum [--listen 127.0.0.1:3000] [--any] SCHEMA

SCHEMA is the document to follow. --any takes breaking changes too.";

struct Arguments {
    listen: String,
    policy: Policy<Api>,
    schema: PathBuf,
}

/// `None` if help is requested.
fn arguments() -> Result<Option<Arguments>, lexopt::Error> {
    let (mut listen, mut policy, mut schema) = ("127.0.0.1:3000".to_owned(), Policy::non_breaking(), None);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Long("listen") => listen = parser.value()?.string()?,
            Long("any") => policy = Policy::any(),
            Value(file) if schema.is_none() => schema = Some(PathBuf::from(file)),
            other => return Err(other.unexpected()),
        }
    }
    let schema = schema.ok_or("name the document to follow")?;
    Ok(Some(Arguments { listen, policy, schema }))
}

fn main() -> ExitCode {
    let arguments = match arguments() {
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
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The source has its own thread, outside of the runtime, so its work delays no request.
fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    let registry = RegistryHandle::default();
    let source = FileSource::builder(arguments.schema).build_with(Api::prepare);
    let source = source.policy(arguments.policy).wait_for_document();
    let source = source.start(&registry)?;
    let app = App::new(registry, source.watch_status(), Duration::from_secs(10));

    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind(&arguments.listen).await?;
        println!("http://{}", listener.local_addr()?);
        serve(listener, app, told_to_end()).await
    })?;
    drop(source); // only now: requests were answered to the last
    Ok(())
}

/// Until Ctrl-C, or the signal that stops a service.
async fn told_to_end() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate()).expect("a signal that can be handled");
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}
