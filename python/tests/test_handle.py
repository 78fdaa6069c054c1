"""A handle: the one thing that changes."""

from __future__ import annotations

import weakref
from collections.abc import Callable

import pytest

from schema_registry import RegistryHandle, SchemaRegistry, Snapshot, Superseded
from schemas import version


def test_a_new_handle_is_not_initialized(handle: RegistryHandle) -> None:
    assert (handle.is_initialized, handle.generation) == (False, 0)
    snapshot = handle.snapshot()
    assert (snapshot.is_initialized, snapshot.generation, len(snapshot)) == (False, 0, 0)


def test_each_test_has_a_registry_of_its_own(handle: RegistryHandle) -> None:
    other = RegistryHandle()
    handle.set(version(1))
    assert handle.is_initialized
    assert not other.is_initialized


def test_initialize_wins_once_and_again_after_a_reset(handle: RegistryHandle) -> None:
    installed = handle.initialize(version(1))
    assert (installed.generation, installed.is_initialized) == (1, True)
    assert handle.snapshot() is installed
    with pytest.raises(RuntimeError):
        handle.initialize(version(2))
    assert handle.reset() is handle.snapshot()
    assert (handle.is_initialized, handle.generation) == (False, 2)
    assert handle.initialize(version(2)).generation == 3


def test_set_returns_what_it_installed(handle: RegistryHandle) -> None:
    assert handle.set(version(1)) is handle.snapshot()
    installed = handle.set(version(2))
    assert (installed.generation, installed) == (2, version(2))
    assert handle.snapshot() is installed


def test_set_if_replaces_only_the_generation_that_it_names(handle: RegistryHandle) -> None:
    assert handle.set_if(0, version(1)).generation == 1
    with pytest.raises(Superseded):
        handle.set_if(0, version(2))
    assert handle.snapshot() == version(1)


def test_a_snapshot_is_a_registry(handle: RegistryHandle) -> None:
    handle.set(version(1))
    snapshot = handle.snapshot()
    assert isinstance(snapshot, Snapshot)
    assert isinstance(snapshot, SchemaRegistry)
    assert snapshot == version(1)
    assert hash(snapshot) == hash(version(1))
    assert snapshot.lookup("User", "a").type_name == "V1"
    handle.set(snapshot)  # so it can be installed again
    assert handle.generation == 2


def test_a_snapshot_is_the_same_object_until_something_changes(handle: RegistryHandle) -> None:
    handle.set(version(1))
    first = handle.snapshot()
    assert handle.snapshot() is first
    handle.set(version(1))
    assert handle.snapshot() is not first
    assert handle.snapshot() == first


def test_a_snapshot_that_is_held_stays_what_it_was(handle: RegistryHandle) -> None:
    handle.set(version(1))
    held = handle.snapshot()
    for number in range(2, 5):
        handle.set(version(number))
    handle.reset()
    assert held.lookup("User", "b").type_name == "V1"
    assert (held.generation, held.is_initialized) == (1, True)


def test_a_handle_does_not_keep_what_was_replaced_through_it(handle: RegistryHandle) -> None:
    changes: list[Callable[[], Snapshot]] = [
        lambda: handle.set(version(2)),
        lambda: handle.set_if(handle.generation, version(2)),
        lambda: handle.propose(version(2)).commit(),
        lambda: handle.reset(),
        lambda: handle.initialize(version(2)),
    ]
    for change in changes:
        gone = weakref.ref(handle.snapshot())
        assert gone() is handle.snapshot()
        change()
        assert gone() is None
        if handle.is_initialized:
            handle.set(version(1))


def test_a_field_does_not_keep_its_snapshot(handle: RegistryHandle) -> None:
    handle.set(version(1))
    gone = weakref.ref(handle.snapshot())
    field = handle.snapshot().lookup("User", "a")
    handle.set(version(2))
    assert gone() is None
    assert field.type_name == "V1"


def test_a_proposal_changes_nothing_until_it_is_committed(handle: RegistryHandle) -> None:
    base = handle.set(version(1))
    proposal = handle.propose(version(2))
    assert {change.kind for change in proposal.changes} == {"FieldTypeChanged"}
    assert proposal.is_breaking
    assert not proposal.is_unchanged
    assert proposal.base is base
    assert proposal.candidate == version(2)
    assert handle.snapshot() is base
    installed = proposal.commit()
    assert installed.generation == 2
    assert handle.snapshot() is installed


def test_a_proposal_that_somebody_overtook_is_refused(handle: RegistryHandle) -> None:
    proposal = handle.propose(version(1))
    handle.set(version(2))
    with pytest.raises(Superseded) as refused:
        proposal.commit()
    assert refused.value.registry == version(1)
    assert handle.snapshot() == version(2)


def test_an_unchanged_proposal_commits_without_a_new_generation(handle: RegistryHandle) -> None:
    handle.set(version(1))
    proposal = handle.propose(version(1))
    assert proposal.is_unchanged
    assert proposal.changes == []
    assert proposal.commit() is handle.snapshot()
    assert handle.generation == 1


def test_only_a_registry_can_be_installed(handle: RegistryHandle) -> None:
    for change in (handle.set, handle.initialize, handle.propose):
        with pytest.raises(TypeError):
            change("{}")  # type: ignore[arg-type]
    with pytest.raises(OverflowError):
        handle.set_if(-1, version(1))
    assert handle.generation == 0


def test_handles_show_where_they_are(handle: RegistryHandle) -> None:
    handle.set(version(1))
    assert repr(handle) == "<RegistryHandle generation=1 is_initialized=True>"
    assert repr(handle.snapshot()) == 'Snapshot(generation=1, is_initialized=True, version="1.0", types=1, fields=2)'
    assert repr(handle.propose(version(2))) == "<Proposal changes=2 is_breaking=True>"


def test_a_handle_goes_when_nobody_holds_it() -> None:
    handle = RegistryHandle()
    handle.set(version(1))
    handle.snapshot().lookup("User", "a")
    gone = weakref.ref(handle)
    del handle
    assert gone() is None
