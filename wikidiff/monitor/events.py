"""What happened on a wiki, whichever source told of it.

Five sources speak of the same things in different words: `mediawiki.page_change.v1`, `recentchange`, the streams of
tags and of visibility, and rows of `list=recentchanges`. Each becomes an `Event`. Every field about people is
optional: wikis leave users out of events about sensitive pages and suppressed revisions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from wikidiff.errors import InputError

CANARY: Final = "canary"
REVERTED: Final = "mw-reverted"
_SCHEMA: Final = re.compile(r"/?(?P<title>[a-z_/-]+)/(?P<major>\d+)\.\d+\.\d+")
_KNOWN: Final = {  # titles of schemas, and the major version that is understood
    "mediawiki/page/change": 1,
    "mediawiki/recentchange": 1,
    "mediawiki/revision/tags-change": 1,
    "mediawiki/revision/visibility-change": 1,
}


class Kind(StrEnum):
    """What happened."""

    EDIT = "edit"
    CREATE = "create"
    MOVE = "move"
    DELETE = "delete"
    UNDELETE = "undelete"
    VISIBILITY = "visibility"
    TAGS = "tags"
    CATEGORIZE = "categorize"
    OTHER = "other"


EDITS: Final = frozenset({Kind.EDIT, Kind.CREATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened; what a source does not tell is None.

    `time` is in UTC seconds; `id` names the event itself where its source names it; `size` and `old_size` are bytes.
    `hidden` names what a change of visibility hid (`text`, `user`, `comment`); `revisions` the revisions that a log
    entry speaks of. `origin` is the source it was read from.
    """

    kind: Kind
    wiki: str
    time: float
    origin: str
    id: str | None = None
    domain: str | None = None
    page_id: int | None = None
    title: str | None = None
    namespace: int | None = None
    rev_id: int | None = None
    parent_id: int | None = None
    user: str | None = None
    user_id: int | None = None
    groups: tuple[str, ...] | None = None
    edit_count: int | None = None
    temporary: bool = False
    anonymous: bool | None = None
    bot: bool = False
    minor: bool | None = None
    comment: str | None = None
    tags: tuple[str, ...] | None = None
    size: int | None = None
    old_size: int | None = None
    sha1: str | None = None
    hidden: tuple[str, ...] = ()
    revisions: tuple[int, ...] = ()
    old_title: str | None = None

    @property
    def is_edit(self) -> bool:
        """Whether a new revision with new text came of it."""
        return self.kind in EDITS and self.rev_id is not None

    def to_json(self) -> str:
        """Return the event as one line; what is not known is left out."""
        return json.dumps({name: value for name in _FIELDS if (value := getattr(self, name)) is not None})

    @classmethod
    def from_json(cls, text: str) -> Event:
        """Read what `to_json` wrote."""
        data = json.loads(text)
        for name in ("groups", "tags", "hidden", "revisions"):
            if name in data:
                data[name] = tuple(data[name])
        return cls(**{**data, "kind": Kind(data["kind"])})


_FIELDS: Final = tuple(field.name for field in fields(Event))


def read(data: object) -> Event | None:
    """Turn an event of a stream into an `Event`; None for a canary or one that has nothing to do with pages.

    Raises `InputError` for what is no event of a known schema.
    """
    if not isinstance(data, dict):
        raise InputError("this is no event: no object")
    meta = data.get("meta")
    if not isinstance(meta, dict):
        raise InputError("this is no event: 'meta' is missing")
    if meta.get("domain") == CANARY:
        return None
    title = _schema(data)
    try:
        return _READERS[title](data, meta)
    except _Wrong as error:
        raise InputError(f"this is no event of {title}: {error}") from error


def parse(text: str) -> Event | None:
    """Read one event from its JSON: see `read`."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is no event: not JSON ({error})") from error
    return read(data)


def _schema(data: Mapping[str, Any]) -> str:
    named = data.get("$schema")
    found = _SCHEMA.fullmatch(named) if isinstance(named, str) else None
    if not found or found["title"] not in _KNOWN:
        raise InputError(f"there is no reader for events of schema {str(named)[:80]!r}")
    if int(found["major"]) != _KNOWN[found["title"]]:
        raise InputError(
            f"events of {found['title']} are of version {found['major']} now, and version {_KNOWN[found['title']]} is "
            "understood",
            hint="a newer wikidiff may read them",
        )
    return found["title"]


class _Wrong(ValueError):
    """A field is missing or of another kind."""


def _need(data: Mapping[str, Any], key: str, kind: type) -> Any:
    value = data.get(key)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        raise _Wrong(f"'{key}' is {'no ' + kind.__name__ if key in data else 'missing'}")
    return value


def _may(data: Mapping[str, Any], key: str, kind: type) -> Any:
    return None if data.get(key) is None else _need(data, key, kind)


def moment(text: str) -> float:
    """Return the seconds of an ISO 8601 timestamp; one without a zone is in UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise _Wrong(f"{text[:40]!r} is no moment") from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(text for text in _may(data, key, list) or () if isinstance(text, str))


