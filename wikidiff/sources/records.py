"""What the API says of a revision, as a Revision: every state that formatversion=2 has a flag for.

A flag counts by its value, since false ones are there too; a text counts by being there, since whoever may see a hidden
text gets it together with the flag.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wikidiff.errors import SourceError
from wikidiff.model import Page, Revision, Slot, User

METADATA = "ids|timestamp|flags|comment|user|userid|size|sha1|contentmodel|tags"
CONTENT = f"{METADATA}|slotsha1|content"
MAIN = "main"


def page_of(record: Mapping[str, Any], wiki: str | None) -> Page:
    """Read a page; negative or absent numbers are those of a page that is not there."""
    number = record.get("pageid")
    return Page(wiki=wiki, title=record.get("title"), id=number or None, namespace=record.get("ns"))


def revision_of(record: Mapping[str, Any], page: Page, *, content: bool = True) -> Revision:
    """Read one entry of `revisions` (formatversion 2) or raise SourceError where it is none.

    `content` tells whether texts were asked for: without it a text that is not there is not missing.
    """
    try:
        return _revision(record, page, content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        number = record.get("revid")
        what = f"the API tells of a revision in a form that is not known ({type(error).__name__}: {error})"
        raise SourceError(what, wiki=page.wiki, page=page.title, revision_id=number) from error


def missing_revision(number: int, wiki: str | None) -> Revision:
    """Return the state of a number under which the wiki has, or shows, no revision."""
    return Revision(id=number, page=Page(wiki=wiki), missing=frozenset({"revision"}))


def _revision(record: Mapping[str, Any], page: Page, content: bool) -> Revision:
    slots: Mapping[str, Any] = record.get("slots") or {}
    main = slots.get(MAIN) or {}
    hidden = {part for part in ("user", "comment") if record.get(f"{part}hidden")}
    if record.get("sha1hidden") or any(slot.get("texthidden") for slot in slots.values()):
        hidden.add("text")
    others = tuple(_slot(role, slot) for role, slot in sorted(slots.items()) if role != MAIN)
    text = main.get("content")
    missing: set[str] = set()
    if content and text is None and "text" not in hidden:
        missing.add("text")
    if content:
        missing.update(slot.role for slot in others if slot.text is None and not slots[slot.role].get("texthidden"))
    parent, timestamp = record.get("parentid"), record.get("timestamp")
    return Revision(
        id=int(record["revid"]),
        text=text,
        page=page,
        parent_id=int(parent) if parent is not None else None,
        timestamp=datetime.fromisoformat(timestamp) if timestamp else None,
        user=_user(record),
        comment=record.get("comment"),
        minor=bool(record["minor"]) if "minor" in record else None,
        tags=tuple(record.get("tags") or ()),
        sha1=record.get("sha1"),
        bytes=record.get("size"),
        hidden=frozenset(hidden),
        suppressed=bool(record.get("suppressed")),
        model=main.get("contentmodel") or record.get("contentmodel"),
        slots=others,
        missing=frozenset(missing),
    )


def _user(record: Mapping[str, Any]) -> User | None:
    name = record.get("user")
    if name is None:
        return None
    return User(name=name, id=record.get("userid"), temporary=bool(record.get("temp")), bot=bool(record.get("bot")))


def _slot(role: str, record: Mapping[str, Any]) -> Slot:
    return Slot(
        role=role,
        model=record.get("contentmodel"),
        text=record.get("content"),
        sha1=record.get("sha1"),
    )
