"""The look-up of every request, in Python for speed.

To call into the native module costs more than the look-up itself: the stable ABI of Python 3.9 knows no way to pass two
arguments without a tuple. What a registry has given before stands in a dict of dicts. From 3.11 on, where a call from
Python to Python costs little, the interpreter looks that up faster than the native method can be called; before, the
native method is the faster one, and does the same.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from schema_registry._native import SchemaRegistry

if TYPE_CHECKING:
    from schema_registry._native import FieldInfo

_find = SchemaRegistry.get_field_type


def get_field_type(self: SchemaRegistry, type_name: str, field_name: str) -> FieldInfo | None:
    try:
        return self._memo[type_name][field_name]
    except KeyError:
        return _find(self, type_name, field_name)


get_field_type.__doc__ = _find.__doc__
get_field_type.__qualname__ = _find.__qualname__


def install() -> None:
    """Let the class use the fastest way."""
    if sys.version_info >= (3, 11):
        SchemaRegistry.get_field_type = get_field_type  # type: ignore[method-assign]
