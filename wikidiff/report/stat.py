"""The counts of a comparison as a small table with bars, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from wikidiff.model import Analysis
from wikidiff.report import glyphs, listing, words
from wikidiff.report.head import head
from wikidiff.report.layout import printed, wrapped

_LABEL: Final = 12
_MEANING, _REST = "█", "░"


def render(analysis: Analysis, *, width: int = 80, color: bool = False, heading: str | None = None) -> str:
    """Return the counts as text that ends in a line break; what is full of a bar changes the meaning."""
    return printed(_lines(analysis, width, heading), width, color=color)


def _lines(analysis: Analysis, width: int, heading: str | None) -> Iterator[Text]:
    top = head(analysis, heading)
    if top.title:
        yield Text(glyphs.isolate(glyphs.shorten(glyphs.visible(top.title), width)), "bold")
    if top.size:
        yield Text(top.size, "dim")
    yield from wrapped(Text(words.verdict(analysis), "bold"), width)
    counts = listing.counts(listing.items(analysis))
    if not counts:
        return
    told = [f"{words.plural(count.findings, 'finding')} in {words.plural(count.places, 'place')}" for count in counts]
    column = max(map(len, told))
    room = max(width - _LABEL - column - 6, 8)
    most = max(count.findings for count in counts)
    for count, text in zip(counts, told, strict=True):
        share = 1.0 if most <= room else room / most
        full = round(count.meaning * share) or int(count.meaning > 0)
        rest = round((count.findings - count.meaning) * share) or int(count.findings > count.meaning)
        yield Text.assemble(
            f"  {count.category.value:<{_LABEL}}  {text:<{column}}  ", (_MEANING * full, "blue"), (_REST * rest, "dim")
        )
    total = sum(count.findings for count in counts)
    meaning = sum(count.meaning for count in counts)
    yield Text(f"  {words.plural(total, 'finding')}, {meaning:,} of which change the meaning", "dim")
