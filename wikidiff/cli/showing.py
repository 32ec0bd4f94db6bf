"""Show analyses in the format that was asked for: one, or many after each other."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePath
from typing import Any, Final

import click

from wikidiff.cli.gate import Condition
from wikidiff.cli.writing import Output
from wikidiff.model import Analysis, Note

FORMATS: Final = ("terminal", "json", "jsonl", "html", "markdown", "wikitext", "csv")
Named = tuple[object, Analysis]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a report looks: what of it is shown, how much around each change, and how wide.

    `context` is None where the format decides, `beside` None where the width of the terminal does.
    """

    width: int | None = None
    places: int = 3
    only: tuple[Condition, ...] = ()
    context: int | None = None
    stat: bool = False
    beside: bool | None = None
    pager: bool = True


def look_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options by which a report is made to look otherwise; `Look` takes their values."""
    for option in reversed(
        (
            click.option(
                "--context",
                metavar="LINES",
                type=click.IntRange(0, 1000),
                help="Unchanged lines around each change, in terminal and html.  [default: 0; html 1]",
            ),
            click.option("--stat", is_flag=True, help="Only the counts by category, in the terminal."),
            click.option(
                "--side-by-side/--one-column",
                "beside",
                default=None,
                help="Old and new words beside each other in the terminal.  [default: from 150 columns on]",
            ),
            click.option("--pager/--no-pager", default=True, help="Long reports on a terminal go through PAGER."),
        )
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Printer:
    """What writes analyses as one format to one place."""

    out: Output
    form: str
    look: Look

    def __post_init__(self) -> None:
        if self.look.stat and self.form != "terminal":
            raise click.UsageError(f"--stat is of the terminal report; {self.form} has its counts anyway")

    def show(self, analysis: Analysis, heading: str | None) -> bool:
        """Write one analysis; return False when nobody reads any more."""
        shown = selected(analysis, self.look.only)
        if self.form == "terminal":
            return self._person(self._text(shown, heading))
        if self.form in ("json", "jsonl"):
            from wikidiff.wire import to_json  # noqa: PLC0415  (msgspec takes a while to load)

            return self.out.data(to_json(shown, indent=2 if self.form == "json" else None))
        if self.form == "html":
            from wikidiff.report import html  # noqa: PLC0415  (and so does jinja2)

            page = html.render(
                shown,
                heading=self._heading(shown, heading),
                places=self.look.places,
                context=self.look.context,
                whole=analysis,
            )
            return self.out.document((page,))
        return self.out.document(self._written(shown, None, self._heading(shown, heading), first=True))

    def show_many(self, named: Iterable[Named]) -> bool:
        """Write analyses as they come, each under its name; return False when nobody reads any more."""
        if self.form == "html":
            from wikidiff.report import html  # noqa: PLC0415

            titled = ((_name(name), selected(whole, self.look.only), whole) for name, whole in named)
            return self.out.document(html.render_many(titled, places=self.look.places, context=self.look.context))
        chosen = ((name, selected(analysis, self.look.only)) for name, analysis in named)
        if self.form in ("json", "jsonl"):
            from wikidiff.wire import to_json  # noqa: PLC0415

            return all(self.out.data(to_json(analysis, pair_id=name)) for name, analysis in chosen)
        if self.form == "terminal":
            return all(self.out.text(self._text(each, _name(name) or None) + "\n") for name, each in chosen)
        parts = (
            self.out.document(self._written(analysis, name, _name(name) or None, first=not number))
            for number, (name, analysis) in enumerate(chosen)
        )
        return all(parts)

    def _text(self, analysis: Analysis, heading: str | None) -> str:
        width, color = self.look.width or self.out.width, self.out.color
        if self.look.stat:
            from wikidiff.report import stat  # noqa: PLC0415  (rich takes a while to load)

            return stat.render(analysis, width=width, color=color, heading=heading)
        from wikidiff.report import columns, terminal  # noqa: PLC0415

        wide = self.look.width or min(self.out.columns, columns.MOST)
        beside = self.look.beside if self.look.beside is not None else wide >= columns.LEAST
        return terminal.render(
            analysis,
            width=max(width, wide) if beside else width,
            color=color,
            heading=heading,
            places=self.look.places,
            context=self.look.context or 0,
            columns=beside,
            linked=self.out.links and (not self.look.pager or _pager_takes_links()),
        )

    def _person(self, text: str) -> bool:
        return self.out.page(text) if self.look.pager else self.out.text(text)

    def _written(self, analysis: Analysis, name: object, heading: str | None, *, first: bool) -> Iterator[str]:
        """Yield one analysis in a format that is text; those of several follow each other in one file."""
        if self.form == "csv":
            from wikidiff.report import rows  # noqa: PLC0415

            return (line + "\n" for line in rows.lines(analysis, name, head=first))
        from wikidiff.report import markdown, wikitext  # noqa: PLC0415

        render = markdown.render if self.form == "markdown" else wikitext.render
        text = render(analysis, heading=heading, places=self.look.places)
        return chain(() if first else ("\n",), (text,))

    @staticmethod
    def _heading(analysis: Analysis, heading: str | None) -> str | None:
        page = analysis.new.page or analysis.old.page
        return None if page is not None and page.title else heading


def selected(analysis: Analysis, only: tuple[Condition, ...]) -> Analysis:
    """Return an analysis with the findings that meet a condition, and a note of how many others there were."""
    if not only:
        return analysis
    kept = tuple(finding for finding in analysis.findings if any(condition.meets(finding) for condition in only))
    left = len(analysis.findings) - len(kept)
    if not left:
        return analysis
    note = Note("only", f"{left:,} {'other finding was' if left == 1 else 'other findings were'} left out, as asked")
    return replace(analysis, findings=kept, notes=(*analysis.notes, note))


def _name(name: object) -> str:
    if isinstance(name, str) or name is None:
        return name or ""
    return json.dumps(name, ensure_ascii=False)


def _pager_takes_links() -> bool:
    """Tell whether the pager passes links on, as `less` does; others would show what links are made of."""
    words = os.environ.get("PAGER", "").split()
    return not words or PurePath(words[0]).stem == "less"
