"""Worker processes under supervision: bounded queues, answers in order, and no night lost to one revision."""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawArray
from types import TracebackType
from typing import Any, Final, Self

from wikidiff.errors import WikidiffError
from wikidiff.scale.pairs import Settings
from wikidiff.scale.tasks import Done, Task
from wikidiff.scale.worker import SHARED, STARTING, serve

AHEAD: Final = 2  # tasks that a worker holds: the one it works on and the next
WINDOW: Final = 4  # tasks for each worker that may be under way or wait for an earlier one
PATIENCE: Final = 600.0  # seconds for one revision before its worker is ended: a last resort, budgets come first
_ROUND: Final = 1.0
_DEATHS: Final = 3  # of workers that had not begun anything


class CrewError(WikidiffError):
    """The worker processes cannot be started, or die before they have begun."""


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    place: Any
    tasks: deque[Task] = field(default_factory=deque)
    seen: tuple[int, int] = (0, STARTING)
    since: float = 0.0


class Crew:
    """Some processes that perform tasks; a context manager that leaves none of them behind.

    A worker that dies is started again. The revision that it was at is marked as lost in its task, which is then
    performed anew, so that every other revision of it has its rows.

    Args:
        settings: how revisions are read.
        form: how rows come back, `parquet` or `jsonl`.
        jobs: how many processes.
        memory: bytes of address space for each; None is no limit.
        patience: seconds for one revision.
    """

    def __init__(
        self, settings: Settings, form: str, jobs: int, memory: int | None = None, patience: float = PATIENCE
    ) -> None:
        self._arguments = (settings, form, memory)
        self._patience = patience
        self._jobs = jobs
        self._method = multiprocessing.get_context("spawn")  # a fork would copy threads and locks half
        self._workers: list[_Worker] = []
        self._deaths = 0
        self.restarts = 0

    @property
    def pids(self) -> list[int]:
        """The ids of its processes."""
        return [worker.process.pid or 0 for worker in self._workers]

    def __enter__(self) -> Self:
        self._workers = [self._start() for _ in range(self._jobs)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(timeout=0.2 if kind is None else 0)
            _end(worker.process)
        self._workers = []

    def perform(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Perform tasks that are numbered from 0 and yield what was done in their order.

        Tasks are taken one by one, as there is room: not more than `WINDOW` for each worker are under way.
        """
        source = iter(tasks)
        ready: dict[int, Done] = {}
        taken = given = 0
        more = True
        while more or given < taken:
            while more and taken - given < WINDOW * self._jobs and (worker := self._idle()) is not None:
                task = next(source, None)
                if task is None:
                    more = False
                    break
                self._give(worker, task)
                taken += 1
                self._collect(ready, 0.0)
            if given < taken and given not in ready:
                self._collect(ready, _ROUND)
            while given in ready:
                yield ready.pop(given)
                given += 1

    def _idle(self) -> _Worker | None:
        worker = min(self._workers, key=lambda candidate: len(candidate.tasks))
        return worker if len(worker.tasks) < AHEAD else None

    def _give(self, worker: _Worker, task: Task) -> None:
        worker.tasks.append(task)
        try:
            worker.pipe.send(task)
        except OSError:  # it has died, which is seen to when its end of the pipe is read
            return

    def _collect(self, ready: dict[int, Done], seconds: float) -> None:
        """Take what workers have done, wait for it at the most so long, and start again those that died."""
        busy = {worker.pipe: worker for worker in self._workers if worker.tasks}
        for pipe in wait(list(busy), seconds):
            worker = busy[pipe]  # type: ignore[index]
            try:
                done: Done = worker.pipe.recv()
            except (EOFError, OSError):
                self._replace(worker, "it died")
                continue
            worker.tasks.popleft()
            worker.since = 0.0
            self._deaths = 0
            ready[done.number] = done
        self._watch()

    def _watch(self) -> None:
        """End a worker that has been at one revision for too long."""
        now = time.monotonic()
        for worker in list(self._workers):
            at = (worker.place[0], worker.place[1])
            if not worker.tasks or at[1] < 0 or at != worker.seen or not worker.since:
                worker.seen, worker.since = at, now
            elif now - worker.since > self._patience:
                self._replace(worker, f"it was not done after {self._patience:g} seconds")

    def _replace(self, worker: _Worker, why: str) -> None:
        number, place = worker.place[0], worker.place[1]
        _end(worker.process)
        worker.pipe.close()
        code = worker.process.exitcode
        self.restarts += 1
        tasks = list(worker.tasks)
        if tasks and place >= 0 and tasks[0].number == number:
            reason = f"{why}, status {code}" if why == "it died" else why
            tasks[0] = tasks[0]._replace(lost=(*tasks[0].lost, (place, reason)))
            self._deaths = 0
        else:
            self._deaths += 1
            if self._deaths >= _DEATHS:
                raise CrewError(
                    f"{_DEATHS} workers died one after another before they had begun (status {code})",
                    hint="give them more memory or start fewer",
                )
        fresh = self._start()
        self._workers[self._workers.index(worker)] = fresh
        for task in tasks:
            self._give(fresh, task)

    def _start(self) -> _Worker:
        mine, theirs = self._method.Pipe()
        place = RawArray(SHARED, [0, STARTING])
        process = self._method.Process(target=serve, args=(theirs, place, *self._arguments), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, mine, place)


def _end(process: BaseProcess) -> None:
    if process.is_alive():
        process.kill()
    process.join()
