"""How long what edits added stood: citations, terms and figures, word by word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wikidiff.history.words import Delta, Words
from wikidiff.model import Action, Analysis, Category, Finding, Revision
from wikidiff.model.history import Subject, Survival
from wikidiff.wikitext.citations import citations_in

KEEPS = 0.5  # share of its words that must stand, for a thing to stand
SHOWN = 160
MOST = 20_000  # things followed
SAMPLE = 12  # words of a thing that are followed, evenly taken
_SUBJECTS = {
    Category.CITATION: Subject.SOURCE,
    Category.TERMINOLOGY: Subject.TERM,
    Category.TONE: Subject.TERM,
    Category.NUMERIC: Subject.NUMBER,
}
_BLOCK = 40  # an added passage of more letters is looked through for sources


@dataclass(slots=True)
class _Thing:
    subject: Subject
    text: str
    added: Revision
    words: int
    left: int
    since: int
    stood: int = 0
    gone: Revision | None = None
    returns: int = 0

    @property
    def stands(self) -> bool:
        return self.left > KEEPS * self.words or (self.words == 1 and self.left == 1)


class Survivals:
    """Follows what revisions add."""

    def __init__(self, site: str) -> None:
        self.site = site
        self._things: list[_Thing] = []
        self._by_word: dict[int, list[_Thing]] = {}

    def read(
        self, number: int, revision: Revision, text: str | None, analysis: Analysis, delta: Delta, words: Words
    ) -> None:
        """Read a revision: what it took out and put back of what is followed, then what it adds."""
        for gone in delta.gone:
            for word in gone.words:
                for thing in self._by_word.get(word, ()):
                    stood = thing.stands
                    thing.left -= 1
                    if stood and not thing.stands:
                        thing.stood += number - thing.since
                        thing.gone = revision
        for passage in delta.back:
            for word in passage.words:
                for thing in self._by_word.get(word, ()):
                    stood = thing.stands
                    thing.left += 1
                    if not stood and thing.stands:
                        thing.since, thing.gone = number, None
                        thing.returns += 1
        if text is None or not delta.born:
            return
        for subject, start, end in _added(analysis, text, self.site):
            mine = [word for _, _, word in words.places(text, start, end) if word in delta.born]
            if mine and len(self._things) < MOST:
                self._follow(number, revision, subject, text[start:end], mine)

    def found(self, last: int) -> tuple[Survival, ...]:
        """Return what was followed, in the order in which it was added; `last` is the number of the last revision."""
        return tuple(
            Survival(
                subject=thing.subject,
                text=thing.text,
                added=thing.added,
                revisions=thing.stood + (last + 1 - thing.since if thing.gone is None else 0),
                gone=thing.gone,
                returns=thing.returns,
            )
            for thing in self._things
        )

    def _follow(self, number: int, revision: Revision, subject: Subject, text: str, mine: list[int]) -> None:
        mine = mine[:: -(-len(mine) // SAMPLE)]
        shown = " ".join(text.split())
        thing = _Thing(
            subject=subject,
            text=shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…",
            added=revision,
            words=len(mine),
            left=len(mine),
            since=number,
        )
        self._things.append(thing)
        for word in mine:
            self._by_word.setdefault(word, []).append(thing)


def _added(analysis: Analysis, text: str, site: str) -> Iterator[tuple[Subject, int, int]]:
    """Yield where a revision added citations, terms and figures: those inside whole added passages too."""
    for finding in analysis.findings:
        subject = _SUBJECTS.get(finding.category)
        for place in finding.occurrences:
            if not place.new.text.strip():
                continue
            if subject is not None:
                if _comes(finding):
                    yield subject, place.new.start, place.new.end
            elif finding.category is not Category.REVERT and len(place.new.text) - len(place.old.text) >= _BLOCK:
                for source in citations_in(text, place.new.start, place.new.end, site):
                    yield Subject.SOURCE, source.span.start, source.span.end


def _comes(finding: Finding) -> bool:
    """Tell whether a finding brings something new: of a citation, that it is no change within one."""
    if finding.category is not Category.CITATION:
        return True
    return finding.action is Action.ADD or finding.detail.get("kind") in ("added", "replaced")
