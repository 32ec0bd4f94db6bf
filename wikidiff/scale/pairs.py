"""A page's revisions in their order, each compared with the one before it: the same on a laptop and on a cluster."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from wikidiff.analyze import compare
from wikidiff.analyze.coarse import coarse
from wikidiff.history.walk import RADIUS, Walker
from wikidiff.model import Analysis, Category, Note, Revision
from wikidiff.scale.budgets import Budgets, spent
from wikidiff.scale.columns import VERSION
from wikidiff.scale.rows import Row, Status, finding_rows, revision_row
from wikidiff.scale.wikis import language_of

_WIKITEXT = (None, "wikitext")
_READ = (Status.COMPARED, Status.COMPARED_OVER, Status.CREATED)
_NOTES = {
    Status.HIDDEN: "its text is hidden: nothing could be compared",
    Status.PARENT_HIDDEN: "all texts before it are hidden: nothing could be compared",
    Status.PARENT_MISSING: "the revision before it is not among what was read: nothing could be compared",
    Status.NO_TEXT: "it came without a text: nothing could be compared",
    Status.OTHER_MODEL: "it, or the text before it, is no wikitext: nothing was compared",
    Status.REPEATED: "it came a second time: it was compared the first time",
    Status.LOST: "the process that compared it died, or had to be ended",
}


_BUDGETS: Final = Budgets()
Inspect = Callable[[Revision], None]
Context = tuple[Revision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How revisions are read: `language` and `site` None are those of the wiki.

    `only` keeps findings of these categories. `inspect` is called with each revision before it is compared; what it
    raises fails this revision alone. It has to be a function that other processes can import.
    """

    language: str | None = None
    site: str | None = None
    only: frozenset[Category] | None = None
    budgets: Budgets = _BUDGETS
    inspect: Inspect | None = None


class Outcome(NamedTuple):
    """What became of one revision: the rows of the tables."""

    revision: Row
    findings: list[Row]
    errors: list[Row]


class Trail:
    """The last revisions of the page that is being read: what somebody else needs to go on in it."""

    def __init__(self) -> None:
        self._window: deque[Revision] = deque(maxlen=RADIUS + 1)
        self._shown: Revision | None = None
        self._since: list[Revision] = []  # those without a text since then

    def pass_by(self, revision: Revision) -> None:
        """Remember a revision; one of another page begins anew."""
        if not self.holds(revision):
            self._window.clear()
            self._since.clear()
            self._shown = None
        self._window.append(revision)
        if revision.text is not None:
            self._shown = revision
            self._since.clear()
        else:
            self._since.append(revision)

    def holds(self, revision: Revision) -> bool:
        """Tell whether a revision is of this page."""
        return bool(self._window) and key_of(self._window[-1]) == key_of(revision)

    def context(self) -> Context:
        """Return the revisions, oldest first: the last ones, with the last text however many hidden ones follow it."""
        if self._shown is not None and len(self._since) >= len(self._window):
            return (self._shown, *self._since)
        return tuple(self._window)


class Chain:
    """Goes through revisions in page order and remembers of each page what the next one needs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._walker: Walker | None = None
        self._page: object = None

    def resume(self, context: Context) -> None:
        """Go on where others have read the revisions before; without any, at the beginning of a page."""
        self._walker = None
        for revision in context:
            self.observe(revision)

    def observe(self, revision: Revision) -> None:
        """Remember a revision without comparing it."""
        walker = self._at(revision)
        if walker.last is None or not (walker.last is revision or is_same(revision, walker.last)):
            walker.remember(revision)

    def step(self, revision: Revision, *, lost: str | None = None) -> Outcome:
        """Compare a revision with the one before it on its page, and remember it.

        `lost` says that a process died of it: it is not tried again.
        """
        started = time.perf_counter()
        if revision.bytes is None and revision.text is not None:  # counted once for two rows and a budget
            revision = replace(revision, bytes=revision.size)
        outcome = self._outcome(self._at(revision), revision, lost)
        outcome.revision["milliseconds"] = round((time.perf_counter() - started) * 1000, 3)
        self.observe(revision)
        return outcome

    def _at(self, revision: Revision) -> Walker:
        if self._walker is None or key_of(revision) != self._page:
            self._page = key_of(revision)
            self._walker = Walker(self._language(revision), self._site(revision), None, RADIUS)
        return self._walker

    def _outcome(self, walker: Walker, revision: Revision, lost: str | None) -> Outcome:
        base = walker.shown
        status = Status.LOST if lost is not None else _status(walker, base, revision)
        if status not in _READ:
            note = _NOTES[status] if lost is None else f"{_NOTES[status]} ({lost})"
            row = revision_row(self._empty(walker.last or Revision(), revision, Note(status.value, note)), status)
            return Outcome(row, [], [error_row("lost", revision, note)] if lost is not None else [])
        old = base or Revision(text="")
        would = spent(old, revision, self.settings.budgets)
        reverts_to = _restored(walker, revision)
        try:
            if self.settings.inspect is not None:
                self.settings.inspect(revision)
            if would.reason is not None:
                status = Status.COARSE
                analysis = coarse(old, revision, self._language(revision), self._site(revision), would.reason)
            else:
                analysis = self._compare(walker, base, revision)
        except Exception as error:  # noqa: BLE001  (one revision must not end the run; the row says what it was)
            what = f"{type(error).__name__}: {error}"
            row = revision_row(self._empty(old, revision, Note("failed", what)), Status.FAILED)
            return Outcome(row, [], [error_row("failed", revision, what)])
        row = revision_row(analysis, status, reverts_to=reverts_to, budget=would.share)
        return Outcome(row, finding_rows(analysis, self.settings.only), [])

    def _compare(self, walker: Walker, base: Revision | None, revision: Revision) -> Analysis:
        if base is not None:
            analysis = walker.step(0, revision).analysis
            if analysis is not None:
                return analysis
        old = base or Revision(text="")
        return compare(old, revision, language=self._language(revision), site=self._site(revision))

    def _empty(self, old: Revision, revision: Revision, note: Note) -> Analysis:
        return Analysis(
            language=self._language(revision), site=self._site(revision), old=old, new=revision, notes=(note,)
        )

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


def outcomes(revisions: Iterable[Revision], settings: Settings | None = None) -> Iterator[Outcome]:
    """Yield what became of each revision: they come in page order, oldest first."""
    chain = Chain(settings or Settings())
    for revision in revisions:
        yield chain.step(revision)


def _status(walker: Walker, base: Revision | None, revision: Revision) -> Status:
    last = walker.last
    if last is not None and is_same(revision, last):
        return Status.REPEATED
    if revision.text is None:
        return Status.HIDDEN if "text" in revision.hidden else Status.NO_TEXT
    if revision.model not in _WIKITEXT or (base is not None and base.model not in _WIKITEXT):
        return Status.OTHER_MODEL
    if last is None:
        return Status.PARENT_MISSING if (revision.parent_id or 0) > 0 else Status.CREATED
    if base is None:
        return Status.PARENT_HIDDEN if "text" in last.hidden else Status.PARENT_MISSING
    return Status.COMPARED if base is last else Status.COMPARED_OVER


def _restored(walker: Walker, revision: Revision) -> int | None:
    """Return the id of the nearest earlier revision with this text, something else between (0: it has no id)."""
    if walker.shown is None or walker.shown.text == revision.text:
        return None
    return next((earlier.id or 0 for earlier in reversed(walker.window) if earlier.text == revision.text), None)
