"""Align what is too large to be aligned exactly: exact inside windows along a path, then again across their borders.

The path goes through anchors; between them, and where there are none, it takes the diagonal. Work is linear in the
length. Nothing bounds the cost for every input: sequences that agree at some distance from the diagonal, without an
item or a run that is seldom, are aligned badly.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil, sqrt

from rapidfuzz.distance import Editops, Indel

from wikidiff.diff.anchors import Point, anchors
from wikidiff.diff.divide import trimmed
from wikidiff.diff.engine import Budget, Op

CELLS = 800_000_000  # of all windows of one pass
NARROWEST, WIDEST = 64, 4000  # items on a side of a window


def windowed(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Op]:
    """Return an alignment that is exact inside its windows, and seldom costs much more than the least."""
    points, sure = anchors(old, new)
    side = min(WIDEST, max(NARROWEST, 2 * CELLS // max(1, len(old) + len(new))))
    cuts, cost = _first(old, new, points, side, budget)
    if points and not sure:  # what moved, or stands in both by chance, can lead astray
        straight, straight_cost = _first(old, new, [], side, budget)
        if straight_cost < cost:
            cuts = straight
    return _aligned(old, new, cuts, budget)


def _first(
    old: Sequence[Hashable], new: Sequence[Hashable], points: list[Point], side: int, budget: Budget
) -> tuple[list[Point], int]:
    """Align in windows along a path; return the middles of the windows on the path that was found, and its cost."""
    end = (len(old), len(new))
    cuts = [(0, 0), *_cuts([*points, end], side), end]
    result = [cuts[0]]
    cost = 0
    for (i1, j1), (i2, j2) in pairwise(cuts):
        edits = _edits(old, new, (i1, i2, j1, j2), budget)
        cost += len(edits)
        blocks = edits.as_matching_blocks()
        half = (i2 - i1 + j2 - j1) // 2
        block = blocks[max(0, bisect_right(blocks, half, key=lambda block: block.a + block.b) - 1)]
        inside = min(block.size, max(0, half - block.a - block.b + 1) // 2)
        middle = (i1 + block.a + inside, j1 + block.b + inside) if block.size else (i1, j1)
        if _area(result[-1], middle) > 2 * side * side:
            result.append((i1, j1))
        result.append(middle)
    return [*result, end], cost


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


def _aligned(old: Sequence[Hashable], new: Sequence[Hashable], cuts: Iterable[Point], budget: Budget) -> list[Op]:
    """Align each window between two cuts exactly."""
    result: list[Op] = []
    i = j = 0  # up to where everything is told
    for (i1, j1), (i2, j2) in pairwise(cuts):
        for block in _edits(old, new, (i1, i2, j1, j2), budget).as_matching_blocks():
            size = block.size
            if size:
                at_old, at_new = i1 + block.a, j1 + block.b
                if i < at_old or j < at_new:
                    result.append((i, at_old, j, at_new))
                i, j = at_old + size, at_new + size
    if i < len(old) or j < len(new):
        result.append((i, len(old), j, len(new)))
    return result


def _edits(old: Sequence[Hashable], new: Sequence[Hashable], window: Op, budget: Budget) -> Editops:
    """Align one window; equal ends of it are no work."""
    i1, i2, j1, j2 = trimmed(old, new, window)
    budget.cells += (i2 - i1) * (j2 - j1)
    return Indel.editops(old[window[0] : window[1]], new[window[2] : window[3]])
