"""The article's diff: the lines that changed, with each change where it stands, and to which finding it belongs.

Every changed character belongs to one innermost finding, and what is left of both texts without the places of all
findings is the same. So both texts are walked at once, and no second opinion about what changed is needed. Where an
analysis does not fit the texts, nothing is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from wikidiff.model import Action, Finding, Occurrence
from wikidiff.report.excerpt import Role

_NEAR: Final = 140  # characters of what stands around a change in a long line
_GAP: Final = 60  # what is shorter than this is not worth leaving out
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")


class Segment(NamedTuple):
    """A stretch of a line. `finding` and `place` count from 0 and are -1 where nothing changed.

    `left_out` is the number of characters behind the text that stand there too and are not shown; `away` marks the
    place from which something moved.
    """

    role: Role
    text: str
    finding: int = -1
    place: int = -1
    left_out: int = 0
    away: bool = False


class Row(NamedTuple):
    """A line: its numbers in the old and the new text (from 1; 0 where it is not in it), and what stands in it."""

    old: int
    new: int
    segments: tuple[Segment, ...]

    @property
    def changed(self) -> bool:
        """Whether anything changed in it."""
        return any(segment.finding >= 0 for segment in self.segments)


class Hunk(NamedTuple):
    """Changed lines that stand together, with the lines around them, and the section where the first change is."""

    section: tuple[str, ...]
    rows: tuple[Row, ...]


class _Mark(NamedTuple):
    start: int
    end: int
    finding: int
    place: int
    move: bool


def hunks(
    findings: Sequence[Finding],
    old: str,
    new: str,
    *,
    context: int = 1,
    shown: frozenset[int] | None = None,
) -> tuple[Hunk, ...] | None:
    """Return what changed, in the order of the new text, or None where the findings do not fit the texts.

    `findings` are all of an analysis: segments name them by their place in this sequence. `context` is the number of
    unchanged lines around changed ones. With `shown` only lines that hold a change of one of these are returned.
    """
    left, right = _marks(findings, new=False), _marks(findings, new=True)
    if not _fits(findings, old, new):
        return None
    segments = _walk(_pieces(old, left, Role.REMOVED), _pieces(new, right, Role.ADDED))
    if segments is None:
        return None
    rows = list(_rows(segments))
    return tuple(_gathered(rows, findings, context, shown))


def _fits(findings: Sequence[Finding], old: str, new: str) -> bool:
    return all(
        text[side.start : side.end] == side.text
        for finding in findings
        for place in finding.occurrences
        for text, side in ((old, place.old), (new, place.new))
    )


def _marks(findings: Sequence[Finding], *, new: bool) -> list[_Mark]:
    marks = []
    for number, finding in enumerate(findings):
        for place, occurrence in enumerate(finding.occurrences):
            side = occurrence.new if new else occurrence.old
            if side.end > side.start:
                move = finding.action is Action.MOVE and _same(occurrence)
                marks.append(_Mark(side.start, side.end, number, place, move))
    return sorted(marks, key=lambda mark: (mark.start, -mark.end))


def _same(place: Occurrence) -> bool:
    return bool(place.old.text) and bool(place.new.text)


def _pieces(text: str, marks: Sequence[_Mark], role: Role) -> list[Segment]:
    """Cut a text at the borders of its marks; each piece belongs to the innermost mark around it."""
    pieces: list[Segment] = []
    stack: list[_Mark] = []
    at = 0

    def until(end: int) -> None:
        nonlocal at
        if end > at:
            top = stack[-1] if stack else None
            kind = Role.CONTEXT if top is None else Role.MOVED if top.move else role
            pieces.append(Segment(kind, text[at:end], top.finding if top else -1, top.place if top else -1))
            at = end

    for mark in marks:
        while stack and stack[-1].end <= mark.start:
            until(stack[-1].end)
            stack.pop()
        until(mark.start)
        stack.append(mark)
    while stack:
        until(stack[-1].end)
        stack.pop()
    until(len(text))
    return pieces


def _walk(left: list[Segment], right: list[Segment]) -> list[Segment] | None:
    """Join the pieces of both texts to one stream, or return None where what did not change is not the same."""
    out: list[Segment] = []
    i = j = used_left = used_right = 0
    while i < len(left) or j < len(right):
        if i < len(left) and left[i].role is not Role.CONTEXT:
            out.append(_gone(left[i]))
            i += 1
        elif j < len(right) and right[j].role is not Role.CONTEXT:
            out.append(right[j])
            j += 1
        elif i < len(left) and j < len(right):
            size = min(len(left[i].text) - used_left, len(right[j].text) - used_right)
            text = left[i].text[used_left : used_left + size]
            if text != right[j].text[used_right : used_right + size]:
                return None
            out.append(Segment(Role.CONTEXT, text))
            used_left, used_right = used_left + size, used_right + size
            if used_left == len(left[i].text):
                i, used_left = i + 1, 0
            if used_right == len(right[j].text):
                j, used_right = j + 1, 0
        else:
            return None
    return out


def _gone(segment: Segment) -> Segment:
    return segment._replace(away=True) if segment.role is Role.MOVED else segment


def _rows(segments: Iterable[Segment]) -> Iterator[Row]:
    old = new = 1
    row: list[Segment] = []
    for segment in segments:
        in_old, in_new = _sides(segment)
        for line in _LINE.findall(segment.text):
            row.append(segment._replace(text=line))
            if line.endswith("\n"):
                yield _row(old, new, row)
                row = []
                old, new = old + in_old, new + in_new
    if row:
        yield _row(old, new, row)


def _sides(segment: Segment) -> tuple[bool, bool]:
    """Tell whether a stretch stands in the old and in the new text."""
    gone = segment.role is Role.REMOVED or segment.away
    return gone or segment.role is Role.CONTEXT, not gone


def _row(old: int, new: int, segments: list[Segment]) -> Row:
    sides = [_sides(segment) for segment in segments]
    return Row(old * any(side[0] for side in sides), new * any(side[1] for side in sides), tuple(segments))


def _gathered(
    rows: Sequence[Row], findings: Sequence[Finding], context: int, shown: frozenset[int] | None
) -> Iterator[Hunk]:
    """Yield the changed rows with those around them; rows that touch or overlap are one hunk."""
    full = [number for number, row in enumerate(rows) if row.changed or not _blank(row)]
    wanted = [
        position
        for position, number in enumerate(full)
        if any(
            segment.finding >= 0 and (shown is None or segment.finding in shown) for segment in rows[number].segments
        )
    ]
    stretches: list[list[int]] = []
    for position in wanted:
        start, end = max(position - context, 0), min(position + context, len(full) - 1)
        if stretches and start <= stretches[-1][1] + 1:
            stretches[-1][1] = end
        else:
            stretches.append([start, end])
    for start, end in stretches:
        yield _hunk([rows[full[position]] for position in range(start, end + 1)], findings)


def _blank(row: Row) -> bool:
    return all(segment.text.isspace() for segment in row.segments)


def _hunk(rows: Sequence[Row], findings: Sequence[Finding]) -> Hunk:
    first = next(segment for row in rows for segment in row.segments if segment.finding >= 0)
    section = findings[first.finding].occurrences[first.place].section
    return Hunk(section, tuple(row._replace(segments=tuple(_folded(row.segments))) for row in rows))


def _folded(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Yield the stretches of a row with what stands far from every change left out, and the line's end cut off."""
    for number, segment in enumerate(segments):
        if segment.role is not Role.CONTEXT:
            yield segment
            continue
        text = segment.text.removesuffix("\n") if number == len(segments) - 1 else segment.text
        before, after = number > 0, number < len(segments) - 1
        alone = not before and not after
        head, tail = _NEAR * (before or alone), _NEAR * after
        if len(text) <= head + tail + _GAP:
            if text:
                yield segment._replace(text=text)
            continue
        start = _word_end(text, head) if head else 0
        end = _word_start(text, len(text) - tail) if tail else len(text)
        yield segment._replace(text=text[:start], left_out=end - start)
        if tail:
            yield segment._replace(text=text[end:])


def _word_end(text: str, near: int) -> int:
    space = text.find(" ", near, near + 24)
    return space if space >= 0 else near


def _word_start(text: str, near: int) -> int:
    space = text.rfind(" ", near - 24, near)
    return space + 1 if space >= 0 else near
