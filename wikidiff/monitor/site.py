"""The wiki of a watch: texts, lists of pages, recent changes, and what has become of revisions."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from wikidiff.errors import SourceError
from wikidiff.model import Revision
from wikidiff.monitor.events import Event, from_row, moment
from wikidiff.monitor.settings import Settings
from wikidiff.sources.http import Session
from wikidiff.sources.waits import Waits
from wikidiff.sources.wiki import Wiki

_CHANGES: Final = {
    "list": "recentchanges",
    "rcdir": "newer",
    "rclimit": "max",
    "rctype": "edit|new|log|categorize",
    "rcprop": "ids|title|timestamp|user|userid|comment|flags|sizes|tags|sha1|loginfo",
}
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = re.compile(  # not behind one stroke: that is the name of a file
    rf"(?<![\w@.-])(?:(?<!/)|(?<=//))((?:{_LABEL}\.)+[a-z]{{2,24}})(?![\w-]|\.\w|@)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What a wiki says of a revision now: gone, tagged, and what of it is hidden."""

    gone: bool
    tags: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


def waits(stop: threading.Event) -> Waits:
    """Return short waits that end when the watch does: the watcher itself tries again later."""

    def sleep(seconds: float) -> None:
        stop.wait(seconds)

    return Waits(tries=3, first=0.5, longest=60.0, patience=90.0, sleep=sleep)


