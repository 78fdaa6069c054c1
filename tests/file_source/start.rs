//! The start, with and without a good document, and the end.

use std::fs;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use schema_registry::source::{FileSource, Outcome, Policy, SourceError, StartError};
use schema_registry::{LoadOptions, RegistryHandle, SchemaRegistry, Strictness};

use crate::{Place, WATCHDOG, document, growing, number_of, under_watchdog, wait_until};

const NEVER: Duration = Duration::from_secs(3600);

#[test]
fn a_source_that_has_started_has_its_document_in_the_handle() {
    let place = Place::with(&document(3));
    let handle = RegistryHandle::new();
    let source = FileSource::start(&handle, &place.file).unwrap();
    assert_eq!((number_of(&handle.load()), handle.generation()), (3, 1));
    assert_eq!(source.path(), place.file);
}

#[test]
fn a_start_without_a_good_document_is_an_error_that_says_why_and_changes_nothing() {
    let place = Place::new();
    let handle = RegistryHandle::new();
    let error = FileSource::start(&handle, &place.file).unwrap_err();
    assert!(
        matches!(error, StartError::Document { outcome: Outcome::Failed(SourceError::Read(_)), .. }),
        "{error}"
    );

    fs::write(&place.file, "{").unwrap();
    let error = FileSource::start(&handle, &place.file).unwrap_err();
    let said = error.to_string();
    assert!(said.starts_with(&place.file.display().to_string()), "{said}");
    assert!(
        said.contains(": no good document to start with: failed: the document does not load: "),
        "{said}"
    );

    handle.set(SchemaRegistry::from_json(&growing(2)).unwrap());
    fs::write(&place.file, growing(1)).unwrap();
    let error = FileSource::builder(&place.file).policy(Policy::non_breaking()).start(&handle).unwrap_err();
    assert!(
        matches!(&error, StartError::Document { outcome: Outcome::Refused(changes), .. } if changes.len() == 1),
        "{error}"
    );

    assert!(FileSource::start(&handle, "").is_err());
    assert_eq!(handle.generation(), 1);
}

#[test]
fn a_source_that_is_to_wait_starts_without_a_good_document_and_takes_the_first_that_comes() {
    let place = Place::new();
    let handle = RegistryHandle::new();
    let source = FileSource::builder(&place.file).wait_for_document().start(&handle).unwrap();
    assert!(!handle.is_initialized() && !source.status().is_good());
    fs::write(&place.file, "{").unwrap();
    wait_until(&source, |status| {
        matches!(status.last_outcome(), Some(Outcome::Failed(SourceError::Load(_))))
    });
    fs::write(&place.file, document(1)).unwrap();
    assert_eq!(number_of(&handle.wait_initialized(WATCHDOG).unwrap()), 1);
}

#[test]
fn a_relative_path_is_followed_from_where_the_process_was_at_the_start() {
    let handle = RegistryHandle::new();
    let error = FileSource::start(&handle, "no/such/schema.json").unwrap_err();
    assert!(error.to_string().contains("could not be read"), "{error}");
    let source = FileSource::builder("no/such/schema.json").wait_for_document().start(&handle).unwrap();
    assert_eq!(source.path(), std::env::current_dir().unwrap().join("no/such/schema.json"));
}

