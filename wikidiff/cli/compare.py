"""`wikidiff compare`: what kind of change is it?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import click

import wikidiff
from wikidiff.cli import options
from wikidiff.cli.gate import Condition, conditions
from wikidiff.cli.reading import STDIN, name_of, read_pairs, read_terms, read_text
from wikidiff.cli.writing import Output, form_of
from wikidiff.model import Analysis

FORMATS = ("terminal", "json", "jsonl")


@click.command("compare", short_help="Say what kind of change it is between two texts.")
@click.argument("old", required=False, metavar="[OLD")
@click.argument("new", required=False, metavar="NEW]")
@click.option("--pairs", metavar="FILE", help='Compare JSON lines {"id", "old", "new", "language"} instead, in order.')
@options.language("texts")
@options.site()
@options.terms()
@options.form(FORMATS, default="jsonl for --pairs; else terminal")
@options.output()
@click.option(
    "--fail-on",
    metavar="LIST",
    callback=conditions,
    help="Leave with status 1 when a finding matches: CATEGORY[:CONFIDENCE], a comma list, or 'meaning'.",
)
@options.width("terminal report")
@options.places("Excerpts of one finding")
def command(
    *,
    old: str | None,
    new: str | None,
    pairs: str | None,
    language: str,
    site: str | None,
    terms: tuple[str, ...],
    form: str | None,
    output: str | None,
    fail_on: tuple[Condition, ...],
    width: int | None,
    places: int,
) -> int:
    """Say what kind of change it is between two texts of one page.

    OLD and NEW are files of wikitext in UTF-8; one of them may be '-', standard input.
    """
    if pairs is not None and old is not None:
        raise click.UsageError("give either OLD and NEW or --pairs, not both")
    if pairs is None and (old is None or new is None):
        raise click.UsageError("name two files, OLD and NEW, or --pairs FILE")
    if old == STDIN and new == STDIN:
        raise click.UsageError("only one of OLD and NEW can be standard input")
    manner = Manner(language, site, read_terms(terms))
    form = form or form_of(output, FORMATS) or ("jsonl" if pairs is not None else "terminal")
    with Output(output) as out:
        printer = Printer(out, form, width, places, lines=pairs is not None)
        if pairs is not None:
            return _compare_pairs(pairs, manner, fail_on, printer)
        return _compare_files(str(old), str(new), manner, fail_on, printer)


@dataclass(frozen=True, slots=True)
class Manner:
    """How texts are read: the language and wiki that hold where a pair names none, and a list of terms."""

    language: str
    site: str | None
    terms: wikidiff.TermList | None


@dataclass(frozen=True, slots=True)
class Printer:
    """How analyses are shown: `lines` when many follow each other."""

    out: Output
    form: str
    width: int | None
    places: int
    lines: bool

    def show(self, analysis: Analysis, name: object, heading: str | None) -> bool:
        """Write one analysis; return False when nobody reads any more."""
        if self.form == "terminal":
            from wikidiff.report.terminal import render  # noqa: PLC0415  (rich takes a while to load)

            width = self.width or self.out.width
            text = render(analysis, width=width, color=self.out.color, heading=heading, places=self.places)
            return self.out.text(text + "\n" if self.lines else text)
        from wikidiff.wire import to_json  # noqa: PLC0415  (and so does msgspec)

        if self.lines:
            return self.out.data(to_json(analysis, pair_id=name))
        return self.out.data(to_json(analysis, indent=2 if self.form == "json" else None))


def _compare_files(old: str, new: str, manner: Manner, fail_on: tuple[Condition, ...], printer: Printer) -> int:
    (old_text, old_notes), (new_text, new_notes) = read_text(old), read_text(new)
    analysis = wikidiff.compare(old_text, new_text, language=manner.language, site=manner.site, terms=manner.terms)
    notes = (*old_notes, *new_notes)
    if notes:
        analysis = replace(analysis, notes=(*notes, *analysis.notes))
    printer.show(analysis, None, f"{name_of(old)} → {name_of(new)}")
    return int(any(condition.holds(analysis) for condition in fail_on))


def _compare_pairs(path: str, manner: Manner, fail_on: tuple[Condition, ...], printer: Printer) -> int:
    status = 0
    for pair in read_pairs(path):
        tag, wiki = pair.language or manner.language, pair.site or manner.site
        analysis = wikidiff.compare(pair.old, pair.new, language=tag, site=wiki, terms=manner.terms)
        if not status and any(condition.holds(analysis) for condition in fail_on):
            status = 1
        if not printer.show(analysis, pair.id, None if pair.id is None else str(pair.id)):
            break
    return status
