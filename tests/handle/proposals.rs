//! Proposals: what they say, and that one which was overtaken changes nothing.

use std::sync::Barrier;
use std::thread;

use crate::spec::registry;
use crate::under_watchdog;
use schema_registry::{RegistryHandle, SchemaRegistry};

#[test]
fn an_unchanged_proposal_commits_without_a_new_generation() {
    let handle = RegistryHandle::new();
    handle.set(registry(1));
    let proposal = handle.propose(registry(1));
    assert!(proposal.is_unchanged() && !proposal.is_breaking());
    assert!(proposal.changes().is_empty());
    assert_eq!(proposal.commit().expect("nothing came in between").generation(), 1);
    assert_eq!(handle.generation(), 1);
}

#[test]
fn an_empty_registry_is_news_to_a_handle_that_is_not_initialized() {
    let handle = RegistryHandle::new();
    let proposal = handle.propose(SchemaRegistry::empty());
    assert!(!proposal.is_unchanged());
    assert!(proposal.commit().expect("nothing came in between").is_initialized());
    assert!(handle.propose(SchemaRegistry::empty()).is_unchanged());
}

#[test]
fn an_overtaken_proposal_changes_nothing_and_gives_its_registry_back() {
    let handle = RegistryHandle::new();
    handle.set(registry(1));
    for candidate in [registry(1), registry(2)] {
        let late = handle.propose(candidate.clone());
        let there = handle.set(registry(1)).generation();
        let superseded = late.commit().expect_err("it was overtaken");
        assert_eq!((superseded.expected(), superseded.current().generation()), (there - 1, there));
        assert_eq!(superseded.into_value(), candidate);
        assert_eq!(handle.generation(), there);
    }
}

#[test]
fn every_commit_that_succeeds_follows_the_snapshot_that_it_was_compared_with() {
    const THREADS: usize = 4;
    const ROUNDS: u64 = 500;
    under_watchdog(|| {
        let handle = RegistryHandle::new();
        let start = Barrier::new(THREADS);
        let committed: u64 = thread::scope(|scope| {
            let workers: Vec<_> = (0..THREADS as u64)
                .map(|number| {
                    let (handle, start) = (handle.clone(), &start);
                    scope.spawn(move || {
                        start.wait();
                        (0..ROUNDS).filter(|round| commits_one(&handle, number * ROUNDS + round)).count()
                            as u64
                    })
                })
                .collect();
            workers.into_iter().map(|worker| worker.join().expect("no assertion failed")).sum()
        });
        assert!(committed > 0);
        assert_eq!(handle.generation(), committed);
    });
}

/// Proposes a registry that no other thread proposes; says whether it was installed.
fn commits_one(handle: &RegistryHandle, content: u64) -> bool {
    let proposal = handle.propose(registry(content));
    let base = proposal.base().generation();
    match proposal.commit() {
        Ok(installed) => {
            assert_eq!(
                (installed.generation(), installed.version()),
                (base + 1, content.to_string().as_str())
            );
            true
        }
        Err(superseded) => {
            assert_eq!(superseded.expected(), base);
            assert!(superseded.current().generation() > base);
            false
        }
    }
}
