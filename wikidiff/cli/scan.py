"""`wikidiff scan`: what in one text deserves a look?"""

from __future__ import annotations

from dataclasses import replace

import click

import wikidiff
from wikidiff.cli import options
from wikidiff.cli.wikis import Where, where_options
from wikidiff.cli.writing import Output, form_of

FORMATS = ("terminal", "json", "jsonl")


@click.command("scan", short_help="List words to watch and bare sources of one text.")
@click.argument("text", metavar="FILE|TITLE")
@where_options("titles and ids")
@options.language()
@options.site()
@options.form(FORMATS)
@options.output()
@options.width("terminal report")
@options.places("Places shown of one device")
def command(
    *,
    text: str,
    wiki: str | None,
    store: str | None,
    offline: bool,
    language: str,
    site: str | None,
    form: str | None,
    output: str | None,
    width: int | None,
    places: int,
) -> int:
    """List words to watch and bare sources of one text, with what the style guide asks to consider.

    FILE is a file of wikitext in UTF-8, or '-', standard input; with --wiki a page's title or a revision's
    id; or an address of either. Quotations, titles, names, references, link targets and code are passed over. A
    listed word deserves a look; it is not wrong because it is listed.
    """
    from wikidiff.report.scan import render, to_json  # noqa: PLC0415  (only what is asked for)

    form = form or form_of(output, FORMATS) or "terminal"
    with Output(output) as out:
        one = Where(wiki, store, offline).read(text, language)
        found = wikidiff.scan(one.text, language=one.language, site=site or one.wiki)
        if one.notes:
            found = replace(found, notes=(*one.notes, *found.notes))
        if form == "terminal":
            out.text(render(found, one.text, width=width or out.width, heading=one.title, places=places))
        else:
            out.data(to_json(found, None, indent=2 if form == "json" else None))
    return 0
