"""Building a registry by hand, from scratch or from another one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Union

from schema_registry._native import SchemaRegistry
from schema_registry._type_ref import TypeRef


@dataclass(frozen=True)
class Argument:
    """An argument: its type reference in SDL notation, and its attributes."""

    type_ref: str
    default_value: str | None = None
    """The default, as an SDL literal."""
    deprecation_reason: str | None = None
    description: str | None = None
    extensions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """A field or an input field: its type reference in SDL notation, and its attributes."""

    type_ref: str
    args: Mapping[str, str | Argument] = field(default_factory=dict)
    """Each by name, as an `Argument` or only its type reference."""
    default_value: str | None = None
    """Of an input field: the SDL text of its literal."""
    deprecation_reason: str | None = None
    description: str | None = None
    extensions: Mapping[str, Any] = field(default_factory=dict)
    is_nested_object: bool = False
    """Whether the named type is an object. Used only if the registry does not contain that type."""


Document = dict[str, Any]
Fields = Mapping[str, Union[str, Field]]
Values = Union[Iterable[str], Mapping[str, Union[str, None]]]


class RegistryBuilder:
    """Collects definitions and builds a `SchemaRegistry` from them.

        registry = (
            RegistryBuilder()
            .root("query", "Query")
            .add_type("Query", fields={"users": Field("[User!]!", args={"first": "Int"})})
            .add_type("User", fields={"id": "ID!", "createdAt": "String!"})
            .build()
        )

    With ``base``, it starts with all that is in that registry. Each method changes the builder and returns it.
    """

    def __init__(self, version: str = "1.1", *, base: SchemaRegistry | None = None) -> None:
        self._document: Document = {"version": version, "features": [], "types": {}}
        if base is not None:
            self._document = json.loads(base.to_json())

    def feature(self, name: str) -> RegistryBuilder:
        """Adds a feature, unless it is already listed."""
        if name not in self._document["features"]:
            self._document["features"].append(name)
        return self

    def root(self, operation: str, type_name: str) -> RegistryBuilder:
        """Sets the root type of ``"query"``, ``"mutation"`` or ``"subscription"``."""
        self._document.setdefault("roots", {})[operation] = type_name
        return self

    def extension(self, key: str, value: object) -> RegistryBuilder:
        """Sets a key of the document as a whole, to what `json` can write."""
        self._document[key] = value
        return self

    def add_type(
        self,
        name: str,
        kind: str = "OBJECT",
        *,
        fields: Fields | None = None,
        interfaces: Iterable[str] = (),
        members: Iterable[str] = (),
        values: Values = (),
        is_one_of: bool = False,
        specified_by_url: str | None = None,
        description: str | None = None,
        extensions: Mapping[str, Any] = {},
    ) -> RegistryBuilder:
        """Adds a type, replacing one with the same name.

        ``fields`` are by name, each a `Field` or its type reference alone; ``values`` are names, or names with the reason why
        each is deprecated, `None` where it is not.
        """
        reasons = values if isinstance(values, Mapping) else dict.fromkeys(values)
        definition: Document = {
            "kind": kind,
            "fields": {key: _field(it) for key, it in (fields or {}).items()},
            **extensions,
        }
        for key, value in (
            ("implements", list(interfaces)),
            ("members", list(members)),
            ("values", {value: _said(deprecated=reason) for value, reason in reasons.items()}),
            ("one_of", is_one_of),
        ):
            if value:
                definition[key] = value
        definition.update(_said(specified_by=specified_by_url, description=description))
        self._document["types"][name] = definition
        return self

    def remove_type(self, name: str) -> RegistryBuilder:
        """Removes the type with that name, if there is one."""
        self._document["types"].pop(name, None)
        return self

    def build(self, *, strict: bool = False) -> SchemaRegistry:
        """Builds the registry, at about the cost of loading.

        Raises `LoadError` if and only if some definition is invalid by itself or contradicts another one; with ``strict``, also
        for warnings.
        """
        types = self._document["types"]
        for definition in types.values():
            for member in definition.get("fields", {}).values():
                # The kind of the named type says it, where the registry has that type.
                if "type" in member and member["type_name"] in types:
                    member["is_nested_object"] = types[member["type_name"]].get("kind", "OBJECT") == "OBJECT"
        text = json.dumps(self._document)
        return SchemaRegistry.from_json(text, strict=strict, descriptions=True, directives=True)


def _said(**keys: object) -> Document:
    return {key: value for key, value in keys.items() if value is not None}


def _field(definition: str | Field) -> Document:
    it = definition if isinstance(definition, Field) else Field(definition)
    reference = TypeRef(it.type_ref)
    return {
        "type_name": reference.named,
        "is_nested_object": it.is_nested_object,
        "is_list": reference.is_list,
        "type": it.type_ref,
        **({"args": {name: _arg(arg) for name, arg in it.args.items()}} if it.args else {}),
        **_said(default=it.default_value, deprecated=it.deprecation_reason, description=it.description),
        **it.extensions,
    }


def _arg(definition: str | Argument) -> Document:
    it = definition if isinstance(definition, Argument) else Argument(definition)
    return {
        "type": it.type_ref,
        **_said(default=it.default_value, deprecated=it.deprecation_reason, description=it.description),
        **it.extensions,
    }
