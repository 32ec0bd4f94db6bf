"""The pinned scores: what is better may be pinned at any time, what is worse only with a reason.

The file holds a digest of every labelled file, so that labels cannot change without the pins being looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.quality.score import ASPECTS, Score

Measures: TypeAlias = dict[str, float]

CEILINGS = frozenset(("crashed", "forbidden", "false", "ece"))  # smaller is better, of all others larger


@dataclass(frozen=True, slots=True)
class Breach:
    """A measure that is worse than its pin."""

    subset: str
    measure: str
    pinned: float
    now: float

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.subset}: {self.measure} {self.now:g}, pinned {self.pinned:g}"


@dataclass(slots=True)
class Floors:
    """What the file holds; `lowered` is the record of every pin that was ever loosened, with its reason."""

    digests: dict[str, str] = field(default_factory=dict)
    pins: dict[str, Measures] = field(default_factory=dict)
    lowered: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def load(cls, path: Path) -> Floors:
        """Read the file; a file that does not exist pins nothing."""
        if not path.exists():
            return cls()
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(data["digests"], data["pins"], data["lowered"])

    def save(self, path: Path) -> None:
        """Write the file, one pin a line, so that a change of it reads well."""
        data = {"digests": self.digests, "pins": self.pins, "lowered": self.lowered}
        path.write_text(json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")

    def breaches(self, measured: Mapping[str, Measures]) -> list[Breach]:
        """Return every pin that the present measures do not hold; a measure that is gone does not hold its pin."""
        worst = {True: float("inf"), False: float("-inf")}
        found = []
        for subset, pins in sorted(self.pins.items()):
            for measure, pinned in sorted(pins.items()):
                now = measured.get(subset, {}).get(measure, worst[measure in CEILINGS])
                if _worse(measure, now, pinned):
                    found.append(Breach(subset, measure, pinned, now))
        return found

    def update(self, measured: Mapping[str, Measures], digests: Mapping[str, str], reason: str | None) -> list[Breach]:
        """Pin what is better. What is worse is pinned too if there is a reason, which is kept; else it is returned."""
        breaches = self.breaches(measured)
        loosened = {(breach.subset, breach.measure) for breach in breaches} if reason else set()
        if reason and breaches:
            self.lowered.append({"reason": reason, "pins": [str(breach) for breach in breaches]})
        for subset, measures in measured.items():
            pins = self.pins.setdefault(subset, {})
            for measure, now in measures.items():
                if (subset, measure) in loosened or not _worse(measure, now, pins.get(measure, now)):
                    pins[measure] = now
        for subset, measure in loosened:
            if measure not in measured.get(subset, {}):
                del self.pins[subset][measure]
        self.pins = {subset: pins for subset, pins in self.pins.items() if pins}
        self.digests = dict(digests)
        return [] if reason else breaches


def _worse(measure: str, now: float, pinned: float) -> bool:
    return now > pinned if measure in CEILINGS else now < pinned


def digest(path: Path) -> str:
    """Return the SHA-256 of a labelled file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def totals(score: Score) -> Measures:
    """Return the measures that are pinned for every file by itself."""
    numbers = score.totals()
    names = ("macro_f1", "macro_exact", "found_share", "exact_share", "crashed", "forbidden", "false")
    return {name: numbers[name] for name in names}


def everything(score: Score) -> Measures:
    """Return the measures that are pinned for all files together: the totals, each category, each aspect."""
    measures = totals(score) | {"ece": score.totals()["ece"]}
    for category, tally in score.by.items():
        measures[f"{category} precision"] = tally.precision
        if tally.listed:
            measures[f"{category} recall"] = tally.recall
            measures[f"{category} exact F1"] = tally.exact_f1
    for aspect in ASPECTS:
        right, asked = score.share(aspect)
        if asked:
            measures[f"{aspect} right"] = round(right / asked, 3)
    if score.revert_cases:
        measures["identity reverts right"] = round(score.revert_right / score.revert_cases, 3)
    return measures
