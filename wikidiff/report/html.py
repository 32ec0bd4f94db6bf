"""One comparison as an HTML page that can be sent: a single file, without script, read offline and by anybody.

The verdict, the counts, the findings by category with their reasons, the article's diff with each finding marked where
it stands (and the way back), sources and figures as tables, the notes. How a page is framed is told in `page`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from inspect import cleandoc
from itertools import groupby, zip_longest
from typing import Final, NamedTuple

from wikidiff.classify.registry import rules
from wikidiff.model import Analysis, Category, Finding, Note
from wikidiff.report import charts, glyphs, listing, page, words
from wikidiff.report.excerpt import Piece, Role, excerpt, said, swap
from wikidiff.report.head import Head, head
from wikidiff.report.hunks import Hunk, Row, Segment, hunks
from wikidiff.report.listing import Count, FigureRow, Item, SourceRow

STYLES: Final = (*page.FRAME, "compare.css")
_ROOM: Final = 170  # columns of an excerpt, half of it on each side of the change
_SWAP: Final = 90
_CELL: Final = 200
_LINKED: Final = 40  # places of one finding that are linked beyond those that are shown
Named = tuple[str, Analysis, Analysis]
_TAG: Final = {Role.REMOVED: "del", Role.ADDED: "ins", Role.MOVED: "span"}
_FULL: Final = 40  # findings that have all that is said of them; of more only half as many have, the others a line
_MANY: Final = 100  # of more than these only a quarter
_TICKS: Final = (("r", 5, 13), ("m", 0, 18))
_STRIP: Final = 600  # units of the drawing of where the places are


class Place(NamedTuple):
    """A place of a finding: where it is, in what, its words, and the number by which the diff knows it."""

    number: int
    section: str
    within: str
    pieces: tuple[Piece, ...]
    quoted: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as the page shows it: `sure` in percent, `later` the numbers of places that are only linked.

    On a page with very many findings the lighter ones are `brief`: one line that leads to the diff.
    """

    number: int
    finding: Finding
    sentence: tuple[Piece, ...]
    swap: tuple[str, str] | None
    size: str | None
    labels: tuple[str, ...]
    sure: int
    check: str | None
    places: tuple[Place, ...]
    later: range
    unseen: int
    brief: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one category, with what the category means and why it matters."""

    category: Category
    why: tuple[str, ...]
    cards: tuple[Card, ...]


class Mark(NamedTuple):
    """A stretch of a line of the diff. `tag` is empty where nothing changed, `label` the finding's number or 0."""

    tag: str
    text: str
    id: str
    label: int
    left_out: int


class Line(NamedTuple):
    """A line of the diff, under its number in the new text, or in the old one where it is gone (`sign` is then `−`).

    `kind` is `same` where nothing changed, `far` where lines are left out before it, both or empty.
    """

    number: int
    sign: str
    kind: str
    rtl: bool
    marks: tuple[Mark, ...]


