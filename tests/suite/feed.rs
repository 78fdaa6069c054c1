//! A feed: what it takes, when a revision is settled, and that nothing of the caller's can end it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use schema_registry::source::{Accepted, Feed, Fetched, Outcome, Policy, Poll, SourceError, Verdict};
use schema_registry::{Criticality, FieldDef, RegistryHandle, SchemaRegistry, TypeDef};

const WATCHDOG: Duration = Duration::from_secs(60);
/// No poll comes to this.
const NEVER: Duration = Duration::from_secs(100 * 365 * 86_400);

/// A document whose type `User` has these fields.
fn document(fields: &[&str]) -> Vec<u8> {
    let user =
        fields.iter().fold(TypeDef::object("User"), |user, name| user.field(FieldDef::new(*name, "String")));
    SchemaRegistry::builder("1.1").add_type(user).build().unwrap().to_json().into_bytes()
}

#[test]
fn a_revision_is_settled_by_all_that_a_second_look_would_not_change() {
    let handle = RegistryHandle::new();
    let feed = Feed::builder("test", "document").policy(Policy::non_breaking()).open(&handle);
    let settled = || feed.settled().map(|revision| revision.to_string());
    assert_eq!(settled(), None);

    assert!(matches!(feed.offer(&document(&["a"]), "1"), Outcome::Applied { .. }));
    assert_eq!(settled().as_deref(), Some("1"));
    assert!(matches!(feed.offer(&document(&["a"]), "2"), Outcome::Unchanged));
    assert_eq!(settled().as_deref(), Some("2"));
    assert!(matches!(feed.offer(&document(&["b"]), "3"), Outcome::Refused(changes) if changes.len() == 1));
    assert_eq!(settled().as_deref(), Some("3"));
    assert!(matches!(feed.offer(b"<html>", "4"), Outcome::Failed(SourceError::Load(_))));
    assert_eq!(settled().as_deref(), Some("4"));
    assert!(matches!(feed.unavailable("no route"), Outcome::Failed(SourceError::Read(_))));
    assert_eq!(settled().as_deref(), Some("4"));

    let status = feed.status();
    assert_eq!((status.attempts(), status.failures_in_a_row()), (5, 2));
    assert_eq!(status.good_revision().unwrap().as_str(), "2");
    assert_eq!(status.offered_revision().unwrap().as_str(), "4");
    assert_eq!(status.good_fingerprint(), Some(handle.load().fingerprint()));
    assert_eq!(handle.generation(), 1);
}

#[test]
fn a_store_that_is_back_with_nothing_new_leaves_what_came_of_its_document() {
    let feed = Feed::builder("test", "document").policy(Policy::non_breaking()).open(&RegistryHandle::new());
    let comes_back = || {
        feed.unavailable("away");
        assert_eq!((feed.status().is_good(), feed.status().failures_in_a_row()), (false, 1));
        feed.looked();
        feed.looked();
        assert_eq!(feed.status().failures_in_a_row(), 0);
        feed.status()
    };
    feed.offer(&document(&["a"]), "1");
    let status = comes_back();
    assert!(status.is_good() && status.served_copy().is_none());
    assert_eq!((status.unchanged(), status.good_generation()), (1, Some(1)));
    assert_eq!(status.good_revision().unwrap().as_str(), "1");
    feed.offer(&document(&["b"]), "2");
    let status = comes_back();
    assert!(matches!(status.last_outcome(), Some(Outcome::Refused(_))));
    assert_eq!((status.refused(), status.good_revision().unwrap().as_str()), (2, "1"));
    assert!(feed.accept_refused().is_some_and(|outcome| outcome.is_good()));
}

#[test]
fn a_panic_settles_nothing_and_ends_nothing() {
    let handle = RegistryHandle::new();
    let panics = Arc::new(AtomicBool::new(true));
    let panicking = Arc::clone(&panics);
    let feed = Feed::builder("test", "document")
        .policy(Policy::when(move |_| {
            assert!(!panicking.load(Ordering::Relaxed), "planted");
            true
        }))
        .open(&handle);
    let outcome = feed.offer(&document(&["a"]), "1");
    assert_eq!(outcome.to_string(), "failed: the attempt panicked: planted");
    assert_eq!(feed.settled(), None, "a store that is asked for what is new gives it again");
    panics.store(false, Ordering::Relaxed);
    assert!(feed.offer(&document(&["a"]), "1").is_good());
    assert_eq!(feed.settled().unwrap().as_str(), "1");
}

