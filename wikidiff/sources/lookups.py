"""What became of a title that was asked for, and of a page that is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wikidiff.errors import InputError, SourceError
from wikidiff.model import Page
from wikidiff.sources.api import Api
from wikidiff.sources.records import page_of

Titles = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What became of a title: the whole chain from it to a page.

    `state` is `found`, `missing`, `invalid`, `interwiki` or `special`. `normalized`, `converted` and `redirects` are
    pairs of titles, in order; `fragment` is the section that a redirect leads to; `redirect` says that the page is one
    itself. `reason` is why a title is invalid, `interwiki` the prefix of another wiki. Of a missing page `deleted` is
    when it was last deleted, and `moved_to` where it was moved to, once `trace` has asked.
    """

    asked: str
    state: str
    page: Page | None = None
    normalized: Titles = ()
    converted: Titles = ()
    redirects: Titles = ()
    fragment: str | None = None
    reason: str | None = None
    interwiki: str | None = None
    deleted: datetime | None = None
    moved_to: str | None = None
    redirect: bool = False
    last_revision: int | None = None


def read_lookup(query: Mapping[str, Any], asked: str, wiki: str) -> Lookup:
    """Read what a query says of the one title or page that it was about."""
    lookup = Lookup(
        asked=asked,
        state="missing",
        normalized=_titles(query.get("normalized")),
        converted=_titles(query.get("converted")),
        redirects=_titles(query.get("redirects")),
        fragment=next((str(r["tofragment"]) for r in query.get("redirects") or () if r.get("tofragment")), None),
    )
    elsewhere, pages = query.get("interwiki"), query.get("pages")
    if elsewhere:
        return replace(lookup, state="interwiki", interwiki=elsewhere[0].get("iw"))
    if not pages:
        return lookup
    record = pages[0]
    if record.get("invalid"):
        reason = record.get("invalidreason")
        return replace(lookup, state="invalid", reason=reason.get("text") if isinstance(reason, dict) else reason)
    return replace(
        lookup,
        state="special" if record.get("special") else "missing" if record.get("missing") else "found",
        page=page_of(record, wiki),
        redirect=bool(record.get("redirect")),
        last_revision=record.get("lastrevid") or None,
    )


def found(lookup: Lookup, api: Api, wiki: str) -> Page:
    """Return the page of a look-up; InputError or SourceError, with what the logs know of it, where there is none."""
    asked = lookup.asked
    if lookup.state == "found" and lookup.page is not None:
        return lookup.page
    if lookup.state == "invalid":
        reason = (lookup.reason or "it cannot be a title").rstrip(".")
        what = f"is no title of a page: {reason[:1].lower()}{reason[1:]}"
        raise InputError(what, wiki=wiki, page=asked, hint="look at its spelling")
    if lookup.state == "interwiki":
        what = f"lies on another wiki ({lookup.interwiki})"
        raise SourceError(what, wiki=wiki, page=asked, hint="ask that wiki for it")
    if lookup.state == "special":
        raise InputError("is a special page and has no history", wiki=wiki, page=asked, hint="name another page")
    traced, what = trace(lookup, api), "there is no such page"
    hint = "look at its spelling: capitals count after the first letter"
    if traced.moved_to is not None:
        what, hint = f"{what} any more", f"it was moved to {traced.moved_to}"
    elif traced.deleted is not None:
        what, hint = f"{what} any more", f"it was deleted on {traced.deleted:%Y-%m-%d}"
    raise SourceError(what, wiki=wiki, page=asked, hint=hint)


def trace(lookup: Lookup, api: Api) -> Lookup:
    """Ask the logs what became of a page that is not there: deleted, or moved without a redirect."""
    if lookup.page is None or lookup.page.title is None:
        return lookup
    moved = _last_log(api, {"letype": "move"}, lookup.page.title)
    deleted = _last_log(api, {"leaction": "delete/delete"}, lookup.page.title)
    target = moved.get("params", {}).get("target_title") if moved else None
    if moved and target and (deleted is None or deleted["timestamp"] <= moved["timestamp"]):
        return replace(lookup, moved_to=target)
    return replace(lookup, deleted=datetime.fromisoformat(deleted["timestamp"])) if deleted else lookup


def _last_log(api: Api, kind: Mapping[str, str], title: str) -> dict[str, Any] | None:
    values = {
        "action": "query",
        "list": "logevents",
        "letitle": title,
        "lelimit": "1",
        "leprop": "type|timestamp|details",
    }
    entries = api.call({**values, **kind}).get("query", {}).get("logevents") or []
    return entries[0] if entries else None


def _titles(entries: Any) -> Titles:
    return tuple((str(entry.get("from")), str(entry.get("to"))) for entry in entries or ())
