"""What is kept on request, and parts of a registry, with graphql-core as the judge."""

from __future__ import annotations

import copy
import json
import pickle
import zlib
from collections.abc import Iterator
from typing import Any, Union

import pytest
from graphql import (
    DocumentNode,
    build_schema,
    introspection_from_schema,
    parse,
    print_ast,
    print_schema,
    validate_schema,
)
from hypothesis import given
from hypothesis import strategies as st

import schemas
from decorated import DEFINITIONS, decorated
from reference import compact
from schema_registry import (
    ArgInfo,
    Change,
    DirectiveDefinition,
    FieldInfo,
    Limits,
    LoadError,
    Policy,
    RegistryHandle,
    SchemaRegistry,
    TypeInfo,
    TypeRef,
    ValueInfo,
)

Asked = Union[TypeInfo, FieldInfo, ArgInfo, ValueInfo, DirectiveDefinition]
# A description, and directives with their arguments.
Said = tuple[Union[str, None], list[tuple[str, dict[str, str]]]]

# Those that the specification has are attributes.
SPECIFIED = {"deprecated", "specifiedBy", "oneOf"}


def attributes(document: DocumentNode) -> dict[str, tuple[bool, str | None]]:
    """Which types are marked by the specification's own directives."""
    found = {}
    for coordinate, node in elements(document):
        uses = {it.name.value: it for it in node.directives or ()}
        url = uses["specifiedBy"].arguments[0].value.value if "specifiedBy" in uses else None
        if "." not in coordinate:
            found[coordinate] = ("oneOf" in uses, url)
    return found


def elements(document: DocumentNode) -> Iterator[tuple[str, Any]]:
    """Every element of a document that has a coordinate, but for directives."""
    definition: Any
    for definition in document.definitions:
        if definition.kind in ("directive_definition", "schema_definition"):
            continue
        type_name = definition.name.value
        yield type_name, definition
        for member in (*(getattr(definition, "fields", None) or ()), *(getattr(definition, "values", None) or ())):
            yield f"{type_name}.{member.name.value}", member
            for arg in getattr(member, "arguments", None) or ():
                yield f"{type_name}.{member.name.value}({arg.name.value}:)", arg


def said(document: DocumentNode) -> dict[str, Said]:
    """What is said of each element: its description, and the directives that are applied."""
    return {
        coordinate: (
            node.description.value if node.description else None,
            [
                (it.name.value, {arg.name.value: compact(print_ast(arg.value)) for arg in it.arguments or ()})
                for it in node.directives or ()
                if it.name.value not in SPECIFIED
            ],
        )
        for coordinate, node in elements(document)
    }


def ours(registry: SchemaRegistry, coordinates: dict[str, Said]) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for coordinate in coordinates:
        element = registry.at(coordinate)
        assert isinstance(element, (TypeInfo, FieldInfo, ArgInfo, ValueInfo)), coordinate
        found[coordinate] = (element.description, [(it.name, it.args) for it in element.directives])
    return found


def keeping(sdl: str) -> SchemaRegistry:
    return SchemaRegistry.from_sdl(sdl, descriptions=True, directives=True)


@given(decorated())
def test_what_is_kept_is_what_graphql_core_reads(sdl: str) -> None:
    expected = said(parse(sdl))
    registry = keeping(sdl)
    assert ours(registry, expected) == expected
    marked = {name: (registry[name].is_one_of, registry[name].specified_by_url) for name in attributes(parse(sdl))}
    assert marked == attributes(parse(sdl))
    # Written as SDL, it is the same schema, with the same descriptions and directives.
    printed = registry.to_sdl()
    assert said(parse(printed)) == expected
    assert attributes(parse(printed)) == marked
    assert print_schema(build_schema(printed)) == print_schema(build_schema(sdl))
    assert keeping(printed) == registry
    assert keeping(printed).to_sdl() == printed
    # And so it is by way of the IR.
    again = SchemaRegistry.from_json(registry.to_json(), descriptions=True, directives=True)
    assert again == registry
    assert again.to_json() == registry.to_json()
    assert again.to_sdl() == printed
    assert pickle.loads(pickle.dumps(registry)).to_sdl() == printed


