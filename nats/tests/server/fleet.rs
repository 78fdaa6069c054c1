//! Many processes that follow one key.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::{Process, Server, eventually, number_of, numbered};
use schema_registry::source::{Feed, Policy};
use schema_registry::{RegistryHandle, SchemaRegistry};
use schema_registry_nats::{NatsSource, Publication, PublishError, Publisher};

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_processes_come_to_the_last_of_two_hundred_revisions_and_none_goes_back() {
    const PROCESSES: usize = 200;
    const REVISIONS: usize = 200;
    let server = Server::start();
    let publisher = Publisher::create(server.client().await, "schemas", "app", 1).await.unwrap();
    let steps_back = Arc::new(AtomicUsize::new(0));
    let mut processes = Vec::new();
    for _ in 0..PROCESSES {
        let steps_back = Arc::clone(&steps_back);
        let policy = Policy::when(move |proposal| {
            let is_back = number_of(proposal.base()) > number_of(proposal.candidate());
            steps_back.fetch_add(is_back.into(), Ordering::Relaxed);
            true
        });
        processes.push(Process::start(server.client().await, policy).await);
    }
    let began = Instant::now();
    let mut revision = 0;
    for number in 1..=REVISIONS {
        revision = publisher.publish(&Publication::new(numbered(number)), revision).await.unwrap();
    }
    let acknowledged = began.elapsed();
    for process in &processes {
        process.comes_to(REVISIONS).await;
    }
    eprintln!("{REVISIONS} published in {acknowledged:?}, all {PROCESSES} there after {:?}", began.elapsed());
    assert_eq!(steps_back.load(Ordering::Relaxed), 0);
    for process in &processes {
        let status = process.source.status();
        assert_eq!(status.settled_revision().map(ToString::to_string), Some(revision.to_string()));
        assert_eq!(status.failed(), 1, "the first look, before anything was published: {}", process.reason());
    }
    // One at a time, from the publication until it is seen.
    let mut times = Vec::new();
    for number in REVISIONS + 1..=REVISIONS + 20 {
        let began = Instant::now();
        revision = publisher.publish(&Publication::new(numbered(number)), revision).await.unwrap();
        for process in &processes {
            while process.number() != Some(number) {
                tokio::time::sleep(Duration::from_micros(200)).await;
                assert!(began.elapsed() < Duration::from_secs(60));
            }
            times.push(began.elapsed());
        }
    }
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    eprintln!("publish to visible: p50 {:?}, p90 {:?}, p99 {:?}, max {:?}", at(50), at(90), at(99), at(100));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_publishers_race_and_none_overwrites_what_it_has_not_seen() {
    let server = Server::start();
    Publisher::create(server.client().await, "schemas", "app", 1).await.unwrap();
    let mut racing = Vec::new();
    for racer in 0..10 {
        let client = server.client().await;
        racing.push(tokio::spawn(async move {
            let publisher = Publisher::open(client, "schemas", "app").await.unwrap();
            let mut won = Vec::new();
            let mut expected = 0;
            while won.len() < 5 {
                let document =
                    Publication::new(numbered(racer * 100 + won.len())).author(format!("racer {racer}"));
                match publisher.publish(&document, expected).await {
                    Ok(revision) => {
                        won.push((expected, revision));
                        expected = revision;
                    }
                    Err(PublishError::Conflict { current, .. }) => expected = current.unwrap_or(0),
                    Err(error) => panic!("{error}"),
                }
            }
            won
        }));
    }
    let mut won = Vec::new();
    for racer in racing {
        won.extend(racer.await.unwrap());
    }
    won.sort_unstable();
    // Each replaced exactly the one before it: a chain without a gap.
    assert_eq!(won.len(), 50);
    assert!(won.windows(2).all(|pair| pair[0].1 == pair[1].0), "{won:?}");
    let publisher = Publisher::open(server.client().await, "schemas", "app").await.unwrap();
    let history = publisher.history().await.unwrap();
    let revisions: Vec<u64> = history.iter().map(|it| it.revision).collect();
    assert_eq!(revisions, won.iter().map(|&(_, revision)| revision).collect::<Vec<_>>());
    assert!(history.iter().all(|it| it.author.as_deref().is_some_and(|author| author.starts_with("racer "))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_is_proposed_noted_rolled_back_and_reported() {
    let server = Server::start();
    let publisher = Publisher::create(server.client().await, "schemas", "app", 1).await.unwrap();
    let first = "type Query {\n  me: String\n  id: ID\n}";
    let proposed = publisher.propose(first.as_bytes()).await.unwrap();
    assert_eq!((proposed.revision(), proposed.is_breaking(), proposed.is_unchanged()), (0, false, false));
    let one = publisher.publish(&Publication::new(first).author("ann\n").note("the first"), 0).await.unwrap();
    assert!(publisher.propose(first.as_bytes()).await.unwrap().is_unchanged());

    let bold = Process::start_named(server.client().await, Policy::any(), Some("bold")).await;
    let careful =
        Process::start_named(server.client().await, Policy::non_breaking(), Some("careful ü")).await;

    let second = "type Query {\n  me: Int\n}";
    let proposed = publisher.propose(second.as_bytes()).await.unwrap();
    assert!(proposed.is_breaking());
    assert_eq!(proposed.changes()[1].position().map(|it| it.line), Some(2));
    assert!(matches!(
        publisher.publish(&Publication::new(second), 0).await,
        Err(PublishError::Conflict { expected: 0, current: Some(current) }) if current == one
    ));
    assert!(matches!(
        publisher.publish(&Publication::new("type Query {"), one).await,
        Err(PublishError::Load(_))
    ));
    let two = publisher.publish(&Publication::new(second).author("bea"), proposed.revision()).await.unwrap();

    let mut rollout = publisher.rollout().await.unwrap();
    eventually("both report", async || {
        rollout = publisher.rollout().await.unwrap();
        let revisions: Vec<_> = rollout.followers.iter().map(|it| it.revision.clone()).collect();
        revisions == [Some(two.to_string()), Some(one.to_string())]
            && rollout.followers[1].outcome.as_deref() == Some("refused")
    })
    .await;
    assert_eq!((rollout.revision, rollout.is_complete()), (Some(two), false));
    let [of_bold, of_careful] = &rollout.followers[..] else { panic!("{rollout:?}") };
    assert_eq!((&*of_bold.name, &*of_careful.name), ("bold", "careful ü"));
    let reason = of_careful.reason.as_deref().unwrap_or_default();
    assert!(reason.contains("field `Query.id` removed (breaking) (and 1 more change)"), "{reason}");
    assert!(!of_bold.is_quiet && !of_bold.is_copy);

    let three = publisher.rollback(one, Some("cleo")).await.unwrap();
    eventually("all are back", async || publisher.rollout().await.unwrap().is_complete()).await;
    assert_eq!(*bold.handle.load().as_ref(), SchemaRegistry::from_sdl(first).unwrap());
    assert!(careful.source.status().is_good());
    let history = publisher.history().await.unwrap();
    let told: Vec<_> =
        history.iter().map(|it| (it.revision, it.author.as_deref(), it.note.as_deref())).collect();
    assert_eq!(
        told,
        [
            (one, Some("ann"), Some("the first")),
            (two, Some("bea"), None),
            (three, Some("cleo"), Some(&*format!("rollback to revision {one}"))),
        ]
    );
    assert_eq!(history[1].changes.unwrap().to_string(), "2 breaking, 0 dangerous, 0 safe");
    assert_eq!(history[0].fingerprint, history[2].fingerprint);
    assert_eq!((history[0].size, history[0].is_deleted), (first.len(), false));
    assert!(matches!(publisher.rollback(999, None).await, Err(PublishError::NoSuchRevision(999))));
    drop(careful);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_document_travels_compressed_and_one_over_the_limit_is_not_sent() {
    let server = Server::start();
    let publisher = Publisher::create(server.client().await, "schemas", "app", 1).await.unwrap();
    let fields: Vec<String> =
        (0..90_000).map(|number| format!("  \"The field of number {number}, and what there is to say of it at some length\"\n  field{number}(first: Int = 10): String!\n")).collect();
    let large = format!("type Query {{\n{}}}", fields.concat());
    assert!(large.len() > 10_000_000);
    publisher.publish(&Publication::new(large), 0).await.unwrap();
    let process = Process::start(server.client().await, Policy::any()).await;
    assert_eq!(process.handle.load().field_count(), 90_000);

    // What does not compress.
    let noise: Vec<String> =
        (0..120_000).map(|_| format!("f{:032x}: Int\n", rand::random::<u128>())).collect();
    let noise = format!("type Query {{ {} }}", noise.concat());
    let error = publisher.publish(&Publication::new(noise), 1).await.unwrap_err();
    assert!(
        matches!(error, PublishError::TooLarge { size, limit: 1_048_576 } if size > 1_048_576),
        "{error}"
    );
    assert!(error.to_string().ends_with("bytes after compression, and the limit is 1048576"), "{error}");
    assert_eq!(publisher.history().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_anything_to_serve_says_why_and_a_copy_is_enough() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let start = async |client| {
        let handle = RegistryHandle::new();
        let feed = Feed::builder("nats", "schemas/app").copy(&copy).open(&handle);
        NatsSource::builder(client, "schemas", "app").start(feed).await.map(|source| (handle, source))
    };
    let error = start(server.client().await).await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("schemas/app: failed: the document could not be read: looking for the bucket: "),
        "{error}"
    );
    let publisher = Publisher::create(server.client().await, "schemas", "app", 1).await.unwrap();
    let error = start(server.client().await).await.unwrap_err();
    assert!(error.to_string().contains("the bucket has no such key"), "{error}");
    publisher.publish(&Publication::new(numbered(7)), 0).await.unwrap();
    drop(start(server.client().await).await.unwrap());

    let client = server.client().await;
    drop(server);
    let (handle, source) = start(client).await.unwrap();
    assert_eq!(number_of(&handle.load()), Some(7));
    assert!(source.status().served_copy().is_some());
}
