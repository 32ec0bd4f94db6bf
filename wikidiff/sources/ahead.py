"""Work that runs ahead of its reader, in a thread of its own: unpacking, while what was unpacked is read.

The decompressors of the standard library let other threads run while they work, so that on two cores a dump is read
as fast as it can be unpacked. What waits between the two is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

_WAITING = 16  # items that may wait: blocks of up to 1 MiB
_POLL = 0.1  # seconds after which a worker looks whether it is still wanted


class _End:
    """What a worker hands over last: the error that stopped it, or none."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def read_ahead(items: Iterator[T], waiting: int = _WAITING) -> Generator[T, None, None]:
    """Yield the same items in the same order, made by a thread that is at most `waiting` items ahead.

    An error of `items` is raised behind the last item before it. Where the reader stops early, the thread ends.
    """

    def work(give: Callable[[T], bool]) -> None:
        try:
            for item in items:
                if not give(item):
                    return
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()

    return given(work, waiting)


def given(work: Callable[[Callable[[T], bool]], None], waiting: int = _WAITING) -> Generator[T, None, None]:
    """Yield what `work` gives in a thread of its own; its error is raised behind the last item.

    `work` is called with a function that takes an item, waits while `waiting` items were not yet taken, and returns
    False when no more is wanted.
    """
    queue: Queue[T | _End] = Queue(waiting)
    unwanted = Event()

    def give(item: T | _End) -> bool:
        while not unwanted.is_set():
            try:
                queue.put(item, timeout=_POLL)
            except Full:
                continue
            return True
        return False

    def run() -> None:
        error: BaseException | None = None
        try:
            work(give)
        except BaseException as raised:  # noqa: BLE001  (raised again in the reader's thread)
            error = raised
        give(_End(error))

    thread = Thread(target=run, daemon=True, name="wikidiff-read-ahead")
    thread.start()
    try:
        while not isinstance(item := queue.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        unwanted.set()
        thread.join()
