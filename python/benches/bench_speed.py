"""What a request and a reload pay, beside the plain Python that people would write instead.

    pytest benches

Plain Python is a dict of dicts of dataclasses, made by ``json.loads``. The schema is GitHub's. Look-ups ask for every
field once, in an order that nothing can predict, or for one field again and again; both sides pay for the same loop, which
the ratios therefore contain. One field again and again is where plain Python is at its best: everything is in the nearest
cache, and the interpreter has specialised the two look-ups.

It does not represent what is done with what was found, nor look-ups that miss.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from schema_registry import RegistryHandle, SchemaRegistry

SCHEMA = Path(__file__).parents[2] / "tests" / "fixtures" / "schemas" / "github-15.ir.json.gz"
DOCUMENT = gzip.decompress(SCHEMA.read_bytes()).decode()


@dataclass
class Field:
    type_name: str
    is_nested_object: bool
    is_list: bool


def load_plainly(document: str) -> dict[str, dict[str, Field]]:
    return {
        name: {
            field_name: Field(field["type_name"], field["is_nested_object"], field["is_list"])
            for field_name, field in entry.get("fields", {}).items()
        }
        for name, entry in json.loads(document)["types"].items()
    }


TYPES = load_plainly(DOCUMENT)


def names(workload: str) -> list[tuple[str, str]]:
    """Which fields are asked for."""
    every = [(type_name, field_name) for type_name, fields in TYPES.items() for field_name in fields]
    if workload == "one field":
        return [("User", "createdAt")] * len(every)
    random.Random(15).shuffle(every)
    return every


def measure(
    benchmark: Any, seconds: dict[str, dict[str, float]], what: str, side: str, work: Callable[[], object]
) -> None:
    benchmark.group = what
    benchmark(work)
    if benchmark.stats is not None:
        seconds.setdefault(what, {})[side] = benchmark.stats.stats.min


@pytest.mark.parametrize("side", ["plain", "here"])
@pytest.mark.parametrize("workload", ["every field", "one field"])
def test_look_up(benchmark: Any, seconds: dict[str, dict[str, float]], workload: str, side: str) -> None:
    """Target: at most 3 times as long."""
    asked = names(workload)
    handle = RegistryHandle()
    handle.set(SchemaRegistry.from_json(DOCUMENT))

    def plain() -> None:
        types = TYPES
        for type_name, field_name in asked:
            types[type_name][field_name]

    def here() -> None:
        for type_name, field_name in asked:
            handle.snapshot().get_field_type(type_name, field_name)

    found = handle.snapshot().lookup(*asked[0])
    assert found.type_name == TYPES[asked[0][0]][asked[0][1]].type_name
    measure(benchmark, seconds, f"look up {workload}", side, {"plain": plain, "here": here}[side])


@pytest.mark.parametrize("side", ["plain", "here"])
def test_load(benchmark: Any, seconds: dict[str, dict[str, float]], side: str) -> None:
    """Target: at most a third of the time."""
    sides: dict[str, Callable[[], object]] = {
        "plain": lambda: load_plainly(DOCUMENT),
        "here": lambda: SchemaRegistry.from_json(DOCUMENT),
    }
    measure(benchmark, seconds, "load", side, sides[side])
