//! The command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use lexopt::prelude::*;

pub(crate) const USAGE: &str = "\
usage: hot_reload [--seconds 3] [--readers N] [--swap-every 1ms] [OLD NEW]

--swap-every takes s, ms or us; 0 is without pause. OLD and NEW are schema documents, compressed or not.";

pub(crate) struct Arguments {
    pub(crate) time: Duration,
    pub(crate) readers: usize,
    pub(crate) swap_every: Duration,
    pub(crate) files: Option<[PathBuf; 2]>,
}

impl Arguments {
    /// `None` if help is requested.
    pub(crate) fn from_command_line() -> Result<Option<Self>, lexopt::Error> {
        // With more than two cores, one is left to the writer.
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let mut arguments = Self {
            time: Duration::from_secs(3),
            readers: cores.saturating_sub(1).max(2),
            swap_every: Duration::from_millis(1),
            files: None,
        };
        let mut files = Vec::new();
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(None),
                Long("seconds") => arguments.time = parser.value()?.parse_with(seconds)?,
                Long("readers") => arguments.readers = parser.value()?.parse::<NonZeroUsize>()?.get(),
                Long("swap-every") => arguments.swap_every = parser.value()?.parse_with(duration)?,
                Value(file) => files.push(PathBuf::from(file)),
                other => return Err(other.unexpected()),
            }
        }
        if !files.is_empty() {
            let two = files.try_into().map_err(|_| "give two files, or none")?;
            arguments.files = Some(two);
        }
        Ok(Some(arguments))
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "not a number")?;
    let time = Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())?;
    if time.is_zero() { Err("no time at all".to_owned()) } else { Ok(time) }
}

fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..digits].parse().map_err(|_| "no number such as 200us")?;
    let unit = match &text[digits..] {
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "" if number == 0.0 => 1.0,
        _ => return Err("no unit of time: s, ms or us".to_owned()),
    };
    Duration::try_from_secs_f64(number * unit).map_err(|error| error.to_string())
}
