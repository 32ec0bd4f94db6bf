"""The errors of wikidiff.

    WikidiffError
    ├── InputError        a text, file or pair cannot be read as what it should be
    ├── UsageError        a call asks for something that does not exist (a code, a format, a category)
    ├── PackError         a language or site pack is broken
    ├── ConfigError       a configuration file is broken
    ├── WireError         JSON that is not of schema 1
    ├── SourceError       a wiki, store, dump or stream could not be read
    └── MissingExtra      an optional dependency is not installed

Each says in one sentence what is wrong, where, and what to try, and carries the facts as fields.
"""

from __future__ import annotations


class WikidiffError(Exception):
    """Base of all errors that wikidiff raises on purpose.

    `byte` counts from the start of what was read; the sentence says of what, so it is not among the places.
    """

    def __init__(
        self,
        what: str,
        *,
        hint: str | None = None,
        path: str | None = None,
        line: int | None = None,
        byte: int | None = None,
        wiki: str | None = None,
        page: str | None = None,
        revision_id: int | None = None,
    ) -> None:
        self.what = what
        self.hint = hint
        self.path = path
        self.line = line
        self.byte = byte
        self.wiki = wiki
        self.page = page
        self.revision_id = revision_id
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """Return what is wrong, where, and what to try, on one line."""
        places = [
            self.path,
            f"line {self.line}" if self.line is not None else None,
            self.wiki,
            self.page,
            f"revision {self.revision_id}" if self.revision_id is not None else None,
        ]
        where = ", ".join(place for place in places if place)
        text = f"{where}: {self.what}" if where else self.what
        return f"{text}; {self.hint}" if self.hint else text


class InputError(WikidiffError):
    """A text, file or pair cannot be read as what it should be."""


class UsageError(WikidiffError):
    """A call asks for something that does not exist."""


class PackError(WikidiffError):
    """A language or site pack is broken."""


class ConfigError(WikidiffError):
    """A configuration file is broken."""


class WireError(WikidiffError):
    """JSON that is not an analysis of a known schema."""


class SourceError(WikidiffError):
    """A wiki, store, dump or stream could not be read."""


class MissingExtra(WikidiffError):
    """An optional dependency is not installed."""
