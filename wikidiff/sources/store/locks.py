"""One process at a time for one page: locks that end with the process that holds them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":  # which has no such locks
    import fcntl


class Lock:
    """A lock on one byte of a file; `taken` tells whether it is ours."""

    def __init__(self, file: BinaryIO | None, place: int) -> None:
        self._file = file
        self._place = place
        self.taken = self._try()

    def _try(self) -> bool:
        try:
            _lock(self._file, self._place, at_once=True)
        except (BlockingIOError, PermissionError):  # POSIX leaves the choice between these two
            return False
        except OSError:  # a file system without locks
            return True
        return True

    def wait(self) -> None:
        """Wait until the other process is done, and take it."""
        _lock(self._file, self._place, at_once=False)
        self.taken = True


def _lock(file: BinaryIO | None, place: int, *, at_once: bool) -> None:
    if sys.platform != "win32" and file is not None:
        fcntl.lockf(file, fcntl.LOCK_EX | (fcntl.LOCK_NB if at_once else 0), 1, place)


@contextmanager
def held(path: Path, place: int) -> Iterator[Lock]:
    """Give the lock with a number in a file that is made where there is none, and let go of it afterwards."""
    file: BinaryIO | None = None
    with suppress(OSError):  # where nothing can be made nobody is held up
        file = path.open("ab")
    try:
        yield Lock(file, place)
    finally:
        if file is not None:
            file.close()
