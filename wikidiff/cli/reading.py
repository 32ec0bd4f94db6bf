"""Read what a person names on the command line: texts of revisions, and files of pairs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any, NamedTuple

from wikidiff.errors import InputError
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
    from wikidiff.sources.files import read_wikitext  # noqa: PLC0415  (what reads loads what reading takes)

    revision, notes = read_wikitext(path)
    return revision.text or "", notes


def read_pairs(path: str) -> Iterator[Pair]:
    """Yield the pairs of a file of JSON lines, in order; blank lines are passed over.

    Raises `InputError` with the number of the first line that is not a pair.
    """
    from wikidiff.sources.files import as_text  # noqa: PLC0415  (what reads loads what reading takes)
    from wikidiff.sources.names import name_of, open_binary, unreadable  # noqa: PLC0415

    name = name_of(path)
    with open_binary(path) as stream:
        number = 0
        while True:
            try:
                raw = stream.readline()
            except OSError as error:
                raise unreadable(path, error) from error
            if not raw:
                return
            number += 1
            line = as_text(raw, name, number)
            if number == 1:
                line = line.removeprefix("\ufeff")
            if line.strip():
                yield _pair(line, name, number)


def read_terms(paths: Iterable[str]) -> TermList | None:
    """Read lists of terms as one, None if none is named; raises `InputError` where one is not as it should be."""
    lists = [term_list(read_text(path)[0], "standard input" if path == STDIN else path) for path in paths]
    return sum(lists[1:], lists[0]) if lists else None


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
