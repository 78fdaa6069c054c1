//! A source for your own store: keeps a handle current from a row of a table.
//!
//! The table is authoritative, and is polled. `NOTIFY`, sent by a trigger, is a hint that polling now is worthwhile:
//! hints are lost while the connection is down, so the table is read again after each reconnect.

use std::error::Error;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, Config, NoTls};
use schema_registry::source::{Feed, Fetched, Poll, PollSource, Revision, StartError};

/// The table, and the trigger that notifies of its changes.
pub const SCHEMA: &str = include_str!("schema.sql");

/// Follows the document of that name, until the source is dropped.
///
/// # Errors
///
/// As [`Poll::start`].
pub fn follow(config: &Config, name: &str, poll: Poll, feed: Feed) -> Result<Arc<PollSource>, StartError> {
    let mut table = Table { config: config.clone(), name: name.to_owned(), client: None };
    let source = Arc::new(poll.start(feed, move |since| table.read(since))?);
    let (config, name, hinted) = (config.clone(), name.to_owned(), Arc::downgrade(&source));
    thread::spawn(move || {
        while listen(&config, &name, &hinted).is_err() {
            thread::sleep(Duration::from_secs(1));
        }
    });
    Ok(source)
}

struct Table {
    config: Config,
    name: String,
    client: Option<Client>,
}

impl Table {
    /// A connection that fails is not kept.
    fn read(&mut self, since: Option<&Revision>) -> Result<Fetched, Box<dyn Error + Send + Sync>> {
        const QUERY: &str =
            "SELECT revision::text, CASE WHEN revision::text IS DISTINCT FROM $2 THEN document END
            FROM schemas WHERE name = $1";
        let kept = self.client.take().filter(|client| !client.is_closed());
        let mut client = kept.map_or_else(|| self.config.connect(NoTls), Ok)?;
        let row = client.query_opt(QUERY, &[&self.name, &since.map(Revision::as_str)])?;
        self.client = Some(client);
        let row = row.ok_or_else(|| format!("the table has no schema `{}`", self.name))?;
        Ok(match row.get::<_, Option<String>>(1) {
            Some(document) => {
                Fetched::Document { bytes: document.into(), revision: row.get::<_, String>(0).into() }
            }
            None => Fetched::Unchanged,
        })
    }
}

/// Passes hints on. Returns `Ok` when the source was dropped.
fn listen(config: &Config, name: &str, source: &Weak<PollSource>) -> Result<(), postgres::Error> {
    let mut client = config.connect(NoTls)?;
    client.batch_execute("LISTEN schemas")?;
    let refresh = || source.upgrade().inspect(|source| source.refresh()).is_some();
    let mut goes_on = refresh(); // whatever came while nobody listened
    while goes_on {
        let hint = client.notifications().timeout_iter(Duration::from_secs(1)).next()?;
        goes_on = if let Some(hint) = hint {
            hint.payload() != name || refresh()
        } else {
            client.is_valid(Duration::from_secs(5))?;
            source.strong_count() > 0
        };
    }
    Ok(())
}
