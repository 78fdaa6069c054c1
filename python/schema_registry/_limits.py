"""Limits on the size of a document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits on the size of a document. A larger one is refused with a `LoadError`, before or while it is read.

    `None` means no limit except what a registry can number: 4,294,967,295 of anything, and three quarters of that for fields.
    """

    document_bytes: int | None = None
    """Bytes of text."""
    types: int | None = None
    """Types."""
    fields: int | None = None
    """Fields, summed over all types."""
