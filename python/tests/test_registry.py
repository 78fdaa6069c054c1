"""A registry: where it comes from, what it is equal to, and what it answers."""

from __future__ import annotations

import json

import pytest

import schemas
from schema_registry import (
    LoadError,
    SchemaLookupError,
    SchemaRegistry,
    UnknownField,
    UnknownType,
)


def test_text_and_bytes_give_the_same_registry() -> None:
    document = schemas.text("cardano.ir.json")
    assert SchemaRegistry.from_json(document) == SchemaRegistry.from_json(document.encode())
    sdl = schemas.text("cardano.graphql")
    assert SchemaRegistry.from_sdl(sdl) == SchemaRegistry.from_sdl(sdl.encode())
    introspection = schemas.text("countries.introspection.json")
    assert SchemaRegistry.from_introspection(introspection) == SchemaRegistry.from_introspection(introspection.encode())


@pytest.mark.parametrize("document", ["cardano.ir.json", "cardano.graphql", "countries.introspection.json"])
def test_the_content_tells_the_format(document: str) -> None:
    detected = SchemaRegistry.detect(schemas.text(document))
    assert detected == SchemaRegistry.from_json(schemas.text(document.split(".")[0] + ".ir.json"))


@pytest.mark.parametrize("load", [SchemaRegistry.from_json, SchemaRegistry.from_sdl, SchemaRegistry.detect])
@pytest.mark.parametrize("document", [None, 1, bytearray(b"{}"), ["{}"]])
def test_a_document_is_text_or_bytes(load: object, document: object) -> None:
    assert callable(load)
    with pytest.raises(TypeError, match="str or bytes"):
        load(document)


@pytest.mark.parametrize(
    "load",
    [
        SchemaRegistry.from_json,
        SchemaRegistry.from_sdl,
        SchemaRegistry.from_introspection,
        SchemaRegistry.detect,
    ],
)
def test_bytes_that_are_not_utf_8_are_a_finding_with_a_place(load: object) -> None:
    assert callable(load)
    with pytest.raises(LoadError) as refused:
        load(b"ab\n\xff")
    assert [(found.line, found.column) for found in refused.value.diagnostics] == [(2, 1)]


def test_writing_and_reading_back_is_the_identity(registry: SchemaRegistry) -> None:
    written = registry.to_json()
    read = SchemaRegistry.from_json(written)
    assert read == registry
    assert read.to_json() == written


def test_keys_that_are_not_known_are_kept() -> None:
    document = {
        "version": "1.0",
        "features": ["a", "b"],
        "types": {"T": {"fields": {"f": {"type_name": "T", "is_nested_object": True, "is_list": False, "x": 1.5}}}},
        "producer": {"name": "p", "tags": [1, None]},
    }
    registry = SchemaRegistry.from_json(json.dumps(document))
    assert json.loads(registry.to_json()) == document
    assert registry.extensions == {"producer": {"name": "p", "tags": [1, None]}}
    field = registry.get_field_type("T", "f")
    assert field is not None
    assert field.extensions == {"x": 1.5}
    assert registry["T"].extensions == {}
    assert registry.features == ("a", "b")
    assert registry.version == "1.0"


def test_registries_are_equal_by_content() -> None:
    a = SchemaRegistry.from_sdl("type A { x: Int }  type B { y: Int }")
    b = SchemaRegistry.from_sdl("type B { y: Int }  type A { x: Int }")
    c = SchemaRegistry.from_sdl("type A { x: Int! } type B { y: Int }")
    assert a == b
    assert hash(a) == hash(b)
    assert a.fingerprint == b.fingerprint
    assert a != c
    assert a.fingerprint != c.fingerprint
    assert a != "a registry"
    assert len({a, b, c}) == 2


def test_len_in_and_iteration_are_about_the_names_of_types() -> None:
    registry = SchemaRegistry.from_json(schemas.text("github-15.ir.json"))
    names = [found.name for found in registry.types()]
    assert len(registry) == len(names) == len(set(names)) > 1000
    assert list(registry) == names
    assert "User" in registry
    assert "user" not in registry
    assert 1 not in registry
    assert sum(len(found.fields) for found in registry.types()) == registry.field_count


def test_a_row_s_name_finds_the_field_s(registry: SchemaRegistry) -> None:
    field = registry.get_field_type("User", "created_at")
    assert field is not None
    assert field.name == "createdAt"
    assert registry.get_field_type("User", "createdat") is None
    assert registry.get_field_type("Usr", "createdAt") is None