#[test]
fn what_was_refused_is_judged_again_when_the_handle_has_moved_on() {
    let handle = RegistryHandle::new();
    let feed = Feed::builder("test", "document").policy(Policy::non_breaking()).open(&handle);
    feed.offer(&document(&["a"]), "1");
    feed.offer(&document(&["b"]), "2");
    assert!(feed.reconsider().is_none(), "nothing has changed");
    handle.set(SchemaRegistry::empty());
    assert!(matches!(feed.reconsider(), Some(Outcome::Applied { .. })));
    assert_eq!(feed.status().good_revision().unwrap().as_str(), "2");
    assert!(feed.reconsider().is_none());
}

#[test]
fn what_was_refused_is_accepted_only_as_long_as_it_is_the_one() {
    let handle = RegistryHandle::new();
    let feed = Feed::builder("test", "document").policy(Policy::non_breaking()).open(&handle);
    assert!(feed.accept_refused().is_none());
    feed.offer(&document(&["a"]), "1");
    feed.offer(&document(&["b"]), "2");
    assert!(matches!(feed.accept_refused(), Some(Outcome::Applied { .. })));
    assert!(handle.load().get_field("User", "b").is_some());
    assert!(feed.accept_refused().is_none());
    feed.offer(&document(&["c"]), "3");
    handle.set(SchemaRegistry::empty());
    assert!(feed.accept_refused().is_none(), "it was refused against another snapshot");
}

/// A registry with what is derived from it.
struct Derived {
    registry: SchemaRegistry,
    fields: usize,
}

impl AsRef<SchemaRegistry> for Derived {
    fn as_ref(&self) -> &SchemaRegistry {
        &self.registry
    }
}

#[test]
fn a_value_that_cannot_be_built_changes_nothing_and_says_why() {
    let empty = Derived { registry: SchemaRegistry::empty(), fields: 0 };
    let handle = RegistryHandle::uninitialized(empty);
    let feed = Feed::builder("test", "document")
        .build_with(|registry| match registry.field_count() {
            2 => Err("two fields are one too many"),
            fields => Ok(Derived { registry, fields }),
        })
        .policy(Policy::non_breaking())
        .open(&handle);
    assert!(feed.offer(&document(&["a"]), "1").is_good());
    let failed = feed.offer(&document(&["a", "b"]), "2");
    assert_eq!(failed.to_string(), "failed: the value could not be built: two fields are one too many");
    assert_eq!(feed.settled().unwrap().as_str(), "2");
    assert!(feed.offer(&document(&["a", "b", "c"]), "3").is_good());
    assert_eq!((handle.generation(), handle.load().fields), (2, 3));
}

#[test]
fn a_policy_that_changes_its_own_handle_ends_with_an_error() {
    let handle = RegistryHandle::new();
    let other = handle.clone();
    let meddling = Policy::when(move |_| other.set(SchemaRegistry::empty()).is_initialized());
    let feed = Feed::builder("test", "document").policy(meddling).open(&handle);
    let outcome = feed.offer(&document(&["a"]), "1");
    assert!(matches!(outcome, Outcome::Failed(SourceError::Overtaken(_))), "{outcome}");
    assert_eq!(feed.settled(), None);
}

#[test]
fn concurrent_offers_are_each_compared_with_what_they_replace() {
    let handle = RegistryHandle::new();
    let feed = Feed::builder("test", "document").policy(Policy::non_breaking()).open(&handle);
    let names: Vec<String> = (0..40).map(|number| format!("f{number}")).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for end in 1..=names.len() {
                    let fields: Vec<&str> = names[..end].iter().map(String::as_str).collect();
                    feed.offer(&document(&fields), end.to_string());
                }
            });
        }
    });
    assert_eq!(handle.load().field_count(), names.len(), "a field that was there never went");
    assert_eq!(feed.status().attempts(), 160);
}

