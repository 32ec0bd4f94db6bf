"""Read what a person names on the command line: texts of revisions, and files of pairs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path, PurePath
from typing import Any, BinaryIO, NamedTuple

from wikidiff.errors import InputError, UsageError
from wikidiff.model import Note
from wikidiff.text.termlists import TermList, term_list

STDIN = "-"


class Pair(NamedTuple):
    """One line of a file of pairs."""

    id: object
    old: str
    new: str
    language: str | None
    site: str | None


def name_of(path: str) -> str:
    """Return what a report calls a text by."""
    return "standard input" if path == STDIN else PurePath(path).name


def read_text(path: str) -> tuple[str, tuple[Note, ...]]:
    """Read a revision's wikitext, with notes on what was read otherwise than it stands in the file.

    Line breaks become line feeds and a byte order mark is left out, as MediaWiki does on saving. Raises
    `UsageError` where there is no file to read, `InputError` where it is not UTF-8.
    """
    name = _name(path)
    with _open(path) as stream:
        try:
            raw = stream.read()
        except OSError as error:
            raise _unreadable(path, error) from error
    text, notes = _decode(raw, name), []
    if text.startswith("\ufeff"):
        text = text[1:]
        notes.append(Note("byte_order_mark", f"{name}: the byte order mark at its start was left out"))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        notes.append(Note("line_breaks", f"{name}: its line breaks were read as line feeds, and offsets count them so"))
    return text, tuple(notes)


def read_pairs(path: str) -> Iterator[Pair]:
    """Yield the pairs of a file of JSON lines, in order; blank lines are passed over.

    Raises `InputError` with the number of the first line that is not a pair.
    """
    name = _name(path)
    with _open(path) as stream:
        number = 0
        while True:
            try:
                raw = stream.readline()
            except OSError as error:
                raise _unreadable(path, error) from error
            if not raw:
                return
            number += 1
            line = _decode(raw, name, number)
            if number == 1:
                line = line.removeprefix("\ufeff")
            if line.strip():
                yield _pair(line, name, number)


def read_terms(paths: Iterable[str]) -> TermList | None:
    """Read lists of terms as one, None if none is named; raises `InputError` where one is not as it should be."""
    lists = [term_list(read_text(path)[0], _name(path)) for path in paths]
    return sum(lists[1:], lists[0]) if lists else None


def _open(path: str) -> AbstractContextManager[BinaryIO]:
    if path == STDIN:
        if sys.stdin is None:
            raise UsageError("standard input is closed")
        return nullcontext(sys.stdin.buffer)
    if not path:
        raise UsageError("the name of a file is empty", hint="name a file of wikitext, or '-'")
    try:
        return Path(path).open("rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise _unreadable(path, error) from error


def _name(path: str) -> str:
    return "standard input" if path == STDIN else path


def _unreadable(path: str, error: OSError | ValueError) -> UsageError:
    if isinstance(error, FileNotFoundError):
        return UsageError("there is no such file", path=_name(path))
    if isinstance(error, IsADirectoryError):
        return UsageError("this is a directory", hint="name a file of wikitext, or '-'", path=_name(path))
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UsageError(f"it cannot be read ({reason})", path=_name(path))


def _decode(raw: bytes, name: str, line: int | None = None) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"this is not UTF-8: byte {error.start:,} is 0x{raw[error.start]:02X}"
        hint = "save it as UTF-8"
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            hint = "it looks like UTF-16: " + hint
        raise InputError(what, hint=hint, path=name, line=line) from error


def _pair(line: str, name: str, number: int) -> Pair:
    def bad(what: str) -> InputError:
        return InputError(what, hint='a pair is {"id", "old", "new", "language"}', path=name, line=number)

    try:
        data: Any = json.loads(line.rstrip())
    except json.JSONDecodeError as error:
        raise bad(f"this is not JSON: {error.msg} at column {error.colno}") from error
    except (RecursionError, ValueError) as error:
        raise bad(f"this is not JSON that can be read: {error}") from error
    if not isinstance(data, dict):
        raise bad("this is no object")
    for key in ("old", "new"):
        if not isinstance(data.get(key), str):
            raise bad(f'"{key}" is {"no text" if key in data else "missing"}')
    for key in ("language", "site"):
        if not isinstance(data.get(key), str | None):
            raise bad(f'"{key}" is no text')
    return Pair(data.get("id"), data["old"], data["new"], data.get("language"), data.get("site"))
