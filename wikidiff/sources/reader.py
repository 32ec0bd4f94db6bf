"""Revisions of a wiki for whoever compares them: from the store where they are there, else from the wiki.

Texts of revisions do not change, so what the store has is not asked for again, and what had to be asked for is kept.
A comparison of neighbours comes with the revisions before them, which tell a revert: those that the store has, else as
many as the one request brings that brings the old text.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import dropwhile, islice
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from wikidiff.errors import InputError, SourceError, UsageError, WikidiffError
from wikidiff.model import Between, Note, Page, Revision
from wikidiff.packs import wikis
from wikidiff.sources.fetching import Tell, fetch
from wikidiff.sources.lookups import found as found_page
from wikidiff.sources.places import Place
from wikidiff.sources.places import place as place_of_wiki
from wikidiff.sources.store import BEGINNING, Position, Store, StoredPage, Stretch
from wikidiff.sources.store.rows import moment, place
from wikidiff.sources.urls import WikiURL
from wikidiff.sources.wiki import Wiki

RADIUS: Final = 15  # revisions before the old one in which a revert is looked for, as Wikimedia's research tools do
_ENGLISH: Final = ("simple", "commons", "meta", "species", "www", "test", "test2", "incubator", "outreach")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Two revisions of a page, and those before the old one, oldest first; `notes` says what was odd."""

    old: Revision
    new: Revision
    history: tuple[Revision, ...] = ()
    notes: tuple[Note, ...] = ()
    between: Between | None = None

    def told(self, notes: tuple[Note, ...], between: Between | None, script: str | None = None) -> Edit:
        """Return the same with all notes, with what lies between the two, and with where the wiki's pages are."""
        old, new = (_at(revision, script) for revision in (self.old, self.new))
        return replace(self, old=old, new=new, notes=notes, between=between)


