"""How large a document may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How large a document may be. A larger one is a `LoadError`, found before or while it is read.

    `None` is no limit but what a registry can number: 4,294,967,295 of anything, of fields three quarters of that.
    """

    document_bytes: int | None = None
    """Bytes of the document's text."""
    types: int | None = None
    """Types."""
    fields: int | None = None
    """Fields of all types together."""
