"""Analyses as flat rows, and back without loss: one row a revision, one row a finding.

What is particular to a category stands in a typed column where all findings of the category share it, and as JSON in
`detail` where not. Only the texts of revisions and slots are no part of the rows, as they are no part of the JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from wikidiff.model import (
    Action,
    Analysis,
    Between,
    Category,
    Context,
    Detail,
    Finding,
    Note,
    Occurrence,
    Page,
    Revision,
    Side,
    Slot,
    User,
    Work,
)
from wikidiff.scale.columns import HEADER, TYPED, VERSION

Row: TypeAlias = dict[str, Any]
_INT32, _EXACT = 2**31, 2**53


class Status(StrEnum):
    """What became of a revision: each has one row, and each row one of these."""

    COMPARED = "compared"  # with the revision before it on its page
    COMPARED_OVER = "compared_over"  # with the last text that is known: those between are hidden, and a note says so
    CREATED = "created"  # the first of its page: compared with nothing
    COARSE = "coarse"  # beyond a budget: compared by lines, and a note says so
    HIDDEN = "hidden"  # its text is hidden
    PARENT_HIDDEN = "parent_hidden"  # all texts before it are hidden
    PARENT_MISSING = "parent_missing"  # the text before it is not among what was read
    NO_TEXT = "no_text"  # it came without a text
    OTHER_MODEL = "other_model"  # no wikitext
    REPEATED = "repeated"  # it came a second time
    FAILED = "failed"  # a fault of this program: see `errors`
    LOST = "lost"  # the process that read it died: see `errors`


def revision_row(
    analysis: Analysis,
    status: Status = Status.COMPARED,
    *,
    reverts_to: int | None = None,
    budget: float = 0.0,
    milliseconds: float = 0.0,
) -> Row:
    """Return the row of the table of revisions, as its strings are: see `sound`."""
    counts = analysis.summary
    work = analysis.work
    return {
        "schema": VERSION,
        **_header(analysis.new),
        "status": status.value,
        "old": _header(analysis.old),
        "between": _between(analysis.between),
        "language": analysis.language,
        "site": analysis.site,
        "findings": len(analysis.findings),
        **{f"count_{category.value}": counts.get(category, 0) for category in Category},
        "reverts_to": reverts_to,
        "notes": [{"code": note.code, "text": note.text} for note in analysis.notes],
        "characters": work.characters,
        "parsed_characters": work.parsed_characters,
        "cells": work.cells,
        "budget": budget,
        "milliseconds": milliseconds,
        "escaped": False,
    }


def finding_rows(analysis: Analysis, only: frozenset[Category] | None = None) -> list[Row]:
    """Return the rows of the table of findings, in their order; `only` leaves those of other categories out.

    Their strings are as they are: see `sound`.
    """
    page = analysis.new.page
    key = {
        "schema": VERSION,
        "wiki": page.wiki if page else None,
        "page_id": page.id if page else None,
        "revision_id": analysis.new.id,
    }
    return [
        {**key, "position": position, **_finding(finding)}
        for position, finding in enumerate(analysis.findings)
        if only is None or finding.category in only
    ]


def to_rows(analysis: Analysis) -> tuple[Row, list[Row]]:
    """Return an analysis as the row of its revision and those of its findings, as UTF-8 can hold them."""
    return sound(revision_row(analysis)), [sound(row) for row in finding_rows(analysis)]


def from_rows(revision: Mapping[str, Any], findings: Iterable[Mapping[str, Any]] = ()) -> Analysis:
    """Return the analysis that the rows tell, equal to the one that was written."""
    row = _told(revision)
    ordered = sorted((_told(finding) for finding in findings), key=lambda finding: int(finding["position"]))
    return Analysis(
        language=row["language"],
        site=row["site"],
        old=_revision(row["old"]),
        new=_revision(row),
        findings=tuple(_to_finding(finding) for finding in ordered),
        notes=tuple(Note(note["code"], note["text"]) for note in row["notes"]),
        work=Work(row["characters"], row["parsed_characters"], row["cells"]),
        between=None if row["between"] is None else Between(**row["between"]),
    )


def _header(revision: Revision) -> Row:
    page, user = revision.page or Page(), revision.user or User()
    known = revision.user is not None
    return {
        "wiki": page.wiki,
        "page_id": page.id,
        "namespace": page.namespace,
        "title": page.title,
        "revision_id": revision.id,
        "parent_id": revision.parent_id,
        "timestamp": _utc(revision.timestamp),
        "user": user.name,
        "user_id": user.id,
        "temporary": user.temporary if known else None,
        "bot": user.bot if known else None,
        "comment": revision.comment,
        "minor": revision.minor,
        "tags": list(revision.tags),
        "sha1": revision.sha1,
        "size": revision.size,
        "model": revision.model,
        "hidden": sorted(revision.hidden),
        "suppressed": revision.suppressed,
        "missing": sorted(revision.missing),
        "slots": [{"role": slot.role, "model": slot.model, "sha1": slot.sha1} for slot in revision.slots],
        "script": page.script,
        "paged": revision.page is not None,
    }


def _between(between: Between | None) -> Row | None:
    if between is None:
        return None
    return {"revisions": between.revisions, "users": between.users, "more": between.more, "same": between.same}


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _revision(row: Mapping[str, Any]) -> Revision:
    moment = row["timestamp"]
    if isinstance(moment, str):  # JSON lines
        moment = datetime.fromisoformat(moment)
    return Revision(
        id=row["revision_id"],
        page=Page(
            wiki=row["wiki"],
            title=row["title"],
            id=row["page_id"],
            namespace=row["namespace"],
            script=row["script"],
        )
        if row["paged"]
        else None,
        parent_id=row["parent_id"],
        timestamp=_utc(moment),
        user=None
        if row["temporary"] is None
        else User(name=row["user"], id=row["user_id"], temporary=row["temporary"], bot=row["bot"]),
        comment=row["comment"],
        minor=row["minor"],
        tags=tuple(row["tags"]),
        sha1=row["sha1"],
        bytes=row["size"],
        hidden=frozenset(row["hidden"]),
        suppressed=row["suppressed"],
        missing=frozenset(row.get("missing") or ()),
        model=row["model"],
        slots=tuple(Slot(role=slot["role"], model=slot["model"], sha1=slot["sha1"]) for slot in row["slots"]),
    )


def _finding(finding: Finding) -> Row:
    typed, rest = _split(finding.detail)
    return {
        "code": finding.code,
        "category": finding.category.value,
        "labels": [label.value for label in finding.labels],
        "action": finding.action.value,
        "section": list(finding.section),
        "old": finding.old,
        "new": finding.new,
        "meaning": finding.meaning,
        "confidence": finding.confidence,
        "message": finding.message,
        "occurrences": [
            {
                "old_start": place.old.start,
                "old_end": place.old.end,
                "old_text": place.old.text,
                "new_start": place.new.start,
                "new_end": place.new.end,
                "new_text": place.new.text,
                "section": list(place.section),
                "context": place.context.value,
                "quotation_altered": place.quotation_altered,
            }
            for place in finding.occurrences
        ],
        **typed,
        "detail": json.dumps(rest, ensure_ascii=False, separators=(",", ":")) if rest else "{}",
        "escaped": False,
    }


def _split(detail: Detail) -> tuple[Row, Row]:
    """Return what goes into typed columns, and what stays JSON: all that its column could not hold without loss."""
    rest: Row = dict(detail.plain())
    typed: Row = {}
    for name, kind, _ in TYPED:
        value = rest.get(name)
        if value is not None and _fits(value, kind):
            typed[name] = rest.pop(name)
        else:
            typed[name] = None
    return typed, rest


def _fits(value: object, kind: object) -> bool:
    if kind == "string":
        return isinstance(value, str)
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "int32":
        return type(value) is int and -_INT32 <= value < _INT32
    if kind == "float64":
        return type(value) is float or (type(value) is int and -_EXACT <= value <= _EXACT)
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _to_finding(row: Mapping[str, Any]) -> Finding:
    typed = {name: row[name] for name, _, _ in TYPED if row[name] is not None}
    return Finding(
        code=row["code"],
        category=Category(row["category"]),
        labels=tuple(Category(label) for label in row["labels"]),
        action=Action(row["action"]),
        section=tuple(row["section"]),
        old=row["old"],
        new=row["new"],
        meaning=row["meaning"],
        confidence=row["confidence"],
        message=row["message"],
        occurrences=tuple(_occurrence(place) for place in row["occurrences"]),
        detail=Detail({**typed, **json.loads(row["detail"])}),
    )


def _occurrence(place: Mapping[str, Any]) -> Occurrence:
    return Occurrence(
        Side(place["old_start"], place["old_end"], place["old_text"]),
        Side(place["new_start"], place["new_end"], place["new_text"]),
        tuple(place["section"]),
        Context(place["context"]),
        place["quotation_altered"],
    )


def sound(row: Row) -> Row:
    """Return the row as UTF-8 can hold it: with JSON's escapes throughout where a string has a lone surrogate.

    Such strings are rare, and looking for them takes long: whoever writes rows calls this where they cannot be encoded.
    """
    try:
        for value in row.values():
            _check(value)
    except UnicodeEncodeError:
        return {**_each(row, _escape), **({"escaped": True} if "escaped" in row else {})}
    return row


def _told(row: Mapping[str, Any]) -> Row:
    return _each(dict(row), _unescape) if row["escaped"] else dict(row)


def _check(value: object) -> None:
    if isinstance(value, str):
        if not value.isascii():
            value.encode("utf-8")
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for item in value.values():
            _check(item)


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _each(item, change) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [_each(item, change) for item in value]
    return value


def _escape(text: str) -> str:
    return json.dumps(text)[1:-1]


def _unescape(text: str) -> str:
    return str(json.loads(f'"{text}"'))


assert {name for name, _, _ in HEADER} == set(_header(Revision()))  # noqa: S101  (a column without a field)
