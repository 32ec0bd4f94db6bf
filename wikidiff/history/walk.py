"""Go through the revisions of one page, oldest first, and compare each with the one before it."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wikidiff.analyze import compared
from wikidiff.diff.lines import Changed
from wikidiff.diff.lines import changed as changed_lines
from wikidiff.errors import InputError
from wikidiff.history.reverts import key_of
from wikidiff.model import Analysis, Finding, Note, Revision, Work
from wikidiff.text.termlists import TermList

RADIUS = 15  # revisions that one revert may undo, as the research tools of Wikimedia have it
KEPT = 256  # comparisons kept, because whoever reverts makes the same one again
LONGEST = 4_000_000  # characters of texts in the kept findings

HIDDEN = "hidden-between"
GAP = "gap"
ORDER = "order"
RENAMED = "renamed"
SAME = "same-text"


@dataclass(frozen=True, slots=True)
class Step:
    """One revision of a history: what it changed, and the lines in which it did.

    `analysis` is None for the first revision. `base` is the revision with whose text it was compared, None where it
    was with none. `changed` is None where no two texts could be compared, or they are equal.
    """

    number: int
    revision: Revision
    base: Revision | None
    analysis: Analysis | None
    changed: Changed | None


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
) -> Iterator[Step]:
    """Yield a step for each revision of one page: what `analyze_history` yields, and the changed lines beside it."""
    if radius < 1:
        raise InputError(f"a radius of {radius} leaves nothing to undo", hint="give 1 or more")
    reader = Walker(language, site, terms, radius)
    for number, revision in enumerate(revisions):
        if not isinstance(revision, Revision):
            raise InputError(
                f"entry {number + 1} of the history is of type {type(revision).__name__}",
                hint="give wikidiff.Revision objects, oldest first",
            )
        yield reader.step(number, revision)


class Walker:
    """What is known of a page so far: a few texts, and the comparisons that may come again."""

    def __init__(self, language: str, site: str | None, terms: TermList | None, radius: int) -> None:
        self.language, self.site, self.terms = language, site, terms
        self.window: deque[tuple[Revision, str | None]] = deque(maxlen=radius + 1)
        self.last: Revision | None = None
        self.shown: tuple[Revision, str | None] | None = None  # the last revision with a text, and its digest
        self.between = 0  # revisions without a text since then
        self.kept = _Kept()

    def step(self, number: int, revision: Revision) -> Step:
        """Compare a revision with the one before it, and remember it."""
        last, digest = self.last, key_of(revision) if revision.text is not None else None
        self.last = revision
        step = Step(number, revision, None, None, None)
        if last is not None:
            step = self._compared(number, last, revision, digest)
        self._remember(revision, digest)
        return step

    def remember(self, revision: Revision) -> None:
        """Remember a revision that others compare, or that cannot be compared."""
        self.last = revision
        self._remember(revision, key_of(revision) if revision.text is not None else None)

    def _remember(self, revision: Revision, digest: str | None) -> None:
        if revision.text is None:
            self.between += 1
        else:
            self.between = 0
            self.shown = (revision, digest)
        self.window.append((revision, digest))

    def _compared(self, number: int, last: Revision, new: Revision, digest: str | None) -> Step:
        notes = list(_placed(last, new))
        base, base_digest = self.shown if self.shown is not None and new.text is not None else (last, None)
        if base is not last:
            notes.append(Note(HIDDEN, _hidden(self.between)))
        if base.text is None or new.text is None:
            analysis = compared(base, new, self.language, self.site)
            return Step(number, new, None, _noted(analysis, notes), None)
        if digest == base_digest and new.text == base.text:
            notes.append(Note(SAME, "the text is that of the revision before: the page was moved or protected, say"))
            analysis = compared(base, new, self.language, self.site)
            return Step(number, new, base, _noted(analysis, notes), None)
        changed = changed_lines(base.text, new.text)
        analysis = self._read(base, new, (base_digest, digest), changed)
        return Step(number, new, base, _noted(analysis, notes), changed)

    def _read(self, old: Revision, new: Revision, digests: tuple[str | None, str | None], changed: Changed) -> Analysis:
        earlier = tuple(revision for revision, _ in self.window)
        same = [revision.id for revision, digest in self.window if digest == digests[1]]
        wiki = [revision.page.wiki if revision.page is not None else None for revision in (old, new)]
        key = (*digests, same[-1] if same else -1, *wiki)
        known = self.kept.get(key)
        if known is None:
            analysis = compared(old, new, self.language, self.site, earlier, self.terms, changed=changed)
            self.kept.put(key, analysis)
            return analysis
        findings, notes, work, site = known
        return Analysis(
            language=self.language, site=site, old=old, new=new, findings=findings, notes=notes, work=work
        )


_Known = tuple[tuple[Finding, ...], tuple[Note, ...], Work, str | None]


class _Kept:
    """Comparisons that were made already, the last used ones: what is kept is the same as if it were made again."""

    def __init__(self) -> None:
        self._known: OrderedDict[object, tuple[_Known, int]] = OrderedDict()
        self._size = 0

    def get(self, key: object) -> _Known | None:
        """Return a comparison made before."""
        found = self._known.get(key)
        if found is None:
            return None
        self._known.move_to_end(key)
        return found[0]

    def put(self, key: object, analysis: Analysis) -> None:
        """Keep a comparison, unless it depends on more of the history than the revision that it may go back to."""
        size = 0
        for finding in analysis.findings:
            for place in finding.occurrences:
                if place.quotation_altered:  # whether the words were there before decides what is said of it
                    return
                size += len(place.old.text) + len(place.new.text) + 200
        if size > LONGEST // 8:
            return
        self._known[key] = ((analysis.findings, analysis.notes, analysis.work, analysis.site), size)
        self._size += size
        while len(self._known) > KEPT or self._size > LONGEST:
            _, (_, gone) = self._known.popitem(last=False)
            self._size -= gone


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
