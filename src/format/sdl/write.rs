//! From a registry to SDL, as `printSchema` of graphql-js 17 writes it.

use std::fmt::{self, Write};

use super::strings;
use crate::model::{BUILT_IN_SCALARS, DEFAULT_DEPRECATION_REASON, Operation, TypeKind};
use crate::registry::{ArgInfo, FieldInfo, SchemaRegistry, TypeInfo};

pub(in crate::format) fn to_sdl(registry: &SchemaRegistry) -> String {
    let mut out = String::new();
    write_schema(registry, &mut out).expect("a String takes all");
    out
}

fn write_schema(registry: &SchemaRegistry, out: &mut String) -> fmt::Result {
    if !has_usual_roots(registry) {
        out.push_str("schema {\n");
        for operation in Operation::ALL {
            if let Some(name) = registry.root_name(operation) {
                writeln!(out, "  {operation}: {name}")?;
            }
        }
        out.push_str("}\n");
    }
    let is_built_in = |info: &TypeInfo<'_>| BUILT_IN_SCALARS.contains(&info.name());
    for info in registry.types().filter(|info| !is_built_in(info)) {
        if !out.is_empty() {
            out.push('\n');
        }
        write_type(info, out)?;
    }
    Ok(())
}

/// Whether each root is the type of the usual name, and each type of such a name the root: then nothing need be said.
fn has_usual_roots(registry: &SchemaRegistry) -> bool {
    let usual = [
        (Operation::Query, "Query"),
        (Operation::Mutation, "Mutation"),
        (Operation::Subscription, "Subscription"),
    ];
    usual.into_iter().all(|(operation, name)| {
        let is_there = registry.get_type(name).is_some();
        registry.root_name(operation) == is_there.then_some(name)
    })
}

fn write_type(info: TypeInfo<'_>, out: &mut String) -> fmt::Result {
    let keyword = match info.kind() {
        TypeKind::Object => "type",
        TypeKind::Interface => "interface",
        TypeKind::Union => "union",
        TypeKind::Enum => "enum",
        TypeKind::InputObject => "input",
        TypeKind::Scalar => "scalar",
    };
    write!(out, "{keyword} {}", info.name())?;
    separated(info.interfaces(), " implements ", " & ", out);
    if info.is_one_of() {
        out.push_str(" @oneOf");
    }
    if let Some(url) = info.specified_by_url() {
        out.push_str(" @specifiedBy(url: ");
        strings::print(url, out);
        out.push(')');
    }
    separated(info.members(), " = ", " | ", out);
    if info.fields().len() + info.values().len() > 0 {
        out.push_str(" {\n");
        info.fields().try_for_each(|field| write_field(field, out))?;
        for value in info.values() {
            write!(out, "  {}", value.name())?;
            write_deprecation(value.deprecation_reason(), out);
            out.push('\n');
        }
        out.push('}');
    }
    out.push('\n');
    Ok(())
}

fn separated<'a>(names: impl Iterator<Item = &'a str>, before: &str, between: &str, out: &mut String) {
    for (number, name) in names.enumerate() {
        out.push_str(if number == 0 { before } else { between });
        out.push_str(name);
    }
}

fn write_field(field: FieldInfo<'_>, out: &mut String) -> fmt::Result {
    write!(out, "  {}", field.name())?;
    for (number, arg) in field.args().enumerate() {
        out.push_str(if number == 0 { "(" } else { ", " });
        write_arg(arg, out)?;
    }
    if field.args().len() > 0 {
        out.push(')');
    }
    write!(out, ": {}", field.type_ref())?;
    write_default(field.default_value(), out);
    write_deprecation(field.deprecation_reason(), out);
    out.push('\n');
    Ok(())
}

fn write_arg(arg: ArgInfo<'_>, out: &mut String) -> fmt::Result {
    write!(out, "{}: {}", arg.name(), arg.type_ref())?;
    write_default(arg.default_value(), out);
    write_deprecation(arg.deprecation_reason(), out);
    Ok(())
}

fn write_default(literal: Option<&str>, out: &mut String) {
    if let Some(literal) = literal {
        out.push_str(" = ");
        out.push_str(literal);
    }
}

fn write_deprecation(reason: Option<&str>, out: &mut String) {
    match reason {
        None => {}
        Some(DEFAULT_DEPRECATION_REASON) => out.push_str(" @deprecated"),
        Some(reason) => {
            out.push_str(" @deprecated(reason: ");
            strings::print(reason, out);
            out.push(')');
        }
    }
}
