"""A revision as a row, and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from wikidiff.model import Page, Revision, Slot, User

COLUMNS: Final = (
    "wiki, id, page, parent, time, user, user_id, flags, comment, tags, sha1, bytes, hidden, content, model, slots,"
    " missing"
)
MINOR, MINOR_KNOWN, TEMPORARY, BOT, SUPPRESSED = 1, 2, 4, 8, 16
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


class Row(NamedTuple):
    """A row of the table of revisions; `time` in microseconds since 1970, `content` the key of its text."""

    wiki: int
    id: int
    page: int
    parent: int | None
    time: int | None
    user: str | None
    user_id: int | None
    flags: int
    comment: str | None
    tags: str | None
    sha1: str | None
    bytes: int | None
    hidden: str | None
    content: int | None
    model: str | None
    slots: str | None
    missing: str | None

    @property
    def hides(self) -> frozenset[str]:
        """What of it is hidden."""
        return frozenset(self.hidden.split(",")) if self.hidden else frozenset()


def instant(time: datetime) -> int:
    """Return a moment as microseconds since 1970; one without a zone is in UTC."""
    return ((time if time.tzinfo else time.replace(tzinfo=UTC)) - _EPOCH) // _TICK


def moment(time: int) -> datetime:
    """Return the moment so many microseconds after 1970 began, in UTC."""
    return _EPOCH + time * _TICK


def place(revision: Revision) -> tuple[int, int]:
    """Return where a revision stands in the history of its page."""
    assert revision.timestamp is not None  # noqa: S101  # the API tells one of each
    assert revision.id is not None  # noqa: S101
    return instant(revision.timestamp), revision.id


def to_row(revision: Revision, wiki: int, page: int, content: int | None) -> Row:
    """Return a revision as a row; its id is known."""
    user = revision.user or User()
    flags = (
        MINOR * bool(revision.minor)
        | MINOR_KNOWN * (revision.minor is not None)
        | TEMPORARY * user.temporary
        | BOT * user.bot
        | SUPPRESSED * revision.suppressed
    )
    assert revision.id is not None  # noqa: S101  # the owner of the store has looked
    return Row(
        wiki=wiki,
        id=revision.id,
        page=page,
        parent=revision.parent_id,
        time=instant(revision.timestamp) if revision.timestamp is not None else None,
        user=_storable(user.name),
        user_id=user.id,
        flags=flags,
        comment=_storable(revision.comment),
        tags=json.dumps(revision.tags) if revision.tags else None,
        sha1=revision.sha1,
        bytes=revision.bytes,
        hidden=",".join(sorted(revision.hidden)) or None,
        content=content,
        model=revision.model,
        slots=_slots_text(revision.slots),
        missing=",".join(sorted(revision.missing)) or None,
    )


def from_row(row: Row, page: Page, text: str | None) -> Revision:
    """Return the revision of a row."""
    user = None
    if row.user is not None or row.user_id is not None or row.flags & (TEMPORARY | BOT):
        user = User(name=row.user, id=row.user_id, temporary=bool(row.flags & TEMPORARY), bot=bool(row.flags & BOT))
    return Revision(
        id=row.id,
        text=text,
        page=page,
        parent_id=row.parent,
        timestamp=None if row.time is None else moment(row.time),
        user=user,
        comment=row.comment,
        minor=bool(row.flags & MINOR) if row.flags & MINOR_KNOWN else None,
        tags=tuple(json.loads(row.tags)) if row.tags else (),
        sha1=row.sha1,
        bytes=row.bytes,
        hidden=row.hides,
        suppressed=bool(row.flags & SUPPRESSED),
        model=row.model,
        slots=_slots(row.slots),
        missing=frozenset(row.missing.split(",")) if row.missing else frozenset(),
    )


def merged(old: Row, new: Row, *, fresh: bool) -> Row:
    """Return what is known of a revision after it was told again.

    With `fresh` the new row is what the wiki shows now: what it hides is gone, tags that it does not name are no
    more. Without, it only fills in what is not known, and what is known to be hidden stays hidden.
    """
    hidden = new.hides if fresh else old.hides | new.hides
    kept: dict[str, Any] = {}
    for name in ("parent", "time", "user", "user_id", "comment", "sha1", "bytes", "content", "model", "slots"):
        first, second = (new, old) if fresh else (old, new)
        value = getattr(first, name)
        kept[name] = getattr(second, name) if value is None else value
    hide(kept, new if fresh else old, hidden)
    flags = new.flags if fresh or not old.flags & MINOR_KNOWN else old.flags
    if "user" in hidden and kept["user"] is None:
        flags &= ~(TEMPORARY | BOT)
    return new._replace(
        page=new.page,
        flags=flags,
        tags=new.tags if fresh else old.tags or new.tags,
        hidden=",".join(sorted(hidden)) or None,
        missing=None if kept["content"] is not None else new.missing or old.missing,
        **kept,
    )


def hide(kept: dict[str, Any], seen: Row, hidden: frozenset[str]) -> None:
    """Take out what is hidden, but for what a reader with the right was given all the same."""
    if "text" in hidden and seen.content is None:
        kept |= {"content": None, "slots": None, "sha1": None}
    if "user" in hidden and seen.user is None:
        kept |= {"user": None, "user_id": None}
    if "comment" in hidden and seen.comment is None:
        kept |= {"comment": None}


def _storable(text: str | None) -> str | None:
    """Return a text as UTF-8 can hold it: half a pair of surrogates becomes a question mark."""
    return text if text is None else text.encode("utf-8", "replace").decode("utf-8")


def _slots_text(slots: tuple[Slot, ...]) -> str | None:
    if not slots:
        return None
    return json.dumps([[slot.role, slot.model, slot.text, slot.sha1] for slot in slots])


def _slots(text: str | None) -> tuple[Slot, ...]:
    if not text:
        return ()
    return tuple(Slot(role=role, model=model, text=body, sha1=sha1) for role, model, body, sha1 in json.loads(text))
