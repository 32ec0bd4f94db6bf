"""Wikis, pages and their titles in the store, and which parts of a history it has without gaps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final, NamedTuple

from wikidiff.errors import SourceError, UsageError
from wikidiff.model import Page

Position = tuple[int, int]  # microseconds since 1970 and id of a revision: the order of a history
BEGINNING: Final[Position] = (-(1 << 62), 0)
END: Final[Position] = (1 << 62, 0)


class Stretch(NamedTuple):
    """A part of a history that is in the store without gaps, both ends included."""

    low: Position
    high: Position


class StoredPage(NamedTuple):
    """A page as the store knows it; `checked` is when the wiki was last asked, in seconds since 1970."""

    key: int
    page: Page
    checked: int | None
    gone: bool
    stretches: tuple[Stretch, ...]

    @property
    def whole(self) -> bool:
        """Whether the store has its history from the first revision to the newest that was known when asked."""
        return len(self.stretches) == 1 and self.stretches[0].low == BEGINNING

    def covers(self, place: Position) -> bool:
        """Tell whether a place lies where nothing is missing."""
        return any(stretch.low <= place <= stretch.high for stretch in self.stretches)

    def gaps(self, low: Position = BEGINNING, high: Position = END) -> list[Stretch]:
        """Return what is missing between two places, oldest first; an end that is in the store is told as it stands."""
        found, at = [], low
        for stretch in self.stretches:
            if stretch.high < at:
                continue
            if stretch.low > high:
                break
            if stretch.low > at:
                found.append(Stretch(at, stretch.low))
            at = max(at, stretch.high)
        if at < high:
            found.append(Stretch(at, high))
        return found


class Pages:
    """The tables of wikis, pages, titles and stretches; every call belongs inside a transaction of its owner."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._sql = connection
        self._path = path

    def wiki(self, name: str) -> int:
        """Return the key of a wiki, which is put there if it is new."""
        self._sql.execute("INSERT INTO wiki (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
        return int(self._sql.execute("SELECT key FROM wiki WHERE name = ?", (name,)).fetchone()[0])

    def set_api(self, name: str, api: str) -> None:
        """Keep where a wiki answers; raises `SourceError` where another wiki of that name is in the store."""
        key = self.wiki(name)
        (known,) = self._sql.execute("SELECT api FROM wiki WHERE key = ?", (key,)).fetchone()
        if known is None:
            self._sql.execute("UPDATE wiki SET api = ? WHERE key = ?", (api, key))
        elif known != api:
            raise SourceError(
                f"the store has another wiki of this name, at {known}",
                hint="name another store with --store",
                path=self._path,
                wiki=name,
            )

    def place(self, page: Page) -> int:
        """Return the key of a page of a revision, which is put there or brought up to date."""
        if page.wiki is None or (page.id is None and page.title is None):
            raise UsageError("a revision of an unknown wiki or page has no place in the store")
        wiki = self.wiki(page.wiki)
        key = self._known(wiki, page)
        if key is None:
            key = self._sql.execute(
                "INSERT INTO page (wiki, id, namespace, title) VALUES (?, ?, ?, ?)",
                (wiki, page.id, page.namespace, page.title),
            ).lastrowid
            assert key is not None  # noqa: S101  # an insertion has a key
        else:
            self._sql.execute(
                "UPDATE page SET id = coalesce(?2, id), namespace = coalesce(?3, namespace),"
                " title = coalesce(?4, title) WHERE key = ?1",
                (key, page.id, page.namespace, page.title),
            )
        if page.title is not None:
            self.name(wiki, page.title, key)
        return key

    def name(self, wiki: int, title: str, page: int) -> None:
        """Let a title lead to a page: its own, a former one, a redirect, another spelling."""
        self._sql.execute(
            "INSERT INTO title (wiki, title, page) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET page = ?3"
            " WHERE page <> ?3",
            (wiki, title, page),
        )

    def _known(self, wiki: int, page: Page) -> int | None:
        """Return the key of a page by its id; by its title where one of the two has no id."""
        if page.id is not None:
            found = self._sql.execute("SELECT key FROM page WHERE wiki = ? AND id = ?", (wiki, page.id)).fetchone()
            if found:
                return int(found[0])
        found = self._sql.execute(
            "SELECT page.key FROM title JOIN page ON page.key = title.page"
            " WHERE title.wiki = ?1 AND title.title = ?2 AND (page.id IS NULL OR ?3 IS NULL)",
            (wiki, page.title, page.id),
        ).fetchone()
        return int(found[0]) if found else None

    def find(self, wiki: str, *, title: str | None = None, page_id: int | None = None) -> StoredPage | None:
        """Return what is known of a page, by its id or by a title that leads to it."""
        where, value = (
            ("page.id = ?", page_id)
            if page_id is not None
            else (
                "page.key = (SELECT page FROM title WHERE title.wiki = page.wiki AND title.title = ?)",
                _spaced(title),
            )
        )
        return self._one(f"wiki.name = ? AND {where}", (wiki, value))

    def by_key(self, key: int) -> StoredPage:
        """Return what is known of the page of a row."""
        found = self._one("page.key = ?", (key,))
        assert found is not None  # noqa: S101  # rows refer to pages
        return found

    def all(self) -> list[StoredPage]:
        """Return all pages, by wiki and title."""
        return list(self._rows("1 ORDER BY wiki.name, page.title, page.key", ()))

    def _one(self, where: str, values: tuple[object, ...]) -> StoredPage | None:
        return next(iter(self._rows(where, values)), None)

    def _rows(self, where: str, values: tuple[object, ...]) -> list[StoredPage]:
        rows = self._sql.execute(
            "SELECT page.key, wiki.name, page.id, page.namespace, page.title, page.checked, page.gone "  # noqa: S608
            f"FROM page JOIN wiki ON wiki.key = page.wiki WHERE {where}",  # conditions of this file
            values,
        ).fetchall()
        return [
            StoredPage(
                key,
                Page(wiki=wiki, id=page_id, namespace=namespace, title=title),
                checked,
                bool(gone),
                self.stretches(key),
            )
            for key, wiki, page_id, namespace, title, checked, gone in rows
        ]

    def stretches(self, page: int) -> tuple[Stretch, ...]:
        """Return the parts of a page's history that are there without gaps, oldest first."""
        rows = self._sql.execute(
            "SELECT low_time, low_id, high_time, high_id FROM stretch WHERE page = ? ORDER BY low_time, low_id", (page,)
        )
        return tuple(Stretch((low, low_id), (high, high_id)) for low, low_id, high, high_id in rows)

    def cover(self, page: int, stretch: Stretch) -> None:
        """Note that a part of a history is there without gaps, and join it with those that it touches."""
        joined = united([*self.stretches(page), stretch])
        self._sql.execute("DELETE FROM stretch WHERE page = ?", (page,))
        self._sql.executemany(
            "INSERT INTO stretch VALUES (?, ?, ?, ?, ?)", [(page, *part.low, *part.high) for part in joined]
        )

    def uncover(self, page: int) -> None:
        """Forget what was there without gaps: the wiki no longer has the page as it was."""
        self._sql.execute("DELETE FROM stretch WHERE page = ?", (page,))

    def checked(self, page: int, when: int, *, gone: bool) -> None:
        """Note when the wiki was asked for a page, and whether it has it."""
        self._sql.execute("UPDATE page SET checked = ?, gone = ? WHERE key = ?", (when, gone, page))


def united(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that share a place joined."""
    done: list[Stretch] = []
    for stretch in sorted(stretches):
        if done and stretch.low <= done[-1].high:
            done[-1] = Stretch(done[-1].low, max(done[-1].high, stretch.high))
        else:
            done.append(stretch)
    return done


def _spaced(title: str | None) -> str | None:
    """Return a title as MediaWiki shows it: spaces for underscores."""
    return title if title is None else " ".join(title.replace("_", " ").split())
