"""Align what is too large to be aligned exactly: exact inside windows along a path, then again across their borders.

The path goes through items that stand equally often on both sides and seldom, as long as their order says more than
chance would; between them, and where there are none, it takes the diagonal. Work is linear in the length.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil, sqrt

from wikidiff.diff.divide import trimmed
from wikidiff.diff.engine import Budget, Op, indel, joined

Point = tuple[int, int]

CELLS = 1_600_000_000  # of all windows together
NARROWEST, WIDEST = 64, 4000  # items on a side of a window
SELDOM = 4  # an item that stands more often on a side anchors nothing
FEW = 200  # runs of items are looked at when less than one item of so many is an anchor
LONGEST = 16  # items of the longest run that is looked at
CHANCE = 4  # of n pairs in any order, about twice the root of n rise; a chain must have twice as many


def windowed(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[Op]:
    """Return an alignment that is exact inside its windows, and seldom costs much more than the least."""
    points, sure = anchors(old, new)
    ops = _along(old, new, points, budget)
    if points and not sure:  # what moved, or stands in both by chance, can lead astray
        straight = _along(old, new, [], budget)
        ops = min(ops, straight, key=cost)
    return ops


def cost(ops: Iterable[Op]) -> int:
    """Return how many items come and go."""
    return sum(i2 - i1 + j2 - j1 for i1, i2, j1, j2 in ops)


def _along(old: Sequence[Hashable], new: Sequence[Hashable], points: list[Point], budget: Budget) -> list[Op]:
    """Align in windows along a path, then in windows from the middle of one to the middle of the next."""
    end = (len(old), len(new))
    side = min(WIDEST, max(NARROWEST, CELLS // max(1, sum(end))))
    cuts = [(0, 0), *_cuts([*points, end], side), end]
    ops = _aligned(old, new, cuts, budget)
    return ops if len(cuts) == 2 else _aligned(old, new, _across(ops, cuts, side), budget)


def anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[list[Point], bool]:
    """Return pairs of places, rising on both sides, that probably belong together, and whether most pairs agree.

    None are returned when chance explains them.
    """
    pairs = _seldom(old, new)
    size = 1
    while len(pairs) * FEW < min(len(old), len(new)) and size < LONGEST:
        old, new = _runs(old, size), _runs(new, size)
        size *= 4
        pairs = _seldom(old, new)
    chain = _chain(pairs)
    return (chain if len(chain) > CHANCE * sqrt(len(pairs)) else []), 2 * len(chain) > len(pairs)


def _runs(items: Sequence[Hashable], size: int) -> array[int]:
    """Return the hashes of four neighbours each: a pair of equal hashes only proposes where the path may go."""
    numbers = array("q", map(ord, items)) if isinstance(items, str) else items
    return array("q", map(hash, zip(*(numbers[at:] for at in range(0, 4 * size, size)), strict=False)))


def _seldom(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Point]:
    """Pair the first with the first, the second with the second … of each item that both sides have equally often."""
    often = Counter(new)
    places: dict[Hashable, list[int]] = {
        item: [] for item, number in Counter(old).items() if number <= SELDOM and often[item] == number
    }
    for j, item in enumerate(new):
        if item in places:
            places[item].append(j)
    for found in places.values():
        found.reverse()
    return [(i, places[item].pop()) for i, item in enumerate(old) if item in places]


def _chain(pairs: list[Point]) -> list[Point]:
    """Return the longest chain of pairs (sorted by the first number) in which the second number rises too."""
    ends: list[int] = []  # the least last number of a chain of each length
    last: list[int] = []  # … and the pair it belongs to
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(j)
            last.append(index)
        else:
            ends[length] = j
            last[length] = index
    chain: list[Point] = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    chain.reverse()
    return chain


def _cuts(points: list[Point], side: int) -> Iterator[Point]:
    """Choose the points that cut the way into windows as large as they may be, with more where points are far apart."""
    at = last = (0, 0)
    for point in points:
        if _area(at, point) > side * side:
            if last != at:
                yield last
                at = last
            parts = ceil(sqrt(_area(at, point)) / side)
            start = at
            for part in range(1, parts):
                at = (
                    start[0] + (point[0] - start[0]) * part // parts,
                    start[1] + (point[1] - start[1]) * part // parts,
                )
                yield at
        last = point


def _area(start: Point, end: Point) -> int:
    return (end[0] - start[0]) * (end[1] - start[1])


def _aligned(old: Sequence[Hashable], new: Sequence[Hashable], cuts: list[Point], budget: Budget) -> list[Op]:
    """Align each window between two cuts exactly."""
    result: list[Op] = []
    for start, end in pairwise(cuts):
        i1, i2, j1, j2 = trimmed(old, new, (start[0], end[0], start[1], end[1]))
        if i1 < i2 and j1 < j2:
            ops = indel(old[i1:i2], new[j1:j2], budget)
            result.extend([(i1 + a, i1 + b, j1 + c, j1 + d) for a, b, c, d in ops])
        elif i1 < i2 or j1 < j2:
            result.append((i1, i2, j1, j2))
    return joined(result)


def _across(ops: list[Op], cuts: list[Point], side: int) -> list[Point]:
    """Return cuts at the middle of each window, on the path that was found."""
    ends = [i2 + j2 for _, i2, _, j2 in ops]
    result = [cuts[0]]
    for (i1, j1), end in pairwise(cuts):
        middle = _on_path(ops, ends, cuts[-1], (i1 + j1 + sum(end)) // 2)
        if _area(result[-1], middle) > 2 * side * side:
            result.append((i1, j1))
        result.append(middle)
    return [*result, cuts[-1]]


def _on_path(ops: list[Op], ends: list[int], last: Point, at: int) -> Point:
    """Return the point of a path whose coordinates have this sum (or one less)."""
    index = bisect_left(ends, at)
    i1, i2, j1, j2 = ops[index] if index < len(ops) else (last[0], last[0], last[1], last[1])
    if at < i1 + j1:
        back = (i1 + j1 - at + 1) // 2
        return i1 - back, j1 - back
    share = (at - i1 - j1) / max(1, i2 - i1 + j2 - j1)
    return i1 + int((i2 - i1) * share), j1 + int((j2 - j1) * share)