def _plain_title(title: str) -> str:
    return title.replace("_", " ")


_CHANGES: Final = {
    "create": Kind.CREATE,
    "edit": Kind.EDIT,
    "move": Kind.MOVE,
    "delete": Kind.DELETE,
    "undelete": Kind.UNDELETE,
    "visibility_change": Kind.VISIBILITY,
}


def _page_change(data: Mapping[str, Any], meta: Mapping[str, Any]) -> Event:
    kind = _CHANGES.get(_need(data, "page_change_kind", str))
    if kind is None:
        raise _Wrong(f"'page_change_kind' is {data['page_change_kind'][:40]!r}")
    page, revision = _need(data, "page", dict), _need(data, "revision", dict)
    prior = _may(data, "prior_state", dict) or {}
    old = _may(prior, "revision", dict) or {}
    # The editor is of the revision, the performer of the change: for an edit they are the same person.
    person = _may(revision, "editor", dict) or {}
    if kind not in EDITS:
        person = _may(data, "performer", dict) or {}
    visible = {name: _may(revision, f"is_{name}_visible", bool) for name in ("content", "editor", "comment")}
    words = {"content": "text", "editor": "user", "comment": "comment"}
    title = _plain_title(_need(page, "page_title", str))
    old_page = _may(prior, "page", dict) or {}
    old_title = _may(old_page, "page_title", str)
    return Event(
        kind=kind,
        wiki=_need(data, "wiki_id", str),
        time=moment(_need(data, "dt", str)),
        origin="page_change",
        id=_may(meta, "id", str),
        domain=_may(meta, "domain", str),
        page_id=_need(page, "page_id", int),
        title=title,
        namespace=_may(page, "namespace_id", int),
        rev_id=_may(revision, "rev_id", int),
        parent_id=_may(revision, "rev_parent_id", int),
        **_person(person),
        minor=_may(revision, "is_minor_edit", bool),
        comment=_may(revision, "comment", str),
        size=_may(revision, "rev_size", int),
        old_size=_may(old, "rev_size", int),
        sha1=_may(revision, "rev_sha1", str),
        hidden=tuple(words[name] for name, shown in visible.items() if shown is False),
        old_title=_plain_title(old_title) if old_title else None,
    )


def _person(person: Mapping[str, Any]) -> dict[str, Any]:
    registered = _may(person, "is_registered", bool)
    temporary = bool(_may(person, "is_temp", bool))
    return {
        "user": _may(person, "user_text", str),
        "user_id": _may(person, "user_id", int),
        "groups": _texts(person, "groups") if "groups" in person else None,
        "edit_count": _may(person, "edit_count", int),
        "temporary": temporary,
        "anonymous": not registered and not temporary if registered is not None else None,
        "bot": bool(_may(person, "is_bot", bool)),
    }


def _recent_change(data: Mapping[str, Any], meta: Mapping[str, Any]) -> Event | None:
    type_ = data.get("type")
    if type_ not in ("edit", "new", "log", "categorize"):
        return None
    revision, length = _may(data, "revision", dict) or {}, _may(data, "length", dict) or {}
    stamp = data.get("timestamp")
    common: dict[str, Any] = {
        "wiki": _need(data, "wiki", str),
        "time": float(stamp) if isinstance(stamp, int | float) else moment(_need(meta, "dt", str)),
        "origin": "recentchange",
        "id": _may(meta, "id", str),
        "domain": _may(meta, "domain", str),
        "title": _plain_title(_need(data, "title", str)),
        "namespace": _may(data, "namespace", int),
        "user": _may(data, "user", str),
        "bot": bool(_may(data, "bot", bool)),
        "comment": _may(data, "comment", str),
    }
    if type_ == "log":
        return _logged(common, data)
    if type_ == "categorize":
        return Event(kind=Kind.CATEGORIZE, **common)
    return Event(
        kind=Kind.CREATE if type_ == "new" else Kind.EDIT,
        rev_id=_need(revision, "new", int),
        parent_id=_may(revision, "old", int) or 0,
        minor=_may(data, "minor", bool),
        size=_may(length, "new", int),
        old_size=_may(length, "old", int),
        **common,
    )


_LOGGED: Final = {
    ("delete", "delete"): Kind.DELETE,
    ("delete", "delete_redir"): Kind.DELETE,
    ("delete", "restore"): Kind.UNDELETE,
    ("delete", "revision"): Kind.VISIBILITY,
    ("suppress", "delete"): Kind.DELETE,
    ("suppress", "revision"): Kind.VISIBILITY,
    ("move", "move"): Kind.MOVE,
    ("move", "move_redir"): Kind.MOVE,
}


def _logged(common: dict[str, Any], data: Mapping[str, Any]) -> Event | None:
    kind = _LOGGED.get((str(data.get("log_type")), str(data.get("log_action"))))
    if kind is None:
        return None
    params = data.get("log_params")
    params = params if isinstance(params, dict) else {}
    if kind is Kind.MOVE:
        target = params.get("target", params.get("target_title"))
        if not isinstance(target, str):
            return None
        return Event(kind=kind, **{**common, "old_title": common["title"], "title": _plain_title(target)})
    return Event(kind=kind, hidden=_bits(params) if kind is Kind.VISIBILITY else (), revisions=_ids(params), **common)


