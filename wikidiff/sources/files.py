"""Files of wikitext, and directories in which each revision is one file.

A directory of revisions is like a history in git, written out: `000001.wikitext`, `000002.wikitext`, … in the order of
the edits, or `123.txt`, `456.txt`, … named by the revisions' ids. A number that begins with a zero counts, any other is
an id; in one directory all are read alike. Beside a text there may be a file of the same name that ends in `.json`,
with the fields that a revision has as a JSON line (`wikidiff.sources.lines`), and `page.json` may have those that all
share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from wikidiff.errors import InputError
from wikidiff.model import Note, Revision
from wikidiff.sources.lines import Wrong, read_object, revision_of
from wikidiff.sources.names import name_of, open_binary, unreadable

ENDINGS = ("wikitext", "mediawiki", "wiki", "txt")
_NUMBERED = re.compile(rf"(0*)([0-9]{{1,18}})\.(?:{'|'.join(ENDINGS)})", re.IGNORECASE)
_PAGE = "page.json"


def read_wikitext(path: str) -> tuple[Revision, tuple[Note, ...]]:
    """Read a file as one revision's wikitext, with notes on what was read otherwise than it stands in the file.

    Line breaks become line feeds and a byte order mark is left out, as MediaWiki does on saving. Raises `UsageError`
    where there is no file to read, `InputError` where it is not UTF-8.
    """
    text, notes = as_wikitext(read_bytes(path), name_of(path), PurePath(path).name)
    return Revision(text=text), notes


def read_bytes(path: str) -> bytes:
    """Read a whole file; raises `UsageError` where it cannot be read."""
    with open_binary(path) as stream:
        try:
            return stream.read()
        except OSError as error:
            raise unreadable(path, error) from error


def as_wikitext(raw: bytes, name: str, short: str) -> tuple[str, tuple[Note, ...]]:
    """Decode a revision's wikitext; `name` is the file's in errors, `short` in notes."""
    text, notes = as_text(raw, name), []
    if text.startswith("\ufeff"):
        text = text[1:]
        notes.append(Note("byte_order_mark", f"{short}: the byte order mark at its start was left out"))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        notes.append(
            Note("line_breaks", f"{short}: its line breaks were read as line feeds, and offsets count them so")
        )
    return text, tuple(notes)


def as_text(raw: bytes, name: str, line: int | None = None) -> str:
    """Decode a text, or one line of it; `name` and `line` are what the error calls it."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"this is not UTF-8: byte {error.start:,} is 0x{raw[error.start]:02X}"
        hint = "save it as UTF-8"
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            hint = "it looks like UTF-16: " + hint
        raise InputError(what, hint=hint, path=name, line=line, byte=error.start) from error


def read_directory(path: str) -> Iterator[Revision]:
    """Return the revisions of a directory, in the order of their numbers, each read when it is asked for.

    Raises `UsageError` where the directory cannot be read; `InputError` where it holds no numbered files, or two of
    one number, and while reading where a file is not UTF-8 or its JSON is no revision, naming it.
    """
    try:
        names = sorted(entry.name for entry in Path(path).iterdir())
    except OSError as error:
        raise unreadable(path, error) from error
    found: dict[int, str] = {}
    counted = False
    for name in names:
        match = _NUMBERED.fullmatch(name)
        if match is None:
            continue
        number = int(match[2])
        if number in found:
            raise InputError(f"{found[number]} and {name} have one number", hint="keep one of them", path=path)
        found[number] = name
        counted = counted or bool(match[1])
    if not found:
        raise InputError(
            "this directory holds no numbered revisions",
            hint="they are called 000001.wikitext, 000002.wikitext, … or by their ids, 123.txt",
            path=path,
        )
    shared = _fields(Path(path, _PAGE)) if _PAGE in names else {}
    known = frozenset(names)
    return (_one(Path(path, found[number]), None if counted else number, shared, known) for number in sorted(found))


def _one(path: Path, number: int | None, shared: dict[str, Any], known: frozenset[str]) -> Revision:
    beside = path.with_suffix(".json")
    fields = {**shared, **(_fields(beside) if beside.name in known else {})}
    try:
        revision = revision_of(fields)
    except Wrong as error:
        raise InputError(str(error), path=str(beside if beside.name in known else path.with_name(_PAGE))) from error
    text, _ = as_wikitext(read_bytes(str(path)), str(path), path.name)
    if "text" in revision.hidden and not text:
        return replace(revision, text=None, id=revision.id if revision.id is not None else number)
    return replace(revision, text=text, id=revision.id if revision.id is not None else number)


def _fields(path: Path) -> dict[str, Any]:
    with open_binary(str(path)) as stream:
        return read_object(stream, str(path))
