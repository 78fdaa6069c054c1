"""The exceptions: what they are kinds of, what they carry, and that they are copied whole."""

from __future__ import annotations

import pytest

from schema_registry import (
    AlreadyInitialized,
    LoadError,
    RegistryHandle,
    SchemaRegistry,
    Superseded,
)

BAD = """{ "version": "1.0", "features": [], "types": { "User": { "fields": {
    "name": { "type_name": "", "is_nested_object": false, "is_list": false },
    "age": { "type_name": "Int", "is_nested_object": false },
    "posts": { "type_name": "Gone", "is_nested_object": true, "is_list": true } } } } }"""


def test_a_refused_document_says_everything_that_is_wrong_and_where() -> None:
    with pytest.raises(LoadError) as refused:
        SchemaRegistry.from_json(BAD)
    error = refused.value
    assert isinstance(error, ValueError)
    assert [(found.severity, found.path, found.line, found.column) for found in error.diagnostics] == [
        ("error", "types.User.fields.name.type_name", 2, 28),
        ("error", "types.User.fields.age", 3, 12),
        ("warning", "types.User.fields.posts.type_name", 4, 29),
    ]
    assert str(error).startswith("line 2, column 28: types.User.fields.name.type_name: ")
    assert str(error).endswith(" (and 2 more findings)")
    first = error.diagnostics[0]
    assert str(first) == f"line {first.line}, column {first.column}: {first.path}: {first.message}"


def test_findings_are_values(registry: SchemaRegistry) -> None:
    def findings() -> tuple[object, ...]:
        with pytest.raises(LoadError) as refused:
            SchemaRegistry.from_json(BAD)
        return refused.value.diagnostics

    assert findings() == findings()
    assert len({*findings(), *findings()}) == 3
    assert "warning" in repr(findings())


def test_strict_and_lenient_loading_draw_the_line_elsewhere() -> None:
    odd = '{ "version": "2.0", "features": [], "types": {} }'
    assert SchemaRegistry.from_json(odd).version == "2.0"
    with pytest.raises(LoadError, match=r"2\.0"):
        SchemaRegistry.from_json(odd, strict=True)

    twice = "type User { name: String  name: String! }"
    with pytest.raises(LoadError, match="defined twice"):
        SchemaRegistry.from_sdl(twice)
    lenient = SchemaRegistry.from_sdl(twice, lenient=True)
    assert lenient.lookup("User", "name").type_ref == "String"
    with pytest.raises(LoadError):
        SchemaRegistry.from_sdl(twice, lenient=True, strict=True)


def test_what_was_refused_is_handed_back(handle: RegistryHandle) -> None:
    first, second = SchemaRegistry.from_sdl("type A { x: Int }"), SchemaRegistry.from_sdl("type B { x: Int }")
    installed = handle.initialize(first)
    with pytest.raises(AlreadyInitialized) as already:
        handle.initialize(second)
    assert already.value.registry == second
    assert already.value.current is installed
    assert str(already.value) == "the registry is already initialized (generation 1)"

    with pytest.raises(Superseded) as superseded:
        handle.set_if(0, second)
    assert superseded.value.registry == second
    assert superseded.value.current is installed
    assert superseded.value.expected == 0
    assert str(superseded.value) == "superseded: expected generation 0, found 1"
