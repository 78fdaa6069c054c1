"""Waiting for a change: as a thread, as a task, and with a signal in between."""

from __future__ import annotations

import asyncio
import gc
import math
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from running import PATIENCE, in_background, run_together
from schema_registry import RegistryHandle, Snapshot
from schemas import version

T = TypeVar("T")


def test_a_wait_ends_with_the_change_that_it_waited_for(handle: RegistryHandle) -> None:
    waiting = threading.Event()
    seen: list[Snapshot | None] = []

    def wait() -> None:
        generation = handle.generation
        waiting.set()
        seen.append(handle.wait_for_change(PATIENCE, after=generation))

    with in_background(wait):
        assert waiting.wait(PATIENCE)
        handle.set(version(1))
    assert seen == [version(1)]
    assert seen[0] is handle.snapshot()


def test_a_wait_without_a_change_ends_with_none(handle: RegistryHandle) -> None:
    handle.set(version(1))
    assert handle.wait_for_change(0) is None
    assert handle.wait_for_change(0.01) is None
    assert handle.wait_for_change(-1) is None
    assert handle.wait_for_change(timeout=0.25, after=1) is None


def test_a_change_that_came_before_the_wait_is_given_at_once(handle: RegistryHandle) -> None:
    handle.set(version(1))
    assert handle.wait_for_change(0, after=0) is handle.snapshot()
    assert handle.wait_for_change(after=0) == version(1)
    handle.reset()
    reset = handle.wait_for_change(math.inf, after=1)
    assert reset is not None
    assert not reset.is_initialized


def test_a_timeout_is_a_number_of_seconds(handle: RegistryHandle) -> None:
    with pytest.raises(ValueError, match="NaN"):
        handle.wait_for_change(math.nan)
    with pytest.raises(TypeError):
        handle.wait_for_change("1")  # type: ignore[arg-type]


def test_who_follows_by_generation_misses_no_last_change(handle: RegistryHandle) -> None:
    last = 300
    seen: list[int] = []

    def follow() -> None:
        generation = 0
        while generation < last:
            snapshot = handle.wait_for_change(PATIENCE, after=generation)
            assert snapshot is not None
            assert snapshot.generation > generation
            generation = snapshot.generation
            seen.append(generation)

    def change() -> None:
        for number in range(last):
            handle.set(version(number % 2))

    run_together(change, follow, follow)
    assert seen.count(last) == 2


@contextmanager
def on_alarm(handler: Callable[[], object]) -> Iterator[None]:
    """Has the handler run by a signal that comes a little later."""
    before = signal.signal(signal.SIGALRM, lambda *_: handler())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        yield
    finally:
        signal.signal(signal.SIGALRM, before)


def test_a_signal_s_handler_runs_during_a_wait(handle: RegistryHandle) -> None:
    with on_alarm(lambda: handle.set(version(1))):
        assert handle.wait_for_change(20) == version(1)


def test_an_exception_of_a_signal_s_handler_ends_a_wait(handle: RegistryHandle) -> None:
    def interrupt() -> None:
        raise InterruptedError

    with on_alarm(interrupt), pytest.raises(InterruptedError):
        handle.wait_for_change(20)


def run(main: Callable[[], Awaitable[T]]) -> T:
    async def limited() -> T:
        return await asyncio.wait_for(main(), PATIENCE)

    return asyncio.run(limited())


def test_a_task_awaits_a_change_that_another_thread_makes(handle: RegistryHandle) -> None:
    async def main() -> Snapshot:
        future = handle.changed()
        await asyncio.sleep(0)
        assert not future.done()
        with in_background(lambda: handle.set(version(1))):
            return await future

    snapshot = run(main)
    assert snapshot == version(1)
    assert snapshot is handle.snapshot()


def test_a_task_awaits_a_change_that_its_own_loop_makes(handle: RegistryHandle) -> None:
    async def main() -> list[int]:
        futures = [handle.changed() for _ in range(3)]
        handle.set(version(1))
        return [snapshot.generation for snapshot in await asyncio.gather(*futures)]

    assert run(main) == [1, 1, 1]


def test_a_change_before_the_await_is_given_at_once(handle: RegistryHandle) -> None:
    async def main() -> None:
        handle.set(version(1))
        future = handle.changed(after=0)
        assert future.done()
        assert await future is handle.snapshot()
        assert not handle.changed(after=1).done()

    run(main)


