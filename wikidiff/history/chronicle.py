"""Everything that a history tells, in one pass over it: analyses go out, summaries stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from wikidiff.history.dispute import Disputes
from wikidiff.history.origin import places, runs
from wikidiff.history.restorations import Restorations, chains, method_of
from wikidiff.history.subjects import Follower
from wikidiff.history.survivals import Survivals
from wikidiff.history.timeline import Book
from wikidiff.history.walk import RADIUS, Step, walk
from wikidiff.history.words import Delta, Words
from wikidiff.model import Analysis, Category, Note, Revert, Revision
from wikidiff.model.history import (
    Count,
    Dispute,
    Method,
    Origin,
    Restoration,
    RevertChain,
    Survival,
    Timeline,
    month_of,
    name_of,
)
from wikidiff.text.termlists import TermList

NOTHING = Delta(range(0), (), ())


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of one revision: who, when, and how many findings of each category, by its place in the history."""

    number: int
    revision: Revision
    findings: tuple[tuple[Category, int], ...] = ()
    meaning: int = 0
    reverts: Revision | None = None
    method: Method = Method.UNKNOWN

    def count(self, category: Category) -> int:
        """Return the number of findings of a category."""
        return dict(self.findings).get(category, 0)


class Chronicle:
    """Reads the history of one page, and tells of it.

    `read` yields each revision's Analysis, as `analyze_history` does; what they tell together is asked for afterwards,
    or at any time between. Texts are let go of: what stays is a line for each revision, numbers for the words that
    were ever written, and what is followed.
    """

    def __init__(
        self,
        language: str = "en",
        site: str | None = None,
        terms: TermList | None = None,
        radius: int = RADIUS,
        follow: Sequence[Follower] = (),
    ) -> None:
        self.language, self.site, self.terms, self.radius = language, site, terms, radius
        self.entries: list[Entry] = []
        self.reverts: list[Revert] = []
        self.restorations: list[Restoration] = []
        self.notes: list[tuple[Revision, Note]] = []
        self.text: str | None = None
        self._size: int | None = None
        self._books = [Book(follower, language) for follower in follow]
        self._words = Words(language)
        self._restorations = Restorations(radius)
        self._survivals: Survivals | None = None
        self._disputes = Disputes()

    def read(self, revisions: Iterable[Revision]) -> Iterator[Analysis]:
        """Read the revisions, oldest first, and yield the Analysis of each but the first."""
        for step in walk(revisions, self.language, self.site, self.terms, self.radius):
            self._step(step)
            if step.analysis is not None:
                yield step.analysis

    def _step(self, step: Step) -> None:
        header = self._header(step)
        removed, added = step.lines() if self._books else ([], [])
        for book in self._books:
            book.read(step, removed, added)
        delta = self._read_words(step)
        analysis = step.analysis
        back = self._identity(step, header)
        if analysis is None:
            self.entries.append(Entry(step.number, header))
            return
        if self._survivals is None:
            self._survivals = Survivals(analysis.site or "generic")
        self._survivals.read(step.number, header, step.revision.text, analysis, delta, self._words)
        made = self._restorations.read(step.number, header, analysis, delta)
        if back is None:
            self.restorations += made
        self._disputes.read(step.number, header, analysis)
        self.notes += [(header, note) for note in analysis.notes]
        self.entries.append(
            Entry(
                step.number,
                header,
                tuple(analysis.summary.items()),
                sum(finding.meaning for finding in analysis.findings),
                back,
                method_of(header),
            )
        )

    def _header(self, step: Step) -> Revision:
        """Return the revision without its text; its size is that of its base and of what changed, where it is not told.

        To encode a whole text for its size would cost more than many an edit.
        """
        revision, base, changed = step.revision, step.base, step.changed
        if revision.bytes is None and base is not None and changed is not None and self._size is not None:
            old, new = base.text or "", revision.text or ""
            for o1, o2, n1, n2 in changed.hunks:
                self._size += _bytes(new[n1:n2]) - _bytes(old[o1:o2])
            return replace(revision, text=None, bytes=self._size)
        header = revision.header()
        if revision.text is not None:
            self._size = header.bytes if revision.bytes is None else None
        return header

    def _read_words(self, step: Step) -> Delta:
        text = step.revision.text
        if text is None:
            return NOTHING
        last, self.text = self.text, text
        if last is None:
            return self._words.begin(step.number, text)
        return NOTHING if step.changed is None else self._words.step(step.number, last, text, step.changed.hunks)

    def _identity(self, step: Step, header: Revision) -> Revision | None:
        """Note a revision that has the text of an earlier one, and return that."""
        if not step.equal or step.equal[-1] == step.number - 1:
            return None
        back = step.equal[-1]
        between = tuple(entry.revision for entry in self.entries[back + 1 : step.number])
        to = self.entries[back].revision
        self.reverts.append(Revert(reverting=header, reverted=between, reverted_to=to))
        return to

    def timelines(self) -> tuple[Timeline, ...]:
        """Return the timeline of each thing that is followed."""
        return tuple(book.timeline() for book in self._books)

    def disputes(self) -> tuple[Dispute, ...]:
        """Return the edit wars, those with most turns first."""
        return self._disputes.found()

    def survivals(self) -> tuple[Survival, ...]:
        """Return how long the citations, terms and figures stood that edits added."""
        return self._survivals.found(len(self.entries) - 1) if self._survivals is not None else ()

    def chains(self) -> tuple[RevertChain, ...]:
        """Return the rows of reverts that undo each other."""
        return chains(self.reverts)

    def origins(self, wanted: str | None = None, start: int = 0, end: int | None = None) -> tuple[Origin, ...]:
        """Return who first wrote the words of the last text: all, those of a stretch, or each place of a phrase."""
        text = self.text
        if text is None:
            return ()
        spans = places(text, wanted) if wanted is not None else [(start, len(text) if end is None else end)]
        writers = [entry.revision for entry in self.entries]
        return tuple(origin for span in spans for origin in runs(self._words, writers, text, *span))

    def counts(self, by: str) -> tuple[Count, ...]:
        """Return the findings by `user` (most active first), `month` or `category`."""
        rows: dict[str, Counter[str]] = {}
        revisions: Counter[str] = Counter()
        for entry in self.entries:
            if by == "category":
                for category, count in entry.findings:
                    rows.setdefault(category, Counter())[category] += count
                    revisions[category] += 1
                continue
            key = name_of(entry.revision) if by == "user" else month_of(entry.revision.timestamp)
            revisions[key] += 1
            rows.setdefault(key, Counter()).update({category.value: count for category, count in entry.findings})
        order = list(Category) if by == "category" else sorted(rows, key=lambda key: (-revisions[key], key))
        keys = sorted(rows) if by == "month" else [key for key in order if key in rows]
        return tuple(
            Count(
                key=str(key),
                revisions=revisions[key],
                findings=tuple((category.value, rows[key][category]) for category in Category if rows[key][category]),
            )
            for key in keys
        )


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
