"""How long to wait: what a server asked for, jittered back-off where it asked for nothing, and an end to patience."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from wikidiff.errors import SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """The rules of waiting; all times in seconds. `sleep`, `clock` and `chance` are replaced in tests.

    `tries` counts attempts at what fails by itself (no answer, a cut body); waits that a server asks for are bounded
    by `longest` each and `patience` in all.
    """

    tries: int = 5
    first: float = 1.0
    longest: float = 120.0
    patience: float = 600.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time
    chance: Callable[[], float] = field(default_factory=lambda: random.Random().random)  # noqa: S311  (no secret)


class Patience:
    """What is left of the patience with one request."""

    def __init__(self, waits: Waits) -> None:
        self.waits = waits
        self.failed = 0
        self.left = waits.patience

    def retry(self, problem: SourceError, tries: int | None = None) -> None:
        """Wait before another attempt, longer each time; raise the problem when there were enough."""
        self.failed += 1
        if self.failed >= min(tries or self.waits.tries, self.waits.tries):
            raise problem
        whole = min(self.waits.first * 2.0 ** (self.failed - 1), self.waits.longest)
        self._sleep(whole * (0.5 + self.waits.chance() / 2), problem)  # clients that failed together part here

    def obey(self, seconds: float, problem: SourceError) -> None:
        """Wait as long as was asked, and a little more by chance; raise the problem if that is too long."""
        seconds = max(seconds, 1.0)
        if seconds > self.waits.longest:
            raise problem
        self._sleep(seconds + self.waits.chance(), problem)

    def stand_in_line(self, seconds: float, problem: SourceError) -> None:
        """Wait for one's turn in the budget, which is nobody's fault and uses up no patience."""
        if seconds > max(self.waits.longest, 60.0):
            raise problem
        self.waits.sleep(seconds)

    def _sleep(self, seconds: float, problem: SourceError) -> None:
        if seconds > self.left:
            raise problem
        self.left -= seconds
        self.waits.sleep(seconds)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a Retry-After header asks for, None where there is none that can be read.

    A date is held against the server's own Date, so that a wrong clock here does not matter; without one it is not
    read.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    if (moment.tzinfo is None) is not (now.tzinfo is None):
        return None
    return max((moment - now).total_seconds(), 0.0)
