//! What makes a readable schema one that gives wrong answers.
//!
//! These are the rules of the specification's type validation that bear on what a registry answers. Costs one pass over
//! the types, and one over the fields of those that implement an interface.

use crate::registry::{
    Diagnostic, FieldInfo, Finding, JsonPath, Operation, SchemaRegistry, TypeExpr, TypeInfo, TypeKind,
};

/// All that is wrong with a schema besides names that lead nowhere and definitions that stand twice.
pub(in crate::format) fn check(registry: &SchemaRegistry) -> Vec<Diagnostic> {
    let mut rules = Rules { registry, diagnostics: Vec::new() };
    for operation in Operation::ALL {
        if let Some(root) = registry.root(operation).filter(|root| root.kind() != TypeKind::Object) {
            rules.report(JsonPath::default().key("roots").key(operation.as_str()), not_an_object(root));
        }
    }
    for definition in registry.types() {
        rules.definition(definition);
    }
    rules.diagnostics
}

struct Rules<'r> {
    registry: &'r SchemaRegistry,
    diagnostics: Vec<Diagnostic>,
}

fn not_an_object(found: TypeInfo<'_>) -> Finding {
    Finding::NotAnObject { name: found.name().to_owned(), kind: found.kind() }
}

fn type_path(definition: TypeInfo<'_>) -> JsonPath {
    JsonPath::default().key("types").key(definition.name())
}

fn field_path(field: FieldInfo<'_>) -> JsonPath {
    type_path(field.parent()).key("fields").key(field.name())
}

impl<'r> Rules<'r> {
    fn report(&mut self, path: JsonPath, finding: Finding) {
        self.diagnostics.push(Diagnostic::new(path, finding));
    }

    fn definition(&mut self, definition: TypeInfo<'r>) {
        let kind = definition.kind();
        let is_empty = match kind {
            TypeKind::Union => definition.members().len() == 0,
            TypeKind::Enum => definition.values().len() == 0,
            TypeKind::Scalar => false,
            _ => definition.fields().len() == 0,
        };
        if is_empty {
            let name = definition.name().to_owned();
            self.report(type_path(definition), Finding::EmptyType { name, kind });
        }
        definition.fields().for_each(|field| self.field(field, kind == TypeKind::InputObject));
        self.names_twice(definition);
        self.members(definition);
        for (index, name) in definition.implements().enumerate() {
            if let Some(interface) = self.registry.get_type(name) {
                self.implementation(definition, index, interface);
            }
        }
    }

    /// An output field has an output type, and arguments and input fields have input types.
    fn field(&mut self, field: FieldInfo<'r>, is_input: bool) {
        if let Some(target) = field.target() {
            let kind = target.kind();
            let is_sound = if is_input { is_input_kind(kind) } else { kind != TypeKind::InputObject };
            if !is_sound {
                let name = target.name().to_owned();
                let finding = if is_input {
                    Finding::NotInput { name, kind }
                } else {
                    Finding::NotOutput { name, kind }
                };
                self.report(field_path(field).key("type_name"), finding);
            }
        }
        for arg in field.args() {
            let target = arg.target().map(|target| (target.name(), target.kind()));
            if let Some((name, kind)) = target.filter(|&(_, kind)| !is_input_kind(kind)) {
                let path = field_path(field).key("args").key(arg.name()).key("type");
                self.report(path, Finding::NotInput { name: name.to_owned(), kind });
            }
        }
    }

    fn names_twice(&mut self, definition: TypeInfo<'r>) {
        let is_union = definition.kind() == TypeKind::Union;
        let key = if is_union { "members" } else { "implements" };
        let mut names: Vec<(&str, usize)> =
            definition.implements().chain(definition.members()).zip(0..).collect();
        if names.len() < 2 {
            return;
        }
        names.sort_unstable();
        for pair in names.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            let (name, index) = pair[1];
            self.report(
                type_path(definition).key(key).index(index),
                Finding::Duplicate { key: name.to_owned() },
            );
        }
    }

    fn members(&mut self, definition: TypeInfo<'r>) {
        for (index, name) in definition.members().enumerate() {
            let member = self.registry.get_type(name).filter(|member| member.kind() != TypeKind::Object);
            if let Some(member) = member {
                self.report(type_path(definition).key("members").index(index), not_an_object(member));
            }
        }
    }

    fn implementation(&mut self, definition: TypeInfo<'r>, index: usize, interface: TypeInfo<'r>) {
        let path = || type_path(definition).key("implements").index(index);
        let name = interface.name().to_owned();
        if interface.kind() != TypeKind::Interface {
            return self.report(path(), Finding::NotAnInterface { name, kind: interface.kind() });
        }
        for above in interface.implements() {
            if above != definition.name() && definition.implements().all(|listed| listed != above) {
                let finding = Finding::MissingInterface { name: above.to_owned(), because_of: name.clone() };
                self.report(path(), finding);
            }
        }
        for promised in interface.fields() {
            // A look-up by a camelCase form is not what the interface asks for.
            let found = definition.field(promised.name()).filter(|field| field.name() == promised.name());
            if let Some(field) = found {
                self.promise(field, promised);
            } else {
                let field = promised.name().to_owned();
                self.report(path(), Finding::MissingField { interface: name.clone(), field });
            }
        }
    }

    /// A field of an interface, and the field that implements it.
    fn promise(&mut self, field: FieldInfo<'r>, promised: FieldInfo<'r>) {
        let interface = || promised.parent().name().to_owned();
        if !self.is_subtype(field.type_expr(), promised.type_expr()) {
            let finding = Finding::OtherTypeThanInterface {
                interface: interface(),
                found: field.type_expr().to_string(),
                expected: promised.type_expr().to_string(),
            };
            self.report(field_path(field).key("type_name"), finding);
        }
        for expected in promised.args() {
            let found = field.arg(expected.name());
            if found.is_none_or(|found| found.type_expr() != expected.type_expr()) {
                let finding = Finding::OtherArgumentThanInterface {
                    interface: interface(),
                    argument: expected.name().to_owned(),
                    expected: expected.type_expr().to_string(),
                };
                self.report(field_path(field), finding);
            }
        }
        for extra in field.args().filter(|arg| arg.is_required() && promised.arg(arg.name()).is_none()) {
            let finding = Finding::RequiredArgumentNotInInterface {
                interface: interface(),
                argument: extra.name().to_owned(),
            };
            self.report(field_path(field).key("args").key(extra.name()), finding);
        }
    }

    /// Whether every value of a type reference is one of the other too.
    fn is_subtype(&self, mut found: TypeExpr<'_>, mut expected: TypeExpr<'_>) -> bool {
        while found != expected {
            if expected.is_non_null() && !found.is_non_null() {
                return false;
            }
            (found, expected) = (found.nullable_expr(), expected.nullable_expr());
            match (found.item(), expected.item()) {
                (Some(item), Some(expected_item)) => (found, expected) = (item, expected_item),
                (None, None) => {
                    let found = self.registry.get_type(found.named());
                    let expected = self.registry.get_type(expected.named());
                    // What is not there has been reported.
                    return found.zip(expected).is_none_or(|(found, expected)| found.is_subtype_of(expected));
                }
                _ => return false,
            }
        }
        true
    }
}

fn is_input_kind(kind: TypeKind) -> bool {
    matches!(kind, TypeKind::Scalar | TypeKind::Enum | TypeKind::InputObject)
}
