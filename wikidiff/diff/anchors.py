"""Find where two long sequences probably belong together: a chain of places that rises on both sides."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import compress, count
from math import ceil, log, sqrt
from typing import cast

Point = tuple[int, int]

SELDOM = 4  # an item that stands more often on a side anchors nothing
SOUGHT = 400  # so many items are looked for in a text one by one
FEW = 20  # runs of items are looked at when less than one item of so many is an anchor
SAMPLED = 8  # … on one side those that start at every so manyth item, on the other all
LONGER = (1, 3, 12)  # … as long as chance asks for, then longer ones, for what repeats itself
LONGEST = 200  # items of a run
LOOKED_AT = 1_000  # runs that tell whether it is worth the while
ENOUGH = 4  # times the anchors that are wanted are looked for, where the sample promises more
REPEATED = 3  # of so many that are met one stands once: longer ones may tell more apart
CHANCE = 2  # of n pairs in any order, a little less than twice the root of n rise; a chain must have more

Counts = tuple[Counter[Hashable], Counter[Hashable]]


def anchors(old: Sequence[Hashable], new: Sequence[Hashable], often: Counts) -> list[Point]:
    """Return pairs of places, rising on both sides, that probably belong together; none when chance explains them.

    `often` counts the items of both sides.
    """
    pairs = _seldom(old, new, often)
    enough = min(len(old), len(new)) // FEW
    if len(pairs) >= enough:
        return _chain(pairs)
    best = _chain(pairs)
    for size in _sizes(len(old), len(new), often):
        where = _some(old, size)
        step = max(1, len(new) // LOOKED_AT) | 1  # odd: most periods are even
        pairs, met = _met(where, new, size, range(0, len(new) - size + 1, step))
        chain = _chain(pairs)
        if not chain:
            if met < REPEATED * len(pairs) or not met:
                break  # what is met is met by chance, and longer runs would not be met more often
            continue
        spare = len(chain) * step * SAMPLED // max(1, ENOUGH * enough)  # of so many, one is plenty
        if spare < step:
            pairs, _ = _met(where, new, size, range(0, len(new) - size + 1, (max(1, spare) - 1) | 1))
        best = max(best, _chain(pairs), key=len)
        if len(best) * SAMPLED >= enough:
            break
    return best


def _sizes(rows: int, columns: int, often: Counts) -> Iterator[int]:
    """Yield how long runs have to be so that hardly one is met on both sides by chance."""
    left, right = often
    alike = sum([number * right[item] for item, number in left.items()])
    chance = alike / (rows * columns)
    usual = LONGEST if chance > 0.9 else min(LONGEST, ceil(log(2 * rows * columns) / -log(max(chance, 1e-9))))
    yield from sorted({min(LONGEST, times * usual) for times in LONGER})


def _seldom(old: Sequence[Hashable], new: Sequence[Hashable], often: Counts) -> list[Point]:
    """Pair the first places of each item that both sides have equally often, if that is seldom."""
    left, right = often
    known = {item for item, number in left.items() if number <= SELDOM and right[item] == number}
    if not known:
        return []
    if len(known) <= SOUGHT and isinstance(old, str) and isinstance(new, str):
        return sorted([(old.index(item), new.index(item)) for item in cast("set[str]", known)])
    if len(known) * SELDOM > len(old):
        before, after = _first(old), _first(new)
        return sorted([(before[item], after[item]) for item in known])
    first: dict[Hashable, int] = {}
    for j in compress(count(), map(known.__contains__, new)):
        first.setdefault(new[j], j)
    return [(i, first.pop(old[i])) for i in compress(count(), map(known.__contains__, old)) if old[i] in first]


def _first(items: Sequence[Hashable]) -> dict[Hashable, int]:
    """Return the first place of each item."""
    return dict(zip(reversed(items), range(len(items) - 1, -1, -1), strict=True))


def _some(items: Sequence[Hashable], size: int) -> dict[Hashable, int]:
    """Return where some runs of so many items stand, -1 for what stands at several places."""
    key = _key(items)
    where: dict[Hashable, int] = {}
    for place in range(0, len(items) - size + 1, SAMPLED):
        run = key(items[place : place + size])
        where[run] = -1 if run in where else place
    return where


def _met(where: dict[Hashable, int], items: Sequence[Hashable], size: int, places: range) -> tuple[list[Point], int]:
    """Pair the runs at some places with those known to stand once, if they are met once; tell how many are known."""
    runs: list[Hashable] = [items[place : place + size] for place in places]
    if not isinstance(items, str):
        runs = list(map(tuple, runs))  # type: ignore[arg-type]
    found: dict[int, int] = {}
    met = 0
    for index in compress(count(), map(where.__contains__, runs)):
        i = where[runs[index]]
        found[i] = -1 if i in found else places[index]
        met += 1
    return sorted([(i, j) for i, j in found.items() if i >= 0 <= j]), met


def _key(items: Sequence[Hashable]) -> Callable[[Sequence[Hashable]], Hashable]:
    return str if isinstance(items, str) else tuple


def _chain(pairs: list[Point]) -> list[Point]:
    """Return the longest chain of pairs (sorted by the first number) in which the second number rises too.

    None, when a chain as long is to be found in any order.
    """
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
    if len(ends) <= CHANCE * sqrt(len(pairs)):
        return []
    chain: list[Point] = []
    index = last[-1]
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    chain.reverse()
    return chain
