"""`Store`: what can be put there and read from it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice
from types import TracebackType
from typing import Final, Literal, NamedTuple, Self

from wikidiff.errors import SourceError, UsageError
from wikidiff.model import Page, Revision
from wikidiff.sources.store.locks import held
from wikidiff.sources.store.pages import BEGINNING, END, Pages, Position, StoredPage, Stretch
from wikidiff.sources.store.place import store_path
from wikidiff.sources.store.revisions import Revisions, Work
from wikidiff.sources.store.rows import instant
from wikidiff.sources.store.schema import connect, told
from wikidiff.sources.store.texts import Texts

Direction = Literal["newer", "older"]
AT_ONCE: Final = 25  # texts read in one transaction: a reader holds nobody up, and memory stays flat
HEADERS_AT_ONCE: Final = 500


class Kept(NamedTuple):
    """What `put` or `redact` did: revisions that were new, known but told otherwise, and texts taken out for good.

    `traces` is true while another process read what was taken out: it leaves the file's log when `tidy` succeeds.
    """

    added: int
    changed: int
    removed: int
    traces: bool = False


class Store:
    """A store of revisions, in a file that is made where there is none (`create`).

    `path` None is the usual place: `WIKIDIFF_STORE`, else the user's data directory. With `write` false the file is
    only read, as it must be where nothing may be written. A store belongs to the thread that opened it; processes
    share a file, each with a store of its own.

    Raises `SourceError` where there is no store, or it cannot be opened, read or written; `InputError` where the file
    is no store, is damaged or is of a newer version. No failed call leaves half of its work behind.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None, *, create: bool = True, write: bool = True) -> None:
        self.path = store_path(path)
        self._sql = connect(self.path, create=create and write, write=write)
        self._texts = Texts(self._sql, str(self.path))
        self._pages = Pages(self._sql, str(self.path))
        self._revisions = Revisions(self._sql, self._pages, self._texts)

    def close(self) -> None:
        """Let go of the file; the last to do so folds the log into it."""
        self._sql.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What is put there

    def put(
        self,
        revisions: Iterable[Revision],
        *,
        fresh: bool = False,
        covers: tuple[Page, Stretch] | None = None,
    ) -> Kept:
        """Keep revisions, all or none of them.

        Each has an id, a timestamp and a page with its wiki. `fresh` says that they are as the wiki shows them now:
        tags and visibility are brought up to date, and what the wiki has hidden since is taken out. Otherwise they
        only fill in what is not known. `covers` names a part of a page's history that is without gaps in the store
        once these revisions are in it.
        """
        with self._writing() as work:
            for revision in revisions:
                self._revisions.put(revision, work, fresh=fresh)
            if covers is not None:
                self._pages.cover(self._pages.place(covers[0]), covers[1])
        return self._kept(work)

    def redact(self, wiki: str, ids: Iterable[int]) -> Kept:
        """Take out text, user and comment of revisions that the wiki shows nobody any more; their ids stay."""
        with self._writing() as work:
            for number in ids:
                self._revisions.redact(wiki, number, work)
        return self._kept(work)

    def remember(self, page: Page, *titles: str, api: str | None = None, gone: bool = False) -> StoredPage:
        """Note that the wiki was asked for a page just now, by which titles it was found, and where that wiki answers.

        Raises `SourceError` where another wiki of that name, at another address, is in the store already.
        """
        with self._writing():
            if api is not None and page.wiki is not None:
                self._pages.set_api(page.wiki, api)
            key = self._pages.place(page)
            for title in titles:
                self._pages.name(self._pages.wiki(str(page.wiki)), title, key)
            self._pages.checked(key, int(time.time()), gone=gone)
            return self._pages.by_key(key)

    def tidy(self) -> bool:
        """Fold the log into the file and empty it; return False while another process reads an older state."""
        with told(self.path):
            busy, _, _ = self._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    @contextmanager
    def alone(self, page: StoredPage, say: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold a page so that no two processes fetch it at once; `say` is told where another one holds it.

        It ends with the process, however that ends. Where files cannot be locked nobody is held up: what two processes
        bring twice is in the store once.
        """
        with held(self.path.with_name(f"{self.path.name}-fetch"), page.key) as lock:
            if not lock.taken:
                if say is not None:
                    say(f"another process is fetching {page.page.title}; waiting for it")
                lock.wait()
            yield

    # What is read

    def revision(self, id: int, *, wiki: str) -> Revision | None:  # noqa: A002  # MediaWiki's name of it
        """Return one revision with its text, None where the store does not have it."""
        return next(self.revisions([id], wiki=wiki), None)

    def revisions(self, ids: Iterable[int], *, wiki: str) -> Iterator[Revision]:
        """Yield the revisions that the store has of those named, in the order asked."""
        numbers = iter(ids)
        while some := list(islice(numbers, AT_ONCE)):
            with self._reading():
                found = list(self._revisions.told(self._revisions.by_ids(wiki, some), text=True))
            yield from found

    def history(
        self,
        title: str | None = None,
        *,
        wiki: str,
        page_id: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
        direction: Direction = "newer",
        user: str | None = None,
        text: bool = True,
    ) -> Iterator[Revision]:
        """Yield the revisions of a page that the store has, oldest first, or newest first (`direction="older"`).

        `since` and `until` are both included; `limit` counts from the end where reading begins. Without `text` the
        revisions come without theirs. Raises `SourceError` where the store does not know the page.
        """
        page = self.page(title, wiki=wiki, page_id=page_id)
        if page is None:
            raise SourceError(
                "the store does not have this page",
                hint="'wikidiff fetch' brings it",
                path=str(self.path),
                wiki=wiki,
                page=title if page_id is None else f"page {page_id}",
            )
        low = BEGINNING if since is None else (instant(since), 0)
        high = END if until is None else (instant(until), END[0])
        newer = direction == "newer"
        at, left = (low if newer else high), limit
        while left is None or left > 0:
            count = min(AT_ONCE if text else HEADERS_AT_ONCE, left if left is not None else HEADERS_AT_ONCE)
            with self._reading():
                ends = (at, high) if newer else (low, at)
                rows = self._revisions.of_page(page.key, *ends, user, count, newer=newer)
                found = list(self._revisions.told(rows, text=text))
            yield from found
            if len(rows) < count:
                return
            last = (rows[-1].time or 0, rows[-1].id)
            at = (last[0], last[1] + 1) if newer else (last[0], last[1] - 1)
            left = None if left is None else left - len(rows)

    def page(self, title: str | None = None, *, wiki: str, page_id: int | None = None) -> StoredPage | None:
        """Return what the store knows of a page, by its id or by any title that led to it; None where nothing."""
        if title is None and page_id is None:
            raise UsageError("a page is named by its title or its id")
        with self._reading():
            found = self._pages.find(wiki, title=title, page_id=page_id)
            if found is None and page_id is None and title and title[0].islower():
                found = self._pages.find(wiki, title=title[0].upper() + title[1:])
            return found

    def at(self, key: int) -> StoredPage:
        """Return what is known of a page by its key in the store."""
        with self._reading():
            return self._pages.by_key(key)

    def wikis(self) -> dict[str, str | None]:
        """Return the names of the wikis, each with the address of its API where that is known."""
        with self._reading():
            return dict(self._sql.execute("SELECT name, api FROM wiki ORDER BY name").fetchall())

    def pages(self) -> list[StoredPage]:
        """Return all pages, by wiki and title."""
        with self._reading():
            return self._pages.all()

    def count(self, page: StoredPage | None = None, *, low: Position = BEGINNING, high: Position = END) -> int:
        """Return how many revisions there are, of all pages or of one between two places of its history."""
        with self._reading():
            if page is None:
                return int(self._sql.execute("SELECT count(*) FROM revision").fetchone()[0])
            (count,) = self._sql.execute(
                "SELECT count(*) FROM revision WHERE page = ? AND (time, id) BETWEEN (?, ?) AND (?, ?)",
                (page.key, *low, *high),
            ).fetchone()
            return int(count)

    def headers(self, page: StoredPage, *, low: Position = BEGINNING, high: Position = END) -> list[Revision]:
        """Return the revisions between two places of a page's history, without their texts."""
        with self._reading():
            rows = self._revisions.of_page(page.key, low, high, None, -1, newer=True)
            return list(self._revisions.told(rows, text=False))

    def textless(self, page: StoredPage) -> list[int]:
        """Return the ids of revisions whose text is neither there nor known to be hidden or lost."""
        with self._reading():
            return self._revisions.textless(page.key)

    def newest(self, page: StoredPage) -> Revision | None:
        """Return the newest known revision of a page, without its text."""
        with self._reading():
            rows = self._revisions.of_page(page.key, BEGINNING, END, None, 1, newer=False)
            return next(self._revisions.told(rows, text=False), None)

    def size(self) -> tuple[int, int]:
        """Return bytes on disk (with the log), and bytes of all texts that the revisions have."""
        disk = sum(
            path.stat().st_size for path in (self.path, self.path.with_name(self.path.name + "-wal")) if path.exists()
        )
        with self._reading():
            (texts,) = self._sql.execute(
                "SELECT coalesce(sum(content.size), 0) FROM revision JOIN content ON content.key = revision.content"
            ).fetchone()
        return disk, int(texts)

    # How it is done

    @contextmanager
    def _writing(self) -> Iterator[Work]:
        with told(self.path):
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield Work()
                self._sql.execute("COMMIT")
            except BaseException:
                self._texts.forget()
                with suppress(sqlite3.Error):
                    self._sql.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with told(self.path):
            self._sql.execute("BEGIN")
            try:
                yield
            finally:
                with suppress(sqlite3.Error):
                    self._sql.execute("COMMIT")

    def _kept(self, work: Work) -> Kept:
        traces = bool(work.removed or work.hidden) and not self.tidy()
        return Kept(work.added, work.changed, work.removed, traces)
