"""The names by which people call files: opened, or one sentence about what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

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
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise unreadable(path, error) from error


def unreadable(path: str, error: OSError | ValueError) -> UsageError:
    """Return the error of a file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return UsageError("there is no such file", path=name_of(path))
    if isinstance(error, IsADirectoryError):
        return UsageError("this is a directory", path=name_of(path))
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UsageError(f"it cannot be read ({reason})", path=name_of(path))
