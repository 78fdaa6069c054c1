"""What the tests share: a handle for each test, and the real schemas of the repository."""

from __future__ import annotations

import pytest

import profiles
from schema_registry import RegistryHandle, SchemaRegistry

profiles.register()

USER = """
type Query { me: User, posts(first: Int! = 10, after: ID, tag: Tag @deprecated(reason: "use tags")): [Post!]! }
interface Node { id: ID! }
type User implements Node { id: ID!, createdAt: String!, posts: [Post!]!, age: Int @deprecated(reason: "rude") }
type Post implements Node { id: ID!, author: User!, title: String }
union Result = User | Post
enum Tag { NEWS, OLD @deprecated(reason: "stale") }
input Filter { tags: [Tag!], limit: Int = 5 }
"""


@pytest.fixture
def handle() -> RegistryHandle:
    """A registry of the test's own."""
    return RegistryHandle()


@pytest.fixture(scope="session")
def registry() -> SchemaRegistry:
    """A small one that has some of everything. It is immutable, so tests may share it."""
    return SchemaRegistry.from_sdl(USER)
