"""What every object offers besides its content: coordinates, copies, and crossing processes."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import subprocess
import sys
from typing import Any

import pytest

from schema_registry import (
    AlreadyInitialized,
    LoadError,
    RegistryHandle,
    SchemaRegistry,
    Superseded,
    UnknownField,
    UnknownType,
)

SDL = """
type Query { users(first: Int = 10): [User!]! }
type User { name: String, role: Role }
enum Role { ADMIN GUEST }
input Filter @oneOf { name: String }
scalar Date @specifiedBy(url: "https://example.org/date")
"""
COORDINATES = ("Query", "User.name", "Query.users(first:)", "Role.ADMIN")


@pytest.fixture
def registry() -> SchemaRegistry:
    return SchemaRegistry.from_sdl(SDL)


@pytest.mark.parametrize("coordinate", COORDINATES)
def test_an_element_is_found_at_its_coordinate(registry: SchemaRegistry, coordinate: str) -> None:
    found = registry.at(coordinate)
    assert found is not None
    assert found.coordinate == coordinate
    assert found.name == coordinate.rstrip(":)").replace("(", ".").split(".")[-1]


def test_what_is_missing_is_none_and_what_is_no_coordinate_is_an_error(registry: SchemaRegistry) -> None:
    assert [registry.at(text) for text in ("Nobody", "User.nobody", "Role.NOBODY", "@auth")] == [None] * 4
    with pytest.raises(ValueError, match="is not a schema coordinate"):
        registry.at("User.")


@pytest.mark.parametrize("coordinate", COORDINATES)
def test_views_copy_as_themselves_and_cross_processes_equal(registry: SchemaRegistry, coordinate: str) -> None:
    view = registry.at(coordinate)
    assert copy.copy(view) is view
    assert copy.deepcopy([view])[0] is view
    assert pickle.loads(pickle.dumps(view)) == view


def test_a_registry_copies_as_itself_and_crosses_processes_equal(registry: SchemaRegistry) -> None:
    assert copy.copy(registry) is copy.deepcopy(registry) is registry
    assert pickle.loads(pickle.dumps(registry)) == registry
    handle = RegistryHandle()
    snapshot = handle.set(registry)
    crossed = pickle.loads(pickle.dumps(snapshot))
    assert (type(crossed), crossed) == (SchemaRegistry, registry)


def raised(make: Any) -> Exception:
    try:
        make()
    except Exception as error:
        return error
    raise AssertionError("it did not raise")


def test_every_exception_crosses_processes_whole(registry: SchemaRegistry) -> None:
    handle = RegistryHandle()
    handle.set(registry)
    for make, kind, parts in [
        (lambda: SchemaRegistry.from_sdl("type A { a: B } type A { b: C }"), LoadError, ("diagnostics",)),
        (lambda: registry.lookup("Usr", "name"), UnknownType, ("type_name", "suggestions")),
        (lambda: registry.lookup("User", "nam"), UnknownField, ("type_name", "field_name", "suggestions")),
        (lambda: handle.initialize(registry), AlreadyInitialized, ("current", "registry")),
        (lambda: handle.set_if(7, registry), Superseded, ("expected", "current", "registry")),
    ]:
        error = raised(make)
        crossed = pickle.loads(pickle.dumps(error))
        assert type(crossed) is type(error) is kind
        assert str(crossed) == str(error)
        for part in parts:
            assert getattr(crossed, part) == getattr(error, part), part


def load(sdl: str) -> str:
    return SchemaRegistry.from_sdl(sdl).version


def test_a_worker_process_raises_the_load_error_here() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        with pytest.raises(LoadError) as refused:
            pool.apply(load, ("type Query { a: Nobody }",))
    (found,) = refused.value.diagnostics
    assert (found.code, found.coordinate, found.line) == ("unresolved_reference", "Query.a", 1)


def test_changes_have_coordinates_and_cross_processes(registry: SchemaRegistry) -> None:
    newer = SchemaRegistry.from_sdl(SDL.replace("first: Int = 10", "first: Int = 20").replace("GUEST", ""))
    changes = newer.changes_since(registry)
    assert [change.coordinate for change in changes] == ["Query.users(first:)", "Role.GUEST"]
    assert pickle.loads(pickle.dumps(changes)) == changes
    assert [str(change) for change in changes] == [change.message for change in changes]


def test_sdl_reads_back_equal(registry: SchemaRegistry) -> None:
    assert SchemaRegistry.from_sdl(registry.to_sdl()) == registry
    assert 'scalar Date @specifiedBy(url: "https://example.org/date")' in registry.to_sdl()


def test_requests_ask_by_exact_names_and_rows_by_columns() -> None:
    registry = SchemaRegistry.from_sdl("type User { createdAt: String, tags: [User!] } input F @oneOf { a: Int! }")
    user = registry.lookup_type("User")
    assert registry.get_field("User", "created_at") is None
    assert user.field("created_at") is None
    assert registry.get_field("User", "createdAt") == user.field_by_alias("created_at") == user.field("createdAt")
    assert [field.is_composite for field in user.fields] == [False, True]
    assert registry["F"].is_one_of
    assert registry.lookup("F", "a").is_required
    with pytest.raises(UnknownType) as missed:
        registry.lookup_type("Usr")
    assert missed.value.suggestions == ("User",)


def test_a_subinterpreter_is_refused_at_import() -> None:
    program = """
import schema_registry
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

within = '''
try:
    import schema_registry
except ImportError as error:
    assert "subinterpreter" in str(error), error
else:
    raise AssertionError("it was imported")
'''
failed = interpreters.run_string(interpreters.create(), within)
assert failed is None, failed
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=sys.prefix, capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
