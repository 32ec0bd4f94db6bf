"""An analysis as rows for a spreadsheet: one for each place of each finding.

A finding in eight places is eight rows with one `finding` number; a finding without a place is one row. What went and
what came stand whole in `old` and `new`, line breaks and all, with offsets in code points.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from wikidiff.model import Analysis, Finding, Occurrence, Revision
from wikidiff.report import cells, listing, words

COLUMNS: Final = (
    "id", "wiki", "title", "old_revision", "new_revision", "timestamp", "user", "finding", "place", "code", "category",
    "labels", "action", "meaning", "confidence", "section", "context", "quotation_altered", "old", "new", "old_start",
    "old_end", "new_start", "new_end", "delta", "relative_delta", "message", "check",
)  # fmt: skip


def lines(analysis: Analysis, name: object = None, *, head: bool = True) -> Iterator[str]:
    """Yield the rows as CSV, first the names of the columns where a head is wanted; `name` is the `id` of the pair."""
    if head:
        yield cells.row(COLUMNS)
    about = _about(analysis, name)
    for number, finding in listing.items(analysis):
        for place, occurrence in enumerate(finding.occurrences, 1):
            yield cells.row((*about, *_row(number, finding, place, occurrence)))
        if not finding.occurrences:
            yield cells.row((*about, *_row(number, finding, 0, None)))


def _about(analysis: Analysis, name: object) -> tuple[object, ...]:
    old, new = analysis.old, analysis.new
    page = new.page or old.page or None
    return (
        name if isinstance(name, str | int | float) or name is None else json.dumps(name, ensure_ascii=False),
        page.wiki if page else None,
        page.title if page else None,
        old.id,
        new.id,
        _time(new),
        new.user.name if new.user else None,
    )


def _time(revision: Revision) -> str | None:
    return f"{revision.timestamp:%Y-%m-%dT%H:%M:%SZ}" if revision.timestamp else None


def _row(number: int, finding: Finding, place: int, occurrence: Occurrence | None) -> tuple[object, ...]:
    detail = finding.detail
    start = (
        number, place, finding.code, str(finding.category), " ".join(map(str, finding.labels)), str(finding.action),
        _yes(finding.meaning), finding.confidence,
    )  # fmt: skip
    end = (_number(detail.get("delta")), _number(detail.get("relative_delta")), finding.message, words.hint(finding))
    if occurrence is None:
        return (*start, " > ".join(finding.section), None, None, finding.old, finding.new, *(None,) * 4, *end)
    old, new = occurrence.old, occurrence.new
    return (
        *start, " > ".join(occurrence.section), str(occurrence.context), _yes(occurrence.quotation_altered), old.text,
        new.text, old.start, old.end, new.start, new.end, *end,
    )  # fmt: skip


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _number(value: object) -> object:
    return value if isinstance(value, int | float) else None
