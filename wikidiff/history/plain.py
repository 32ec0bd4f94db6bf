"""A chronicle as plain dictionaries and lists, ready for JSON and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from wikidiff.history.chronicle import Chronicle, Entry
from wikidiff.model import Category, Revert, Revision
from wikidiff.model.history import Dispute, Event, Origin, Restoration, Survival, Timeline, name_of

SCHEMA = 1


def plain(chronicle: Chronicle, *, by: str | None = None, origin: Sequence[str] = ()) -> dict[str, Any]:
    """Return everything that a chronicle tells: revisions without texts, and what they tell together."""
    page = next((entry.revision.page for entry in chronicle.entries if entry.revision.page is not None), None)
    result: dict[str, Any] = {
        "schema": SCHEMA,
        "wiki": page.wiki if page is not None else None,
        "title": page.title if page is not None else None,
        "language": chronicle.language,
        "revisions": [_entry(entry) for entry in chronicle.entries],
        "timelines": [_timeline(entry) for entry in chronicle.timelines()],
        "disputes": [_dispute(entry) for entry in chronicle.disputes()],
        "reverts": [_revert(entry) for entry in chronicle.reverts],
        "restorations": [_restoration(entry) for entry in chronicle.restorations],
        "chains": [[revision.id for revision in chain.reverting] for chain in chronicle.chains()],
        "survivals": [_survival(entry) for entry in chronicle.survivals()],
        "notes": [
            {"revision": revision.id, "code": note.code, "text": note.text} for revision, note in chronicle.notes
        ],
    }
    if by is not None:
        result["by"] = by
        result["counts"] = [
            {"key": count.key, "revisions": count.revisions, "findings": dict(count.findings)}
            for count in chronicle.counts(by)
        ]
    if origin:
        result["origins"] = [
            {"wanted": wanted, "found": [_origin(entry) for entry in chronicle.origins(wanted)]} for wanted in origin
        ]
    return result


def rows(chronicle: Chronicle, by: str | None = None) -> Iterator[tuple[object, ...]]:
    """Yield a table, its head first: counts by `by`, else events of what is followed, else revisions."""
    if by is not None:
        yield (by, "revisions", *(category.value for category in Category))
        for count in chronicle.counts(by):
            found = dict(count.findings)
            yield (count.key, count.revisions, *(found.get(category.value, 0) for category in Category))
        return
    timelines = chronicle.timelines()
    if timelines:
        yield ("subject", "name", "turn", "number", "revision", "timestamp", "user", "old", "new")
        for timeline in timelines:
            for event in timeline.events:
                yield (timeline.subject.value, timeline.name, event.turn.value, event.index, *_told(event))
        return
    yield ("number", "revision", "timestamp", "user", "comment", "size", "reverted_to", "meaning", *Category)
    for entry in chronicle.entries:
        revision, found = entry.revision, dict(entry.findings)
        yield (
            entry.number,
            revision.id,
            _moment(revision.timestamp),
            revision.user.name if revision.user is not None else None,
            revision.comment,
            revision.size,
            entry.reverts.id if entry.reverts is not None else None,
            entry.meaning,
            *(found.get(category, 0) for category in Category),
        )


def _told(event: Event) -> tuple[object, ...]:
    revision = event.revision
    return revision.id, _moment(revision.timestamp), name_of(revision), _joined(event.old), _joined(event.new)


def _joined(values: Iterable[str]) -> str:
    return " | ".join(values)


def _entry(entry: Entry) -> dict[str, Any]:
    return _who(entry.revision) | {
        "number": entry.number,
        "comment": entry.revision.comment,
        "size": entry.revision.size,
        "findings": {category.value: count for category, count in entry.findings},
        "meaning": entry.meaning,
        "reverted_to": entry.reverts.id if entry.reverts is not None else None,
    }


def _who(revision: Revision) -> dict[str, Any]:
    return {
        "id": revision.id,
        "timestamp": _moment(revision.timestamp),
        "user": revision.user.name if revision.user is not None else None,
    }


def _timeline(timeline: Timeline) -> dict[str, Any]:
    return {
        "subject": timeline.subject.value,
        "name": timeline.name,
        "standing": timeline.standing,
        "counts": list(timeline.counts),
        "events": [
            {"turn": event.turn.value, "number": event.index}
            | _who(event.revision)
            | {"old": list(event.old), "new": list(event.new)}
            for event in timeline.events
        ],
    }


def _dispute(dispute: Dispute) -> dict[str, Any]:
    return {
        "subject": dispute.subject.value,
        "section": list(dispute.section),
        "forms": list(dispute.forms),
        "standing": dispute.standing,
        "returns": dispute.returns,
        "passages": dispute.passages,
        "damage": dispute.damage,
        "users": dispute.users,
        "exchanges": [
            _who(entry.revision) | {"old": entry.old, "new": entry.new, "back": entry.back}
            for entry in dispute.exchanges
        ],
    }


def _revert(revert: Revert) -> dict[str, Any]:
    return _who(revert.reverting) | {
        "reverted": [revision.id for revision in revert.reverted],
        "reverted_to": revert.reverted_to.id,
    }


def _restoration(entry: Restoration) -> dict[str, Any]:
    return _who(entry.reverting) | {
        "undone": _who(entry.undone),
        "put_back": list(entry.put_back),
        "taken_out": list(entry.taken_out),
        "share": entry.share,
        "method": entry.method.value,
    }


def _survival(entry: Survival) -> dict[str, Any]:
    return {
        "subject": entry.subject.value,
        "text": entry.text,
        "added": _who(entry.added),
        "gone": _who(entry.gone) if entry.gone is not None else None,
        "revisions": entry.revisions,
        "seconds": int(entry.lasted.total_seconds()) if entry.lasted is not None else None,
        "returns": entry.returns,
    }


def _origin(entry: Origin) -> dict[str, Any]:
    return {"start": entry.span.start, "end": entry.span.end, "text": entry.text, "revision": _who(entry.revision)}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
