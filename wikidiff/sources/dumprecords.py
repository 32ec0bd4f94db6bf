"""From the elements of a dump to the records of the model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from wikidiff.model import Page, Revision, Slot, User
from wikidiff.packs.hosts import wiki_of_address
from wikidiff.sources.element import Element

MAIN = "main"
_TEMPORARY = re.compile(r"~\d{4}-\d+(?:-\d+)*")
_SHA1_LENGTH = 31  # digits of a SHA-1 in base 36


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpSite:
    """The wiki that a dump says it is of.

    `wiki` is its database name, told by the dump (from 0.9 on) or known from its address; `namespaces` have their
    names in the wiki's language by number; `version` is that of the export format (`0.11`).
    """

    wiki: str | None = None
    name: str | None = None
    base: str | None = None
    generator: str | None = None
    language: str | None = None
    version: str | None = None
    namespaces: Mapping[int, str] = field(default_factory=dict, hash=False)

    def namespace_of(self, title: str) -> int:
        """Return the number of a title's namespace by its prefix, 0 where the prefix names none."""
        prefix, colon, _ = title.partition(":")
        if not colon:
            return 0
        folded = prefix.replace("_", " ").casefold()
        return next((key for key, name in self.namespaces.items() if name.casefold() == folded and key), 0)


def site_of(root: Mapping[str, str], siteinfo: Element | None) -> DumpSite:
    """Read the head of a dump; raises ValueError where a namespace's number is none."""
    if siteinfo is None:
        return DumpSite(version=root.get("version"), language=root.get("xml:lang"))
    base = siteinfo.value("base")
    listed = siteinfo.child("namespaces")
    return DumpSite(
        wiki=siteinfo.value("dbname") or (wiki_of_address(base) if base else None),
        name=siteinfo.value("sitename"),
        base=base,
        generator=siteinfo.value("generator"),
        language=root.get("xml:lang"),
        version=root.get("version"),
        namespaces={
            int(one.attributes["key"]): one.text
            for one in (listed.children if listed else ())
            if "key" in one.attributes
        },
    )


def revision_of(element: Element, page: Page) -> Revision:
    """Make a revision of a `revision` element; what it does not know is passed over.

    Raises ValueError with what is wrong where a number or time is none.
    """
    hidden = set()
    contributor, comment, text = (element.child(name) for name in ("contributor", "comment", "text"))
    for name, part in (("user", contributor), ("comment", comment), ("text", text)):
        if part is not None and "deleted" in part.attributes:
            hidden.add(name)
    slots = tuple(_slot(child) for child in element.children if child.name == "content")
    main = text if text is not None else Element("text", {"missing": "missing"})
    content = text_of(main.attributes, main.text)
    return Revision(
        id=number(element.value("id"), "id"),
        text=content,
        page=page,
        parent_id=parent(element.value("parentid")),
        timestamp=moment(element.value("timestamp")),
        user=None if contributor is None or "user" in hidden else _user(contributor),
        comment=None if "comment" in hidden else comment.text if comment is not None else "",
        minor=element.child("minor") is not None,
        sha1=digest(element.value("sha1") or (None if slots else main.attributes.get("sha1"))),
        bytes=size(main.attributes.get("bytes")),
        hidden=frozenset(hidden),
        model=element.value("model"),
        slots=slots,
    )


def _slot(element: Element) -> Slot:
    text = element.child("text") or Element("text", {"missing": "missing"})
    return Slot(
        role=element.value("role") or "",
        model=element.value("model"),
        text=text_of(text.attributes, text.text),
        sha1=digest(text.attributes.get("sha1")),
    )


def _user(contributor: Element) -> User | None:
    address = contributor.value("ip")
    if address:
        return user(address, 0)
    number_ = contributor.value("id")
    return user(contributor.value("username"), number(number_, "user id") if number_ else None)


@lru_cache(maxsize=4096)
def user(name: str | None, id: int | None) -> User | None:  # noqa: A002  (the model's name)
    """Return the record of a user, None where nothing is known of one."""
    if not name and id is None:
        return None
    return User(name=name or None, id=id, temporary=bool(name) and _TEMPORARY.fullmatch(name or "") is not None)


def text_of(attributes: Mapping[str, str], text: str) -> str | None:
    """Return the text of a `text` element, None where the dump does not hold it: hidden, missing, or only told of."""
    if text:
        return text
    if "deleted" in attributes or "missing" in attributes:
        return None
    told = attributes.get("bytes")
    if told is not None:
        return "" if told == "0" else None
    return None if "id" in attributes or "location" in attributes else ""  # a dump of stubs names where a text is


def number(text: str | None, what: str) -> int | None:
    """Read a number of a dump; ValueError where it is none."""
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 20:
        return int(text)
    raise ValueError(f"the {what} is no number: {text[:40]!r}")


def namespace(text: str | None) -> int | None:
    """Read a namespace's number, which may be negative; ValueError where it is none."""
    if text is not None and text.startswith("-"):
        return -(number(text[1:], "namespace") or 0)
    return number(text, "namespace")


def parent(text: str | None) -> int | None:
    """Read a parent's id: some imports have -1 for "unknown"."""
    return None if not text or text.startswith("-") else number(text, "parent id")


def size(text: str | None) -> int | None:
    """Read a size in bytes: -1 where it is hidden with the text."""
    return None if not text or text.startswith("-") else number(text, "size")


def moment(text: str | None) -> datetime | None:
    """Read a time; ValueError where it is none."""
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"the time of a revision is none: {text[:40]!r}") from error
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def digest(text: str | None) -> str | None:
    """Return a SHA-1 in 40 hexadecimal digits, as the API has it; dumps have it in base 36."""
    if not text:
        return None
    if len(text) == _SHA1_LENGTH and text.isascii() and text.isalnum():
        value = int(text, 36)
        if value < 1 << 160:
            return f"{value:040x}"
    return text
