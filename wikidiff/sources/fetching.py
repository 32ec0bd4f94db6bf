"""Bring histories into the store: what is missing, once, and go on where it stopped.

The store knows which stretches of a history it has without gaps. What is between them is asked for, in the order of
time, oldest first (newest first where only the newest are wanted), and each answer is in the store before the next
is asked for. Whoever is killed in between loses the one answer that had not come yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wikidiff.errors import SourceError, UsageError
from wikidiff.model import Note, Page, Revision
from wikidiff.sources.history import DUMPS, DUMPS_ABOVE, History, Progress
from wikidiff.sources.lookups import Lookup, found, read_lookup
from wikidiff.sources.moments import Moment, told
from wikidiff.sources.store import BEGINNING, END, Kept, Position, Store, StoredPage, Stretch, instant
from wikidiff.sources.store.rows import moment, place
from wikidiff.sources.wiki import Wiki

Tell = Callable[[Page, Progress], None]
_AT_ONCE = 50
_SETTLED = timedelta(days=1)  # a history up to a moment this long ago gets no more revisions, whosever clock is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of fetching a page: revisions `added`, `changed` by a refresh, texts `removed`; `held` is all there is.

    `whole` says that the store has the history without gaps, from the first revision to the newest.
    """

    page: Page
    added: int
    changed: int
    removed: int
    held: int
    whole: bool
    requests: int
    notes: tuple[Note, ...]


def fetch(
    wiki: Wiki,
    store: Store,
    title: str | None = None,
    *,
    page_id: int | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    limit: int | None = None,
    refresh: bool = False,
    tell: Tell | None = None,
    say: Callable[[str], None] | None = None,
) -> Fetched:
    """Bring the history of a page into the store and return what came.

    `since` and `until` bound the time, `limit` keeps the newest so many. With `refresh` tags, visibility and titles
    of what is in the store are asked for again, and what the wiki has hidden since is taken out. `tell` is called
    after each answer, `say` with a sentence that is of use at once: another process is fetching the same page, or
    there are so many revisions that a dump is better.

    Raises `SourceError` where wiki or store fail, `InputError` for what is no title; what came before is kept.
    """
    if limit is not None and limit < 0:
        raise UsageError(f"the limit {limit} is below 0", hint="leave it out for all revisions")
    low, high = _bound(since, "since"), _bound(until, "until", end=True)
    if low is not None and high is not None and low > high:
        raise UsageError("since is later than until", hint="exchange the two")
    work = _Work(wiki, store, tell, say)
    work.most = limit if low is None and high is None else 0
    page = work.find(title, page_id, refresh=refresh)
    with store.alone(page, say):
        if refresh:
            work.refresh(page)
        if not page.gone:
            first = BEGINNING if low is None else (instant(low), 0)
            last = END if high is None else (instant(high), END[0])
            work.fill(Stretch(first, last), limit)
    return work.done()


def _bound(value: Moment | None, name: str, *, end: bool = False) -> datetime | None:
    text = told(value, name, end=end)
    return None if text is None else datetime.fromisoformat(text)


