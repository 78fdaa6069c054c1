"""The exceptions. They are written in Python, so that each can be a subclass of the built-in one that people expect.

Each crosses processes whole: what it carries is what it is made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schema_registry._native import Change, Diagnostic, SchemaRegistry


class LoadError(ValueError):
    """A document was refused. ``str()`` is its first error, ``diagnostics`` are all findings in document order."""

    def __init__(self, message: str, diagnostics: Iterable[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.diagnostics)


class SchemaLookupError(KeyError):
    """A look-up found nothing. ``suggestions`` are up to three similar names."""

    def __init__(self, message: str, type_name: str, suggestions: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.type_name = type_name
        self.suggestions: tuple[str, ...] = tuple(suggestions)

    def __str__(self) -> str:
        # KeyError would show the repr of its key.
        return str(self.args[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.type_name, self.suggestions)


class UnknownType(SchemaLookupError):
    """There is no type with that name."""


class UnknownField(SchemaLookupError):
    """The type has no field with that name, nor with its camelCase form."""

    def __init__(self, message: str, type_name: str, suggestions: Iterable[str], field_name: str) -> None:
        super().__init__(message, type_name, suggestions)
        self.field_name = field_name

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.type_name, self.suggestions, self.field_name)


class AlreadyInitialized(RuntimeError):
    """The handle was already initialized with ``current``; ``registry`` was not installed."""

    def __init__(self, message: str, current: SchemaRegistry, registry: SchemaRegistry) -> None:
        super().__init__(message)
        self.current = current
        self.registry = registry

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.current, self.registry)


class Superseded(RuntimeError):
    """The handle has moved on from the generation ``expected`` to ``current``; ``registry`` was not installed."""

    def __init__(self, message: str, expected: int, current: SchemaRegistry, registry: SchemaRegistry) -> None:
        super().__init__(message)
        self.expected = expected
        self.current = current
        self.registry = registry

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.expected, self.current, self.registry)


class Refused(RuntimeError):
    """The first document of a source was refused because of these ``changes``."""

    def __init__(self, message: str, changes: Iterable[Change] = ()) -> None:
        super().__init__(message)
        self.changes: tuple[Change, ...] = tuple(changes)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.changes)