#[test]
fn breaks_that_people_agreed_to_are_taken_until_their_day() {
    let sdl = |fields: &[&str]| document(fields);
    let accepted = |until: &str| -> Vec<Accepted> {
        let json = format!(r#"[{{ "change": "FieldRemoved", "coordinate": "User.a"{until} }}]"#);
        serde_json::from_str(&json).unwrap()
    };
    for (until, is_taken) in
        [("", true), (r#", "until": "2999-12-31""#, true), (r#", "until": "2020-01-01""#, false)]
    {
        let handle = RegistryHandle::new();
        let policy = Policy::non_breaking().allowing(accepted(until));
        let feed = Feed::builder("test", "document").policy(policy).open(&handle);
        feed.offer(&sdl(&["a", "b"]), "1");
        assert_eq!(feed.offer(&sdl(&["b"]), "2").is_good(), is_taken, "{until}");
        assert!(!feed.offer(&sdl(&["c"]), "3").is_good(), "nobody agreed to that");
    }
    let unknown = r#"[{ "change": "FieldRemoved", "coordinate": "User.a", "till": "2999-12-31" }]"#;
    assert!(serde_json::from_str::<Vec<Accepted>>(unknown).is_err());
}

#[test]
fn an_extension_is_judged_as_the_policy_says() {
    let with = |scope: &str| {
        let field = FieldDef::new("name", "String").extension("requires_scope", scope);
        SchemaRegistry::builder("1.1").add_type(TypeDef::object("User").field(field)).build().unwrap()
    };
    let handle = RegistryHandle::new();
    handle.set(with("admin"));
    let proposal = handle.propose(with("anyone"));
    assert_eq!(Policy::non_breaking().judge(&proposal), Verdict::Taken);
    let policy = Policy::non_breaking().extension("requires_scope", Criticality::Breaking);
    assert_eq!(policy.judge(&proposal), Verdict::Refused(proposal.changes().to_vec()));
}

#[cfg(feature = "graphql")]
#[test]
fn what_was_deprecated_may_go_with_the_types_that_only_it_led_to() {
    let older = "
        type Query { a: Int old(x: In): Gone @deprecated kept(arg: Int @deprecated): Stays }
        type Gone { deeper: Deeper back: Gone } type Deeper { a: Stays }
        type Stays { e: E } enum E { A B @deprecated } input In { a: Int }";
    let judge = |newer: &str| {
        let handle = RegistryHandle::new();
        handle.set(SchemaRegistry::from_sdl(older).unwrap());
        let proposal = handle.propose(SchemaRegistry::from_sdl(newer).unwrap());
        match Policy::non_breaking().allowing_deprecated_removals().judge(&proposal) {
            Verdict::Refused(changes) => {
                changes.iter().map(|it| it.coordinate().unwrap().to_string()).collect()
            }
            _ => Vec::new(),
        }
    };
    assert_eq!(
        judge("type Query { a: Int kept: Stays } type Stays { e: E } enum E { A }"),
        [""; 0],
        "what was deprecated, and what only it led to"
    );
    assert_eq!(
        judge(
            "type Query { old: Gone kept: Stays } type Gone { back: Gone } type Stays { e: E } enum E { B }"
        ),
        ["Query.a", "Query.old(x:)", "Gone.deeper", "Deeper", "E.A", "In"]
    );
}

#[test]
fn a_copy_is_served_where_the_store_is_away_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.json");
    let open = |handle: &RegistryHandle| Feed::builder("test", "document").copy(&copy).open(handle);

    let handle = RegistryHandle::new();
    let feed = open(&handle);
    assert!(feed.offer_copy().is_none(), "there is none yet");
    feed.offer(&document(&["a"]), "1");
    feed.offer(b"no schema", "2");
    let kept = std::fs::read(&copy).unwrap();
    assert!(kept.ends_with(&document(&["a"])), "the last good one");

    let restarted = RegistryHandle::new();
    let source = Poll::every(NEVER).start(open(&restarted), |_| Err("no route")).unwrap();
    assert!(restarted.load().get_field("User", "a").is_some());
    let status = source.status();
    assert!(status.served_copy().is_some());
    assert_eq!(
        status.settled_revision().unwrap().as_str(),
        "1",
        "the store may say that it still is the one"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    assert_eq!(std::fs::read(&copy).unwrap(), kept);

    // What the store confirms is a copy no more.
    let feed = open(&RegistryHandle::new());
    feed.offer_copy();
    assert!(feed.status().served_copy().is_some());
    feed.looked();
    assert!(feed.status().served_copy().is_none());
}

#[test]
fn a_copy_that_is_damaged_or_of_another_document_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let open = |document: &str| Feed::builder("test", document).copy(&copy).open(&RegistryHandle::new());
    let sdl = b"type Query { a: Int }  type Other { b: Int }";
    assert!(open("document").offer(sdl, "1").is_good());
    let whole = std::fs::read(&copy).unwrap();

    let refused = |feed: Feed| {
        let error = Poll::every(NEVER).start(feed, |_| Err("no route")).unwrap_err().to_string();
        assert!(
            error.contains(&format!("could not be read: no route; and the copy {}: ", copy.display())),
            "{error}"
        );
        error
    };
    assert!(refused(open("elsewhere")).ends_with("it is of another document: test document"));
    std::fs::write(&copy, &whole[..whole.len() - 22]).unwrap(); // the rest would load
    assert!(refused(open("document")).ends_with("it is truncated or damaged"));
    std::fs::write(&copy, sdl).unwrap();
    assert!(refused(open("document")).ends_with("it does not begin as a copy does"));
    std::fs::remove_file(&copy).unwrap();
    std::fs::create_dir(&copy).unwrap();
    assert!(matches!(open("document").offer_copy(), Some(Outcome::Failed(SourceError::Read(_)))));
}

#[test]
fn what_was_refused_yesterday_is_not_taken_by_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let open = |handle: &RegistryHandle| {
        let builder = Feed::builder("test", "document").policy(Policy::non_breaking());
        builder.copy(&kept).baseline(&kept).open(handle)
    };
    let feed = open(&RegistryHandle::new());
    assert!(feed.offer(&document(&["a"]), "1").is_good(), "there is no baseline yet");
    assert!(matches!(feed.offer(&document(&["b"]), "2"), Outcome::Refused(_)));

    // Restarted: the last good one is served, and the other one is judged against it again.
    let restarted = RegistryHandle::new();
    let offered =
        |_: Option<&_>| Ok::<_, String>(Fetched::Document { bytes: document(&["b"]), revision: "2".into() });
    let source = Poll::every(Duration::from_millis(2)).start(open(&restarted), offered).unwrap();
    assert!(restarted.load().get_field("User", "a").is_some());
    let status = source.wait_for(WATCHDOG, |status| status.refused() >= 2).unwrap();
    assert_eq!(
        status.last_outcome().unwrap().to_string(),
        "refused: line 1, column 41: field `User.a` removed (breaking)"
    );
    assert!(status.served_copy().is_some());
    assert!(source.accept_refused().unwrap().is_good());
    assert!(restarted.load().get_field("User", "b").is_some());
    assert!(source.accept_refused().is_none());

    // Without a copy to serve, it does not start; what is no breaking change is taken.
    let handle = RegistryHandle::new();
    let open = |baseline: &std::path::Path| {
        Feed::builder("test", "document").policy(Policy::non_breaking()).baseline(baseline).open(&handle)
    };
    let release = folder.path().join("release.json");
    std::fs::write(&release, document(&["a"])).unwrap();
    assert!(matches!(open(&release).offer(&document(&["b"]), "2"), Outcome::Refused(_)));
    std::fs::write(&release, "no schema").unwrap();
    let outcome = open(&release).offer(&document(&["a", "b"]), "3");
    assert!(outcome.to_string().starts_with("failed: cannot compare with the baseline: "), "{outcome}");
    let outcome = open(folder.path()).offer(&document(&["a", "b"]), "3"); // which no one can read
    assert!(outcome.to_string().starts_with("failed: cannot compare with the baseline: "), "{outcome}");
    assert_eq!(handle.generation(), 0);
    std::fs::write(&release, document(&["a"])).unwrap();
    let Outcome::Applied { changes, .. } = open(&release).offer(&document(&["a", "b"]), "3") else {
        panic!()
    };
    assert_eq!(changes.iter().map(ToString::to_string).collect::<Vec<_>>(), ["field `User.b` added"]);
}

#[test]
fn a_poll_asks_against_the_settled_revision_and_backs_off_while_the_store_is_away() {
    let handle = RegistryHandle::new();
    let feed = Feed::builder("test", "document").policy(Policy::non_breaking()).open(&handle);
    let (asked, asks) = mpsc::channel();
    let count = AtomicUsize::new(0);
    let fetch = move |since: Option<&schema_registry::source::Revision>| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        let _ = asked.send((number, since.map(ToString::to_string)));
        let found = |fields: &[&str], revision: &str| {
            Ok(Fetched::Document { bytes: document(fields), revision: revision.into() })
        };
        match number {
            0 => found(&["a"], "1"),
            1 => Ok(Fetched::Unchanged),
            2 => Err("away"),
            3 => panic!("planted"),
            4 => found(&["b"], "2"),
            _ if since.is_some_and(|since| since.as_str() == "2") => Ok(Fetched::Unchanged),
            _ => found(&["a", "c"], "3"),
        }
    };
    let short = Duration::from_millis(2);
    let source = Poll::every(short).jitter(0.5).backoff(short..=short * 4).start(feed, fetch).unwrap();
    let asked: Vec<_> = asks.iter().take(6).map(|(_, since)| since).collect();
    let revision = |text: &str| Some(text.to_owned());
    assert_eq!(asked, [None, revision("1"), revision("1"), revision("1"), revision("1"), revision("2")]);
    assert!(
        source.wait_for(WATCHDOG, |status| status.last_look().is_some() && status.refused() == 1).is_ok()
    );

    for _ in 0..100 {
        source.refresh(); // asks for the document whatever its revision
    }
    let status = source.wait_for(WATCHDOG, |status| status.applied() == 2).unwrap();
    assert!(status.attempts() < 50, "{status:?}");
    drop(source);
    assert!(asks.iter().count() < usize::MAX, "the thread has ended, and with it the sender");
}

