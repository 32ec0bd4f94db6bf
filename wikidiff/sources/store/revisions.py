"""The table of revisions in the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from wikidiff.errors import UsageError
from wikidiff.model import Page, Revision
from wikidiff.sources.store.pages import Pages, Position
from wikidiff.sources.store.rows import COLUMNS, Row, from_row, merged, to_row
from wikidiff.sources.store.texts import Texts

HIDEABLE: Final = frozenset({"comment", "text", "user"})
_PLACES: Final = ", ".join("?" * len(Row._fields))
_PUT: Final = f"INSERT OR REPLACE INTO revision ({COLUMNS}) VALUES ({_PLACES})"  # noqa: S608  # names of columns
_SELECT: Final = f"SELECT {COLUMNS} FROM revision"  # noqa: S608  # names of columns


@dataclass(slots=True)
class Work:
    """What one transaction did: revisions new and changed, texts taken out, revisions of which more is hidden now."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    hidden: int = 0
    places: dict[Page, tuple[int, int]] = field(default_factory=dict)


class Revisions:
    """The revisions of one store; every call belongs inside a transaction of its owner."""

    def __init__(self, connection: sqlite3.Connection, pages: Pages, texts: Texts) -> None:
        self._sql = connection
        self._pages = pages
        self._texts = texts

    def put(self, revision: Revision, work: Work, *, fresh: bool) -> None:
        """Keep a revision, or what it tells anew of one that is there."""
        page = revision.page
        if revision.id is None or revision.timestamp is None or page is None or page.wiki is None:
            raise UsageError("a revision without id, timestamp or wiki has no place in the store")
        if page not in work.places:
            work.places[page] = self._pages.place(page), self._pages.wiki(page.wiki)
        place, wiki = work.places[page]
        old = self._row(wiki, revision.id)
        # What is known to be hidden does not come back through an old copy.
        barred = old is not None and not fresh and "text" in old.hides and old.content is None
        content = None
        if revision.text is not None and not barred:
            parent = self._row(wiki, revision.parent_id) if revision.parent_id else None
            content = self._texts.put(place, revision.text, after=parent and parent.content)
        new = to_row(revision, wiki, place, content)
        if old is None:
            self._sql.execute(_PUT, new)
            work.added += 1
        else:
            self._exchange(old, merged(old, new, fresh=fresh), work)

    def redact(self, wiki: str, number: int, work: Work) -> None:
        """Take out of a revision what can be hidden."""
        old = self._row(self._pages.wiki(wiki), number)
        if old is not None:
            bare = old._replace(content=None, slots=None, sha1=None, user=None, user_id=None, comment=None, tags=None)
            self._exchange(old, bare._replace(hidden=",".join(sorted(HIDEABLE))), work)

    def _exchange(self, old: Row, new: Row, work: Work) -> None:
        if new == old:
            return
        self._sql.execute(_PUT, new)
        work.changed += 1
        work.hidden += new.hides > old.hides
        if old.content is not None and old.content != new.content:
            used = self._sql.execute("SELECT 1 FROM revision WHERE content = ? LIMIT 1", (old.content,)).fetchone()
            if not used:
                self._texts.remove(old.content)
                work.removed += 1

    def _row(self, wiki: int, number: int) -> Row | None:
        found = self._sql.execute(f"{_SELECT} WHERE wiki = ? AND id = ?", (wiki, number)).fetchone()
        return Row(*found) if found else None

    def by_ids(self, wiki: str, numbers: Iterable[int]) -> list[Row]:
        """Return the rows that there are of those named, in that order."""
        found = self._sql.execute("SELECT key FROM wiki WHERE name = ?", (wiki,)).fetchone()
        rows = (self._row(found[0], number) for number in numbers) if found else ()
        return [row for row in rows if row is not None]

    def of_page(
        self, page: int, low: Position, high: Position, user: str | None, count: int, *, newer: bool
    ) -> list[Row]:
        """Return the first rows between two places of a page's history, in the direction of reading."""
        order = "time, id" if newer else "time DESC, id DESC"
        by = "" if user is None else "AND user = ?"
        rows = self._sql.execute(
            f"{_SELECT} WHERE page = ? AND (time, id) >= (?, ?) AND (time, id) <= (?, ?) {by} ORDER BY {order} LIMIT ?",
            (page, *low, *high, *(() if user is None else (user,)), count),
        )
        return [Row(*row) for row in rows]

    def textless(self, page: int) -> list[int]:
        """Return the ids of a page's revisions whose text is neither there nor hidden nor lost, oldest first."""
        rows = self._sql.execute(
            "SELECT id FROM revision WHERE page = ? AND content IS NULL AND coalesce(hidden, '') NOT LIKE '%text%'"
            " AND coalesce(missing, '') NOT LIKE '%text%' ORDER BY time, id",
            (page,),
        )
        return [number for (number,) in rows]

    def told(self, rows: Iterable[Row], *, text: bool) -> Iterator[Revision]:
        """Yield the revisions of rows, with or without their texts."""
        pages: dict[int, Page] = {}
        for row in rows:
            if row.page not in pages:
                pages[row.page] = self._pages.by_key(row.page).page
            body = self._texts.get(row.content) if text and row.content is not None else None
            yield from_row(row, pages[row.page], body)
