"""Edit wars over one value, term, source or sentence: who, how often, and between which forms.

Each finding that says what gave way to what is a turn. Turns belong together when they share a form: the same term or
source anywhere on the page, the same words of a sentence, the same figure beside the same words. A dispute is a row of
turns, not too far apart, in which forms were put back at least twice by somebody else than who had taken them away, and
more than one user took part. Putting damage right once is no dispute.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from wikidiff.history.subjects import source_keys
from wikidiff.model import Analysis, Category, Occurrence, Revision
from wikidiff.model.history import Dispute, Exchange, Subject, name_of

RETURNS = 2  # forms put back, from which a row of turns is a dispute
APART = 30  # revisions between two turns of one dispute, unless they are near in time
NEAR = timedelta(days=30)
LONGEST = 240  # letters of a form that are kept
MOST_SOURCES = 3  # sources that a form names
FEW_WORDS = 2  # words up to which a form is only the same in the same section
_SUBJECTS = {
    Category.TERMINOLOGY: Subject.TERM,
    Category.TONE: Subject.TERM,
    Category.NUMERIC: Subject.NUMBER,
    Category.CITATION: Subject.SOURCE,
    Category.STRUCTURE: Subject.SECTION,
}
_SILENT = frozenset({Category.FORMATTING, Category.CATEGORY, Category.REVERT})


class _Turn(NamedTuple):
    number: int
    revision: Revision
    subject: Subject
    section: tuple[str, ...]
    old: str
    new: str
    damage: bool


class Disputes:
    """Gathers the turns of a history."""

    def __init__(self) -> None:
        self._turns: dict[int, list[_Turn]] = {}
        self._group: dict[tuple[str, ...], int] = {}

    def read(self, number: int, revision: Revision, analysis: Analysis) -> None:
        """Take the turns of one revision; what it put back as a whole counts as well as what it changed."""
        text = analysis.new.text or ""
        seen: set[tuple[str, str]] = set()
        damage = any(Category.VANDALISM in finding.labels for finding in analysis.findings)
        for finding in analysis.findings:
            if finding.category in _SILENT and finding.category is not Category.REVERT:
                continue
            for place in finding.occurrences:
                old, new = _form(place.old.text), _form(place.new.text)
                if old != new and (old, new) not in seen and max(len(old), len(new)) > 1:
                    seen.add((old, new))
                    subject = _SUBJECTS.get(finding.category, Subject.TEXT)
                    self._take(_Turn(number, revision, subject, place.section, old, new, damage), place, text)

    def found(self) -> tuple[Dispute, ...]:
        """Return the disputes, those with most turns first."""
        result = [
            dispute
            for turns in self._turns.values()
            if len(turns) > RETURNS
            for row in _rows(turns)
            if (dispute := _dispute(row)) is not None
        ]
        result.sort(key=lambda entry: (entry.damage, -entry.returns, -len(entry.exchanges), entry.forms))
        return _together(result)

    def _take(self, turn: _Turn, place: Occurrence, text: str) -> None:
        forms = [form for form in (turn.old, turn.new) if form]
        keys = [_key(turn, form, place, text) for form in forms]
        named = [key for form in forms if len(form) < LONGEST for key in islice(source_keys(form), MOST_SOURCES)]
        if named and turn.subject is Subject.TEXT:
            turn = turn._replace(subject=Subject.SOURCE)
        keys += [("source", key) for key in named]
        groups = {self._group[key] for key in keys if key in self._group}
        home = min(groups, default=len(self._group) + len(self._turns))
        turns = self._turns.setdefault(home, [])
        for other in groups - {home}:  # two forms that stood apart so far are forms of one thing
            turns += self._turns.pop(other)
            for key, group in self._group.items():
                if group == other:
                    self._group[key] = home
        for key in keys:
            self._group[key] = home
        turns.append(turn)


def disputes(analyses: Iterable[Analysis]) -> tuple[Dispute, ...]:
    """Return the edit wars of a history, given the analyses of its revisions in order."""
    gathered = Disputes()
    for number, analysis in enumerate(analyses, 1):
        gathered.read(number, analysis.new.header(), analysis)
    return gathered.found()


def _form(text: str) -> str:
    form = " ".join(text.split())
    return form if len(form) <= LONGEST else f"{form[: LONGEST - 1]}…"


def _key(turn: _Turn, form: str, place: Occurrence, text: str) -> tuple[str, ...]:
    """Return by what a form is known to be of one thing: short ones by where they stand too."""
    if any(letter.isdigit() for letter in form) and len(form) <= 24:
        line = text.rfind("\n", 0, place.new.start) + 1
        before = text[max(line, place.new.start - 40) : place.new.start].split()[-FEW_WORDS:]
        return ("beside", *turn.section[-1:], *before)
    folded = form.casefold()
    if len(folded.split()) <= FEW_WORDS:
        return ("form", *turn.section[-1:], folded)
    return ("form", folded)


def _together(found: list[Dispute]) -> tuple[Dispute, ...]:
    """Take what went to and fro in the same revisions as one dispute."""
    result: list[Dispute] = []
    for dispute in found:
        mine = {entry.revision for entry in dispute.exchanges}
        for place, other in enumerate(result):
            if mine <= {entry.revision for entry in other.exchanges}:
                result[place] = replace(other, passages=other.passages + 1)
                break
        else:
            result.append(dispute)
    return tuple(result)


def _rows(turns: list[_Turn]) -> list[list[_Turn]]:
    """Cut turns where they are far apart."""
    rows: list[list[_Turn]] = []
    for turn in sorted(turns, key=lambda turn: turn.number):
        last = rows[-1][-1] if rows else None
        if last is None or (turn.number - last.number > APART and not _near(last.revision, turn.revision)):
            rows.append([])
        rows[-1].append(turn)
    return rows


def _near(old: Revision, new: Revision) -> bool:
    return old.timestamp is not None and new.timestamp is not None and new.timestamp - old.timestamp <= NEAR


def _dispute(turns: list[_Turn]) -> Dispute | None:
    taken: dict[str, str] = {}  # who took a form away last
    forms: dict[str, None] = {}
    exchanges: list[Exchange] = []
    for turn in turns:
        name = name_of(turn.revision)
        back = turn.new in taken and taken[turn.new] != name
        exchanges.append(Exchange(turn.revision, turn.old, turn.new, back))
        taken[turn.old] = name
        forms |= {turn.old: None, turn.new: None}
    users = {name_of(entry.revision) for entry in exchanges}
    subjects = [turn.subject for turn in turns]
    source = Subject.SOURCE in subjects
    if sum(entry.back for entry in exchanges) < RETURNS or len(users) < 2 or not _again(exchanges, source=source):
        return None
    named = [subject for subject in subjects if subject is not Subject.TEXT]
    return Dispute(
        subject=max(named, key=named.count) if named else Subject.TEXT,
        section=turns[-1].section,
        forms=tuple(forms),
        exchanges=tuple(exchanges),
        damage=any(turn.damage for turn in turns),
    )


def _again(exchanges: list[Exchange], *, source: bool) -> bool:
    """Tell whether one form came back more than once, or one and another: otherwise it was damage put right.

    That nothing stands there again counts where it is one source that was put in anew each time.
    """
    back: dict[str, int] = {}
    for entry in exchanges:
        if entry.back:
            back[entry.new] = back.get(entry.new, 0) + 1
    return len(back) > 1 or any(count > 1 for form, count in back.items() if form or source)
