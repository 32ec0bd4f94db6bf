"""`--fail-on`: which findings make the exit status 1. `--only`: which of them are shown."""

from __future__ import annotations

from typing import NamedTuple

import click

from wikidiff.model import Analysis, Category, Finding

MEANING = "meaning"


class Condition(NamedTuple):
    """A category (None: any change of meaning) and the confidence from which it counts."""

    category: Category | None
    confidence: float

    def meets(self, finding: Finding) -> bool:
        """Tell whether a finding matches, by any of its labels."""
        return finding.confidence >= self.confidence and (
            finding.meaning if self.category is None else self.category in finding.labels
        )

    def holds(self, analysis: Analysis) -> bool:
        """Tell whether a finding matches."""
        return any(map(self.meets, analysis.findings))


class Gate:
    """What looks at analyses as they pass: `status` is 1 from the first one on that meets a condition."""

    def __init__(self, conditions: tuple[Condition, ...]) -> None:
        self._conditions = conditions
        self.status = 0

    def passed(self, analysis: Analysis) -> Analysis:
        """Return the analysis, looked at."""
        if not self.status and any(condition.holds(analysis) for condition in self._conditions):
            self.status = 1
        return analysis


def conditions(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[Condition, ...]:
    """Read a comma list of `CATEGORY[:CONFIDENCE]` and `meaning[:CONFIDENCE]`, or fail with the part that is wrong."""
    return tuple(_condition(part.strip(), ctx, param) for part in value.split(",")) if value is not None else ()


def _condition(part: str, ctx: click.Context, param: click.Parameter) -> Condition:
    name, separator, confidence = part.partition(":")
    if name != MEANING and name not in tuple(Category):
        known = ", ".join((MEANING, *Category))
        raise click.BadParameter(f"there is no category '{name}'; there are {known}", ctx, param)
    try:
        least = float(confidence) if separator else 0.0
    except ValueError:
        least = -1.0
    if not 0 <= least <= 1:
        raise click.BadParameter(f"the confidence in '{part}' is no number from 0 to 1", ctx, param)
    return Condition(None if name == MEANING else Category(name), least)
