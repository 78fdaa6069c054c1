//! From a document to a draft: extensions join what they extend, and each type is pushed whole.

use std::collections::HashMap;

use super::syntax::{Definition, Document, EnumValue, Field, InputValue};
use crate::build::{Draft, Signature};
use crate::format::graphql;
use crate::registry::{Finding, JsonPath, Operation, TypeKind};
use crate::store::tables::NONE;

/// Which definitions make which types.
#[derive(Debug)]
pub(super) struct Layout<'d, 'a> {
    /// The types, each as the parts that it is written in, in the order in which they are pushed.
    pub(super) types: Vec<Parts<'d, 'a>>,
    /// Extensions of what is not there, or is of another kind.
    pub(super) misplaced: Vec<Misplaced<'d, 'a>>,
}

/// A definition and what extends it.
#[derive(Debug)]
pub(super) struct Parts<'d, 'a> {
    definition: &'d Definition<'a>,
    extensions: Vec<&'d Definition<'a>>,
}

#[derive(Debug)]
pub(super) struct Misplaced<'d, 'a> {
    pub(super) extension: &'d Definition<'a>,
    /// The kind of the type that has the name.
    pub(super) kind: Option<TypeKind>,
}

impl<'d, 'a> Parts<'d, 'a> {
    pub(super) fn name(&self) -> &'a str {
        self.definition.name
    }

    fn kind(&self) -> TypeKind {
        self.definition.kind
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'d Definition<'a>> {
        std::iter::once(self.definition).chain(self.extensions.iter().copied())
    }
}

impl<'d, 'a> Layout<'d, 'a> {
    pub(super) fn of(document: &'d Document<'a>) -> Self {
        // What starts with `__` is the introspection system's own.
        let listed = document.definitions.iter().filter(|it| !graphql::is_introspection(it.name));
        let (extensions, definitions): (Vec<_>, Vec<_>) = if document.has_extensions {
            listed.partition(|it| it.is_extension)
        } else {
            (Vec::new(), listed.collect())
        };
        let types = definitions.into_iter().map(|definition| Parts { definition, extensions: Vec::new() });
        let mut layout = Self { types: types.collect(), misplaced: Vec::new() };
        if !extensions.is_empty() {
            layout.extend(extensions);
        }
        layout
    }

    fn extend(&mut self, extensions: Vec<&'d Definition<'a>>) {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for (number, parts) in self.types.iter().enumerate() {
            numbers.entry(parts.name()).or_insert(number);
        }
        for extension in extensions {
            match numbers.get(extension.name) {
                Some(&number) if self.types[number].kind() == extension.kind => {
                    self.types[number].extensions.push(extension);
                }
                Some(&number) => {
                    let kind = Some(self.types[number].kind());
                    self.misplaced.push(Misplaced { extension, kind });
                }
                None if graphql::is_built_in(extension.name) && extension.kind == TypeKind::Scalar => {}
                None => {
                    // Where the document is read all the same, the extension is the definition.
                    numbers.insert(extension.name, self.types.len());
                    self.types.push(Parts { definition: extension, extensions: Vec::new() });
                    self.misplaced.push(Misplaced { extension, kind: None });
                }
            }
        }
    }
}

/// Pushes a document.
pub(super) fn lower(document: &Document<'_>, layout: &Layout<'_, '_>, draft: &mut Draft) {
    graphql::begin(draft);
    for parts in &layout.types {
        push_type(document, parts, draft);
        if draft.has_overflowed() {
            return;
        }
    }
    graphql::push_missing_scalars(draft, |name| layout.types.iter().any(|parts| parts.name() == name));
    push_roots(document, layout, draft);
    for Misplaced { extension, kind } in &layout.misplaced {
        let name = extension.name.to_owned();
        let finding = match *kind {
            None => Finding::ExtensionOfNothing { name },
            Some(kind) => Finding::ExtensionOfOtherKind { name, kind, extended_as: extension.kind },
        };
        draft.report(JsonPath::default().key("types").key(extension.name), finding);
    }
}

fn push_type(document: &Document<'_>, parts: &Parts<'_, '_>, draft: &mut Draft) {
    let id = draft.begin_type(parts.name());
    let kind = parts.kind();
    let mut has_links = false;
    for part in parts.iter() {
        document.fields_of(part).iter().for_each(|field| push_field(document, id, field, draft));
        for &link in document.links_of(part) {
            draft.push_link(link);
            has_links = true;
        }
        for EnumValue { name, deprecated } in document.values_of(part) {
            let deprecated = deprecated.as_deref().map(|reason| draft.text(reason));
            draft.push_value(name, deprecated, NONE);
        }
    }
    draft.end_type(id, Some(kind), graphql::written(kind, has_links), NONE);
}

fn push_field(document: &Document<'_>, parent: u32, field: &Field<'_>, draft: &mut Draft) {
    let InputValue { name, reference, default, deprecated } = &field.input;
    let id = draft.begin_field(parent, name);
    let reference = push_reference(draft, reference.as_str());
    let args = draft.args_start();
    let written = document.args_of(field);
    for InputValue { name, reference, default, deprecated } in written {
        let reference = push_reference(draft, reference.as_str());
        let [default, deprecated] =
            [default, deprecated].map(|text| text.as_deref().map(|text| draft.text(text)));
        draft.push_arg(name, reference, default, deprecated, NONE);
    }
    let [default, deprecated] =
        [default, deprecated].map(|text| text.as_deref().map(|text| draft.text(text)));
    let args_written = !written.is_empty();
    let signature =
        draft.signature(Signature { reference, args, args_written, default, deprecated, extensions: NONE });
    draft.end_field(id, signature);
}

fn push_reference(draft: &mut Draft, text: &str) -> u32 {
    // The parser lets nothing else through.
    draft.full_reference(text, graphql::NESTING).unwrap_or_else(|| draft.short_reference("", false, false))
}

/// The roots that the document names; where it has no `schema` definition, the object types of the usual names.
fn push_roots(document: &Document<'_>, layout: &Layout<'_, '_>, draft: &mut Draft) {
    let mut is_set = [false; Operation::ALL.len()];
    for &(operation, name) in &document.roots {
        if std::mem::replace(&mut is_set[operation as usize], true) {
            let key = operation.as_str();
            let path = JsonPath::default().key("roots").nth_key(key, 1);
            draft.report(path, Finding::Duplicate { key: key.to_owned() });
        } else {
            graphql::set_root(draft, operation, name);
        }
    }
    if document.schemas.is_empty() {
        for operation in Operation::ALL.into_iter().filter(|&operation| !is_set[operation as usize]) {
            let usual = graphql::usual_root(operation);
            let is_there = layout.types.iter().any(|it| it.name() == usual && it.kind() == TypeKind::Object);
            if is_there {
                graphql::set_root(draft, operation, usual);
            }
        }
    }
    for _ in document.schemas.iter().skip(1) {
        draft.report(
            JsonPath::default().nth_key("schema", 1),
            Finding::Duplicate { key: "schema".to_owned() },
        );
    }
    for _ in &document.executables {
        draft.report(JsonPath::default().key("executable"), Finding::NotAboutTypes);
    }
}
