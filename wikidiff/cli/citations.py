"""`wikidiff citations`: the sources of one text and what is wrong with each."""

from __future__ import annotations

from dataclasses import replace

import click

from wikidiff.cli import options
from wikidiff.cli.reading import STDIN, name_of, read_text
from wikidiff.cli.wikis import Where, where_options
from wikidiff.cli.writing import Output, form_of

FORMATS = ("terminal", "table", "json", "jsonl", "csv")


@click.command("citations", short_help="List the sources of one text and what is wrong with each.")
@click.argument("text", metavar="FILE|TITLE")
@where_options("titles and ids")
@options.language()
@options.site()
@click.option("--problems", is_flag=True, help="Only those with which something is wrong.")
@click.option(
    "--reliability",
    metavar="LIST",
    multiple=True,
    help="A file that says how reliable sites are: rows of 'domain, status, note', or a wiki page's text; repeatable.",
)
@options.form(FORMATS, besides="; 'table' is another name of 'terminal'")
@options.output()
@options.width("table", least=60)
def command(
    *,
    text: str,
    wiki: str | None,
    store: str | None,
    offline: bool,
    language: str,
    site: str | None,
    problems: bool,
    reliability: tuple[str, ...],
    form: str | None,
    output: str | None,
    width: int | None,
) -> None:
    """List the sources of one text, each with what it calls or is called by, and with what is wrong with it.

    FILE is wikitext in UTF-8; '-' is standard input. With --wiki it is a page's title or a revision's id; or an
    address of either. What can be wrong: an undefined name, a short footnote without a
    source, one name for two sources, a duplicate, a bare address, an unknown or repeated parameter, an identifier or
    address that cannot be right, a ref inside a ref, a template that never closes, an empty or unused ref.
    """
    from wikidiff.analyze.bibliography import bibliography  # noqa: PLC0415  (reads packs, and the report loads rich)
    from wikidiff.report import bibliography as report  # noqa: PLC0415
    from wikidiff.text.ratings import source_list  # noqa: PLC0415

    if (text, *reliability).count(STDIN) > 1:
        raise click.UsageError("only one of FILE and the lists can be standard input")
    form = form or form_of(output, FORMATS) or "terminal"
    with Output(output) as out:
        one = Where(wiki, store, offline).read(text, language)
        pack = site or one.wiki or f"{one.language.partition('-')[0].lower()}wiki"
        lists = [source_list(read_text(path)[0], name_of(path)) for path in reliability]
        found = bibliography(one.text, pack, lists)
        found = replace(found, notes=(*one.notes, *found.notes))
        if problems:
            found = report.with_problems(found)
        if form == "json":
            out.data(report.as_json(found, pack, indent=2))
        elif form == "csv":
            out.data(report.as_csv(found))
        elif form == "jsonl":
            all(out.data(line) for line in report.as_lines(found))
        else:
            out.text(report.as_table(found, width=width or out.width, color=out.color, heading=one.title))
