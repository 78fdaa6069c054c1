"""Real threads: what they see while a registry is replaced, and that they run while another loads, compares or waits."""

from __future__ import annotations

import json
import resource
import sys
import threading
from collections.abc import Callable

import pytest

import schemas
from running import Ticker, run_together
from schema_registry import AlreadyInitialized, RegistryHandle, SchemaRegistry
from schemas import version

READERS = 8
SWAPS = 1_000_000


def peak_memory() -> int:
    """The most memory that the process ever had resident, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


class Reader:
    """Reads until it is told to stop; each snapshot has to be whole and later ones may not be older."""

    def __init__(self, handle: RegistryHandle, stop: threading.Event) -> None:
        self.handle = handle
        self.stop = stop
        self.reads = 0

    def __call__(self) -> None:
        generation = 0
        while not self.stop.is_set():
            snapshot = self.handle.snapshot()
            a, b = snapshot.lookup("User", "a"), snapshot.get_field_type("User", "b")
            assert b is not None
            assert a.type_name == b.type_name
            assert a.type_name == f"V{snapshot.generation % 2}"
            assert snapshot.generation >= generation
            generation = snapshot.generation
            self.reads += 1


@pytest.mark.long
def test_eight_threads_read_while_one_replaces_a_million_times_and_memory_stays_flat(
    handle: RegistryHandle,
) -> None:
    versions = [version(0), version(1)]
    handle.set(versions[1])
    stop = threading.Event()
    readers = [Reader(handle, stop) for _ in range(READERS)]
    peaks = []

    def replace() -> None:
        try:
            for number in range(2, SWAPS + 2):
                handle.set(versions[number % 2])
                if number == SWAPS // 10:
                    peaks.append(peak_memory())
        finally:
            stop.set()

    run_together(replace, *readers)
    assert handle.generation == SWAPS + 1
    assert all(reader.reads for reader in readers)
    # A leak of eight bytes a swap would show.
    assert peak_memory() - peaks[0] < 8 * SWAPS * 9 // 10


def test_one_of_many_threads_initializes(handle: RegistryHandle) -> None:
    for _ in range(50):
        outcomes: list[str] = []

        def initialize(number: int, outcomes: list[str] = outcomes) -> None:
            try:
                outcomes.append(f"won V{handle.initialize(version(number)).lookup('User', 'a').type_name[1:]}")
            except AlreadyInitialized as refused:
                outcomes.append(f"lost to {refused.current.lookup('User', 'a').type_name}")

        run_together(*(lambda number=number: initialize(number) for number in range(4)))
        winner = handle.snapshot().lookup("User", "a").type_name
        assert sorted(outcomes) == [f"lost to {winner}"] * 3 + [f"won {winner}"]
        handle.reset()


def test_no_update_of_many_threads_is_lost(handle: RegistryHandle) -> None:
    def update() -> None:
        for _ in range(500):
            while True:
                snapshot = handle.snapshot()
                try:
                    handle.set_if(snapshot.generation, version(snapshot.generation + 1))
                    break
                except RuntimeError:
                    continue

    run_together(*[update] * 4)
    assert handle.generation == 2000
    assert handle.snapshot() == version(2000)


def test_many_threads_share_what_a_snapshot_keeps_of_look_ups() -> None:
    registry = SchemaRegistry.from_json(schemas.text("cardano.ir.json"))
    names = [(found.name, field.name) for found in registry.types() for field in found.fields]
    seen: list[list[int]] = []

    def look_up() -> None:
        seen.append([id(registry.get_field_type(*name)) for name in names])

    run_together(*[look_up] * READERS)
    assert len({tuple(ids) for ids in seen}) == 1


BIG = schemas.text("github-15.ir.json")
SDL, _ = schemas.source("github-15")
INTROSPECTION = schemas.text("shopify-admin-2026-01.introspection.json")


def calls() -> dict[str, Callable[[], object]]:
    """What may take long. Each lets other threads run while it does."""
    registry, other = SchemaRegistry.from_json(BIG), SchemaRegistry.from_json(schemas.text("github-14.ir.json"))
    handle = RegistryHandle()
    return {
        "from_json": lambda: SchemaRegistry.from_json(BIG),
        "from_sdl": lambda: SchemaRegistry.from_sdl(SDL),
        "from_introspection": lambda: SchemaRegistry.from_introspection(INTROSPECTION),
        "detect": lambda: SchemaRegistry.detect(SDL),
        "to_json": registry.to_json,
        "changes_since": lambda: registry.changes_since(other),
        "propose": lambda: handle.propose(registry),
        "wait_for_change": lambda: handle.wait_for_change(0.001),
    }


@pytest.mark.parametrize("name", calls())
def test_other_threads_run_during(name: str) -> None:
    call = calls()[name]
    with Ticker() as ticker:
        assert ticker.runs_during(call)


def test_other_threads_run_while_a_fingerprint_is_computed() -> None:
    registries = [SchemaRegistry.from_json(BIG) for _ in range(50)]
    with Ticker() as ticker:
        assert ticker.runs_during(lambda: registries.pop().fingerprint, tries=len(registries))


def test_other_threads_run_while_registries_are_compared() -> None:
    pairs = [(SchemaRegistry.from_json(BIG), SchemaRegistry.from_json(BIG)) for _ in range(50)]

    def compare() -> None:
        one, other = pairs.pop()
        assert one == other  # fingerprints are computed once, so each pair tells once

    with Ticker() as ticker:
        assert ticker.runs_during(compare, tries=len(pairs))


def test_other_threads_do_not_run_during_a_call_that_keeps_them_from_it() -> None:
    with Ticker() as ticker:
        assert not ticker.runs_during(lambda: json.loads(BIG), tries=20)