def _bits(params: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a log entry hid: `nfield` holds the bits of what is hidden now (1 text, 2 comment, 4 user)."""
    now = params.get("nfield", params.get("new"))
    if isinstance(now, dict):  # the API spells them out
        words = {"content": "text", "comment": "comment", "user": "user"}
        return tuple(word for name, word in words.items() if now.get(name) or now.get(word))
    try:
        bits = int(now) if now is not None else 0
    except (TypeError, ValueError):
        bits = 0
    return tuple(word for bit, word in ((1, "text"), (2, "comment"), (4, "user")) if bits & bit)


def _ids(params: Mapping[str, Any]) -> tuple[int, ...]:
    ids = params.get("ids", ())
    rows = ids.values() if isinstance(ids, dict) else ids if isinstance(ids, list) else str(ids).split(",")
    return tuple(int(row) for row in rows if str(row).isdigit())


def _of_revision(data: Mapping[str, Any], meta: Mapping[str, Any], kind: Kind, origin: str) -> dict[str, Any]:
    performer = _may(data, "performer", dict) or {}
    return {
        "kind": kind,
        "wiki": _need(data, "database", str),
        "time": moment(_need(meta, "dt", str)),
        "origin": origin,
        "id": _may(meta, "id", str),
        "domain": _may(meta, "domain", str),
        "page_id": _need(data, "page_id", int),
        "title": _plain_title(_need(data, "page_title", str)),
        "namespace": _may(data, "page_namespace", int),
        "rev_id": _need(data, "rev_id", int),
        "parent_id": _may(data, "rev_parent_id", int),
        "user": _may(performer, "user_text", str),
    }


def _tags_change(data: Mapping[str, Any], meta: Mapping[str, Any]) -> Event:
    return Event(**_of_revision(data, meta, Kind.TAGS, "tags"), tags=_texts(data, "tags"))


def _visibility_change(data: Mapping[str, Any], meta: Mapping[str, Any]) -> Event:
    seen = _need(data, "visibility", dict)
    hidden = tuple(name for name in ("text", "user", "comment") if _need(seen, name, bool) is False)
    return Event(**_of_revision(data, meta, Kind.VISIBILITY, "visibility"), hidden=hidden)


_READERS: Final[dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Event | None]]] = {
    "mediawiki/page/change": _page_change,
    "mediawiki/recentchange": _recent_change,
    "mediawiki/revision/tags-change": _tags_change,
    "mediawiki/revision/visibility-change": _visibility_change,
}


def from_row(row: Mapping[str, Any], wiki: str, domain: str | None) -> Event | None:
    """Turn a row of `list=recentchanges` (formatversion 2) into an `Event`; None for what is not about pages.

    Raises `InputError` where the row is not as the API documents it.
    """
    try:
        return _from_row(row, wiki, domain)
    except _Wrong as error:
        raise InputError(f"this is no row of recentchanges: {error}", wiki=wiki) from error


def _from_row(row: Mapping[str, Any], wiki: str, domain: str | None) -> Event | None:
    type_ = row.get("type")
    if type_ not in ("edit", "new", "log", "categorize") or "title" not in row:
        return None  # a log entry whose target is hidden has no title
    common: dict[str, Any] = {
        "wiki": wiki,
        "time": moment(_need(row, "timestamp", str)),
        "origin": "recentchanges",
        "id": f"{wiki}:rc:{row['rcid']}" if "rcid" in row else None,
        "domain": domain,
        "title": _need(row, "title", str),
        "namespace": _may(row, "ns", int),
        "page_id": _may(row, "pageid", int),
        "user": _may(row, "user", str),
        "user_id": _may(row, "userid", int),
        "bot": bool(row.get("bot")),
        "comment": _may(row, "comment", str),
    }
    if type_ == "log":
        params = row.get("logparams")
        logged = {"log_type": row.get("logtype"), "log_action": row.get("logaction"), "log_params": params}
        return _logged(common, logged)
    if type_ == "categorize":
        return Event(kind=Kind.CATEGORIZE, **common)
    return Event(
        kind=Kind.CREATE if type_ == "new" else Kind.EDIT,
        rev_id=_need(row, "revid", int),
        parent_id=_may(row, "old_revid", int),
        temporary=bool(row.get("temp")),
        anonymous=bool(row.get("anon")),
        minor=bool(row.get("minor")),
        tags=_texts(row, "tags"),
        size=_may(row, "newlen", int),
        old_size=_may(row, "oldlen", int),
        sha1=_may(row, "sha1", str),
        **common,
    )


def joined(event: Event, tags: tuple[str, ...]) -> Event:
    """Return the event with the tags that another stream told of."""
    return replace(event, tags=tuple(dict.fromkeys((*(event.tags or ()), *tags))))