#[test]
fn a_start_without_a_good_document_says_which_and_why() {
    let handle = RegistryHandle::new();
    let feed = || Feed::builder("etcd", "/schemas/app").open(&handle);
    let error = Poll::every(NEVER).start(feed(), |_| Err("no leader")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "/schemas/app: no good document to start with: failed: the document could not be read: no leader"
    );
    assert_eq!(error.document(), "/schemas/app");
    let waiting = Poll::every(NEVER).wait_for_document().start(feed(), |_| Err("no leader")).unwrap();
    assert!(!waiting.status().is_good() && !handle.is_initialized());
}

#[test]
fn a_status_serializes_for_health_reports() {
    let handle = RegistryHandle::new();
    let feed = Feed::builder("test", "document").open(&handle);
    feed.offer(&document(&["a"]), "7");
    let json = serde_json::to_value(&*feed.status()).unwrap();
    assert_eq!(json["is_good"], true);
    assert_eq!((&json["applied"], &json["good_revision"]), (&1.into(), &"7".into()));
    assert_eq!(json["good_fingerprint"], handle.load().fingerprint().to_string());
    let seconds = |when: SystemTime| when.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs_f64();
    assert_eq!(json["last_attempt"], seconds(feed.status().last_attempt().unwrap()));
    assert_eq!(json["served_copy"], serde_json::Value::Null);
    let watcher = feed.watch_status();
    drop(feed);
    let ended = watcher.status();
    assert!(ended.is_ended() && !ended.is_good());
}

