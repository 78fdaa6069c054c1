"""Refuses to be imported where the package cannot be used."""

from __future__ import annotations

import importlib


def _refuse_subinterpreters() -> None:
    """Raises `ImportError` in an interpreter that is not the main one.

    Those of one process have the native module's classes in common and nothing else, so that objects of one would be found
    in another, and threads of a source would call into whichever began.
    """
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            interpreters = importlib.import_module(name)
        except ImportError:
            continue
        if interpreters.get_current() != interpreters.get_main():
            raise ImportError("schema_registry cannot be imported in a subinterpreter: use processes, or threads")
        return


_refuse_subinterpreters()
