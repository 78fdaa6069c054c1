//! Parts of a registry: what a predicate keeps, or what the roots reach, with no reference to anything that was
//! removed.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::{Diagnostic, Diagnostics, LoadError};
#[cfg(feature = "graphql")]
use crate::format::arguments_of_directive as arguments_of;
use crate::literal::{self, Literal};
use crate::model::{BUILT_IN_SCALARS, Operation, TypeKind};
use crate::registry::{Element, SchemaRegistry, Selection, TypeInfo, part_of};

impl SchemaRegistry {
    /// Returns the part of the registry for which `keeps` is true, with no reference to anything that was removed.
    /// This is how one document serves several audiences: see [`docs::variants`](crate::docs::variants).
    ///
    /// `keeps` is called for each type except the five built-in scalars, for each field, argument and enum value of a
    /// kept type, and for each directive definition. These are then removed as well:
    ///
    /// - fields and arguments whose type was removed, and directive definitions with such an argument;
    /// - a field with a required argument that was removed, since no request could select it;
    /// - arguments, input fields and directive definitions whose default contains an enum value or an input field
    ///   that was removed;
    /// - union members, interfaces and roots that were removed, and applications of directives whose definition was;
    /// - types left without a field, a value or a member.
    ///
    /// Types that no root reaches stay; [`SchemaRegistry::reachable`] removes them. Time and memory are linear in the
    /// registry, about the cost of loading it.
    ///
    /// # Errors
    ///
    /// If and only if a kept type would lack a field or an argument required by one of its interfaces, or would
    /// require an argument that the interface no longer has. Each finding names both.
    ///
    /// ```
    /// # #[cfg(feature = "graphql")] {
    /// use schema_registry::{Element, KeepDirectives, LoadOptions};
    ///
    /// let sdl = "type Query { me: User  audit: Log @internal }  type User { name: String }  type Log @internal { at: Int }";
    /// let whole = LoadOptions::new().directives(KeepDirectives::All).sdl(sdl)?.registry;
    /// let public = whole.filter(|element| element.directive("internal").is_none())?;
    /// assert_eq!(public.to_sdl(), "type Query {\n  me: User\n}\n\ntype User {\n  name: String\n}\n");
    /// # }
    /// # Ok::<(), schema_registry::LoadError>(())
    /// ```
    pub fn filter(&self, mut keeps: impl FnMut(Element<'_>) -> bool) -> Result<Self, LoadError> {
        let mut parts = Parts::of(self);
        parts.ask(&mut keeps);
        let (part, findings) = parts.select(self);
        if findings.kept.is_empty() {
            return Ok(part);
        }
        // What the whole registry already lacks, the part may lack too.
        let (_, before) = part_of(self, Selection { elements: &|_| true, directives: &|_| true });
        let told = |it: &Diagnostic| (it.coordinate().cloned(), it.message());
        let before: HashSet<_> = before.kept.iter().map(told).collect();
        let kept: Vec<Diagnostic> =
            findings.kept.into_iter().filter(|it| !before.contains(&told(it))).collect();
        if kept.is_empty() {
            return Ok(part);
        }
        Err(LoadError::new(Diagnostics { errors: kept.len(), kept, warnings: 0 }))
    }

    /// Returns the part of the registry that requests can reach: the roots, all types that fields and arguments lead
    /// to from there, the interfaces of these, and the possible types of interfaces and unions. The five built-in
    /// scalars and the types of kept directive definitions stay.
    ///
    /// Time and memory are linear in the registry, about the cost of loading it.
    ///
    /// ```
    /// # #[cfg(feature = "graphql")] {
    /// use schema_registry::SchemaRegistry;
    ///
    /// let registry = SchemaRegistry::from_sdl("type Query { id: ID }  type Unused { id: ID }")?;
    /// assert_eq!(registry.reachable().to_sdl(), "type Query {\n  id: ID\n}\n");
    /// # }
    /// # Ok::<(), schema_registry::LoadError>(())
    /// ```
    #[must_use]
    pub fn reachable(&self) -> Self {
        let mut reached: HashSet<TypeInfo<'_>> = HashSet::new();
        let mut open: Vec<TypeInfo<'_>> = Operation::ALL.into_iter().filter_map(|it| self.root(it)).collect();
        for definition in self.directive_definitions() {
            let arguments = arguments_of(definition.sdl());
            open.extend(arguments.iter().filter_map(|(name, _)| self.get_type(name)));
        }
        while let Some(info) = open.pop() {
            if !reached.insert(info) {
                continue;
            }
            open.extend(info.link_targets().filter_map(|(_, target)| target));
            open.extend(info.possible_types());
            for field in info.fields() {
                open.extend(field.named_type());
                open.extend(field.args().filter_map(|arg| arg.named_type()));
            }
        }
        let is_kept = |element: Element<'_>| match element {
            Element::Type(info) => is_built_in(info) || reached.contains(&info),
            _ => true,
        };
        part_of(self, Selection { elements: &is_kept, directives: &|_| true }).0
    }
}

fn is_built_in(info: TypeInfo<'_>) -> bool {
    info.kind() == TypeKind::Scalar && BUILT_IN_SCALARS.contains(&info.name())
}

/// Without SDL, directive definitions are opaque texts.
#[cfg(not(feature = "graphql"))]
fn arguments_of(_: &str) -> Vec<(String, Option<String>)> {
    Vec::new()
}

/// The elements of a registry, and which of them go with which.
#[derive(Default)]
struct Parts<'a> {
    elements: Vec<Part<'a>>,
    numbers: HashMap<Element<'a>, usize>,
}

