"""Threads for tests: they start together, their errors are the test's, and none is waited for without end."""

from __future__ import annotations

import faulthandler
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 120.0


def run_together(*bodies: Callable[[], None]) -> None:
    """Runs each in a thread of its own, and raises the first error. An interpreter that locks up shows its stacks."""
    errors: list[BaseException] = []
    barrier = threading.Barrier(len(bodies))

    def run(body: Callable[[], None]) -> None:
        try:
            barrier.wait(PATIENCE)
            body()
        except BaseException as error:
            errors.append(error)

    faulthandler.dump_traceback_later(2 * PATIENCE, exit=True)
    try:
        threads = [threading.Thread(target=run, args=(body,), daemon=True) for body in bodies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a thread hangs"
    finally:
        faulthandler.cancel_dump_traceback_later()
    if errors:
        raise errors[0]


@contextmanager
def in_background(body: Callable[[], object]) -> Iterator[None]:
    """Runs the body in a thread, which has to end by itself after the block."""
    thread = threading.Thread(target=body, daemon=True)
    thread.start()
    yield
    thread.join(PATIENCE)
    assert not thread.is_alive(), "a thread hangs"


class Ticker:
    """A thread that counts whenever the interpreter lets it, with nobody made to let it.

    The interval after which a thread is asked to let others run is set to where it never comes. So the count goes on
    during a call if and only if the call itself lets go of the interpreter.
    """

    def __enter__(self) -> Ticker:
        self._ticks = 0
        self._stop = False
        self._interval = sys.getswitchinterval()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        sys.setswitchinterval(1000)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop = True
        sys.setswitchinterval(self._interval)
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        pause = threading.Event()
        while not self._stop:
            self._ticks += 1
            pause.wait(0.0001)  # lets go of the interpreter

    def runs_during(self, call: Callable[[], object], tries: int = 500) -> bool:
        """Whether the count goes on during one of some calls: a busy machine may not let the thread run in each."""
        for _ in range(tries):
            before = self._ticks
            call()
            if self._ticks != before:
                return True
        return False
