"""How far long work is, on standard error: a line that is redrawn for whoever waits at a terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Final, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from wikidiff.report.words import duration

_EVERY: Final = 60.0  # seconds between two lines where nobody looks


class Meter:
    """How much of a whole was read, the rate, and how long the rest will take; one line a minute where nobody looks."""

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


class Bar:
    """A line on standard error for the page that is fetched; quiet where that is no terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self.shown = sys.stderr is not None and console.is_terminal and not console.is_dumb_terminal
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[left]}", markup=False),
            console=console,
            transient=True,
            disable=not self.shown,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def tell(self, name: str, done: int, total: int | None, left: float | None) -> None:
        """Say how many revisions came, of how many, and how many seconds the rest may take."""
        if self._task is None:
            self._task = self._progress.add_task(name, total=None, left="")
        told = "" if left is None else f"about {duration(left)} left"
        self._progress.update(self._task, description=name, completed=done, total=total, left=told)

    def say(self, sentence: str) -> None:
        """Say a sentence above the line."""
        if self.shown:
            self._progress.console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def next(self) -> None:
        """Begin another page."""
        if self._task is not None:
            self._progress.remove_task(self._task)
            self._task = None
