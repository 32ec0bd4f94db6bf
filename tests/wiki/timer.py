"""A clock that only sleeping moves, so that tests of waiting wait for nothing."""

from __future__ import annotations

from wikidiff.sources.waits import Waits


class Timer:
    """`slept` is every wait, in seconds; `now` the time, in seconds since the epoch."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds

    def waits(self, *, tries: int = 5, longest: float = 120.0, patience: float = 600.0) -> Waits:
        """Return rules of waiting by this clock, without chance."""
        return Waits(
            tries=tries,
            longest=longest,
            patience=patience,
            sleep=self.sleep,
            clock=lambda: self.now,
            chance=lambda: 0.0,
        )
