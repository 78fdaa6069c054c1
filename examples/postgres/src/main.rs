//! Follows a schema in a table, and prints the outcome of each change.
//!
//! ```sh
//! psql -f examples/postgres/src/schema.sql
//! cargo run -- "host=/var/run/postgresql user=app" app
//! ```

use std::error::Error;
use std::time::Duration;

use schema_registry::RegistryHandle;
use schema_registry::source::{Feed, Policy, Poll};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(config), Some(name)) = (arguments.next(), arguments.next()) else {
        return Err("usage: schema-registry-postgres CONNECTION NAME".into());
    };
    let handle = RegistryHandle::new();
    let feed = Feed::builder("postgres", &name).policy(Policy::non_breaking()).open(&handle);
    let poll = Poll::every(Duration::from_mins(1)).wait_for_document();
    let source = schema_registry_postgres::follow(&config.parse()?, &name, poll, feed)?;
    let (watcher, mut attempts) = (source.watch_status(), 0);
    while let Ok(status) = watcher.wait_for(Duration::MAX, |status| status.attempts() > attempts) {
        attempts = status.attempts();
        let outcome = status.last_outcome().map(ToString::to_string).unwrap_or_default();
        println!("{outcome}: generation {}, {} fields", handle.generation(), handle.load().field_count());
    }
    Ok(())
}
