"""graphql-core's view of a schema: what an importer has to produce from it, and in which words its changes are told."""

from __future__ import annotations

import re
from collections.abc import Callable
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

from judges import BUILT_IN_SCALARS, Row
from schema_registry import Change

# Kinds of change that the judges do not look at.
NOT_LOOKED_AT = ("OneOfAdded", "RootChanged", "RootRemoved")


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
    kinds: list[tuple[str, Callable[[Any], bool]]] = [
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
        "is_list": is_list_type(get_nullable_type(field.type)),
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
    if value.default is not None:
        literal = value.default.literal
        assert literal is not None
        entry["default"] = compact(print_ast(literal))
    return entry


def compact(literal: str) -> str:
    """A literal without the spaces that graphql-core puts inside of braces since 3.3."""
    return re.sub(r'("(?:\\.|[^"\\])*")|\{ | \}', lambda found: found[1] or found[0].strip(), literal)


def sorted_lists(entry: Any) -> Any:
    """A JSON IR document with the names in its lists sorted."""
    if isinstance(entry, dict):
        return {
            key: sorted(value) if key in ("implements", "members") and isinstance(value, list) else sorted_lists(value)
            for key, value in entry.items()
        }
    return entry


def in_their_words(found: list[Change]) -> dict[str, list[Row]]:
    """What we find, as the judges say it, less what they do not look at."""
    rows: dict[str, list[Row]] = {"breaking": [], "dangerous": [], "safe": []}
    for change in found:
        is_judged = change.kind in WORDS if change.criticality == "safe" else change.kind not in NOT_LOOKED_AT
        if is_judged:
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


def argument(c: Change) -> str:
    return f"{c.type_name}.{c.member}({c.argument}:)"


def field(c: Change) -> str:
    return f"{c.type_name}.{c.member}"


def default_change(place: str, c: Change) -> str:
    if c.after is None:
        return f"{place} defaultValue was removed."
    return f"{place} has changed defaultValue from {c.before} to {c.after}."


WORDS: dict[str, Callable[[Change], Row]] = {
    "TypeAdded": lambda c: ("TYPE_ADDED", f"{c.type_name} was added."),
    "TypeRemoved": lambda c: ("TYPE_REMOVED", f"{c.type_name} was removed."),
    "TypeKindChanged": lambda c: (
        "TYPE_CHANGED_KIND",
        f"{c.type_name} changed from {kind(c.before)} to {kind(c.after)}.",
    ),
    "FieldAdded": lambda c: ("FIELD_ADDED", f"Field {field(c)} was added."),
    "FieldRemoved": lambda c: ("FIELD_REMOVED", f"Field {field(c)} was removed."),
    "FieldTypeChanged": lambda c: (
        "FIELD_CHANGED_KIND",
        f"Field {field(c)} changed type from {c.before} to {c.after}.",
    ),
    "RequiredInputFieldAdded": lambda c: (
        "REQUIRED_INPUT_FIELD_ADDED",
        f"A required field {field(c)} was added.",
    ),
    "OptionalInputFieldAdded": lambda c: (
        "OPTIONAL_INPUT_FIELD_ADDED",
        f"An optional field {field(c)} was added.",
    ),
    "InputFieldDefaultChanged": lambda c: ("INPUT_FIELD_DEFAULT_VALUE_CHANGE", default_change(field(c), c)),
    "RequiredArgumentAdded": lambda c: ("REQUIRED_ARG_ADDED", f"A required argument {argument(c)} was added."),
    "OptionalArgumentAdded": lambda c: ("OPTIONAL_ARG_ADDED", f"An optional argument {argument(c)} was added."),
    "ArgumentRemoved": lambda c: ("ARG_REMOVED", f"Argument {argument(c)} was removed."),
    "ArgumentTypeChanged": lambda c: (
        "ARG_CHANGED_KIND",
        f"Argument {argument(c)} has changed type from {c.before} to {c.after}.",
    ),
    "ArgumentDefaultChanged": lambda c: ("ARG_DEFAULT_VALUE_CHANGE", default_change(argument(c), c)),
    "ValueRemoved": lambda c: ("VALUE_REMOVED_FROM_ENUM", f"Enum value {field(c)} was removed."),
    "ValueAdded": lambda c: ("VALUE_ADDED_TO_ENUM", f"Enum value {field(c)} was added."),
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
