//! `retained` against a change and a reader.

use crate::check;
use crate::spec::registry;
use loom::thread;
use schema_registry::RegistryHandle;

#[test]
fn what_a_reader_holds_is_listed_as_long_as_it_does() {
    check(|| {
        let handle = RegistryHandle::new();
        let reading = handle.clone();
        let reader = thread::spawn(move || {
            let held = reading.snapshot();
            // The change may not have come yet, or not have returned.
            assert!(reading.retained().iter().all(|retained| retained.generation == 0));
            held
        });
        handle.set(registry(1));
        let held = reader.join().unwrap();
        let listed: Vec<_> = handle.retained().iter().map(|it| (it.generation, it.holders)).collect();
        let expected = if held.generation() == 0 { vec![(0, 1)] } else { vec![] };
        assert_eq!(listed, expected);
        drop(held);
        assert_eq!(handle.retained(), []);
    });
}