#[test]
fn documents_are_loaded_as_the_options_say() {
    let place = Place::with(&document(1));
    let handle = RegistryHandle::new();
    let mut limits = schema_registry::Limits::default();
    limits.document_bytes = 1_000;
    let options = LoadOptions::new().strictness(Strictness::Strict).limits(limits);
    let source = FileSource::builder(&place.file).load_options(options).start(&handle).unwrap();

    fs::write(&place.file, " ".repeat(100_000)).unwrap();
    let status = wait_until(&source, |status| status.failed() == 1);
    assert!(
        status.last_outcome().unwrap().to_string().ends_with("more than 1000 bytes of text"),
        "{status:?}"
    );
    fs::write(&place.file, r#"{ "version": "2.0", "features": [], "types": {} }"#).unwrap(); // no more than a warning
    wait_until(&source, |status| status.failed() == 2);
    assert_eq!(handle.generation(), 1);
}

#[test]
fn dropping_a_source_ends_it_at_once_whatever_it_waits_for() {
    under_watchdog(|| {
        let place = Place::with(&document(1));
        let handle = RegistryHandle::new();
        let patient = FileSource::builder(&place.file).poll_every(NEVER).debounce(NEVER);
        drop(patient.clone().start(&handle).unwrap()); // while it waits for events
        let source = patient.start(&handle).unwrap();
        fs::write(&place.file, document(2)).unwrap();
        source.refresh();
        thread::sleep(Duration::from_millis(50));
        drop(source); // while it waits for the document to rest
        assert_eq!(number_of(&handle.load()), 1);
    });
}

#[test]
fn after_a_drop_nothing_is_followed_and_what_the_thread_had_is_gone() {
    let place = Place::with(&document(1));
    let handle = RegistryHandle::new();
    let held = Arc::new(());
    let policy = {
        let held = Arc::clone(&held);
        Policy::when(move |_| Arc::strong_count(&held) > 0)
    };
    let source = FileSource::builder(&place.file).policy(policy).start(&handle).unwrap();
    let mut watcher = handle.watch();
    drop(source);
    assert_eq!(Arc::strong_count(&held), 1);
    fs::write(&place.file, document(2)).unwrap();
    assert_eq!(number_of(&handle.load()), 1);
    drop(handle); // the last one: the source's own has gone with it
    assert!(watcher.wait().is_err());
}

#[test]
fn an_attempt_that_never_gets_through_ends_when_its_source_is_dropped() {
    under_watchdog(|| {
        let place = Place::with(&growing(1));
        let handle = RegistryHandle::new();
        let (compared, comparing) = mpsc::channel();
        let policy = {
            let handle = handle.clone();
            Policy::when(move |proposal| {
                if proposal.base().is_initialized() {
                    handle.set(proposal.base().value().clone()); // somebody is always faster
                    let _ = compared.send(());
                }
                true
            })
        };
        let source = FileSource::builder(&place.file).policy(policy).start(&handle).unwrap();
        fs::write(&place.file, growing(2)).unwrap();
        for _ in 0..10 {
            comparing.recv_timeout(WATCHDOG).unwrap();
        }
        drop(source);
        assert_eq!(handle.load().field_count(), 1);
    });
}

#[test]
fn a_source_may_be_dropped_by_its_own_policy() {
    let place = Place::with(&growing(1));
    let handle = RegistryHandle::new();
    let own: Arc<Mutex<Option<FileSource>>> = Arc::default();
    let (dropped, drop_is_over) = mpsc::channel();
    let policy = {
        let own = Arc::clone(&own);
        Policy::when(move |proposal| {
            if proposal.base().is_initialized() {
                drop(own.lock().unwrap().take());
                dropped.send(()).unwrap();
            }
            true
        })
    };
    let source = FileSource::builder(&place.file).policy(policy).start(&handle).unwrap();
    let watcher = source.watch_status();
    *own.lock().unwrap() = Some(source);
    fs::write(&place.file, growing(2)).unwrap();
    drop_is_over.recv_timeout(WATCHDOG).unwrap();
    assert!(watcher.wait_for(WATCHDOG, schema_registry::source::Status::is_ended).is_ok());
}

#[test]
fn a_source_and_its_watchers_go_from_thread_to_thread() {
    fn assert_send_and_sync<T: Send + Sync + 'static>() {}
    assert_send_and_sync::<FileSource>();
    assert_send_and_sync::<schema_registry::source::FileSourceBuilder>();
    assert_send_and_sync::<schema_registry::source::StatusWatcher>();
    assert_send_and_sync::<StartError>();
}

#[test]
fn a_copy_is_served_where_the_file_is_away_at_the_start() {
    let place = Place::with(&growing(2));
    let start =
        |handle: &RegistryHandle| FileSource::builder(&place.file).copy(place.path("copy")).start(handle);
    drop(start(&RegistryHandle::new()).unwrap());
    fs::remove_file(&place.file).unwrap();

    let handle = RegistryHandle::new();
    let source = start(&handle).unwrap();
    assert_eq!(handle.load().field_count(), 2);
    assert!(source.status().served_copy().is_some());
    fs::write(&place.file, growing(3)).unwrap();
    wait_until(&source, |status| status.served_copy().is_none());
    assert_eq!(handle.load().field_count(), 3);
}

#[test]
fn what_breaks_the_baseline_is_refused_at_the_start_until_somebody_accepts_it() {
    let place = Place::with(&growing(1));
    fs::write(place.path("baseline"), growing(2)).unwrap();
    let builder =
        || FileSource::builder(&place.file).policy(Policy::non_breaking()).baseline(place.path("baseline"));
    let handle = RegistryHandle::new();
    let error = builder().start(&handle).unwrap_err();
    assert!(
        matches!(&error, StartError::Document { outcome: Outcome::Refused(changes), .. } if changes.len() == 1),
        "{error}"
    );
    let source = builder().wait_for_document().start(&handle).unwrap();
    wait_until(&source, |status| status.refused() > 0);
    assert!(!handle.is_initialized());
    assert!(source.accept_refused().is_some_and(|outcome| outcome.is_good()));
    assert_eq!(handle.load().field_count(), 1);
}
