"""A guard against work without end: a test that would hang fails, by the processor time of this process alone."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 4.0  # what is guarded takes a small part of it; what is not bounded would take minutes


class Endless(AssertionError):
    """The work did not end in time."""


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Raise `Endless` when the block takes more processor time than anything bounded could need."""
    if sys.gettrace() is not None:  # counting covered lines slows everything down
        seconds *= 10

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Endless(f"not done after {seconds} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def calls(work: Callable[[], object]) -> int:
    """Count the calls, of Python and of C, that some work takes: the same number on every machine."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
