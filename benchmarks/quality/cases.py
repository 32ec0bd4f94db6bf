"""Labelled pairs and answers as records that the score can be counted from."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import wikidiff
from wikidiff.model import Analysis, Finding

Interval: TypeAlias = tuple[int, int]
Number: TypeAlias = int | float


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch on both sides; a side on which nothing stands is empty."""

    old: Interval
    new: Interval

    @property
    def size(self) -> int:
        """Length of the longer side."""
        return max(self.old[1] - self.old[0], self.new[1] - self.new[0])


@dataclass(frozen=True, slots=True)
class Listed:
    """A change that the label says is there; `accepted` has its category and those that are as good."""

    category: str
    accepted: frozenset[str]
    places: tuple[Place, ...]
    old_text: str
    new_text: str
    attrs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One occurrence of a finding; `finding` numbers the findings of one pair."""

    finding: int
    category: str
    labels: frozenset[str]
    confidence: float
    place: Place
    old_text: str
    new_text: str
    old_value: Number | None = None
    new_value: Number | None = None
    direction: str | None = None
    kind: str | None = None

    def carries(self, category: str) -> bool:
        """Tell whether the category is among the labels; an answer with more than four labels carries none."""
        return len(self.labels) <= 4 and category in self.labels


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled pair. `restorations` are (reverting, reverted to) of the identity reverts, as places in `history`."""

    id: str
    language: str
    old: str
    new: str
    changes: tuple[Listed, ...]
    ruled_out: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    history: tuple[str, ...] = ()
    restorations: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was answered for one case; `error` is the last line of what went wrong."""

    answers: tuple[Answer, ...] = ()
    restorations: frozenset[tuple[int, int]] = frozenset()
    error: str | None = None
    notes: tuple[str, ...] = field(default=())


def parse(row: Mapping[str, Any]) -> Case:
    """Read one line of a labelled file (its fields are told in `fixtures/SOURCES.md`)."""
    history = row.get("history") or {}
    return Case(
        id=row["id"],
        language=row.get("lang", "en"),
        old=row["before"],
        new=row["after"],
        changes=tuple(_listed(change) for change in row["changes"]),
        ruled_out=frozenset(entry["category"] for entry in row.get("must_not", ())),
        optional=frozenset(entry["category"] for entry in row.get("optional", ())),
        history=tuple(history.get("revisions", ())),
        restorations=frozenset(
            (entry["reverting"], entry["reverted_to"])
            for entry in history.get("reverts", ())
            if entry["kind"] == "identity"
        ),
    )


def _listed(change: Mapping[str, Any]) -> Listed:
    return Listed(
        category=change["category"],
        accepted=frozenset((change["category"], *change.get("accept", ()))),
        places=tuple(Place(tuple(edit["b"]), tuple(edit["a"])) for edit in change["edits"]),
        old_text=change["before"],
        new_text=change["after"],
        attrs=change.get("attrs", {}),
    )


def answers(analysis: Analysis) -> Iterator[Answer]:
    """Yield one answer for every occurrence of every finding."""
    for number, finding in enumerate(analysis.findings):
        direction, kind = (_word(finding, name) for name in ("direction", "kind"))
        for occurrence in finding.occurrences:
            old, new = occurrence.old, occurrence.new
            yield Answer(
                finding=number,
                category=str(finding.category),
                labels=frozenset(str(label) for label in finding.labels),
                confidence=finding.confidence,
                place=Place((old.start, old.end), (new.start, new.end)),
                old_text=old.text,
                new_text=new.text,
                old_value=_value(finding, "old"),
                new_value=_value(finding, "new"),
                direction=direction,
                kind=kind,
            )


def _word(finding: Finding, name: str) -> str | None:
    value = finding.detail.get(name)
    return value if isinstance(value, str) else None


def _value(finding: Finding, side: str) -> Number | None:
    """Return the value on one side, which the detail holds bare or inside a quantity."""
    value: object = finding.detail.get(side)
    if isinstance(value, Mapping):
        value = value.get("value")
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def read(cases: Iterable[Case]) -> dict[str, Reading]:
    """Let wikidiff read every case. A crash is an answer too: it is counted, and the others go on."""
    return {case.id: _read(case) for case in cases}


def _read(case: Case) -> Reading:
    past = [wikidiff.Revision(id=number, text=text) for number, text in enumerate(case.history, start=1)]
    try:
        analysis = wikidiff.compare(case.old, case.new, language=case.language, history=past[:-2])
        found = wikidiff.reverts(past) if past else ()
    except Exception as error:  # noqa: BLE001  # whatever it is, the score says so
        return Reading(error=traceback.format_exception_only(error)[-1].strip())
    pairs = ((entry.reverting.id, entry.reverted_to.id) for entry in found)
    return Reading(
        answers=tuple(answers(analysis)),
        restorations=frozenset((new, old) for new, old in pairs if new is not None and old is not None),
        notes=tuple(note.code for note in analysis.notes),
    )
