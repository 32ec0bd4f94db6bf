"""Pages, users and revisions, as MediaWiki names them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from wikidiff.model import given


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a wiki: `wiki` is the database name (`enwiki`), `title` has its namespace prefix.

    `script` is the address of the wiki's `index.php`, where a source told it: links lead there.
    """

    wiki: str | None = None
    title: str | None = None
    id: int | None = None
    namespace: int | None = None
    script: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who made an edit; `temporary` for temporary accounts, `id` 0 for an address."""

    name: str | None = None
    id: int | None = None
    temporary: bool = False
    bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Content that stands beside the main text of a revision: `role` is `mediainfo`, `templatestyles`, …"""

    role: str
    model: str | None = None
    text: str | None = None
    sha1: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One version of a page.

    `text` is that of the main slot, None where the wiki does not give it; `hidden` names what was hidden (`text`,
    `user`, `comment`): an ordinary state of a revision, not an error; `suppressed` says that it is hidden from
    administrators too. `missing` names what the wiki should have and does not: `revision` where it shows none under
    this id, `text` where the text was lost, or the role of a slot. `timestamp` is aware and in UTC. `bytes` is the
    size in UTF-8 where a source told it; `size` falls back on the text. `model` is the content model (`wikitext`,
    `json`, …), None where unknown; `slots` are the others than the main one.

    A moment without a zone is taken to be in UTC, as MediaWiki's are; a list becomes a tuple, a set a frozenset.

    Raises:
        InputError: a field is of a kind that it cannot be.
    """

    id: int | None = None
    text: str | None = None
    page: Page | None = None
    parent_id: int | None = None
    timestamp: datetime | None = None
    user: User | None = None
    comment: str | None = None
    minor: bool | None = None
    tags: tuple[str, ...] = ()
    sha1: str | None = None
    bytes: int | None = None
    hidden: frozenset[str] = frozenset()
    suppressed: bool = False
    model: str | None = None
    slots: tuple[Slot, ...] = ()
    missing: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not _sound(tuple(map(type, _values(self)))):
            self._settle()
        moment = self.timestamp
        if moment is not None and moment.tzinfo is None:
            object.__setattr__(self, "timestamp", moment.replace(tzinfo=UTC))

    def _settle(self) -> None:
        for name, kinds, hint in _FIELDS:
            value = getattr(self, name)
            if value is not None and not isinstance(value, kinds):
                raise given.wrong(value, f"{name} of a revision", hint)
        for name, kind, loose in _GATHERED:
            value = getattr(self, name)
            if type(value) is not kind:
                if not isinstance(value, loose):
                    raise given.wrong(value, f"{name} of a revision", f"give a {kind.__name__}")
                object.__setattr__(self, name, kind(value))

    @property
    def size(self) -> int | None:
        """Size in UTF-8 bytes, as MediaWiki counts it (a lone surrogate counts three)."""
        if self.bytes is not None or self.text is None:
            return self.bytes
        return len(self.text if self.text.isascii() else self.text.encode("utf-8", "surrogatepass"))

    def header(self) -> Revision:
        """Return this revision without its text and those of its slots, its size kept."""
        slots = tuple(replace(slot, text=None) for slot in self.slots)
        return replace(self, text=None, bytes=self.size, slots=slots)


def of_text(text: str) -> Revision:
    """Return a revision of which nothing but the text is known: what `Revision(text=text)` is, sooner."""
    made = object.__new__(Revision)
    for fill in _UNKNOWN:
        fill(made, None)
    for fill, value in _KNOWN:
        fill(made, value)
    _set_text(made, text)
    return made


_EMPTY: Final = tuple((Revision.__dict__[field.name].__set__, field.default) for field in fields(Revision))
_UNKNOWN: Final = tuple(fill for fill, value in _EMPTY if value is None)
_KNOWN: Final = tuple((fill, value) for fill, value in _EMPTY if value is not None)
_set_text = Revision.__dict__["text"].__set__
_FIELDS: Final[tuple[tuple[str, type, str], ...]] = (
    ("id", int, "give it as int"),
    ("text", str, "give the wikitext as str"),
    ("page", Page, "give a wikidiff.Page"),
    ("parent_id", int, "give it as int"),
    ("timestamp", datetime, "give a datetime in UTC"),
    ("user", User, "give a wikidiff.User"),
    ("comment", str, "give it as str"),
    ("sha1", str, "give it as str"),
    ("bytes", int, "give it as int"),
    ("model", str, "give it as str"),
)
_GATHERED: Final[tuple[tuple[str, type[Any], tuple[type, ...]], ...]] = (
    ("tags", tuple, (tuple, list)),
    ("slots", tuple, (tuple, list)),
    ("hidden", frozenset, (frozenset, set)),
    ("missing", frozenset, (frozenset, set)),
)
_values = attrgetter(*(row[0] for row in (*_FIELDS, *_GATHERED)))
_NONE: Final = type(None)


@lru_cache(maxsize=256)  # revisions are made by the million, and mostly of the same kinds of values
def _sound(kinds: tuple[type, ...]) -> bool:
    """Tell whether values of these types, in the order of the fields, can stay as they are."""
    single, gathered = kinds[: len(_FIELDS)], kinds[len(_FIELDS) :]
    return all(kind is _NONE or issubclass(kind, row[1]) for kind, row in zip(single, _FIELDS, strict=True)) and all(
        kind is row[1] for kind, row in zip(gathered, _GATHERED, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """What lies between two revisions of one page, as a wiki's own diff page says it.

    `revisions` are those strictly between them, `users` how many made these, None where that was not counted. With
    `more` there are at least so many of each: the counting was given up. `same` says that all are by the user of the
    new revision.
    """

    revisions: int
    users: int | None = None
    more: bool = False
    same: bool = False
