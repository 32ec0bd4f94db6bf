"""The process that compares: it takes tasks from a pipe, says which revision it is at, and sends rows back."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from ctypes import c_longlong
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from wikidiff.scale.pairs import Settings
from wikidiff.scale.tasks import Done, Task, packer, perform

IDLE, STARTING = -1, -2


def serve(pipe: Connection, place: Any, settings: Settings, form: str, memory: int | None) -> None:
    """Compare until the other end is closed.

    Args:
        pipe: gives `Task`s, takes `Done`s.
        place: shared memory of two whole numbers: the number of the task, and the place in it that is being compared.
        settings, form: how revisions are read and rows are written.
        memory: bytes of address space that this process may take; None is no limit.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who feeds decides when to end
    limit(memory)
    pack = packer(form)
    tasks: SimpleQueue[Task | None] = SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, tasks), daemon=True).start()
    place[1] = IDLE
    loaded = False
    while (task := tasks.get()) is not None:
        place[0] = task.number

        def at(index: int) -> None:
            place[1] = index

        try:
            done: Done = perform(task, settings, pack, at)
            pipe.send(done)
        except (BrokenPipeError, ConnectionResetError):  # nobody waits for it any more
            return
        if not loaded:  # packs and modules are there for good now: they need not be looked through for garbage
            loaded = True
            gc.freeze()


def _receive(pipe: Connection, tasks: SimpleQueue[Task | None]) -> None:
    """Take tasks from the pipe while the one before is worked on, so that the sender never waits for it."""
    try:
        while True:
            tasks.put(pipe.recv())
    except (
        EOFError,
        OSError,
        MemoryError,
    ):  # the end, or not even room for a task
        tasks.put(None)


def limit(memory: int | None) -> None:
    """Bound the memory of this process, where the system can: what asks for more fails, and nobody else suffers."""
    if memory is None or sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (not on every system)

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


SHARED = c_longlong
