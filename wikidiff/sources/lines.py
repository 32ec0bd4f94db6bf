"""Revisions as JSON: one object a line, or one array of objects.

An object has the fields that a revision has in an analysis (docs/json.md) and its text besides:

    {"wiki": "enwiki", "title": "Ice", "id": 7, "parent_id": 6, "timestamp": "2024-05-01T12:00:00Z", "user": "Ann",
     "comment": "more", "minor": false, "tags": [], "size": 5, "text": "Ice. "}

All are optional. Further ones are `page_id`, `namespace`, `user_id`, `temporary`, `bot`, `sha1`, `model`, `hidden` (a
list of `text`, `user`, `comment`), `suppressed` and `slots` (a list of `{"role", "model", "text", "sha1"}`). `revid`
and `rev_id` are read as `id`, `parentid` as `parent_id`, `ns` as `namespace`; what else an object holds is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, TypeVar

from wikidiff.errors import InputError
from wikidiff.model import Page, Revision, Slot, User

T = TypeVar("T")

_HIDEABLE = frozenset({"text", "user", "comment"})
_KINDS: dict[type, str] = {str: "text", int: "a whole number", bool: "true or false", list: "a list"}
_SPACE = b" \t\r\n"


class Wrong(ValueError):
    """An object is no revision; the message says why."""


def to_line(revision: Revision) -> str:
    """Write a revision with its text as one line of JSON, without the line feed; `revision_of` reads it back."""
    page, user = revision.page or Page(), revision.user or User()
    fields: dict[str, Any] = {
        "wiki": page.wiki,
        "title": page.title,
        "page_id": page.id,
        "namespace": page.namespace,
        "id": revision.id,
        "parent_id": revision.parent_id,
        "timestamp": _written(revision.timestamp),
        "user": user.name,
        "user_id": user.id,
        "temporary": user.temporary or None,
        "bot": user.bot or None,
        "comment": revision.comment,
        "minor": revision.minor,
        "tags": list(revision.tags) or None,
        "sha1": revision.sha1,
        "size": revision.bytes,
        "hidden": sorted(revision.hidden) or None,
        "suppressed": revision.suppressed or None,
        "model": revision.model,
        "slots": [
            {"role": slot.role, "model": slot.model, "text": slot.text, "sha1": slot.sha1} for slot in revision.slots
        ]
        or None,
        "text": revision.text,
    }
    kept = {name: value for name, value in fields.items() if value is not None}
    line = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    try:
        line.encode()
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8 form, but JSON has an escape for it
        return json.dumps(kept, separators=(",", ":"))
    return line


def revision_of(data: object) -> Revision:
    """Make a revision of what JSON held; raises `Wrong` where it is none."""
    if not isinstance(data, dict):
        raise Wrong("a revision is an object")
    wiki, title, page_id, namespace = (
        _get(data, str, "wiki"),
        _get(data, str, "title"),
        _get(data, int, "page_id"),
        _get(data, int, "namespace", "ns"),
    )
    name, user_id = _get(data, str, "user"), _get(data, int, "user_id")
    temporary, bot = _get(data, bool, "temporary") or False, _get(data, bool, "bot") or False
    told = any(value is not None for value in (wiki, title, page_id, namespace))
    return Revision(
        id=_get(data, int, "id", "revid", "rev_id"),
        text=_get(data, str, "text"),
        page=Page(wiki=wiki, title=title, id=page_id, namespace=namespace) if told else None,
        parent_id=_get(data, int, "parent_id", "parentid"),
        timestamp=_moment(_get(data, str, "timestamp")),
        user=None if name is None and user_id is None else User(name=name, id=user_id, temporary=temporary, bot=bot),
        comment=_get(data, str, "comment"),
        minor=_get(data, bool, "minor"),
        tags=_texts(data, "tags"),
        sha1=_get(data, str, "sha1"),
        bytes=_get(data, int, "size"),
        hidden=_hidden(data),
        suppressed=_get(data, bool, "suppressed") or False,
        model=_get(data, str, "model"),
        slots=tuple(_slot(slot) for slot in _get(data, list, "slots") or ()),
    )


def read_lines(stream: Iterator[bytes], name: str | None) -> Iterator[Revision]:
    """Yield the revisions of JSON lines; blank lines are passed over.

    `stream` gives the lines. Raises `InputError` with the number of the first line that is no revision, when all
    before it were given.
    """
    for number, raw in enumerate(stream, 1):
        line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        if not line.strip(_SPACE):
            continue
        try:
            yield revision_of(_parse(line))
        except Wrong as error:
            raise InputError(str(error), hint=_HINT, path=name, line=number) from error


_HINT = 'each line is one revision: {"id": 7, "timestamp": "2024-05-01T12:00:00Z", "text": "…"}'


def read_array(raw: bytes, name: str | None) -> Iterator[Revision]:
    """Yield the revisions of a JSON array; raises `InputError` where it is none, or with the number of a bad item."""
    try:
        data = _parse(raw.removeprefix(b"\xef\xbb\xbf"))
    except Wrong as error:
        raise InputError(str(error), path=name) from error
    if not isinstance(data, list):
        raise InputError("this is no array of revisions", path=name)
    for number, item in enumerate(data, 1):
        try:
            yield revision_of(item)
        except Wrong as error:
            raise InputError(f"item {number:,} of the array: {error}", path=name) from error


def read_object(stream: BinaryIO, name: str) -> dict[str, Any]:
    """Read a file that holds one JSON object; raises `InputError` where it holds none."""
    try:
        data = _parse(stream.read())
        if isinstance(data, dict):
            return data
    except Wrong as error:
        raise InputError(str(error), path=name) from error
    raise InputError("this is no JSON object", path=name)


def _parse(raw: bytes) -> object:
    try:
        return json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Wrong(f"this is not UTF-8: byte {error.start:,} is 0x{raw[error.start]:02X}") from error
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}, column {error.colno}"
        raise Wrong(f"this is not JSON: {error.msg} at {place}") from error
    except RecursionError as error:
        raise Wrong("this is not JSON that can be read: it is nested too deep") from error
    except ValueError as error:  # a number of too many digits
        raise Wrong(f"this is not JSON that can be read: {error}") from error


def _get(data: dict[str, Any], kind: type[T], *names: str) -> T | None:
    for name in names:
        value = data.get(name)
        if value is None:
            continue
        if kind is int and isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            value = int(value)  # many write ids as text
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise Wrong(f'"{name}" is not {_KINDS[kind]}')
        return value
    return None


def _texts(data: dict[str, Any], name: str) -> tuple[str, ...]:
    values = _get(data, list, name) or []
    if not all(isinstance(value, str) for value in values):
        raise Wrong(f'"{name}" is not a list of texts')
    return tuple(values)


def _hidden(data: dict[str, Any]) -> frozenset[str]:
    hidden = frozenset(_texts(data, "hidden"))
    if not hidden <= _HIDEABLE:
        raise Wrong('"hidden" lists what is hidden: "text", "user", "comment"')
    return hidden


def _slot(data: object) -> Slot:
    if not isinstance(data, dict) or not isinstance(data.get("role"), str):
        raise Wrong('a slot is {"role", "model", "text", "sha1"}')
    return Slot(
        role=data["role"], model=_get(data, str, "model"), text=_get(data, str, "text"), sha1=_get(data, str, "sha1")
    )


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Wrong(f'"timestamp" is no time: {text[:40]!r}') from error


def _written(when: datetime | None) -> str | None:
    if when is None:
        return None
    aware = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return aware.isoformat().replace("+00:00", "Z")