def test_a_task_that_follows_by_generation_misses_no_last_change(handle: RegistryHandle) -> None:
    last = 300

    async def follow() -> int:
        generation, seen = 0, 0
        while generation < last:
            snapshot = await handle.changed(after=generation)
            assert snapshot.generation > generation
            generation = snapshot.generation
            seen += 1
        return seen

    def change() -> None:
        for number in range(last):
            handle.set(version(number % 2))

    async def main() -> list[int]:
        with in_background(change):
            return await asyncio.gather(*(follow() for _ in range(5)))

    assert all(1 <= seen <= last for seen in run(main))


def test_a_task_that_gives_up_leaves_nothing_behind(handle: RegistryHandle) -> None:
    async def main() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(handle.changed(), 0.01)
        future = handle.changed()
        gone = weakref.ref(future)
        future.cancel()
        with pytest.raises(asyncio.CancelledError):
            await future
        del future
        await asyncio.sleep(0)
        gc.collect()
        assert gone() is None
        handle.set(version(1))  # wakes nobody, and breaks nothing

    run(main)


def test_a_crowd_of_tasks_is_woken_by_one_call(handle: RegistryHandle) -> None:
    class Counting(asyncio.SelectorEventLoop):
        calls = 0

        def call_soon_threadsafe(self, *arguments: object, **options: object) -> asyncio.Handle:
            self.calls += 1
            return super().call_soon_threadsafe(*arguments, **options)  # type: ignore[arg-type]

    async def main() -> int:
        futures = [handle.changed() for _ in range(10_000)]
        late = handle.changed(after=1)
        futures[17].cancel()
        handle.set(version(1))
        calls = loop.calls
        await asyncio.sleep(0)
        assert [future.done() for future in futures] == [True] * len(futures)
        assert not late.done()
        handle.set(version(2))
        assert (await late).generation == 2
        assert (await futures[18]).generation == 1
        return calls

    loop = Counting()
    try:
        assert loop.run_until_complete(main()) == 1
    finally:
        loop.close()


def test_two_loops_wait_for_one_handle(handle: RegistryHandle) -> None:
    waiting = threading.Barrier(3)

    async def follow() -> list[int]:
        futures = [handle.changed() for _ in range(3)]
        await asyncio.get_running_loop().run_in_executor(None, waiting.wait, PATIENCE)
        return [snapshot.generation for snapshot in await asyncio.gather(*futures)]

    def change() -> None:
        waiting.wait(PATIENCE)
        handle.set(version(1))

    def wait() -> None:
        assert run(follow) == [1, 1, 1]

    run_together(wait, wait, change)


def test_tasks_that_wait_at_the_end_of_the_program_do_not_spoil_it() -> None:
    program = """
import asyncio, threading
from schema_registry import RegistryHandle, SchemaRegistry

handle = RegistryHandle()
loop = asyncio.new_event_loop()

async def begin():
    return [handle.changed() for _ in range(100)]

futures = loop.run_until_complete(begin())

def change():
    while True:
        handle.set(SchemaRegistry.from_sdl("type User { name: String }"))

threading.Thread(target=change, daemon=True).start()
"""
    for _ in range(8):
        ended = subprocess.run(
            [sys.executable, "-c", program], cwd=sys.prefix, capture_output=True, text=True, timeout=60, check=False
        )
        assert (ended.returncode, ended.stderr) == (0, "")


def test_a_change_after_the_loop_is_closed_breaks_nothing(handle: RegistryHandle) -> None:
    loop = asyncio.new_event_loop()

    async def begin() -> None:
        begin.future = handle.changed()  # type: ignore[attr-defined]

    loop.run_until_complete(begin())
    loop.close()
    handle.set(version(1))
    assert handle.snapshot() == version(1)


def test_without_a_running_loop_there_is_nothing_to_await(handle: RegistryHandle) -> None:
    with pytest.raises(RuntimeError, match="no running event loop"):
        handle.changed()


def test_no_handle_that_could_make_a_change_ends_the_wait() -> None:
    async def main() -> None:
        with pytest.raises(RuntimeError, match="closed: nobody is left"):
            await RegistryHandle().changed()

    run(main)


def test_a_thread_that_waits_does_not_keep_the_loop_from_running(handle: RegistryHandle) -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        waiting = loop.run_in_executor(None, handle.wait_for_change, PATIENCE)
        turns = 0
        began = time.monotonic()
        while not waiting.done() and time.monotonic() < began + PATIENCE:
            turns += 1
            if turns == 10:
                handle.set(version(1))
            await asyncio.sleep(0.001)
        assert await waiting == version(1)
        return turns

    assert run(main) >= 10
