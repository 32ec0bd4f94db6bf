"""What to follow: lists of pages and people in the words that operators know, and what belongs to each just now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from wikidiff.errors import SourceError, WikidiffError
from wikidiff.monitor.conditions import pattern_of
from wikidiff.monitor.events import Event
from wikidiff.monitor.tables import Table, there

MOST: Final = 500_000  # titles of one list
_COMMENT: Final = re.compile(r"\s+#.*$|^#.*$")
_LINK: Final = re.compile(r"\[\[:?([^\]|#]+)")


class Lister(Protocol):
    """What a wiki must be able to list."""

    def category(self, title: str, depth: int) -> Iterable[str]:
        """Return the titles of pages in a category, and in those below it down to a depth."""

    def embedded(self, template: str) -> Iterable[str]:
        """Return the titles of pages that use a template."""

    def found(self, query: str, limit: int) -> Iterable[str]:
        """Return the titles of pages that a search finds."""

    def edited_by(self, user: str, limit: int) -> Iterable[str]:
        """Return the titles of pages that a user has edited."""

    def linked(self, title: str) -> Iterable[str]:
        """Return the titles that a page links to."""

    def project(self, name: str) -> Iterable[str]:
        """Return the titles that a WikiProject has assessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """One list: what belongs to any of its parts, to all of `intersect`, and fits its filters."""

    name: str
    titles: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    depth: int = 0
    templates: tuple[str, ...] = ()
    talk: bool = False
    projects: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    contributions: tuple[str, ...] = ()
    limit: int = 5000
    users: tuple[str, ...] = ()
    namespaces: tuple[int, ...] = ()
    matching: re.Pattern[str] | None = None
    without: re.Pattern[str] | None = None
    intersect: bool = False

    @property
    def listed(self) -> bool:
        """Whether it names pages, and not only what they must be like."""
        parts = (self.titles, self.files, self.categories, self.templates, self.projects, self.searches, self.links)
        return any((*parts, self.contributions))

    @property
    def online(self) -> bool:
        """Whether a wiki must be asked for it."""
        parts = (self.categories, self.templates, self.projects, self.searches, self.links, self.contributions)
        return any(parts)


@dataclass(slots=True)
class Members:
    """The pages of each list just now; `failed` says which could not be read again, and why."""

    pages: dict[str, frozenset[str]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def which(self, follows: Iterable[Follow], event: Event) -> tuple[str, ...]:
        """Return the names of the lists that an event belongs to."""
        return tuple(one.name for one in follows if self.holds(one, event))

    def holds(self, follow: Follow, event: Event) -> bool:
        """Tell whether an event belongs to a list."""
        title = event.title
        if title is None or (follow.namespaces and event.namespace not in follow.namespaces):
            return False
        if follow.matching is not None and not follow.matching.search(title):
            return False
        if follow.without is not None and follow.without.search(title):
            return False
        if follow.users and event.user not in follow.users:
            return False
        return not follow.listed or canonical(title) in self.pages.get(follow.name, frozenset())

    def moved(self, old: str, new: str) -> int:
        """Keep following a page under its new title; return in how many lists it stood."""
        there = [name for name, pages in self.pages.items() if canonical(old) in pages]
        for name in there:
            self.pages[name] |= {canonical(new)}
        return len(there)


def canonical(title: str) -> str:
    """Return a title as wikis compare it: blanks, and the first letter in capitals."""
    title = " ".join(title.replace("_", " ").split())
    return title[:1].upper() + title[1:]


def members(follows: Iterable[Follow], wiki: Lister, known: Members) -> Members:
    """Read all lists again. A list that cannot be read keeps the pages it had, and says so."""
    found = Members(dict(known.pages))
    for follow in follows:
        if not follow.listed:
            continue
        try:
            found.pages[follow.name] = _pages(follow, wiki)
        except WikidiffError as error:
            found.failed[follow.name] = str(error)
    return found


def _pages(follow: Follow, wiki: Lister) -> frozenset[str]:
    reads: list[Callable[[], Iterable[str]]] = []
    if follow.titles:
        reads.append(lambda: follow.titles)
    reads.extend(partial(_file, path) for path in follow.files)
    reads.extend(partial(wiki.category, title, follow.depth) for title in follow.categories)
    reads.extend(partial(wiki.embedded, title) for title in follow.templates)
    reads.extend(partial(wiki.project, name) for name in follow.projects)
    reads.extend(partial(wiki.found, query, follow.limit) for query in follow.searches)
    reads.extend(partial(wiki.linked, title) for title in follow.links)
    reads.extend(partial(wiki.edited_by, user, follow.limit) for user in follow.contributions)
    sets = [_canonical(read(), talk=follow.talk) for read in reads]
    pages = frozenset.intersection(*sets) if follow.intersect else frozenset().union(*sets)
    if len(pages) > MOST:
        raise SourceError(f"the list '{follow.name}' has {len(pages):,} pages, and {MOST:,} can be followed")
    return pages


def _canonical(titles: Iterable[str], *, talk: bool) -> frozenset[str]:
    """Return titles as they compare; with `talk`, the article of each talk page (where projects put their banners)."""
    found = set()
    for title in titles:
        name = canonical(title)
        if talk:
            space, colon, rest = name.partition(":")
            if colon and space.lower() == "talk":
                name = canonical(rest)
            elif colon and space.lower().endswith(" talk"):
                name = f"{space[:-5]}:{rest}"
        found.add(name)
    return frozenset(found)


def _file(path: str) -> list[str]:
    """Return the titles of a file: one a line, bare or as a link; `#` begins a comment."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SourceError(f"the list of titles cannot be read ({reason})", path=path) from error
    found = []
    for line in text.splitlines():
        links = _LINK.findall(line)
        bare = _COMMENT.sub("", line).strip()
        found.extend(links or ([bare] if bare else []))
    return found


def read_follow(table: Table | None, folder: Path) -> tuple[Follow, ...]:
    """Read `[follow.NAME]` tables; none at all follows everything."""
    if table is None:
        return (Follow(name="everything"),)
    found = []
    for name in table.data:
        part = table.table(name)
        if part is None:
            continue
        spaces = part.raw("namespaces")
        spaces = [spaces] if isinstance(spaces, int) else spaces if spaces is not None else []
        if not isinstance(spaces, list) or not all(type(one) is int for one in spaces):
            part.fail("namespaces", "numbers of namespaces are wanted", "such as [0, 118]")
        follow = Follow(
            name=name,
            titles=part.texts("titles"),
            files=tuple(there(part, "files", folder, file) or "" for file in part.texts("files")),
            categories=part.texts("categories"),
            depth=part.whole("depth", 0, high=20),
            templates=part.texts("templates"),
            talk=part.flag("talk", default=False) is True,
            projects=part.texts("projects"),
            searches=part.texts("searches"),
            links=part.texts("links"),
            contributions=part.texts("contributions"),
            limit=part.whole("limit", 5000, low=1, high=MOST),
            users=part.texts("users"),
            namespaces=tuple(spaces),
            matching=pattern_of(part, "matching"),
            without=pattern_of(part, "without"),
            intersect=part.flag("intersect", default=False) is True,
        )
        part.known()
        found.append(follow)
    return tuple(found)