class _Work:
    """The fetching of one page."""

    def __init__(self, wiki: Wiki, store: Store, tell: Tell | None, say: Callable[[str], None] | None) -> None:
        self.wiki = wiki
        self.store = store
        self.most: int | None = None  # revisions that are wanted, 0 where the wiki cannot say how many that are
        self._tell = tell
        self._say = say
        self._asked = wiki.session.requests
        self._began = wiki.session.waits.clock()
        self._kept = Kept(0, 0, 0)
        self._notes: list[Note] = []
        self._came = 0
        self._total: int | None = None
        self._counted = False
        self._newest: int | None = None
        self._end_of_answer: Callable[[], None] = _nothing
        self.page = StoredPage(0, Page(), None, gone=False, stretches=())

    def done(self) -> Fetched:
        page = self._now()
        if self._kept.traces:
            text = "another process still read what was taken out: refresh once more when it is done"
            self._notes.append(Note("traces", text))
        return Fetched(
            page=page.page,
            added=self._kept.added,
            changed=self._kept.changed,
            removed=self._kept.removed,
            held=self.store.count(page),
            whole=page.whole and not page.gone,
            requests=self.wiki.session.requests - self._asked,
            notes=tuple(self._notes),
        )

    def _now(self) -> StoredPage:
        return self.store.at(self.page.key)

    # Which page it is

    def find(self, title: str | None, page_id: int | None, *, refresh: bool) -> StoredPage:
        """Ask the wiki which page is meant, and note its titles; one that is gone is known by its id."""
        lookup = self._look_up(title, page_id)
        name = self.wiki.name
        known = None if lookup.state == "found" else self.store.page(title, wiki=name, page_id=page_id)
        if known is not None and known.page.id is not None and page_id is None:
            lookup = self._look_up(None, known.page.id)
            if lookup.state == "found" and lookup.page is not None:
                self._notes.append(Note("moved", f"{title} was moved and is {lookup.page.title} now"))
        if known is not None and lookup.state == "missing" and refresh:
            self._notes.append(
                Note("deleted", f"{known.page.title} is deleted: what it said was taken out of the store")
            )
            self.page = self.store.remember(known.page, api=self.wiki.api.url, gone=True)
            return self.page
        if known is not None and lookup.state == "missing":
            raise SourceError(
                f"there is no such page any more, and the store has {self.store.count(known):,} revisions of it",
                hint="--offline reads them, --refresh takes out what the wiki no longer shows",
                wiki=name,
                page=known.page.title,
            )
        page = found(lookup, self.wiki.api, name)
        if lookup.redirects:
            self._notes.append(
                Note("redirect", f"{lookup.redirects[0][0]} is a redirect; this is the history of {page.title}")
            )
        self._newest = lookup.last_revision
        former = self.store.page(title, wiki=name) if refresh and title is not None else None
        if former is not None and former.page.id not in (None, page.id):  # deleted, and made anew by another
            self._one_by_one([revision.id or 0 for revision in self.store.headers(former)])
        titles = {lookup.asked if title is not None else None, title}
        titles |= {
            one for chain in (lookup.normalized, lookup.converted, lookup.redirects) for pair in chain for one in pair
        }
        self.page = self.store.remember(page, *sorted(filter(None, titles)), api=self.wiki.api.url)
        return self.page

    def _look_up(self, title: str | None, page_id: int | None) -> Lookup:
        if page_id is None:
            return self.wiki.page(str(title))
        values = {"action": "query", "prop": "info", "pageids": str(page_id)}
        return read_lookup(self.wiki.api.call(values).get("query", {}), f"page {page_id}", self.wiki.name)

    # What is missing

    def fill(self, window: Stretch, limit: int | None) -> None:
        """Bring what is missing between two places: all of it, or only what belongs to the newest so many."""
        page = self._now()
        gaps = page.gaps(*window)
        if gaps and gaps[-1].high == END and self._is_up_to_date(page):
            gaps.pop()
        if limit is None:
            for gap in gaps:
                self._fill_upwards(gap, window)
            return
        for gap in reversed(gaps):
            left = limit - self.store.count(page, low=gap.high, high=window.high)
            if left <= 0:
                return
            self._fill_downwards(gap, window, left)

    def _is_up_to_date(self, page: StoredPage) -> bool:
        newest = self.store.newest(page)
        return newest is not None and newest.id == self._newest and place(newest) == page.stretches[-1].high

    def _fill_upwards(self, gap: Stretch, window: Stretch) -> None:
        """Bring what is missing between two places, oldest first, each answer kept before the next is asked for."""
        history = self._history(gap, window, "newer", None)
        reached = gap.low

        def keep(some: list[Revision]) -> None:
            nonlocal reached
            if some:
                reached = max(reached, place(some[-1]))
                self._keep(some, Stretch(gap.low, reached))

        self._take(history, keep)
        if gap.high != END and (gap.high != window.high or _settled(window.high)):
            self._keep([], Stretch(gap.low, gap.high))

    def _fill_downwards(self, gap: Stretch, window: Stretch, limit: int) -> None:
        """Bring the newest of what is missing between two places, newest first."""
        history = self._history(gap, window, "older", limit)
        top = gap.high if gap.high != window.high or _settled(window.high) else None
        reached = gap.high

        def keep(some: list[Revision]) -> None:
            nonlocal reached, top
            if some:
                top = top or place(some[0])
                reached = min(reached, place(some[-1]))
                self._keep(some, Stretch(max(gap.low, reached), top))

        self._take(history, keep)
        if history.complete and top is not None:
            self._keep([], Stretch(gap.low, top))

    def _history(self, gap: Stretch, window: Stretch, direction: str, limit: int | None) -> History:
        """Return the history between two places; where an end of it is in the store it begins right behind that."""
        first = gap.low if direction == "newer" else gap.high
        edges = (window.low, window.high, BEGINNING, END)
        after = None if first in edges else Revision(id=first[1], timestamp=moment(first[0]))
        return self.wiki.history(
            pageid=self.page.page.id,
            direction=direction,
            limit=limit,
            after=after,
            since=None if gap.low == BEGINNING or (after and direction == "newer") else moment(gap.low[0]),
            until=None if gap.high == END or (after and direction == "older") else moment(gap.high[0]),
            progress=self._answered,
        )

    def _take(self, history: History, keep: Callable[[list[Revision]], None]) -> None:
        """Take a history and keep it answer by answer; what came when it breaks off is kept too."""
        came: list[Revision] = []

        def answered() -> None:
            keep(list(came))
            self._came += len(came)
            came.clear()

        self._end_of_answer = answered
        try:
            for revision in history:
                came.append(revision)  # noqa: PERF402  # what ends an answer empties the list
        finally:
            answered()
        self._notes += [note for note in history.notes if note not in self._notes and note.code != "redirect"]

    def _answered(self, progress: Progress) -> None:  # noqa: ARG002  # a resumed history has its own count
        self._end_of_answer()
        if self._tell is None:
            return
        if not self._counted and self._came >= _AT_ONCE:  # more will come: how much?
            self._counted = True
            self._total = self._count()
        seconds = self.wiki.session.waits.clock() - self._began
        total = None if self._total is None else max(self._total, self._came)
        left = None if total is None or not self._came else seconds / self._came * (total - self._came)
        requests = self.wiki.session.requests - self._asked
        self._tell(
            self.page.page, Progress(done=self._came, total=total, requests=requests, seconds=seconds, left=left)
        )

    def _count(self) -> int | None:
        """Return how many revisions will come in all, as far as the wiki tells; say a word where they are many."""
        if self.most == 0:
            return None
        edits = self.wiki.count(str(self.page.page.title))
        if edits is None:
            return None
        wanted = edits if self.most is None else min(edits, self.most)
        left = wanted - self.store.count(self._now()) + self._came
        if left > DUMPS_ABOVE and self._say is not None:
            self._say(DUMPS)
        return left

    def _keep(self, revisions: Iterable[Revision], covered: Stretch) -> None:
        self._sum(self.store.put(revisions, fresh=True, covers=(self.page.page, covered)))

    # What is told anew

    def refresh(self, page: StoredPage) -> None:
        """Bring tags, visibility and titles of what is in the store up to date, and take out what is hidden now."""
        if page.gone:
            self._redact(revision.id for revision in self.store.headers(page))
            return
        oldest = next(self.store.history(wiki=str(page.page.wiki), page_id=page.page.id, limit=1, text=False), None)
        if oldest is None:
            return
        history = self.wiki.history(
            pageid=page.page.id,
            since=oldest.timestamp,
            content=False,
            progress=lambda _: self._end_of_answer(),
        )
        reached = place(oldest)[0], 0

        def compare(some: list[Revision]) -> None:
            nonlocal reached
            if some:
                end = place(some[-1])
                self._compare(page, some, reached, end)
                reached = (end[0], end[1] + 1)

        self._take(history, compare)
        self._compare(page, [], reached, END)
        self._texts(self.store.textless(page))

    def _compare(self, page: StoredPage, shown: list[Revision], low: Position, high: Position) -> None:
        """Bring one part of a history up to date: what the wiki shows of it, and what it does not any more."""
        held = {revision.id or 0 for revision in self.store.headers(page, low=low, high=high)}
        # One that came between those that were there, by an import or a merge, is taken in with its text.
        covered = [revision for revision in shown if revision.id in held or page.covers(place(revision))]
        self._sum(self.store.put(covered, fresh=True))
        self._one_by_one(sorted(held - {revision.id or 0 for revision in shown}))

    def _one_by_one(self, numbers: list[int]) -> None:
        """Ask what became of revisions that their page does not show: gone, or gone to another page."""
        found = list(self.wiki.revisions(numbers, content=False)) if numbers else []
        self._redact(revision.id for revision in found if "revision" in revision.missing)
        self._sum(self.store.put((r for r in found if "revision" not in r.missing), fresh=True))

    def _texts(self, numbers: list[int]) -> None:
        """Bring the texts that are shown and not in the store."""
        for start in range(0, len(numbers), _AT_ONCE):
            found = self.wiki.revisions(numbers[start : start + _AT_ONCE])
            self._sum(self.store.put((r for r in found if "revision" not in r.missing), fresh=True))

    def _redact(self, numbers: Iterable[int | None]) -> None:
        self._sum(self.store.redact(self.wiki.name, [number for number in numbers if number is not None]))

    def _sum(self, kept: Kept) -> None:
        had = self._kept
        self._kept = Kept(
            had.added + kept.added, had.changed + kept.changed, had.removed + kept.removed, had.traces or kept.traces
        )


def _nothing() -> None:
    """Be what ends an answer before there is one."""


def _settled(high: Position) -> bool:
    """Tell whether a history up to there has come to its end."""
    return high < END and moment(high[0]) < datetime.now(UTC) - _SETTLED
