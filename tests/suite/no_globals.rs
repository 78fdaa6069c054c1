//! There is no static, thread-local or lazily made default anywhere in the crate: each word of its source is looked at to say so.

use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

/// What the source has that outlives its owner: the words, wherever they stand, less the lifetime `'static`.
fn globals(source: &str) -> Vec<String> {
    fn collect(tokens: TokenStream, found: &mut Vec<String>) {
        let mut after_quote = false;
        for token in tokens {
            match &token {
                TokenTree::Ident(word) if !after_quote => {
                    let word = word.to_string();
                    if ["static", "thread_local", "lazy_static"].contains(&word.as_str()) {
                        found.push(word);
                    }
                }
                TokenTree::Group(group) => collect(group.stream(), found),
                _ => {}
            }
            after_quote = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        }
    }
    let mut found = Vec::new();
    collect(source.parse().expect("source that compiles"), &mut found);
    found
}

fn assert_none_under(folder: &Path) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files += assert_none_under(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let found = globals(&fs::read_to_string(&path).unwrap());
            assert!(found.is_empty(), "{}: {found:?}", path.display());
            files += 1;
        }
    }
    files
}

#[test]
fn no_source_file_has_a_global() {
    let files = assert_none_under(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(files > 8, "only {files} files found");
}

#[test]
fn globals_of_every_kind_are_found() {
    for planted in [
        "static A: u8 = 0;",
        "fn f() { static A: u8 = 0; }",
        "mod inner { pub static A: std::sync::OnceLock<u8> = std::sync::OnceLock::new(); }",
        "unsafe extern \"C\" { static A: u8; }",
        "thread_local! { pub static A: u8 = 0; }",
        "fn f() { std::thread_local!(static A: u8 = 0); }",
        "lazy_static::lazy_static! { static ref A: u8 = 0; }",
        "macro_rules! global { () => { static A: u8 = 0; } }",
    ] {
        assert!(!globals(planted).is_empty(), "not found: {planted}");
    }
    let innocent = "fn f(s: &'static str) { g!(&'static str, s); const A: u8 = 0; }";
    assert!(globals(innocent).is_empty());
}
