"""A source that keeps a handle current from a file."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import weakref
from datetime import datetime, timezone
from pathlib import Path

import pytest

from running import PATIENCE, run_together
from schema_registry import (
    FileSource,
    LoadError,
    Proposal,
    Refused,
    RegistryHandle,
    SchemaRegistry,
    SourceStatus,
)

OLD = "type User { name: String, age: Int }"
NEW = "type User { name: String, age: Int, mail: String }"
BREAKING = "type User { name: String }"


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    """A file that holds the old schema."""
    path = tmp_path / "schema.graphql"
    path.write_text(OLD)
    return path


def replace(path: Path, text: str) -> None:
    """Puts another document in the place of the file, as most programs do."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    os.replace(beside, path)


def attempt(source: FileSource, after: int) -> SourceStatus:
    status = source.wait_for_attempt(PATIENCE, after=after)
    assert status is not None
    return status


def test_a_handle_follows_a_file(handle: RegistryHandle, schema: Path) -> None:
    began = datetime.now(timezone.utc)
    with FileSource(handle, schema, debounce=0.01) as source:
        assert source.path == schema
        assert handle.snapshot() == SchemaRegistry.from_sdl(OLD)
        first = source.status
        assert (first.attempts, first.applied, first.last_outcome, first.reason) == (1, 1, "applied", None)
        assert (first.is_good, first.is_ended, first.good_generation) == (True, False, 1)
        assert first.last_attempt is not None
        assert first.last_attempt.timestamp() >= began.timestamp() - 1
        assert first.last_good is not None

        replace(schema, NEW)
        changed = handle.wait_for_change(PATIENCE, after=1)
        assert changed == SchemaRegistry.from_sdl(NEW)
        assert attempt(source, 1).applied == 2
        assert first.attempts == 1


def test_what_does_not_load_leaves_the_last_good_schema(handle: RegistryHandle, schema: Path) -> None:
    with FileSource(handle, str(schema), debounce=0.01) as source:
        replace(schema, "type User { name: Gone }")
        status = attempt(source, 1)
        assert (status.last_outcome, status.failed, status.is_good) == ("failed", 1, False)
        assert status.reason is not None
        assert "unknown type `Gone`" in status.reason
        assert [finding.coordinate for finding in status.diagnostics] == ["User.name"]
        assert handle.snapshot() == SchemaRegistry.from_sdl(OLD)
        assert repr(status).startswith("<SourceStatus attempts=2, failed: ")

        schema.unlink()
        status = attempt(source, status.attempts)
        assert status.last_outcome == "failed"
        assert handle.generation == 1


def test_a_breaking_change_may_be_refused(handle: RegistryHandle, schema: Path) -> None:
    with FileSource(handle, schema, policy="non-breaking", debounce=0.01) as source:
        replace(schema, BREAKING)
        status = attempt(source, 1)
        assert (status.last_outcome, status.refused) == ("refused", 1)
        assert [change.kind for change in status.changes] == ["FieldRemoved"]
        replace(schema, NEW)
        assert attempt(source, status.attempts).is_good
    assert handle.snapshot() == SchemaRegistry.from_sdl(NEW)


def test_a_function_decides_on_the_source_s_thread(handle: RegistryHandle, schema: Path) -> None:
    seen: list[tuple[str, bool]] = []

    def accept(proposal: Proposal) -> bool:
        seen.append((threading.current_thread().name, proposal.is_breaking))
        assert proposal.base == handle.snapshot()
        return not proposal.is_breaking

    with FileSource(handle, schema, policy=accept, debounce=0.01) as source:
        replace(schema, BREAKING)
        assert attempt(source, 1).last_outcome == "refused"
        replace(schema, NEW)
        assert attempt(source, 2).last_outcome == "applied"
    assert [breaking for _, breaking in seen] == [False, True, False]
    assert seen[0][0] == threading.current_thread().name
    assert seen[1][0] != seen[0][0]