struct Part<'a> {
    element: Element<'a>,
    /// The type of a field or value, or the field of an argument.
    parent: Option<usize>,
    is_gone: bool,
    /// Elements that are removed with it.
    takes_along: Vec<usize>,
    /// Types that contain it, and are removed with their last such element.
    is_in: Vec<usize>,
    /// For a type: the number of its remaining fields, values or members.
    left: usize,
}

impl<'a> Parts<'a> {
    fn of(registry: &'a SchemaRegistry) -> Self {
        let mut parts = Self::default();
        for info in registry.types() {
            let of_type = parts.push(Element::Type(info), None);
            for field in info.fields() {
                let of_field = parts.push(Element::Field(field), Some(of_type));
                parts.elements[of_field].is_in.push(of_type);
                for arg in field.args() {
                    let of_arg = parts.push(Element::Argument(arg), Some(of_field));
                    if arg.is_required() {
                        parts.elements[of_arg].takes_along.push(of_field);
                    }
                }
            }
            for value in info.values() {
                let of_value = parts.push(Element::Value(value), Some(of_type));
                parts.elements[of_value].is_in.push(of_type);
            }
            parts.elements[of_type].left = info.fields().len() + info.values().len() + info.members().len();
        }
        for definition in registry.directive_definitions() {
            parts.push(Element::Directive(definition), None);
        }
        for number in 0..parts.elements.len() {
            parts.link(registry, number);
        }
        parts
    }

    fn push(&mut self, element: Element<'a>, parent: Option<usize>) -> usize {
        let number = self.elements.len();
        let part =
            Part { element, parent, is_gone: false, takes_along: Vec::new(), is_in: Vec::new(), left: 0 };
        self.elements.push(part);
        self.numbers.insert(element, number);
        number
    }

    /// Notes which elements an element is removed with, now that all have a number.
    fn link(&mut self, registry: &'a SchemaRegistry, number: usize) {
        let element = self.elements[number].element;
        let mut goes_with = Vec::new();
        match element {
            Element::Type(info) if info.kind() == TypeKind::Union => {
                for (_, member) in info.link_targets() {
                    if let Some(member) = member {
                        let member = self.numbers[&Element::Type(member)];
                        self.elements[member].is_in.push(number);
                    }
                }
            }
            Element::Field(field) => {
                goes_with.extend(field.named_type().map(Element::Type));
                defaulted(field.default_value(), field.named_type(), &mut goes_with);
            }
            Element::Argument(arg) => {
                goes_with.extend(arg.named_type().map(Element::Type));
                defaulted(arg.default_value(), arg.named_type(), &mut goes_with);
            }
            Element::Directive(definition) => {
                for (name, default) in arguments_of(definition.sdl()) {
                    let named = registry.get_type(&name);
                    goes_with.extend(named.map(Element::Type));
                    defaulted(default.as_deref(), named, &mut goes_with);
                }
            }
            Element::Type(_) | Element::Value(_) => {}
        }
        for other in goes_with {
            let other = self.numbers[&other];
            self.elements[other].takes_along.push(number);
        }
    }

    /// Asks for each element that is not removed yet whether it is kept.
    fn ask(&mut self, keeps: &mut impl FnMut(Element<'_>) -> bool) {
        let mut refused = Vec::new();
        let mut is_refused = vec![false; self.elements.len()];
        for (number, part) in self.elements.iter().enumerate() {
            let has_parent = part.parent.is_none_or(|parent| !is_refused[parent]);
            let is_asked = !matches!(part.element, Element::Type(info) if is_built_in(info));
            is_refused[number] = !has_parent || (is_asked && !keeps(part.element));
            if is_refused[number] && has_parent {
                refused.push(number);
            }
        }
        while let Some(number) = refused.pop() {
            let part = &mut self.elements[number];
            if std::mem::replace(&mut part.is_gone, true) {
                continue;
            }
            refused.append(&mut part.takes_along);
            for of_type in std::mem::take(&mut part.is_in) {
                let of_type = &mut self.elements[of_type];
                of_type.left = of_type.left.saturating_sub(1);
                if of_type.left == 0 {
                    refused.push(self.numbers[&of_type.element]);
                }
            }
        }
    }

    fn select(&self, registry: &SchemaRegistry) -> (SchemaRegistry, Diagnostics) {
        let is_kept = |element: Element<'_>| {
            self.numbers.get(&element).is_none_or(|&number| !self.elements[number].is_gone)
        };
        let gone: HashSet<&str> = self
            .elements
            .iter()
            .filter(|part| part.is_gone)
            .filter_map(|part| match part.element {
                Element::Directive(definition) => Some(definition.name()),
                _ => None,
            })
            .collect();
        part_of(registry, Selection { elements: &is_kept, directives: &|name| !gone.contains(name) })
    }
}

/// The enum values and input fields in a default value of that type.
fn defaulted<'a>(literal: Option<&str>, of: Option<TypeInfo<'a>>, found: &mut Vec<Element<'a>>) {
    if let Some((literal, of)) = literal.and_then(literal::parse).zip(of) {
        mentioned(&literal, of, found);
    }
}

fn mentioned<'a>(literal: &Literal<'_>, of: TypeInfo<'a>, found: &mut Vec<Element<'a>>) {
    match literal {
        Literal::Scalar(text) => found.extend(of.value(text).map(Element::Value)),
        Literal::List(items) => items.iter().for_each(|item| mentioned(item, of, found)),
        Literal::Object(fields) => {
            for (name, value) in fields {
                let Some(field) = of.field(name) else { continue };
                found.push(Element::Field(field));
                if let Some(named) = field.named_type() {
                    mentioned(value, named, found);
                }
            }
        }
    }
}
