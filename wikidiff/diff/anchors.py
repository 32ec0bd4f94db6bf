"""Find where two long sequences probably belong together: a chain of places that rises on both sides."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import compress, count
from math import sqrt

Point = tuple[int, int]

SELDOM = 4  # an item that stands more often on a side anchors nothing
FEW = 20  # runs of items are looked at when less than one item of so many is an anchor
RUNS = (4, 16)  # how many items a run has
SAMPLED = 16  # runs are looked at where one item of about so many starts them …
MOST = 5  # … or, of few different items, one that stands so many times as often
CHANCE = 2  # of n pairs in any order, a little less than twice the root of n rise; a chain must have more


def anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Point]:
    """Return pairs of places, rising on both sides, that probably belong together; none when chance explains them."""
    often = Counter(old)
    pairs = _seldom(old, new, often)
    enough = min(len(old), len(new)) // FEW
    if len(pairs) < enough:
        first = _landmarks(often, len(old))
        left, right = (list(compress(count(), map(first.__contains__, side))) for side in (old, new))
        for size in RUNS:
            runs = _runs(old, left, size), _runs(new, right, size)
            found = _seldom(*runs, Counter(runs[0]))
            if len(found) > len(pairs):
                pairs = [(left[i], right[j]) for i, j in found]
            if len(pairs) >= enough:
                break
    chain = _chain(pairs)
    return chain if len(chain) > CHANCE * sqrt(len(pairs)) else []


def _landmarks(often: Counter[Hashable], length: int) -> set[Hashable]:
    """Return the least frequent items, as many as make up a share of a sequence; none where all are frequent."""
    result: set[Hashable] = set()
    room = length // SAMPLED
    for item, number in sorted(often.items(), key=lambda entry: entry[1]):
        if number > (room if result else length // SAMPLED * MOST):
            break
        result.add(item)
        room -= number
    return result


def _runs(items: Sequence[Hashable], places: list[int], size: int) -> list[Hashable]:
    key: Callable[[Sequence[Hashable]], Hashable] = str if isinstance(items, str) else tuple
    return [key(items[place : place + size]) for place in places]


def _seldom(old: Sequence[Hashable], new: Sequence[Hashable], often: Counter[Hashable]) -> list[Point]:
    """Pair the first places of each item that both sides have equally often; `often` counts the items of `old`."""
    numbers = Counter(new)
    known = {item for item, number in often.items() if number <= SELDOM and numbers[item] == number}
    first: dict[Hashable, int] = {}
    for j in compress(count(), map(known.__contains__, new)):
        first.setdefault(new[j], j)
    return [(i, first.pop(old[i])) for i in compress(count(), map(known.__contains__, old)) if old[i] in first]


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
