"""Work on several pages at once, each in a process of its own; results come in the order of the pages."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Made = TypeVar("Made")
AHEAD = 2  # pages that wait for each process: no more are held


class Kept:
    """Takes what would be written, for another process to write it."""

    def __init__(self, width: int, *, color: bool) -> None:
        self.width, self.color = width, color
        self.parts: list[tuple[bool, str]] = []  # whether it is text for people, and the text

    def text(self, text: str) -> bool:
        """Keep text for people."""
        self.parts.append((True, text))
        return True

    def data(self, text: str) -> bool:
        """Keep one document for programs."""
        self.parts.append((False, text))
        return True


def in_order(work: Callable[..., Made], calls: Iterable[tuple[object, ...]], jobs: int) -> Iterator[Made]:
    """Yield what `work` returns for each call, with so many processes; no more calls are taken than they need."""
    waiting: deque[Future[Made]] = deque()
    # Processes begin afresh: a copy of this one would copy the threads that read ahead, in whatever state they are.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_patient) as pool:
        for call in calls:
            waiting.append(pool.submit(work, *call))
            if len(waiting) > AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _patient() -> None:
    """Leave Ctrl-C to the process that reads: what is begun is finished."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