@given(decorated())
def test_without_it_nothing_is_kept_and_all_of_it_is_counted(sdl: str) -> None:
    loaded = SchemaRegistry.load(sdl)
    told = said(parse(sdl)).values()
    counts: dict[str, int] = {}
    for _, directives in told:
        for name, _ in directives:
            counts[name] = counts.get(name, 0) + 1
    assert loaded.dropped_directives == counts
    # That of `@tag` and that of its argument are counted too.
    assert loaded.dropped_descriptions == sum(description is not None for description, _ in told) + 2
    assert loaded.dropped_directive_definitions == DEFINITIONS.count("\ndirective @")
    plain = loaded.registry
    assert ours(plain, said(parse(sdl))) == dict.fromkeys(said(parse(sdl)), (None, []))
    some = SchemaRegistry.load(sdl, directives=["tag"])
    assert set(some.dropped_directives) <= {"plain"}
    assert not some.registry.directive_definitions


@given(decorated())
def test_an_introspection_result_has_the_descriptions_of_its_schema(sdl: str) -> None:
    introspection = introspection_from_schema(
        build_schema(sdl), input_value_deprecation=True, schema_description=True, directive_is_repeatable=True
    )
    registry = SchemaRegistry.from_introspection(json.dumps(introspection), descriptions=True, directives=True)
    described = {coordinate: description for coordinate, (description, _) in said(parse(sdl)).items()}
    found = {coordinate: description for coordinate, (description, _) in ours(registry, said(parse(sdl))).items()}
    assert found == described
    assert [it.name for it in registry.directive_definitions][:2] == ["tag", "plain"]


@given(decorated(), decorated())
def test_there_are_no_changes_if_and_only_if_both_say_the_same(older: str, newer: str) -> None:
    one, other = keeping(older), keeping(newer)
    assert bool(other.changes_since(one)) == (one != other)
    assert keeping(newer).changes_since(other) == []
    unread = SchemaRegistry.from_json(other.to_json())
    assert unread == other
    assert unread.changes_since(other) == []


def mistakes(registry: SchemaRegistry) -> set[str]:
    return {error.message for error in validate_schema(build_schema(registry.to_sdl()))}


@pytest.mark.parametrize("name", schemas.NAMES)
def test_a_part_of_a_real_schema_is_a_valid_schema(name: str) -> None:
    text, format_ = schemas.source(name)
    registry = SchemaRegistry.from_sdl(text) if format_ == "sdl" else SchemaRegistry.from_introspection(text)

    def is_kept(element: Asked) -> bool:
        # By the name alone, so that no interface asks for what one of its types has lost.
        name = element.coordinate.replace("(", ".").split(".")[-1]
        return zlib.crc32(name.encode()) % 12 > 0 or name.startswith("Query")

    part = registry.filter(is_kept)
    assert 0 < part.field_count < registry.field_count or registry.field_count < 100
    assert part.filter(is_kept) == part
    reachable = part.reachable()
    assert len(reachable) <= len(part)
    assert reachable.reachable() == reachable
    # Published schemas deprecate fields whose interfaces do not.
    known = mistakes(registry)
    for some in (part, reachable):
        assert mistakes(some) <= known
        assert SchemaRegistry.from_sdl(some.to_sdl()) == some


@given(decorated(), st.integers(0, 1000))
def test_a_part_of_a_generated_schema_is_a_valid_schema_or_names_what_it_would_lack(sdl: str, seed: int) -> None:
    registry = keeping(sdl)

    def is_kept(element: Asked) -> bool:
        return zlib.crc32(f"{seed} {element.coordinate}".encode()) % 6 > 0 or element.coordinate == "Query"

    refused: list[str] = []
    try:
        part = registry.filter(is_kept)
    except LoadError as error:
        refused = [str(it) for it in error.diagnostics]
    # The interfaces are `Node` and `Named`.
    assert all("`N" in message for message in refused)
    if refused:
        return
    assert part.filter(is_kept) == part
    assert keeping(part.to_sdl()) == part
    if part.root("query"):
        assert not mistakes(part)


def test_a_filter_is_asked_with_objects_and_raises_what_it_raises() -> None:
    sdl = "directive @d on OBJECT  type Query { a(x: Int): Int  b: E }  enum E { V }"
    registry = keeping(sdl)
    asked: list[Asked] = []

    def ask(element: Asked) -> bool:
        asked.append(element)
        return True

    registry.filter(ask)
    assert [type(it) for it in asked] == [
        TypeInfo, FieldInfo, ArgInfo, FieldInfo, TypeInfo, ValueInfo, DirectiveDefinition,
    ]  # fmt: skip
    with pytest.raises(ZeroDivisionError):
        registry.filter(lambda _: 1 / 0)
    interface = keeping("interface I { a: Int b: Int } type T implements I { a: Int b: Int }")
    with pytest.raises(LoadError, match="missing field `a`, required by interface `I`"):
        interface.filter(lambda it: it.coordinate != "T.a")


