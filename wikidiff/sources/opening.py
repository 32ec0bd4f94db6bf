"""The one door from what a person names to revisions.

How a source is told by its name (`kind_of`), in this order:

1. `-` is standard input.
2. What has a scheme, or a host and a wiki's path, is an address.
3. What exists as a directory is a directory of numbered revisions; what exists as a file is a file.
4. Everything else is something on a wiki: digits are a revision's id, the rest is a title.

A file is told by what it holds and never by its ending: first unpacked if it is packed, then a dump (`<`), JSON lines
(`{`) or a JSON array (`[`) of revisions. Addresses and titles need a wiki or the store: who has one looks at `kind_of`
first, and asks here for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import chain
from pathlib import Path

from wikidiff.errors import InputError, UsageError
from wikidiff.model import Revision
from wikidiff.sources.compression import blocks
from wikidiff.sources.dumps import Broken, Dump
from wikidiff.sources.lines import read_array, read_lines
from wikidiff.sources.names import STDIN, name_of, open_binary
from wikidiff.sources.urls import looks_like_url

_SPACE = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"  # UTF-8's byte order mark
_OPENING = 1 << 16  # bytes that may be blank before what tells the kind of a file
_ARRAY = re.compile(rb"\[[ \t\r\n]*[{\]]")
_LARGEST_ARRAY = 1 << 30  # bytes of a JSON array, which is read whole
_HINT = "histories are read from XML dumps, JSON lines, and directories of numbered revisions"


class Kind(StrEnum):
    """What a name stands for."""

    STDIN = "stdin"
    URL = "url"
    DIRECTORY = "directory"
    FILE = "file"
    REVISION = "revision"
    TITLE = "title"


def kind_of(name: str) -> Kind:
    """Tell what a name stands for, as the module says."""
    if name == STDIN:
        return Kind.STDIN
    if looks_like_url(name):
        return Kind.URL
    try:
        path = Path(name)
        if path.is_dir():
            return Kind.DIRECTORY
        if path.exists():
            return Kind.FILE
    except (OSError, ValueError):  # too long for a file, or with a NUL: no file's name
        return Kind.TITLE
    return Kind.REVISION if name.isascii() and name.isdigit() else Kind.TITLE


def open_history(name: str, *, wiki: str | None = None, broken: Broken | None = None) -> Iterator[Revision]:
    """Open the revisions of a dump, a file of JSON lines, a JSON array, or a directory, in the order they stand there.

    `wiki` is the database name, where the source does not tell it or shall not be asked; `broken` is called with the
    errors in a dump, which is then read on at its next page. Raises `UsageError` where there is no such file,
    `InputError` where it holds no revisions; while reading, `InputError` behind the last revision before the damage.
    """
    kind = kind_of(name)
    if kind not in (Kind.FILE, Kind.STDIN, Kind.DIRECTORY):
        raise UsageError("there is no such file or directory", hint=_HINT, path=name)
    if kind is Kind.DIRECTORY:
        raise UsageError("this is a directory", hint=_HINT, path=name)
    stream, called = open_binary(name), name_of(name)
    close = None if kind is Kind.STDIN else stream.close
    try:
        data = blocks(stream, name=called)
        head = _opening(data)
        found = _reader(head, chain((head,), data), called, wiki, broken)
    except BaseException:
        if close is not None:
            close()
        raise
    return _closing(found, data, close)


def _closing(
    revisions: Iterator[Revision], data: Iterator[bytes], close: Callable[[], None] | None
) -> Iterator[Revision]:
    try:
        yield from revisions
    finally:
        stop = getattr(data, "close", None)
        if stop is not None:
            stop()
        if close is not None:
            close()


def _opening(data: Iterator[bytes]) -> bytes:
    """Return the first bytes of a file, enough of them that some are not blank."""
    head = b""
    while not head.removeprefix(_MARK).strip(_SPACE) and len(head) < _OPENING:
        block = next(data, None)
        if block is None:
            break
        head += block
    return head


def _reader(
    head: bytes, data: Iterator[bytes], name: str, wiki: str | None, broken: Broken | None
) -> Iterator[Revision]:
    start = head.removeprefix(_MARK).lstrip(_SPACE)
    if start.startswith(b"<") or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        dump = Dump(data, name=name, wiki=wiki, broken=broken)
        _ = dump.site  # says at once where this is no dump
        return iter(dump)
    if start.startswith(b"{") and not start.startswith(b"{{"):
        return read_lines(_lines(data), name)
    if _ARRAY.match(start):
        return read_array(_whole(data, name), name)
    what = "this holds no revisions" if start else "this is empty"
    raise InputError(what, hint=_HINT, path=name)


def _lines(data: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the lines of a file that comes in blocks."""
    parts: list[bytes] = []
    for block in data:
        first, feed, rest = block.partition(b"\n")
        parts.append(first)
        if not feed:
            continue
        yield b"".join(parts)
        *whole, last = rest.split(b"\n")
        yield from whole
        parts = [last]
    yield b"".join(parts)


def _whole(data: Iterator[bytes], name: str) -> bytes:
    parts, size = [], 0
    for block in data:
        parts.append(block)
        size += len(block)
        if size > _LARGEST_ARRAY:
            raise InputError(
                f"this JSON array is longer than {_LARGEST_ARRAY:,} bytes",
                hint="write its revisions as JSON lines, which are read one by one",
                path=name,
            )
    return b"".join(parts)
