"""How far a long run is: a line on standard error that is redrawn, or, where nobody looks, one line now and then."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Final, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

_EVERY: Final = 60.0  # seconds between two lines where nobody looks


class Meter:
    """Shows how much of a whole was read, the rate, and how long the rest will take; a context manager."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._console = Console(file=stream or sys.stderr)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(compact=True, elapsed_when_finished=True),
            console=self._console,
            transient=True,
        )
        self._task: TaskID | None = None
        self._told = time.monotonic()

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._progress.stop()

    def show(self, what: str, done: int, total: int, rate: str) -> None:
        """Show that `done` of `total` is done, of what, and how fast it goes."""
        if self._console.is_terminal:
            if self._task is None:
                self._task = self._progress.add_task(what, total=total, rate=rate)
            self._progress.update(self._task, description=what, completed=done, total=total, rate=rate)
            return
        now = time.monotonic()
        if now - self._told >= _EVERY:
            self._told = now
            self._console.print(f"{what}: {100 * done / max(1, total):.1f} %, {rate}", markup=False, highlight=False)