def test_a_directive_and_its_definition_are_values() -> None:
    registry = keeping('directive @auth(role: Int) on OBJECT  type Query @auth(role: 1) { a: Int @x(y: "z") }')
    auth = registry["Query"].directive("auth")
    assert auth is not None
    assert (str(auth), auth.name, auth.args, auth.arg("role"), auth.arg("none")) == (
        "@auth(role: 1)", "auth", {"role": "1"}, "1", None,
    )  # fmt: skip
    assert pickle.loads(pickle.dumps(auth)) == copy.deepcopy(auth) == auth
    assert registry["Query"].directive("nothing") is None
    definition = registry.at("@auth")
    assert isinstance(definition, DirectiveDefinition)
    assert definition.sdl == "directive @auth(role: Int) on OBJECT"
    assert pickle.loads(pickle.dumps(definition)) == definition
    assert registry.directive_definitions == (definition,)


def test_a_policy_says_what_it_refuses() -> None:
    handle = RegistryHandle()
    handle.set(keeping("type Query { salary: Int @auth  old: Int @deprecated  name: String }"))
    proposal = handle.propose(keeping("type Query { salary: Int  age: Int }"))

    def refused(policy: Policy) -> list[str]:
        return [change.message for change in policy.refused(proposal)]

    removed = ["field `Query.old` removed", "field `Query.name` removed"]
    unsafe = "directive `@auth` removed from `Query.salary`"
    assert refused(Policy()) == removed
    assert refused(Policy().allowing("FieldRemoved", "Query.name")) == removed[:1]
    assert refused(Policy().allowing("FieldRemoved", "Query.name", until="2020-01-01")) == removed
    assert refused(Policy().allowing_deprecated_removals()) == removed[1:]
    assert refused(Policy().directive("auth", "breaking")) == [*removed, unsafe]
    assert len(refused(Policy("safe"))) == 4
    with pytest.raises(ValueError, match="grave"):
        Policy("grave")  # type: ignore[arg-type]
    for change, coordinate, until in (
        ("FieldGone", "Query.name", None),
        ("FieldRemoved", "Query..name", None),
        ("FieldRemoved", "Query.name", "soon"),
    ):
        with pytest.raises(ValueError, match="is not a"):
            Policy().allowing(change, coordinate, until=until)
    assert all(isinstance(change, Change) for change in Policy().refused(proposal))


def test_a_type_reference_is_its_text_and_knows_its_parts() -> None:
    registry = SchemaRegistry.from_sdl("type Query { a(x: [Int!]): [[ID!]]!  b: Int }")
    a, b = registry["Query"].fields
    assert isinstance(a.type_ref, TypeRef)
    assert a.type_ref == "[[ID!]]!"
    assert (a.type_ref.is_non_null, a.type_ref.is_list, a.type_ref.named) == (True, True, "ID")
    row = a.type_ref.item
    assert row == "[ID!]"
    cell = row.item
    assert cell == "ID!"
    assert cell.is_non_null
    assert (cell.item, b.type_ref.is_list, b.type_ref.item) == (None, False, None)
    (x,) = a.args
    assert (x.type_ref.is_list, x.type_ref.item) == (True, "Int!")
    assert pickle.loads(pickle.dumps(a.type_ref)).named == "ID"


def test_limits_refuse_what_is_larger() -> None:
    sdl = "type Query { a: Int  b: Int }"
    assert SchemaRegistry.from_sdl(sdl, limits=Limits(document_bytes=len(sdl), fields=2, types=6))
    for limits, what in (
        (Limits(document_bytes=5), "more than 5 bytes of text"),
        (Limits(fields=1), "more than 1 fields"),
        (Limits(types=0), "more than 0 types"),
    ):
        with pytest.raises(LoadError, match=what):
            SchemaRegistry.from_sdl(sdl, limits=limits)


def test_the_name_of_a_root_is_known_without_its_type() -> None:
    json_ = '{"version": "1.1", "features": [], "roots": {"query": "Gone"}, "types": {}}'
    registry = SchemaRegistry.load(json_)
    assert len(registry.warnings) == registry.warning_count == 1
    assert registry.registry.root("query") is None
    assert registry.registry.root_name("query") == "Gone"
    assert registry.registry.root_name("mutation") is None
    with pytest.raises(ValueError, match="is not an operation"):
        registry.registry.root_name("other")  # type: ignore[arg-type]
