"""A page's revisions in their order, each compared with the one before it: the same on a laptop and on a cluster."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha1
from typing import NamedTuple

from wikidiff.analyze import compare
from wikidiff.analyze.coarse import coarse
from wikidiff.model import Analysis, Category, Note, Revision
from wikidiff.scale.budgets import Budgets, spent
from wikidiff.scale.columns import VERSION
from wikidiff.scale.rows import Row, Status, finding_rows, revision_row, without_texts
from wikidiff.scale.wikis import language_of

RADIUS = 15  # how far an identity revert reaches back, as in `wikidiff.reverts`
_WIKITEXT = (None, "wikitext")
_NOTES = {
    Status.HIDDEN: "its text is hidden: nothing could be compared",
    Status.PARENT_HIDDEN: "the text before it is hidden: nothing could be compared",
    Status.PARENT_MISSING: "the revision before it is not among what was read: nothing could be compared",
    Status.NO_TEXT: "it came without a text: nothing could be compared",
    Status.OTHER_MODEL: "it, or the text before it, is no wikitext: nothing was compared",
    Status.REPEATED: "it came a second time: it was compared the first time",
    Status.LOST: "the process that compared it died, or had to be ended",
}


Compare = Callable[..., Analysis]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How revisions are read: `language` and `site` None are those of the wiki.

    `only` keeps findings of these categories. `compare` takes the place of `wikidiff.compare`; it has to be a function
    that other processes can import.
    """

    language: str | None = None
    site: str | None = None
    only: frozenset[Category] | None = None
    budgets: Budgets = Budgets()
    compare: Compare = compare


class Context(NamedTuple):
    """What has to be known of a page to go on in it: its last revision, and what its last texts were."""

    last: Revision | None
    seen: tuple[tuple[int | None, bytes | None], ...]


class Outcome(NamedTuple):
    """What became of one revision: the rows of the tables."""

    revision: Row
    findings: list[Row]
    errors: list[Row]


@dataclass(slots=True)
class Chain:
    """Goes through revisions in page order and remembers of each page what the next one needs."""

    settings: Settings
    last: Revision | None = None
    seen: deque[tuple[int | None, bytes | None]] = field(default_factory=lambda: deque(maxlen=RADIUS + 1))
    _page: object = None

    def resume(self, context: Context) -> None:
        """Go on in a page of which others have read the beginning."""
        self.last = context.last
        self.seen = deque(context.seen, maxlen=RADIUS + 1)
        self._page = key_of(context.last) if context.last else None

    def context(self) -> Context:
        """Return what another chain needs to go on here."""
        return Context(self.last, tuple(self.seen))

    def observe(self, revision: Revision) -> None:
        """Remember a revision without comparing it."""
        if key_of(revision) != self._page or self.last is None:
            self._page = key_of(revision)
            self.seen.clear()
        elif is_same(revision, self.last):
            return
        self.last = revision
        self.seen.append((revision.id, digest(revision)))

    def step(self, revision: Revision, *, lost: str | None = None) -> Outcome:
        """Compare a revision with the one before it on its page, and remember it.

        `lost` says that a process died of it: it is not tried again.
        """
        before = self.last if key_of(revision) == self._page else None
        started = time.perf_counter()
        outcome = self._outcome(before, revision, lost)
        outcome.revision["milliseconds"] = round((time.perf_counter() - started) * 1000, 3)
        self.observe(revision)
        return outcome

    def _outcome(self, before: Revision | None, revision: Revision, lost: str | None) -> Outcome:
        status = Status.LOST if lost is not None else _status(before, revision)
        if status not in (Status.COMPARED, Status.CREATED):
            old = Revision() if before is None else before
            note = _NOTES[status] if lost is None else f"{_NOTES[status]} ({lost})"
            row = self._row(self._empty(old, revision, Note(status.value, note)), status)
            return Outcome(row, [], [error_row("lost", revision, note)] if lost is not None else [])
        old = before or Revision(text="")
        would = spent(old, revision, self.settings.budgets)
        earlier = self._earlier(revision)
        try:
            if would.reason is not None:
                status = Status.COARSE
                analysis = coarse(old, revision, self._language(revision), self._site(revision), would.reason)
            else:
                analysis = self._compare(old, revision, earlier)
        except Exception as error:  # noqa: BLE001  (one revision must not end the run; the row says what it was)
            what = f"{type(error).__name__}: {error}"
            row = self._row(self._empty(old, revision, Note("failed", what)), Status.FAILED)
            return Outcome(row, [], [error_row("failed", revision, what)])
        reverts_to = None if earlier is None else (earlier.id or 0)
        row = self._row(analysis, status, reverts_to=reverts_to, budget=would.share)
        return Outcome(row, finding_rows(analysis, self.settings.only), [])

    def _compare(self, old: Revision, revision: Revision, earlier: Revision | None) -> Analysis:
        return self.settings.compare(
            old,
            revision,
            language=self._language(revision),
            site=self._site(revision),
            history=() if earlier is None else (earlier,),
        )

    def _row(
        self, analysis: Analysis, status: Status, *, reverts_to: int | None = None, budget: float = 0.0
    ) -> Row:
        return revision_row(analysis, status, reverts_to=reverts_to, budget=budget)

    def _empty(self, old: Revision, revision: Revision, note: Note) -> Analysis:
        return Analysis(
            language=self._language(revision),
            site=self._site(revision),
            old=without_texts(old),
            new=without_texts(revision),
            notes=(note,),
        )

    def _earlier(self, revision: Revision) -> Revision | None:
        """Return the nearest earlier revision with this text, something else between: what an identity revert restores."""
        mark = digest(revision)
        if not self.seen or self.seen[-1][1] == mark:
            return None
        for identity, other in reversed(self.seen):
            if other is not None and other == mark:
                return Revision(id=identity, text=revision.text)  # the text is the same: it need not be kept
        return None

    def _language(self, revision: Revision) -> str:
        return self.settings.language or language_of(revision.page.wiki if revision.page else None)

    def _site(self, revision: Revision) -> str | None:
        return self.settings.site or (revision.page.wiki if revision.page else None)


