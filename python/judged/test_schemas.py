"""We read a schema as graphql-core does, and find the changes that it and graphql-js find."""

from __future__ import annotations

import json
from functools import cache

import pytest
from graphql import (
    GraphQLSchema,
    build_client_schema,
    build_schema,
    introspection_from_schema,
    print_schema,
)
from hypothesis import given

import reference
import schemas
from generated import schemas as generated_schemas
from judges import Judge, by_criticality
from schema_registry import SchemaRegistry


@cache
def theirs(name: str) -> GraphQLSchema:
    """The schema as graphql-core reads it."""
    text, format_ = schemas.source(name)
    if format_ == "sdl":
        return build_schema(text, assume_valid=True, assume_valid_sdl=True)
    document = json.loads(text)
    return build_client_schema(document.get("data", document), assume_valid=True)


@cache
def ours(name: str) -> SchemaRegistry:
    """The schema as we read it."""
    text, format_ = schemas.source(name)
    return SchemaRegistry.from_sdl(text) if format_ == "sdl" else SchemaRegistry.from_introspection(text)


def written(registry: SchemaRegistry) -> object:
    return reference.sorted_lists(json.loads(registry.to_json()))


@pytest.mark.parametrize("name", schemas.NAMES)
def test_a_real_schema_is_read_as_graphql_core_reads_it(name: str) -> None:
    expected = reference.document(theirs(name))
    registry = ours(name)
    assert written(registry) == expected
    assert registry == SchemaRegistry.from_json(json.dumps(expected))
    assert registry == SchemaRegistry.from_json(schemas.text(f"{name}.ir.json"))
    assert_printed_as_graphql_core_prints(registry)


def assert_printed_as_graphql_core_prints(registry: SchemaRegistry) -> None:
    printed = registry.to_sdl()
    assert print_schema(build_schema(printed, assume_valid=True, assume_valid_sdl=True)) + "\n" == printed


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("github-14", "github-15"),
        ("github-15", "github-14"),
        ("shopify-admin-2025-10", "shopify-admin-2026-01"),
        ("shopify-admin-2026-01", "shopify-admin-2025-10"),
    ],
)
def test_the_changes_of_real_schemas_are_those_that_the_judges_find(judge: Judge, older: str, newer: str) -> None:
    found = ours(newer).changes_since(ours(older))
    expected = by_criticality(judge.changes(ours(older).to_sdl(), ours(newer).to_sdl()))
    assert expected["breaking"]
    assert expected["dangerous"]
    assert reference.in_their_words(found) == expected


@given(generated_schemas())
def test_a_generated_schema_is_read_as_graphql_core_reads_it(sdl: str) -> None:
    judged = build_schema(sdl)
    registry = SchemaRegistry.from_sdl(sdl)
    assert written(registry) == reference.document(judged)
    introspection = introspection_from_schema(judged, input_value_deprecation=True)
    assert SchemaRegistry.from_introspection(json.dumps(introspection)) == registry
    assert SchemaRegistry.detect(sdl) == SchemaRegistry.detect(json.dumps(introspection)) == registry
    assert_printed_as_graphql_core_prints(registry)


@given(older=generated_schemas(), newer=generated_schemas())
def test_the_changes_of_generated_schemas_are_those_that_the_judges_find(judge: Judge, older: str, newer: str) -> None:
    found = SchemaRegistry.from_sdl(newer).changes_since(SchemaRegistry.from_sdl(older))
    assert reference.in_their_words(found) == by_criticality(judge.changes(older, newer))
