"""A comparison as a short document of headings, lines, lists and tables, for media that are text themselves.

Nothing here is escaped: a medium lays out each part and escapes each stretch by its own rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from wikidiff.model import Analysis
from wikidiff.report import glyphs, links, listing, words
from wikidiff.report.excerpt import Piece, Role, excerpt, isolated, swap
from wikidiff.report.head import Head, Told, head
from wikidiff.report.listing import Item

_ROOM: Final = 150  # columns of an excerpt
_SWAP: Final = 80
_CELL: Final = 120


class Kind(Enum):
    """What a stretch of a line is."""

    PLAIN = "plain"
    STRONG = "strong"
    CODE = "code"
    REMOVED = "removed"
    ADDED = "added"
    MOVED = "moved"


class Span(NamedTuple):
    """A stretch of a line. `url` is where it leads, `page` where it leads on the wiki itself; empty for nowhere.

    `foreign` text is in the language of the wiki, not of the report.
    """

    kind: Kind
    text: str
    url: str = ""
    page: str = ""
    foreign: bool = False


Inline = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the first level is that of the whole report."""

    level: int
    line: Inline


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph."""

    line: Inline


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding under its number, with what is said below it."""

    number: int
    line: Inline
    below: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without numbers."""

    lines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the columns named in `numeric` hold numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]
    numeric: frozenset[int] = frozenset()


Block = Heading | Line | Entry | Bullets | Table
_ROLES: Final = {
    Role.CONTEXT: Kind.PLAIN,
    Role.REMOVED: Kind.REMOVED,
    Role.ADDED: Kind.ADDED,
    Role.MOVED: Kind.MOVED,
}


def outline(
    analysis: Analysis,
    old_text: str | None = None,
    new_text: str | None = None,
    *,
    heading: str | None = None,
    places: int = 3,
) -> Iterator[Block]:
    """Yield the parts of the report of one analysis, in order."""
    old = old_text if old_text is not None else analysis.old.text
    new = new_text if new_text is not None else analysis.new.text
    listed = listing.items(analysis)
    yield from _head(head(analysis, heading))
    yield Line((Span(Kind.STRONG, words.verdict(analysis)),))
    if len(listed) > 1:
        yield _counts(listed)
    meaning = [item for item in listed if item.finding.meaning]
    rest = [item for item in listed if not item.finding.meaning]
    if meaning:
        yield Heading(2, _plain("Findings"))
        for item in meaning:
            yield _entry(item, old, new, places)
    if rest:
        yield Heading(2, _plain("Without change of meaning"))
        for item in rest:
            yield _entry(item, old, new, 1)
    yield from _tables(listed)
    if analysis.notes:
        yield Heading(2, _plain("Notes"))
        yield Bullets(tuple(_plain(f"{note.text[:1].upper()}{note.text[1:]} ({note.code})") for note in analysis.notes))


def _plain(text: str) -> Inline:
    return (Span(Kind.PLAIN, glyphs.visible(text)),)


def _foreign(text: str, kind: Kind = Kind.PLAIN, url: str | None = None, page: str = "") -> Span:
    return Span(kind, glyphs.isolate(glyphs.visible(text)), url or "", page, foreign=True)


def _head(top: Head) -> Iterator[Block]:
    if top.title:
        page = f":{top.title}" if top.wiki and links.fit(top.title) else ""
        wiki = _plain(f" ({top.wiki})") if top.wiki else ()
        yield Heading(1, (_foreign(top.title, url=top.page_link, page=page), *wiki))
    lines = [_revision(told) for told in (top.old, top.new) if told.known]
    if top.between:
        lines.insert(1, _plain(top.between))
    facts: list[Inline] = [_plain(top.size)] if top.size else []
    if top.diff_link:
        facts.append((Span(Kind.PLAIN, "diff", top.diff_link, f"Special:Diff/{top.old.id}/{top.new.id}"),))
    if top.history_link:
        facts.append(
            (
                Span(
                    Kind.PLAIN,
                    "history",
                    top.history_link,
                    f"Special:PageHistory/{top.title}" if links.fit(top.title) else "",
                ),
            )
        )
    if facts:
        lines.append(_joined(facts))
    if lines:
        yield Bullets(tuple(lines))


def _joined(parts: list[Inline], by: str = " · ") -> Inline:
    spans: list[Span] = []
    for number, part in enumerate(parts):
        spans += [*(_plain(by) if number else ()), *part]
    return tuple(spans)


def _revision(told: Told) -> Inline:
    parts: list[Inline] = []
    name = "Old revision" if told.side == "old" else "New revision"
    number = (Span(Kind.PLAIN, told.id, told.link or "", f"Special:PermanentLink/{told.id}"),) if told.id else ()
    parts.append((Span(Kind.PLAIN, name + (" " if number else "")), *number))
    if told.time:
        parts.append(_plain(f"{told.time} UTC"))
    if told.user:
        page = f"Special:Contributions/{told.user}" if told.user_link and links.fit(told.user) else ""
        parts.append((_foreign(told.user, url=told.user_link, page=page),))
    if told.comment:
        parts.append((_foreign(f"“{told.comment}”"),))
    parts += [_plain(flag) for flag in told.flags]
    if told.tags:
        parts.append(_plain(f"tags: {', '.join(told.tags)}"))
    parts += [_plain(f"{name} hidden") for name in told.hidden]
    return _joined(parts)


def _counts(listed: tuple[Item, ...]) -> Table:
    return Table(
        ("Category", "Findings", "Of meaning", "Places"),
        tuple(
            (_plain(count.category), *(_plain(f"{each:,}") for each in (count.findings, count.meaning, count.places)))
            for count in listing.counts(listed)
        ),
        frozenset({1, 2, 3}),
    )


def _entry(item: Item, old: str | None, new: str | None, places: int) -> Entry:
    finding = item.finding
    title = Span(Kind.STRONG, glyphs.visible(words.sentence(finding)) or str(finding.category))
    also = [str(label) for label in finding.labels if label is not finding.category]
    about = (
        f" · {finding.category}"
        + (f", also {words.listed(also)}" if also else "")
        + f" · {finding.confidence:.0%} sure"
    )
    below: list[Inline] = []
    if words.swap_wanted(finding):
        below.append(_swap(item))
    for place in finding.occurrences[:places]:
        where = listing.path(place.section)
        within = listing.place(place.context, finding.category)
        pieces = excerpt(place, old, new, room=_ROOM, action=finding.action)
        below.append((_foreign(where), Span(Kind.PLAIN, f"{', ' if within else ''}{within}: "), *_marked(pieces)))
    left = len(finding.occurrences) - places
    if left > 0:
        below.append(_plain(f"and in {words.plural(left, 'other place')}"))
    check = words.hint(finding)
    if check:
        below.append((Span(Kind.STRONG, "Check:"), *_plain(f" {check}.")))
    line = (title, Span(Kind.PLAIN, " "), Span(Kind.CODE, glyphs.visible(finding.code)), *_plain(about))
    return Entry(item.number, line, tuple(below))


def _swap(item: Item) -> Inline:
    old, new = swap(item.finding, _SWAP)
    size = words.size(item.finding)
    spans = [
        Span(kind, glyphs.isolate(side), foreign=True)
        for kind, side in ((Kind.REMOVED, old), (Kind.ADDED, new))
        if side
    ]
    if len(spans) == 2:
        spans.insert(1, Span(Kind.PLAIN, " → "))
    return (*spans, *(_plain(f" ({size})") if size else ()))


def _marked(pieces: tuple[Piece, ...]) -> Inline:
    opening, held, closing = isolated(pieces)
    spans = [Span(_ROLES[piece.role], piece.text, foreign=True) for piece in held]
    ends = (Span(Kind.PLAIN, opening),) if opening else (), (Span(Kind.PLAIN, closing),) if closing else ()
    return (*ends[0], *spans, *ends[1])


def _tables(listed: tuple[Item, ...]) -> Iterator[Block]:
    sources, figures = listing.sources(listed), listing.figures(listed)
    if sources:
        yield Heading(2, _plain("Sources"))
        yield Table(
            ("Finding", "Source", "What", "Field", "Old", "New"),
            tuple(
                (
                    _plain(f"{row.number}"),
                    _cell(row.source),
                    _plain(row.done),
                    _plain(row.field or "—"),
                    _cell(row.old),
                    _cell(row.new),
                )
                for row in sources
            ),
            frozenset({0}),
        )
    if figures:
        yield Heading(2, _plain("Figures"))
        yield Table(
            ("Finding", "Of", "Old", "New", "Difference", "Share", "Source"),
            tuple(
                (
                    _plain(f"{row.number}"), _cell(row.of), _cell(row.old), _cell(row.new),
                    _plain(row.delta or "—"), _plain(row.share or "—"), _plain(row.source or "—"),
                )
                for row in figures
            ),
            frozenset({0, 4, 5}),
        )  # fmt: skip


def _cell(text: str) -> Inline:
    return (Span(Kind.PLAIN, glyphs.isolate(glyphs.squeeze(text, _CELL)), foreign=True),) if text else _plain("—")