def key_of(revision: Revision) -> object:
    """Return what tells a revision's page from others: its wiki and id, else its title."""
    page = revision.page
    if page is None:
        return None
    return (page.wiki, page.id) if page.id is not None else (page.wiki, page.title)


def is_same(one: Revision, other: Revision) -> bool:
    """Tell whether two revisions of a page are one that came twice."""
    return one.id is not None and one.id == other.id


def digest(revision: Revision) -> bytes | None:
    """Return the SHA-1 of a text, None where it is hidden or missing."""
    if revision.text is None:
        return None
    return sha1(revision.text.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()


def error_row(kind: str, revision: Revision, message: str) -> Row:
    """Return a row of the table of errors that is about a revision."""
    page = revision.page
    return {
        "schema": VERSION,
        "kind": kind,
        "path": None,
        "byte": None,
        "wiki": page.wiki if page else None,
        "page_id": page.id if page else None,
        "title": page.title if page else None,
        "revision_id": revision.id,
        "message": message,
    }


def outcomes(revisions: Iterable[Revision], settings: Settings | None = None) -> Iterable[Outcome]:
    """Yield what became of each revision: they come in page order, oldest first."""
    chain = Chain(settings or Settings())
    for revision in revisions:
        yield chain.step(revision)


def _status(before: Revision | None, revision: Revision) -> Status:
    if before is not None and is_same(revision, before):
        return Status.REPEATED
    if revision.text is None:
        return Status.HIDDEN if "text" in revision.hidden else Status.NO_TEXT
    if revision.model not in _WIKITEXT:
        return Status.OTHER_MODEL
    if before is None:
        return Status.PARENT_MISSING if (revision.parent_id or 0) > 0 else Status.CREATED
    if before.text is None:
        return Status.PARENT_HIDDEN if "text" in before.hidden else Status.PARENT_MISSING
    if before.model not in _WIKITEXT:
        return Status.OTHER_MODEL
    return Status.COMPARED
