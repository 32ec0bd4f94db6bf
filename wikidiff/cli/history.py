"""`wikidiff history`: what became of a page, revision by revision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from wikidiff.cli import options
from wikidiff.cli.fanout import Kept, in_order
from wikidiff.cli.pages import Choice, Page, moment, pages
from wikidiff.cli.progress import Interrupted, Progress
from wikidiff.cli.reading import read_terms
from wikidiff.cli.wikis import Where, where_options
from wikidiff.cli.writing import Output, form_of
from wikidiff.model import Revision
from wikidiff.report.cells import row
from wikidiff.text.termlists import TermList

if TYPE_CHECKING:
    from wikidiff.history.chronicle import Chronicle
    from wikidiff.history.subjects import Follower

FORMATS = ("terminal", "json", "jsonl", "html", "csv")
BY = ("user", "month", "category")


@click.command("history", short_help="Say what became of a page, revision by revision.")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--page", "titles", metavar="TITLE", multiple=True, help="Only this page of a dump.  [default: all]")
@click.option("--since", metavar="DATE", callback=moment, help="Only revisions from this day on: 2006-03-09.")
@click.option("--until", metavar="DATE", callback=moment, help="Only revisions up to this day, itself included.")
@click.option("--limit", metavar="COUNT", type=click.IntRange(min=1), help="Only the last so many revisions.")
@click.option("--term", metavar="WORDS", multiple=True, help="Follow a word or phrase.")
@click.option("--number", metavar="LABEL", multiple=True, help="Follow the figure beside these words.")
@click.option("--source", metavar="KEY", multiple=True, help="Follow a source: doi:…, isbn:…, an address, a title.")
@click.option("--section", metavar="TITLE", multiple=True, help="Follow a section.")
@click.option("--origin", metavar="WORDS", multiple=True, help="Say who first wrote these words of the last revision.")
@click.option("--by", type=click.Choice(BY), help="Count the findings by this.")
@click.option("--collapse", is_flag=True, help="Take one user's revisions in a row as one.")
@click.option(
    "-j",
    "--jobs",
    metavar="COUNT",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Pages read at once.",
)
@click.option("--brief", is_flag=True, help="Leave out the line for each revision on the terminal.")
@where_options("titles", "by the language")
@options.language("page")
@options.site()
@options.terms()
@options.form(FORMATS)
@options.output()
@options.width("terminal report")
def command(
    *,
    sources: tuple[str, ...],
    wiki: str | None,
    store: str | None,
    offline: bool,
    language: str,
    site: str | None,
    terms: tuple[str, ...],
    form: str | None,
    output: str | None,
    width: int | None,
    by: str | None,
    brief: bool,
    jobs: int,
    **asked: Any,
) -> int:
    """Say what became of a page, revision by revision.

    SOURCE is a dump (XML, packed or not), a file of revisions as JSON lines, '-', or the title or address of a page,
    whose history is read from the store after what that lacks was fetched. Each revision is compared with
    the one before it; at the end stands what they tell together: timelines of what you follow, disputes, reverts, how
    long added sources stood. jsonl gives every analysis, one a line; json and csv give the story in figures.
    """
    from wikidiff.history.timeline import followers  # noqa: PLC0415  (what compares takes a while to load)

    follow = followers(
        term=asked["term"],
        number=asked["number"],
        source=asked["source"],
        section=asked["section"],
        language=language,
    )
    form = form or form_of(output, FORMATS) or "terminal"
    manner = _Manner(language, site, read_terms(terms), tuple(follow), form, by, asked["origin"], brief)
    choice = Choice(asked["titles"], asked["since"], asked["until"], asked["limit"], collapse=asked["collapse"])
    with Output(output) as out, Progress() as progress:
        writer = _Writer(out, manner, width or out.width)
        found = pages(sources, choice, progress, Where(wiki, store, offline), language)
        try:
            read = (
                _one_by_one(writer, manner, found, progress) if jobs == 1 else _at_once(writer, found, progress, jobs)
            )
        finally:
            progress.clear()
        if not read:
            return 0
        writer.close()
        if not writer.pages:
            raise choice.nothing(sources)
        if progress.stopped:
            raise Interrupted
    return 0


class _Manner(NamedTuple):
    """How each page is read and told."""

    language: str
    site: str | None
    terms: TermList | None
    follow: tuple[Follower, ...]
    form: str
    by: str | None
    origin: tuple[str, ...]
    brief: bool

    def chronicle(self) -> Chronicle:
        """Return what reads a page."""
        from wikidiff.history.chronicle import Chronicle  # noqa: PLC0415

        return Chronicle(self.language, self.site, self.terms, follow=self.follow)


def _one_by_one(writer: _Writer, manner: _Manner, found: Iterator[Page], progress: Progress) -> bool:
    """Tell one page after the other, each revision as it comes; return False when nobody reads any more."""
    for page in found:
        if not writer.page(page, manner.chronicle(), progress.over(page.revisions)):
            return False
        if progress.stopped:
            break
    return True


def _at_once(writer: _Writer, found: Iterator[Page], progress: Progress, jobs: int) -> bool:
    """Tell several pages at once, written in their order; each is held whole until it is told."""

    def calls() -> Iterator[tuple[object, ...]]:
        for number, page in enumerate(found):
            revisions = list(progress.over(page.revisions))
            yield writer.manner, number, page.title, revisions, writer.width, writer.out.color
            if progress.stopped:
                return

    for parts, documents in in_order(_told, calls(), jobs):
        writer.pages += 1
        writer.documents += documents
        for for_people, text in parts:
            if not (writer.out.text(text) if for_people else writer.out.data(text)):
                return False
    return True


def _told(
    manner: _Manner, number: int, title: str, revisions: list[Revision], width: int, color: bool
) -> tuple[list[tuple[bool, str]], list[dict[str, Any]]]:
    """Tell one page in a process of its own."""
    kept = Kept(width, color=color)
    writer = _Writer(kept, manner, width)
    writer.pages = number
    writer.page(Page(title, iter(revisions)), manner.chronicle(), revisions)
    return kept.parts, writer.documents


class _Writer:
    """Writes the histories of one or more pages in one format."""

    def __init__(self, out: Output | Kept, manner: _Manner, width: int) -> None:
        self.out, self.manner, self.width = out, manner, width
        self.form, self.by, self.origin, self.brief = manner.form, manner.by, manner.origin, manner.brief
        self.pages = 0
        self.documents: list[dict[str, Any]] = []
        self._verdicts: dict[int, str] = {}

    def page(self, page: Page, chronicle: Chronicle, revisions: Iterable[Revision]) -> bool:
        """Read and write a page; return False when nobody reads any more."""
        self.begin(page)
        for analysis in chronicle.read(revisions):
            if not self.analysis(analysis, chronicle):
                return False
        self.end(page, chronicle)
        return True

    def begin(self, page: Page) -> None:
        """Begin a page."""
        if self.form == "html" and self.pages:
            raise click.UsageError(f"there is more than one page here, '{page.title}' too: name one with --page")
        if self.form == "terminal" and self.pages:
            self.out.text("\n")
        self.pages += 1

    def analysis(self, analysis: Any, chronicle: Chronicle) -> bool:
        """Write one revision, as it comes; return False when nobody reads any more."""
        if self.form == "jsonl":
            from wikidiff.wire import to_json  # noqa: PLC0415  (msgspec takes a while to load)

            return self.out.data(to_json(analysis))
        if self.form == "terminal" and not self.brief:
            from wikidiff.report.story import line  # noqa: PLC0415  (and so does rich)

            return self.out.text(line(analysis, self.width))
        if self.form == "html":
            from wikidiff.report.words import verdict  # noqa: PLC0415

            self._verdicts[len(chronicle.entries) - 1] = verdict(analysis)
        return True

    def end(self, page: Page, chronicle: Chronicle) -> None:
        """Write what the revisions of a page tell together."""
        if self.form == "terminal":
            from wikidiff.report.story import render  # noqa: PLC0415

            text = render(chronicle, width=self.width, color=self.out.color, by=self.by, origin=self.origin)
            self.out.text(text if self.brief else "\n" + text)
        elif self.form == "html":
            from wikidiff.report.storypage import render_page  # noqa: PLC0415

            self.out.data(render_page(chronicle, self._verdicts, by=self.by, origin=self.origin).rstrip("\n"))
        elif self.form == "csv":
            self.out.data(self._table(page, chronicle))
        elif self.form == "json":
            from wikidiff.history.plain import plain  # noqa: PLC0415

            self.documents.append(plain(chronicle, by=self.by, origin=self.origin))

    def close(self) -> None:
        """Write what could only be written at the end: one object for one page, a list for several."""
        if self.form == "json" and self.documents:
            found: Any = self.documents[0] if len(self.documents) == 1 else self.documents
            self.out.data(json.dumps(found, ensure_ascii=not _clean(found), indent=2))

    def _table(self, page: Page, chronicle: Chronicle) -> str:
        from wikidiff.history.plain import rows  # noqa: PLC0415

        table = rows(chronicle, self.by)
        return "\r\n".join(
            row((page.title if number else "page", *cells))
            for number, cells in enumerate(table)
            if number or self.pages == 1
        )


def _clean(found: object) -> bool:
    """Tell whether everything can be written in UTF-8: a lone surrogate cannot, JSON has an escape for it."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
