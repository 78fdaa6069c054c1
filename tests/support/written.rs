//! A registry written down as GraphQL has it: as SDL and as an introspection result.

use std::fmt::Write as _;

use schema_registry::{FieldInfo, Operation, SchemaRegistry, TypeInfo, TypeKind, TypeRef};
use serde_json::{Value, json};

/// The registry as an introspection result, without an envelope.
pub(crate) fn introspection(registry: &SchemaRegistry) -> Value {
    let root = |operation| registry.root(operation).map(|root| json!({"name": root.name()}));
    json!({
        "queryType": root(Operation::Query),
        "mutationType": root(Operation::Mutation),
        "subscriptionType": root(Operation::Subscription),
        "types": registry.types().map(|definition| introspection_type(registry, definition)).collect::<Vec<_>>(),
        "directives": [],
    })
}

fn introspection_type(registry: &SchemaRegistry, definition: TypeInfo<'_>) -> Value {
    let kind = definition.kind();
    let names =
        |names: Vec<&str>| -> Vec<Value> { names.into_iter().map(|name| named(registry, name)).collect() };
    let fields = || definition.fields().map(|field| introspection_field(registry, field)).collect::<Vec<_>>();
    let is_abstract = matches!(kind, TypeKind::Interface | TypeKind::Union);
    let possible = || definition.possible_types().map(|possible| possible.name()).collect();
    let values = || {
        let value = |it: schema_registry::ValueInfo<'_>| json!({"name": it.name(), "isDeprecated": it.deprecation_reason().is_some(), "deprecationReason": it.deprecation_reason()});
        definition.values().map(value).collect::<Vec<_>>()
    };
    json!({
        "kind": kind.as_str(),
        "name": definition.name(),
        "isOneOf": (kind == TypeKind::InputObject).then(|| definition.is_one_of()),
        "specifiedByURL": definition.specified_by_url(),
        "fields": kind.has_interfaces().then(fields),
        "inputFields": (kind == TypeKind::InputObject).then(fields),
        "interfaces": kind.has_interfaces().then(|| names(definition.interfaces().collect())),
        "enumValues": (kind == TypeKind::Enum).then(values),
        "possibleTypes": is_abstract.then(|| names(possible())),
    })
}

fn introspection_field(registry: &SchemaRegistry, field: FieldInfo<'_>) -> Value {
    let arg = |arg: schema_registry::ArgInfo<'_>| {
        json!({
            "name": arg.name(),
            "type": reference(registry, arg.type_ref()),
            "defaultValue": arg.default_value(),
            "isDeprecated": arg.deprecation_reason().is_some(),
            "deprecationReason": arg.deprecation_reason(),
        })
    };
    json!({
        "name": field.name(),
        "type": reference(registry, field.type_ref()),
        "args": field.args().map(arg).collect::<Vec<_>>(),
        "defaultValue": field.default_value(),
        "isDeprecated": field.deprecation_reason().is_some(),
        "deprecationReason": field.deprecation_reason(),
    })
}

fn named(registry: &SchemaRegistry, name: &str) -> Value {
    let kind = registry.get_type(name).map(|found| found.kind().as_str());
    json!({"kind": kind, "name": name, "ofType": null})
}

fn reference(registry: &SchemaRegistry, expr: TypeRef<'_>) -> Value {
    let text = expr.as_str();
    if let Some(inner) = text.strip_suffix('!') {
        let below = match inner.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(item) => json!({"kind": "LIST", "name": null, "ofType": text_reference(registry, item)}),
            None => named(registry, inner),
        };
        return json!({"kind": "NON_NULL", "name": null, "ofType": below});
    }
    match expr.item() {
        Some(item) => json!({"kind": "LIST", "name": null, "ofType": reference(registry, item)}),
        None => named(registry, text),
    }
}

fn text_reference(registry: &SchemaRegistry, text: &str) -> Value {
    if let Some(inner) = text.strip_suffix('!') {
        return json!({"kind": "NON_NULL", "name": null, "ofType": text_reference(registry, inner)});
    }
    match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(item) => json!({"kind": "LIST", "name": null, "ofType": text_reference(registry, item)}),
        None => named(registry, text),
    }
}

/// The registry as SDL.
pub(crate) fn sdl(registry: &SchemaRegistry) -> String {
    let mut out = String::new();
    let roots: Vec<_> = Operation::ALL
        .into_iter()
        .filter_map(|operation| Some((operation, registry.root(operation)?)))
        .collect();
    if !roots.is_empty() {
        out.push_str("schema {\n");
        for (operation, root) in roots {
            write_to(&mut out, format_args!("  {operation}: {}\n", root.name()));
        }
        out.push_str("}\n");
    }
    registry.types().for_each(|definition| sdl_type(definition, &mut out));
    out
}

fn write_to(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a String takes all");
}

fn sdl_type(definition: TypeInfo<'_>, out: &mut String) {
    let keyword = match definition.kind() {
        TypeKind::Object => "type",
        TypeKind::Interface => "interface",
        TypeKind::Union => "union",
        TypeKind::Enum => "enum",
        TypeKind::InputObject => "input",
        _ => "scalar",
    };
    write_to(out, format_args!("{keyword} {}", definition.name()));
    let interfaces: Vec<_> = definition.interfaces().collect();
    if !interfaces.is_empty() {
        write_to(out, format_args!(" implements {}", interfaces.join(" & ")));
    }
    if definition.is_one_of() {
        out.push_str(" @oneOf");
    }
    if let Some(url) = definition.specified_by_url() {
        write_to(out, format_args!(" @specifiedBy(url: {})", json!(url)));
    }
    let members: Vec<_> = definition.members().collect();
    if !members.is_empty() {
        write_to(out, format_args!(" = {}", members.join(" | ")));
    }
    if definition.fields().len() + definition.values().len() > 0 {
        out.push_str(" {\n");
        definition.fields().for_each(|field| sdl_field(field, out));
        for value in definition.values() {
            write_to(out, format_args!("  {}", value.name()));
            deprecation(value.deprecation_reason(), out);
            out.push('\n');
        }
        out.push('}');
    }
    out.push('\n');
}

fn sdl_field(field: FieldInfo<'_>, out: &mut String) {
    write_to(out, format_args!("  {}", field.name()));
    for (index, arg) in field.args().enumerate() {
        out.push_str(if index == 0 { "(" } else { ", " });
        write_to(out, format_args!("{}: {}", arg.name(), arg.type_ref()));
        arg.default_value().into_iter().for_each(|default| write_to(out, format_args!(" = {default}")));
        deprecation(arg.deprecation_reason(), out);
    }
    if field.args().len() > 0 {
        out.push(')');
    }
    write_to(out, format_args!(": {}", field.type_ref()));
    field.default_value().into_iter().for_each(|default| write_to(out, format_args!(" = {default}")));
    deprecation(field.deprecation_reason(), out);
    out.push('\n');
}

fn deprecation(reason: Option<&str>, out: &mut String) {
    if let Some(reason) = reason {
        // JSON's escapes are GraphQL's, too.
        write_to(out, format_args!(" @deprecated(reason: {})", json!(reason)));
    }
}
