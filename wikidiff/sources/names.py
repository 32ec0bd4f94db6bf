"""The names by which people call files: opened, or one sentence about what is wrong."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from wikidiff.errors import UsageError

STDIN = "-"


def name_of(path: str) -> str:
    """Return what an error calls a file."""
    return "standard input" if path == STDIN else path


def open_binary(path: str) -> BinaryIO:
    """Open a file, `-` being standard input; raises `UsageError` where there is none to read."""
    if path == STDIN:
        if sys.stdin is None:
            raise UsageError("standard input is closed")
        return sys.stdin.buffer
    if not path:
        raise UsageError("the name of a file is empty", hint="name a file")
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise unreadable(path, error) from error


class Counted:
    """A file that tells how far it was read: `seen` is called with the bytes of each piece."""

    def __init__(self, stream: BinaryIO, seen: Callable[[int], None]) -> None:
        self._stream, self._seen = stream, seen

    def read(self, size: int = -1) -> bytes:
        """Read as the file itself does."""
        data = self._stream.read(size)
        self._seen(len(data))
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Range(io.RawIOBase):
    """The bytes `[start, end)` of a file, as a file of its own."""

    def __init__(self, stream: BinaryIO, start: int, end: int | None) -> None:
        self._stream, self._start, self._end = stream, start, end

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read from another place."""
        return True

    def tell(self) -> int:
        """Return where reading is."""
        return self._stream.tell() - self._start

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a place counted from the start, the only one that is asked for."""
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("only places counted from the start")
        return self._stream.seek(self._start + offset) - self._start

    def readinto(self, buffer: Any) -> int:
        """Read as much as fits and is left."""
        left = len(buffer) if self._end is None else max(0, self._end - self._stream.tell())
        data = self._stream.read(min(len(buffer), left))
        buffer[: len(data)] = data
        return len(data)


def unreadable(path: str, error: OSError | ValueError) -> UsageError:
    """Return the error of a file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return UsageError("there is no such file", path=name_of(path))
    if isinstance(error, IsADirectoryError):
        return UsageError("this is a directory", hint="name a file", path=name_of(path))
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UsageError(f"it cannot be read ({reason})", path=name_of(path))
