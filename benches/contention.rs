//! Readers against a writer that never stops, and against nobody: what a read costs, and how bad it gets.
//!
//! `cargo bench --bench contention`. The peers are the two locks that a registry is usually kept in; each holds an `Arc`,
//! which a read clones, so that all four readers may keep what they got. The work on the registry itself is left out.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use hdrhistogram::Histogram;
use schema_registry::{RegistryHandle, SchemaRegistry};

const READERS: usize = 2;
const RUN: Duration = Duration::from_secs(2);
/// Reads that are timed as one, so that the clock is not what is measured.
const BATCH: u64 = 16;

/// One way to keep a registry.
trait Registry: Sync {
    const NAME: &str;
    fn replace(&self, registry: SchemaRegistry);
    /// Something that reads once at each call.
    fn reader(&self) -> impl FnMut() + Send;
}

struct Load(RegistryHandle);
struct Snapshot(RegistryHandle);
struct Reader(RegistryHandle);
struct ParkingLot(parking_lot::RwLock<Arc<SchemaRegistry>>);
struct Std(std::sync::RwLock<Arc<SchemaRegistry>>);

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

struct Outcome {
    name: &'static str,
    latency: Histogram<u64>,
    swaps: u64,
    elapsed: Duration,
}

fn run<R: Registry>(subject: &R) -> Outcome {
    let (start, stop, swaps) = (Barrier::new(READERS + 2), AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS)
            .map(|_| {
                let (start, stop) = (&start, &stop);
                scope.spawn(move || {
                    start.wait();
                    measure(subject.reader(), stop)
                })
            })
            .collect();
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
        thread::sleep(RUN);
        stop.store(true, Ordering::Relaxed);
        let mut latency = Histogram::new(3).unwrap();
        for reader in readers {
            latency.add(reader.join().unwrap()).unwrap();
        }
        Outcome { name: R::NAME, latency, swaps: swaps.load(Ordering::Relaxed), elapsed: began.elapsed() }
    })
}

/// Nanoseconds for each read, of a batch at a time.
fn measure(mut read: impl FnMut(), stop: &AtomicBool) -> Histogram<u64> {
    let mut latency = Histogram::new(3).unwrap();
    while !stop.load(Ordering::Relaxed) {
        let began = Instant::now();
        (0..BATCH).for_each(|_| read());
        let nanos = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        latency.record((nanos / BATCH).max(1)).unwrap();
    }
    latency
}

fn two_readers_and_a_writer(_: &mut Criterion) {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only asks whether it builds
    }
    let empty = || Arc::new(SchemaRegistry::empty());
    let outcomes = [
        run(&Reader(RegistryHandle::new())),
        run(&Load(RegistryHandle::new())),
        run(&Snapshot(RegistryHandle::new())),
        run(&ParkingLot(parking_lot::RwLock::new(empty()))),
        run(&Std(std::sync::RwLock::new(empty()))),
    ];
    println!(
        "\n{READERS} readers, 1 writer replacing without pause, {RUN:?} each; ns per read, {BATCH} timed as one"
    );
    println!("{:<30} {:>14} {:>8} {:>8} {:>10} {:>14}", "", "reads/s", "p50", "p99.9", "max", "swaps/s");
    for Outcome { name, latency, swaps, elapsed } in outcomes {
        #[allow(clippy::cast_precision_loss, reason = "for a table")]
        let per_second = |count: u64| count as f64 / elapsed.as_secs_f64();
        let (reads, swaps) = (per_second(latency.len() * BATCH), per_second(swaps));
        let [p50, tail] = [0.5, 0.999].map(|quantile| latency.value_at_quantile(quantile));
        println!("{name:<30} {reads:>14.0} {p50:>8} {tail:>8} {:>10} {swaps:>14.0}", latency.max());
    }
}

criterion_group!(benches, two_readers_and_a_writer);
criterion_main!(benches);
