"""Who judges."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

import profiles
from judges import GraphQLCore, GraphQLJs, Judge

profiles.register()

# Where graphql-js is installed; without it, graphql-core judges alone.
NODE_MODULES = os.environ.get("JUDGES_NODE_MODULES")


@pytest.fixture(scope="session", params=["graphql-core", *(["graphql-js"] if NODE_MODULES else [])])
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    """Each of the reference implementations."""
    if request.param == "graphql-core":
        yield GraphQLCore()
        return
    judge = GraphQLJs(NODE_MODULES or "")
    yield judge
    judge.close()
