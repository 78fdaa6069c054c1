"""graphql-core's view of a schema: what an importer has to produce from it, and what has changed between two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_list_type,
    is_object_type,
    is_union_type,
    print_ast,
)
from graphql.utilities import (
    BreakingChange,
    DangerousChange,
    ast_from_value,
    find_breaking_changes,
    find_dangerous_changes,
)

from schema_registry import Change

BUILT_IN_SCALARS = ("Int", "Float", "String", "Boolean", "ID")

# Kinds of change that graphql-core does not look at.
NOT_LOOKED_AT = ("InputFieldDefaultChanged", "OneOfAdded", "RootChanged", "RootRemoved")

Row = tuple[str, str]


def document(schema: GraphQLSchema) -> dict[str, Any]:
    """The JSON IR of a schema, with the names in its lists sorted, since their order carries no meaning."""
    types = {name: type_entry(found) for name, found in schema.type_map.items() if not name.startswith("__")}
    for name in BUILT_IN_SCALARS:
        types.setdefault(name, {"kind": "SCALAR", "fields": {}})
    roots = {
        "query": schema.query_type,
        "mutation": schema.mutation_type,
        "subscription": schema.subscription_type,
    }
    return {
        "version": "1.1",
        "features": ["type_resolution"],
        "roots": {operation: root.name for operation, root in roots.items() if root},
        "types": types,
    }


def type_entry(found: GraphQLNamedType) -> dict[str, Any]:
    kinds = [
        ("OBJECT", is_object_type),
        ("INTERFACE", is_interface_type),
        ("UNION", is_union_type),
        ("ENUM", is_enum_type),
        ("INPUT_OBJECT", is_input_object_type),
    ]
    entry: dict[str, Any] = {"kind": next((kind for kind, is_kind in kinds if is_kind(found)), "SCALAR")}
    if isinstance(found, (GraphQLObjectType, GraphQLInterfaceType)) and found.interfaces:
        entry["implements"] = sorted(interface.name for interface in found.interfaces)
    if isinstance(found, GraphQLUnionType):
        entry["members"] = sorted(member.name for member in found.types)
    if isinstance(found, GraphQLEnumType):
        entry["values"] = {name: with_reason({}, value) for name, value in found.values.items()}
    if getattr(found, "is_one_of", False):
        entry["one_of"] = True
    if isinstance(found, GraphQLScalarType) and found.specified_by_url:
        entry["specified_by"] = found.specified_by_url
    fields = found.fields if hasattr(found, "fields") else {}
    entry["fields"] = {name: field_entry(field) for name, field in fields.items()}
    return entry


def field_entry(field: GraphQLField | GraphQLInputField) -> dict[str, Any]:
    named = get_named_type(field.type)
    entry: dict[str, Any] = {
        "type_name": named.name,
        "is_nested_object": is_object_type(named),
        "is_list": is_list_type(get_nullable_type(field.type)),  # type: ignore[arg-type]
        "type": str(field.type),
    }
    if isinstance(field, GraphQLInputField):
        with_default(entry, field)
    elif field.args:
        entry["args"] = {
            name: with_reason(with_default({"type": str(arg.type)}, arg), arg) for name, arg in field.args.items()
        }
    return with_reason(entry, field)


def with_reason(entry: dict[str, Any], described: Any) -> dict[str, Any]:
    if described.deprecation_reason is not None:
        entry["deprecated"] = described.deprecation_reason
    return entry


def with_default(entry: dict[str, Any], value: GraphQLArgument | GraphQLInputField) -> dict[str, Any]:
    if value.ast_node is not None and value.ast_node.default_value is not None:
        entry["default"] = print_ast(value.ast_node.default_value)
    elif value.default_value is not Undefined:
        literal = ast_from_value(value.default_value, value.type)
        assert literal is not None
        entry["default"] = print_ast(literal)
    return entry


def sorted_lists(entry: Any) -> Any:
    """A JSON IR document with the names in its lists sorted."""
    if isinstance(entry, dict):
        return {
            key: sorted(value) if key in ("implements", "members") and isinstance(value, list) else sorted_lists(value)
            for key, value in entry.items()
        }
    return entry


def changes(older: GraphQLSchema, newer: GraphQLSchema) -> dict[str, list[Row]]:
    """What graphql-core finds, by gravity, less what a registry does not say.

    That is directives, which it does not keep, and that nothing refers to a built-in scalar any more: it always lists
    these.
    """

    def rows(found: Iterable[BreakingChange | DangerousChange]) -> list[Row]:
        named = [(change.type.name, change.description) for change in found]
        return sorted(
            (name, description)
            for name, description in named
            if not name.startswith("DIRECTIVE_") and not description.startswith("Standard scalar ")
        )

    return {
        "breaking": rows(find_breaking_changes(older, newer)),
        "dangerous": rows(find_dangerous_changes(older, newer)),
    }


def in_its_words(found: list[Change]) -> dict[str, list[Row]]:
    """What we find, less what graphql-core does not look at."""
    rows: dict[str, list[Row]] = {"breaking": [], "dangerous": []}
    for change in found:
        if change.criticality != "safe" and change.kind not in NOT_LOOKED_AT:
            rows[change.criticality].append(WORDS[change.kind](change))
    return {criticality: sorted(found) for criticality, found in rows.items()}


def kind(name: str | None) -> str:
    return {
        "OBJECT": "an Object type",
        "INTERFACE": "an Interface type",
        "UNION": "a Union type",
        "ENUM": "an Enum type",
        "INPUT_OBJECT": "an Input type",
        "SCALAR": "a Scalar type",
    }[name or ""]


def default_change(c: Change) -> str:
    if c.after is None:
        return f"{c.type_name}.{c.member} arg {c.argument} defaultValue was removed."
    return f"{c.type_name}.{c.member} arg {c.argument} has changed defaultValue from {c.before} to {c.after}."


WORDS: dict[str, Callable[[Change], Row]] = {
    "TypeRemoved": lambda c: ("TYPE_REMOVED", f"{c.type_name} was removed."),
    "TypeKindChanged": lambda c: (
        "TYPE_CHANGED_KIND",
        f"{c.type_name} changed from {kind(c.before)} to {kind(c.after)}.",
    ),
    "FieldRemoved": lambda c: ("FIELD_REMOVED", f"{c.type_name}.{c.member} was removed."),
    "FieldTypeChanged": lambda c: (
        "FIELD_CHANGED_KIND",
        f"{c.type_name}.{c.member} changed type from {c.before} to {c.after}.",
    ),
    "RequiredInputFieldAdded": lambda c: (
        "REQUIRED_INPUT_FIELD_ADDED",
        f"A required field {c.member} on input type {c.type_name} was added.",
    ),
    "OptionalInputFieldAdded": lambda c: (
        "OPTIONAL_INPUT_FIELD_ADDED",
        f"An optional field {c.member} on input type {c.type_name} was added.",
    ),
    "RequiredArgumentAdded": lambda c: (
        "REQUIRED_ARG_ADDED",
        f"A required arg {c.argument} on {c.type_name}.{c.member} was added.",
    ),
    "OptionalArgumentAdded": lambda c: (
        "OPTIONAL_ARG_ADDED",
        f"An optional arg {c.argument} on {c.type_name}.{c.member} was added.",
    ),
    "ArgumentRemoved": lambda c: ("ARG_REMOVED", f"{c.type_name}.{c.member} arg {c.argument} was removed."),
    "ArgumentTypeChanged": lambda c: (
        "ARG_CHANGED_KIND",
        f"{c.type_name}.{c.member} arg {c.argument} has changed type from {c.before} to {c.after}.",
    ),
    "ArgumentDefaultChanged": lambda c: ("ARG_DEFAULT_VALUE_CHANGE", default_change(c)),
    "ValueRemoved": lambda c: ("VALUE_REMOVED_FROM_ENUM", f"{c.member} was removed from enum type {c.type_name}."),
    "ValueAdded": lambda c: ("VALUE_ADDED_TO_ENUM", f"{c.member} was added to enum type {c.type_name}."),
    "MemberRemoved": lambda c: (
        "TYPE_REMOVED_FROM_UNION",
        f"{c.member} was removed from union type {c.type_name}.",
    ),
    "MemberAdded": lambda c: ("TYPE_ADDED_TO_UNION", f"{c.member} was added to union type {c.type_name}."),
    "InterfaceRemoved": lambda c: (
        "IMPLEMENTED_INTERFACE_REMOVED",
        f"{c.type_name} no longer implements interface {c.member}.",
    ),
    "InterfaceAdded": lambda c: (
        "IMPLEMENTED_INTERFACE_ADDED",
        f"{c.member} added to interfaces implemented by {c.type_name}.",
    ),
}
