"""How far a long reading is, for whoever waits at a terminal; and a first Ctrl-C that keeps what came."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterable, Iterator
from types import FrameType, TracebackType
from typing import Any, Final, Self

import click

from wikidiff.model import Revision
from wikidiff.report.words import duration

EVERY: Final = 0.5  # seconds between two lines
_CLEAR: Final = "\r\x1b[K"


class Interrupted(click.Abort):
    """Somebody pressed Ctrl-C; what had come by then was written."""


class Progress:
    """Tells on standard error how many revisions were read and how long it may take; quiet where no terminal is.

    Within it a first Ctrl-C ends the reading behind the present revision; a second one ends it at once.
    """

    def __init__(self) -> None:
        self.shown = sys.stderr is not None and sys.stderr.isatty()
        self.stopped = False
        self.count = 0
        self._bytes = self._all = 0
        self._begun = self._last = time.monotonic()
        self._before: Any = None

    def expect(self, size: int) -> None:
        """Say how many bytes a file has that is read now."""
        self._all += size

    def seen(self, size: int) -> None:
        """Take note of bytes that were read."""
        self._bytes += size

    def over(self, revisions: Iterable[Revision]) -> Iterator[Revision]:
        """Yield the revisions until somebody presses Ctrl-C, and tell of them."""
        for revision in revisions:
            if self.stopped:
                return
            self.count += 1
            yield revision
            if self.shown:
                self._tell()

    @property
    def fetched(self) -> Any:
        """What a fetch tells how far it is, None where nobody looks."""
        return self._fetched if self.shown else None

    def _fetched(self, page: Any, how: Any) -> None:
        total = "" if how.total is None else f" of {how.total:,}"
        left = "" if how.left is None else f", about {duration(how.left)} left"
        sys.stderr.write(f"{_CLEAR}fetching {page.title}: {how.done:,}{total} revisions{left}")
        sys.stderr.flush()

    def line(self, seconds: float) -> str:
        """Return what is told after so many seconds."""
        told = f"{self.count:,} revisions"
        if self.count and seconds > 0:
            told += f", {self.count / seconds:,.0f} a second"
        if self._all and 0 < self._bytes < self._all:
            share = self._bytes / self._all
            told += f", {100 * share:.0f} %, about {duration(seconds * (1 - share) / share)} left"
        return told

    def clear(self) -> None:
        """Take the line away."""
        if self.shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._last < EVERY:
            return
        self._last = now
        sys.stderr.write(_CLEAR + self.line(now - self._begun))
        sys.stderr.flush()

    def __enter__(self) -> Self:
        try:
            self._before = signal.signal(signal.SIGINT, self._stop)
        except ValueError:  # not the main thread: who called takes care of Ctrl-C
            self._before = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  (the signature of a handler)
        if self.stopped:
            raise KeyboardInterrupt
        self.stopped = True
