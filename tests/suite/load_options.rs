//! The ways in besides text, and what options make of a document.

use std::error::Error;
use std::io::{self, Read};

use schema_registry::{Limits, LoadOptions, SchemaRegistry, Strictness};
use serde::Deserialize;

const REPEATED: &str =
    r#"{"version":"1.0","features":[],"types":{},"x":[{"k":{"a":1,"b":2,"a":3},"k":4}],"y":true}"#;

/// Counts what is read of endless white space, or fails at once.
struct Source {
    read: usize,
    fails: bool,
}

impl Read for &mut Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.fails {
            return Err(io::Error::other("out of paper"));
        }
        buffer.fill(b' ');
        self.read += buffer.len();
        Ok(buffer.len())
    }
}

#[test]
fn a_key_that_an_extension_has_twice_is_an_error_in_every_document() {
    #[derive(Debug, Deserialize)]
    struct Outer {
        #[expect(dead_code, reason = "it is never read")]
        registry: SchemaRegistry,
    }

    let alone = SchemaRegistry::from_json(REPEATED).unwrap_err();
    let paths: Vec<String> = alone.errors().map(|error| error.path().unwrap().to_string()).collect();
    assert_eq!(paths, ["x[0].k.a", "x[0].k"]);
    let inside = serde_json::from_str::<Outer>(&format!(r#"{{"registry":{REPEATED}}}"#)).unwrap_err();
    assert!(inside.to_string().contains("is defined twice"), "{inside}");
}

#[test]
fn an_extension_reads_alike_in_every_document() {
    let json =
        r#"{"version":"1.0","features":[],"types":{},"x":[{"k":[1.50,null,{"b":2,"a":"\u00fc"}]},false]}"#;
    let alone = SchemaRegistry::from_json(&json.replace("1.50", "1.5")).expect("it loads");
    let inside: SchemaRegistry = serde_json::from_str(json).expect("it loads");
    assert_eq!(inside.to_json(), alone.to_json());
}

#[test]
fn a_lenient_load_keeps_the_first_of_what_an_extension_has_twice() {
    let loaded = LoadOptions::new().strictness(Strictness::Lenient).json(REPEATED).expect("it loads");
    assert_eq!(loaded.warnings.len(), 2);
    assert!(loaded.warnings.iter().all(|it| it.code() == "duplicate"));
    let kept: Vec<_> = loaded.registry.extensions().map(|it| (it.key(), it.json())).collect();
    assert_eq!(kept, [("x", r#"[{"k":{"a":1,"b":2}}]"#), ("y", "true")]);
}

#[test]
fn a_reader_is_read_to_the_limit_of_the_size_and_not_to_its_end() {
    let limits = || {
        let mut limits = Limits::default();
        limits.document_bytes = 100_000;
        LoadOptions::new().limits(limits)
    };
    let is_too_large = |error: &schema_registry::LoadError| matches!(error.diagnostics(), [it] if it.code() == "too_many" && it.message().contains("100000"));
    let mut source = Source { read: 0, fails: false };
    assert!(is_too_large(&limits().json_reader(&mut source).unwrap_err()));
    assert!(is_too_large(&limits().detect_reader(&mut source).unwrap_err()));
    assert!(source.read < 400_000, "{}", source.read);
    let document = REPEATED.to_owned() + &" ".repeat(100_000 - REPEATED.len());
    assert_eq!(document.len(), 100_000);
    assert!(limits().strictness(Strictness::Lenient).json_reader(document.as_bytes()).is_ok());
    assert!(limits().strictness(Strictness::Lenient).detect_reader(document.as_bytes()).is_ok());
}

#[test]
fn what_a_reader_fails_with_is_the_source_of_the_error() {
    let mut source = Source { read: 0, fails: true };
    for error in [
        LoadOptions::new().json_reader(&mut source).unwrap_err(),
        LoadOptions::new().detect_reader(&mut source).unwrap_err(),
        SchemaRegistry::from_reader(&mut source).unwrap_err(),
    ] {
        assert_eq!(error.source().expect("a source").to_string(), "out of paper");
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_json_document() {
    let marked = |text: &str| format!("\u{feff}{text}");
    let ir = marked(r#"{"version":"1.0","features":[],"types":{}}"#);
    assert!(LoadOptions::new().json(&ir).is_ok());
    assert!(LoadOptions::new().detect_slice(ir.as_bytes()).is_ok());
    // One is a mark, two are not.
    assert!(LoadOptions::new().json(&marked(&ir)).is_err());
}

#[test]
fn places_are_those_in_the_text_that_was_given() {
    let text = "\u{feff}{\"version\":;}";
    for load in [LoadOptions::json, LoadOptions::detect] {
        let error = load(&LoadOptions::new(), text).unwrap_err();
        let [finding] = error.diagnostics() else { panic!("{error}") };
        let at = text.find(';').unwrap();
        assert_eq!((finding.span(), finding.line(), finding.column()), (Some(at..at), Some(1), Some(12)));
        assert!(error.report(text).to_string().contains(";}"));
    }
}

#[cfg(feature = "graphql")]
#[test]
fn a_byte_order_mark_is_no_part_of_a_graphql_schema() {
    let result = r#"{"data":{"__schema":{"types":[{"kind":"SCALAR","name":"Date"}]}}}"#;
    for text in [result, "scalar Date", "# a comment\nscalar Date"] {
        let text = format!("\u{feff}{text}");
        let is_json = text.contains('{');
        let load = if is_json { LoadOptions::introspection } else { LoadOptions::sdl };
        for load in [load, LoadOptions::detect] {
            let loaded = load(&LoadOptions::new(), &text).expect("it loads");
            assert!(loaded.registry.get_type("Date").is_some(), "{text}");
        }
    }
}

#[test]
fn bytes_beyond_the_limit_are_not_looked_at() {
    let mut limits = Limits::default();
    limits.document_bytes = 10;
    let options = || LoadOptions::new().limits(limits);
    for error in [options().json_slice(&[0xff; 11]), options().detect_slice(&[0xff; 11])] {
        assert_eq!(error.unwrap_err().to_string(), "more than 10 bytes of text");
    }
    assert!(options().json_slice(&[0xff; 10]).unwrap_err().to_string().contains("not UTF-8"));
}
