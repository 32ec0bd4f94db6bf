"""What a person names on a wiki: two revisions, one text, a history, by addresses, ids or titles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click

from wikidiff.cli import options
from wikidiff.cli.reading import name_of, read_text
from wikidiff.errors import InputError, UsageError
from wikidiff.model import Note

if TYPE_CHECKING:
    from wikidiff.sources.reader import Edit, Reader
    from wikidiff.sources.urls import WikiURL


@dataclass(frozen=True, slots=True)
class Where:
    """Which wiki is asked, which store is read, and whether only that."""

    wiki: str | None
    store: str | None
    offline: bool

    def names_page(self, name: str) -> bool:
        """Tell whether a name is meant as something on a wiki: an address, or no file while a wiki is named."""
        from wikidiff.sources.opening import Kind, kind_of  # noqa: PLC0415  (its libraries take a while to load)

        kind = kind_of(name)
        return kind is Kind.URL or (kind in (Kind.TITLE, Kind.REVISION) and (self.wiki is not None or self.offline))

    def names_history(self, name: str) -> bool:
        """Tell whether a name is meant as a page of a wiki: an address, a title; what looks like a file is one."""
        from wikidiff.sources.opening import Kind, kind_of  # noqa: PLC0415  (as above)

        kind = kind_of(name)
        return self.names_page(name) or (kind is Kind.TITLE and PurePath(name).suffix == "" and "/" not in name)

    def address(self, name: str) -> WikiURL | None:
        """Return what an address asks for, None for what is none."""
        return _address(name)

    @contextmanager
    def reader(self, asked: WikiURL | None = None, *, language: str = "en") -> Iterator[Reader]:
        """Open the wiki of an address, or the one that was named, or that of the language."""
        from wikidiff.sources.reader import Reader  # noqa: PLC0415  (requests takes a while to load)

        named = self.wiki or f"{language.partition('-')[0].lower()}wiki"
        if asked is not None:
            named = address(asked, self.wiki)
        with Reader(named, store=self.store, offline=self.offline) as opened:
            yield opened

    def edit(self, old: str, new: str | None, told: str) -> tuple[Edit, str]:
        """Return the two revisions that are named, and their language; `told` is that of the command line."""
        asked = _address(old) if new is None else None
        with self.reader(asked, language=told) as reader:
            if asked is not None:
                found = reader.edit_of(asked)
            elif new is not None:
                found = reader.edit(_number(old), _number(new))
            else:
                found = reader.edit_of(_named(old))
            notes = (*reader.notes, *found.notes)
            return found.told(notes, reader.between(found), reader.script), _language(reader, told)

    def read(self, name: str, told: str) -> OneText:
        """Return the text that is named: a file's, a revision's, or the newest of a page."""
        if not self.names_page(name):
            if name.isdigit() and not Path(name).exists():
                raise UsageError("there is no such file", hint="a revision is named with --wiki", path=name)
            text, notes = read_text(name)
            return OneText(name_of(name), text, None, told, notes)
        asked = _address(name)
        with self.reader(asked, language=told) as reader:
            asked = asked or _named(name)
            if asked.new is not None or asked.old is not None:
                (found,) = reader.revisions([asked.new or asked.old or 0])
            else:
                found = reader.latest(asked.title, page_id=asked.page_id)
            if found.text is None:
                raise InputError("its text is hidden", wiki=reader.name, revision_id=found.id)
            title = (found.page.title if found.page is not None else None) or name
            return OneText(title, found.text, reader.name, _language(reader, told), tuple(reader.notes))


@dataclass(frozen=True, slots=True)
class OneText:
    """A text: what it is called, its wiki where it is of one, its language, and what was odd."""

    title: str
    text: str
    wiki: str | None
    language: str
    notes: tuple[Note, ...]


def address(asked: WikiURL, wiki: str | None) -> str:
    """Return how the wiki of an address is named: by its name, as the command line names it, or by its API."""
    from wikidiff.sources.pairing import place_of  # noqa: PLC0415  (as below)

    return asked.wiki or wiki or place_of(asked)


def _address(name: str) -> WikiURL | None:
    from wikidiff.sources.urls import looks_like_url, parse  # noqa: PLC0415  (as above)

    return parse(name) if looks_like_url(name) else None


def _named(name: str) -> WikiURL:
    """Return what a title or the id of a revision asks for, as an address would."""
    from wikidiff.sources.urls import WikiURL  # noqa: PLC0415  (as above)

    if name.isascii() and name.isdigit():
        return WikiURL(host="", new=_number(name), relative="prev")
    return WikiURL(host="", title=name, relative="cur")


def _number(name: str) -> int:
    if name.isascii() and name.isdigit() and 0 < int(name) < 1 << 63:
        return int(name)
    raise UsageError(f"'{name}' is no id of a revision", hint="give two ids with --wiki, an address, or two files")


def _language(reader: Reader, told: str) -> str:
    """Return the language of the command line, that of the wiki where none was told there."""
    source = click.get_current_context().get_parameter_source("language")
    return told if source is not None and source.name != "DEFAULT" else reader.language or told


def where_options(of: str, default: str = "none") -> options.Decorator:
    """Return the options that say which wiki and store; `Where` takes their values."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (options.offline(), options.store(), options.wiki(f"of {of}", default)):
            command = option(command)
        return command

    return decorate
