"""`wikidiff history`: what became of a page, revision by revision."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import click

from wikidiff.cli import options
from wikidiff.cli.pages import Choice, Page, moment, pages
from wikidiff.cli.progress import Interrupted, Progress
from wikidiff.cli.reading import read_terms
from wikidiff.cli.wikis import Where, where_options
from wikidiff.cli.writing import Output, form_of
from wikidiff.history.chronicle import Chronicle
from wikidiff.history.timeline import followers

FORMATS = ("terminal", "json", "jsonl", "html", "csv")
BY = ("user", "month", "category")
_RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


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
    **asked: Any,
) -> int:
    """Say what became of a page, revision by revision.

    SOURCE is a dump (XML, packed or not), a file of revisions as JSON lines, '-', or the title or address of a page,
    whose history is read from the store after what that lacks was fetched. Each revision is compared with
    the one before it; at the end stands what they tell together: timelines of what you follow, disputes, reverts, how
    long added sources stood. jsonl gives every analysis, one a line; json and csv give the story in figures.
    """
    follow = followers(
        term=asked["term"],
        number=asked["number"],
        source=asked["source"],
        section=asked["section"],
        language=language,
    )
    form = form or form_of(output, FORMATS) or "terminal"
    listed = read_terms(terms)
    choice = Choice(asked["titles"], asked["since"], asked["until"], asked["limit"], collapse=asked["collapse"])
    with Output(output) as out, Progress() as progress:
        writer = _Writer(out, form, width or out.width, by, asked["origin"], brief=brief)
        try:
            for page in pages(sources, choice, progress, Where(wiki, store, offline), language):
                chronicle = Chronicle(language, site, listed, follow=follow)
                writer.begin(page)
                for analysis in chronicle.read(progress.over(page.revisions)):
                    if not writer.analysis(analysis, chronicle):
                        return 0
                writer.end(page, chronicle)
                if progress.stopped:
                    break
        finally:
            progress.clear()
        writer.close()
        if not writer.pages:
            raise choice.nothing(sources)
        if progress.stopped:
            raise Interrupted
    return 0


class _Writer:
    """Writes the histories of one or more pages in one format."""

    def __init__(
        self, out: Output, form: str, width: int, by: str | None, origin: tuple[str, ...], *, brief: bool
    ) -> None:
        self.out, self.form, self.width, self.by, self.origin, self.brief = out, form, width, by, origin, brief
        self.pages = 0
        self._documents: list[dict[str, Any]] = []
        self._verdicts: dict[int, str] = {}

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

            self._documents.append(plain(chronicle, by=self.by, origin=self.origin))

    def close(self) -> None:
        """Write what could only be written at the end: one object for one page, a list for several."""
        if self.form == "json" and self._documents:
            found: Any = self._documents[0] if len(self._documents) == 1 else self._documents
            self.out.data(json.dumps(found, ensure_ascii=not _clean(found), indent=2))

    def _table(self, page: Page, chronicle: Chronicle) -> str:
        from wikidiff.history.plain import rows  # noqa: PLC0415

        text = io.StringIO()
        table = csv.writer(text, lineterminator="\r\n")
        for number, row in enumerate(rows(chronicle, self.by)):
            if number or self.pages == 1:
                table.writerow([_cell(cell) for cell in (page.title if number else "page", *row)])
        return text.getvalue().removesuffix("\r\n")


def _cell(value: object) -> object:
    """Return what stands in a cell: text that a spreadsheet would calculate is shown as text."""
    if isinstance(value, str) and value.startswith(_RISKY):
        return "'" + value
    return value


def _clean(found: object) -> bool:
    """Tell whether everything can be written in UTF-8: a lone surrogate cannot, JSON has an escape for it."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