class Stretch(NamedTuple):
    """Lines of the diff that stand together."""

    section: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a page shows of one analysis. `prefix` keeps the names of several on one page apart."""

    prefix: str
    language: str
    head: Head
    verdict: str
    counts: tuple[Count, ...]
    most: int
    strip: tuple[tuple[str, str], ...]
    places: int
    groups: tuple[Group, ...]
    hunks: tuple[Stretch, ...]
    sources: tuple[SourceRow, ...]
    sources_left: int
    figures: tuple[FigureRow, ...]
    figures_left: int
    notes: tuple[Note, ...]


def render(
    analysis: Analysis,
    old_text: str | None = None,
    new_text: str | None = None,
    *,
    heading: str | None = None,
    places: int = 3,
    context: int | None = None,
    whole: Analysis | None = None,
) -> str:
    """Return the page of one analysis.

    The texts default to those of the analysed revisions; without them there is no diff and the changed words stand
    alone. `places` is the number of excerpts of one finding, `context` that of unchanged lines around a changed one:
    None for one, or none where very much changed.
    Where only some findings are shown, `whole` is the analysis with all: the diff is made from it.
    """
    told = report(analysis, old_text, new_text, heading=heading, places=places, context=context, whole=whole)
    return page.render("compare.html.j2", styles=STYLES, report=told, title=_title(told))


def render_many(named: Iterable[Named], *, places: int = 3, context: int | None = None) -> Iterator[str]:
    """Yield the parts of one page of many analyses; they are asked for one after the other.

    Each comes with its name, and with itself or, where only some of its findings are shown, with the whole one.
    """
    made = (
        report(analysis, heading=name, places=places, context=context, prefix=f"p{number}-", whole=whole)
        for number, (name, analysis, whole) in enumerate(named, 1)
    )
    return page.stream("pairs.html.j2", styles=STYLES, reports=made)


def report(
    analysis: Analysis,
    old_text: str | None = None,
    new_text: str | None = None,
    *,
    heading: str | None = None,
    places: int = 3,
    context: int | None = None,
    prefix: str = "",
    whole: Analysis | None = None,
) -> Report:
    """Return what a page shows of an analysis."""
    every = (whole or analysis).findings
    old = old_text if old_text is not None else analysis.old.text
    new = new_text if new_text is not None else analysis.new.text
    listed = listing.items(analysis)
    sources, figures = listing.sources(listed), listing.figures(listed)
    numbers = {id(item.finding): item.number for item in listed}
    order = tuple(numbers.get(id(finding), 0) for finding in every)
    seen: set[str] = set()
    counted = listing.counts(listed)
    full = _FULL if len(listed) <= _FULL else _FULL // 2 if len(listed) <= _MANY else _FULL // 4
    chosen = frozenset(number for number, known in enumerate(order) if known)
    known = old is not None and new is not None
    around = context if context is not None else int(len(listed) <= _FULL)
    shown = hunks(every, old or "", new or "", context=around, shown=chosen) if known else None
    return Report(
        prefix=prefix,
        language=analysis.language,
        head=head(analysis, heading),
        verdict=words.verdict(analysis),
        counts=counted,
        most=max((count.findings for count in counted), default=0),
        strip=_strip(listed, new),
        places=sum(count.places for count in counted),
        groups=tuple(
            Group(category, _why(category), tuple(_card(item, old, new, places, full) for item in group))
            for category, group in listing.by_category(listed)
        ),
        hunks=tuple(
            _stretch(tuple(together), order, prefix, seen)
            for _, together in groupby(shown or (), key=lambda hunk: hunk.section)
        ),
        sources=sources[:full],
        sources_left=max(0, len(sources) - full),
        figures=figures[:full],
        figures_left=max(0, len(figures) - full),
        notes=analysis.notes,
    )


def _title(told: Report) -> str:
    return f"{told.head.title}: {told.verdict}" if told.head.title else told.verdict


def _strip(listed: Iterable[Item], new: str | None) -> tuple[tuple[str, str], ...]:
    """Return the marks of the strip as one path for each kind: those that change the meaning are long."""
    if not new:
        return ()
    where = (
        (place.new.start / len(new), "m" if item.finding.meaning else "r")
        for item in listed
        for place in item.finding.occurrences
    )
    ticks = charts.ticks(where, _STRIP)
    paths = {kind: [f"M{x}.5 {top}V{end}" for x, each in ticks if each == kind] for kind, top, end in _TICKS}
    return tuple((kind, "".join(path)) for kind, path in paths.items() if path)


@lru_cache(maxsize=32)
def _why(category: Category) -> tuple[str, ...]:
    """Return what a category means, paragraph by paragraph, from the rule that gives it."""
    doc = next((rule.doc for rule in rules() if rule.category is category), "")
    return tuple(" ".join(part.split()) for part in cleandoc(doc).split("\n\n") if part.strip())


def _card(item: Item, old: str | None, new: str | None, most: int, full: int) -> Card:
    finding = item.finding
    total = len(finding.occurrences)
    shown = finding.occurrences[: most if finding.meaning else 1]
    later = range(len(shown) + 1, min(total, len(shown) + _LINKED) + 1)
    return Card(
        number=item.number,
        finding=finding,
        sentence=said(finding, words.sentence(finding)),
        swap=swap(finding, _SWAP) if words.swap_wanted(finding) else None,
        size=words.size(finding),
        labels=tuple(str(label) for label in finding.labels if label is not finding.category),
        sure=round(100 * finding.confidence),
        check=words.hint(finding),
        places=tuple(
            Place(
                number,
                listing.path(place.section),
                listing.place(place.context, finding.category),
                excerpt(place, old, new, room=_ROOM, action=finding.action) if item.number <= full else (),
                place.quotation_altered,
            )
            for number, place in enumerate(shown, 1)
        ),
        later=later,
        unseen=total - len(shown) - len(later),
        brief=item.number > full,
    )


def _stretch(together: Sequence[Hunk], numbers: tuple[int, ...], prefix: str, seen: set[str]) -> Stretch:
    return Stretch(
        listing.path(together[0].section),
        tuple(
            Line(
                row.new or row.old,
                "" if row.old and row.new else "+" if row.new else "−",
                " ".join(name for name, holds in (("same", not row.changed), ("far", far and not at)) if holds),
                glyphs.direction("".join(segment.text for segment in row.segments)) == "rtl",
                tuple(_marks(row, numbers, prefix, seen)),
            )
            for far, hunk in enumerate(together)
            for at, row in enumerate(hunk.rows)
        ),
    )


def _marks(row: Row, numbers: tuple[int, ...], prefix: str, seen: set[str]) -> Iterator[Mark]:
    """Yield the stretches of a line; a place has its name at its first one and its number behind its last."""
    whole = not (row.old and row.new)
    for segment, following in zip_longest(row.segments, row.segments[1:]):
        if segment.finding < 0:
            yield Mark("", glyphs.visible(segment.text), "", 0, segment.left_out)
            continue
        number = numbers[segment.finding]
        name = f"{prefix}f{number}p{segment.place + 1}" if number else ""
        ends = following is None or (following.finding, following.place) != (segment.finding, segment.place)
        ends = ends and not (whole and name in seen)  # of many lines that came or went as one, the first has the number
        yield Mark(_TAG[segment.role], _shown(segment, whole=whole), "" if name in seen else name, number * ends, 0)
        seen.add(name)


def _shown(segment: Segment, *, whole: bool) -> str:
    """Return what changed with its invisible characters, and what moved away in short."""
    text = segment.text.removesuffix("\n") if whole and len(segment.text) > 1 else segment.text
    return glyphs.squeeze(text, _SWAP) if segment.away else glyphs.visible(text, changed=True)


def cell(text: str) -> str:
    """Return a value for a cell of a table: its middle gives way where it is long."""
    return glyphs.squeeze(text, _CELL) if text else ""


page.environment().globals |= {"cell": cell, "STRIP": _STRIP}