/// The waker of somebody who waits for a status panics: what was applied is applied.
#[test]
fn a_waiter_that_panics_changes_no_outcome() {
    use std::future::Future;
    use std::task::{Context, Wake, Waker};
    struct Panicking;
    impl Wake for Panicking {
        fn wake(self: Arc<Self>) {
            panic!("planted");
        }
    }
    let handle = RegistryHandle::new();
    let feed = Feed::builder("test", "document").open(&handle);
    let (mut of_status, mut of_handle) = (feed.watch_status(), handle.watch());
    let waker = Waker::from(Arc::new(Panicking));
    let mut status = Box::pin(of_status.changed());
    let mut change = Box::pin(of_handle.changed());
    assert!(status.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    assert!(change.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    let outcome = catch_unwind(AssertUnwindSafe(|| feed.offer(&document(&["a"]), "1"))).unwrap();
    assert!(matches!(outcome, Outcome::Applied { .. }));
    assert_eq!(feed.status().applied(), 1);
}

#[cfg(feature = "stream")]
#[test]
fn a_stream_of_statuses_ends_with_the_source() {
    use futures_core::Stream;
    use schema_registry::source::Ended;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    let feed = Feed::builder("test", "document").open(&RegistryHandle::new());
    let mut statuses = feed.watch_status();
    let mut next = || Pin::new(&mut statuses).poll_next(&mut Context::from_waker(Waker::noop()));
    assert!(next().is_pending());
    feed.offer(&document(&["a"]), "1");
    assert!(matches!(next(), Poll::Ready(Some(status)) if status.applied() == 1));
    assert!(next().is_pending());
    drop(feed);
    assert!(matches!(next(), Poll::Ready(None)));
    assert_eq!(statuses.status().ended(), Some(Ended::Dropped));
}