class Site:
    """One wiki; each thread has its own, since a session belongs to one thread."""

    def __init__(self, settings: Settings, stop: threading.Event | None = None) -> None:
        self.settings = settings
        self.stop = stop or threading.Event()
        password = settings.password.reveal() if settings.password is not None else None
        self.wiki = Wiki(
            settings.api or settings.wiki,
            session=Session(contact=settings.contact, waits=waits(self.stop)),
            user=settings.user,
            password=password,
        )

    def close(self) -> None:
        """Close the connections."""
        self.wiki.close()

    @property
    def server(self) -> str:
        """The wiki's address without a path, as links begin."""
        parts = urlsplit(self.wiki.place.api_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def domain(self) -> str:
        """The wiki's host."""
        return urlsplit(self.wiki.place.api_url).hostname or ""

    def texts(self, ids: Iterable[int]) -> dict[int, Revision]:
        """Return the revisions that the wiki knows."""
        found = self.wiki.revisions(list(ids))
        return {one.id: one for one in found if one.id is not None and "revision" not in one.missing}

    def fates(self, ids: Iterable[int]) -> dict[int, Fate]:
        """Return what has become of revisions."""
        found = {}
        for one in self.wiki.revisions(list(ids), content=False):
            if one.id is not None:
                found[one.id] = Fate("revision" in one.missing, one.tags, tuple(sorted(one.hidden)))
        return found

    def changes(self, since: float) -> Iterator[tuple[int, float, Event | None]]:
        """Yield recent changes from a moment on, oldest first: number, time and event (None: not about pages)."""
        start = f"{datetime.fromtimestamp(since, UTC):%Y-%m-%dT%H:%M:%SZ}"
        for row in self._listed({**_CHANGES, "rcstart": start}, "recentchanges"):
            yield int(row.get("rcid", 0)), moment(str(row["timestamp"])), from_row(row, self.settings.wiki, self.domain)

    def oldest_change(self) -> float | None:
        """Return the time of the oldest change that the wiki still lists."""
        values = {"action": "query", "list": "recentchanges", "rcdir": "newer", "rclimit": "1", "rcprop": "timestamp"}
        rows = self.wiki.api.call(values).get("query", {}).get("recentchanges") or []
        return moment(str(rows[0]["timestamp"])) if rows else None

    def now(self) -> float:
        """Return the wiki's own time."""
        found = self.wiki.api.call({"action": "query", "curtimestamp": "1"}).get("curtimestamp")
        if not isinstance(found, str):
            raise SourceError("its API does not tell the time", wiki=self.settings.wiki)
        return moment(found)

    def people(self, names: Iterable[str]) -> dict[str, tuple[tuple[str, ...], int | None]]:
        """Return the groups and the number of edits of users, as far as the wiki tells them."""
        wanted, found = list(dict.fromkeys(names)), {}
        for at in range(0, len(wanted), 50):
            values = {"list": "users", "ususers": "|".join(wanted[at : at + 50]), "usprop": "groups|editcount"}
            for row in self._listed(values, "users"):
                if "groups" in row:
                    found[row["name"]] = (tuple(row["groups"]), row.get("editcount"))
        return found

    # Lists of pages, see `targets.Lister`.

    def category(self, title: str, depth: int) -> Iterator[str]:
        """Yield the titles of a category's pages."""
        return (page.title for page in self.wiki.category(title, depth=depth) if page.title)

    def embedded(self, template: str) -> Iterator[str]:
        """Yield the titles of pages that use a template."""
        info = self.wiki.siteinfo()
        title = template if info.has_prefix(template, 10) else info.prefix(10) + template
        values = {"list": "embeddedin", "eititle": title, "eilimit": "max"}
        return (row["title"] for row in self._listed(values, "embeddedin"))

    def found(self, query: str, limit: int) -> Iterator[str]:
        """Yield the titles that a search finds."""
        return (page.title for page in self.wiki.search(query, limit=limit) if page.title)

    def edited_by(self, user: str, limit: int) -> Iterator[str]:
        """Yield the titles of pages that a user has edited, newest first."""
        values = {"list": "usercontribs", "ucuser": user, "ucprop": "title", "uclimit": "max"}
        for number, row in enumerate(self._listed(values, "usercontribs")):
            if number >= limit:
                return
            yield row["title"]

    def linked(self, title: str) -> Iterator[str]:
        """Yield the titles that a page links to."""
        values = {"prop": "links", "titles": title, "pllimit": "max"}
        for answer in self.wiki.api.query(values):
            for page in answer.get("query", {}).get("pages", ()):
                if page.get("missing"):
                    raise SourceError("there is no such page", wiki=self.settings.wiki, page=title)
                yield from (row["title"] for row in page.get("links", ()))

    def project(self, name: str) -> Iterator[str]:
        """Yield the titles that a WikiProject has assessed; only wikis with PageAssessments can tell."""
        values = {"list": "projectpages", "wppprojects": name, "wpplimit": "max"}
        for answer in self.wiki.api.query(values):
            projects = answer.get("query", {}).get("projects")
            if projects is None:
                raise SourceError(
                    "this wiki does not tell the pages of a project",
                    wiki=self.settings.wiki,
                    hint="name the project's template under templates, with talk = true",
                )
            for rows in projects.values():
                yield from (row["title"] for row in rows)

    def domains(self, title: str) -> frozenset[str]:
        """Return the domains that a wiki page names: a list that editors keep."""
        values = {"prop": "revisions", "titles": title, "rvprop": "content", "rvslots": "main", "redirects": "1"}
        pages = self.wiki.api.call({"action": "query", **values}).get("query", {}).get("pages") or [{}]
        text = pages[0].get("revisions", [{}])[0].get("slots", {}).get("main", {}).get("content")
        if text is None:
            raise SourceError("the page of domains cannot be read", wiki=self.settings.wiki, page=title)
        return domains_of(text)

    def _listed(self, values: Mapping[str, str], name: str) -> Iterator[dict[str, Any]]:
        for answer in self.wiki.api.query(values):
            rows = answer.get("query", {}).get(name)
            if not isinstance(rows, list):
                raise SourceError(f"its API tells no {name}", wiki=self.settings.wiki)
            yield from rows


def domains_of(text: str) -> frozenset[str]:
    """Return the domains in a text: one a line, in lists, tables or links; comments after `#` do not count."""
    rows = [row.partition(" #")[0] for row in text.splitlines() if not row.lstrip().startswith("#:")]
    return frozenset(found.lower().removeprefix("www.") for row in rows for found in _DOMAIN.findall(row))
