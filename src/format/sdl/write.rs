//! From a registry to SDL, as `printSchema` of graphql-js 17 writes it, with applied directives where `print` has them.

use std::fmt::{self, Write};

use super::lexer::{Lexer, TokenKind};
use super::strings;
use crate::build::{Applied, ArgText};
use crate::model::{BUILT_IN_SCALARS, DEFAULT_DEPRECATION_REASON, Operation, TypeKind};
use crate::registry::{ArgInfo, DirectiveInfo, FieldInfo, Iter, SchemaRegistry, TypeInfo};

const INDENTATION: &str = "  ";

pub(in crate::format) fn to_sdl(registry: &SchemaRegistry) -> String {
    let mut out = String::new();
    write_schema(registry, &mut out).expect("a String takes all");
    out
}

fn write_schema(registry: &SchemaRegistry, out: &mut String) -> fmt::Result {
    let has_roots = Operation::ALL.into_iter().any(|operation| registry.root_name(operation).is_some());
    let says_more = registry.description().is_some() || registry.directives().len() > 0;
    if has_roots && (says_more || !has_usual_roots(registry)) {
        write_description(registry.description(), "", true, out);
        out.push_str("schema");
        write_directives(&applied(registry.directives()), out);
        out.push_str(" {\n");
        for operation in Operation::ALL {
            if let Some(name) = registry.root_name(operation) {
                writeln!(out, "  {operation}: {name}")?;
            }
        }
        out.push_str("}\n");
    } else if registry.directives().len() > 0 {
        out.push_str("extend schema");
        write_directives(&applied(registry.directives()), out);
        out.push('\n');
    }
    for definition in registry.directive_definitions() {
        separate(out);
        out.push_str(definition.sdl());
        out.push('\n');
    }
    for info in registry.types().filter(|info| !is_implied(info)) {
        separate(out);
        write_type(info, out)?;
    }
    Ok(())
}

/// Whether a type is a built-in scalar without directives, which a schema has without defining it.
fn is_implied(info: &TypeInfo<'_>) -> bool {
    let has_directives = info.specified_by_url().is_some() || info.directives().len() > 0;
    info.kind() == TypeKind::Scalar && BUILT_IN_SCALARS.contains(&info.name()) && !has_directives
}