def test_a_look_up_is_the_same_whether_it_was_made_before_or_not() -> None:
    registry = SchemaRegistry.from_json(schemas.text("cardano.ir.json"))
    for _ in range(2):
        for found in registry.types():
            for field in found.fields:
                looked_up = registry.get_field_type(found.name, field.name)
                assert looked_up == field == registry.lookup(found.name, field.name) == found.field(field.name)
                assert looked_up is registry.get_field_type(found.name, field.name)


def test_what_is_kept_of_look_ups_has_a_bound() -> None:
    registry = SchemaRegistry.from_sdl("type User { createdAt: String }")
    spellings = ["created" + "_" * n + "at" for n in range(1, 100)]
    for spelling in spellings + spellings:
        field = registry.get_field_type("User", spelling)
        assert field is not None
        assert field.name == "createdAt"
    assert sum(map(len, registry._memo.values())) <= 2 * registry.field_count


def test_names_that_were_not_found_are_not_kept(registry: SchemaRegistry) -> None:
    before = {name: dict(fields) for name, fields in registry._memo.items()}
    for n in range(100):
        assert registry.get_field_type("User", f"no{n}") is None
        assert registry.get_field_type(f"No{n}", "id") is None
    assert registry._memo == before


def test_a_string_of_a_class_of_its_own_is_found_and_not_kept() -> None:
    class Odd(str):
        __slots__ = ()

    registry = SchemaRegistry.from_sdl("type User { name: String }")
    field = registry.get_field_type(Odd("User"), Odd("name"))
    assert field is not None
    assert field.name == "name"
    assert registry._memo == {}


def test_a_name_that_is_no_string_is_a_type_error(registry: SchemaRegistry) -> None:
    for look_up in (registry.get_field_type, registry.lookup):
        with pytest.raises(TypeError):
            look_up("User", None)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            look_up(1, "name")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        registry.get_type(b"User")  # type: ignore[arg-type]


def test_a_look_up_that_misses_says_what_was_probably_meant(registry: SchemaRegistry) -> None:
    with pytest.raises(UnknownField) as field:
        registry.lookup("User", "creatdAt")
    assert str(field.value) == "`User` has no field `creatdAt`; did you mean `createdAt`?"
    assert (field.value.type_name, field.value.field_name, field.value.suggestions) == (
        "User",
        "creatdAt",
        ("createdAt",),
    )

    with pytest.raises(UnknownType) as type_:
        registry.lookup("Usr", "createdAt")
    assert (type_.value.type_name, type_.value.suggestions) == ("Usr", ("User",))
    assert str(type_.value) == "unknown type `Usr`; did you mean `User`?"

    with pytest.raises(UnknownType) as item:
        registry["Pots"]
    assert (item.value.type_name, item.value.suggestions) == ("Pots", ("Post",))

    for error in (field.value, type_.value, item.value):
        assert isinstance(error, SchemaLookupError)
        assert isinstance(error, KeyError)


def test_roots_are_asked_for_by_operation(registry: SchemaRegistry) -> None:
    query = registry.root("query")
    assert query is not None
    assert query.name == "Query"
    assert registry.root("mutation") is None
    with pytest.raises(ValueError, match="is not an operation"):
        registry.root("Query")  # type: ignore[arg-type]


def test_changes_say_what_where_and_how_severe() -> None:
    older = SchemaRegistry.from_sdl("type User { name: String!, age(in: Int): Int }")
    newer = SchemaRegistry.from_sdl("type User { name: String, age: Int, mail: String }")
    changes = newer.changes_since(older)
    by_kind = {change.kind: change for change in changes}
    assert {kind: (change.criticality, change.path) for kind, change in by_kind.items()} == {
        "FieldTypeChanged": ("breaking", "types.User.fields.name"),
        "ArgumentRemoved": ("breaking", "types.User.fields.age.args.in"),
        "FieldAdded": ("safe", "types.User.fields.mail"),
    }
    changed = by_kind["FieldTypeChanged"]
    assert str(changed) == "type of field `User.name` changed from `String!` to `String`"
    assert (changed.type_name, changed.member, changed.argument) == ("User", "name", None)
    assert (changed.before, changed.after) == ("String!", "String")
    assert by_kind["ArgumentRemoved"].argument == "in"
    assert newer.changes_since(newer) == []
    assert len({*changes, *newer.changes_since(older)}) == 3


def test_no_class_but_the_handle_is_made_by_calling_it(registry: SchemaRegistry) -> None:
    with pytest.raises(TypeError):
        SchemaRegistry()
    with pytest.raises(TypeError):
        type(registry["User"])()


def test_nothing_of_a_registry_can_be_set(registry: SchemaRegistry) -> None:
    user = registry["User"]
    for thing, name in [(registry, "version"), (user, "name"), (user.fields[0], "name"), (registry, "new")]:
        with pytest.raises(AttributeError):
            setattr(thing, name, "x")
