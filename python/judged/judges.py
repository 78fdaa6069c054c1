"""What the reference implementations say of documents: graphql-core, and graphql-js in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Protocol

from graphql import GraphQLError, GraphQLSyntaxError, build_schema, parse, validate_schema
from graphql.utilities import BreakingChangeType, DangerousChangeType, SafeChangeType, find_schema_changes

# The name of a kind of change, and a sentence.
Row = tuple[str, str]
BUILT_IN_SCALARS = ("Int", "Float", "String", "Boolean", "ID")
CRITICALITIES = {
    "breaking": {kind.name for kind in BreakingChangeType},
    "dangerous": {kind.name for kind in DangerousChangeType},
    # Of what is safe, only what is new.
    "safe": {SafeChangeType.TYPE_ADDED.name, SafeChangeType.FIELD_ADDED.name},
}


class Judge(Protocol):
    """One that reads SDL."""

    def stops_at(self, text: str) -> int | None:
        """Where it stops reading, if it does."""

    def refuses(self, text: str) -> bool:
        """Whether a text that it reads is no valid schema."""

    def changes(self, older: str, newer: str) -> list[Row]:
        """What it finds between two schemas."""


class GraphQLCore:
    def stops_at(self, text: str) -> int | None:
        try:
            parse(text)
        except GraphQLSyntaxError as error:
            return min(error.positions or [0])
        return None

    def refuses(self, text: str) -> bool:
        try:
            return bool(validate_schema(build_schema(text)))
        except (GraphQLError, TypeError):
            return True

    def changes(self, older: str, newer: str) -> list[Row]:
        one, other = (build_schema(text, assume_valid=True) for text in (older, newer))
        return [(change.type.name, change.description) for change in find_schema_changes(one, other)]


class GraphQLJs:
    """Node.js, with the package in a folder `node_modules`."""

    def __init__(self, node_modules: str) -> None:
        node = shutil.which("node")
        assert node, "Node.js is not installed"
        self._process = subprocess.Popen(
            [node, Path(__file__).with_name("judge.cjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"NODE_PATH": node_modules},
            text=True,
            encoding="utf-8",
        )

    def _ask(self, asks: str, **question: str) -> Any:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps({"asks": asks, **question}) + "\n")
        stdin.flush()
        return json.loads(stdout.readline())

    def stops_at(self, text: str) -> int | None:
        at: int | None = self._ask("stops_at", text=text)
        # JavaScript counts units of UTF-16.
        return None if at is None else len(text.encode("utf-16-le")[: 2 * at].decode("utf-16-le"))

    def refuses(self, text: str) -> bool:
        is_refused: bool = self._ask("refuses", text=text)
        return is_refused

    def changes(self, older: str, newer: str) -> list[Row]:
        return [(kind, sentence) for kind, sentence in self._ask("changes", older=older, newer=newer)]

    def close(self) -> None:
        self._process.communicate()


def by_criticality(changes: list[Row]) -> dict[str, list[Row]]:
    """What a judge finds, less what a registry does not say.

    That is directives, which it does not keep, and whether anything refers to a built-in scalar: it always lists these.
    """
    rows = [(kind, sentence) for kind, sentence in changes if "DIRECTIVE" not in kind and not is_of_scalar(sentence)]
    return {name: sorted(row for row in rows if row[0] in kinds) for name, kinds in CRITICALITIES.items()}


def is_of_scalar(sentence: str) -> bool:
    return sentence.startswith("Standard scalar ") or sentence.split()[0] in BUILT_IN_SCALARS
