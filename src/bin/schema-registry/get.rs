//! One element of a schema, in one line.

use std::process::ExitCode;

use schema_registry::{
    ArgInfo, Coordinate, Element, FieldInfo, LookupError, SchemaRegistry, TypeInfo, TypeKind,
};

use crate::Failure;
use crate::output::{complain, print};

pub(crate) fn run(
    registry: &SchemaRegistry,
    coordinate: &Coordinate,
    is_json: bool,
) -> Result<ExitCode, Failure> {
    let Some(element) = registry.at(coordinate) else {
        complain(&missing(registry, coordinate));
        return Ok(ExitCode::from(1));
    };
    let text = if is_json {
        match element {
            Element::Type(info) => serde_json::to_string_pretty(&info),
            Element::Field(info) => serde_json::to_string_pretty(&info),
            Element::Argument(info) => serde_json::to_string_pretty(&info),
            Element::Value(info) => serde_json::to_string_pretty(&info),
            Element::Directive(definition) => serde_json::to_string_pretty(definition.sdl()),
            _ => Ok(coordinate.to_string()),
        }?
    } else {
        line(element)
    };
    print(&(text + "\n"))
}

/// Why there is no element, with similar names.
fn missing(registry: &SchemaRegistry, coordinate: &Coordinate) -> String {
    let reason = || -> Result<(), LookupError> {
        if let Some(type_name) = coordinate.type_name() {
            registry.lookup_type(type_name)?;
            if let Some(member) = coordinate.member() {
                registry.lookup(type_name, member)?;
            }
        }
        Ok(())
    };
    reason().err().map_or_else(|| format!("there is no {coordinate}"), |error| error.to_string())
}

fn line(element: Element<'_>) -> String {
    let mut text = match element {
        Element::Type(info) => of_type(info),
        Element::Field(info) => of_field(info),
        Element::Argument(info) => {
            format!("{}: {}{}", info.coordinate(), info.type_ref(), default(info.default_value()))
        }
        Element::Directive(definition) => {
            // Behind its description.
            return definition.sdl().lines().map(str::trim).collect::<Vec<_>>().join(" ");
        }
        other => other.coordinate().to_string(),
    };
    let reason = match element {
        Element::Field(info) => info.deprecation_reason(),
        Element::Argument(info) => info.deprecation_reason(),
        Element::Value(info) => info.deprecation_reason(),
        _ => None,
    };
    if let Some(reason) = reason {
        text.extend([" @deprecated(reason: ", &format!("{reason:?}"), ")"]);
    }
    for directive in element.directives() {
        text.extend([" ", &directive.to_string()]);
    }
    text
}

fn of_type(info: TypeInfo<'_>) -> String {
    let listed = |names: Vec<&str>, before: &str, between: &str| {
        if names.is_empty() { String::new() } else { format!("{before}{}", names.join(between)) }
    };
    let implements = listed(info.interfaces().collect(), " implements ", " & ");
    let (name, fields) = (info.name(), info.fields().len());
    match info.kind() {
        TypeKind::Object => format!("type {name}{implements} ({fields} fields)"),
        TypeKind::Interface => format!("interface {name}{implements} ({fields} fields)"),
        TypeKind::InputObject => format!("input {name} ({fields} fields)"),
        TypeKind::Enum => format!("enum {name} ({} values)", info.values().len()),
        TypeKind::Union => format!("union {name}{}", listed(info.members().collect(), " = ", " | ")),
        _ => format!("scalar {name}"),
    }
}

fn of_field(info: FieldInfo<'_>) -> String {
    let arg =
        |arg: ArgInfo<'_>| format!("{}: {}{}", arg.name(), arg.type_ref(), default(arg.default_value()));
    let args: Vec<String> = info.args().map(arg).collect();
    let args = if args.is_empty() { String::new() } else { format!("({})", args.join(", ")) };
    format!("{}{args}: {}{}", info.coordinate(), info.type_ref(), default(info.default_value()))
}

fn default(literal: Option<&str>) -> String {
    literal.map(|literal| format!(" = {literal}")).unwrap_or_default()
}
