"""`wikidiff compare`: what kind of change is it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

import wikidiff
from wikidiff.cli import options
from wikidiff.cli.gate import Condition, Gate, conditions
from wikidiff.cli.reading import STDIN, name_of, read_pairs, read_terms, read_text
from wikidiff.cli.showing import FORMATS, Look, Printer, look_options
from wikidiff.cli.wikis import Where, where_options
from wikidiff.cli.writing import Output, form_of
from wikidiff.model import Analysis

if TYPE_CHECKING:
    from wikidiff.sources.reader import Edit


@click.command("compare", short_help="Say what kind of change it is between two texts.")
@click.argument("old", required=False, metavar="[OLD")
@click.argument("new", required=False, metavar="NEW]")
@click.option("--pairs", metavar="FILE", help='Compare JSON lines {"id", "old", "new", "language"} instead, in order.')
@where_options("ids and titles")
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
@click.option(
    "--only",
    metavar="LIST",
    callback=conditions,
    help="Show only findings that match, written as for --fail-on; a note counts the others.",
)
@look_options
@options.width("terminal report")
@options.places("Excerpts of one finding")
def command(
    *,
    old: str | None,
    new: str | None,
    pairs: str | None,
    wiki: str | None,
    store: str | None,
    offline: bool,
    language: str,
    site: str | None,
    terms: tuple[str, ...],
    form: str | None,
    output: str | None,
    fail_on: tuple[Condition, ...],
    **look: Any,
) -> int:
    """Say what kind of change it is between two texts of one page.

    OLD and NEW are files of wikitext in UTF-8; one of them may be '-', standard input. Instead of two files there may
    stand a saved diff page, the address of a diff, a revision or a page (its last edit), or with --wiki two ids of
    revisions, one (the edit that made it) or a title. What a wiki told is kept in the store and not asked again.

    \b
    The formats:
      terminal  for a person: the verdict, then every finding, the heaviest first
      html      one page to send: findings, diff, tables; needs no network and no script
      markdown  for a pull request or a chat
      wikitext  for a talk page
      csv       a row for each place of each finding
      json      everything, for programs; jsonl on one line

    With --pairs all analyses go into one file, in order; json and jsonl write one a line, csv has one head.
    """  # noqa: D301  (click takes the escape for a paragraph that keeps its lines)
    if pairs is not None and old is not None:
        raise click.UsageError("give either OLD and NEW or --pairs, not both")
    where = Where(wiki, store, offline)
    on_wiki = old is not None and where.names_page(old)
    if pairs is None and old is None:
        raise click.UsageError("name two files, OLD and NEW, an address or revisions with --wiki, or --pairs FILE")
    if old == STDIN and new == STDIN:
        raise click.UsageError("only one of OLD and NEW can be standard input")
    manner = Manner(language, site, read_terms(terms))
    form = form or form_of(output, FORMATS) or ("jsonl" if pairs is not None else "terminal")
    with Output(output) as out:
        printer, gate = Printer(out, form, Look(**look)), Gate(fail_on)
        if pairs is not None:
            return _compare_pairs(pairs, manner, gate, printer)
        if on_wiki:
            return _compare_revisions(where.edit(str(old), new, language), manner, gate, printer)
        return _compare_files(str(old), new, manner, gate, printer)


@dataclass(frozen=True, slots=True)
class Manner:
    """How texts are read: the language and wiki that hold where a pair names none, and a list of terms."""

    language: str
    site: str | None
    terms: wikidiff.TermList | None


def _compare_files(old: str, new: str | None, manner: Manner, gate: Gate, printer: Printer) -> int:
    if new is None:
        return _compare_one_file(old, manner, gate, printer)
    (old_text, old_notes), (new_text, new_notes) = read_text(old), read_text(new)
    analysis = wikidiff.compare(old_text, new_text, language=manner.language, site=manner.site, terms=manner.terms)
    notes = (*old_notes, *new_notes)
    if notes:
        analysis = replace(analysis, notes=(*notes, *analysis.notes))
    printer.show(gate.passed(analysis), f"{name_of(old)} → {name_of(new)}")
    return gate.status


def _compare_one_file(path: str, manner: Manner, gate: Gate, printer: Printer) -> int:
    """Compare the two revisions that one file holds: a saved diff page, or a dump or JSON lines of two."""
    from wikidiff.sources.opening import open_pair  # noqa: PLC0415  (its libraries take a while to load)

    old, new, notes = open_pair(path)
    analysis = wikidiff.compare(old, new, language=manner.language, site=manner.site, terms=manner.terms)
    analysis = replace(analysis, notes=(*notes, *analysis.notes))
    printer.show(gate.passed(analysis), None if new.page is not None else name_of(path))
    return gate.status


def _compare_revisions(found: tuple[Edit, str], manner: Manner, gate: Gate, printer: Printer) -> int:
    edit, language = found
    analysis = wikidiff.compare(
        edit.old, edit.new, language=language, site=manner.site, history=edit.history, terms=manner.terms
    )
    analysis = replace(analysis, notes=(*edit.notes, *analysis.notes), between=edit.between)
    printer.show(gate.passed(analysis), None)
    return gate.status


def _compare_pairs(path: str, manner: Manner, gate: Gate, printer: Printer) -> int:
    printer.show_many((name, gate.passed(analysis)) for name, analysis in _pairs(path, manner))
    return gate.status


def _pairs(path: str, manner: Manner) -> Iterator[tuple[object, Analysis]]:
    for pair in read_pairs(path):
        tag, wiki = pair.language or manner.language, pair.site or manner.site
        yield pair.id, wikidiff.compare(pair.old, pair.new, language=tag, site=wiki, terms=manner.terms)
