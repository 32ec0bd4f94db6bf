"""How far a fetch is, for whoever waits at a terminal; nothing anywhere else."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn


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


def duration(seconds: float) -> str:
    """Return a stretch of time as one says it: seconds, minutes or hours."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
