"""The history of one page, as it is asked for: an iterator that knows where it is.

history = Wiki("enwiki").history("Kyiv", since="2022-01-01")
for revision in history: ...
history.page, history.notes, history.gaps, history.token
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from wikidiff.errors import InputError, UsageError
from wikidiff.model import Note, Page, Revision
from wikidiff.sources.chain import Chain
from wikidiff.sources.lookups import Lookup, found, read_lookup
from wikidiff.sources.moments import Moment, bounds, shown
from wikidiff.sources.records import CONTENT, METADATA, revision_of

if TYPE_CHECKING:
    from wikidiff.sources.wiki import Wiki

DUMPS_ABOVE = 20_000  # revisions
DUMPS = (
    "a history of more than 20,000 revisions comes faster from a dump, and costs the wiki nothing: "
    "see https://dumps.wikimedia.org/other/mediawiki_content_history/"
)
DIRECTIONS = ("newer", "older")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a history is: revisions that came, all of them where that is known, and seconds gone and to go."""

    done: int
    total: int | None
    requests: int
    seconds: float
    left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a history; see `Wiki.history`."""

    title: str | None = None
    pageid: int | None = None
    since: Moment | None = None
    until: Moment | None = None
    limit: int | None = None
    direction: str = "newer"
    user: str | None = None
    content: bool = True
    redirects: bool = True
    after: Revision | int | None = None
    held: Container[int] | None = None
    token: str | None = None
    progress: Callable[[Progress], None] | None = None

    @property
    def newer(self) -> bool:
        """Whether the oldest revision comes first."""
        return self.direction == "newer"


class History(Iterator[Revision]):
    """Revisions of one page, fetched as they are taken.

    `page` and `lookup` are known from the first revision on, `requests` counts what was asked. `token` goes on after
    the last answer whose revisions were all taken; `last` is the revision taken last, to go on after it. `complete`
    says that there is nothing more. `notes` says what was odd, `gaps` which parents did not come.
    """

    def __init__(self, wiki: Wiki, asked: Asked) -> None:
        if asked.direction not in DIRECTIONS:
            raise UsageError(f"there is no direction {asked.direction!r}", hint="known are newer (oldest first), older")
        if (asked.title is None) is (asked.pageid is None):
            raise UsageError("a history is that of one page", hint="give either a title or a pageid")
        if asked.title is not None and not asked.title.strip(" _"):
            raise InputError("the title of a page is empty", wiki=wiki.place.name, hint="name a page")
        if asked.limit is not None and asked.limit < 0:
            raise UsageError(f"the limit {asked.limit} is below 0", hint="leave it out for all revisions")
        self.wiki = wiki
        self.asked = asked
        self.page: Page | None = None
        self.lookup: Lookup | None = None
        self.last: Revision | None = None
        self.token: str | None = asked.token
        self.complete = False
        self.total: int | None = None
        self._notes: list[Note] = []
        whole = asked.since is None and asked.until is None and asked.after is None and asked.token is None
        self._chain = Chain(newer=asked.newer, partial=not whole)
        self._whole = whole and asked.user is None
        self._start = wiki.session.waits.clock()
        self._requests = wiki.session.requests
        self._values = self._parameters()
        self._taken = self._revisions()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Revision:
        return next(self._taken)

    @property
    def gaps(self) -> tuple[tuple[int, int], ...]:
        """Pairs of a revision and its parent where the parent did not come: deleted, merged or imported pages."""
        return () if self.asked.user is not None else tuple(self._chain.gaps)

    @property
    def duplicates(self) -> tuple[int, ...]:
        """Numbers that the wiki told twice; they are handed out once."""
        return tuple(self._chain.duplicates)

    @property
    def requests(self) -> int:
        """How many requests were made since this history began."""
        return self.wiki.session.requests - self._requests

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is odd about this history, and what to do about it."""
        told = list(self._notes)
        if self.gaps:
            number, parent = self.gaps[0]
            told.append(
                Note("gap", f"{len(self.gaps)} parents did not come, the first is {parent} of revision {number}")
            )
        if self.duplicates:
            told.append(Note("duplicate", f"the wiki told {len(self.duplicates)} revisions twice"))
        if max(self._chain.count, self.total or 0) > DUMPS_ABOVE:
            told.append(Note("dumps", DUMPS))
        return tuple(told)

    def _parameters(self) -> dict[str, str]:
        asked = self.asked
        limits = bounds(asked.since, asked.until, newer=asked.newer)
        values = {"prop": "revisions", "rvslots": "*", "rvdir": asked.direction}
        values["rvprop"] = CONTENT if asked.content and asked.held is None else METADATA
        if asked.after is not None:
            limits.pop("start", None)
            if isinstance(asked.after, int):
                values["rvstartid"] = str(asked.after)
            elif asked.after.timestamp is not None:
                limits["start"] = shown(asked.after.timestamp)
            else:
                values["rvstartid"] = str(asked.after.id)
        values |= {f"rv{name}": value for name, value in limits.items()}
        values |= {"rvuser": asked.user} if asked.user is not None else {}
        if asked.title is not None:
            values |= {"titles": asked.title}
            values |= {"redirects": "1"} if asked.redirects else {}
        else:
            values["pageids"] = str(asked.pageid)
        return values

    def _revisions(self) -> Iterator[Revision]:
        left = self.asked.limit
        if left == 0:
            return
        self._count_all()
        for batch, following in self._batches(left):
            for revision in batch:
                if self._is_before_start(revision) or not self._chain.is_new(revision):
                    continue
                self.last = revision
                yield revision
                if left is not None:
                    left -= 1
                    if left == 0:
                        self._chain.end(whole=False)
                        return
            if following is not None:
                self.token = following
            self._tell_progress()
        self.complete = True
        self._chain.end(whole=self._whole or (not self.asked.newer and self.asked.since is None))

    def _batches(self, limit: int | None) -> Iterator[tuple[list[Revision], str | None]]:
        """Yield what each answer brings, and the token with which one goes on after it."""
        values, api = dict(self._values), self.wiki.api
        largest = 500 if values["rvprop"] == METADATA else 50
        more = 0 if self.asked.after is None else 1  # the one after which to begin comes too
        values["rvlimit"] = str(limit + more) if limit is not None and limit + more <= largest else "max"
        start = _read_token(self.token) if self.token else None
        for answer in api.query(values, start):
            batch, following = self._read(answer), answer.get("continue")
            token = json.dumps(following) if following else None
            if self.asked.held is None or not self.asked.content:
                yield batch, token
                continue
            parts = list(self._parts(batch, api.batch))
            for number, part in enumerate(parts, 1):
                yield self._with_texts(part), token if number == len(parts) else None

    def _parts(self, batch: list[Revision], size: int) -> Iterator[list[Revision]]:
        """Cut a list so that each part lacks at most as many texts as one answer brings."""
        held = self.asked.held or ()
        part: list[Revision] = []
        lacking = 0
        for revision in batch:
            part.append(revision)
            lacking += revision.id not in held
            if lacking == size:
                yield part
                part, lacking = [], 0
        if part:
            yield part

    def _read(self, answer: dict[str, Any]) -> list[Revision]:
        query = answer.get("query", {})
        if self.page is None:
            self.lookup = read_lookup(query, self.asked.title or f"page {self.asked.pageid}", self.wiki.name)
            self.page = found(self.lookup, self.wiki.api, self.wiki.name)
            self._note_lookup(self.lookup)
        records = [record for page in query.get("pages", ()) for record in page.get("revisions", ())]
        content = self._values["rvprop"] == CONTENT
        return [revision_of(record, self.page, content=content) for record in records]

    def _with_texts(self, batch: list[Revision]) -> list[Revision]:
        """Put texts into those revisions that are not held yet."""
        held = self.asked.held or ()
        wanted = [revision.id for revision in batch if revision.id is not None and revision.id not in held]
        texts = {revision.id: revision for revision in self.wiki.revisions(wanted)}
        # One that is gone by now is told as the list had it.
        return [
            texts[revision.id] if revision.id in texts and not texts[revision.id].missing >= {"revision"} else revision
            for revision in batch
        ]

    def _is_before_start(self, revision: Revision) -> bool:
        """Tell whether a revision is the one after which to begin, or stands before it in the same second."""
        after = self.asked.after
        if after is None or isinstance(after, int):
            return revision.id == after
        if after.timestamp is None or revision.timestamp is None or revision.timestamp != after.timestamp:
            return revision.id == after.id
        number, start = revision.id or 0, after.id or 0
        return number <= start if self.asked.newer else number >= start

    def _note_lookup(self, lookup: Lookup) -> None:
        if lookup.redirects:
            old, new = lookup.redirects[0][0], lookup.redirects[-1][1]
            self._notes.append(Note("redirect", f"{old} is a redirect; this is the history of {new}"))

    def _count_all(self) -> None:
        asked = self.asked
        if asked.progress is not None and self._whole and asked.title is not None and asked.token is None:
            self.total = self.wiki.count(asked.title)
        if self.total is not None and asked.limit is not None:
            self.total = min(self.total, asked.limit)

    def _tell_progress(self) -> None:
        if self.asked.progress is None:
            return
        done, seconds = self._chain.count, self.wiki.session.waits.clock() - self._start
        total = None if self.total is None else max(self.total, done)
        left = seconds / done * (total - done) if done and total is not None else None
        self.asked.progress(Progress(done=done, total=total, requests=self.requests, seconds=seconds, left=left))


def _read_token(token: str) -> dict[str, str]:
    try:
        held = json.loads(token)
    except ValueError as error:
        raise UsageError("the token of a history is not one that it gave", hint="leave it out to begin anew") from error
    if not isinstance(held, dict):
        raise UsageError("the token of a history is not one that it gave", hint="leave it out to begin anew")
    return {str(name): str(value) for name, value in held.items()}
