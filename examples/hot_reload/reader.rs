//! One reader thread: requests, and how long each took.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use hdrhistogram::Histogram;
use schema_registry::RegistryReader;

use crate::questions::Questions;

/// The measurements of one reader.
pub(crate) struct Reader {
    /// Nanoseconds for each request, from the end of the previous one, so that no pause is missed.
    pub(crate) latency: Histogram<u64>,
    pub(crate) generations: u64,
    /// Requests with an answer from another version than the one read.
    pub(crate) torn: u64,
    /// Requests that read an older generation than the previous one.
    pub(crate) backward: u64,
}

impl Reader {
    pub(crate) fn run(
        mut registry: RegistryReader,
        questions: &Questions,
        number: usize,
        stop: &AtomicBool,
    ) -> Self {
        let latency = Histogram::new(3).expect("three digits are allowed");
        let mut seen = Self { latency, generations: 0, torn: 0, backward: 0 };
        let (mut last, mut began) = (0, Instant::now());
        let mut request = number * 1_000;
        while !stop.load(Ordering::Relaxed) {
            let snapshot = registry.get(); // once for each request
            let answered = questions.are_answered_by(snapshot, request);
            seen.torn += u64::from(!answered);
            seen.backward += u64::from(snapshot.generation() < last);
            seen.generations += u64::from(snapshot.generation() != last);
            last = snapshot.generation();
            request = request.wrapping_add(1);

            let ended = Instant::now();
            let nanoseconds = u64::try_from((ended - began).as_nanos()).unwrap_or(u64::MAX);
            seen.latency.record(nanoseconds).expect("the histogram grows");
            began = ended;
        }
        seen
    }
}
