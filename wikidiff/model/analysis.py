"""The result of a comparison, and the smaller results beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from wikidiff.model import late
from wikidiff.model.finding import Category, Finding
from wikidiff.model.revision import Between, Revision
from wikidiff.model.span import Span

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was degraded, and why: `code` for programs, `text` for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Work:
    """How much work a comparison took, in units that do not depend on the machine.

    `parsed_characters` reached the wikitext parser, out of `characters` in both texts; `cells` is the size of
    the tables that the word alignment had to fill.
    """

    characters: int = 0
    parsed_characters: int = 0
    cells: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysis:
    """All findings between two revisions.

    Two analyses are equal when everything that JSON carries is equal: the texts of the revisions stay with the
    caller's own revisions and are not part of it. `between` is what lies between the two in the page's history, None
    where nobody who knows the history said it.
    """

    language: str
    old: Revision
    new: Revision
    findings: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()
    work: Work = Work()
    site: str | None = None
    between: Between | None = None

    @property
    def summary(self) -> dict[Category, int]:
        """Number of findings by category, in the order of the contract, without zeros."""
        counts = Counter(finding.category for finding in self.findings)
        return {category: counts[category] for category in Category if counts[category]}

    def _key(self) -> tuple[object, ...]:
        return (
            self.language,
            self.site,
            self.old.header(),
            self.new.header(),
            self.findings,
            self.notes,
            self.work,
            self.between,
        )

    def _repr_html_(self) -> str:
        """Return what a notebook shows for this: a part of a page, bounded in size, readable without its styles."""
        return str(late.call("wikidiff.report.notebook:html", self))

    def to_dataframe(self) -> Any:
        """Return a table of Arrow with a row for each finding: pandas and polars take it without a copy.

        `pandas.DataFrame.from_arrow(table)`, `polars.DataFrame(table)` and DuckDB read it by the PyCapsule interface
        (`__arrow_c_stream__`). Its columns are told in `docs/tables.md`. Raises `MissingExtra` without pyarrow.
        """
        return late.call("wikidiff.scale.frames:findings", self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Analysis):
            return self._key() == other._key()
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A block that stands elsewhere in the new text; `edited` tells whether it was also changed."""

    old: Span
    new: Span
    edited: bool
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revert:
    """An identity revert: `reverting` has the text of `reverted_to`, undoing `reverted` between them."""

    reverting: Revision
    reverted: tuple[Revision, ...]
    reverted_to: Revision


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that made a score: `side` is `old` or `new`, `weight` its share of the score."""

    text: str
    side: str
    weight: float
    device: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneShift:
    """How the stance of a text changed: `score` from -1 (toward neutral) to +1 (toward loaded);
    `probability` that this is an edit of tone at all.
    """

    score: float
    probability: float
    triggers: tuple[Trigger, ...] = ()
    device: str | None = None
