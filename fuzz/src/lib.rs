//! What every document must hold to, in whichever format it comes.

use schema_registry::{
    Diagnostic, FieldInfo, KeepDirectives, LoadError, LoadOptions, Loaded, SchemaRegistry, Strictness,
    TypeInfo,
};

/// Loads a text in each strictness, and compares the results. Returns the registry, if there is one.
pub fn load(
    text: &str,
    read: impl Fn(&LoadOptions, &str) -> Result<Loaded, LoadError>,
) -> Option<SchemaRegistry> {
    let options = LoadOptions::new().descriptions(true).directives(KeepDirectives::All);
    let loaded = read(&options, text);
    let strict = read(&options.clone().strictness(Strictness::Strict), text);
    let lenient = read(&options.clone().strictness(Strictness::Lenient), text);
    let facts = read(&LoadOptions::new(), text);
    // To a reader of the IR that does not keep a key, its value is an extension, of whatever form.
    assert!(facts.is_ok() || loaded.is_err(), "what is not asked for is no mistake");
    match &loaded {
        Ok(loaded) => {
            // What may be a mistyped key is an error there, and nothing here.
            let is_refused =
                strict.is_err_and(|error| error.errors().any(|it| it.code() != "misspelled_key"));
            assert_eq!(is_refused, !loaded.warnings.is_empty());
            check_places(text, &loaded.warnings);
            check(&loaded.registry);
            let lenient = lenient.expect("who takes less takes this");
            assert_eq!(lenient.registry.fingerprint(), loaded.registry.fingerprint());
        }
        Err(error) => {
            assert!(error.errors().next().is_some(), "refused without an error");
            assert!(error.count() >= error.diagnostics().len());
            assert!(strict.is_err());
            check_places(text, error.diagnostics());
            let _ = error.report(text).to_string();
            if let Ok(lenient) = lenient {
                check(&lenient.registry);
            }
        }
    }
    loaded.ok().map(|loaded| loaded.registry)
}

fn check_places(text: &str, findings: &[Diagnostic]) {
    for finding in findings {
        assert!(!finding.message().is_empty());
        if let Some(span) = finding.span() {
            assert!(text.get(span.clone()).is_some(), "{span:?} is no part of the text: {finding}");
            let lines = text[..span.start].split(['\n', '\r']).count();
            assert!(finding.line().is_some_and(|line| (1..=lines).contains(&line)), "{finding}");
        }
    }
}

/// What is written loads and is written the same, and whatever there is, is found.
fn check(registry: &SchemaRegistry) {
    let options = LoadOptions::new().descriptions(true).directives(KeepDirectives::All);
    let json = registry.to_json();
    let again =
        options.clone().strictness(Strictness::Lenient).json(&json).expect("what is written loads").registry;
    assert_eq!(again.fingerprint(), registry.fingerprint(), "{json}");
    assert_eq!(again.to_json(), json);
    assert!(registry.changes_since(&again).is_empty());
    for found in registry.types() {
        assert_eq!(registry.get_type(found.name()), Some(found));
        for field in found.fields() {
            assert_eq!(registry.get_field_type(found.name(), field.name()), Some(field));
            assert!(registry.at(&field.coordinate()).is_some());
            for arg in field.args() {
                assert_eq!(field.arg(arg.name()), Some(arg));
            }
        }
        for value in found.values() {
            assert_eq!(found.value(value.name()), Some(value));
        }
    }
    assert!(registry.lookup("\u{0}", "x").is_err() || registry.get_type("\u{0}").is_some());
    let part = registry.reachable();
    assert_eq!(part.reachable().fingerprint(), part.fingerprint(), "once is enough");
}

/// All but what is kept on request.
pub fn outline(registry: &SchemaRegistry) -> Vec<String> {
    let about = |found: TypeInfo<'_>| {
        let names = [found.interfaces().collect::<Vec<_>>(), found.members().collect()];
        let values: Vec<_> = found.values().map(|value| (value.name(), value.deprecation_reason())).collect();
        let fields: Vec<_> = found.fields().map(about_field).collect();
        format!("{} {} {names:?} {values:?} {fields:?}", found.name(), found.kind())
    };
    registry.types().map(about).collect()
}

fn about_field(field: FieldInfo<'_>) -> String {
    let args: Vec<_> = field
        .args()
        .map(|arg| (arg.name(), arg.type_ref().to_string(), arg.default_value(), arg.deprecation_reason()))
        .collect();
    let flags =
        (field.is_list(), field.is_nested_object(), field.default_value(), field.deprecation_reason());
    format!("{} {} {} {flags:?} {args:?}", field.name(), field.type_name(), field.type_ref())
}
