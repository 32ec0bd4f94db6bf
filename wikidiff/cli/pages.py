"""The pages of what a person names, each with the revisions that were asked for, oldest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikidiff.cli.progress import Progress
from wikidiff.cli.wikis import Where
from wikidiff.errors import InputError, UsageError, WikidiffError
from wikidiff.history.bursts import collapse
from wikidiff.model import Revision

if TYPE_CHECKING:
    from wikidiff.sources.reader import Reader


@dataclass(slots=True)
class Page:
    """One page: its title where it is known, and its revisions, which are read as they are asked for."""

    title: str
    revisions: Iterator[Revision]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pages and revisions are read."""

    titles: tuple[str, ...]
    since: datetime | None
    until: datetime | None
    limit: int | None
    collapse: bool

    def of(self, revisions: Iterator[Revision]) -> Iterator[Revision]:
        """Yield the chosen revisions of a page, the one before the first of them too: it is what that one changed."""
        chosen = self._in_time(revisions)
        if self.limit is not None:
            chosen = iter(deque(chosen, maxlen=self.limit + 1))
        return collapse(chosen) if self.collapse else chosen

    def _in_time(self, revisions: Iterator[Revision]) -> Iterator[Revision]:
        before: Revision | None = None
        begun = self.since is None
        for revision in revisions:
            time = revision.timestamp
            if self.until is not None and time is not None and time >= self.until:
                continue
            if not begun:
                if time is None or (self.since is not None and time < self.since):
                    before = revision
                    continue
                begun = True
                if before is not None:
                    yield before
            yield revision

    def nothing(self, sources: Sequence[str]) -> WikidiffError:
        """Return the error of a source in which nothing was chosen."""
        what = f"there is no page {self.titles[0]!r} in it" if self.titles else "there are no revisions in it"
        return InputError(what, hint="look at the titles and dates", path=", ".join(sources))


def pages(
    sources: Sequence[str], choice: Choice, progress: Progress, where: Where, language: str = "en"
) -> Iterator[Page]:
    """Yield the pages of all sources in turn: of files, and of the store and the wiki."""
    for source in sources:
        if where.names_history(source):
            with where.reader(where.address(source), language=language) as reader:
                yield _fetched(source, choice, progress, where, reader)
            continue
        found = _revisions(source, progress)
        for title, revisions in _grouped(found):
            if choice.titles and title.replace("_", " ") not in choice.titles:
                deque(revisions, maxlen=0)
            else:
                yield Page(title, choice.of(revisions))


def _fetched(source: str, choice: Choice, progress: Progress, where: Where, reader: Reader) -> Page:
    """Return a page of the store and the wiki; what the store lacks is fetched when the first revision is read."""
    asked = where.address(source)
    title, page_id = (source, None) if asked is None else (asked.title, asked.page_id)
    if title is None and page_id is None:
        raise UsageError("this address names no page", hint="give the page's own address or its title", path=source)
    until = None if choice.until is None else choice.until - timedelta(microseconds=1)
    revisions = reader.history(
        title, page_id=page_id, since=choice.since, until=until, limit=choice.limit, tell=progress.fetched
    )
    return Page(title or source, choice.of(revisions))


def _revisions(source: str, progress: Progress) -> Iterator[Revision]:
    from wikidiff.sources.opening import Kind, kind_of, open_history  # noqa: PLC0415  (its libraries take a while)

    if kind_of(source) is Kind.FILE:
        progress.expect(Path(source).stat().st_size)
    return open_history(source, seen=progress.seen)


def _grouped(revisions: Iterator[Revision]) -> Iterator[tuple[str, Iterator[Revision]]]:
    """Yield title and revisions of each page; a page's revisions stand together in every source."""
    first = next(revisions, None)
    while first is not None:
        rest: list[Revision] = []
        title = (first.page.title if first.page is not None else None) or ""
        yield title, _same_page(first, revisions, rest)
        first = rest[0] if rest else None


def _same_page(first: Revision, revisions: Iterator[Revision], rest: list[Revision]) -> Iterator[Revision]:
    key = _key(first)
    for revision in chain((first,), revisions):
        if _key(revision) != key:
            rest.append(revision)
            return
        yield revision


def _key(revision: Revision) -> object:
    page = revision.page
    return None if page is None else (page.wiki, page.id if page.id is not None else page.title)


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """Read a day or a moment; the end of a stretch of time is the end of the day that is named."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"'{value}' is no date; write 2006-03-09", ctx, param) from error
    if param.name == "until" and len(value) <= len("2006-03-09"):
        found += timedelta(days=1)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
