"""What a program derives from its schema, kept with the snapshot."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path

import pytest

from running import PATIENCE, run_together
from schema_registry import FileSource, RegistryHandle, SchemaRegistry
from schemas import version


class Table:
    """Which types a registry has, and how often a table was made."""

    made = 0

    def __init__(self, registry: SchemaRegistry) -> None:
        type(self).made += 1
        self.types = [name for name in ("A", "B") if name in registry]


@pytest.fixture(autouse=True)
def nothing_made() -> None:
    Table.made = 0


def schema(*names: str) -> SchemaRegistry:
    return SchemaRegistry.from_sdl("\n".join(f"type {name} {{ id: ID }}" for name in names))


def test_it_is_made_once_for_each_snapshot(handle: RegistryHandle) -> None:
    handle.set(schema("A"))
    table = handle.derived(Table)
    assert table.types == ["A"]
    assert handle.derived(Table) is table
    assert handle.snapshot().derived(Table) is table
    assert Table.made == 1


def test_a_change_makes_it_before_readers_see_the_new_registry(handle: RegistryHandle) -> None:
    seen: list[int] = []

    def generation(registry: SchemaRegistry) -> int:
        seen.append(handle.generation)
        return len(registry)

    handle.derived(generation)
    handle.set(schema("A"))
    handle.set_if(1, schema("A", "B"))
    handle.reset()
    handle.initialize(schema("A"))
    handle.propose(schema("A", "C")).commit()
    assert seen == [0, 0, 1, 3, 4]  # each at the generation before
    assert handle.derived(generation) == len(handle.snapshot())
    assert len(seen) == 5


def test_an_older_snapshot_keeps_what_was_made_of_it(handle: RegistryHandle) -> None:
    handle.set(schema("A"))
    handle.derived(Table)
    older = handle.snapshot()
    handle.set(schema("B"))
    assert (older.derived(Table).types, handle.derived(Table).types) == (["A"], ["B"])


def test_it_is_freed_with_its_snapshot(handle: RegistryHandle) -> None:
    handle.set(schema("A"))
    table = weakref.ref(handle.derived(Table))
    held = handle.snapshot()
    handle.set(schema("B"))
    assert table() is not None
    del held
    assert table() is None


def test_what_the_function_raises_leaves_the_last_good_snapshot(handle: RegistryHandle) -> None:
    def lacking(registry: SchemaRegistry) -> bool:
        if "User" not in registry:
            raise LookupError("no type User")
        return True

    with pytest.raises(LookupError):
        handle.derived(lacking)
    handle.set(schema("A"))  # it is not asked for what it never gave
    handle.set(schema("User"))
    assert handle.derived(lacking)
    good = handle.snapshot()
    for change in (handle.set, lambda it: handle.set_if(2, it), handle.propose):
        with pytest.raises(LookupError, match="no type User"):
            change(schema("A"))
    assert handle.snapshot() is good
    with pytest.raises(TypeError):
        handle.derived(3)  # type: ignore[arg-type]


def test_a_method_is_the_same_function_each_time(handle: RegistryHandle) -> None:
    class Application:
        calls = 0

        def table(self, registry: SchemaRegistry) -> Table:
            self.calls += 1
            return Table(registry)

    application = Application()
    assert handle.derived(application.table) is handle.derived(application.table)
    handle.set(schema("A"))
    handle.derived(application.table)
    assert application.calls == 2


def test_a_function_may_use_what_another_one_makes(handle: RegistryHandle) -> None:
    def twice(registry: SchemaRegistry) -> int:
        return 2 * len(registry)

    def thrice(registry: SchemaRegistry) -> int:
        handle.derived(twice)  # of what is there, not of what is coming
        return 3 * len(registry)

    assert handle.derived(thrice) == 0
    handle.set(schema("A"))
    assert (handle.derived(twice), handle.derived(thrice)) == (12, 18)


def test_a_source_makes_it_too_and_fails_with_its_exception(handle: RegistryHandle, tmp_path: Path) -> None:
    path = tmp_path / "schema.graphql"
    path.write_text("type User { id: ID }")

    def users(registry: SchemaRegistry) -> int:
        if "User" not in registry:
            raise LookupError("no type User")
        return len(registry["User"].fields)

    with pytest.raises(LookupError, match="no type User"):
        handle.derived(users)
    with FileSource(handle, path, debounce=0.01, poll_every=0.05) as source:
        assert handle.derived(users) == 1
        path.write_text("type Account { id: ID }")
        status = source.wait_for_attempt(PATIENCE, after=1)
        assert status is not None
        assert (status.last_outcome, handle.generation) == ("failed", 1)
        assert status.reason is not None
        assert "LookupError: no type User" in status.reason
        path.write_text("type User { id: ID, name: String }")
        assert handle.wait_for_change(PATIENCE, after=1) is not None
        assert handle.derived(users) == 2
    path.write_text("type Account { id: ID }")
    with pytest.raises(LookupError, match="no type User"):
        FileSource(handle, path)


def test_readers_never_find_one_of_another_registry(handle: RegistryHandle) -> None:
    handle.set(version(0))
    handle.derived(names)
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            snapshot = handle.snapshot()
            assert snapshot.derived(names) == names(snapshot)

    def change() -> None:
        for number in range(100):
            handle.set(version(number))
        done.set()

    run_together(read, read, change)


def names(registry: SchemaRegistry) -> list[str]:
    return [registry.lookup("User", name).type_name for name in ("a", "b")]


def test_a_handle_and_its_functions_are_freed_together() -> None:
    class Application:
        def __init__(self) -> None:
            self.handle = RegistryHandle()
            self.handle.derived(self.count)

        def count(self, registry: SchemaRegistry) -> int:
            return len(registry)

    application = weakref.ref(Application())
    gc.collect()
    assert application() is None
