"""`wikidiff fetch`: histories into the local store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from wikidiff.cli import options
from wikidiff.cli.reading import read_text
from wikidiff.cli.wikis import address
from wikidiff.cli.writing import Output
from wikidiff.errors import UsageError, WikidiffError

if TYPE_CHECKING:
    from wikidiff.report.progress import Bar
    from wikidiff.sources.fetching import Fetched
    from wikidiff.sources.store import Store
    from wikidiff.sources.wiki import Wiki

WIKI = "enwiki"


@click.command("fetch", short_help="Bring histories of pages into the local store.")
@click.argument("titles", nargs=-1, metavar="TITLE...")
@click.option("--titles", "lists", metavar="FILE", multiple=True, help="Titles from a file, one a line; or '-'.")
@options.wiki("of the titles", "enwiki")
@click.option("--since", metavar="DATE", help="Only revisions from this day or moment on: 2006-03-09.")
@click.option("--until", metavar="DATE", help="Only revisions up to this day or moment, itself included.")
@click.option("--limit", metavar="COUNT", type=click.IntRange(min=1), help="Only the newest so many revisions.")
@click.option("--refresh", is_flag=True, help="Ask again for tags and visibility, and take out what was hidden since.")
@options.store()
def command(
    *, titles: tuple[str, ...], lists: tuple[str, ...], wiki: str | None, store: str | None, **asked: Any
) -> int:
    """Bring histories of pages into the local store, once, and go on where it stopped.

    TITLE is the title of a page, or its address. Only what the store lacks is asked for, and each answer is kept
    before the next is asked for: whatever ends the work, the next run goes on from there. A page that cannot be
    fetched is said on standard error and the others are fetched all the same; the exit status is that of the first.
    """
    from wikidiff.report.progress import Bar  # noqa: PLC0415  (rich takes a while to load)
    from wikidiff.sources.store import Store  # noqa: PLC0415  (and so do zstandard and requests)

    named = [*titles, *(title for path in lists for title in _listed(path))]
    if not named:
        raise click.UsageError("name a page, or a file of titles with --titles")
    status = 0
    with Output(None) as out, ExitStack() as stack:
        kept = stack.enter_context(Store(store))
        bar = stack.enter_context(Bar())
        wikis = _Wikis(stack, wiki)
        for name in named:
            try:
                done = _fetch(*wikis.of(name), kept, bar, asked)
            except WikidiffError as error:
                if error.page is None or len(named) == 1:
                    raise
                status = status or _status(error)
                click.echo(f"wikidiff: {error}", err=True)
                continue
            bar.next()
            for note in done.notes:
                click.echo(f"wikidiff: {done.page.title}: {note.text}", err=True)
            if not out.text(_line(done)):
                break
    return status


class _Wikis:
    """The wikis of the titles and addresses that were named, each opened once."""

    def __init__(self, stack: ExitStack, wiki: str | None) -> None:
        self._stack = stack
        self._wiki = wiki
        self._open: dict[str, Wiki] = {}

    def of(self, name: str) -> tuple[Wiki, dict[str, Any]]:
        """Return the wiki of a title or address, and which page is meant."""
        from wikidiff.sources.urls import looks_like_url, parse  # noqa: PLC0415  (as above)
        from wikidiff.sources.wiki import Wiki  # noqa: PLC0415

        named, page = self._wiki or WIKI, dict[str, Any](title=name)
        if looks_like_url(name):
            asked = parse(name)
            if asked.title is None and asked.page_id is None:
                raise UsageError(
                    "this address names no page", hint="give the page's own address or its title", path=name
                )
            named = address(asked, self._wiki)
            page = {"title": asked.title} if asked.page_id is None else {"page_id": asked.page_id}
        if named not in self._open:
            self._open[named] = self._stack.enter_context(Wiki(named))
        return self._open[named], page


def _fetch(wiki: Wiki, page: dict[str, Any], store: Store, bar: Bar, asked: dict[str, Any]) -> Fetched:
    from wikidiff.sources.fetching import fetch  # noqa: PLC0415  (as above)

    return fetch(
        wiki,
        store,
        **page,
        **asked,
        tell=(lambda one, how: bar.tell(one.title or "", how.done, how.total, how.left)) if bar.shown else None,
        say=bar.say,
    )


def _line(done: Fetched) -> str:
    """Return what came of a page, on a line."""
    told = [f"{done.held:,} revisions", f"{done.added:,} new"]
    told += [f"{done.changed:,} changed"] if done.changed else []
    told += [f"{done.removed:,} texts taken out"] if done.removed else []
    told += [] if done.whole else ["not the whole history"]
    return f"{done.page.wiki}: {done.page.title}: {', '.join(told)}\n"


def _listed(path: str) -> Iterator[str]:
    """Yield the titles of a file; blank lines are passed over."""
    return (line.strip() for line in read_text(path)[0].split("\n") if line.strip())


def _status(error: WikidiffError) -> int:
    from wikidiff.cli import status_of  # noqa: PLC0415  (the door is open by now)

    return status_of(error)
