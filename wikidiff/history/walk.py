"""Go through the revisions of one page, oldest first, and compare each with the one before it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wikidiff.analyze import compared
from wikidiff.diff.lines import Changed
from wikidiff.diff.lines import changed as changed_lines
from wikidiff.history.entries import entries, radius_of
from wikidiff.model import Analysis, Note, Revision, given
from wikidiff.text.termlists import TermList

RADIUS = 15  # revisions that one revert may undo, as the research tools of Wikimedia have it

HIDDEN = "hidden-between"
GAP = "gap"
ORDER = "order"
RENAMED = "renamed"
SAME = "same-text"
LINES = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Step:
    """One revision of a history: what it changed, and the lines in which it did.

    `analysis` is None for the first revision. `base` is the revision with whose text it was compared, None where it
    was with none. `changed` is None where no two texts could be compared, or they are equal.
    `equal` are the numbers of those of the last revisions that have the same text.
    """

    number: int
    revision: Revision
    base: Revision | None
    analysis: Analysis | None
    changed: Changed | None
    equal: tuple[int, ...] = ()

    def lines(self) -> tuple[list[str], list[str]]:
        """Return the lines that went and those that came; of the first text that is known all have come."""
        text, base = self.revision.text, self.base
        if text is None:
            return [], []
        if base is None or base.text is None:
            return [], LINES.findall(text)
        hunks = self.changed.hunks if self.changed is not None else []
        old = [line for o1, o2, _, _ in hunks for line in LINES.findall(base.text, o1, o2)]
        new = [line for _, _, n1, n2 in hunks for line in LINES.findall(text, n1, n2)]
        return old, new


def analyze_history(
    revisions: Iterable[Revision],
    language: str = "en",
    site: str | None = None,
    terms: TermList | None = None,
    radius: int = RADIUS,
) -> Iterator[Analysis]:
    """Compare each revision of one page with the one before it, and yield one Analysis a pair.

    Args:
        revisions: the revisions of one page, oldest first; they are taken one by one, and texts are let go of.
        language: language tag of the texts.
        site: database name of the site pack; None as in `compare`.
        terms: a list of your own, as in `compare`.
        radius: how many revisions a revert may undo: so many earlier texts are remembered.

    Each Analysis is that of `compare(old, new, history=…)` with the `radius` + 1 revisions before as history, and
    notes about the place in the history: a text hidden between, a gap, a page that was renamed, equal neighbours. Where
    texts between are hidden, a revision is compared with the last text that is known.

    Raises:
        InputError: `radius` is below 1, or an entry is no Revision.
    """
    for step in walk(revisions, language, site, terms, radius):
        if step.analysis is not None:
            yield step.analysis


def walk(
    revisions: Iterable[Revision],
    language: str = "en",
    site: str | None = None,
    terms: TermList | None = None,
    radius: int = RADIUS,
    *,
    light: bool = False,
) -> Iterator[Step]:
    """Yield a step for each revision of one page: what `analyze_history` yields, and the changed lines beside it.

    `light` leaves the comparison out: the changed lines are found, and nothing else.
    """
    reader = Walker(given.tag(language), site, terms, radius_of(radius), light=light)
    for number, revision in enumerate(entries(revisions)):
        yield reader.step(number, revision)


class Walker:
    """What is known of the page so far: a few texts, and what was found between them."""

    def __init__(
        self, language: str, site: str | None, terms: TermList | None, radius: int, *, light: bool = False
    ) -> None:
        self.light = light
        self.language, self.site, self.terms = language, site, terms
        self.window: deque[Revision] = deque(maxlen=radius + 1)
        self.last: Revision | None = None
        self.shown: Revision | None = None  # the last revision with a text
        self.between = 0  # revisions without a text since then

    def step(self, number: int, revision: Revision) -> Step:
        """Compare a revision with the one before it, and remember it."""
        last, self.last = self.last, revision
        step = Step(number, revision, None, None, None)
        if last is not None:
            step = self._compared(number, last, revision)
        self._keep(revision)
        return step

    def remember(self, revision: Revision) -> None:
        """Remember a revision that others compare, or that cannot be compared."""
        self.last = revision
        self._keep(revision)

    def _keep(self, revision: Revision) -> None:
        if revision.text is None:
            self.between += 1
        else:
            self.between = 0
            self.shown = revision
        self.window.append(revision)

    def _compared(self, number: int, last: Revision, new: Revision) -> Step:
        notes = list(_placed(last, new))
        base = self.shown if self.shown is not None and new.text is not None else last
        if base is not last:
            notes.append(Note(HIDDEN, _hidden(self.between)))
        if base.text is None or new.text is None:
            found = None if self.light else _noted(compared(base, new, self.language, self.site), notes)
            return Step(number, new, None, found, None)
        if new.text == base.text:
            notes.append(Note(SAME, "the text is that of the revision before: the page was moved or protected, say"))
            found = None if self.light else _noted(compared(base, new, self.language, self.site), notes)
            return Step(number, new, base, found, None, self._equal(number, new))
        changed = changed_lines(base.text, new.text)
        if self.light:
            return Step(number, new, base, None, changed)
        analysis = self._read(base, new, changed)
        return Step(number, new, base, _noted(analysis, notes), changed, self._equal(number, new))

    def _equal(self, number: int, new: Revision) -> tuple[int, ...]:
        """Return the numbers of the last revisions that have the same text, the nearest last."""
        first = number - len(self.window)
        return tuple(first + place for place, entry in enumerate(self.window) if entry.text == new.text)

    def _read(self, old: Revision, new: Revision, changed: Changed) -> Analysis:
        earlier = tuple(self.window)
        return compared(old, new, self.language, self.site, earlier, self.terms, changed=changed)


def _noted(analysis: Analysis, notes: list[Note]) -> Analysis:
    return replace(analysis, notes=(*analysis.notes, *notes)) if notes else analysis


def _placed(old: Revision, new: Revision) -> Iterator[Note]:
    """Say what is strange about two neighbours."""
    if old.timestamp is not None and new.timestamp is not None and new.timestamp < old.timestamp:
        yield Note(ORDER, "this revision is older than the one before it: the history is not in order of time")
    elif new.parent_id and old.id is not None and new.parent_id != old.id:
        yield Note(GAP, f"the wiki says that this revision follows revision {new.parent_id}, not {old.id}")
    titles = [revision.page.title if revision.page is not None else None for revision in (old, new)]
    if all(titles) and titles[0] != titles[1]:
        yield Note(RENAMED, f"the page was called {titles[0]} before, and is called {titles[1]} now")


def _hidden(count: int) -> str:
    texts = "one revision" if count == 1 else f"{count} revisions"
    return f"the text of {texts} between is hidden or missing: what changed may be theirs"