/// A blank line stands between definitions.
fn separate(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

/// Whether each root is the type with the usual name, and each type with such a name is a root: then no `schema`
/// definition is needed.
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
    write_description(info.description(), "", true, out);
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
    write_directives(&applied(info.directives()), out);
    separated(info.members(), " = ", " | ", out);
    if info.fields().len() + info.values().len() > 0 {
        out.push_str(" {\n");
        for (number, field) in info.fields().enumerate() {
            write_description(field.description(), INDENTATION, number == 0, out);
            write_field(field, out)?;
        }
        for (number, value) in info.values().enumerate() {
            write_description(value.description(), INDENTATION, number == 0, out);
            write!(out, "{INDENTATION}{}", value.name())?;
            write_deprecation(value.deprecation_reason(), out);
            write_directives(&applied(value.directives()), out);
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
    write!(out, "{INDENTATION}{}", field.name())?;
    let args: Vec<ArgText<'_>> = field.args().map(text_of_arg).collect();
    write_args(&args, INDENTATION, out);
    write!(out, ": {}", field.type_ref())?;
    write_default(field.default_value(), out);
    write_deprecation(field.deprecation_reason(), out);
    write_directives(&applied(field.directives()), out);
    out.push('\n');
    Ok(())
}

fn text_of_arg(arg: ArgInfo<'_>) -> ArgText<'_> {
    ArgText {
        name: arg.name(),
        type_ref: arg.type_ref().as_str(),
        default: arg.default_value(),
        deprecated: arg.deprecation_reason(),
        description: arg.description(),
        directives: applied(arg.directives()),
    }
}

/// The arguments of a definition with that indentation: on one line if none has a description.
fn write_args(args: &[ArgText<'_>], indentation: &str, out: &mut String) {
    if args.is_empty() {
        return;
    }
    let is_spread = args.iter().any(|arg| arg.description.is_some());
    out.push_str(if is_spread { "(\n" } else { "(" });
    let deeper = format!("{indentation}{INDENTATION}");
    for (number, arg) in args.iter().enumerate() {
        if number > 0 {
            out.push_str(if is_spread { "\n" } else { ", " });
        }
        write_description(arg.description, &deeper, number == 0, out);
        if is_spread {
            out.push_str(&deeper);
        }
        for part in [arg.name, ": ", arg.type_ref] {
            out.push_str(part);
        }
        write_default(arg.default, out);
        write_deprecation(arg.deprecated, out);
        write_directives(&arg.directives, out);
    }
    if is_spread {
        out.push('\n');
        out.push_str(indentation);
    }
    out.push(')');
}

/// A description on its own lines, with a blank line before it unless it is the first in its block.
fn write_description(description: Option<&str>, indentation: &str, is_first: bool, out: &mut String) {
    let Some(text) = description else { return };
    let mut literal = String::new();
    if strings::is_printable_as_block(text) {
        strings::print_block(text, &mut literal);
    } else {
        strings::print(text, &mut literal);
    }
    if !indentation.is_empty() && !is_first {
        out.push('\n');
    }
    out.push_str(indentation);
    out.push_str(&literal.replace('\n', &format!("\n{indentation}")));
    out.push('\n');
}

fn applied<'a>(directives: Iter<'a, DirectiveInfo<'a>>) -> Vec<Applied<'a>> {
    directives.map(|directive| (directive.name(), directive.args().collect())).collect()
}

fn write_directives(directives: &[Applied<'_>], out: &mut String) {
    for (name, args) in directives {
        out.push_str(" @");
        out.push_str(name);
        for (number, (arg, literal)) in args.iter().enumerate() {
            for part in [if number == 0 { "(" } else { ", " }, arg, ": "] {
                out.push_str(part);
            }
            write_literal(literal, out);
        }
        if !args.is_empty() {
            out.push(')');
        }
    }
}

/// The definition of a directive.
pub(in crate::format) struct DirectiveDefinition<'a> {
    pub(in crate::format) name: &'a str,
    pub(in crate::format) description: Option<&'a str>,
    pub(in crate::format) args: Vec<ArgText<'a>>,
    pub(in crate::format) deprecated: Option<&'a str>,
    pub(in crate::format) directives: Vec<Applied<'a>>,
    pub(in crate::format) is_repeatable: bool,
    pub(in crate::format) locations: &'a [&'a str],
}

impl DirectiveDefinition<'_> {
    pub(in crate::format) fn to_sdl(&self) -> String {
        let mut out = String::new();
        write_description(self.description, "", true, &mut out);
        out.push_str("directive @");
        out.push_str(self.name);
        write_args(&self.args, "", &mut out);
        write_deprecation(self.deprecated, &mut out);
        write_directives(&self.directives, &mut out);
        if self.is_repeatable {
            out.push_str(" repeatable");
        }
        separated(self.locations.iter().copied(), " on ", " | ", &mut out);
        out
    }
}

fn write_default(literal: Option<&str>, out: &mut String) {
    if let Some(literal) = literal {
        out.push_str(" = ");
        write_literal(literal, out);
    }
}

/// A literal as graphql-js prints it since version 17: with spaces inside of braces.
fn write_literal(literal: &str, out: &mut String) {
    let mut lexer = Lexer::new(literal);
    let mut written = 0;
    loop {
        let token = lexer.next();
        let at = match token.kind {
            TokenKind::BraceLeft => token.end,
            TokenKind::BraceRight => token.start,
            TokenKind::EndOfText => break,
            _ => continue,
        };
        out.push_str(&literal[written..at]);
        out.push(' ');
        written = at;
    }
    out.push_str(&literal[written..]);
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