def test_an_exception_of_that_function_is_a_failed_attempt(
    handle: RegistryHandle, schema: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def accept(proposal: Proposal) -> bool:
        if proposal.is_breaking:
            raise LookupError("no policy for this")
        return True

    with FileSource(handle, schema, policy=accept, debounce=0.01) as source:
        replace(schema, BREAKING)
        status = attempt(source, 1)
        assert status.last_outcome == "failed"
        assert status.reason is not None
        assert "LookupError: no policy for this" in status.reason
        replace(schema, NEW)
        assert attempt(source, status.attempts).is_good
    assert capfd.readouterr() == ("", "")


def test_a_source_does_not_start_without_a_good_document(handle: RegistryHandle, schema: Path) -> None:
    with pytest.raises(FileNotFoundError, match="none"):
        FileSource(handle, schema.with_name("none"))
    schema.write_text("type User { name: Gone }")
    with pytest.raises(LoadError) as refused:
        FileSource(handle, schema)
    assert len(refused.value.diagnostics) == 1
    assert handle.generation == 0

    handle.set(SchemaRegistry.from_sdl(NEW))
    schema.write_text(BREAKING)
    with pytest.raises(Refused) as breaking:
        FileSource(handle, schema, policy="non-breaking")
    assert {change.kind for change in breaking.value.changes} == {"FieldRemoved"}
    assert handle.generation == 1


def test_a_source_may_wait_for_its_first_document(handle: RegistryHandle, schema: Path) -> None:
    schema.unlink()
    with FileSource(handle, schema, wait_for_document=True, debounce=0.01, poll_every=0.05) as source:
        assert not handle.is_initialized
        schema.write_text(OLD)
        assert handle.wait_for_change(PATIENCE, after=0) == SchemaRegistry.from_sdl(OLD)
        assert source.status.attempts >= 1


def test_looking_again_is_asked_for(handle: RegistryHandle, schema: Path) -> None:
    with FileSource(handle, schema, events=False, poll_every=3600) as source:
        replace(schema, NEW)
        source.refresh()
        assert attempt(source, 1).last_outcome == "applied"
        source.refresh()
        status = attempt(source, 2)
        assert (status.last_outcome, status.unchanged) == ("unchanged", 1)
        assert source.wait_for_attempt(0.01) is None
    assert handle.generation == 2


def test_a_closed_source_follows_no_more(handle: RegistryHandle, schema: Path) -> None:
    source = FileSource(handle, schema, debounce=0.01, poll_every=0.05)
    source.close()
    source.close()
    assert source.status.is_ended
    with pytest.raises(RuntimeError, match="closed"):
        source.refresh()
    assert source.wait_for_attempt(PATIENCE) is None
    assert source.wait_for_attempt(PATIENCE, after=0) is not None
    replace(schema, NEW)
    assert handle.wait_for_change(0.2) is None
    assert handle.snapshot() == SchemaRegistry.from_sdl(OLD)


def test_a_source_that_nobody_holds_ends_while_its_function_waits_for_the_interpreter(
    handle: RegistryHandle, schema: Path
) -> None:
    asked = threading.Event()

    def accept(proposal: Proposal) -> bool:
        if proposal.base.is_initialized:
            asked.set()
            threading.Event().wait(0.05)  # lets go of the interpreter, and wants it back
        return True

    def drop_while_it_asks() -> None:
        source = FileSource(handle, schema, policy=accept, events=False, poll_every=3600)
        gone = weakref.ref(source)
        replace(schema, NEW)
        source.refresh()
        assert asked.wait(PATIENCE)
        del source
        assert gone() is None

    run_together(drop_while_it_asks)
    assert handle.snapshot() == SchemaRegistry.from_sdl(OLD), "a source that is gone installs nothing"


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ({"policy": "some"}, ValueError),
        ({"policy": 1}, TypeError),
        ({"debounce": -1.0}, ValueError),
        ({"poll_every": float("nan")}, ValueError),
    ],
)
def test_an_option_that_means_nothing_is_refused(
    handle: RegistryHandle, schema: Path, option: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        FileSource(handle, schema, **option)  # type: ignore[arg-type]
    assert handle.generation == 0


def test_a_source_with_a_policy_that_is_its_owners_method_is_collected(handle: RegistryHandle, schema: Path) -> None:
    class Owner:
        def __init__(self) -> None:
            self.source = FileSource(handle, schema, policy=self.accept)

        def accept(self, proposal: Proposal) -> bool:
            return True

    gone = weakref.ref(Owner())
    gc.collect()
    assert gone() is None


def test_a_live_source_with_a_policy_at_work_does_not_spoil_the_end_of_the_program(schema: Path) -> None:
    program = f"""
import threading, time
from schema_registry import FileSource, RegistryHandle

begun = threading.Event()

def slow(proposal):
    if proposal.base.is_initialized:
        begun.set()
        time.sleep(0.3)
    return True

source = FileSource(RegistryHandle(), {str(schema)!r}, policy=slow, debounce=0.001, poll_every=0.01)
open({str(schema)!r}, "w").write("type Query {{ other: Int }}")
assert begun.wait(60)
print("ends")
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=schema.parent, capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "ends\n", "")


def test_an_os_error_names_the_file(handle: RegistryHandle, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        FileSource(handle, tmp_path / "none.graphql")
    assert missing.value.filename == str(tmp_path / "none.graphql")
    assert missing.value.strerror == "No such file or directory"


def test_what_was_refused_may_be_accepted(handle: RegistryHandle, schema: Path) -> None:
    with FileSource(handle, schema, policy="non-breaking", debounce=0.01) as source:
        assert source.accept_refused() is None
        replace(schema, BREAKING)
        assert attempt(source, 1).last_outcome == "refused"
        accepted = source.accept_refused()
        assert accepted is not None
        assert accepted.last_outcome == "applied"
    assert handle.snapshot() == SchemaRegistry.from_sdl(BREAKING)


def test_a_restart_serves_the_copy_and_judges_against_it(schema: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    options = {"policy": "non-breaking", "copy": kept, "baseline": kept}
    FileSource(RegistryHandle(), schema, **options).close()  # type: ignore[arg-type]
    schema.write_text(BREAKING)
    handle = RegistryHandle()
    with FileSource(handle, schema, poll_every=0.01, debounce=0.01, **options) as source:  # type: ignore[arg-type]
        assert handle.snapshot() == SchemaRegistry.from_sdl(OLD)
        status = source.status
        while status.last_outcome != "refused" or status.refused < 2:
            status = attempt(source, status.attempts)
        assert status.served_copy is not None
    schema.unlink()
    handle = RegistryHandle()
    with FileSource(handle, schema, **options) as source:  # type: ignore[arg-type]
        assert (handle.generation, source.status.served_copy is None) == (1, False)


RUN = [sys.executable, "-W", "ignore", "-c"]


def runs(program: str, folder: Path) -> None:
    ended = subprocess.run([*RUN, program], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_fork_is_told_that_its_source_runs_elsewhere_and_may_start_its_own(schema: Path) -> None:
    program = f"""
import os, sys
from schema_registry import FileSource, RegistryHandle

handle = RegistryHandle()
source = FileSource(handle, {str(schema)!r}, restart_after_fork=False)
child = os.fork()
if child == 0:
    assert (source.status.ended, source.status.is_good) == ("forked", False)
    assert source.wait_for_attempt(60) is None
    assert source.accept_refused() is None
    try:
        source.refresh()
    except RuntimeError as error:
        assert "fork" in str(error)
    else:
        raise AssertionError
    source.close()
    mine = FileSource(handle, {str(schema)!r})
    assert mine.status.is_good
    mine.close()
    sys.exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert source.status.ended is None and source.status.is_good
"""
    runs(program, schema.parent)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@pytest.mark.parametrize("closed", [False, True])
def test_a_source_goes_on_in_a_fork_unless_it_is_closed(schema: Path, closed: bool) -> None:
    program = f"""
import os, sys
from pathlib import Path
from schema_registry import FileSource, RegistryHandle, SchemaRegistry

handle = RegistryHandle()
asked = []
source = FileSource(handle, {str(schema)!r}, policy=lambda it: asked.append(1) or True, debounce=0.01, poll_every=0.05)
if {closed}:
    source.close()
child = os.fork()
if child == 0:
    if {closed}:
        assert source.status.ended == "closed"
        sys.exit(0)
    assert source.status.ended is None and source.status.is_good
    Path({str(schema)!r}).write_text({NEW!r})
    while handle.generation == 1:
        assert source.wait_for_attempt(60, after=0)
    assert handle.snapshot() == SchemaRegistry.from_sdl({NEW!r}) and len(asked) == 2
    del source
    sys.exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert (source.status.ended is None) != {closed}
"""
    runs(program, schema.parent)


GUNICORN = """
import os
from schema_registry import FileSource, RegistryHandle

handle = RegistryHandle()
source = FileSource(handle, os.environ["SCHEMA"], debounce=0.01, poll_every=0.05)

def app(environ, start_response):
    start_response("200 OK", [])
    snapshot = handle.snapshot()
    return [f"{os.getpid()} {snapshot['User'].field('mail') is not None} {source.status.is_good}".encode()]
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_workers_of_gunicorn_that_are_forked_from_a_loaded_application_follow_the_file(
    schema: Path, tmp_path: Path
) -> None:
    (tmp_path / "service.py").write_text(GUNICORN)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    log = tmp_path / "log"
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers=2", "--bind", address, "service:app"]
    with log.open("w") as output:
        gunicorn = subprocess.Popen(
            command, cwd=tmp_path, env={**os.environ, "SCHEMA": str(schema)}, stdout=output, stderr=output
        )
        try:
            assert_answers(address, {"False True"}, log)
            replace(schema, NEW)
            assert_answers(address, {"True True"}, log)
        finally:
            gunicorn.terminate()
            gunicorn.wait(PATIENCE)
    assert gunicorn.returncode == 0
    assert "panicked" not in log.read_text()


def assert_answers(address: str, wanted: set[str], log: Path) -> None:
    """Both workers give no other answer than that, sooner or later."""
    deadline = time.monotonic() + PATIENCE
    answers: dict[str, str] = {}
    while len(answers) < 2 or set(answers.values()) != wanted:
        assert time.monotonic() < deadline, (answers, log.read_text())
        try:
            with urllib.request.urlopen(f"http://{address}/", timeout=5) as answer:
                worker, said = answer.read().decode().split(" ", 1)
        except OSError:
            time.sleep(0.05)  # it does not listen yet
        else:
            answers[worker] = said


def test_a_task_awaits_the_next_attempt_of_a_source(tmp_path: Path, handle: RegistryHandle) -> None:
    path = tmp_path / "schema.graphql"
    path.write_text("type Query { a: Int }")

    async def main() -> None:
        with FileSource(handle, path, debounce=0.01) as source:
            first = await source.attempted(after=0)
            assert (first.attempts, first.last_outcome) == (1, "applied")
            waiting = [source.attempted() for _ in range(3)]
            given_up = source.attempted()
            given_up.cancel()
            path.write_text("type Query { b: Int }")
            for status in await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE):
                assert (status.attempts, handle.snapshot().generation) == (2, 2)
            closed = source.attempted()
        with pytest.raises(RuntimeError):
            await asyncio.wait_for(closed, PATIENCE)

    asyncio.run(main())


def test_without_a_running_loop_there_is_no_attempt_to_await(tmp_path: Path, handle: RegistryHandle) -> None:
    path = tmp_path / "schema.graphql"
    path.write_text("type Query { a: Int }")
    with FileSource(handle, path) as source, pytest.raises(RuntimeError, match="no running event loop"):
        source.attempted()
