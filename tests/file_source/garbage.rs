//! Whatever is written, the last good snapshot stays, the status says why, and the next good document is taken.

use std::fs;
use std::sync::{Mutex, mpsc};
use std::time::Instant;

use schema_registry::source::{FileSource, Outcome, Policy, SourceError, StatusWatcher};
use schema_registry::{RegistryHandle, WaitError};

use crate::{NEVER, Place, assert_follows, document, growing, wait_until, with_readers};

/// Pseudo-random bytes, by xorshift.
fn noise(bytes: usize, letter: impl Fn(u8) -> u8) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        letter(state.to_le_bytes()[3])
    };
    std::iter::repeat_with(&mut next).take(bytes).collect()
}

/// A letter that SDL and JSON have.
fn letter(byte: u8) -> u8 {
    b" \n{}[]:\"ab!@"[usize::from(byte) % 12]
}

/// Each garbage with a part of what the status is to say of it.
fn garbage() -> Vec<(&'static str, Vec<u8>)> {
    let whole = document(7);
    vec![
        ("", Vec::new()),
        ("", b" \n ".to_vec()),
        ("line 1, column", whole.as_bytes()[..whole.len() / 2].to_vec()),
        ("line 1, column", whole.as_bytes()[..whole.len() - 1].to_vec()),
        ("types", br#"{ "version": "1.0", "features": [] }"#.to_vec()),
        ("not UTF-8", noise(1 << 16, |byte| byte)),
        ("more than 16777216 bytes", noise(64 << 20, letter)),
        ("", noise(1 << 20, letter)),
        ("", vec![b'['; 1 << 20]),
    ]
}

#[test]
fn whatever_garbage_is_written_the_last_good_snapshot_stays_and_the_next_good_document_is_taken() {
    let place = Place::with(&document(1));
    let handle = RegistryHandle::new();
    let source = FileSource::start(&handle, &place.file).unwrap();
    with_readers(&handle, || {
        for ((reason, bytes), number) in garbage().into_iter().zip(2..) {
            let (before, failed) = (handle.generation(), source.status().failed());
            fs::write(&place.file, &bytes).unwrap();
            let is_of_this = |outcome: &Outcome| matches!(outcome, Outcome::Failed(SourceError::Load(error)) if error.to_string().contains(reason));
            let status = wait_until(&source, |status| {
                status.failed() > failed && status.last_outcome().is_some_and(is_of_this)
            });
            println!("{} bytes: {}", bytes.len(), status.last_outcome().unwrap());
            assert_eq!((handle.generation(), status.good_generation()), (before, Some(before)));

            fs::write(&place.file, document(number)).unwrap();
            assert_follows(&source, &handle, number, Instant::now());
        }
    });
}

#[test]
fn a_breaking_change_is_refused_with_its_changes_and_the_next_good_document_is_taken() {
    let place = Place::with(&growing(3));
    let handle = RegistryHandle::new();
    let source = FileSource::builder(&place.file).policy(Policy::non_breaking()).start(&handle).unwrap();

    fs::write(&place.file, growing(1)).unwrap();
    let status = wait_until(&source, |status| status.refused() == 1);
    let Some(Outcome::Refused(changes)) = status.last_outcome() else { panic!("{status:?}") };
    let changes: Vec<_> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(changes, ["field `Grown.f2` removed", "field `Grown.f3` removed"]);
    assert_eq!(
        status.last_outcome().unwrap().to_string(),
        "refused: line 1, column 48: field `Grown.f2` removed (breaking) (and 1 more change)"
    );
    assert_eq!((handle.generation(), handle.load().field_count()), (1, 3));
    assert!(!status.is_good() && status.good_generation() == Some(1));

    fs::write(&place.file, growing(4)).unwrap();
    wait_until(&source, |status| status.applied() == 2);
    assert_eq!((handle.generation(), handle.load().field_count()), (2, 4));
}

#[test]
fn a_policy_of_the_applications_own_decides_by_the_proposal() {
    let place = Place::with(&growing(1));
    let handle = RegistryHandle::new();
    let one_at_a_time = Policy::when(|proposal| proposal.changes().len() <= 1);
    let source = FileSource::builder(&place.file).policy(one_at_a_time).start(&handle).unwrap();
    fs::write(&place.file, growing(3)).unwrap();
    wait_until(&source, |status| status.refused() == 1);
    fs::write(&place.file, growing(2)).unwrap();
    wait_until(&source, |status| status.applied() == 2);
    fs::write(&place.file, growing(3)).unwrap();
    wait_until(&source, |status| status.applied() == 3);
}

#[test]
fn a_policy_that_panics_fails_the_attempt_and_not_the_source() {
    let place = Place::with(&growing(1));
    let handle = RegistryHandle::new();
    let fragile = Policy::when(|proposal| {
        let fields = proposal.candidate().field_count();
        assert!(fields != 2, "planted: {fields} fields");
        true
    });
    let source = FileSource::builder(&place.file).policy(fragile).start(&handle).unwrap();
    fs::write(&place.file, growing(2)).unwrap();
    let status = wait_until(&source, |status| status.failed() == 1);
    assert_eq!(status.last_outcome().unwrap().to_string(), "failed: the attempt panicked: planted: 2 fields");
    fs::write(&place.file, growing(3)).unwrap();
    wait_until(&source, |status| status.applied() == 2);
    assert_eq!(handle.load().field_count(), 3);
}

#[test]
fn a_policy_that_waits_for_its_own_source_is_told_so() {
    let place = Place::with(&growing(1));
    let handle = RegistryHandle::new();
    let (watchers, watcher) = mpsc::channel::<StatusWatcher>();
    let watcher = Mutex::new(watcher);
    let waiting = Policy::when(move |proposal| {
        if proposal.base().generation() == 0 {
            return true;
        }
        let own = watcher.lock().unwrap().recv().unwrap();
        assert_eq!(
            own.wait_for(NEVER, |status| status.applied() == 1).map(|status| status.attempts()),
            Ok(1)
        );
        own.wait_for(NEVER, |status| status.applied() == 2).unwrap_err() == WaitError::Deadlock
    });
    let source = FileSource::builder(&place.file).policy(waiting).start(&handle).unwrap();
    watchers.send(source.watch_status()).unwrap();
    fs::write(&place.file, growing(2)).unwrap();
    assert_eq!(wait_until(&source, |status| status.attempts() == 2).applied(), 2);
}
