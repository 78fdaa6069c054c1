//! There is no static, thread-local or lazily made default anywhere in the crate: its source is parsed to say so.

use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// What a file has that outlives its owner.
#[derive(Default)]
struct Globals(Vec<String>);

impl<'ast> Visit<'ast> for Globals {
    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.0.push(format!("static {}", item.ident));
    }

    fn visit_foreign_item_static(&mut self, item: &'ast syn::ForeignItemStatic) {
        self.0.push(format!("extern static {}", item.ident));
    }

    fn visit_macro(&mut self, invoked: &'ast syn::Macro) {
        if let Some(name) = invoked.path.segments.last() {
            if ["thread_local", "lazy_static"].contains(&name.ident.to_string().as_str()) {
                self.0.push(format!("{}!", name.ident));
            }
        }
        self.tokens(invoked.tokens.clone());
        visit::visit_macro(self, invoked);
    }
}

impl Globals {
    /// The inside of a macro is no syntax tree, but `static` there is a global all the same, unless it is `'static`.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut lifetime = false;
        for token in tokens {
            match &token {
                TokenTree::Ident(ident) if *ident == "static" && !lifetime => {
                    self.0.push("static in a macro".to_owned());
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                _ => {}
            }
            lifetime = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        }
    }
}

fn globals(source: &str) -> Vec<String> {
    let mut globals = Globals::default();
    globals.visit_file(&syn::parse_file(source).expect("source that compiles"));
    globals.0
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