class Reader:
    """One wiki and the store, as a source of revisions.

    `wiki` is a database name, a host or the address of an API. `store` is the path of the store, None the usual place.
    With `offline` nothing is asked of a wiki. Online, a store that cannot be used is done without and said in
    `notes`, unless it was named.
    """

    def __init__(self, wiki: str, *, store: str | os.PathLike[str] | None = None, offline: bool = False) -> None:
        self.offline = offline
        self.notes: list[Note] = []
        self._place = place_of_wiki(wiki)
        self._asked_name = wiki
        self._wiki: Wiki | None = None
        self.store = self._open(store)

    def _open(self, path: str | os.PathLike[str] | None) -> Store | None:
        if self.offline:
            return Store(path, write=False)
        try:
            return Store(path)
        except WikidiffError as error:
            if path is not None:
                raise
            self._without(error)
            return None

    def _without(self, error: WikidiffError) -> None:
        self.notes.append(Note("store", f"the store could not be used, so that nothing was kept: {error}"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store and the connections."""
        if self.store is not None:
            self.store.close()
        if self._wiki is not None:
            self._wiki.close()

    @property
    def wiki(self) -> Wiki:
        """The wiki itself; raises `UsageError` where nothing may be asked of it."""
        if self.offline:
            raise UsageError("the wiki is not asked with --offline", hint="leave it out", wiki=self._asked_name)
        if self._wiki is None:
            self._wiki = Wiki(self._asked_name)
        return self._wiki

    @property
    def name(self) -> str:
        """The database name of the wiki, as the store has it where it can tell."""
        if self._place.name is not None:
            return self._place.name
        known = self.store.wikis() if self.store is not None else {}
        for name, api in known.items():
            if api is not None and _same(api, self._place):
                return name
        if self.offline:
            raise SourceError("the store has nothing of this wiki", hint="leave out --offline", wiki=self._asked_name)
        return self.wiki.name

    @property
    def language(self) -> str | None:
        """The language of the wiki by its host, None where that does not tell it."""
        host = wikis.host(self.name)
        if host is None:
            return None
        label = host.partition(".")[0]
        return "en" if label in _ENGLISH else label

    @property
    def script(self) -> str | None:
        """The address of `index.php`, which stands beside `api.php`; None for a wiki that its name leads to."""
        api = self._place.api_url
        if urlsplit(api).hostname == wikis.host(self.name) or not api.endswith("/api.php"):
            return None
        return api.removesuffix("api.php") + "index.php"

    # Two revisions

    def edit(self, old: int, new: int) -> Edit:
        """Return two revisions by their ids."""
        first, second = self.revisions([old, new])
        notes: tuple[Note, ...] = ()
        if first.page is not None and second.page is not None and first.page.id != second.page.id:
            notes = (Note("pages", f"these are revisions of two pages: {first.page.title} and {second.page.title}"),)
        elif place(first) > place(second):
            notes = (Note("order", f"revision {old} is later than revision {new}: this is the change backwards"),)
        earlier = () if notes or second.parent_id != old else self._earlier(second, ask=False)
        return Edit(old=first, new=second, history=_before(first, earlier), notes=notes)

    def edit_of(self, asked: WikiURL) -> Edit:
        """Return the two revisions that an address asks for."""
        if asked.old is not None and asked.new is not None:
            return self.edit(asked.old, asked.new)
        if asked.new is not None:
            return self._made(self.revisions([asked.new])[0])
        if asked.old is not None:
            (old,) = self.revisions([asked.old])
            page_id = old.page.id if old.page is not None else None
            new = self._after(old) if asked.relative == "next" else self.latest(page_id=page_id)
            if new is None or new.id == old.id:
                raise InputError("this is the last revision, no edit followed it", wiki=self.name, revision_id=old.id)
            return Edit(old=old, new=new, history=_before(old, self._earlier(new, ask=False)))
        return self._made(self.latest(asked.title, page_id=asked.page_id))

    def _made(self, new: Revision) -> Edit:
        """Return the edit that made a revision: with its parent, or with nothing where it made the page."""
        if not new.parent_id and new.parent_id is not None:
            return Edit(old=Revision(text="", page=new.page), new=new)
        earlier = self._earlier(new, ask=True)
        notes: tuple[Note, ...] = ()
        old = next((revision for revision in earlier if revision.id == new.parent_id), None)
        if old is None and new.parent_id:
            try:
                (old,) = self.revisions([new.parent_id])
            except SourceError:
                what = f"revision {new.parent_id}, which was edited, is not to be had"
                notes = (Note("parent", f"{what}: this is the change from the one before it in time"),)
        if old is None and earlier:
            old = earlier[-1]
        if old is None and not self.offline and new.parent_id is None:
            return Edit(old=Revision(text="", page=new.page), new=new)
        if old is None:
            raise SourceError("the revision before it is not to be had", wiki=self.name, revision_id=new.id)
        return Edit(old=old, new=new, history=_before(old, earlier), notes=notes)

    # Single revisions

    def revisions(self, numbers: Iterable[int]) -> list[Revision]:
        """Return revisions by their ids; raises `SourceError` for one that neither store nor wiki shows."""
        wanted = list(numbers)
        found: dict[int | None, Revision] = {}
        if self.store is not None:
            held = self.store.revisions(wanted, wiki=self.name)
            found = {revision.id: revision for revision in held if _told(revision)}
        missing = [number for number in wanted if number not in found]
        if missing and self.offline:
            raise SourceError(
                "the store does not have this revision",
                hint="fetch its page, or leave out --offline",
                wiki=self.name,
                revision_id=missing[0],
            )
        if missing:
            for revision in self.wiki.revisions(missing):
                if "revision" in revision.missing:
                    raise SourceError(
                        "the wiki shows no such revision",
                        hint="look at its number; its page may have been deleted",
                        wiki=self.name,
                        revision_id=revision.id,
                    )
                found[revision.id] = revision
            self._keep([found[number] for number in missing])
        return [found[number] for number in wanted]

    def latest(self, title: str | None = None, *, page_id: int | None = None) -> Revision:
        """Return the newest revision of a page: the wiki's, or with `offline` the store's."""
        if self.offline:
            assert self.store is not None  # noqa: S101  # without one this would not be offline
            newest = next(self.store.history(title, wiki=self.name, page_id=page_id, limit=1, direction="older"), None)
            if newest is None or not _told(newest):
                raise SourceError(
                    "the store has no text of this page", hint="leave out --offline", wiki=self.name, page=title
                )
            return newest
        lookup = self.wiki.page(title) if title is not None and page_id is None else None
        if lookup is not None:
            page = found_page(lookup, self.wiki.api, self.wiki.name)
            if lookup.last_revision is not None:
                return self.revisions([lookup.last_revision])[0]
            page_id = page.id
        newest = next(self.wiki.history(pageid=page_id, limit=1, direction="older"), None)
        if newest is None:
            raise SourceError("the wiki shows no revision of this page", wiki=self.name, page=title)
        self._keep([newest])
        return newest

    def _after(self, old: Revision) -> Revision | None:
        """Return the revision that followed one."""
        page_id = old.page.id if old.page is not None else None
        if not self.offline:
            new = next(self.wiki.history(pageid=page_id, after=old, limit=1), None)
            self._keep([] if new is None else [new])
            return new
        assert self.store is not None  # noqa: S101  # as above
        later = self.store.history(wiki=self.name, page_id=page_id, since=old.timestamp)
        return next((revision for revision in later if place(revision) > place(old) and _told(revision)), None)

    # Whole histories

    def history(
        self,
        title: str | None = None,
        *,
        page_id: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
        tell: Tell | None = None,
    ) -> Iterator[Revision]:
        """Yield a page's history, oldest first: what the store lacks is fetched first, then all is read from there.

        `since` and `until` bound the time, `limit` keeps the newest so many. The revision before the first of them
        comes too where it is to be had: it is what that one changed.
        """
        most = None if limit is None else limit + 1
        if not self.offline and self.store is None:  # nothing can be kept: as it comes
            if most is None:
                yield from self.wiki.history(title, pageid=page_id, since=since, until=until)
                return
            some = self.wiki.history(title, pageid=page_id, since=since, until=until, limit=most, direction="older")
            yield from reversed(list(some))
            return
        assert self.store is not None  # noqa: S101  # offline there is always one
        if not self.offline:
            done = fetch(self.wiki, self.store, title, page_id=page_id, since=since, until=until, limit=most, tell=tell)
            self.notes += done.notes
            title, page_id = None, done.page.id
        yield from self._stored(title, page_id, since, until, most)

    def _stored(
        self, title: str | None, page_id: int | None, since: datetime | None, until: datetime | None, most: int | None
    ) -> Iterator[Revision]:
        """Yield what the store has of a history, with the revision before it."""
        assert self.store is not None  # noqa: S101  # as above
        name, start, enough = self.name, since, False
        if most is not None:
            older = self.store.history(
                title, wiki=name, page_id=page_id, since=since, until=until, direction="older", text=False
            )
            newest = list(islice(older, most))
            if not newest:
                return
            start, enough = newest[-1].timestamp, len(newest) == most
        found = self.store.history(title, wiki=name, page_id=page_id, since=start, until=until)
        if most is not None:
            found = dropwhile(lambda revision: revision.id != newest[-1].id, found)
        first = next(found, None)
        if first is None:
            return
        if since is not None and not enough and first.parent_id:
            with suppress(SourceError):  # one that is not to be had is not compared with
                yield from self.revisions([first.parent_id])
        yield first
        yield from found

    # What came before

    def between(self, edit: Edit) -> Between | None:
        """Return what lies between two revisions where the store has all of it, None where it may lack some."""
        if self.store is None or edit.old.page is None or edit.old.id is None or edit.old.page != edit.new.page:
            return None
        page = self.store.page(wiki=self.name, page_id=edit.old.page.id) if edit.old.page.id is not None else None
        low, high = place(edit.old), place(edit.new)
        if page is None or not any(part.low <= low < high <= part.high for part in page.stretches):
            return None
        inside = self.store.headers(page, low=(low[0], low[1] + 1), high=(high[0], high[1] - 1))
        users = {revision.user.name for revision in inside if revision.user is not None}
        told = all("user" not in revision.hidden for revision in inside)
        alone = bool(users) and edit.new.user is not None and users == {edit.new.user.name}
        return Between(revisions=len(inside), users=len(users) if told else None, same=told and alone)

    def _earlier(self, new: Revision, *, ask: bool) -> tuple[Revision, ...]:
        """Return the revisions before one, oldest first: the store's if it has them without gaps, else the wiki's."""
        page = new.page
        if page is None or page.id is None:
            return ()
        stored = self.store.page(wiki=self.name, page_id=page.id) if self.store is not None else None
        held = self._held_before(stored, new) if stored is not None else ()
        if held or self.offline or not ask:
            return held
        history = self.wiki.history(pageid=page.id, direction="older", after=new, limit=RADIUS + 1)
        came = list(history)
        if came:
            low: Position = place(came[-1])
            self._keep([new, *came], covers=(page, Stretch(low, place(new))))
        return tuple(reversed(came))

    def _held_before(self, page: StoredPage, new: Revision) -> tuple[Revision, ...]:
        """Return what the store has before a revision, as far as it is without gaps; anything that is there offline."""
        assert self.store is not None  # noqa: S101  # it told the page
        at = place(new)
        low = next((part.low for part in page.stretches if part.low < at <= part.high), None)
        if low is None and not self.offline:
            return ()
        rows = self.store.history(wiki=self.name, page_id=page.page.id, until=moment(at[0]), direction="older")
        before = (revision for revision in rows if place(revision) < at)
        some = [revision for revision in islice(before, RADIUS + 1) if low is None or place(revision) >= low]
        whole = len(some) == RADIUS + 1 or low == BEGINNING
        return tuple(reversed(some)) if some and (whole or self.offline or some[0].id == new.parent_id) else ()

    def _keep(self, revisions: list[Revision], covers: tuple[Page, Stretch] | None = None) -> None:
        """Keep what the wiki told; a store that takes nothing is said once and done without."""
        if self.store is None or not revisions:
            return
        try:
            for page in {revision.page for revision in revisions if revision.page is not None}:
                self.store.remember(page, api=self.wiki.api.url)
            self.store.put(revisions, fresh=True, covers=covers)
        except WikidiffError as error:
            self._without(error)
            self.store.close()
            self.store = None


def _at(revision: Revision, script: str | None) -> Revision:
    if script is None or revision.page is None:
        return revision
    return replace(revision, page=replace(revision.page, script=script))


def _told(revision: Revision) -> bool:
    """Tell whether there is nothing more to ask about a revision: its text is there, or hidden, or lost."""
    return revision.text is not None or "text" in revision.hidden or "text" in revision.missing


def _before(old: Revision, earlier: tuple[Revision, ...]) -> tuple[Revision, ...]:
    """Return those of the earlier revisions that stand before the old one."""
    return tuple(revision for revision in earlier if revision.id != old.id and place(revision) < place(old))


def _same(api: str, named: Place) -> bool:
    """Tell whether the address of an API is that of the wiki that was named; by its host where only that was."""
    return api == named.api_url or (named.guessed and api.split("/")[2] == named.api_url.split("/")[2])
