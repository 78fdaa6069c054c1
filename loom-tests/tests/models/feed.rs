//! A feed settles a revision only when its document needs no second look: a store that answers "unchanged since then" never
//! leaves a process on an old schema.

use std::sync::Arc;

use crate::spec::{content_of, registry};
use crate::{check, check_fault};
use loom::thread;
use schema_registry::RegistryHandle;
use schema_registry::source::Feed;
use schema_registry::sync::{ArcCell, Mutex};

#[test]
fn what_is_settled_is_in_the_handle() {
    check(|| {
        let handle = RegistryHandle::new();
        let feed = Arc::new(Feed::builder("model", "document").open(&handle));
        let offering = Arc::clone(&feed);
        let offer = thread::spawn(move || offering.offer(registry(1).to_json().as_bytes(), "1").is_good());
        // The store is asked for what is new since the settled revision, and answers that nothing is.
        if feed.settled().is_some_and(|revision| revision.as_str() == "1") {
            assert_eq!(content_of(&handle.load()), 1, "settled, and not in use");
        }
        assert!(offer.join().unwrap());
        assert_eq!(feed.settled().unwrap().as_str(), "1");
    });
}

/// The mistake: the revision is taken for done before the document is in use.
#[test]
#[should_panic(expected = "settled, and not in use")]
fn a_feed_that_settles_before_the_commit() {
    check_fault(|| {
        let feed = Arc::new((ArcCell::new(Arc::new(0)), Mutex::new(0)));
        let offering = Arc::clone(&feed);
        let offer = thread::spawn(move || {
            let (cell, settled) = &*offering;
            *settled.lock() = 1;
            let current = cell.load_full();
            cell.compare_exchange(&current, Arc::new(1)).unwrap();
        });
        let (cell, settled) = &*feed;
        let revision = *settled.lock();
        assert!(*cell.load() >= revision, "settled, and not in use");
        offer.join().unwrap();
    });
}
