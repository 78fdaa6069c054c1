"""Prints how many times as long we take as plain Python: what the targets are about."""

from __future__ import annotations

import pytest

Seconds = dict[str, dict[str, float]]

SECONDS = pytest.StashKey[Seconds]()


@pytest.fixture
def seconds(pytestconfig: pytest.Config) -> Seconds:
    """The fastest round of each side, by what is measured."""
    return pytestconfig.stash.setdefault(SECONDS, {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for what, sides in config.stash.get(SECONDS, {}).items():
        if len(sides) == 2:
            terminalreporter.write_line(f"{what}: {sides['here'] / sides['plain']:.2f} times as long as plain Python")
