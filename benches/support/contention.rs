//! Ways to keep a registry that is replaced while others read it, and a run of readers against a writer that never stops.
//!
//! The peers are the two locks that a registry is usually kept in; each holds an `Arc`, which a read clones, so that all
//! readers may keep what they got. The work on the registry itself is left out.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use schema_registry::{RegistryHandle, SchemaRegistry};

pub(crate) const READERS: usize = 2;
/// Reads that are timed as one, so that the clock is not what is measured.
pub(crate) const BATCH: u32 = 16;

/// One way to keep a registry.
pub(crate) trait Registry: Sync {
    const NAME: &str;
    fn replace(&self, registry: SchemaRegistry);
    /// Something that reads once at each call.
    fn reader(&self) -> impl FnMut() + Send;
}

#[derive(Default)]
pub(crate) struct Load(RegistryHandle);
#[derive(Default)]
pub(crate) struct Snapshot(RegistryHandle);
#[derive(Default)]
pub(crate) struct Reader(RegistryHandle);
pub(crate) struct ParkingLot(parking_lot::RwLock<Arc<SchemaRegistry>>);
pub(crate) struct Std(std::sync::RwLock<Arc<SchemaRegistry>>);

impl Registry for Load {
    const NAME: &str = "handle.load()";
    fn replace(&self, registry: SchemaRegistry) {
        self.0.set(registry);
    }
    fn reader(&self) -> impl FnMut() + Send {
        || drop(black_box(self.0.load()))
    }
}

impl Registry for Snapshot {
    const NAME: &str = "handle.snapshot()";
    fn replace(&self, registry: SchemaRegistry) {
        self.0.set(registry);
    }
    fn reader(&self) -> impl FnMut() + Send {
        || drop(black_box(self.0.snapshot()))
    }
}

impl Registry for Reader {
    const NAME: &str = "reader.get()";
    fn replace(&self, registry: SchemaRegistry) {
        self.0.set(registry);
    }
    fn reader(&self) -> impl FnMut() + Send {
        let mut reader = self.0.reader();
        move || {
            black_box(reader.get());
        }
    }
}

impl Default for ParkingLot {
    fn default() -> Self {
        Self(parking_lot::RwLock::new(Arc::new(SchemaRegistry::empty())))
    }
}

impl Default for Std {
    fn default() -> Self {
        Self(std::sync::RwLock::new(Arc::new(SchemaRegistry::empty())))
    }
}

impl Registry for ParkingLot {
    const NAME: &str = "parking_lot::RwLock<Arc<_>>";
    fn replace(&self, registry: SchemaRegistry) {
        *self.0.write() = Arc::new(registry);
    }
    fn reader(&self) -> impl FnMut() + Send {
        || drop(black_box(Arc::clone(&self.0.read())))
    }
}

impl Registry for Std {
    const NAME: &str = "std::sync::RwLock<Arc<_>>";
    fn replace(&self, registry: SchemaRegistry) {
        *self.0.write().unwrap() = Arc::new(registry);
    }
    fn reader(&self) -> impl FnMut() + Send {
        || drop(black_box(Arc::clone(&self.0.read().unwrap())))
    }
}

/// What one run of a subject gave.
pub(crate) struct Outcome {
    pub(crate) name: &'static str,
    /// Nanoseconds for each batch.
    batches: Histogram<u64>,
    reads: u64,
    swaps: u64,
    elapsed: Duration,
}

impl Outcome {
    pub(crate) fn reads_per_second(&self) -> f64 {
        self.per_second(self.reads)
    }

    pub(crate) fn swaps_per_second(&self) -> f64 {
        self.per_second(self.swaps)
    }

    /// Nanoseconds for a read, on average over the batch that is as slow as the quantile says.
    pub(crate) fn at_quantile(&self, quantile: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "nanoseconds of some reads are far below 2^52")]
        let batch = self.batches.value_at_quantile(quantile) as f64;
        batch / f64::from(BATCH)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    fn per_second(&self, count: u64) -> f64 {
        count as f64 / self.elapsed.as_secs_f64()
    }
}

/// Reads with [`READERS`] threads for as long as `time` says, while another replaces without pause; twice, once to count
/// the reads, and once to time them, since the clock costs more than a read does.
pub(crate) fn run<R: Registry>(subject: &R, time: Duration) -> Outcome {
    let (counts, swaps, elapsed) = against_a_writer(subject, time, |stop| count(subject.reader(), stop));
    let (histograms, _, _) = against_a_writer(subject, time, |stop| measure(subject.reader(), stop));
    let mut batches = Histogram::new(3).unwrap();
    for histogram in histograms {
        batches.add(histogram).unwrap();
    }
    Outcome { name: R::NAME, batches, reads: counts.into_iter().sum(), swaps, elapsed }
}

/// What each reader's work gave, the number of swaps, and how long it took.
fn against_a_writer<R: Registry, T: Send>(
    subject: &R,
    time: Duration,
    work: impl Fn(&AtomicBool) -> T + Sync,
) -> (Vec<T>, u64, Duration) {
    let (start, stop, swaps) = (Barrier::new(READERS + 2), AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let reader = || {
            start.wait();
            work(&stop)
        };
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(reader)).collect();
        scope.spawn(|| {
            let registries = ["a", "b"].map(|version| SchemaRegistry::builder(version).build().unwrap());
            start.wait();
            for registry in registries.iter().cycle().take_while(|_| !stop.load(Ordering::Relaxed)) {
                subject.replace(registry.clone());
                swaps.fetch_add(1, Ordering::Relaxed);
            }
        });
        start.wait();
        let began = Instant::now();
        thread::sleep(time);
        stop.store(true, Ordering::Relaxed);
        let results = readers.into_iter().map(|reader| reader.join().unwrap()).collect();
        (results, swaps.load(Ordering::Relaxed), began.elapsed())
    })
}

fn count(mut read: impl FnMut(), stop: &AtomicBool) -> u64 {
    const READS: u64 = 256;
    let mut reads = 0;
    while !stop.load(Ordering::Relaxed) {
        (0..READS).for_each(|_| read());
        reads += READS;
    }
    reads
}

/// Nanoseconds for each batch.
fn measure(mut read: impl FnMut(), stop: &AtomicBool) -> Histogram<u64> {
    let mut batches = Histogram::new(3).unwrap();
    while !stop.load(Ordering::Relaxed) {
        let began = Instant::now();
        (0..BATCH).for_each(|_| read());
        let nanoseconds = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        batches.record(nanoseconds.max(1)).unwrap();
    }
    batches
}
