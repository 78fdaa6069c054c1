"""Registries by hand."""

from __future__ import annotations

import pytest

from schema_registry import Argument, Field, LoadError, RegistryBuilder, SchemaRegistry

SDL = """
interface Node { id: ID! }
"It" type Query implements Node { id: ID!  users(first: Int = 10, after: ID @deprecated(reason: "no")): [User!]! }
type User { "Who" name: String  role: Role @deprecated(reason: "old") }
union Found = Query | User
enum Role { ADMIN  USER @deprecated(reason: "all are") }
input Filter @oneOf { name: String  role: Role }
input Page { size: Int! = 5 }
scalar Time @specifiedBy(url: "https://example.org/time")
"""


def test_what_is_built_says_what_the_same_sdl_says() -> None:
    builder = (
        RegistryBuilder()
        .feature("type_resolution")
        .feature("type_resolution")
        .root("query", "Query")
        .add_type("Node", "INTERFACE", fields={"id": "ID!"})
        .add_type(
            "Query",
            fields={
                "id": "ID!",
                "users": Field(
                    "[User!]!",
                    args={
                        "first": Argument("Int", default_value="10"),
                        "after": Argument("ID", deprecation_reason="no"),
                    },
                ),
            },
            interfaces=["Node"],
            description="It",
        )
        .add_type(
            "User",
            fields={"name": Field("String", description="Who"), "role": Field("Role", deprecation_reason="old")},
        )
        .add_type("Found", "UNION", members=["Query", "User"])
        .add_type("Role", "ENUM", values={"ADMIN": None, "USER": "all are"})
        .add_type("Filter", "INPUT_OBJECT", fields={"name": "String", "role": "Role"}, is_one_of=True)
        .add_type("Page", "INPUT_OBJECT", fields={"size": Field("Int!", default_value="5")})
        .add_type("Time", "SCALAR", specified_by_url="https://example.org/time")
    )
    for scalar in ("Int", "Float", "String", "Boolean", "ID"):
        builder.add_type(scalar, "SCALAR")
    assert builder.build(strict=True) == SchemaRegistry.from_sdl(SDL, descriptions=True)


def test_one_type_of_a_registry_is_changed_and_the_rest_stays() -> None:
    base = SchemaRegistry.from_sdl(SDL, descriptions=True, directives=True)
    assert RegistryBuilder(base=base).build() == base
    changed = RegistryBuilder(base=base).add_type("Page", "INPUT_OBJECT", fields={"size": "Int"}).build()
    assert [change.message for change in changed.changes_since(base)] == [
        "type of input `Page.size` widened from `Int!` to `Int`",
        "default of input field `Page.size` removed (was `5`)",
    ]
    removed = RegistryBuilder(base=base).remove_type("Page").remove_type("Nothing").build()
    assert removed.get_type("Page") is None
    assert len(removed) == len(base) - 1


def test_what_is_wrong_is_said_with_its_coordinate() -> None:
    with pytest.raises(LoadError) as raised:
        RegistryBuilder().add_type("Query", fields={"a": "[Int", "b": Field("Int", args={"x": "In t"})}).build()
    assert [it.coordinate for it in raised.value.diagnostics] == ["Query.a", "Query.b(x:)"]


def test_extensions_are_kept() -> None:
    registry = (
        RegistryBuilder("1.0")
        .extension("owner", "team")
        .add_type(
            "User",
            fields={"posts": Field("[Post]", is_nested_object=True, extensions={"cost": 3}, args={"n": "Int"})},
            extensions={"table": "users"},
        )
        .build()
    )
    assert registry.extensions == {"owner": "team"}
    assert registry["User"].extensions == {"table": "users"}
    posts = registry.lookup("User", "posts")
    assert (posts.extensions, posts.is_nested_object, posts.is_list) == ({"cost": 3}, True, True)
