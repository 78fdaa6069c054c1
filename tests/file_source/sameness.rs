//! What says the same makes no new generation.

use std::fs;
use std::thread;
use std::time::Duration;

use schema_registry::RegistryHandle;
use schema_registry::source::FileSource;

use crate::{Place, document, rename_over, wait_until};

#[test]
fn the_same_content_written_again_makes_no_new_generation() {
    let place = Place::with(&document(1));
    let handle = RegistryHandle::new();
    let source = FileSource::start(&handle, &place.file).unwrap();
    for round in 1..=3 {
        fs::write(&place.file, document(1)).unwrap();
        let status = wait_until(&source, |status| status.unchanged() >= round && status.is_good());
        assert_eq!((status.applied(), status.good_generation()), (1, Some(1)));
        rename_over(&place.file, &document(1)).unwrap();
        wait_until(&source, |status| status.unchanged() >= round);
    }
    assert_eq!(handle.generation(), 1);
}

#[test]
fn the_same_schema_in_another_form_makes_no_new_generation() {
    let text = r#"{ "version": "1.0", "features": ["x"], "types": {
        "A": { "fields": { "a": { "type_name": "String", "is_nested_object": false, "is_list": false } } },
        "B": { "fields": { "b": { "type_name": "String", "is_nested_object": false, "is_list": true } } } } }"#;
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    let place = Place::with(text);
    let handle = RegistryHandle::new();
    let source = FileSource::start(&handle, &place.file).unwrap();
    // Without white space and with the keys in another order; with other white space; and once more as it was.
    let forms = [value.to_string(), serde_json::to_string_pretty(&value).unwrap(), text.to_owned()];
    for (form, count) in forms.iter().zip(1..) {
        rename_over(&place.file, form).unwrap();
        let status = wait_until(&source, |status| status.unchanged() == count);
        assert_eq!((status.attempts(), handle.generation()), (1 + count, 1));
    }
}

/// As IR, as SDL, as an introspection result: what tells them apart is their content.
#[cfg(feature = "graphql")]
#[test]
fn the_same_schema_in_another_format_makes_no_new_generation() {
    use schema_registry::SchemaRegistry;

    let sdl = "type Query { me: User }  type User { name: String! }";
    let place = Place::with(sdl);
    let handle = RegistryHandle::new();
    let source = FileSource::start(&handle, &place.file).unwrap();
    rename_over(&place.file, &SchemaRegistry::from_sdl(sdl).unwrap().to_json()).unwrap();
    let status = wait_until(&source, |status| status.attempts() == 2);
    assert_eq!((status.unchanged(), handle.generation()), (1, 1));
}

#[test]
fn what_happens_beside_the_file_is_no_attempt() {
    let place = Place::with(&document(1));
    let handle = RegistryHandle::new();
    let source = FileSource::start(&handle, &place.file).unwrap();
    for number in 0..100 {
        fs::write(place.path(&format!("other-{number}.json")), document(number)).unwrap();
    }
    // The file last: when that is seen, all the rest was.
    rename_over(&place.file, &document(2)).unwrap();
    let status = wait_until(&source, |status| status.applied() == 2);
    assert_eq!(status.attempts(), 2);
}

/// The first half of it is a document too, as one in SDL may be. The pauses are far enough apart for a busy machine.
#[test]
fn a_document_that_is_not_yet_at_rest_is_not_taken() {
    for events in [true, false] {
        let place = Place::with(&document(1));
        let handle = RegistryHandle::new();
        let source = FileSource::builder(&place.file).events(events).poll_every(Duration::from_millis(5));
        let source = source.debounce(Duration::from_secs(3)).start(&handle).unwrap();
        for half in 2..=9 {
            fs::write(&place.file, document(half)).unwrap();
            thread::sleep(Duration::from_millis(20));
        }
        fs::write(&place.file, document(10)).unwrap();
        let status = wait_until(&source, |status| status.attempts() > 1);
        assert_eq!((status.applied(), handle.load().version()), (2, "1.10"));
    }
}
