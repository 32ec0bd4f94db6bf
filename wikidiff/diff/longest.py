"""Find the longest run that two sequences share, in about linear work.

Runs of one item get a number each, then runs of two, four, eight … (Karp, Miller and Rosenberg 1972), as long as both
sides have one in common; the exact length is found between the last two by halving.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import count


def longest(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[int, int, int]:
    """Return `(i, j, size)` of the longest common run: the first one in `old`, and of those the first one in `new`."""
    left, right = _numbered(old, new)
    if set(left).isdisjoint(right):
        return 0, 0, 0
    size = 1
    while True:
        wider = _numbered(_runs(left, size), _runs(right, size))
        if set(wider[0]).isdisjoint(wider[1]):
            break
        left, right = wider
        size *= 2
    low, high = 0, size - 1
    while low < high:
        middle = (low + high + 1) // 2
        if set(_runs(left, middle)).isdisjoint(_runs(right, middle)):
            high = middle - 1
        else:
            low = middle
    first: dict[Hashable, int] = {}
    for j, run in enumerate(_runs(right, low)):
        first.setdefault(run, j)
    return next((i, first[run], size + low) for i, run in enumerate(_runs(left, low)) if run in first)


def _runs(numbers: list[int], shift: int) -> Iterator[tuple[int, int]]:
    """Yield what names each run: two runs of a known length, the second so many items after the first."""
    return zip(numbers, numbers[shift:], strict=False)


def _numbered(left: Iterable[Hashable], right: Iterable[Hashable]) -> tuple[list[int], list[int]]:
    """Give equal things equal numbers."""
    numbers: defaultdict[Hashable, int] = defaultdict(count().__next__)
    return list(map(numbers.__getitem__, left)), list(map(numbers.__getitem__, right))
