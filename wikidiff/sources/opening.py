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
from contextlib import contextmanager
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from wikidiff.errors import InputError, UsageError
from wikidiff.model import Note, Revision
from wikidiff.sources.compression import blocks
from wikidiff.sources.diffpage import looks_like_diff_page, looks_like_text_save, read_diff_page
from wikidiff.sources.dumps import Broken, Dump
from wikidiff.sources.files import read_directory, read_wikitext
from wikidiff.sources.lines import read_array, read_lines
from wikidiff.sources.names import STDIN, Counted, name_of, open_binary
from wikidiff.sources.urls import looks_like_url

_SPACE = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"  # UTF-8's byte order mark
_OPENING = 1 << 16  # bytes that may be blank before what tells the kind of a file
_ARRAY = re.compile(rb"\[[ \t\r\n]*[{\]]")
_DUMP = (b"<mediawiki", b"<?xml")
_PAGE = 1 << 26  # bytes of a saved diff page, which is read whole
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


def open_history(
    name: str, *, wiki: str | None = None, broken: Broken | None = None, seen: Callable[[int], None] | None = None
) -> Iterator[Revision]:
    """Open the revisions of a dump, a file of JSON lines, a JSON array, or a directory, in the order they stand there.

    `wiki` is the database name, where the source does not tell it or shall not be asked; `broken` is called with the
    errors in a dump, which is then read on at its next page, and `seen` with the number of bytes of each piece of a
    file that is read. Raises `UsageError` where there is no such file, `InputError` where it holds no revisions; while
    reading, `InputError` behind the last revision before the damage.
    """
    kind = kind_of(name)
    if kind not in (Kind.FILE, Kind.STDIN, Kind.DIRECTORY):
        raise UsageError("there is no such file or directory", hint=_HINT, path=name)
    if kind is Kind.DIRECTORY:
        return read_directory(name)
    stream, called = open_binary(name), name_of(name)
    close = None if kind is Kind.STDIN else stream.close
    if seen is not None:
        stream = cast("BinaryIO", Counted(stream, seen))
    try:
        data = blocks(stream, name=called)
        head = _opening(data)
        found = _reader(head, chain((head,), data), called, wiki, broken)
    except BaseException:
        if close is not None:
            close()
        raise
    return _closing(found, data, close)


class Pair(NamedTuple):
    """Two revisions to compare, and notes on what was read otherwise than it stands, or could not be."""

    old: Revision
    new: Revision
    notes: tuple[Note, ...]


def open_pair(old: str, new: str | None = None) -> Pair:
    """Open two revisions: two files of wikitext, or one file that holds both.

    One file is a saved diff page (of a browser, or of `action=compare`), whose notes say what it does not show, or a
    dump, JSON lines or a directory of exactly two revisions. Raises `UsageError` where there is no such file,
    `InputError` where it holds no pair.
    """
    if new is not None:
        (first, said), (second, also) = read_wikitext(old), read_wikitext(new)
        return Pair(first, second, said + also)
    if kind_of(old) is Kind.DIRECTORY:
        return _two(read_directory(old), old)
    name = name_of(old)
    with _opened(old) as data:
        head = _opening(data)
        start = head.removeprefix(_MARK).lstrip(_SPACE)
        if not start.startswith(_DUMP) and start[:1] not in (b"{", b"["):
            return Pair(*_page_of(_whole(chain((head,), data), name, _PAGE), name))
        if start[:1] == b"{" and looks_like_diff_page(start):
            return Pair(*read_diff_page(_whole(chain((head,), data), name, _PAGE), name))
        return _two(_reader(head, chain((head,), data), name, None, None), name)


def _page_of(raw: bytes, name: str) -> tuple[Revision, Revision, tuple[Note, ...]]:
    if looks_like_diff_page(raw):
        return read_diff_page(raw, name)
    if looks_like_text_save(raw.decode("utf-8", "replace")):
        raise InputError(
            "this is the bare text of a diff page, in which old and new words run together",
            hint="save the page as HTML, or name the diff's address",
            path=name,
        )
    raise InputError("one file alone is no pair", hint="name two files, or a saved diff page", path=name)


def _two(revisions: Iterator[Revision], name: str) -> Pair:
    found = list(islice(revisions, 3))
    if len(found) == 2:
        return Pair(found[0], found[1], ())
    count = "more than two revisions" if len(found) == 3 else "one revision" if found else "no revisions"
    raise InputError(f"this holds {count}, and a pair is two", hint="read it as a history", path=name)


@contextmanager
def _opened(name: str) -> Iterator[Iterator[bytes]]:
    stream = open_binary(name)
    try:
        data = blocks(stream, name=name_of(name))
        try:
            yield data
        finally:
            stop = getattr(data, "close", None)
            if stop is not None:
                stop()
    finally:
        if name != STDIN:
            stream.close()


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
        return read_array(_whole(data, name, _LARGEST_ARRAY), name)
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


def _whole(data: Iterator[bytes], name: str, largest: int) -> bytes:
    parts, size = [], 0
    for block in data:
        parts.append(block)
        size += len(block)
        if size > largest:
            raise InputError(
                f"this is longer than {largest:,} bytes, and has to be read whole",
                hint="write revisions as JSON lines, which are read one by one",
                path=name,
            )
    return b"".join(parts)
