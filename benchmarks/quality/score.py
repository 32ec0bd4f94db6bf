"""Count how well answers read labelled edits.

    found      a listed change that an answer touches whose category is the listed or an accepted one, or that carries
               the listed category as a label
    exact      found by an answer whose category is the listed one
    correct    an answer that touches a change for which its category is listed, accepted or labelled, or whose
               category is optional in the case
    forbidden  an answer of a category that the case rules out
    false      an answer that touches nothing listed
    grouped    a listed change of several places that is one finding holding all of them and no place of another change

Precision counts findings (an answer weighs one by the number of its finding's occurrences), recall counts listed
changes. `macro_f1` is the mean F1 of the four main categories, `macro_exact` the same with exact instead of found.
`ece` is the expected calibration error of confidence against correct, in ten equal bins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benchmarks.quality.cases import Answer, Case, Listed, Number, Reading
from benchmarks.quality.touch import touches

MAIN = ("terminology", "tone", "citation", "numeric")
KINDS = frozenset(
    (
        *("added", "removed", "replaced", "moved", "renamed", "reused", "reformatted", "completed", "archived"),
        *("field_changed", "locator_changed"),
    )
)
ASPECTS = ("group", "value", "direction", "kind")
BINS = 10


@dataclass(slots=True)
class Tally:
    """The counts of one category."""

    listed: int = 0
    found: int = 0
    exact: int = 0
    answers: float = 0.0
    correct: float = 0.0
    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Share of the findings that are correct; 1 where nothing was said."""
        return round(self.correct / self.answers, 3) if self.answers else 1.0

    @property
    def recall(self) -> float:
        """Share of the listed changes that were found; 1 where nothing is listed."""
        return round(self.found / self.listed, 3) if self.listed else 1.0

    @property
    def exact_recall(self) -> float:
        """Share of the listed changes that were found under their own category."""
        return round(self.exact / self.listed, 3) if self.listed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _harmonic(self.precision, self.recall)

    @property
    def exact_f1(self) -> float:
        """Harmonic mean of precision and exact recall."""
        return _harmonic(self.precision, self.exact_recall)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was not read as labelled: what went wrong, in which case, with both texts."""

    case: str
    what: str
    category: str
    old: str
    new: str
    said: str = ""


@dataclass(slots=True)
class Score:
    """All counts over a set of cases. `confusion` counts (listed category, answered category)."""

    by: dict[str, Tally] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    bins: list[list[float]] = field(default_factory=lambda: [[0.0, 0.0, 0.0] for _ in range(BINS)])
    crashed: int = 0
    degraded: int = 0
    forbidden: float = 0.0
    false: float = 0.0
    revert_cases: int = 0
    revert_right: int = 0

    def of(self, category: str) -> Tally:
        """Return the tally of a category, a new one if need be."""
        return self.by.setdefault(category, Tally())

    def share(self, aspect: str) -> tuple[int, int]:
        """Return how often an aspect (`group`, `value`, `direction`, `kind`) was right, and how often asked."""
        return sum(t.right[aspect] for t in self.by.values()), sum(t.asked[aspect] for t in self.by.values())

    def totals(self) -> dict[str, float]:
        """Return the numbers over all categories."""
        listed = sum(tally.listed for tally in self.by.values()) or 1
        weight = sum(one[0] for one in self.bins)
        main = [self.of(name) for name in MAIN]
        return {
            "crashed": self.crashed,
            "degraded": self.degraded,
            "forbidden": round(self.forbidden, 1),
            "false": round(self.false, 1),
            "answers": round(sum(tally.answers for tally in self.by.values()), 1),
            "found_share": round(sum(tally.found for tally in self.by.values()) / listed, 3),
            "exact_share": round(sum(tally.exact for tally in self.by.values()) / listed, 3),
            "macro_f1": round(sum(tally.f1 for tally in main) / len(MAIN), 3),
            "macro_exact": round(sum(tally.exact_f1 for tally in main) / len(MAIN), 3),
            "ece": round(sum(abs(sure - good) for _, sure, good in self.bins) / weight, 3) if weight else 0.0,
        }


def _harmonic(one: float, other: float) -> float:
    return round(2 * one * other / (one + other), 3) if one + other else 0.0


@dataclass(frozen=True, slots=True)
class Contacts:
    """Which answers touch which places: triples (answer, change, place)."""

    case: Case
    said: tuple[Answer, ...]
    near: frozenset[tuple[int, int, int]]

    @classmethod
    def of(cls, case: Case, said: tuple[Answer, ...]) -> Contacts:
        """Find out which answers touch which places of a case."""
        near = frozenset(
            (i, j, k)
            for i, answer in enumerate(said)
            for j, change in enumerate(case.changes)
            for k, place in enumerate(change.places)
            if touches(case, answer.place, place)
        )
        return cls(case, said, near)

    def close(self, j: int) -> list[Answer]:
        """Return the answers that touch a change."""
        return [self.said[i] for i in sorted({i for i, jj, _ in self.near if jj == j})]

    def touched(self, i: int) -> list[Listed]:
        """Return the changes that an answer touches."""
        return [self.case.changes[j] for j in sorted({j for ii, j, _ in self.near if ii == i})]

    def grouped(self, j: int, findings: set[int]) -> bool:
        """Tell whether one of the findings holds every place of a change and no place of another."""
        for finding in findings:
            mine = {i for i, answer in enumerate(self.said) if answer.finding == finding}
            places = {k for i, jj, k in self.near if jj == j and i in mine}
            strays = any(jj != j and i in mine for i, jj, _ in self.near)
            if len(places) == len(self.case.changes[j].places) and not strays:
                return True
        return False


def score(cases: Iterable[Case], readings: Mapping[str, Reading]) -> Score:
    """Count the answers to all cases; a case without a reading counts as answered with nothing."""
    result = Score()
    for case in cases:
        reading = readings.get(case.id, Reading())
        if reading.error is not None:
            result.crashed += 1
            result.remarks.append(Remark(case.id, "crashed", "", "", "", reading.error))
        result.degraded += bool(reading.notes)
        contacts = Contacts.of(case, reading.answers)
        for j, change in enumerate(case.changes):
            _count_listed(result, contacts, j, change)
        _count_answers(result, contacts)
        if case.history:
            result.revert_cases += 1
            result.revert_right += case.restorations == reading.restorations
    return result


def _count_listed(result: Score, contacts: Contacts, j: int, change: Listed) -> None:
    case, tally, close = contacts.case, result.of(change.category), contacts.close(j)
    hits = [answer for answer in close if answer.category in change.accepted or answer.carries(change.category)]
    exact = [answer for answer in hits if answer.category == change.category]
    tally.listed += 1
    tally.found += bool(hits)
    tally.exact += bool(exact)
    named = sorted({answer.category for answer in hits or close}) or ["nothing"]
    result.confusion[change.category, change.category if exact else named[0]] += 1
    if not exact:
        result.remarks.append(_remark(case, "inexact" if hits else "missed", change, ",".join(named)))
    if len(change.places) > 1 and hits:
        together = contacts.grouped(j, {answer.finding for answer in hits})
        _aspect(result, case, change, "group", right=together, said=f"{len(change.places)} places")
    if exact:
        _aspects(result, case, change, exact)


def _aspects(result: Score, case: Case, change: Listed, exact: list[Answer]) -> None:
    attrs = change.attrs
    old, new = attrs.get("old"), attrs.get("new")
    if change.category == "numeric" and isinstance(old, int | float) and isinstance(new, int | float):
        right = any(_same(answer.old_value, old) and _same(answer.new_value, new) for answer in exact)
        _aspect(result, case, change, "value", right=right, said=f"{exact[0].old_value} -> {exact[0].new_value}")
    if change.category == "tone" and attrs.get("direction"):
        wanted = {attrs["direction"], *attrs.get("accept_direction", ())}
        right = any(answer.direction in wanted for answer in exact)
        _aspect(result, case, change, "direction", right=right, said=f"{exact[0].direction}")
    if change.category == "citation" and attrs.get("kind") in KINDS:
        right = any(answer.kind == attrs["kind"] for answer in exact)
        _aspect(result, case, change, "kind", right=right, said=f"{exact[0].kind}, not {attrs['kind']}")


def _same(said: Number | None, wanted: Number) -> bool:
    return said is not None and abs(said - wanted) <= 1e-6 * max(1, abs(wanted))


def _aspect(result: Score, case: Case, change: Listed, aspect: str, *, right: bool, said: str) -> None:
    tally = result.of(change.category)
    tally.asked[aspect] += 1
    tally.right[aspect] += right
    if not right:
        result.remarks.append(_remark(case, aspect, change, said))


def _remark(case: Case, what: str, change: Listed, said: str) -> Remark:
    return Remark(case.id, what, change.category, change.old_text, change.new_text, said)


def _count_answers(result: Score, contacts: Contacts) -> None:
    case = contacts.case
    sizes = Counter(answer.finding for answer in contacts.said)
    for i, answer in enumerate(contacts.said):
        weight = 1 / sizes[answer.finding]
        touched = contacts.touched(i)
        good = answer.category in case.optional or any(
            answer.category in change.accepted or answer.carries(change.category) for change in touched
        )
        tally = result.of(answer.category)
        tally.answers += weight
        tally.correct += weight * good
        one = result.bins[min(BINS - 1, int(answer.confidence * BINS))]
        for index, amount in enumerate((1.0, answer.confidence, good)):
            one[index] += weight * amount
        if good:
            continue
        what = "wrong"
        if answer.category in case.ruled_out:
            what = "forbidden"
            result.forbidden += weight
        elif not touched:
            what = "false"
            result.false += weight
            result.confusion["nothing", answer.category] += 1
        result.remarks.append(Remark(case.id, what, answer.category, answer.old_text, answer.new_text))
