"""A handle that an extension in Rust and Python hold together.

Each test is a program of its own, since the extension has to be imported before the package.
"""

from __future__ import annotations

import subprocess
import sys

BEGIN = """
import asyncio, threading
import schema_registry_embedding
import schema_registry
from schema_registry import RegistryHandle, SchemaRegistry

SDL = "type User { createdAt: String! }"
service = schema_registry_embedding.Service()
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", program]
    # Elsewhere, since Python would find the package's sources here, and not what is installed.
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=sys.prefix)


def assert_runs(program: str) -> None:
    ended = run(BEGIN + program)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "ran to its end\n", "")


def test_what_rust_installs_python_reads() -> None:
    assert_runs("""
assert type(service.handle) is RegistryHandle
assert not service.handle.is_initialized
before = service.handle.snapshot()
assert service.reload(SDL) == 1
assert service.handle.snapshot() == SchemaRegistry.from_sdl(SDL)
assert service.handle.snapshot().lookup("User", "created_at").type_ref == "String!"
assert (before.generation, len(before)) == (0, 0)
print("ran to its end")
""")


def test_what_python_installs_rust_reads() -> None:
    assert_runs("""
service.handle.set(SchemaRegistry.from_sdl(SDL))
assert service.column_type("User", "created_at") == "String!"
assert service.column_type("User", "name") is None
print("ran to its end")
""")


def test_a_handle_that_python_has_made_goes_to_rust_and_back() -> None:
    assert_runs("""
mine = RegistryHandle()
mine.initialize(SchemaRegistry.from_sdl(SDL))
other = schema_registry_embedding.Service(mine)
assert other.column_type("User", "createdAt") == "String!"
assert other.reload("type Post { title: String }") == 2
assert "Post" in mine.snapshot()
assert other.handle.snapshot() == mine.snapshot()
del other
assert mine.set(SchemaRegistry.from_sdl(SDL)).generation == 3
print("ran to its end")
""")


def test_python_waits_for_a_change_that_rust_makes() -> None:
    assert_runs("""
handle = service.handle
reload = threading.Timer(0.05, service.reload, (SDL,))
reload.start()
assert "User" in handle.wait_for_change(60, after=0)
reload.join()

async def main():
    change = handle.changed()
    await asyncio.get_running_loop().run_in_executor(None, service.reload, "type Post { title: String }")
    return await asyncio.wait_for(change, 60)

assert "Post" in asyncio.run(main())
print("ran to its end")
""")


def test_exceptions_are_those_of_the_package() -> None:
    assert_runs("""
service.reload(SDL)
try:
    service.handle.initialize(SchemaRegistry.from_sdl(SDL))
except schema_registry.AlreadyInitialized as refused:
    assert refused.current.generation == 1
try:
    service.handle.snapshot().lookup("User", "createdAd")
except KeyError as missed:
    assert isinstance(missed, schema_registry.UnknownField)
    print("ran to its end")
""")


def test_who_comes_second_is_refused() -> None:
    ended = run("import schema_registry, schema_registry_embedding")
    assert ended.returncode == 1
    assert "ImportError: schema_registry was imported before the extension" in ended.stderr


def test_the_package_alone_is_as_it_was() -> None:
    ended = run("import schema_registry; print(schema_registry.RegistryHandle())")
    assert ended.stdout == "<RegistryHandle generation=0 is_initialized=False>\n"


def test_a_class_that_holds_a_source_is_dropped_while_its_policy_is_at_work() -> None:
    assert_runs("""
import faulthandler, tempfile, time
from pathlib import Path

faulthandler.dump_traceback_later(100, exit=True)
path = Path(tempfile.mkdtemp()) / "schema.graphql"
path.write_text(SDL)
at_work = threading.Event()

def accepts(changes):
    at_work.set()
    time.sleep(0.2)  # lets go of the interpreter, and wants it back
    return True

follower = schema_registry_embedding.Follower(service.handle, str(path), accepts)
assert service.handle.generation == 1
at_work.clear()
path.write_text("type User { createdAt: String!, name: String }")
follower.refresh()
assert at_work.wait(60)
del follower
assert service.handle.generation == 1
print("ran to its end")
""")
