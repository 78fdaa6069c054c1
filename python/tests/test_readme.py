"""The examples of the README run."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_every_example_runs() -> None:
    examples = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(examples) >= 5
    for example in examples:
        exec(compile(example, str(README), "exec"), {"__name__": "example"})
