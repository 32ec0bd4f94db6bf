"""Pages, users and revisions, as MediaWiki names them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


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
