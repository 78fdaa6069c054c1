"""The real schemas of the repository, and small ones that say which version they are."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from schema_registry import SchemaRegistry

FIXTURES = Path(__file__).parents[2] / "tests" / "fixtures" / "schemas"

NAMES = sorted(path.name[: -len(".ir.json.gz")] for path in FIXTURES.glob("*.ir.json.gz"))


def text(name: str) -> str:
    """The document of that name, unpacked."""
    return gzip.decompress((FIXTURES / f"{name}.gz").read_bytes()).decode()


def source(name: str) -> tuple[str, str]:
    """The schema as its publisher has it, and the format that it is in."""
    if (FIXTURES / f"{name}.graphql.gz").exists():
        return text(f"{name}.graphql"), "sdl"
    return text(f"{name}.introspection.json"), "introspection"


def version(number: int) -> SchemaRegistry:
    """A registry whose two fields both say the number."""
    field = {"type_name": f"V{number}", "is_nested_object": False, "is_list": False}
    document = {"version": "1.0", "features": [], "types": {"User": {"fields": {"a": field, "b": field}}}}
    return SchemaRegistry.from_json(json.dumps(document))
