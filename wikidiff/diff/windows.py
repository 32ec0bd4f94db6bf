"""Align what is too large to be aligned exactly: exact inside windows along a path, then again across their borders.

The path goes through anchors; between them, and where there are none, it takes the diagonal. Work is linear in the
length. Nothing here bounds the cost for every input: sequences that agree at some distance from the diagonal, without
an item or a run that is seldom, are aligned badly. `engines.long` holds the cost against the least, as far as it can.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise
from math import ceil, sqrt
from typing import cast

from rapidfuzz.distance import Editop, Editops, Indel

from wikidiff.diff.anchors import Point, anchors
from wikidiff.diff.engine import Budget, Op

CELLS = 300_000_000  # of all windows of one pass
NARROWEST, WIDEST = 64, 1250  # items on a side of a window
PASSES = 6  # after the first and before the last, as long as one is worth it …
WORTH = 0.95  # … which it is when it lowers the cost by more


def windowed(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    budget: Budget,
    often: tuple[Counter[Hashable], Counter[Hashable]] | None = None,
) -> list[Op]:
    """Return an alignment that is exact inside its windows, and seldom costs much more than the least.

    `often` counts the items of both sides, where that is known.
    """
    end = (len(old), len(new))
    side = min(WIDEST, max(NARROWEST, 2 * CELLS // max(1, sum(end))))
    points = anchors(old, new, often or (Counter(old), Counter(new)))
    ways = [points, []] if points else [[]]  # anchors that moved, or stand in both by chance, can lead astray
    before, cuts = min(
        (_pass(old, new, [(0, 0), *_cuts([*way, end], side), end], side, budget) for way in ways),
        key=lambda found: found[0],
    )
    for _ in range(PASSES):
        cost, cuts = _pass(old, new, cuts, side, budget)
        if cost > WORTH * before:
            break
        before = cost
    return _told(old, new, cuts, budget)


def _pass(
    old: Sequence[Hashable], new: Sequence[Hashable], cuts: list[Point], side: int, budget: Budget
) -> tuple[int, list[Point]]:
    """Align each window between two cuts exactly; return the cost, and cuts from middle to middle of the windows."""
    result = [cuts[0]]
    cost = 0
    for (i1, j1), (i2, j2) in pairwise(cuts):
        edits = _edits(old, new, (i1, i2, j1, j2), budget)
        cost += len(edits)
        i, j = _middle(edits, i2 - i1, j2 - j1)
        middle = (i1 + i, j1 + j)
        if _area(result[-1], middle) > 2 * side * side:
            result.append((i1, j1))
        result.append(middle)
    return cost, [*result, cuts[-1]]


def _middle(edits: Editops, rows: int, columns: int) -> Point:
    """Return where the way through a window is half done, inside of what stays if that is so there."""
    half = (rows + columns) // 2
    places = cast("Sequence[Editop]", edits)
    index = bisect_left(places, half, key=lambda edit: edit.src_pos + edit.dest_pos)
    i, j = (places[index].src_pos, places[index].dest_pos) if index < len(edits) else (rows, columns)
    stays = i
    if index:
        before = places[index - 1]
        stays -= before.src_pos + (before.tag == "delete")
    back = min(stays, (i + j - half) // 2)
    return i - back, j - back


def _told(old: Sequence[Hashable], new: Sequence[Hashable], cuts: list[Point], budget: Budget) -> list[Op]:
    """Align each window between two cuts exactly, and return what does not stay."""
    flat: list[int] = []  # four numbers an operation: a tuple for each would keep the collector of garbage busy
    i, j = cuts[0]
    for (i1, j1), (i2, j2) in pairwise(cuts):
        for block in _edits(old, new, (i1, i2, j1, j2), budget).as_matching_blocks():
            size = block.size
            if size:
                at_old, at_new = i1 + block.a, j1 + block.b
                if i < at_old or j < at_new:
                    flat += i, at_old, j, at_new
                i, j = at_old + size, at_new + size
    if (i, j) != cuts[-1]:
        flat += i, cuts[-1][0], j, cuts[-1][1]
    numbers = iter(flat)
    return list(zip(numbers, numbers, numbers, numbers, strict=True))


def _cuts(points: list[Point], side: int) -> Iterator[Point]:
    """Choose the points that cut the way into windows as large as they may be, with more where points are far apart."""
    at = last = (0, 0)
    for point in points:
        if _area(at, point) > side * side:
            if last != at:
                yield last
            start = at = last
            parts = ceil(sqrt(_area(start, point)) / side)
            for part in range(1, parts):
                at = (
                    start[0] + (point[0] - start[0]) * part // parts,
                    start[1] + (point[1] - start[1]) * part // parts,
                )
                yield at
        last = point


def _area(start: Point, end: Point) -> int:
    return (end[0] - start[0]) * (end[1] - start[1])


def _edits(old: Sequence[Hashable], new: Sequence[Hashable], window: Op, budget: Budget) -> Editops:
    """Align one window."""
    i1, i2, j1, j2 = window
    budget.cells += (i2 - i1) * (j2 - j1)
    return Indel.editops(old[i1:i2], new[j1:j2])
