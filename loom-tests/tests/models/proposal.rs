//! A proposal that was overtaken changes nothing and says so.

use crate::check;
use crate::spec::registry;
use loom::thread;
use schema_registry::RegistryHandle;

#[test]
fn a_proposal_commits_what_it_was_compared_with_or_reports_superseded() {
    check(|| {
        let handle = RegistryHandle::new();
        handle.set(registry(1));
        let other = handle.clone();
        let overtaking = thread::spawn(move || other.set(registry(2)));
        let proposal = handle.propose(registry(3));
        let base = proposal.base().generation();
        let committed = proposal.commit();
        overtaking.join().unwrap();

        let left = handle.snapshot();
        match committed {
            Ok(installed) => {
                assert_eq!(installed.generation(), base + 1);
                assert_eq!(left.generation(), 3);
                assert_eq!(left.version(), if base == 1 { "2" } else { "3" });
            }
            Err(superseded) => {
                assert_eq!((base, superseded.current().version()), (1, "2"));
                assert_eq!((left.generation(), left.version()), (2, "2"));
                assert_eq!(superseded.into_value().version(), "3");
            }
        }
    });
}

#[test]
fn of_two_proposals_with_one_base_one_commits() {
    check(|| {
        let handle = RegistryHandle::new();
        let proposals = [registry(1), registry(2)].map(|candidate| handle.propose(candidate));
        let threads = proposals.map(|proposal| thread::spawn(move || proposal.commit().is_ok()));
        let committed = threads.map(|thread| thread.join().unwrap());
        assert!(committed[0] != committed[1]);
        assert_eq!(handle.load().version(), if committed[0] { "1" } else { "2" });
        assert_eq!(handle.generation(), 1);
    });
}

#[test]
fn an_unchanged_proposal_never_undoes_a_change() {
    check(|| {
        let handle = RegistryHandle::new();
        handle.set(registry(1));
        let proposal = handle.propose(registry(1));
        let other = handle.clone();
        let overtaking = thread::spawn(move || other.set(registry(2)));
        let committed = proposal.commit().map(|current| current.generation());
        overtaking.join().unwrap();
        assert!(committed.is_err() || committed.is_ok_and(|generation| generation == 1));
        assert_eq!((handle.generation(), handle.load().version()), (2, "2"));
    });
}
